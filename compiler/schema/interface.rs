//! Interface of a file: the rows that other files can see, with their names, numbers, types and options.
//! Spans, nodes, comments and the insides of RPCs are no part of it. Everything that a phase reads of another
//! file has to be in here, or an update would differ from linking anew.

use super::file::*;
use super::symbols::{Scope, Symbol};
use crate::syntax::NodeId;
use std::hash::{DefaultHasher, Hash, Hasher};

impl File {
    /// Hash of what other files can see of this one.
    pub(super) fn interface(&self) -> u64 {
        *self.interface.get_or_init(|| {
            let mut hasher = Interface { file: self, hasher: DefaultHasher::new() };
            hasher.file();
            hasher.hasher.finish()
        })
    }
}

struct Interface<'f> {
    file: &'f File,
    hasher: DefaultHasher,
}

impl Interface<'_> {
    fn file(&mut self) {
        let file = self.file;
        self.add((&file.name, file.edition, file.name(file.package)));
        for import in &file.imports {
            self.add((file.name(import.file), import.kind as u8));
        }
        self.add(file.imports.len());
        self.rows(file.top_enums);
        self.rows(file.top_extends);
        self.options(file.file_options);
        self.messages();
        self.fields();
        self.enums();
        self.services();
    }

    fn messages(&mut self) {
        let file = self.file;
        for (row, id) in file.messages.iter().zip((0..).map(MessageId)) {
            let visibility = row.visibility.map(|visibility| visibility as u8);
            self.named(Scope::of(row.parent), Symbol::Message(id));
            self.add((row.kind as u8, visibility, row.parent, row.end));
            self.options(row.options);
            self.rows(row.fields);
            self.rows(row.oneofs);
            self.rows(row.extends);
            self.rows(row.enums);
            self.rows(row.extension_ranges);
            self.rows(row.reserved_ranges);
            for range in row.extension_ranges.iter() {
                // Messages show a range as it is written.
                self.add((file[range].first, file[range].last, file.span(file[range].node).of(file.text())));
                self.options(file[range].options);
            }
        }
    }

    fn fields(&mut self) {
        let file = self.file;
        for (row, id) in file.fields.iter().zip((0..).map(FieldId)) {
            let scope = match row.parent {
                FieldParent::Message(message) => Scope::message(message),
                FieldParent::Extend(extend) => Scope::of(file[extend].parent),
            };
            self.named(scope, Symbol::Field(id));
            let parent = match row.parent {
                FieldParent::Message(message) => (0, message.0),
                FieldParent::Extend(extend) => (1, extend.0),
            };
            self.add((row.number, row.label.map(|label| label as u8), parent, row.oneof));
            match row.ty {
                TypeName::Scalar(scalar) => self.add((0, scalar)),
                TypeName::Named { name, .. } => self.add((1, file.name(name))),
                TypeName::Group(message) => self.add((2, message)),
                TypeName::Map(message) => self.add((3, message)),
                TypeName::Missing => self.add(4),
            }
            self.options(row.options);
        }
        for (row, id) in file.oneofs.iter().zip((0..).map(OneofId)) {
            self.named(Scope::message(row.message), Symbol::Oneof(id));
            self.rows(row.fields);
            self.options(row.options);
        }
        for row in &file.extends {
            self.add((file.name(row.extendee), row.parent));
            self.rows(row.fields);
        }
    }

    fn enums(&mut self) {
        let file = self.file;
        for (row, id) in file.enums.iter().zip((0..).map(EnumId)) {
            self.named(Scope::of(row.parent), Symbol::Enum(id));
            self.add((row.visibility.map(|visibility| visibility as u8), row.parent));
            self.rows(row.values);
            self.options(row.options);
        }
        for (row, id) in file.values.iter().zip((0..).map(ValueId)) {
            self.named(Scope::of(file[row.parent].parent), Symbol::Value(id));
            self.add((row.number, row.parent));
            self.options(row.options);
        }
    }

    /// A reference may name a service or an RPC by mistake; nothing else of them matters elsewhere.
    fn services(&mut self) {
        for id in (0..self.file.services.len() as u32).map(ServiceId) {
            self.named(Scope::PACKAGE, Symbol::Service(id));
        }
        for (row, id) in self.file.methods.iter().zip((0..).map(MethodId)) {
            self.add(row.parent);
            self.named(Scope::service(row.parent), Symbol::Method(id));
        }
    }

    /// A name, and whether it means this very symbol: of several that have it, the first stands.
    fn named(&mut self, scope: Scope, symbol: Symbol) {
        let name = self.file.symbol_name(symbol);
        self.add((name, self.file.lookup(scope, name) == Some(symbol)));
    }

    fn options(&mut self, options: Rows<OptionId>) {
        self.rows(options);
        for option in options.iter() {
            self.node(self.file[option].node);
        }
    }

    /// A piece of the tree without spaces and comments.
    fn node(&mut self, id: NodeId) {
        let node = self.file.tree.node(id);
        self.add(node.kind() as u8);
        for token in node.own_tokens() {
            self.add(self.file.tree.token_text(token));
        }
        for child in node.children() {
            self.node(child.id());
        }
        self.add(u8::MAX);
    }

    fn rows<I: RowId>(&mut self, rows: Rows<I>) {
        self.add((rows.len(), rows.iter().next().map(I::index)));
    }

    fn add(&mut self, value: impl Hash) {
        value.hash(&mut self.hasher);
    }
}
