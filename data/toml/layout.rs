//! Places where headers and dotted keys of TOML put their values, and the tables that they may continue.

use crate::builder::{Builder, Stop};
use crate::node::Content;
use crate::{Entry, MAX_DEPTH, Node, Span};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) struct Key {
    pub text: Arc<str>,
    pub span: Span,
}

/// Index of a table in the layout.
#[derive(Clone, Copy)]
pub(super) struct TableId(usize);

/// All tables of a text that is being read.
pub(super) struct Layout {
    tables: Vec<Table>,
}

struct Table {
    /// Number of tables and lists around it.
    depth: usize,
    origin: Origin,
    span: Span,
    slots: Vec<Slot>,
    /// The first slot of each key.
    index: HashMap<Arc<str>, usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// The header of a table below it. A header of its own may follow.
    Implied,
    Header,
    /// A key with dots.
    Dotted,
    Inline,
}

struct Slot {
    key: Arc<str>,
    key_span: Span,
    held: Held,
}

enum Held {
    Value(Node),
    Table(TableId),
    /// Tables with headers in `[[` and `]]`.
    Tables(Vec<TableId>),
}

impl Layout {
    pub(super) const ROOT: TableId = TableId(0);

    pub(super) fn new() -> Layout {
        Layout { tables: vec![Table::new(0, Origin::Header, Span::at(0))] }
    }

    /// Number of tables and lists around a table.
    pub(super) fn depth(&self, table: TableId) -> usize {
        self.tables[table.0].depth
    }

    /// Opens the table of a header.
    pub(super) fn header(
        &mut self,
        keys: &[Key],
        header: Span,
        is_array: bool,
        builder: &mut Builder<'_>,
    ) -> Result<TableId, Stop> {
        let Some((last, path)) = keys.split_last() else {
            // The parser has reported the empty header; its entries go nowhere else.
            return Ok(self.add(Table::new(1, Origin::Header, header)));
        };
        let mut parent = Layout::ROOT;
        for key in path {
            parent = self.descend(parent, key, Origin::Implied, builder)?;
        }
        let depth = self.depth(parent) + 1 + usize::from(is_array);
        if depth > MAX_DEPTH {
            return Err(builder.too_deep(last.span));
        }
        let table = &self.tables[parent.0];
        let known = table.index.get(&last.text).copied();
        match known.map(|at| (at, &table.slots[at].held)) {
            Some((at, &Held::Table(id))) if !is_array && self.tables[id.0].origin == Origin::Implied => {
                let table = &mut self.tables[id.0];
                (table.origin, table.span) = (Origin::Header, header);
                self.tables[parent.0].slots[at].key_span = last.span;
                return Ok(id);
            }
            Some((at, Held::Tables(_))) if is_array => {
                let id = self.add(Table::new(depth, Origin::Header, header));
                if let Held::Tables(ids) = &mut self.tables[parent.0].slots[at].held {
                    ids.push(id);
                }
                return Ok(id);
            }
            Some((at, _)) => builder.duplicate(&last.text, table.slots[at].key_span, last.span),
            None => {}
        }
        let id = self.add(Table::new(depth, Origin::Header, header));
        let held = if is_array { Held::Tables(vec![id]) } else { Held::Table(id) };
        self.tables[parent.0].push(last, held);
        Ok(id)
    }

    /// Puts the value of an entry into a table, or where its dots lead.
    pub(super) fn insert(
        &mut self,
        table: TableId,
        keys: &[Key],
        value: Node,
        builder: &mut Builder<'_>,
    ) -> Result<(), Stop> {
        let Some((last, path)) = keys.split_last() else { return Ok(()) };
        let end = value.span.end;
        let mut table = table;
        self.tables[table.0].extend(end);
        for key in path {
            table = self.descend(table, key, Origin::Dotted, builder)?;
            self.tables[table.0].extend(end);
        }
        let table = &mut self.tables[table.0];
        if let Some(&at) = table.index.get(&last.text) {
            builder.duplicate(&last.text, table.slots[at].key_span, last.span);
        }
        table.push(last, Held::Value(value));
        Ok(())
    }

    /// The table that a key before a dot names. After a problem, a new one.
    fn descend(
        &mut self,
        parent: TableId,
        key: &Key,
        origin: Origin,
        builder: &mut Builder<'_>,
    ) -> Result<TableId, Stop> {
        let table = &self.tables[parent.0];
        let depth = table.depth + 1;
        if let Some(&at) = table.index.get(&key.text) {
            let first = table.slots[at].key_span;
            match &table.slots[at].held {
                Held::Table(id) => {
                    let id = *id;
                    let known = &mut self.tables[id.0];
                    if origin == Origin::Implied || known.origin != Origin::Header {
                        if origin == Origin::Dotted {
                            known.origin = Origin::Dotted;
                        }
                        return Ok(id);
                    }
                    builder.duplicate(&key.text, first, key.span);
                }
                Held::Tables(ids) if origin == Origin::Implied => {
                    if let Some(&last) = ids.last() {
                        return Ok(last);
                    }
                }
                Held::Tables(_) => builder.duplicate(&key.text, first, key.span),
                Held::Value(_) => {
                    let message = format!("`{}` has a value and cannot have keys", key.text);
                    builder.problem(key.span, message, "rename one of the two keys");
                }
            }
        }
        if depth > MAX_DEPTH {
            return Err(builder.too_deep(key.span));
        }
        let id = self.add(Table::new(depth, origin, key.span));
        self.tables[parent.0].push(key, Held::Table(id));
        Ok(id)
    }

    /// Opens a table in braces that has `depth` tables and lists around it.
    pub(super) fn inline(&mut self, span: Span, depth: usize) -> TableId {
        self.add(Table::new(depth, Origin::Inline, span))
    }

    /// Makes a value of a table in braces.
    pub(super) fn close_inline(&mut self, table: TableId, span: Span) -> Node {
        self.tables[table.0].span = span;
        let node = self.node(table);
        // Nothing refers to the table or to what it holds any more.
        self.tables.truncate(table.0);
        node
    }

    /// Makes a value of the whole text.
    pub(super) fn finish(mut self) -> Node {
        self.node(Layout::ROOT)
    }

    fn node(&mut self, table: TableId) -> Node {
        let span = self.tables[table.0].span;
        let slots = std::mem::take(&mut self.tables[table.0].slots);
        let entries: Vec<Entry> = slots
            .into_iter()
            .map(|slot| {
                let value = match slot.held {
                    Held::Value(node) => node,
                    Held::Table(id) => self.node(id),
                    Held::Tables(ids) => self.list(&ids),
                };
                Entry::new(slot.key, slot.key_span, value)
            })
            .collect();
        Node::new(span, 0, Content::Table(entries.into()))
    }

    fn list(&mut self, ids: &[TableId]) -> Node {
        let items: Vec<Node> = ids.iter().map(|&id| self.node(id)).collect();
        let span = items.first().map_or(Span::default(), |item| item.span);
        Node::new(span, 0, Content::List(items.into()))
    }

    fn add(&mut self, table: Table) -> TableId {
        self.tables.push(table);
        TableId(self.tables.len() - 1)
    }
}

impl Table {
    fn new(depth: usize, origin: Origin, span: Span) -> Table {
        Table { depth, origin, span, slots: Vec::new(), index: HashMap::new() }
    }

    fn push(&mut self, key: &Key, held: Held) {
        self.index.entry(key.text.clone()).or_insert(self.slots.len());
        self.slots.push(Slot { key: key.text.clone(), key_span: key.span, held });
    }

    fn extend(&mut self, end: u32) {
        if self.origin != Origin::Implied {
            self.span.end = self.span.end.max(end);
        }
    }
}
