//! Features of every declaration of one file, computed top-down from what its options say. Reads the
//! syntax only: options are interpreted afterwards, with the features that stand here.

use super::{Features, FieldPresence, MessageEncoding, RepeatedFieldEncoding, Said};
use crate::schema::file::*;
use crate::schema::owner::{Owner, owners};
use crate::syntax::literals::{self, Number};
use crate::syntax::{Label, LiteralField, Node, NodeKind, OptionEntry, OptionNamePart, TokenKind, Tree};
use rustc_hash::FxHashMap;

/// Features of the declarations of one file.
#[derive(Debug)]
pub struct FileFeatures {
    /// Distinct features; the first are those of the file itself.
    distinct: Vec<Features>,
    /// For each declaration an index into `distinct`, in the order of [`Rows`]. Empty when every declaration
    /// has the features of the file.
    rows: Vec<u16>,
}

impl FileFeatures {
    /// Computes the features of all declarations of `file`.
    pub(in crate::schema) fn of(file: &File) -> FileFeatures {
        let is_edition = file.edition.is_edition();
        let mut of_file = Features::of_edition(file.edition);
        if is_edition {
            apply(&mut of_file, file, Owner::File);
        }
        let mut table = FileFeatures { distinct: vec![of_file], rows: Vec::new() };
        let differs = match is_edition {
            true => has_inner_features(file),
            false => file.fields.iter().any(|field| has_legacy_features(file, field)),
        };
        if differs {
            table.fill(file);
        }
        table
    }

    /// Features of a declaration of the file.
    pub(in crate::schema) fn get(&self, file: &File, owner: Owner) -> Features {
        match row_of(file, owner).and_then(|row| self.rows.get(row)) {
            Some(&index) => self.distinct[usize::from(index)],
            None => self.distinct[0],
        }
    }

    fn fill(&mut self, file: &File) {
        self.rows = vec![0; row_count(file)];
        let mut known: FxHashMap<Features, u16> = FxHashMap::default();
        known.insert(self.distinct[0], 0);
        // Outer declarations come before inner ones, and oneofs before their fields.
        for owner in owners(file) {
            let (Some(row), Some(parent)) = (row_of(file, owner), owner.parent(file)) else { continue };
            let inherited = row_of(file, parent).map_or(0, |parent| self.rows[parent]);
            self.rows[row] = inherited;
            let mut features = self.distinct[usize::from(inherited)];
            match (file.edition.is_edition(), owner) {
                (true, _) => apply(&mut features, file, owner),
                (false, Owner::Field(id)) => apply_legacy(&mut features, file, &file[id]),
                (false, _) => {}
            }
            if features != self.distinct[usize::from(inherited)] {
                self.rows[row] = *known.entry(features).or_insert_with(|| {
                    self.distinct.push(features);
                    // There are fewer than 4,096 combinations.
                    (self.distinct.len() - 1) as u16
                });
            }
        }
    }
}

/// Number of declarations that have features of their own, the file not counted.
fn row_count(file: &File) -> usize {
    first_method(file) + file.methods.len()
}

/// Place of a declaration among all of a file: messages, fields, oneofs, ranges, enums, values, services,
/// methods. The file itself has none.
fn row_of(file: &File, owner: Owner) -> Option<usize> {
    let fields = file.messages.len();
    let oneofs = fields + file.fields.len();
    let ranges = oneofs + file.oneofs.len();
    let enums = ranges + file.ranges.len();
    let values = enums + file.enums.len();
    let services = values + file.values.len();
    Some(match owner {
        Owner::File => return None,
        Owner::Message(id) => id.index(),
        Owner::Field(id) => fields + id.index(),
        Owner::Oneof(id) => oneofs + id.index(),
        Owner::Range(_, id) => ranges + id.index(),
        Owner::Enum(id) => enums + id.index(),
        Owner::Value(id) => values + id.index(),
        Owner::Service(id) => services + id.index(),
        Owner::Method(id) => first_method(file) + id.index(),
    })
}

fn first_method(file: &File) -> usize {
    file.messages.len()
        + file.fields.len()
        + file.oneofs.len()
        + file.ranges.len()
        + file.enums.len()
        + file.values.len()
        + file.services.len()
}

/// Returns whether a declaration inside the file sets features.
fn has_inner_features(file: &File) -> bool {
    let of_file = file.file_options.len();
    file.options[of_file..].iter().any(|row| is_about_features(&file.tree, row))
}

// Editions.

/// Returns whether the name of the option begins with `features`.
pub(in crate::schema) fn is_about_features(tree: &Tree, row: &OptionRow) -> bool {
    let first = || OptionEntry::cast(tree.node(row.node)).and_then(|entry| entry.name_parts().next());
    !row.is_custom && first().is_some_and(|part| part.node().text() == "features")
}

/// Applies the features that the options of `owner` set.
fn apply(features: &mut Features, file: &File, owner: Owner) {
    for id in owner.options(file).iter().filter(|&id| is_about_features(&file.tree, &file[id])) {
        let Some(entry) = OptionEntry::cast(file.tree.node(file[id].node)) else { continue };
        let Some(value) = entry.value() else { continue };
        let parts: Vec<OptionNamePart<'_>> = entry.name_parts().skip(1).collect();
        match parts.as_slice() {
            // `features = { enum_type: CLOSED }`
            [] => {
                for field in value.children().filter_map(LiteralField::cast) {
                    if let (Some(name), Some(value)) = (field.name(), field.value())
                        && name.extension().is_none()
                    {
                        set(features, name.node().text(), value);
                    }
                }
            }
            // `features.enum_type = CLOSED`
            [part] => set(features, feature_name(*part), value),
            // A part of a custom feature.
            _ => {}
        }
    }
}

/// Name of the feature that a part of an option's name means. `(google.protobuf.FeatureSet.enum_type)` means a
/// plain field as well.
fn feature_name(part: OptionNamePart<'_>) -> &str {
    match part.extension() {
        None => part.node().text(),
        Some(path) => match path.text().rsplit_once("FeatureSet.") {
            Some((_, name)) => name,
            None => "",
        },
    }
}

fn set(features: &mut Features, name: &str, value: Node<'_>) {
    if value.kind() != NodeKind::Scalar {
        return;
    }
    let said = match value.token(TokenKind::Int).map(|token| literals::number(value.tree().token_text(token)))
    {
        Some(Number::Int(number)) => Said::Number(number),
        Some(Number::Float(_) | Number::TooLarge) => return,
        None => Said::Name(value.text()),
    };
    features.set(name, said);
}

// proto2 and proto3, whose labels and options say what features say in editions.

fn has_legacy_features(file: &File, field: &Field) -> bool {
    field.label == Some(Label::Required)
        || matches!(field.ty, TypeName::Group(_))
        || packed(file, field).is_some()
}

fn apply_legacy(features: &mut Features, file: &File, field: &Field) {
    if field.label == Some(Label::Required) {
        features.field_presence = FieldPresence::LegacyRequired;
    }
    if matches!(field.ty, TypeName::Group(_)) {
        features.message_encoding = MessageEncoding::Delimited;
    }
    if let Some(packed) = packed(file, field) {
        features.repeated_field_encoding = match packed {
            true => RepeatedFieldEncoding::Packed,
            false => RepeatedFieldEncoding::Expanded,
        };
    }
}

/// Value of the option `packed`.
fn packed(file: &File, field: &Field) -> Option<bool> {
    match file.plain_value(field.options, "packed")? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
