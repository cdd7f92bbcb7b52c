//! Declarations of types, as a profile keeps them: their differences, and their union. Counts nothing.

use super::merge::Mismatch;
use super::{Field, LABELS, Type};
use crate::kind::Kind;
use crate::layout::{self, Label, Layout};

pub(super) fn describe(layout: &Layout, ty: &layout::Type) -> Type {
    let field = |field: &layout::Field| Field {
        number: field.number,
        name: field.name.to_string(),
        kind: field.kind as u32,
        label: label(field),
        is_extension: field.is_extension,
        message: field.message.map_or_else(String::new, |message| layout.get(message).name.to_string()),
        oneof: field.oneof.map_or_else(String::new, |oneof| ty.oneofs[oneof as usize].to_string()),
        closed: field.closed.as_deref().unwrap_or_default().to_vec(),
    };
    Type {
        name: ty.name.to_string(),
        fields: ty.fields().iter().map(field).collect(),
        is_map_entry: ty.is_map_entry,
    }
}

fn label(field: &layout::Field) -> u32 {
    LABELS.iter().find(|(label, _)| *label == field.label).map_or(0, |(_, number)| *number)
}

impl Type {
    /// Adds the fields of another version of the type, and values of closed enums. A field that both versions declare
    /// must be the same.
    pub(super) fn extend(&mut self, other: &Type) -> Result<(), Mismatch> {
        if self.is_map_entry != other.is_map_entry {
            return Err(Mismatch::Type(self.name.clone()));
        }
        for that in &other.fields {
            match self.fields.binary_search_by_key(&that.number, |field| field.number) {
                Err(at) => self.fields.insert(at, that.clone()),
                Ok(at) => {
                    let this = &mut self.fields[at];
                    if let Some((one, other)) = this.conflict(that) {
                        return Err(Mismatch::field(&self.name, this, one, other));
                    }
                    this.closed.extend(&that.closed);
                    this.closed.sort_unstable();
                    this.closed.dedup();
                }
            }
        }
        Ok(())
    }

    /// Returns the first difference from another declaration of the type.
    pub(super) fn difference(&self, other: &Type) -> Option<Mismatch> {
        let of = |ty: &Type| -> Vec<u32> { ty.fields.iter().map(|field| field.number).collect() };
        let mut numbers = [of(self), of(other)].concat();
        numbers.sort_unstable();
        numbers.dedup();
        let absent = || "not declared".to_owned();
        let difference = |number| {
            let (field, one, other) = match (self.field(number), other.field(number)) {
                (Some(this), Some(that)) => {
                    let (one, other) = this.conflict(that).or_else(|| this.other_values(that))?;
                    (this, one, other)
                }
                (Some(this), None) => (this, kind(this), absent()),
                (None, that) => (that?, absent(), kind(that?)),
            };
            Some(Mismatch::field(&self.name, field, one, other))
        };
        let is_other = self.is_map_entry != other.is_map_entry;
        let is_other = is_other.then(|| Mismatch::Type(self.name.clone()));
        is_other.or_else(|| numbers.into_iter().find_map(difference))
    }
}

impl Field {
    /// Returns the parts of two declarations of a field that contradict each other, in words.
    fn conflict(&self, other: &Field) -> Option<(String, String)> {
        let quoted = |name: &str| format!("`{name}`");
        let oneof =
            |name: &str| if name.is_empty() { "in no oneof".to_owned() } else { format!("in `{name}`") };
        let enums = |field: &Field| if field.closed.is_empty() { "open" } else { "closed" }.to_owned();
        let pairs = [
            (kind(self), kind(other)),
            (rule(self), rule(other)),
            (quoted(&self.message), quoted(&other.message)),
            (format!("named {}", quoted(&self.name)), format!("named {}", quoted(&other.name))),
            (oneof(&self.oneof), oneof(&other.oneof)),
            (enums(self), enums(other)),
            (extension(self), extension(other)),
        ];
        pairs.into_iter().find(|(this, that)| this != that)
    }

    fn other_values(&self, other: &Field) -> Option<(String, String)> {
        let values = |field: &Field| format!("an enum with the values {:?}", field.closed);
        (self.closed != other.closed).then(|| (values(self), values(other)))
    }
}

fn kind(field: &Field) -> String {
    field.kind().map_or_else(String::new, |kind: Kind| format!("`{}`", kind.name()))
}

fn rule(field: &Field) -> String {
    let rule = match field.label() {
        Some(Label::Implicit) => "without presence",
        Some(Label::Explicit) => "with presence",
        Some(Label::Required) => "required",
        Some(Label::Repeated { packed: true }) => "packed",
        Some(Label::Repeated { packed: false }) => "expanded",
        Some(Label::Map) => "a map",
        None => "",
    };
    rule.to_owned()
}

fn extension(field: &Field) -> String {
    if field.is_extension { "an extension" } else { "no extension" }.to_owned()
}
