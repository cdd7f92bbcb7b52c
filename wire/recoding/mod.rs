//! Result of a plan for a layout: the new layout, and for each field the change of its values. Holds no
//! bytes; `size` and `transcode` carry it out.

mod inverse;
mod new;

use crate::kind::Kind;
use crate::layout::{Layout, Type, TypeId};
use crate::plan::{Plan, Refusal, TextForm};

/// From the encoding of one layout to that of another. Shareable between threads.
#[derive(Clone, Debug)]
pub struct Recoding {
    pub(crate) from: Layout,
    pub(crate) to: Layout,
    pub(crate) types: Box<[TypeChange]>,
}

/// Change to the messages of a type.
#[derive(Clone, Debug)]
pub(crate) struct TypeChange {
    /// In the order of [`Type::fields`].
    pub(crate) fields: Box<[Fate]>,
    /// Fields that are new, and what they follow from; in order of their numbers.
    pub(crate) computed: Box<[Computed]>,
    /// Whether anything here changes; otherwise the type stays the same.
    pub(crate) is_changed: bool,
    /// Whether any field is removed.
    pub(crate) has_gone: bool,
    /// Fields do not stay in the order in which they were, or new ones come.
    pub(crate) is_reordered: bool,
    /// This or a message that can be in it changes.
    pub(crate) reaches_change: bool,
}

/// Change to a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    Kept(Kept),
    /// It goes, and has to be absent.
    Absent,
    /// It goes, and has to be what it is derived as.
    Derived(Source),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Kept {
    /// Its place in the fields after.
    pub(crate) to: u32,
    pub(crate) wrapping: Wrapping,
    pub(crate) conversion: Conversion,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrapping {
    Same,
    /// Out of a wrapper of this kind.
    Unwrap(Kind),
    Wrap(Kind),
}

/// Change to each value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Conversion {
    Same,
    Integer { from: Kind, to: Kind },
    Narrow,
    Widen,
    ToBytes(TextForm),
    ToText(TextForm),
}

/// A field that is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Computed {
    /// Its place in the fields after.
    pub(crate) to: u32,
    pub(crate) source: Source,
}

/// Source that a field follows from; siblings by their indices in the fields before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    JsonName { of: u32 },
    Equal { to: u32 },
    Position { first: u8 },
}

impl Recoding {
    /// Returns the result of a plan for the messages of a layout.
    ///
    /// # Errors
    /// The first step that cannot be taken, and why.
    pub fn new(layout: &Layout, plan: &Plan) -> Result<Recoding, Refusal> {
        new::recoding(layout, plan)
    }

    /// Messages become canonical, and are otherwise as they were.
    pub fn nothing(layout: &Layout) -> Recoding {
        let same = |(_, ty): (TypeId, &Type)| TypeChange::same(ty.fields().len());
        Recoding { from: layout.clone(), to: layout.clone(), types: layout.types().map(same).collect() }
    }

    /// The way back: what is transcoded there and back is the canonical form of what it was.
    pub fn inverse(&self) -> Recoding {
        inverse::of(self)
    }

    /// Layout of messages before the plan.
    pub fn from(&self) -> &Layout {
        &self.from
    }

    /// Layout of messages after the plan.
    pub fn to(&self) -> &Layout {
        &self.to
    }

    #[inline]
    pub(crate) fn change(&self, id: TypeId) -> &TypeChange {
        &self.types[id.0 as usize]
    }

    /// Finds out which types lead to one that is changed. An `Any` leads to all.
    fn spread(&mut self) {
        let mut open: Vec<TypeId> = Vec::new();
        let mut users: Vec<Vec<TypeId>> = vec![Vec::new(); self.types.len()];
        for (id, ty) in self.from.types() {
            for message in ty.fields().iter().filter_map(|field| field.message) {
                users[message.0 as usize].push(id);
            }
            if self.types[id.0 as usize].is_changed {
                open.push(id);
            }
        }
        if let Some(any) = self.from.any().filter(|_| !open.is_empty()) {
            open.push(any);
        }
        while let Some(id) = open.pop() {
            let change = &mut self.types[id.0 as usize];
            if !change.reaches_change {
                change.reaches_change = true;
                open.extend(&users[id.0 as usize]);
            }
        }
    }
}

impl TypeChange {
    fn same(fields: usize) -> TypeChange {
        let fates = (0..fields as u32).map(|to| Fate::Kept(Kept::same(to)));
        TypeChange {
            fields: fates.collect(),
            computed: Box::default(),
            is_changed: false,
            has_gone: false,
            is_reordered: false,
            reaches_change: false,
        }
    }

    fn changed(fields: Vec<Fate>, mut computed: Vec<Computed>) -> TypeChange {
        computed.sort_by_key(|computed| computed.to);
        let kept = fields.iter().filter_map(|fate| match fate {
            Fate::Kept(kept) => Some(kept.to),
            _ => None,
        });
        let has_gone = fields.iter().any(|fate| !matches!(fate, Fate::Kept(_)));
        let is_reordered = !kept.is_sorted() || !computed.is_empty();
        TypeChange {
            fields: fields.into(),
            computed: computed.into(),
            is_changed: true,
            has_gone,
            is_reordered,
            reaches_change: false,
        }
    }
}

impl Kept {
    pub(crate) fn same(to: u32) -> Kept {
        Kept { to, wrapping: Wrapping::Same, conversion: Conversion::Same }
    }

    /// Values are what they were.
    #[inline]
    pub(crate) fn is_same(self) -> bool {
        self.wrapping == Wrapping::Same && self.conversion == Conversion::Same
    }
}
