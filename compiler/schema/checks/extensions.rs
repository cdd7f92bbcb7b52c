//! Extensions: whether their extendees leave them their numbers, and what was declared of those.

use super::ranges::RangeIndex;
use super::{Checker, Type, messages};
use crate::schema::file::*;
use crate::schema::lower::MAX_FIELD_NUMBER;
use crate::schema::options::Value;
use crate::schema::owner::Owner;
use crate::schema::problems::ExtensionProblem;
use crate::schema::resolve::Typed;
use crate::schema::{Global, Symbol};
use crate::syntax::{Label, NodeKind, TokenKind};
use crate::text::Span;
use crate::well_known;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

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
            self.report(end, ExtensionProblem::ExtendEmpty);
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
                self.problem(self.number_span(id), ExtensionProblem::NumberTaken { number, name })
                    .label(label, "declared here");
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
            self.report(row.extendee_span, ExtensionProblem::InProto3);
        }
    }

    fn lite_extendee(&mut self, row: &Extend, extendee: Global<MessageId>) {
        if self.file.is_lite && !self.typed.linked.file(extendee.file).is_lite {
            self.report(row.extendee_span, ExtensionProblem::InLiteFile);
        }
    }

    fn extension(&mut self, id: FieldId, extendee: Global<MessageId>) {
        let row = &self.file[id];
        let file = self.typed.linked.file(extendee.file);
        let message = &file[extendee.id];
        let is_message_set = message.is_message_set;
        if row.label == Some(Label::Required) {
            let node = self.node(row.node);
            let span = node.word("required").unwrap_or(row.name_span);
            self.report(span, ExtensionProblem::Required { name: self.name(row.name) });
        }
        let is_optional_message = matches!(self.field_type(id), Type::Message(_)) && !self.is_repeated(id);
        if is_message_set && !is_optional_message {
            self.report(row.name_span, ExtensionProblem::OfMessageSet);
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
        let extended = self.extended(extendee);
        let Some(range) = extended.ranges.holding(number) else {
            let message = &file[extendee.id];
            let problem = || ExtensionProblem::NumberNotLeft {
                name: file.name(message.full_name),
                number,
                help: ranges_left(file, message),
            };
            let symbol = Global { file: extendee.file, id: Symbol::Message(extendee.id) };
            self.problem(self.number_span(id), problem).label(symbol, "the extended message");
            return;
        };
        if let Some(Some(declarations)) = extended.declarations.get(&range) {
            self.extension_declaration(id, number, declarations);
        }
    }

    /// Declarations of a message about its extensions.
    fn extended(&mut self, message: Global<MessageId>) -> Rc<Extended> {
        if let Some(known) = self.extended.get(&message) {
            return known.clone();
        }
        let file = self.typed.linked.file(message.file);
        let rows = file[message.id].extension_ranges;
        let mut declarations = FxHashMap::default();
        let mut of_statement = (Rows::default(), None);
        // protoc does not hold anyone to the declarations of descriptor.proto itself.
        let is_free = *file.name == *well_known::DESCRIPTOR;
        for range in rows.iter().filter(|&range| !is_free && !file[range].options.is_empty()) {
            // Ranges of one statement share their options.
            if of_statement.0 != file[range].options {
                let owner = Owner::Range(message.id, range);
                let options: Vec<Value<'_>> = self.interpreted.values(message.file, owner).collect();
                of_statement = (file[range].options, Declarations::of(&options, self.typed).map(Rc::new));
            }
            declarations.insert(range, of_statement.1.clone());
        }
        let extended = Rc::new(Extended { ranges: RangeIndex::of(file, rows), declarations });
        self.extended.insert(message, extended.clone());
        extended
    }

    /// A message may declare what its extensions are, and have them checked.
    fn extension_declaration(&mut self, id: FieldId, number: i32, declarations: &Declarations) {
        let row = &self.file[id];
        let name = self.name(row.full_name);
        let span = row.name_span;
        let Some(declared) = declarations.by_number.get(&number) else {
            return self.report(span, ExtensionProblem::Undeclared { number });
        };
        if declared.is_reserved {
            return self.report(span, ExtensionProblem::NumberReserved { number });
        }
        if let Some(wanted) = &declared.full_name
            && wanted.strip_prefix('.') != Some(name)
        {
            self.report(span, ExtensionProblem::DeclaredName { number, wanted });
        }
        if let Some(wanted) = &declared.ty
            && *wanted != self.type_in_declaration(id)
        {
            self.report(span, ExtensionProblem::DeclaredType { number, wanted });
        }
        if declared.is_repeated != self.is_repeated(id) {
            let wanted = if declared.is_repeated { "repeated" } else { "optional" };
            self.report(span, ExtensionProblem::DeclaredLabel { number, wanted });
        }
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
        let mut before = Before::default();
        let mut of_statement = (Rows::default(), Vec::new());
        for id in self.file[message].extension_ranges.iter() {
            let row = &self.file[id];
            if row.options.is_empty() {
                continue;
            }
            if of_statement.0 != row.options {
                of_statement = (row.options, self.values(Owner::Range(message, id)).collect::<Vec<_>>());
            }
            let span = self.file.span(row.node);
            let options = &of_statement.1;
            let mut declarations = declared(options, self.typed).peekable();
            if declarations.peek().is_some() && says(options, self.typed, UNVERIFIED) {
                self.report(span, ExtensionProblem::DeclarationUnverified);
            }
            for declared in declarations {
                // Each range of a statement has all of its declarations, and each of these is in one range: what is
                // right ends here, and what is wrong when enough of it is reported.
                if self.problems.is_full() {
                    return;
                }
                self.declaration(span, row, declared, &mut before);
            }
        }
    }

    fn declaration(&mut self, span: Span, row: &NumberRange, declared: Declared, before: &mut Before) {
        let number = declared.number;
        if !row.holds(number) {
            self.report(span, ExtensionProblem::DeclarationOutside { number });
        }
        if !before.numbers.insert(number) {
            self.report(span, ExtensionProblem::DeclarationNumberTwice { number });
        }
        if let Some(name) = &declared.full_name {
            if !before.names.insert(name.clone()) {
                self.report(span, ExtensionProblem::DeclarationNameTwice { name });
            }
            if !is_absolute(name) {
                self.report(span, ExtensionProblem::DeclarationName { name });
            }
        }
        if let Some(ty) = &declared.ty
            && Scalar::from_name(ty, Edition::Proto2).is_none()
            && !is_absolute(ty)
        {
            self.report(span, ExtensionProblem::DeclarationType { ty });
        }
        if !declared.is_reserved && (declared.full_name.is_none() || declared.ty.is_none()) {
            self.report(span, ExtensionProblem::DeclarationIncomplete { number });
        }
        if declared.is_reserved && declared.full_name.is_some() != declared.ty.is_some() {
            self.report(span, ExtensionProblem::DeclarationHalfway { number });
        }
    }
}

/// Names and numbers that were declared before.
#[derive(Default)]
struct Before {
    numbers: FxHashSet<i32>,
    names: FxHashSet<String>,
}

/// The first ranges that a message leaves to extensions, in words.
fn ranges_left(file: &File, message: &Message) -> String {
    let ranges = message.extension_ranges.iter().take(3);
    let free: Vec<&str> = ranges.map(|range| file.span(file[range].node).of(file.text())).collect();
    if free.is_empty() {
        "remove the extension: the message has no extension ranges".to_owned()
    } else {
        format!("choose a number from {}", free.join(", "))
    }
}

/// Declarations of a message about its extensions.
pub(super) struct Extended {
    ranges: RangeIndex,
    /// By range, where the range has options; `None` where extensions need no declaration.
    declarations: FxHashMap<RangeId, Option<Rc<Declarations>>>,
}

/// Declarations of the extensions in one range.
struct Declarations {
    by_number: FxHashMap<i32, Declared>,
}

impl Declarations {
    /// Reads the options of a range; `None` when extensions need no declaration.
    fn of(options: &[Value<'_>], typed: &Typed) -> Option<Declarations> {
        let mut all = declared(options, typed).peekable();
        if all.peek().is_none() && !says(options, typed, VERIFIED) {
            return None;
        }
        let mut by_number = FxHashMap::default();
        for declared in all {
            by_number.entry(declared.number).or_insert(declared);
        }
        Some(Declarations { by_number })
    }
}

/// Declarations among the options of a range.
fn declared(options: &[Value<'_>], typed: &Typed) -> impl Iterator<Item = Declared> {
    let declarations = options.iter().filter(|value| value.number(typed) == DECLARATION);
    declarations.map(|&value| Declared::of(value, typed))
}

/// Returns whether the options of a range set its verification to this state.
fn says(options: &[Value<'_>], typed: &Typed, state: u64) -> bool {
    options.iter().any(|value| value.number(typed) == VERIFICATION && value.varint() == Some(state))
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
