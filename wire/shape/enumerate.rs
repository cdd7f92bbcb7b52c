//! Strings of a small set as an enum.

use super::tree::{Tree, Value};
use super::{Act, Misfit, are_enum_names, find, free_number, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use rustc_hash::FxHashMap;

#[derive(Debug)]
pub(super) struct Enumerate {
    holder: TypeId,
    number: u32,
    /// The field for all other strings; lists and maps have none, nor has what keeps its JSON.
    other: Option<u32>,
    values: Vec<Box<[u8]>>,
    numbers: FxHashMap<Box<[u8]>, u64>,
}

impl Enumerate {
    pub(super) fn new(
        layout: &mut Layout,
        message: &str,
        number: u32,
        values: &[String],
        as_json: bool,
    ) -> Result<Enumerate, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        if field.kind != Kind::String || field.is_extension {
            return Err("it is not a string");
        }
        if ty.is_map_entry && number == 1 {
            return Err("the key of a map cannot be an enum");
        }
        if values.is_empty() || values.iter().any(String::is_empty) {
            return Err("there are no values, or one of them is empty");
        }
        if as_json && !are_enum_names(values.iter().map(String::as_str)) {
            return Err("the strings are no names of values");
        }
        let values: Vec<Box<[u8]>> = values.iter().map(|value| value.as_bytes().into()).collect();
        let label = match field.label {
            Label::Repeated { .. } => Label::Repeated { packed: true },
            label => label,
        };
        let mut fields = vec![Field { kind: Kind::Enum, label, ..field.clone() }];
        let mut other = None;
        if !field.is_repeated() && !ty.is_map_entry && !as_json {
            let number = free_number(ty, &[])?;
            let label = if field.label == Label::Required { Label::Explicit } else { field.label };
            fields[0].label = label;
            fields.push(Field {
                name: format!("{}_other", field.name).into(),
                number,
                label,
                ..field.clone()
            });
            other = Some(number);
        }
        replace(layout, holder, fields, Some(number));
        let numbers = values.iter().cloned().zip(1..).collect();
        Ok(Enumerate { holder, number, other, values, numbers })
    }
}

impl Act for Enumerate {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let values = holder.take(self.number);
            let number = |value: &Value| self.numbers.get(value.bytes()).map(|&number| Value::Bits(number));
            match (values.iter().map(number).collect::<Option<Vec<_>>>(), self.other) {
                (Some(numbers), _) => holder.put(self.number, numbers),
                (None, Some(other)) => holder.put(other, values),
                (None, None) => return Err(Misfit("a string is none of the values")),
            }
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let numbers = holder.take(self.number);
            let text = |value: &Value| {
                let text = (value.bits() as usize).checked_sub(1).and_then(|at| self.values.get(at));
                Some(Value::Bytes(text?.clone()))
            };
            let texts = numbers.iter().map(text).collect::<Option<Vec<_>>>();
            let mut texts = texts.ok_or(Misfit("the enum has no such value"))?;
            if let Some(other) = self.other {
                texts.extend(holder.take(other));
            }
            holder.put(self.number, texts);
            Ok(())
        })
    }
}
