//! A plan as edits of the schema's text: of the fields that its steps are about, and of what they leave
//! reserved. Knows what is written where; whether a step is worth taking is for others to say.

use crate::pair::fixes::{Reserved, reserve};
use crate::{edits, features, packing, scalars, wrappers};
use protune_compiler::diagnostic::{Change as TextChange, Edit};
use protune_compiler::schema::{FieldView, MessageView, Scalar, Schema};
use protune_compiler::text::Span;
use protune_wire::{Change, Step};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The messages and fields of a schema by what a plan calls them.
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

    /// A field of a message, or an extension of it.
    pub fn field(&self, message: &str, number: u32) -> Option<FieldView<'s>> {
        let own = i32::try_from(number).ok().and_then(|number| self.message(message)?.field_numbered(number));
        own.or_else(|| self.extensions.get(&(message, number)).copied())
    }
}

fn number(field: FieldView<'_>) -> Option<u32> {
    u32::try_from(field.number()?).ok()
}

/// What to edit so that the schema says what the steps make of it; `None` where that cannot be written.
/// No two edits touch each other.
pub fn restate(declared: &Declared<'_>, steps: &[Step]) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut retired: BTreeMap<&str, Reserved> = BTreeMap::new();
    let taken: FxHashSet<(&str, u32)> = steps.iter().filter_map(takes).collect();
    for step in steps {
        let field = declared.field(&step.message, step.field)?;
        // Of the keys and values of a map only the types are written.
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

/// The number that a field gets by a step, with its message.
fn takes(step: &Step) -> Option<(&str, u32)> {
    match step.change {
        Change::Renumber { to } => Some((&step.message, to)),
        _ => None,
    }
}

/// The step takes something out of use; whether that is the number too, which no other field gets.
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

/// Edits that touch become one.
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
