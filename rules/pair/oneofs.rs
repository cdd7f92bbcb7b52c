//! Fields of a message that exclude each other, on both sides. The names of oneofs do not matter to it.

use super::Both;
use protune_compiler::schema::{FieldView, MessageView};
use rustc_hash::{FxHashMap, FxHashSet};

/// The fields that are there on both sides, counted by the oneofs that they are in.
pub(crate) struct Exclusions<'s> {
    before: FxHashMap<&'s str, usize>,
    after: FxHashMap<&'s str, usize>,
    both: FxHashMap<(&'s str, &'s str), usize>,
}

impl<'s> Exclusions<'s> {
    /// Counts the fields that are there on both sides of a message.
    pub(crate) fn of(Both { before, after }: Both<MessageView<'s>>) -> Exclusions<'s> {
        let new = |number: Option<i32>| number.and_then(|number| after.field_numbered(number));
        let mut counts = Exclusions {
            before: FxHashMap::default(),
            after: FxHashMap::default(),
            both: FxHashMap::default(),
        };
        let mut seen = FxHashSet::default();
        for was in before.fields() {
            let Some(is) = new(was.number()).filter(|_| seen.insert(was.number())) else { continue };
            let (was, is) = (name(was), name(is));
            was.into_iter().for_each(|was| *counts.before.entry(was).or_default() += 1);
            is.into_iter().for_each(|is| *counts.after.entry(is).or_default() += 1);
            was.zip(is).into_iter().for_each(|both| *counts.both.entry(both).or_default() += 1);
        }
        counts
    }

    /// A field of both sides excludes the same ones of the others as it did.
    pub(crate) fn are_kept(&self, before: FieldView<'s>, after: FieldView<'s>) -> bool {
        let count = |counts: &FxHashMap<&'s str, usize>, name| counts.get(name).copied().unwrap_or(0);
        match (name(before), name(after)) {
            (None, None) => true,
            (Some(was), None) => count(&self.before, was) < 2,
            (None, Some(is)) => count(&self.after, is) < 2,
            (Some(was), Some(is)) => {
                let both = self.both.get(&(was, is)).copied().unwrap_or(0);
                count(&self.before, was) == both && count(&self.after, is) == both
            }
        }
    }
}

fn name<'s>(field: FieldView<'s>) -> Option<&'s str> {
    field.oneof().map(|oneof| oneof.name())
}
