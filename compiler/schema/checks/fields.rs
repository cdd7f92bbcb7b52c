//! Fields, extensions among them: labels, types, defaults, and the options that not every type takes.

use super::{Checker, Type};
use crate::near::nearest;
use crate::schema::Global;
use crate::schema::features::{FieldPresence, RepeatedFieldEncoding};
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::syntax::literals::{self, Number};
use crate::syntax::{Label, Node, NodeKind, TokenKind};
use crate::text::Span;

/// Number of names among which a mistyped one is searched for.
const MOST_CANDIDATES: usize = 2_000;

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
                return self.report(
                    span,
                    format!("the field `{name}` of a oneof has a label"),
                    "remove the label",
                );
            }
            if matches!(row.ty, TypeName::Map(_)) {
                return self.report(span, format!("the map field `{name}` has a label"), "remove the label");
            }
            return self.label_in_edition(label, span);
        }
        let needs_label = self.file.edition == Edition::Proto2
            && row.oneof.is_none()
            && !matches!(row.ty, TypeName::Map(_));
        if needs_label {
            let help = "write `optional`, `required` or `repeated` before the type";
            self.report(span, format!("the field `{name}` has no label"), help);
        }
    }

    fn label_in_edition(&mut self, label: Label, span: Span) {
        match (label, self.file.edition) {
            (Label::Required, Edition::Proto3) => {
                self.report(span, "proto3 has no required fields", "remove the label");
            }
            (Label::Required, edition) if edition.is_edition() => {
                let help = "set `features.field_presence = LEGACY_REQUIRED`";
                self.report(span, "editions have no label `required`", help);
            }
            (Label::Optional, edition) if edition.is_edition() => {
                let help = "remove it: fields have presence unless `features.field_presence` says otherwise";
                self.report(span, "editions have no label `optional`", help);
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
                    self.report(
                        row.name_span,
                        format!("the map field `{name}` is in a oneof"),
                        "move it out of the oneof",
                    );
                } else if matches!(row.parent, FieldParent::Extend(_)) {
                    self.report(
                        row.name_span,
                        format!("the extension `{name}` is a map"),
                        "extend with a repeated message",
                    );
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
            let help = "declare a message, and set `features.message_encoding = DELIMITED` on the field";
            return self.report(span, "editions have no groups", help);
        }
        if self.file.edition == Edition::Proto3 {
            return self.report(span, "proto3 has no groups", "declare a message and a field of it");
        }
        if !row.name_span.of(self.file.text()).starts_with(|c: char| c.is_ascii_uppercase()) {
            self.report(
                row.name_span,
                "the name of a group begins with a capital letter",
                "the field's is in lower case",
            );
        }
    }

    fn map_types(&mut self, entry: MessageId) {
        let mut fields = self.file[entry].fields.iter();
        let (Some(key), Some(value)) = (fields.next(), fields.next()) else { return };
        let help = "keys are integers, booleans or strings";
        match self.field_type(key) {
            Type::Scalar(Scalar::Double | Scalar::Float | Scalar::Bytes) | Type::Message(_) => {
                self.report(self.file[key].name_span, "a map cannot have keys of this type", help);
            }
            Type::Enum(_) => self.report(self.file[key].name_span, "the keys of a map cannot be enums", help),
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
            let help = "an entry without a value has the enum's first, which has to be 0";
            self.report(span, "the first value of an enum in a map is not 0", help);
        } else if self.file.edition == Edition::Proto3 && !self.typed.is_open(of) {
            self.closed_in_proto3(of, span);
        }
    }

    fn closed_in_proto3(&mut self, of: Global<EnumId>, span: Span) {
        let name =
            self.typed.linked.full_name(Global { file: of.file, id: crate::schema::Symbol::Enum(of.id) });
        let help = "enums of proto2 files do not take unknown numbers, which proto3 fields may hold";
        self.report(span, format!("the enum `{name}` is closed, and cannot be used in proto3"), help);
    }

    /// A map entry belongs to its field alone.
    fn entry_as_type(&mut self, id: FieldId, row: &Field) {
        let (Type::Message(message), TypeName::Named { span, .. }) = (self.field_type(id), row.ty) else {
            return;
        };
        let file = self.typed.linked.file(message.file);
        if file[message.id].kind == MessageKind::MapEntry {
            let name = file.name(file[message.id].name);
            self.report(
                span,
                format!("`{name}` stands for the entries of a map, it is no type"),
                "declare a message of your own",
            );
        }
    }

    // Defaults.

    fn field_default(&mut self, id: FieldId, row: &Field) {
        let Some(entry) = self.entry(row.options, "default") else { return };
        let Some(value) = entry.value() else { return };
        let span = value.span();
        if self.is_repeated(id) {
            return self.report(span, "repeated fields have no default value", "remove it");
        }
        if self.file.edition == Edition::Proto3 {
            return self.report(span, "proto3 has no default values", "remove it");
        }
        match self.field_type(id) {
            Type::Message(_) => self.report(span, "messages have no default value", "remove it"),
            Type::Unknown => {}
            Type::Enum(of) => self.enum_default(of, value),
            Type::Scalar(scalar) => self.scalar_default(scalar, value),
        }
        if self.is_edition() && !self.has_presence(id) {
            self.report(
                span,
                "a field without presence has no default value",
                "remove it, or give the field presence",
            );
        }
    }

    fn enum_default(&mut self, of: Global<EnumId>, value: Node<'s>) {
        let file = self.typed.linked.file(of.file);
        let text = value.text();
        if value.token(TokenKind::Ident).is_none() {
            return self.report(
                value.span(),
                "the default value of an enum field is a name",
                "name one of its values",
            );
        }
        if file.value_named(of.id, text).is_some() || self.problems.is_full() {
            return;
        }
        let names = file[of.id].values.iter().map(|id| file.name(file[id].name));
        let help = match nearest(text, names.take(MOST_CANDIDATES)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if file[of.id].values.is_empty() => "the enum has no values".to_owned(),
            None => "name one of its values".to_owned(),
        };
        let message = format!("the enum `{}` has no value `{text}`", file.name(file[of.id].name));
        self.report(value.span(), message, &help);
    }

    fn scalar_default(&mut self, scalar: Scalar, value: Node<'s>) {
        let wanted = match scalar {
            Scalar::Bool => (!matches!(value.text(), "true" | "false")).then_some("`true` or `false`"),
            Scalar::String | Scalar::Bytes => value.token(TokenKind::String).is_none().then_some("a string"),
            Scalar::Double | Scalar::Float => (!is_float(value)).then_some("a number"),
            _ => (!fits(scalar, value)).then_some("an integer that fits it"),
        };
        if let Some(wanted) = wanted {
            let message = format!("the default value of a `{}` field is {wanted}", scalar.name());
            self.report(value.span(), message, "write another value, or change the type");
        }
    }

    // What enums, and features, ask of a field.

    /// Where a value that is not known could not be kept, an enum has to be open.
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
            self.report(span, "a field without presence has an open enum", "give the field presence");
        }
    }

    fn has_presence(&self, id: FieldId) -> bool {
        self.typed.has_presence(Global { file: self.at, id })
    }

    fn field_options(&mut self, id: FieldId, row: &Field) {
        let ty = self.field_type(id);
        let is_message = matches!(ty, Type::Message(_)) && !matches!(row.ty, TypeName::Map(_));
        for name in ["lazy", "unverified_lazy"] {
            if self.is_set(row.options, name)
                && (!is_message || matches!(row.ty, TypeName::Group(_)))
                && ty != Type::Unknown
            {
                self.on_option(row, name, "`lazy` is for fields of messages only");
            }
        }
        if matches!(row.parent, FieldParent::Extend(_)) && self.is_set(row.options, "unverified_lazy") {
            self.on_option(row, "unverified_lazy", "extensions cannot be `unverified_lazy`");
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
            self.on_option(row, "jstype", "`jstype` is for 64-bit integers only");
        }
        if self.file.edition >= Edition::E2024 && self.entry(row.options, "ctype").is_some() {
            self.on_option(
                row,
                "ctype",
                "`ctype` is gone from edition 2024 on: use `features.(pb.cpp).string_type`",
            );
        }
        self.json_name_option(row);
        for name in ["default", "json_name"] {
            self.said_once(row, name);
        }
    }

    fn packed(&mut self, id: FieldId, row: &Field, ty: Type) {
        let Some(value) = self.value(row.options, "packed") else { return };
        if self.is_edition() {
            return self.on_option(
                row,
                "packed",
                "editions have no `packed`: use `features.repeated_field_encoding`",
            );
        }
        let packable = self.is_repeated(id)
            && match ty {
                Type::Scalar(scalar) => scalar.is_packable(),
                Type::Enum(_) | Type::Unknown => true,
                Type::Message(_) => false,
            };
        if value == "true" && !packable {
            self.on_option(row, "packed", "`packed` is for repeated numbers, booleans and enums only");
        }
    }

    fn json_name_option(&mut self, row: &Field) {
        let Some(value) = self.entry(row.options, "json_name").and_then(|entry| entry.value()) else {
            return;
        };
        if matches!(row.parent, FieldParent::Extend(_)) {
            return self.report(value.span(), "extensions have no `json_name`", "remove it");
        }
        if value.kind() != NodeKind::Scalar || value.token(TokenKind::String).is_none() {
            return self.report(value.span(), "`json_name` is a string", "put it in quotes");
        }
        let name = literals::string_bytes(value);
        if name.contains(&0) {
            self.report(value.span(), "a `json_name` has no NUL in it", "write another name");
        } else if name.starts_with(b"[") && name.ends_with(b"]") {
            self.report(value.span(), "a name in brackets means an extension in JSON", "write another name");
        }
    }

    /// `default` and `json_name` stand once in a field.
    fn said_once(&mut self, row: &Field, name: &str) {
        let is_it = |id: &OptionId| {
            let option = self.node(self.file[*id].node);
            option.child(NodeKind::OptionName).is_some_and(|of| of.text() == name)
        };
        let again = row.options.iter().filter(is_it).nth(1);
        if let Some(again) = again {
            let span = self.file.span(self.file[again].node);
            self.report(span, format!("`{name}` is set already"), "remove one of the two");
        }
    }

    fn on_option(&mut self, row: &Field, option: &str, message: &str) {
        let span = self.entry(row.options, option).map_or(row.name_span, |entry| entry.node().span());
        self.report(span, message, "remove the option");
    }

    /// Reports the features that this kind of field cannot set.
    fn field_features(&mut self, id: FieldId, row: &Field) {
        let wrong = [
            (FIELD_PRESENCE, self.wrong_presence(id, row)),
            (REPEATED_FIELD_ENCODING, self.wrong_encoding(id)),
            (UTF8_VALIDATION, self.wrong_validation(id, row)),
            (MESSAGE_ENCODING, self.wrong_framing(id, row)),
        ];
        for (feature, message) in wrong {
            let said = || self.interpreted.said_features(self.at, Owner::Field(id), feature).next();
            if let Some(message) = message
                && let Some(said) = said()
            {
                self.report(said.written(self.file).span(), message, "remove the feature");
            }
        }
    }

    fn wrong_presence(&self, id: FieldId, row: &Field) -> Option<&'static str> {
        let presence = self.features(Owner::Field(id)).field_presence;
        if row.oneof.is_some() {
            return Some("the fields of a oneof have presence by themselves");
        }
        if self.is_repeated(id) {
            return Some("repeated fields have no presence to speak of");
        }
        if matches!(row.parent, FieldParent::Extend(_)) {
            let is_required = presence == FieldPresence::LegacyRequired;
            let message = if is_required {
                "extensions cannot be required"
            } else {
                "extensions have presence by themselves"
            };
            return Some(message);
        }
        let is_message = matches!(self.field_type(id), Type::Message(_));
        (is_message && presence == FieldPresence::Implicit)
            .then_some("fields of messages always have presence")
    }

    fn wrong_encoding(&self, id: FieldId) -> Option<&'static str> {
        if !self.is_repeated(id) {
            return Some("only repeated fields have a `repeated_field_encoding`");
        }
        let is_packable = self.field_type(id) == Type::Unknown
            || self.typed.has_packable_type(Global { file: self.at, id });
        let encoding = self.features(Owner::Field(id)).repeated_field_encoding;
        (!is_packable && encoding == RepeatedFieldEncoding::Packed)
            .then_some("only numbers, booleans and enums can be packed")
    }

    fn wrong_validation(&self, id: FieldId, row: &Field) -> Option<&'static str> {
        let is_string = matches!(self.field_type(id), Type::Scalar(Scalar::String) | Type::Unknown);
        (!is_string && !self.is_map_of_strings(row)).then_some("only strings have a `utf8_validation`")
    }

    fn wrong_framing(&self, id: FieldId, row: &Field) -> Option<&'static str> {
        let is_message = matches!(self.field_type(id), Type::Message(_) | Type::Unknown);
        let is_map = matches!(row.ty, TypeName::Map(_));
        (!is_message || is_map).then_some("only messages have a `message_encoding`")
    }

    fn is_map_of_strings(&self, row: &Field) -> bool {
        let TypeName::Map(entry) = row.ty else { return false };
        self.file[entry].fields.iter().any(|id| self.field_type(id) == Type::Scalar(Scalar::String))
    }
}

fn is_float(value: Node<'_>) -> bool {
    value.token(TokenKind::Int).is_some()
        || value.token(TokenKind::Float).is_some()
        || value
            .token(TokenKind::Ident)
            .is_some_and(|token| matches!(value.tree().token_text(token), "inf" | "nan"))
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
