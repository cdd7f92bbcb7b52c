//! Tables: strings, or messages, that the outermost message holds once, and an index wherever they were.

use super::tree::{Tree, Value};
use super::{Act, Misfit, find, free_number, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

#[derive(Debug)]
pub(super) struct Table {
    root: TypeId,
    /// The field of the table.
    table: u32,
    uses: Vec<Use>,
}

#[derive(Debug)]
struct Use {
    holder: TypeId,
    number: u32,
    /// Absent and empty are the same there, so that neither stands in the table.
    skips_zero: bool,
}

impl Table {
    pub(super) fn of_strings(layout: &mut Layout, uses: &[(String, u32)]) -> Result<Table, &'static str> {
        let is_string = |field: &Field| field.kind == Kind::String;
        Table::new(layout, uses, is_string, "it is not a string", |_, number| {
            Field::new("string_table", number, Kind::String, Label::Repeated { packed: false })
        })
    }

    pub(super) fn of_messages(layout: &mut Layout, uses: &[(String, u32)]) -> Result<Table, &'static str> {
        let (message, number) = uses.first().ok_or("there is nothing to keep in a table")?;
        let of = find(layout, message, *number)?.2.message.ok_or("it is not a message")?;
        if layout.get(of).is_map_entry || of == layout.root() {
            return Err("it is a map, or the outermost message");
        }
        let reached = reach(layout, of);
        if uses.iter().any(|(holder, _)| layout.find(holder).is_some_and(|holder| reached.contains(&holder)))
        {
            return Err("its messages can be inside of each other");
        }
        let is_message = |field: &Field| field.message == Some(of);
        Table::new(layout, uses, is_message, "it is not of that type", |layout, number| {
            let name = layout.get(of).name.rsplit('.').next().unwrap_or_default().to_lowercase();
            let label = Label::Repeated { packed: false };
            Field { message: Some(of), ..Field::new(format!("{name}_table"), number, Kind::Message, label) }
        })
    }

    fn new(
        layout: &mut Layout,
        uses: &[(String, u32)],
        fits: impl Fn(&Field) -> bool,
        misfit: &'static str,
        table: impl Fn(&Layout, u32) -> Field,
    ) -> Result<Table, &'static str> {
        let root = layout.root();
        if uses.is_empty() {
            return Err("there is nothing to keep in a table");
        }
        if layout.types().any(|(_, ty)| ty.fields().iter().any(|field| field.message == Some(root))) {
            return Err("the outermost message can be inside of others");
        }
        let table = table(layout, free_number(layout.get(root), &[])?);
        let number = table.number;
        replace(layout, root, [table], None);
        let mut found = Vec::new();
        for (message, number) in uses {
            let (holder, ty, field) = find(layout, message, *number)?;
            if !fits(field) {
                return Err(misfit);
            }
            let is_key = ty.is_map_entry && field.number == 1;
            if field.is_extension
                || field.oneof.is_some() && field.kind == Kind::Group
                || is_key && field.message.is_some()
            {
                return Err("it cannot become a number");
            }
            let label = match field.label {
                Label::Repeated { .. } => Label::Repeated { packed: true },
                // An index that is not there is 0, which is no index.
                _ if field.oneof.is_none() && !ty.is_map_entry => Label::Implicit,
                label => label,
            };
            let skips_zero = field.label == Label::Implicit;
            let index = Field { kind: Kind::Uint32, label, message: None, ..field.clone() };
            replace(layout, holder, [index], Some(*number));
            found.push(Use { holder, number: *number, skips_zero });
        }
        Ok(Table { root, table: number, uses: found })
    }

    fn each(
        &self,
        root: &mut Tree,
        act: &mut impl FnMut(&Use, &mut Vec<Value>) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        for of in &self.uses {
            root.each(of.holder, &mut |holder| {
                let mut values = holder.take(of.number);
                act(of, &mut values)?;
                holder.put(of.number, values);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// A few bytes can name a large value again and again; a message becomes no larger than this.
const MOST: usize = 1 << 30;

/// About as many bytes as a value takes in memory.
fn weight(value: &Value) -> usize {
    match value {
        Value::Bits(_) => 32,
        Value::Bytes(bytes) => 32 + bytes.len(),
        Value::Tree(tree) => {
            let mut all = 0;
            tree.visit(&mut |tree| {
                all += 96 + tree.unknown.len();
                let values = tree.fields().flat_map(|(_, values)| values);
                all += values.map(|value| 32 + value.bytes().len()).sum::<usize>();
            });
            all
        }
    }
}

/// The types that can be in a message of this one, itself included.
fn reach(layout: &Layout, from: TypeId) -> FxHashSet<TypeId> {
    let (mut seen, mut open) = (FxHashSet::default(), vec![from]);
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(layout.get(id).fields().iter().filter_map(|field| field.message));
        }
    }
    seen
}

impl Act for Table {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        if root.ty != self.root || !root.values(self.table).is_empty() {
            return Err(Misfit("the outermost message has a table already"));
        }
        // The most frequent come first: their indices are short. Of equals, what was met first.
        let mut seen: FxHashMap<Value, (usize, usize)> = FxHashMap::default();
        self.each(root, &mut |of, values| {
            for value in values.iter().filter(|value| !(of.skips_zero && value.is_zero())) {
                let order = seen.len();
                match seen.get_mut(value) {
                    Some((count, _)) => *count += 1,
                    None => drop(seen.insert(value.clone(), (1, order))),
                }
            }
            Ok(())
        })?;
        let mut order: Vec<(usize, usize, Value)> =
            seen.into_iter().map(|(value, (count, at))| (usize::MAX - count, at, value)).collect();
        order.sort_unstable_by_key(|(count, at, _)| (*count, *at));
        let index: FxHashMap<&Value, u64> = order.iter().map(|(_, _, value)| value).zip(1..).collect();
        self.each(root, &mut |_, values| {
            for value in values {
                *value = Value::Bits(index.get(value).copied().unwrap_or(0));
            }
            Ok(())
        })?;
        root.put(self.table, order.into_iter().map(|(_, _, value)| value).collect());
        Ok(())
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        let table: Vec<(Value, usize)> = root
            .take(self.table)
            .into_iter()
            .map(|value| {
                let weight = weight(&value);
                (value, weight)
            })
            .collect();
        let mut left = MOST;
        self.each(root, &mut |_, values| {
            for value in values {
                let at = (value.bits() as usize).checked_sub(1).and_then(|at| table.get(at));
                let (found, weight) = at.ok_or(Misfit("an index is outside of the table"))?;
                left = left.checked_sub(*weight).ok_or(Misfit("the message becomes too large"))?;
                *value = found.clone();
            }
            Ok(())
        })
    }
}
