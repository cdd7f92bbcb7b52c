//! One option at a time: the fields that its name goes through, and the value of the last one.

use super::required::Required;
use super::set::SetFields;
use super::value::Caches;
use super::{Interpretations, Part, Row};
use crate::diagnostic::Place;
use crate::near::nearest;
use crate::problem::Problem;
use crate::schema::Global;
use crate::schema::features::is_about_features;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::{OptionProblem, Reported};
use crate::schema::resolve::{Inside, Outside, Type, Typed, Wanted};
use crate::schema::symbols::{Scope, Symbol};
use crate::syntax::{Node, NodeId, NodeKind, OptionEntry, OptionNamePart};
use std::borrow::Cow;

/// An option could not be made sense of; the problem is in the list.
pub(super) struct Meaningless;

pub(super) type Interpreted<T> = Result<T, Meaningless>;

/// Most parts in the name of an option: each is a message inside the one before, and protoc cannot read messages that
/// nest deeper.
const MAX_NAME_PARTS: usize = 100;

/// Reads the options of one file.
pub(super) struct Interpreter<'s, 'o> {
    pub(super) typed: &'s Typed,
    pub(super) at: FileId,
    /// Declaration that has the options that are being read.
    pub(super) owner: Owner,
    /// The option that is being read.
    entry: Option<OptionEntry<'s>>,
    /// It sets features. These are read before the features of the file itself are known: its enums are open,
    /// and none of its fields is a group.
    in_features: bool,
    set: SetFields,
    required: Required,
    /// A message with required fields was set.
    may_miss: bool,
    pub(super) caches: Caches<'s>,
    outside: Outside<'s>,
    pub(super) out: &'o mut Interpretations,
}

impl<'s, 'o> Interpreter<'s, 'o> {
    pub(super) fn new(typed: &'s Typed, at: FileId, out: &'o mut Interpretations) -> Interpreter<'s, 'o> {
        Interpreter {
            typed,
            at,
            owner: Owner::File,
            entry: None,
            in_features: false,
            set: SetFields::default(),
            required: Required::default(),
            may_miss: false,
            caches: Caches::default(),
            outside: Outside::default(),
            out,
        }
    }

    /// Reads all options of one declaration.
    pub(super) fn options(&mut self, owner: Owner) {
        self.owner = owner;
        self.may_miss = false;
        self.set.clear();
        let options = owner.options(self.typed.linked.file(self.at));
        for id in options.iter() {
            self.option(id, options.len() == 1);
        }
        if self.may_miss {
            self.check_required(options);
        }
    }

    /// Reports the first required field that is missing in what the options set, in one piece or several.
    fn check_required(&mut self, options: Rows<OptionId>) {
        let Some((field, missing)) = self.required.missing(self.typed, self.out.values(options)) else {
            return;
        };
        let file = self.typed.linked.file(self.at);
        let sets = |id: &OptionId| self.out.value(*id).is_some_and(|value| value.field() == field);
        let Some(entry) = options.iter().find(sets).and_then(|id| file.option_entry(id)) else { return };
        let linked = &self.typed.linked;
        let missing = Global { file: missing.file, id: Symbol::Field(missing.id) };
        let problem = || OptionProblem::RequiredMissing { name: linked.full_name(missing) };
        self.out.problems.report(Place::new(self.at, entry.node().span()), problem);
    }

    fn option(&mut self, id: OptionId, is_only: bool) {
        let file = self.typed.linked.file(self.at);
        let Some(entry) = file.option_entry(id) else { return };
        self.entry = Some(entry);
        self.in_features = is_about_features(&file.tree, &file[id]);
        let (start, bytes) = (self.out.parts.len(), self.out.bytes.len());
        let depth = match self.interpret(entry) {
            Ok(depth) if !self.is_set_again(start, depth, entry) => depth,
            _ => {
                self.out.parts.truncate(start);
                self.out.bytes.truncate(bytes);
                return;
            }
        };
        self.out.rows[id.index()] = Row { start: start as u32, depth: depth as u32 };
        if !is_only && let Some(value) = self.out.value(id) {
            self.set.add(value, self.typed);
        }
    }

    /// Returns whether an option sets a single field that was set before; reports it.
    fn is_set_again(&mut self, start: usize, depth: usize, entry: OptionEntry<'s>) -> bool {
        let path = &self.out.parts[start..start + depth];
        let Some(last) = path.last() else { return false };
        if self.typed.is_repeated(last.field) || !self.set.contains(path.iter().map(|part| part.field)) {
            return false;
        }
        let name = entry.name().map_or("", Node::text);
        let node = entry.name().unwrap_or(entry.node());
        self.out.problems.report(Place::new(self.at, node.span()), OptionProblem::SetTwice { name });
        true
    }

    /// Adds the parts of an option, and returns the number of fields that its name goes through.
    fn interpret(&mut self, entry: OptionEntry<'s>) -> Interpreted<usize> {
        // A broken option is reported by the parser.
        let value = entry.value().ok_or(Meaningless)?;
        let parts: Vec<OptionNamePart<'s>> = entry.name_parts().collect();
        if let Some(part) = parts.get(MAX_NAME_PARTS) {
            return self.fail(part.node(), OptionProblem::NameTooDeep);
        }
        if is_pseudo_option(self.owner, &parts) {
            return Ok(0);
        }
        let start = self.out.parts.len();
        let mut message = self.options_message()?;
        for (index, part) in parts.iter().enumerate() {
            let field = self.name_part(message, *part)?;
            self.push(field, entry.node().id())?;
            if index + 1 < parts.len() {
                message = self.step_into(field, *part)?;
            }
        }
        let field = self.out.parts.last().ok_or(Meaningless)?.field;
        self.value(field, value)?;
        for at in start..start + parts.len() {
            self.close(at);
        }
        Ok(parts.len())
    }

    fn options_message(&self) -> Interpreted<Global<MessageId>> {
        let file = self.typed.linked.graph.descriptor_of(self.at);
        match self.typed.linked.file(file).lookup(Scope::PACKAGE, self.owner.options_message()) {
            Some(Symbol::Message(id)) => Ok(Global { file, id }),
            _ => Err(Meaningless),
        }
    }

    // Parts.

    /// Begins a part; it is a message until it gets a value. Returns its place.
    pub(super) fn push(&mut self, field: Global<FieldId>, node: NodeId) -> Interpreted<usize> {
        // That it has no number is reported where it is declared.
        self.typed.row(field).number.ok_or(Meaningless)?;
        if let Type::Message(message) = self.typed.field_type(field) {
            self.may_miss |= !self.required.of(self.typed, message).is_empty();
        }
        self.out.parts.push(Part { field, node, end: 0, start: 0, len: Part::MESSAGE });
        Ok(self.out.parts.len() - 1)
    }

    /// Gives the last part an encoded value.
    pub(super) fn fill(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.out.bytes.len();
        write(&mut self.out.bytes);
        let len = self.out.bytes.len() - start;
        if let Some(part) = self.out.parts.last_mut() {
            (part.start, part.len) = (start as u32, len as u32);
        }
    }

    /// Ends a part: everything behind it is inside.
    pub(super) fn close(&mut self, at: usize) {
        self.out.parts[at].end = self.out.parts.len() as u32;
    }

    /// Returns whether the enum takes numbers that it does not name.
    pub(super) fn is_open(&self, of: Global<EnumId>) -> bool {
        self.in_features && of.file == self.at || self.typed.is_open(of)
    }

    /// The field that a literal calls by the name of its message.
    pub(super) fn group_named(&self, message: Global<MessageId>, name: &str) -> Option<Global<FieldId>> {
        let is_unknown_yet = self.in_features && message.file == self.at;
        if is_unknown_yet { None } else { self.typed.group_named(message, name) }
    }

    // Names.

    fn name_part(
        &mut self,
        message: Global<MessageId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<FieldId>> {
        let Some(extension) = part.extension() else {
            if part.node().text() == "uninterpreted_option" {
                return self.fail(part.node(), OptionProblem::Uninterpreted);
            }
            return self.plain_field(message, part.node());
        };
        let file = self.typed.linked.file(self.at);
        let inside = Inside { file: self.at, message: self.owner.scope(file) };
        self.extension(message, extension, inside)
    }

    pub(super) fn plain_field(
        &mut self,
        message: Global<MessageId>,
        name: Node<'s>,
    ) -> Interpreted<Global<FieldId>> {
        let file = self.typed.linked.file(message.file);
        if let Some(id) = file.field_named(message.id, name.text()) {
            return Ok(Global { file: message.file, id });
        }
        self.fail(name, || {
            let fields = file[message.id].fields.iter().map(|id| file.name(file[id].name));
            let help = match nearest(name.text(), fields) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put the name of a custom option in parentheses: `(package.name)`".to_owned(),
            };
            let message = file.name(file[message.id].full_name);
            OptionProblem::UnknownField { message, name: name.text(), help }
        })
    }

    /// Reports a value of this name that an enum does not have.
    pub(super) fn no_value<T>(&mut self, of: Global<EnumId>, node: Node<'s>) -> Interpreted<T> {
        let linked = &self.typed.linked;
        self.fail(node, || {
            let file = linked.file(of.file);
            let values = file[of.id].values.iter().map(|value| file.name(file[value].name));
            let near = nearest(node.text(), values);
            OptionProblem::EnumValueUnknown {
                name: linked.full_name(Global { file: of.file, id: Symbol::Enum(of.id) }),
                value: node.text(),
                help: near.map_or_else(String::new, |near| format!("did you mean `{near}`?")),
            }
        })
    }

    /// The extension of `message` that a path means.
    pub(super) fn extension(
        &mut self,
        message: Global<MessageId>,
        path: Node<'s>,
        inside: Inside,
    ) -> Interpreted<Global<FieldId>> {
        let text = path_text(path);
        let linked = &self.typed.linked;
        let found = match inside.file == self.at {
            true => linked.find_again(&mut self.outside, inside, text.clone(), |_| true, true),
            false => linked.find(self.at, inside, &text, |_| true, true),
        };
        match found {
            Ok(Global { file, id: Symbol::Field(id) }) => {
                let field = Global { file, id };
                self.must_extend(field, message, path)?;
                linked.mark_used(self.at, file, &mut self.out.used);
                Ok(field)
            }
            Ok(other) => {
                self.problem(path, OptionProblem::NotAnExtension { name: &text })
                    .label(other, "declared here");
                Err(Meaningless)
            }
            Err(miss) => {
                linked.report_miss(self.at, &text, path.span(), Wanted::Other, &miss, &mut self.out.problems);
                Err(Meaningless)
            }
        }
    }

    fn must_extend(
        &mut self,
        field: Global<FieldId>,
        message: Global<MessageId>,
        path: Node<'s>,
    ) -> Interpreted<()> {
        let file = self.typed.linked.file(field.file);
        // A field of the message itself may be written like an extension as well.
        let extendee = match file[field.id].parent {
            FieldParent::Extend(extend) => self.typed.types(field.file).extendees[extend.index()],
            FieldParent::Message(id) => Some(Global { file: field.file, id }),
        };
        let is_extended =
            |extendee| extendee == message || self.typed.linked.are_same_options(extendee, message);
        if extendee.is_some_and(is_extended) {
            return Ok(());
        }
        let linked = &self.typed.linked;
        let problem = || OptionProblem::OfOtherMessage {
            name: path_text(path).into_owned(),
            message: linked.full_name(Global { file: message.file, id: Symbol::Message(message.id) }),
        };
        let symbol = Global { file: field.file, id: Symbol::Field(field.id) };
        self.problem(path, problem).label(symbol, "declared here");
        Err(Meaningless)
    }

    fn step_into(
        &mut self,
        field: Global<FieldId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<MessageId>> {
        match self.typed.field_type(field) {
            Type::Message(_) if self.typed.is_repeated(field) => {
                self.fail(part.node(), OptionProblem::OfRepeated { name: part.node().text() })
            }
            Type::Message(message) => Ok(message),
            Type::Unknown => Err(Meaningless),
            Type::Scalar(_) | Type::Enum(_) => {
                self.fail(part.node(), OptionProblem::IntoScalar { name: part.node().text() })
            }
        }
    }

    pub(super) fn fail<T>(&mut self, node: Node<'s>, problem: impl Problem) -> Interpreted<T> {
        self.problem(node, problem);
        Err(Meaningless)
    }

    /// Reports a problem that is to have labels. Far inside a literal, one says which option it is the value of.
    fn problem(&mut self, node: Node<'s>, problem: impl Problem) -> Reported<'_> {
        let option = self.option_around(node);
        let reported = self.out.problems.report(Place::new(self.at, node.span()), problem);
        match option {
            Some(value) => reported.label(Place::new(self.at, value.span()), "in the value of this option"),
            None => reported,
        }
    }

    /// Value of the option that is being read, for a node inside it on a later line than its first.
    fn option_around(&self, node: Node<'s>) -> Option<Node<'s>> {
        let lines = self.typed.linked.file(self.at).lines();
        let value = self.entry?.value()?;
        let is_below = lines.line(value.span().start) != lines.line(node.span().start);
        (value.span().contains(node.span()) && is_below).then_some(value)
    }
}

/// `default` and `json_name` look like options, and are parts of the field.
fn is_pseudo_option(owner: Owner, parts: &[OptionNamePart<'_>]) -> bool {
    matches!(owner, Owner::Field(_))
        && matches!(parts, [part] if matches!(part.node().text(), "default" | "json_name"))
}

/// A path without the spaces and comments that may stand in it.
pub(super) fn path_text(path: Node<'_>) -> Cow<'_, str> {
    debug_assert_eq!(path.kind(), NodeKind::Path);
    match path.own_tokens().count() == path.token_range().len() {
        true => path.text().into(),
        false => path.own_tokens().map(|token| path.tree().token_text(token)).collect(),
    }
}
