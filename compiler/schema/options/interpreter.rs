//! One option at a time: the fields that its name goes through, and what it sets the last one to.

use super::value::Encoder;
use super::{Interpretations, Owner, Record, Row, Use, Value, entry_of};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::near::nearest;
use crate::schema::file::*;
use crate::schema::resolve::{Inside, Type, Typed, Wanted};
use crate::schema::symbols::{Scope, Symbol};
use crate::schema::{COMPILE, Global};
use crate::syntax::{Node, NodeKind, OptionEntry, OptionNamePart};

/// An option could not be made sense of; the problem is in the list.
pub(super) struct Meaningless;

pub(super) type Interpreted<T> = Result<T, Meaningless>;

pub(super) struct Interpreter<'s, 'o> {
    pub(super) typed: &'s Typed,
    pub(super) at: FileId,
    /// What the options that are being read stand on.
    pub(super) owner: Owner,
    /// What they have set so far.
    pub(super) records: Vec<Record>,
    /// The option that is being read.
    pub(super) entry: Option<OptionEntry<'s>>,
    /// Only the features of an option are asked for.
    pub(super) is_for_features: bool,
    pub(super) out: &'o mut Interpretations,
}

impl<'s> Interpreter<'s, '_> {
    /// Reads all options of one declaration.
    pub(super) fn options(&mut self, owner: Owner) {
        self.owner = owner;
        self.records.clear();
        for id in owner.options(self.typed.linked.file(self.at)).iter() {
            self.option(id);
        }
        self.check_required(owner);
    }

    /// What is set, in one piece or several, has all that its messages require.
    fn check_required(&mut self, owner: Owner) {
        let mut fields: Vec<Global<FieldId>> = self.records.iter().map(|record| record.field).collect();
        fields.dedup();
        for field in fields {
            let Type::Message(message) = self.typed.field_type(field) else { continue };
            let pieces = self.records.iter().filter(|record| record.field == field);
            let missing = if self.typed.is_repeated(field) {
                pieces.filter_map(Record::inner).find_map(|inner| self.typed.missing_required(message, inner))
            } else {
                let merged: Vec<Record> = pieces.filter_map(Record::inner).flatten().cloned().collect();
                self.typed.missing_required(message, &merged)
            };
            if let Some(missing) = missing {
                self.report_missing(owner, field, missing);
                return;
            }
        }
    }

    fn report_missing(&mut self, owner: Owner, field: Global<FieldId>, missing: Global<FieldId>) {
        let file = self.typed.linked.file(self.at);
        let sets = |id: &OptionId| {
            let path = self.out.rows[id.index()].path.start as usize;
            self.out.paths.get(path) == Some(&field)
        };
        let Some(entry) = owner.options(file).iter().find(sets).and_then(|id| entry_of(file, id)) else {
            return;
        };
        let name = self.typed.linked.full_name(Global { file: missing.file, id: Symbol::Field(missing.id) });
        let problem = self.problem(entry.node(), format!("the required field `{name}` is not set"));
        self.out.problems.push(problem.code("option-required-missing").help("set it as well"));
    }

    fn option(&mut self, id: OptionId) {
        let Some(entry) = entry_of(self.typed.linked.file(self.at), id) else { return };
        let Ok((path, value)) = self.interpret(entry) else { return };
        if path.is_empty() || self.is_set_again(&path, entry) {
            return;
        }
        let span = entry.node().span();
        let last = path.len() - 1;
        self.out.uses.extend(path.iter().enumerate().map(|(index, &field)| Use {
            field,
            owner: self.owner,
            span,
            value: if index == last { value.as_varint() } else { None },
        }));
        let (path_start, value_start) = (self.out.paths.len() as u32, self.out.bytes.len() as u32);
        self.out.paths.extend(&path);
        if let Value::Scalar(bytes) = &value {
            self.out.bytes.extend(bytes);
        }
        self.out.rows[id.index()] = Row {
            path: path_start..self.out.paths.len() as u32,
            value: value_start..self.out.bytes.len() as u32,
        };
        self.records.extend(self.typed.nest(&path, value));
    }

    /// Whether an option sets a single field that was set before; reports it.
    fn is_set_again(&mut self, path: &[Global<FieldId>], entry: OptionEntry<'s>) -> bool {
        let Some(&last) = path.last() else { return false };
        if self.typed.is_repeated(last) || !is_set(&self.records, path) {
            return false;
        }
        let name = entry.name().map_or("", Node::text);
        let node = entry.name().unwrap_or(entry.node());
        let problem = self.problem(node, format!("the option `{name}` is set already"));
        self.out.problems.push(problem.code("option-set-twice").help("remove one of the two"));
        true
    }

    /// The fields that an option's name goes through, and its value.
    pub(super) fn interpret(&mut self, entry: OptionEntry<'s>) -> Interpreted<(Vec<Global<FieldId>>, Value)> {
        self.entry = Some(entry);
        // A broken option is reported by the parser.
        let value = entry.value().ok_or(Meaningless)?;
        let parts: Vec<OptionNamePart<'s>> = entry.name_parts().collect();
        if is_pseudo_option(self.owner, &parts) {
            return Ok((Vec::new(), Value::Scalar(Vec::new())));
        }
        let linked = &self.typed.linked;
        let descriptor_id = linked.descriptor_of[self.at.0 as usize];
        let descriptor = linked.file(descriptor_id);
        let Some(Symbol::Message(message)) = descriptor.lookup(Scope::PACKAGE, self.owner.options_message())
        else {
            return Err(Meaningless);
        };
        let mut message = Global { file: descriptor_id, id: message };
        let mut path = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let field = self.name_part(message, *part)?;
            path.push(field);
            if index + 1 < parts.len() {
                message = self.step_into(field, *part)?;
            }
        }
        let field = *path.last().ok_or(Meaningless)?;
        let value = Encoder::new(self).value(field, value)?;
        Ok((path, value))
    }

    fn name_part(
        &mut self,
        message: Global<MessageId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<FieldId>> {
        let Some(extension) = part.extension() else {
            if part.node().text() == "uninterpreted_option" {
                let message = "`uninterpreted_option` is what compilers keep options in".to_owned();
                let problem = self.problem(part.node(), message).help("remove the option");
                return self.fail(problem.code("option-uninterpreted"));
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
        let (text, full) = (name.text(), file.name(file[message.id].full_name));
        if self.out.problems.is_full() {
            return Err(Meaningless);
        }
        let problem = self.problem(name, format!("`{full}` has no field `{text}`"));
        let fields = file[message.id].fields.iter().map(|id| file.name(file[id].name));
        let problem = match nearest(text, fields) {
            Some(known) => problem.help(format!("did you mean `{known}`?")),
            None => problem.help("a custom option stands in parentheses: `(package.name)`"),
        };
        self.fail(problem.code("option-unknown-field"))
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
        match linked.find(self.at, inside, &text, |_| true, true) {
            Ok(Global { file, id: Symbol::Field(id) }) => {
                let field = Global { file, id };
                self.must_extend(field, message, path)?;
                linked.mark_used(self.at, file, &mut self.out.used);
                Ok(field)
            }
            Ok(other) => {
                let problem =
                    self.problem(path, format!("`{text}` is not an extension")).label(other, "declared here");
                self.fail(problem.code("option-not-an-extension"))
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
        if extendee == Some(message) {
            return Ok(());
        }
        let wanted =
            self.typed.linked.full_name(Global { file: message.file, id: Symbol::Message(message.id) });
        let symbol = Global { file: field.file, id: Symbol::Field(field.id) };
        let problem = self
            .problem(path, format!("`{}` does not extend `{wanted}`", path_text(path)))
            .label(symbol, "declared here");
        self.fail(problem.code("option-of-other-message"))
    }

    fn step_into(
        &mut self,
        field: Global<FieldId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<MessageId>> {
        match self.typed.field_type(field) {
            Type::Message(_) if self.typed.is_repeated(field) => {
                let node = part.node();
                let message = format!("`{}` is repeated, so nothing of it can be set alone", node.text());
                let problem = self.problem(node, message).help("set it as a whole: `= { field: value }`");
                self.fail(problem.code("option-of-repeated"))
            }
            Type::Message(message) => Ok(message),
            Type::Unknown => Err(Meaningless),
            Type::Scalar(_) | Type::Enum(_) => {
                let node = part.node();
                let problem =
                    self.problem(node, format!("`{}` is not a message, it has no fields", node.text()));
                self.fail(problem.code("option-into-scalar"))
            }
        }
    }

    pub(super) fn problem(&self, node: Node<'s>, message: String) -> Diagnostic {
        Diagnostic::new(COMPILE, Severity::Error, Place::new(self.at, node.span()), message)
    }

    pub(super) fn fail<T>(&mut self, problem: Diagnostic) -> Interpreted<T> {
        let problem = self.name_the_option(problem);
        self.out.problems.push(problem);
        Err(Meaningless)
    }

    /// Far inside a literal, says which option it is the value of.
    fn name_the_option(&self, problem: Diagnostic) -> Diagnostic {
        let file = self.typed.linked.file(self.at);
        let (Some(entry), Some(span)) = (self.entry, problem.place.span) else { return problem };
        let Some(value) = entry.value() else { return problem };
        let line = |offset| file.lines().line(offset);
        if value.span().contains(span) && line(value.span().start) != line(span.start) {
            return problem.label(Place::new(self.at, value.span()), "in the value of this option");
        }
        problem
    }
}

/// Whether the field at the end of a path is set.
fn is_set(records: &[Record], path: &[Global<FieldId>]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    records.iter().filter(|record| record.field == *first).any(|record| match &record.value {
        _ if rest.is_empty() => true,
        Value::Message(inner) => is_set(inner, rest),
        Value::Scalar(_) => false,
    })
}

/// `default` and `json_name` look like options, and are parts of the field.
fn is_pseudo_option(owner: Owner, parts: &[OptionNamePart<'_>]) -> bool {
    matches!(owner, Owner::Field(_))
        && matches!(parts, [part] if matches!(part.node().text(), "default" | "json_name"))
}

/// A path without the spaces and comments that may stand in it.
pub(super) fn path_text(path: Node<'_>) -> String {
    debug_assert_eq!(path.kind(), NodeKind::Path);
    path.own_tokens().map(|token| path.tree().token_text(token)).collect()
}
