//! Fields that the options of one declaration have set so far.

use super::Value;
use crate::schema::Global;
use crate::schema::file::FieldId;
use crate::schema::resolve::Typed;
use rustc_hash::FxHashMap;

/// Fields that are set, as a tree: a node for each way from the options message to a field.
#[derive(Default)]
pub(super) struct SetFields {
    nodes: FxHashMap<(u32, Global<FieldId>), u32>,
}

impl SetFields {
    const ROOT: u32 = 0;

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
    }

    /// Returns whether the field at the end of this way is set, or something inside it.
    pub(super) fn contains(&self, path: impl Iterator<Item = Global<FieldId>>) -> bool {
        let mut at = SetFields::ROOT;
        for field in path {
            let Some(&next) = self.nodes.get(&(at, field)) else { return false };
            at = next;
        }
        true
    }

    /// Adds a value with everything inside it, but what is inside repeated fields: no name leads there.
    pub(super) fn add(&mut self, value: Value<'_>, typed: &Typed) {
        self.add_below(SetFields::ROOT, value, typed);
    }

    fn add_below(&mut self, parent: u32, value: Value<'_>, typed: &Typed) {
        let next = self.nodes.len() as u32 + 1;
        let at = *self.nodes.entry((parent, value.field())).or_insert(next);
        if !typed.is_repeated(value.field()) {
            value.children().for_each(|child| self.add_below(at, child, typed));
        }
    }
}
