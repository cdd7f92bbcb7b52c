//! Converts a plan to edits of the schema text: edits of fields, and of reserved numbers and names. Does not decide
//! whether a step is worth it.

use crate::pair::fixes::{Reserved, reserve};
use crate::{edits, features, packing, scalars, wrappers};
use protune_compiler::diagnostic::{Change as TextChange, Edit};
use protune_compiler::schema::{FieldView, MessageView, Scalar, Schema};
use protune_compiler::text::Span;
use protune_wire::{Change, Step};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Messages and fields of a schema, by their names in a plan.
#[derive(Debug)]
pub struct Declared<'s> {
    messages: FxHashMap<&'s str, MessageView<'s>>,
    extensions: FxHashMap<(&'s str, u32), FieldView<'s>>,
}

impl<'s> Declared<'s> {
    pub fn new(schema: &'s Schema) -> Declared<'s> {
        let mut declared = Declared { messages: FxHashMap::default(), extensions: FxHashMap::default() };
        for file in schema.files() {
            for message in file.messages() {
                declared.messages.entry(message.full_name()).or_insert(message);
            }
            for extension in file.extensions() {
                if let Some(key) = extension.extendee().map(|of| of.full_name()).zip(number(extension)) {
                    declared.extensions.entry(key).or_insert(extension);
                }
            }
        }
        declared
    }

    pub fn message(&self, full_name: &str) -> Option<MessageView<'s>> {
        self.messages.get(full_name).copied()
    }

    /// Field or extension of a message.
    pub fn field(&self, message: &str, number: u32) -> Option<FieldView<'s>> {
        let own = i32::try_from(number).ok().and_then(|number| self.message(message)?.field_numbered(number));
        own.or_else(|| self.extensions.get(&(message, number)).copied())
    }
}

fn number(field: FieldView<'_>) -> Option<u32> {
    u32::try_from(field.number()?).ok()
}

/// Edits that make the schema match the steps; `None` if the schema cannot express them. No two edits touch.
pub fn restate(declared: &Declared<'_>, steps: &[Step]) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut retired: BTreeMap<&str, Reserved> = BTreeMap::new();
    let taken: FxHashSet<(&str, u32)> = steps.iter().filter_map(takes).collect();
    for step in steps {
        let field = declared.field(&step.message, step.field)?;
        // The text of a map contains only the types of its key and value.
        let is_of_type = matches!(step.change, Change::Retype(_) | Change::Narrow | Change::Bytes(_));
        if field.is_of_map_entry() && !is_of_type {
            return None;
        }
        edits.extend(restated(field, step.change)?);
        let Some(numbers) = retires(step, &taken) else { continue };
        let left =
            retired.entry(&step.message).or_insert(Reserved { numbers: Vec::new(), names: Vec::new() });
        left.numbers.extend(numbers.then(|| step.field.to_string()));
        left.names.extend(is_removal(step.change).then(|| field.name().to_owned()));
    }
    for (message, reserved) in retired {
        let message = declared.message(message)?;
        match reserve(message.file, message.node(), reserved).map(|fix| fix.change) {
            Some(TextChange::Edits(more)) => edits.extend(more),
            _ => continue,
        }
    }
    Some(joined(edits))
}

/// Number that a step gives to a field, with its message.
fn takes(step: &Step) -> Option<(&str, u32)> {
    match step.change {
        Change::Renumber { to } => Some((&step.message, to)),
        _ => None,
    }
}

/// Returns `None` if the step retires nothing, else whether it also retires the number because no other field gets it.
fn retires(step: &Step, taken: &FxHashSet<(&str, u32)>) -> Option<bool> {
    let is_retired = takes(step).is_some() || is_removal(step.change);
    is_retired.then(|| !taken.contains(&(step.message.as_str(), step.field)))
}

fn is_removal(change: Change) -> bool {
    matches!(change, Change::Derive(_) | Change::Remove)
}

fn restated(field: FieldView<'_>, change: Change) -> Option<Vec<Edit>> {
    let replace = |span: Span, text: &str| Edit { file: field.file.id, span, text: text.to_owned() };
    match change {
        Change::Pack => Some(vec![packing::set(field, true)?]),
        Change::Expand => Some(vec![packing::set(field, false)?]),
        Change::Renumber { to } => Some(vec![replace(field.number_span()?, &to.to_string())]),
        Change::Retype(kind) => Some(vec![scalars::set_type(field, kind.scalar()?)?]),
        Change::Narrow => Some(vec![scalars::set_type(field, Scalar::Float)?]),
        Change::Bytes(_) => Some(vec![scalars::set_type(field, Scalar::Bytes)?]),
        Change::Delimit => Some(vec![features::set(field, &features::MESSAGE_ENCODING, "DELIMITED")?]),
        Change::Prefix => Some(vec![features::set(field, &features::MESSAGE_ENCODING, "LENGTH_PREFIXED")?]),
        Change::Unwrap => wrappers::unwrap(field),
        Change::Derive(_) | Change::Remove => {
            let is_alone = field.is_extension() || field.group().is_some() || field.oneof().is_some();
            (!is_alone).then(|| vec![edits::remove_statement(field.file, field.span())])
        }
    }
}

/// Joins edits that touch.
fn joined(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.file, edit.span));
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.last_mut().filter(|last| last.file == edit.file && last.span.end == edit.span.start) {
            Some(last) => {
                last.span = Span::new(last.span.start, edit.span.end);
                last.text.push_str(&edit.text);
            }
            None => joined.push(edit),
        }
    }
    joined
}
