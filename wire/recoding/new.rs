//! From a plan to a recoding: each step is checked against its field, all together against the message.

use super::*;
use crate::layout::{Field, Label};
use crate::plan::{Change, Derivation, Step, Why};
use crate::scan::MAX_NUMBER;
use std::collections::BTreeMap;

pub(super) fn recoding(layout: &Layout, plan: &Plan) -> Result<Recoding, Refusal> {
    let mut recoding = Recoding::nothing(layout);
    let mut by_type: BTreeMap<TypeId, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        let id = layout.find(&step.message).ok_or_else(|| refusal(step, Why::NoMessage))?;
        by_type.entry(id).or_default().push(step);
    }
    for (id, mut steps) in by_type {
        // What comes out of a wrapper can be changed further, whatever order the steps came in.
        steps.sort_by_key(|step| step.change != Change::Unwrap);
        let (change, fields) = Message { layout, ty: layout.get(id), steps: &steps }.changed()?;
        recoding.types[id.0 as usize] = change;
        recoding.to.change(id, fields);
    }
    recoding.spread();
    Ok(recoding)
}

fn refusal(step: &Step, why: Why) -> Refusal {
    Refusal { step: step.clone(), why }
}

/// A message and the steps on its fields.
#[derive(Clone, Copy)]
struct Message<'p> {
    layout: &'p Layout,
    ty: &'p Type,
    steps: &'p [&'p Step],
}

/// A field while steps are taken on it.
struct Altered {
    field: Field,
    wrapping: Wrapping,
    conversion: Conversion,
    /// Fate of the field if it is removed.
    gone: Option<Fate>,
}

impl Message<'_> {
    fn changed(self) -> Result<(TypeChange, Vec<Field>), Refusal> {
        let mut fields: Vec<Altered> = self.ty.fields().iter().map(Altered::new).collect();
        for &step in self.steps {
            let index = self.ty.index(step.field).ok_or_else(|| refusal(step, Why::NoField))?;
            let taken = self.check_once(step).and_then(|()| self.take(step.change, &mut fields[index]));
            taken.map_err(|why| refusal(step, why))?;
        }
        for &step in self.steps {
            let checked = match step.change {
                Change::Renumber { to } => self.check_number(step.field, to, &fields),
                Change::Derive(derivation) => self.check_sibling(step.field, derivation, &fields),
                _ => Ok(()),
            };
            checked.map_err(|why| refusal(step, why))?;
        }
        Ok(put_together(fields))
    }

    /// No two steps on a field speak of the same, and one that goes has no other.
    fn check_once(self, step: &Step) -> Result<(), Why> {
        let others =
            self.steps.iter().filter(|other| other.field == step.field && !std::ptr::eq(**other, step));
        let [this, gone] = [aspect(step.change), Aspect::Gone];
        let mut aspects = others.map(|other| aspect(other.change));
        let excludes = aspects.any(|other| other == this || other == gone || this == gone);
        if excludes { Err(Why::Conflict) } else { Ok(()) }
    }

    fn take(self, change: Change, at: &mut Altered) -> Result<(), Why> {
        if is_well_known(&self.ty.name) {
            return Err(Why::WellKnown);
        }
        match change {
            Change::Pack => at.pack(true),
            Change::Expand => at.pack(false),
            Change::Renumber { .. } | Change::Remove | Change::Unwrap | Change::Delimit | Change::Prefix
                if self.ty.is_map_entry =>
            {
                Err(Why::MapEntry)
            }
            Change::Renumber { to } if to == at.field.number => Err(Why::Nothing),
            Change::Renumber { to } => at.set(|at| at.field.number = to),
            Change::Retype(kind) => at.retype(kind),
            Change::Delimit => at.delimit(Kind::Message, Kind::Group),
            Change::Prefix => at.delimit(Kind::Group, Kind::Message),
            Change::Unwrap => self.unwrap(at),
            Change::Narrow => at.convert(Kind::Double, Kind::Float, Conversion::Narrow),
            // A map cannot have bytes for keys.
            Change::Bytes(_) if self.ty.is_map_entry && at.field.number == 1 => Err(Why::MapEntry),
            Change::Bytes(form) => at.convert(Kind::String, Kind::Bytes, Conversion::ToBytes(form)),
            Change::Derive(_) if at.field.is_repeated() || at.field.oneof.is_some() => Err(Why::NotSingular),
            Change::Derive(_) if self.ty.is_map_entry => Err(Why::MapEntry),
            Change::Derive(derivation) => {
                let source = self.source(derivation)?;
                at.set(|at| at.gone = Some(Fate::Derived(source)))
            }
            Change::Remove => at.set(|at| at.gone = Some(Fate::Absent)),
        }
    }

    fn unwrap(self, at: &mut Altered) -> Result<(), Why> {
        let of = at.field.message.map(|id| self.layout.get(id)).filter(|of| is_wrapper(&of.name));
        let [value] = of.map_or(&[][..], Type::fields) else { return Err(Why::NotWrapper) };
        if at.field.is_repeated() || value.number != 1 || value.kind.is_message() {
            return Err(Why::NotWrapper);
        }
        at.field.message = None;
        at.field.kind = value.kind;
        at.wrapping = Wrapping::Unwrap(value.kind);
        Ok(())
    }

    fn source(self, derivation: Derivation) -> Result<Source, Why> {
        let index = |number| self.ty.index(number).map(|index| index as u32).ok_or(Why::NoSibling);
        Ok(match derivation {
            Derivation::JsonName { of } => Source::JsonName { of: index(of)? },
            Derivation::Equal { to } => Source::Equal { to: index(to)? },
            Derivation::Position { first } => Source::Position { first },
        })
    }

    fn check_number(self, from: u32, to: u32, fields: &[Altered]) -> Result<(), Why> {
        if to == 0 || to > MAX_NUMBER || (19_000..20_000).contains(&to) {
            return Err(Why::NumberOutOfRange);
        }
        let is_in = |ranges: &[(u32, u32)]| ranges.iter().any(|&(first, last)| (first..=last).contains(&to));
        if is_in(&self.ty.reserved) {
            return Err(Why::NumberReserved);
        }
        let is_extension = self.ty.field(from).is_some_and(|field| field.is_extension);
        match (is_extension, is_in(&self.ty.extension_ranges)) {
            (true, false) => return Err(Why::NoNumberOfExtensions),
            (false, true) => return Err(Why::NumberOfExtensions),
            _ => {}
        }
        // Fields that went leave their numbers reserved.
        let mut others = self.ty.fields().iter().zip(fields).filter(|(before, _)| before.number != from);
        match others.find(|(_, other)| other.field.number == to) {
            Some((taken, _)) => Err(Why::NumberTaken(taken.name.clone())),
            None => Ok(()),
        }
    }

    fn check_sibling(self, field: u32, derivation: Derivation, fields: &[Altered]) -> Result<(), Why> {
        let kind = self.ty.field(field).map_or(Kind::Message, |field| field.kind);
        let (number, is_alike): (u32, fn(Kind, Kind) -> bool) = match derivation {
            Derivation::JsonName { of } => (of, |this, that| (this, that) == (Kind::String, Kind::String)),
            Derivation::Equal { to } => {
                (to, |this, that| this == that || is_integer(this) && is_integer(that))
            }
            Derivation::Position { .. } if is_integer(kind) => return Ok(()),
            Derivation::Position { .. } => return Err(Why::Kind(kind)),
        };
        let index = self.ty.index(number).filter(|_| number != field).ok_or(Why::NoSibling)?;
        let (before, after) = (&self.ty.fields()[index], &fields[index]);
        let says_the_same = matches!(after.conversion, Conversion::Same | Conversion::Integer { .. });
        let is_kept = after.gone.is_none() && after.wrapping == Wrapping::Same && says_the_same;
        let is_single = !before.is_repeated() && !before.kind.is_message();
        if is_kept && is_single && is_alike(kind, before.kind) {
            return Ok(());
        }
        Err(Why::Sibling(before.name.clone()))
    }
}

impl Altered {
    fn new(field: &Field) -> Altered {
        let (wrapping, conversion) = (Wrapping::Same, Conversion::Same);
        Altered { field: field.clone(), wrapping, conversion, gone: None }
    }

    fn set(&mut self, change: impl FnOnce(&mut Altered)) -> Result<(), Why> {
        change(self);
        Ok(())
    }

    fn pack(&mut self, packed: bool) -> Result<(), Why> {
        match self.field.label {
            Label::Repeated { packed: already } if already == packed => Err(Why::Nothing),
            Label::Repeated { .. } if self.field.kind.is_packable() => {
                self.set(|at| at.field.label = Label::Repeated { packed })
            }
            _ => Err(Why::NotRepeatedScalar),
        }
    }

    fn retype(&mut self, to: Kind) -> Result<(), Why> {
        let from = self.field.kind;
        if from == to {
            return Err(Why::Nothing);
        }
        if !is_integer(to) {
            return Err(Why::NoInteger);
        }
        if !is_integer(from) {
            return Err(Why::Kind(from));
        }
        self.convert(from, to, Conversion::Integer { from, to })
    }

    fn convert(&mut self, from: Kind, to: Kind, conversion: Conversion) -> Result<(), Why> {
        if self.field.kind != from {
            return Err(Why::Kind(self.field.kind));
        }
        self.field.kind = to;
        self.conversion = conversion;
        Ok(())
    }

    fn delimit(&mut self, from: Kind, to: Kind) -> Result<(), Why> {
        match self.field.kind {
            kind if kind == to => Err(Why::Nothing),
            kind if kind == from && self.field.label != Label::Map => self.set(|at| at.field.kind = to),
            _ => Err(Why::NotMessage),
        }
    }
}

fn put_together(altered: Vec<Altered>) -> (TypeChange, Vec<Field>) {
    let mut fields: Vec<Field> = Vec::with_capacity(altered.len());
    fields.extend(altered.iter().filter(|at| at.gone.is_none()).map(|at| at.field.clone()));
    fields.sort_by_key(|field| field.number);
    let fates = altered.iter().map(|Altered { field, wrapping, conversion, gone }| {
        gone.unwrap_or_else(|| {
            let to = fields.partition_point(|other| other.number < field.number) as u32;
            Fate::Kept(Kept { to, wrapping: *wrapping, conversion: *conversion })
        })
    });
    (TypeChange::changed(fates.collect(), Vec::new()), fields)
}

/// Aspect of a field that a step changes: no two steps on a field can change the same one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Packing,
    Number,
    Type,
    Delimiting,
    Wrapping,
    Gone,
}

fn aspect(change: Change) -> Aspect {
    match change {
        Change::Pack | Change::Expand => Aspect::Packing,
        Change::Renumber { .. } => Aspect::Number,
        Change::Retype(_) | Change::Narrow | Change::Bytes(_) => Aspect::Type,
        Change::Delimit | Change::Prefix => Aspect::Delimiting,
        Change::Unwrap => Aspect::Wrapping,
        Change::Derive(_) | Change::Remove => Aspect::Gone,
    }
}

/// An integer that is neither `bool` nor of an enum.
fn is_integer(kind: Kind) -> bool {
    kind.integer(0).is_some() && !matches!(kind, Kind::Bool | Kind::Enum)
}

fn is_well_known(name: &str) -> bool {
    name == "google.protobuf.Any" || is_wrapper(name)
}

fn is_wrapper(name: &str) -> bool {
    let of = name.strip_prefix("google.protobuf.").and_then(|name| name.strip_suffix("Value"));
    const WRAPPED: [&str; 9] =
        ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"];
    of.is_some_and(|of| WRAPPED.contains(&of))
}
