//! Fields, extensions among them: labels, types, defaults, and the options that not every type takes.

use super::{Checker, Type};
use crate::near::nearest;
use crate::schema::features::{FieldPresence, RepeatedFieldEncoding};
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::FieldProblem;
use crate::schema::symbols::Scope;
use crate::schema::{Global, Symbol, json_name};
use crate::syntax::literals::{self, Number};
use crate::syntax::{Label, Node, NodeKind, TokenKind};
use crate::text::Span;

/// Features of fields, by their numbers in `google.protobuf.FeatureSet`.
const FIELD_PRESENCE: i32 = 1;
const REPEATED_FIELD_ENCODING: i32 = 3;
const UTF8_VALIDATION: i32 = 4;
const MESSAGE_ENCODING: i32 = 5;

impl<'s> Checker<'s, '_> {
    pub(super) fn field(&mut self, id: FieldId) {
        let row = &self.file[id];
        if self.is_of_map_entry(row) {
            // Its features were set on the map.
            return self.closed_without_presence(id, row);
        }
        self.field_label(row);
        self.field_kind(id, row);
        self.field_default(id, row);
        self.enum_fits(id, row);
        self.field_options(id, row);
        self.own_support(Owner::Field(id));
        if self.is_edition() {
            self.field_features(id, row);
        }
    }

    fn is_of_map_entry(&self, row: &Field) -> bool {
        matches!(row.parent, FieldParent::Message(message) if self.file[message].kind == MessageKind::MapEntry)
    }

    fn first_token(&self, row: &Field) -> Span {
        let node = self.node(row.node);
        node.tree().token_span(node.token_range().start)
    }

    fn field_label(&mut self, row: &Field) {
        let span = self.first_token(row);
        let name = self.name(row.name);
        if let Some(label) = row.label {
            if row.oneof.is_some() {
                return self.report(span, FieldProblem::LabelInOneof { name });
            }
            if matches!(row.ty, TypeName::Map(_)) {
                return self.report(span, FieldProblem::LabelOfMap { name });
            }
            return self.label_in_edition(label, span);
        }
        let needs_label = self.file.edition == Edition::Proto2
            && row.oneof.is_none()
            && !matches!(row.ty, TypeName::Map(_));
        if needs_label {
            self.report(span, FieldProblem::LabelMissing { name });
        }
    }

    fn label_in_edition(&mut self, label: Label, span: Span) {
        match (label, self.file.edition) {
            (Label::Required, Edition::Proto3) => self.report(span, FieldProblem::RequiredInProto3),
            (Label::Required, edition) if edition.is_edition() => {
                self.report(span, FieldProblem::RequiredInEdition);
            }
            (Label::Optional, edition) if edition.is_edition() => {
                self.report(span, FieldProblem::OptionalInEdition);
            }
            _ => {}
        }
    }

    fn field_kind(&mut self, id: FieldId, row: &Field) {
        let node = self.node(row.node);
        let name = self.name(row.name);
        match row.ty {
            TypeName::Group(_) => self.group(row, node),
            TypeName::Map(entry) => {
                if row.oneof.is_some() {
                    self.report(row.name_span, FieldProblem::MapInOneof { name });
                } else if matches!(row.parent, FieldParent::Extend(_)) {
                    self.report(row.name_span, FieldProblem::MapExtension { name });
                }
                self.map_types(entry);
            }
            _ => {}
        }
        self.entry_as_type(id, row);
    }

    fn group(&mut self, row: &Field, node: Node<'s>) {
        let span = node.word("group").unwrap_or(row.name_span);
        if self.is_edition() {
            return self.report(span, FieldProblem::GroupInEdition);
        }
        if self.file.edition == Edition::Proto3 {
            return self.report(span, FieldProblem::GroupInProto3);
        }
        if !row.name_span.of(self.file.text()).starts_with(|c: char| c.is_ascii_uppercase()) {
            self.report(row.name_span, FieldProblem::GroupName);
        }
    }

    fn map_types(&mut self, entry: MessageId) {
        let mut fields = self.file[entry].fields.iter();
        let (Some(key), Some(value)) = (fields.next(), fields.next()) else { return };
        match self.field_type(key) {
            Type::Scalar(Scalar::Double | Scalar::Float | Scalar::Bytes) | Type::Message(_) => {
                self.report(self.file[key].name_span, FieldProblem::MapKey);
            }
            Type::Enum(_) => self.report(self.file[key].name_span, FieldProblem::MapKeyEnum),
            Type::Scalar(_) | Type::Unknown => {}
        }
        if let Type::Enum(of) = self.field_type(value) {
            self.map_enum(of, self.file[value].name_span);
        }
    }

    fn map_enum(&mut self, of: Global<EnumId>, span: Span) {
        let file = self.typed.linked.file(of.file);
        let first = file[of.id].values.iter().next().and_then(|first| file[first].number);
        if first.is_some_and(|number| number != 0) {
            self.report(span, FieldProblem::MapEnum);
        } else if self.file.edition == Edition::Proto3 && !self.typed.is_open(of) {
            self.closed_in_proto3(of, span);
        }
    }

    fn closed_in_proto3(&mut self, of: Global<EnumId>, span: Span) {
        let (linked, of) = (&self.typed.linked, Global { file: of.file, id: Symbol::Enum(of.id) });
        self.report(span, || FieldProblem::ClosedEnum { name: linked.full_name(of) });
    }

    /// A map entry belongs to its field alone.
    fn entry_as_type(&mut self, id: FieldId, row: &Field) {
        let (Type::Message(message), TypeName::Named { span, .. }) = (self.field_type(id), row.ty) else {
            return;
        };
        let file = self.typed.linked.file(message.file);
        if file[message.id].kind == MessageKind::MapEntry {
            let name = file.name(file[message.id].name);
            self.report(span, FieldProblem::MapEntryAsType { name });
        }
    }

    // Defaults.

    fn field_default(&mut self, id: FieldId, row: &Field) {
        let Some(entry) = self.entry(row.options, "default") else { return };
        let Some(value) = entry.value() else { return };
        let span = value.span();
        if self.is_repeated(id) {
            return self.report(span, FieldProblem::DefaultOfRepeated);
        }
        if self.file.edition == Edition::Proto3 {
            return self.report(span, FieldProblem::DefaultInProto3);
        }
        match self.field_type(id) {
            Type::Message(_) => self.report(span, FieldProblem::DefaultOfMessage),
            Type::Unknown => {}
            Type::Enum(of) => self.enum_default(of, value),
            Type::Scalar(scalar) => self.scalar_default(scalar, value),
        }
        if self.is_edition() && !self.has_presence(id) {
            self.report(span, FieldProblem::DefaultWithoutPresence);
        }
    }

    fn enum_default(&mut self, of: Global<EnumId>, value: Node<'s>) {
        if value.token(TokenKind::Ident).is_none() {
            return self.report(value.span(), FieldProblem::EnumDefaultNoName);
        }
        let (file, text) = (self.typed.linked.file(of.file), value.text());
        if self.has_value(of, text) {
            return;
        }
        self.report(value.span(), || {
            let names = || file[of.id].values.iter().map(|id| file.name(file[id].name));
            let help = match (nearest(text, names()), names().next()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(first)) => format!("write one of its values, such as `{first}`"),
                (None, None) => "add values to the enum".to_owned(),
            };
            FieldProblem::EnumDefaultUnknown { name: file.name(file[of.id].name), value: text, help }
        });
    }

    /// Returns whether an enum has a value of this name.
    fn has_value(&mut self, of: Global<EnumId>, name: &str) -> bool {
        let file = self.typed.linked.file(of.file);
        match file.lookup(Scope::of(file[of.id].parent), name) {
            None => false,
            Some(Symbol::Value(id)) if file[id].parent == of.id => true,
            // The first of several declarations of a name does not matter for the others.
            Some(_) => {
                let names = || file[of.id].values.iter().map(|id| file.name(file[id].name)).collect();
                self.value_names.entry(of).or_insert_with(names).contains(name)
            }
        }
    }

    fn scalar_default(&mut self, scalar: Scalar, value: Node<'s>) {
        let wanted = match scalar {
            Scalar::Bool => (!matches!(value.text(), "true" | "false")).then_some("`true` or `false`"),
            Scalar::String | Scalar::Bytes => value.token(TokenKind::String).is_none().then_some("a string"),
            Scalar::Double | Scalar::Float => wanted_float(value),
            _ => (!fits(scalar, value)).then_some("an integer that fits it"),
        };
        if let Some(wanted) = wanted {
            self.report(value.span(), FieldProblem::DefaultOfWrongType { ty: scalar.name(), wanted });
        }
    }

    // What enums, and features, ask of a field.

    /// Checks that an enum is open where unknown values could not be kept.
    fn enum_fits(&mut self, id: FieldId, row: &Field) {
        if self.file.edition == Edition::Proto3 {
            let Type::Enum(of) = self.field_type(id) else { return };
            let TypeName::Named { span, .. } = row.ty else { return };
            if !self.typed.is_open(of) {
                self.closed_in_proto3(of, span);
            }
        } else {
            self.closed_without_presence(id, row);
        }
    }

    fn closed_without_presence(&mut self, id: FieldId, row: &Field) {
        let (Type::Enum(of), TypeName::Named { span, .. }) = (self.field_type(id), row.ty) else { return };
        if self.is_edition() && !self.is_repeated(id) && !self.has_presence(id) && !self.typed.is_open(of) {
            self.report(span, FieldProblem::ClosedEnumWithoutPresence);
        }
    }

    fn has_presence(&self, id: FieldId) -> bool {
        self.typed.has_presence(Global { file: self.at, id })
    }

    fn field_options(&mut self, id: FieldId, row: &Field) {
        let ty = self.field_type(id);
        let is_delimited =
            matches!(row.ty, TypeName::Group(_)) || self.typed.is_delimited(Global { file: self.at, id });
        for name in ["lazy", "unverified_lazy"] {
            if self.is_set(row.options, name)
                && (!matches!(ty, Type::Message(_)) || is_delimited)
                && ty != Type::Unknown
            {
                self.on_option(row, name, FieldProblem::Lazy);
            }
        }
        if matches!(row.parent, FieldParent::Extend(_)) && self.is_set(row.options, "unverified_lazy") {
            self.on_option(row, "unverified_lazy", FieldProblem::LazyExtension);
        }
        self.packed(id, row, ty);
        let is_64_bit = matches!(
            ty,
            Type::Scalar(
                Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64
            )
        );
        if self.value(row.options, "jstype").is_some_and(|value| value != "JS_NORMAL")
            && !is_64_bit
            && ty != Type::Unknown
        {
            self.on_option(row, "jstype", FieldProblem::JsType);
        }
        if self.file.edition >= Edition::E2024 && self.entry(row.options, "ctype").is_some() {
            self.on_option(row, "ctype", FieldProblem::CType);
        }
        self.json_name_option(row);
        for name in ["default", "json_name"] {
            self.said_once(row, name);
        }
    }

    fn packed(&mut self, id: FieldId, row: &Field, ty: Type) {
        let Some(value) = self.value(row.options, "packed") else { return };
        if self.is_edition() {
            return self.on_option(row, "packed", FieldProblem::PackedInEdition);
        }
        let packable = self.is_repeated(id)
            && match ty {
                Type::Scalar(scalar) => scalar.is_packable(),
                Type::Enum(_) | Type::Unknown => true,
                Type::Message(_) => false,
            };
        if value == "true" && !packable {
            self.on_option(row, "packed", FieldProblem::Packed);
        }
    }

    fn json_name_option(&mut self, row: &Field) {
        let Some(value) = self.entry(row.options, "json_name").and_then(|entry| entry.value()) else {
            return;
        };
        if value.kind() != NodeKind::Scalar || value.token(TokenKind::String).is_none() {
            return self.report(value.span(), FieldProblem::JsonNameNoString);
        }
        let name = literals::string_bytes(value);
        let message = match row.parent {
            FieldParent::Message(message) => message,
            // An extension may spell out the name that it has anyway.
            FieldParent::Extend(_) if name == json_name(self.name(row.name)).as_bytes() => return,
            FieldParent::Extend(_) => return self.report(value.span(), FieldProblem::JsonNameOfExtension),
        };
        if name.contains(&0) {
            self.report(value.span(), FieldProblem::JsonNameNul);
        } else if name.starts_with(b"[") && name.ends_with(b"]") && !self.has_legacy_json_option(message) {
            self.report(value.span(), FieldProblem::JsonNameInBrackets);
        }
    }

    /// `default` and `json_name` stand once in a field.
    fn said_once(&mut self, row: &Field, name: &'static str) {
        let is_it = |id: &OptionId| {
            let option = self.node(self.file[*id].node);
            option.child(NodeKind::OptionName).is_some_and(|of| of.text() == name)
        };
        let again = row.options.iter().filter(is_it).nth(1);
        if let Some(again) = again {
            let span = self.file.span(self.file[again].node);
            self.report(span, FieldProblem::SettingRepeated { name });
        }
    }

    fn on_option(&mut self, row: &Field, option: &str, problem: FieldProblem<'_>) {
        let span = self.entry(row.options, option).map_or(row.name_span, |entry| entry.node().span());
        self.report(span, problem);
    }

    /// Reports the features that this kind of field cannot set.
    fn field_features(&mut self, id: FieldId, row: &Field) {
        let wrong = [
            (FIELD_PRESENCE, self.wrong_presence(id, row)),
            (REPEATED_FIELD_ENCODING, self.wrong_encoding(id)),
            (UTF8_VALIDATION, self.wrong_validation(id, row)),
            (MESSAGE_ENCODING, self.wrong_framing(id, row)),
        ];
        for (feature, problem) in wrong {
            let said = || self.interpreted.said_features(self.at, Owner::Field(id), feature).next();
            if let Some(problem) = problem
                && let Some(said) = said()
            {
                self.report(said.written(self.file).span(), problem);
            }
        }
    }

    fn wrong_presence(&self, id: FieldId, row: &Field) -> Option<FieldProblem<'static>> {
        let presence = self.features(Owner::Field(id)).field_presence;
        if row.oneof.is_some() {
            return Some(FieldProblem::PresenceInOneof);
        }
        if self.is_repeated(id) {
            return Some(FieldProblem::PresenceOfRepeated);
        }
        if matches!(row.parent, FieldParent::Extend(_)) {
            return Some(match presence {
                FieldPresence::LegacyRequired => FieldProblem::RequiredExtension,
                _ => FieldProblem::PresenceOfExtension,
            });
        }
        let is_message = matches!(self.field_type(id), Type::Message(_));
        (is_message && presence == FieldPresence::Implicit).then_some(FieldProblem::PresenceOfMessage)
    }

    fn wrong_encoding(&self, id: FieldId) -> Option<FieldProblem<'static>> {
        if !self.is_repeated(id) {
            return Some(FieldProblem::EncodingOfSingle);
        }
        let is_packable = self.field_type(id) == Type::Unknown
            || self.typed.has_packable_type(Global { file: self.at, id });
        let encoding = self.features(Owner::Field(id)).repeated_field_encoding;
        (!is_packable && encoding == RepeatedFieldEncoding::Packed).then_some(FieldProblem::EncodingPacked)
    }

    fn wrong_validation(&self, id: FieldId, row: &Field) -> Option<FieldProblem<'static>> {
        let is_string = matches!(self.field_type(id), Type::Scalar(Scalar::String) | Type::Unknown);
        (!is_string && !self.is_map_of_strings(row)).then_some(FieldProblem::Utf8Validation)
    }

    fn wrong_framing(&self, id: FieldId, row: &Field) -> Option<FieldProblem<'static>> {
        let is_message = matches!(self.field_type(id), Type::Message(_) | Type::Unknown);
        let is_map = matches!(row.ty, TypeName::Map(_));
        (!is_message || is_map).then_some(FieldProblem::MessageEncoding)
    }

    fn is_map_of_strings(&self, row: &Field) -> bool {
        let TypeName::Map(entry) = row.ty else { return false };
        self.file[entry].fields.iter().any(|id| self.field_type(id) == Type::Scalar(Scalar::String))
    }
}

/// Returns the default that a floating-point field expects instead of this value.
fn wanted_float(value: Node<'_>) -> Option<&'static str> {
    let is_word = |token| matches!(value.tree().token_text(token), "inf" | "nan");
    match literals::signed(value) {
        Some((_, Number::TooLarge)) => Some("a decimal number"),
        Some(_) => None,
        None => (!value.token(TokenKind::Ident).is_some_and(is_word)).then_some("a number"),
    }
}

fn fits(scalar: Scalar, value: Node<'_>) -> bool {
    let Some(token) = value.token(TokenKind::Int) else { return false };
    let Number::Int(number) = literals::number(value.tree().token_text(token)) else { return false };
    let is_negative = value.token(TokenKind::Minus).is_some();
    let number = if is_negative { -i128::from(number) } else { i128::from(number) };
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => i32::try_from(number).is_ok(),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => i64::try_from(number).is_ok(),
        Scalar::Uint32 | Scalar::Fixed32 => !is_negative && u32::try_from(number).is_ok(),
        Scalar::Uint64 | Scalar::Fixed64 => !is_negative && u64::try_from(number).is_ok(),
        _ => true,
    }
}
