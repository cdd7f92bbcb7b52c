//! Rows to columns: a repeated message becomes one message with a list for each of its fields. And a singular message
//! whose fields move to the message around it.

use super::tree::{Tree, Value, delimited, scalar};
use super::{Act, Misfit, find, free_number, fresh_name, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};
use crate::varint;
use std::iter;

/// Form of the cells of one field of the rows.
#[derive(Debug)]
struct Column {
    /// The field of the rows, whose number the column has as well.
    field: Field,
    /// For a singular field: the number of the list of bits that says which rows have it. For a repeated one: the number
    /// of the list that says how many values each row has.
    beside: u32,
}

/// A few bytes can claim to have this many rows.
const MOST_UNCOUNTED: usize = 1 << 20;

/// A number that no field of a new message has.
fn next_number(fields: &[Field]) -> u32 {
    let is_free = |number: &u32| !fields.iter().any(|field| field.number == *number);
    (1..19_000).chain(20_000..).find(is_free).unwrap_or(1)
}

#[derive(Debug)]
pub(super) struct Columns {
    holder: TypeId,
    number: u32,
    rows: TypeId,
    columns: TypeId,
    fields: Vec<Column>,
    /// The field with the number of rows, where no column has as many values.
    count: u32,
    /// The rows are entries of a map, which have their keys and values, whatever they are.
    are_entries: bool,
}

impl Columns {
    pub(super) fn new(layout: &mut Layout, message: &str, number: u32) -> Result<Columns, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let rows = field.message.filter(|_| field.is_repeated()).ok_or("it is not a repeated message")?;
        if rows == holder {
            return Err("its elements are of the type that it is in");
        }
        if field.is_extension || layout.get(rows).name.starts_with("google.protobuf.") {
            return Err("its elements cannot change");
        }
        let name = fresh_name(layout, ty, &field.name, "Columns");
        let of_rows = layout.get(rows);
        let mut all: Vec<Field> = Vec::new();
        let mut fields = Vec::new();
        for row in of_rows.fields().iter().filter(|row| !row.is_extension) {
            let kind = if row.kind == Kind::Group { Kind::Message } else { row.kind };
            let label = Label::Repeated { packed: kind.is_packable() };
            all.push(Field { kind, label, oneof: None, ..row.clone() });
        }
        let add = |name: String, kind, label, all: &mut Vec<Field>| {
            let number = next_number(all);
            all.push(Field::new(name, number, kind, label));
            number
        };
        let packed = Label::Repeated { packed: true };
        for row in of_rows.fields().iter().filter(|row| !row.is_extension) {
            let beside = match row.is_repeated() {
                true => add(format!("{}_counts", row.name), Kind::Uint32, packed, &mut all),
                false => add(format!("{}_present", row.name), Kind::Bytes, Label::Implicit, &mut all),
            };
            fields.push(Column { field: row.clone(), beside });
        }
        let count = add("row_count".to_owned(), Kind::Uint32, Label::Implicit, &mut all);
        let are_entries = of_rows.is_map_entry;
        all.sort_by_key(|field| field.number);
        let single = Field { label: Label::Explicit, kind: Kind::Message, ..field.clone() };
        let columns = layout.add(&name, all);
        replace(layout, holder, [Field { message: Some(columns), ..single }], Some(number));
        Ok(Columns { holder, number, rows, columns, fields, count, are_entries })
    }
}

impl Act for Columns {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let rows = holder.take(self.number);
            if rows.is_empty() {
                return Ok(());
            }
            let rows: Vec<Tree> = rows.into_iter().filter_map(into_tree).collect();
            holder.put(self.number, vec![Value::Tree(Box::new(self.turned(rows)?))]);
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let Some(columns) = holder.take(self.number).pop().and_then(into_tree) else { return Ok(()) };
            let rows = self.turned_back(columns)?;
            holder.put(self.number, rows.into_iter().map(|row| Value::Tree(Box::new(row))).collect());
            Ok(())
        })
    }
}

fn into_tree(value: Value) -> Option<Tree> {
    match value {
        Value::Tree(tree) => Some(*tree),
        _ => None,
    }
}

impl Columns {
    fn turned(&self, mut rows: Vec<Tree>) -> Result<Tree, Misfit> {
        let mut out = Tree::empty(self.columns);
        let mut is_counted = false;
        for column in &self.fields {
            let number = column.field.number;
            let mut cells: Vec<Vec<Value>> = rows.iter_mut().map(|row| row.take(number)).collect();
            let beside = match column.field.is_repeated() {
                true => counts(&cells),
                false => column.marks(&mut cells),
            };
            let values: Vec<Value> = cells.into_iter().flatten().collect();
            is_counted |= match column.field.is_repeated() {
                true => beside.len() == rows.len(),
                false => values.len() == rows.len(),
            };
            out.put(column.beside, beside);
            out.put(number, values);
        }
        if !is_counted {
            if rows.len() > MOST_UNCOUNTED {
                return Err(Misfit("there are too many rows for columns with gaps"));
            }
            out.put(self.count, vec![Value::Bits(rows.len() as u64)]);
        }
        match rows.iter().all(|row| row.unknown.is_empty() && row.fields().next().is_none()) {
            true => Ok(out),
            false => Err(Misfit("an element has unknown fields or extensions")),
        }
    }

    fn turned_back(&self, mut columns: Tree) -> Result<Vec<Tree>, Misfit> {
        const BROKEN: Misfit = Misfit("the columns do not make rows");
        let lens = self.fields.iter().map(|column| match column.field.is_repeated() {
            true => columns.values(column.beside).len(),
            false => columns.values(column.field.number).len(),
        });
        let longest = lens.max().unwrap_or(0);
        let count = columns.take(self.count).first().map_or(longest, |count| count.bits() as usize);
        if count > longest.max(MOST_UNCOUNTED) {
            return Err(BROKEN);
        }
        let mut rows: Vec<Tree> = (0..count).map(|_| Tree::empty(self.rows)).collect();
        for column in &self.fields {
            let beside = columns.take(column.beside);
            let mut values = columns.take(column.field.number).into_iter();
            for (at, row) in rows.iter_mut().enumerate() {
                let many = match column.field.is_repeated() {
                    true => beside.get(at).map_or(0, |count| count.bits() as usize),
                    false if beside.is_empty() => usize::from(values.len() > 0),
                    false => usize::from(
                        beside[0].bytes().get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1),
                    ),
                };
                let mut cell: Vec<Value> = values.by_ref().take(many).collect();
                if cell.len() != many {
                    return Err(BROKEN);
                }
                if column.field.label == Label::Implicit && !self.are_entries {
                    cell.retain(|value| !value.is_zero());
                }
                row.put(column.field.number, cell);
            }
            if values.next().is_some() {
                return Err(BROKEN);
            }
        }
        Ok(rows)
    }
}

/// The numbers of values, unless no row has any.
fn counts(cells: &[Vec<Value>]) -> Vec<Value> {
    match cells.iter().all(Vec::is_empty) {
        true => Vec::new(),
        false => cells.iter().map(|cell| Value::Bits(cell.len() as u64)).collect(),
    }
}

impl Column {
    /// Fills the cells that are empty, or returns the bits that distinguish them, whatever is shorter.
    fn marks(&self, cells: &mut [Vec<Value>]) -> Vec<Value> {
        let absent = cells.iter().filter(|cell| cell.is_empty()).count();
        if absent == 0 || absent == cells.len() {
            return Vec::new();
        }
        if self.field.label == Label::Implicit {
            let zero = match self.field.kind {
                Kind::String | Kind::Bytes => varint::tag_len(self.field.number) as u64 + 1,
                kind => scalar(kind, 0),
            };
            let bits = varint::tag_len(self.beside) as u64 + delimited(cells.len().div_ceil(8) as u64);
            if absent as u64 * zero <= bits {
                let empty = cells.iter_mut().filter(|cell| cell.is_empty());
                empty.for_each(|cell| cell.push(Value::zero(&self.field)));
                return Vec::new();
            }
        }
        let mut bits = vec![0; cells.len().div_ceil(8)];
        for (at, _) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            bits[at / 8] |= 1 << (at % 8);
        }
        vec![Value::Bytes(bits.into())]
    }
}

/// A singular message whose fields move up.
#[derive(Debug)]
pub(super) struct Inline {
    holder: TypeId,
    number: u32,
    inner: TypeId,
    /// Each field inside, by its number there and outside.
    moved: Vec<(u32, u32)>,
}

impl Inline {
    pub(super) fn new(layout: &mut Layout, message: &str, number: u32) -> Result<Inline, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let is_singular =
            !field.is_repeated() && field.oneof.is_none() && !field.is_extension && !ty.is_map_entry;
        let inner = field.message.filter(|_| is_singular).ok_or("it is not a singular message")?;
        let of_inner = layout.get(inner);
        if inner == holder || of_inner.name.starts_with("google.protobuf.") || of_inner.fields().is_empty() {
            return Err("its fields cannot move");
        }
        if of_inner.fields().iter().any(|field| field.oneof.is_some() || field.is_extension) {
            return Err("a field of it is in a oneof, or is an extension");
        }
        let mut fields: Vec<Field> = Vec::new();
        let mut moved = Vec::new();
        for inside in of_inner.fields() {
            // The first takes the place of the message.
            let to = if moved.is_empty() { number } else { free_number(ty, &fields)? };
            let name = format!("{}_{}", field.name, inside.name);
            // Without the message, what it requires is absent.
            let label = if inside.label == Label::Required { Label::Explicit } else { inside.label };
            fields.push(Field { name: name.into(), number: to, label, ..inside.clone() });
            moved.push((inside.number, to));
        }
        replace(layout, holder, fields, Some(number));
        Ok(Inline { holder, number, inner, moved })
    }
}

impl Act for Inline {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let Some(mut inner) = holder.take(self.number).pop().and_then(into_tree) else { return Ok(()) };
            if !inner.unknown.is_empty() || inner.fields().next().is_none() {
                return Err(Misfit("the message is empty, or has unknown fields"));
            }
            for &(from, to) in &self.moved {
                let values = inner.take(from);
                holder.put(to, values);
            }
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        root.each(self.holder, &mut |holder| {
            let mut inner = Tree::empty(self.inner);
            for &(from, to) in &self.moved {
                inner.put(from, holder.take(to));
            }
            if inner.fields().next().is_some() {
                holder.put(self.number, iter::once(Value::Tree(Box::new(inner))).collect());
            }
            Ok(())
        })
    }
}
