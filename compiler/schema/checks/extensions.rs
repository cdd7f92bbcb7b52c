//! Extensions: whether their extendees leave them their numbers, and what was declared of those.

use super::{Checker, Type, messages};
use crate::diagnostic::Place;
use crate::schema::file::*;
use crate::schema::lower::MAX_FIELD_NUMBER;
use crate::schema::options::Value;
use crate::schema::owner::Owner;
use crate::schema::resolve::Typed;
use crate::schema::{Global, Symbol};
use crate::syntax::{Label, NodeKind, TokenKind};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// `declaration` and `verification` of `google.protobuf.ExtensionRangeOptions`.
const DECLARATION: i32 = 2;
const VERIFICATION: i32 = 3;
/// Values of `VerificationState`.
const VERIFIED: u64 = 0;
const UNVERIFIED: u64 = 1;

impl Checker<'_, '_> {
    pub(super) fn extend(&mut self, id: ExtendId) {
        let row = &self.file[id];
        let node = self.node(row.node);
        if row.fields.is_empty()
            && node.child(NodeKind::Error).is_none()
            && node.child(NodeKind::Field).is_none()
        {
            let end = node
                .token(TokenKind::RBrace)
                .map_or(row.extendee_span, |token| node.tree().token_span(token));
            self.report(end, "this block declares no extension", "declare one, or remove the block");
        }
        let Some(extendee) = self.typed.types(self.at).extendees[id.index()] else { return };
        self.proto3_extendee(row, extendee);
        self.lite_extendee(row, extendee);
        for field in row.fields.iter() {
            self.extension(field, extendee);
        }
    }

    /// Two extensions of a message, in one file, have numbers of their own.
    pub(super) fn extension_numbers(&mut self) {
        let mut taken: FxHashMap<(Global<MessageId>, i32), FieldId> = FxHashMap::default();
        for (row, extendee) in self.file.extends.iter().zip(&self.typed.types(self.at).extendees) {
            let Some(extendee) = *extendee else { continue };
            for id in row.fields.iter() {
                let Some(number) = self.file[id].number else { continue };
                let Some(&first) = taken.get(&(extendee, number)) else {
                    taken.insert((extendee, number), id);
                    continue;
                };
                let name = self.name(self.file[first].full_name);
                let label = self.place(self.file[first].name_span);
                let message = format!("the extension number {number} is taken by `{name}`");
                let problem = self.problem(self.number_span(id), message).label(label, "declared here");
                self.problems.push(problem.help("choose another number"));
            }
        }
    }

    fn proto3_extendee(&mut self, row: &Extend, extendee: Global<MessageId>) {
        if self.file.edition != Edition::Proto3 {
            return;
        }
        let file = self.typed.linked.file(extendee.file);
        let name = file.name(file[extendee.id].full_name);
        let is_option = name.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"));
        if !is_option {
            let help = "in proto3 only options have extensions; use `google.protobuf.Any`";
            self.report(row.extendee_span, "proto3 messages cannot be extended", help);
        }
    }

    fn lite_extendee(&mut self, row: &Extend, extendee: Global<MessageId>) {
        let is_lite =
            |file: &File| file.plain_value(file.file_options, "optimize_for") == Some("LITE_RUNTIME");
        if is_lite(self.file) && !is_lite(self.typed.linked.file(extendee.file)) {
            let message = "a file with `optimize_for = LITE_RUNTIME` extends a message of one without";
            self.report(row.extendee_span, message, "declare the extension in a file that is not lite");
        }
    }

    fn extension(&mut self, id: FieldId, extendee: Global<MessageId>) {
        let row = &self.file[id];
        let file = self.typed.linked.file(extendee.file);
        let message = &file[extendee.id];
        let is_message_set = file.plain_value(message.options, "message_set_wire_format") == Some("true");
        if row.label == Some(Label::Required) {
            let node = self.node(row.node);
            let span = node.word("required").unwrap_or(row.name_span);
            self.report(
                span,
                format!("the extension `{}` is required", self.name(row.name)),
                "write `optional`",
            );
        }
        let is_optional_message = matches!(self.field_type(id), Type::Message(_)) && !self.is_repeated(id);
        if is_message_set && !is_optional_message {
            let message = "an extension of a message set is an optional message";
            self.report(row.name_span, message, "wrap the value in a message");
        }
        let Some(number) = row.number else { return };
        let max = if is_message_set { i32::MAX - 1 } else { MAX_FIELD_NUMBER };
        if messages::KEPT.contains(&number) && !is_message_set || !(1..=max).contains(&number) {
            return self.field_number(number, id, max);
        }
        self.extension_number(id, number, extendee);
    }

    fn extension_number(&mut self, id: FieldId, number: i32, extendee: Global<MessageId>) {
        let file = self.typed.linked.file(extendee.file);
        let message = &file[extendee.id];
        let name = file.name(message.full_name);
        let span = self.number_span(id);
        let range = message.extension_ranges.iter().find(|&range| file[range].holds(number));
        let Some(range) = range else {
            let place = Place::new(extendee.file, message.name_span);
            let problem =
                self.problem(span, format!("`{name}` does not leave the number {number} to extensions"));
            let free: Vec<String> = message
                .extension_ranges
                .iter()
                .take(3)
                .map(|range| file.span(file[range].node).of(file.text()).to_owned())
                .collect();
            let help = if free.is_empty() {
                "it cannot be extended at all".to_owned()
            } else {
                format!("it leaves {}", free.join(", "))
            };
            return self.problems.push(problem.label(place, "the extended message").help(help));
        };
        self.extension_declaration(id, number, extendee, range);
    }

    /// A message may declare what its extensions are, and have them checked.
    fn extension_declaration(
        &mut self,
        id: FieldId,
        number: i32,
        extendee: Global<MessageId>,
        range: RangeId,
    ) {
        let file = self.typed.linked.file(extendee.file);
        let is_option = extendee.file == self.typed.linked.graph.descriptor_of(self.at);
        // protoc does not hold anyone to the declarations of descriptor.proto itself.
        if file[range].options.is_empty() || is_option {
            return;
        }
        let values = || self.interpreted.values(extendee.file, Owner::Range(extendee.id, range));
        let has_declarations = values().any(|value| value.number(self.typed) == DECLARATION);
        if !has_declarations && !values().any(|value| self.verifies(value, VERIFIED)) {
            return;
        }
        let row = &self.file[id];
        let name = self.name(row.full_name).to_owned();
        let span = row.name_span;
        let Some(declared) = self.declared(extendee, range, number) else {
            let message = format!("nothing is declared for the extension number {number}");
            return self.report(span, message, "add a `declaration` to the range of extensions");
        };
        if declared.is_reserved {
            let message = format!("the extension number {number} is reserved by its declaration");
            return self.report(span, message, "choose another number");
        }
        if declared.full_name.as_ref().is_some_and(|wanted| *wanted != format!(".{name}")) {
            let wanted = declared.full_name.as_deref().unwrap_or_default();
            self.report(
                span,
                format!("the extension number {number} is declared for `{wanted}`"),
                "choose another number",
            );
        }
        let ty = self.type_in_declaration(id);
        if declared.ty.as_ref().is_some_and(|wanted| *wanted != ty) {
            let wanted = declared.ty.as_deref().unwrap_or_default();
            self.report(
                span,
                format!("the extension number {number} is declared to be of type `{wanted}`"),
                "change the type",
            );
        }
        if declared.is_repeated != self.is_repeated(id) {
            let wanted = if declared.is_repeated { "repeated" } else { "optional" };
            self.report(
                span,
                format!("the extension number {number} is declared to be {wanted}"),
                "change the label",
            );
        }
    }

    /// Declaration of an extension number in the options of a range.
    fn declared(&self, extendee: Global<MessageId>, range: RangeId, number: i32) -> Option<Declared> {
        let mut values = self.interpreted.values(extendee.file, Owner::Range(extendee.id, range));
        let is_it = |value: &Value<'_>| {
            let declared = value.child(1, self.typed).and_then(Value::varint).unwrap_or(0);
            value.number(self.typed) == DECLARATION && declared as i32 == number
        };
        values.find(is_it).map(|value| Declared::of(value, self.typed))
    }

    fn verifies(&self, value: Value<'_>, state: u64) -> bool {
        value.number(self.typed) == VERIFICATION && value.varint() == Some(state)
    }

    fn type_in_declaration(&self, id: FieldId) -> String {
        let full_name =
            |file, symbol| format!(".{}", self.typed.linked.full_name(Global { file, id: symbol }));
        match self.field_type(id) {
            Type::Scalar(scalar) => scalar.name().to_owned(),
            Type::Message(message) => full_name(message.file, Symbol::Message(message.id)),
            Type::Enum(of) => full_name(of.file, Symbol::Enum(of.id)),
            Type::Unknown => String::new(),
        }
    }

    /// The declarations in the ranges of a message themselves.
    pub(super) fn declarations(&mut self, message: MessageId) {
        let mut all: Vec<Declared> = Vec::new();
        let ranges = self.file[message].extension_ranges;
        for id in ranges.iter().filter(|&id| !self.file[id].options.is_empty()) {
            let row = &self.file[id];
            let span = self.file.span(row.node);
            let values: Vec<Value<'_>> = self.values(Owner::Range(message, id)).collect();
            let declarations: Vec<Declared> = values
                .iter()
                .filter(|value| value.number(self.typed) == DECLARATION)
                .map(|&value| Declared::of(value, self.typed))
                .collect();
            if values.iter().any(|&value| self.verifies(value, UNVERIFIED)) && !declarations.is_empty() {
                self.report(span, "a range with declarations is not `UNVERIFIED`", "remove one of the two");
            }
            for declared in declarations {
                self.declaration(span, row, &declared, &all);
                all.push(declared);
            }
        }
    }

    fn declaration(&mut self, span: Span, row: &NumberRange, declared: &Declared, before: &[Declared]) {
        let number = declared.number;
        if !row.holds(number) {
            self.report(
                span,
                format!("the declared number {number} is not in the range"),
                "change the number or the range",
            );
        }
        if before.iter().any(|other| other.number == number) {
            self.report(
                span,
                format!("the extension number {number} is declared twice"),
                "remove one of the two",
            );
        }
        if let Some(name) = &declared.full_name {
            if before.iter().any(|other| other.full_name.as_ref() == Some(name)) {
                self.report(
                    span,
                    format!("the extension `{name}` is declared twice"),
                    "remove one of the two",
                );
            }
            if !is_absolute(name) {
                let help = "it begins with a dot: `.package.name`";
                self.report(span, format!("`{name}` is not the full name of an extension"), help);
            }
        }
        if let Some(ty) = &declared.ty
            && Scalar::from_name(ty, Edition::Proto2).is_none()
            && !is_absolute(ty)
        {
            self.report(
                span,
                format!("`{ty}` is neither a scalar type nor a full name"),
                "it begins with a dot: `.package.Name`",
            );
        }
        if !declared.is_reserved && (declared.full_name.is_none() || declared.ty.is_none()) {
            let message = format!("the declaration of {number} lacks its `full_name` or its `type`");
            self.report(span, message, "give both, or set `reserved`");
        }
        if declared.is_reserved && declared.full_name.is_some() != declared.ty.is_some() {
            let message = format!("the declaration of {number} has one of `full_name` and `type`");
            self.report(span, message, "give both, or none");
        }
    }
}

/// Value of `ExtensionRangeOptions.declaration`.
#[derive(Default)]
struct Declared {
    number: i32,
    full_name: Option<String>,
    ty: Option<String>,
    is_reserved: bool,
    is_repeated: bool,
}

impl Declared {
    fn of(value: Value<'_>, typed: &Typed) -> Declared {
        let text = |number| value.child(number, typed).and_then(Value::text).map(str::to_owned);
        let varint = |number| value.child(number, typed)?.varint();
        Declared {
            number: varint(1).unwrap_or(0) as i32,
            full_name: text(2),
            ty: text(3),
            is_reserved: varint(5) == Some(1),
            is_repeated: varint(6) == Some(1),
        }
    }
}

/// `.a.b`: a dot before each part.
fn is_absolute(name: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    name.strip_prefix('.').is_some_and(|rest| rest.split('.').all(is_name))
}
