//! Values that change one by one, each by itself.

use super::tree::{Tree, Value};
use super::{Act, Misfit, find, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use std::fmt;

/// A way to write values, and to read them again.
pub(super) trait Codec: fmt::Debug + Send + Sync + 'static {
    /// The kind of the new values.
    fn kind(&self) -> Kind;
    /// The type of new values that are messages.
    fn message(&self) -> Option<TypeId> {
        None
    }
    /// The new value; `None` if it would not come back as it was.
    fn there(&self, value: &Value) -> Option<Value>;
    /// The old value; `None` if there is none.
    fn back(&self, value: &Value) -> Option<Value>;
}

#[derive(Debug)]
struct OneByOne<C> {
    holder: TypeId,
    number: u32,
    codec: C,
}

/// Changes the values of a field. `is_never_zero`: no value but zero becomes zero, so that nothing changes about presence.
pub(super) fn step<C: Codec>(
    layout: &mut Layout,
    message: &str,
    number: u32,
    codec: C,
    is_never_zero: bool,
    fits: impl Fn(&Layout, &Field) -> bool,
) -> Result<Box<dyn Act>, &'static str> {
    let (holder, ty, field) = find(layout, message, number)?;
    if !fits(layout, field) || field.is_extension || field.label == Label::Map {
        return Err("it has another type");
    }
    let kind = codec.kind();
    let is_key = ty.is_map_entry && field.number == 1;
    if is_key && matches!(kind, Kind::Bytes | Kind::Double | Kind::Float | Kind::Enum | Kind::Message) {
        return Err("no map has such a key");
    }
    let label = match field.label {
        Label::Repeated { .. } => Label::Repeated { packed: kind.is_packable() },
        // What was not empty may be zero now.
        Label::Implicit if !is_never_zero && !ty.is_map_entry => Label::Explicit,
        Label::Implicit if kind == Kind::Message => Label::Explicit,
        label => label,
    };
    let field = Field { kind, label, message: codec.message(), closed: None, ..field.clone() };
    replace(layout, holder, [field], Some(number));
    Ok(Box::new(OneByOne { holder, number, codec }))
}

impl<C: Codec> OneByOne<C> {
    fn each(&self, root: &mut Tree, convert: impl Fn(&Value) -> Option<Value>) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let values = holder.take(self.number);
            let values: Option<Vec<Value>> = values.iter().map(&convert).collect();
            holder.put(self.number, values.ok_or(Misfit("a value has another form"))?);
            Ok(())
        })
    }
}

impl<C: Codec> Act for OneByOne<C> {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        self.each(root, |value| {
            let new = self.codec.there(value)?;
            (self.codec.back(&new).as_ref() == Some(value)).then_some(new)
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        self.each(root, |value| self.codec.back(value))
    }
}
