//! Declarations and reservations of one file, in order of number and name, so that looking up a number or a
//! name is a binary search. Made for the whole file on the first request. Each run of rows is sorted in
//! place.

use super::file::*;
use super::view::*;

/// The rows of a file in other orders.
#[derive(Debug)]
pub(super) struct Ordered {
    /// The fields of each message, in order of number; equal ones as they stand in the text.
    fields: Box<[FieldId]>,
    /// The values of each enum, likewise.
    values: Box<[ValueId]>,
    /// Reserved names of each message and enum, in order.
    names: Box<[ReservedNameId]>,
    /// The ranges of each kind of each message and enum, in order of their first numbers.
    ranges: Box<[Reach]>,
}

/// A range among those before it.
#[derive(Clone, Copy, Debug)]
struct Reach {
    first: i32,
    /// The furthest that a range up to here goes.
    last: i32,
}

impl Ordered {
    fn of(file: &File) -> Ordered {
        let mut ordered = Ordered {
            fields: rows(file.fields.len()),
            values: rows(file.values.len()),
            names: rows(file.reserved_names.len()),
            ranges: file.ranges.iter().map(|row| Reach { first: row.first, last: row.last }).collect(),
        };
        for row in &file.messages {
            row.fields.of_mut(&mut ordered.fields).sort_by_key(|&id| file[id].number);
            ordered.reserve(file, row.reserved_ranges, row.reserved_names);
            ordered.reach(row.extension_ranges);
        }
        for row in &file.enums {
            row.values.of_mut(&mut ordered.values).sort_by_key(|&id| file[id].number);
            ordered.reserve(file, row.reserved_ranges, row.reserved_names);
        }
        ordered
    }

    fn reserve(&mut self, file: &File, ranges: Rows<RangeId>, names: Rows<ReservedNameId>) {
        names.of_mut(&mut self.names).sort_by_key(|&id| file.name(file[id].name));
        self.reach(ranges);
    }

    fn reach(&mut self, ranges: Rows<RangeId>) {
        let ranges = ranges.of_mut(&mut self.ranges);
        ranges.sort_by_key(|range| range.first);
        let mut furthest = i32::MIN;
        for range in ranges {
            furthest = furthest.max(range.last);
            range.last = furthest;
        }
    }
}

fn rows<I: RowId>(len: usize) -> Box<[I]> {
    (0..len as u32).map(I::from_index).collect()
}

/// The first of sorted rows that has this key.
fn first<I: Copy, K: Ord>(sorted: &[I], key: K, key_of: impl Fn(I) -> K) -> Option<I> {
    let at = sorted.partition_point(|&id| key_of(id) < key);
    sorted.get(at).copied().filter(|&id| key_of(id) == key)
}

impl File {
    fn ordered(&self) -> &Ordered {
        self.ordered.get_or_init(|| Ordered::of(self))
    }

    pub(super) fn reserves_name(&self, rows: Rows<ReservedNameId>, name: &str) -> bool {
        !rows.is_empty()
            && first(rows.of(&self.ordered().names), name, |id| self.name(self[id].name)).is_some()
    }

    fn has_in_range(&self, rows: Rows<RangeId>, number: i32) -> bool {
        if rows.is_empty() {
            return false;
        }
        let ranges = rows.of(&self.ordered().ranges);
        let begun = ranges.partition_point(|range| range.first <= number);
        ranges[..begun].last().is_some_and(|range| number <= range.last)
    }
}

impl<'s> MessageView<'s> {
    /// First field with this number.
    pub fn field_numbered(self, number: i32) -> Option<FieldView<'s>> {
        let file = self.file.data();
        let fields = self.data().fields.of(&file.ordered().fields);
        first(fields, Some(number), |id| file[id].number).map(|id| self.file.at(id))
    }

    /// Whether any field has one of these numbers; both ends are included.
    pub fn has_field_between(self, first: i32, last: i32) -> bool {
        let file = self.file.data();
        let fields = self.data().fields.of(&file.ordered().fields);
        let at = fields.partition_point(|&id| file[id].number < Some(first));
        fields.get(at).is_some_and(|&id| file[id].number <= Some(last))
    }

    /// Returns whether a number is reserved.
    pub fn reserves_number(self, number: i32) -> bool {
        self.file.data().has_in_range(self.data().reserved_ranges, number)
    }

    /// Returns whether a name is reserved.
    pub fn reserves_name(self, name: &str) -> bool {
        self.file.data().reserves_name(self.data().reserved_names, name)
    }

    /// Returns whether a number is left to extensions.
    pub fn leaves_to_extensions(self, number: i32) -> bool {
        self.file.data().has_in_range(self.data().extension_ranges, number)
    }
}

impl EnumView<'_> {
    /// Whether any value has one of these numbers; both ends are included.
    pub fn has_value_between(self, first: i32, last: i32) -> bool {
        let file = self.file.data();
        let values = self.data().values.of(&file.ordered().values);
        let at = values.partition_point(|&id| file[id].number < Some(first));
        values.get(at).is_some_and(|&id| file[id].number <= Some(last))
    }

    /// Returns whether a number is reserved.
    pub fn reserves_number(self, number: i32) -> bool {
        self.file.data().has_in_range(self.data().reserved_ranges, number)
    }

    /// Returns whether a name is reserved.
    pub fn reserves_name(self, name: &str) -> bool {
        self.file.data().reserves_name(self.data().reserved_names, name)
    }
}
