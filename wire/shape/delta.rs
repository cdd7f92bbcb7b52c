//! Lists of numbers as differences: what grows steadily becomes small.

use super::tree::{Tree, Value};
use super::{Act, Misfit, find, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use crate::varint;

#[derive(Debug)]
pub(super) struct Delta {
    holder: TypeId,
    number: u32,
    kind: Kind,
}

impl Delta {
    pub(super) fn new(layout: &mut Layout, message: &str, number: u32) -> Result<Delta, &'static str> {
        let (holder, _, field) = find(layout, message, number)?;
        let kind = field.kind;
        let is_integer = kind.integer(0).is_some() && !matches!(kind, Kind::Bool | Kind::Enum);
        if !matches!(field.label, Label::Repeated { .. }) || !is_integer || field.is_extension {
            return Err("it is not a list of integers");
        }
        let field = Field { kind: Kind::Sint64, label: Label::Repeated { packed: true }, ..field.clone() };
        replace(layout, holder, [field], Some(number));
        Ok(Delta { holder, number, kind })
    }
}

impl Act for Delta {
    // Differences wrap around, so that there is one between any two numbers of 64 bits.
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let mut before = 0_i64;
            let values = holder.take(self.number).into_iter().map(|value| {
                let number = self.kind.integer(value.bits()).unwrap_or(0) as i64;
                let difference = number.wrapping_sub(std::mem::replace(&mut before, number));
                Value::Bits(varint::zigzag64(difference))
            });
            let values = values.collect();
            holder.put(self.number, values);
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let mut number = 0_i64;
            let values = holder.take(self.number).into_iter().map(|value| {
                number = number.wrapping_add(varint::unzigzag64(value.bits()));
                let is_unsigned = matches!(self.kind, Kind::Uint64 | Kind::Fixed64);
                let number = if is_unsigned { i128::from(number as u64) } else { i128::from(number) };
                self.kind.bits(number).map(Value::Bits).ok_or(Misfit("the sum of differences is too large"))
            });
            let values = values.collect::<Result<_, _>>()?;
            holder.put(self.number, values);
            Ok(())
        })
    }
}
