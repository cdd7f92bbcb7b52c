//! Maps whose keys are a small set, as messages.

use super::tree::{Tree, Value};
use super::{Act, Misfit, are_json_names, find, fresh_name, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use rustc_hash::FxHashMap;

#[derive(Debug)]
pub(super) struct Keys {
    holder: TypeId,
    number: u32,
    entry: TypeId,
    message: TypeId,
    /// The map of other keys; what keeps its JSON has none.
    others: Option<u32>,
    keys: Vec<Box<[u8]>>,
    numbers: FxHashMap<Box<[u8]>, u32>,
}

impl Keys {
    pub(super) fn new(
        layout: &mut Layout,
        message: &str,
        number: u32,
        keys: &[String],
        as_json: bool,
    ) -> Result<Keys, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let entry = field.message.filter(|_| field.label == Label::Map && !field.is_extension);
        let entry = entry.ok_or("it is not a map")?;
        let [key, value] = layout.get(entry).fields() else { return Err("it is not a map") };
        if key.kind != Kind::String {
            return Err("its keys are not strings");
        }
        if keys.is_empty() || keys.len() > 1000 {
            return Err("there are no keys, or too many");
        }
        if as_json && !are_json_names(keys.iter().map(String::as_str)) {
            return Err("the keys are no names in JSON");
        }
        let named = |(key, number): (&String, u32)| {
            let mut field =
                Field { name: name(key, number).into(), number, label: Label::Explicit, ..value.clone() };
            field.oneof = None;
            field
        };
        let mut fields: Vec<Field> = keys.iter().zip(1..).map(named).collect();
        let others = (!as_json).then_some(keys.len() as u32 + 1);
        fields.extend(others.map(|number| Field { name: "others".into(), number, ..field.clone() }));
        let name = fresh_name(layout, ty, &field.name, "Fields");
        let single = Field { label: Label::Explicit, kind: Kind::Message, ..field.clone() };
        let message = layout.add(&name, fields);
        replace(layout, holder, [Field { message: Some(message), ..single }], Some(number));
        let keys: Vec<Box<[u8]>> = keys.iter().map(|key| key.as_bytes().into()).collect();
        let numbers = keys.iter().cloned().zip(1..).collect();
        Ok(Keys { holder, number, entry, message, others, keys, numbers })
    }
}

/// A name for the field of a key.
fn name(key: &str, number: u32) -> String {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let words: Vec<String> =
        key.split(|c| !is_letter(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let name = words.join("_");
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("key_{number}"),
    }
}

impl Act for Keys {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let entries = holder.take(self.number);
            if entries.is_empty() {
                return Ok(());
            }
            let mut message = Tree::empty(self.message);
            let mut others = Vec::new();
            for entry in entries {
                let Value::Tree(mut entry) = entry else { continue };
                let number = entry.values(1).first().and_then(|key| self.numbers.get(key.bytes()).copied());
                match number {
                    Some(number) => message.put(number, entry.take(2)),
                    None => others.push(Value::Tree(entry)),
                }
            }
            match self.others {
                Some(number) => message.put(number, others),
                None if others.is_empty() => {}
                None => return Err(Misfit("a key is none of the fields")),
            }
            holder.put(self.number, vec![Value::Tree(Box::new(message))]);
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let Some(Value::Tree(mut message)) = holder.take(self.number).pop() else { return Ok(()) };
            let mut entries = Vec::new();
            for (key, number) in self.keys.iter().zip(1..) {
                for value in message.take(number) {
                    let mut entry = Tree::empty(self.entry);
                    entry.put(1, vec![Value::Bytes(key.clone())]);
                    entry.put(2, vec![value]);
                    entries.push(Value::Tree(Box::new(entry)));
                }
            }
            entries.extend(self.others.into_iter().flat_map(|number| message.take(number)));
            holder.put(self.number, entries);
            Ok(())
        })
    }
}
