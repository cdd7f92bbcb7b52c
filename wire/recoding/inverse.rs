//! The way back of a recoding. Asks nothing: what could be done can be undone.

use super::*;

pub(super) fn of(there: &Recoding) -> Recoding {
    let types = there.from.types().map(|(id, _)| back(there.change(id), there.to.get(id).fields().len()));
    let mut recoding = Recoding { from: there.to.clone(), to: there.from.clone(), types: types.collect() };
    recoding.spread();
    recoding
}

/// `fields` are as many as there are after the change.
fn back(there: &TypeChange, fields: usize) -> TypeChange {
    if !there.is_changed {
        return TypeChange::same(fields);
    }
    let mut fates = vec![Fate::Absent; fields];
    let mut computed = Vec::new();
    for (fate, from) in there.fields.iter().zip(0..) {
        match *fate {
            Fate::Kept(kept) => fates[kept.to as usize] = Fate::Kept(kept.back(from)),
            Fate::Derived(source) => computed.push(Computed { to: from, source: source.after(there) }),
            Fate::Absent => {}
        }
    }
    for &Computed { to, source } in &there.computed {
        fates[to as usize] = Fate::Derived(source.after(there));
    }
    TypeChange::changed(fates, computed)
}

impl Kept {
    fn back(self, to: u32) -> Kept {
        let wrapping = match self.wrapping {
            Wrapping::Same => Wrapping::Same,
            Wrapping::Unwrap(kind) => Wrapping::Wrap(kind),
            Wrapping::Wrap(kind) => Wrapping::Unwrap(kind),
        };
        let conversion = match self.conversion {
            Conversion::Same => Conversion::Same,
            Conversion::Integer { from, to } => Conversion::Integer { from: to, to: from },
            Conversion::Narrow => Conversion::Widen,
            Conversion::Widen => Conversion::Narrow,
            Conversion::ToBytes(form) => Conversion::ToText(form),
            Conversion::ToText(form) => Conversion::ToBytes(form),
        };
        Kept { to, wrapping, conversion }
    }
}

impl Source {
    /// The same, with siblings by their places after the change. They are always kept.
    fn after(self, there: &TypeChange) -> Source {
        let after = |sibling: u32| match there.fields[sibling as usize] {
            Fate::Kept(kept) => kept.to,
            Fate::Absent | Fate::Derived(_) => sibling,
        };
        match self {
            Source::JsonName { of } => Source::JsonName { of: after(of) },
            Source::Equal { to } => Source::Equal { to: after(to) },
            Source::Position { first } => Source::Position { first },
        }
    }
}
