//! Numbers that are written in fewer bytes: doubles and times as integers, values that are left out.

use super::codec::{self, Codec};
use super::tree::{Tree, Value};
use super::{Act, Common, Misfit, find, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use crate::varint;

/// A double times a power of ten.
#[derive(Debug)]
struct Scaled(u8);

/// Numbers up to this one are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Codec for Scaled {
    fn kind(&self) -> Kind {
        Kind::Sint64
    }

    fn there(&self, value: &Value) -> Option<Value> {
        let scaled = (f64::from_bits(value.bits()) * 10_f64.powi(i32::from(self.0))).round();
        (scaled.abs() < EXACT).then(|| Value::Bits(varint::zigzag64(scaled as i64)))
    }

    fn back(&self, value: &Value) -> Option<Value> {
        let number = varint::unzigzag64(value.bits()) as f64 / 10_f64.powi(i32::from(self.0));
        Some(Value::Bits(number.to_bits()))
    }
}

pub(super) fn scale(
    layout: &mut Layout,
    message: &str,
    number: u32,
    digits: u8,
) -> Result<Box<dyn Act>, &'static str> {
    if digits > 15 {
        return Err("a double has no more than 15 exact digits");
    }
    codec::step(layout, message, number, Scaled(digits), true, |_, field| field.kind == Kind::Double)
}

/// A number as one of another kind.
#[derive(Debug)]
struct Retyped {
    from: Kind,
    to: Kind,
}

impl Codec for Retyped {
    fn kind(&self) -> Kind {
        self.to
    }

    fn there(&self, value: &Value) -> Option<Value> {
        converted(self.from, self.to, value.bits()).map(Value::Bits)
    }

    fn back(&self, value: &Value) -> Option<Value> {
        converted(self.to, self.from, value.bits()).map(Value::Bits)
    }
}

fn converted(from: Kind, to: Kind, bits: u64) -> Option<u64> {
    match (from, to) {
        (Kind::Double, Kind::Float) => Some(u64::from((f64::from_bits(bits) as f32).to_bits())),
        (Kind::Float, Kind::Double) => Some(f64::from(f32::from_bits(bits as u32)).to_bits()),
        _ => to.bits(from.integer(bits)?),
    }
}

pub(super) fn retype(
    layout: &mut Layout,
    message: &str,
    number: u32,
    to: &str,
) -> Result<Box<dyn Act>, &'static str> {
    let from = find(layout, message, number)?.2.kind;
    let to = Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == to && *kind != from)
        .ok_or("there is no such type")?;
    let is_integer = |kind: Kind| kind.integer(0).is_some() && !matches!(kind, Kind::Bool | Kind::Enum);
    if (from, to) != (Kind::Double, Kind::Float) && !(is_integer(from) && is_integer(to)) {
        return Err("it has another type");
    }
    codec::step(layout, message, number, Retyped { from, to }, true, |_, field| field.kind == from)
}

/// A time, or a span of time, in parts of a second.
#[derive(Debug)]
struct Time {
    ty: TypeId,
    is_duration: bool,
    digits: u8,
}

const NANOSECONDS: i64 = 1_000_000_000;

impl Codec for Time {
    fn kind(&self) -> Kind {
        Kind::Sint64
    }

    fn there(&self, value: &Value) -> Option<Value> {
        let time = value.tree()?;
        let part = |number| time.values(number).first().map_or(0, Value::bits) as i64;
        let units = 10_i64.pow(u32::from(self.digits));
        let (seconds, nanoseconds) = (part(1), part(2));
        let total = seconds.checked_mul(units)?.checked_add(nanoseconds / (NANOSECONDS / units))?;
        Some(Value::Bits(varint::zigzag64(total)))
    }

    fn back(&self, value: &Value) -> Option<Value> {
        let (total, units) = (varint::unzigzag64(value.bits()), 10_i64.pow(u32::from(self.digits)));
        // The fraction of a timestamp counts forward; that of a duration has the sign of the whole.
        let (seconds, fraction) = match self.is_duration {
            true => (total / units, total % units),
            false => (total.div_euclid(units), total.rem_euclid(units)),
        };
        let mut time = Tree::empty(self.ty);
        for (number, part) in [(1, seconds), (2, fraction * (NANOSECONDS / units))] {
            if part != 0 {
                time.put(number, vec![Value::Bits(part as u64)]);
            }
        }
        Some(Value::Tree(Box::new(time)))
    }
}

pub(super) fn time(
    layout: &mut Layout,
    message: &str,
    number: u32,
    digits: u8,
) -> Result<Box<dyn Act>, &'static str> {
    let ty = find(layout, message, number)?.2.message.ok_or("it is not a message")?;
    let is_duration = match &*layout.get(ty).name {
        "google.protobuf.Timestamp" => false,
        "google.protobuf.Duration" => true,
        _ => return Err("it is neither a timestamp nor a duration"),
    };
    if !matches!(digits, 0 | 3 | 6 | 9) {
        return Err("times have 0, 3, 6 or 9 digits behind the second");
    }
    let codec = Time { ty, is_duration, digits };
    codec::step(layout, message, number, codec, true, |_, field| field.message == Some(ty))
}

/// A value that most messages have, which is left out.
#[derive(Debug)]
pub(super) struct Default {
    holder: TypeId,
    number: u32,
    value: Value,
    /// An absent field stood for zero.
    was_implicit: bool,
    zero: Value,
}

impl Default {
    pub(super) fn new(
        layout: &mut Layout,
        message: &str,
        number: u32,
        value: &Common,
    ) -> Result<Default, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let value = match value {
            Common::Text(text) if field.kind == Kind::String => Value::Bytes(text.as_bytes().into()),
            Common::Bits(bits) if field.kind.is_packable() => Value::Bits(*bits),
            _ => return Err("it has another type"),
        };
        if field.is_repeated()
            || field.oneof.is_some()
            || field.is_extension
            || ty.is_map_entry
            || value.is_zero()
        {
            return Err("it has no default");
        }
        let (was_implicit, zero) = (field.label == Label::Implicit, Value::zero(field));
        let field = Field { label: Label::Explicit, ..field.clone() };
        replace(layout, holder, [field], Some(number));
        Ok(Default { holder, number, value, was_implicit, zero })
    }
}

impl Act for Default {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            match holder.values(self.number) {
                [value] if *value == self.value => drop(holder.take(self.number)),
                [_] => {}
                _ if self.was_implicit => holder.put(self.number, vec![self.zero.clone()]),
                _ => return Err(Misfit("a value that may be absent is absent")),
            }
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            match holder.values(self.number) {
                [] => holder.put(self.number, vec![self.value.clone()]),
                [value] if self.was_implicit && value.is_zero() => drop(holder.take(self.number)),
                _ => {}
            }
            Ok(())
        })
    }
}

/// A field that another one repeats.
#[derive(Debug)]
pub(super) struct Equal {
    holder: TypeId,
    number: u32,
    to: u32,
}

impl Equal {
    pub(super) fn new(
        layout: &mut Layout,
        message: &str,
        number: u32,
        to: u32,
    ) -> Result<Equal, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let other = ty.field(to).filter(|_| to != number).ok_or("there is no such other field")?;
        let shape = |field: &Field| (field.kind, field.message, field.is_repeated(), field.is_extension);
        let is_plain = !ty.is_map_entry && field.oneof.is_none() && field.label != Label::Required;
        if shape(field) != shape(other) || !is_plain || field.is_extension {
            return Err("the two are not alike");
        }
        replace(layout, holder, [], Some(number));
        Ok(Equal { holder, number, to })
    }
}

impl Act for Equal {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let values = holder.take(self.number);
            match values == holder.values(self.to) {
                true => Ok(()),
                false => Err(Misfit("the two fields differ")),
            }
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let values = holder.values(self.to).to_vec();
            holder.put(self.number, values);
            Ok(())
        })
    }
}
