//! The values of an enum by number: what is gone, and what has other names.

use super::fixes::Reserved;
use super::{Both, Pair};
use protune_compiler::schema::*;

/// A number of an enum that no value has any more, and the values that had it.
pub(crate) struct GoneNumber<'s> {
    pub(crate) number: i32,
    pub(crate) values: Vec<ValueView<'s>>,
    /// Enum of the new side.
    pub(crate) parent: EnumView<'s>,
}

impl GoneNumber<'_> {
    /// The number and the names, as far as they are free.
    pub(crate) fn to_reserve(&self) -> Reserved {
        let parent = self.parent;
        let is_free = |name: &&str| parent.value_named(name).is_none() && !parent.reserves_name(name);
        Reserved {
            numbers: if parent.reserves_number(self.number) {
                Vec::new()
            } else {
                vec![self.number.to_string()]
            },
            names: names(&self.values).into_iter().filter(is_free).map(str::to_owned).collect(),
        }
    }
}

/// The numbers that are gone from the enums of both sides, in the order in which they stood there.
pub(crate) fn gone<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = GoneNumber<'s>> + use<'p, 's> {
    pair.enums.iter().flat_map(|&Both { before, after }| {
        let groups = by_number(before).into_iter();
        let kept: Vec<i32> = sorted_numbers(after);
        groups
            .filter(move |(number, _)| kept.binary_search(number).is_err())
            .map(move |(number, values)| GoneNumber { number, values, parent: after })
    })
}

fn sorted_numbers(it: EnumView<'_>) -> Vec<i32> {
    let mut numbers: Vec<i32> = it.values().filter_map(ValueView::number).collect();
    numbers.sort_unstable();
    numbers
}

/// The values of an enum, those of one number together, in order of the numbers.
pub(crate) fn by_number(it: EnumView<'_>) -> Vec<(i32, Vec<ValueView<'_>>)> {
    let mut values: Vec<(i32, ValueView<'_>)> =
        it.values().filter_map(|value| Some((value.number()?, value))).collect();
    values.sort_by_key(|&(number, _)| number);
    let groups = values.chunk_by(|a, b| a.0 == b.0);
    groups.map(|group| (group[0].0, group.iter().map(|&(_, value)| value).collect())).collect()
}

/// Their names, sorted.
pub(crate) fn names<'s>(values: &[ValueView<'s>]) -> Vec<&'s str> {
    let mut names: Vec<&str> = values.iter().map(|value| value.name()).collect();
    names.sort_unstable();
    names
}
