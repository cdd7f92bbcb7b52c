//! Reads one file for what its names refer to. What each reference means was found when the schema was
//! made; only the keys and values of literals are looked up once more.

use super::entries::{Entry, FileReferences, Key, Lookup, Written};
use super::place::{Site, Wants};
use super::sought::Sought;
use super::words::add_words;
use crate::schema::file::*;
use crate::schema::owner::{Owner, owners};
use crate::schema::resolve::{Inside, Meaning, Type, Typed};
use crate::schema::symbols::{self, Scope, Symbol};
use crate::schema::{Global, Schema};
use crate::syntax::{LiteralField, Node, NodeKind, OptionEntry, PackageStatement, TokenKind, lex, literals};
use crate::text::Span;

/// Returns the references in those names and options of a file that have a name in them that is sought.
pub(super) fn references(schema: &Schema, id: FileId, sought: &Sought) -> FileReferences {
    let file = schema.linked().file(id);
    let out = FileReferences::default();
    let mut walk = Walk { schema, typed: schema.typed(), id, file, sought, out };
    walk.package();
    walk.types();
    for owner in owners(file) {
        walk.options(owner);
    }
    walk.out
}

struct Walk<'s> {
    schema: &'s Schema,
    typed: &'s Typed,
    id: FileId,
    file: &'s File,
    sought: &'s Sought,
    out: FileReferences,
}

impl<'s> Walk<'s> {
    fn package(&mut self) {
        let statement = self.file.package_statement.map(|node| self.file.tree.node(node));
        if let Some(path) = statement.and_then(PackageStatement::cast).and_then(PackageStatement::path) {
            let package = self.typed.linked.package_of[self.id];
            self.path(path.span(), Meaning::Package(package), None);
        }
    }

    // Types.

    fn types(&mut self) {
        let (file, types) = (self.file, self.typed.types(self.id));
        for (extend, extendee) in file.extends.iter().zip(&types.extendees) {
            let site = self.site(extend.parent, Wants::Any, false);
            self.message(extend.extendee_span, *extendee, site);
        }
        for (field, ty) in file.fields.iter().zip(&types.fields) {
            let TypeName::Named { span, .. } = field.ty else { continue };
            let scope = match field.parent {
                FieldParent::Message(message) => Some(message),
                FieldParent::Extend(extend) => file[extend].parent,
            };
            let site = self.site(scope, Wants::Type, false);
            match *ty {
                Type::Message(message) => self.message(span, Some(message), site),
                Type::Enum(Global { file, id }) => {
                    self.path(span, Meaning::Symbol(Global { file, id: Symbol::Enum(id) }), Some(site));
                }
                Type::Scalar(_) | Type::Unknown => {}
            }
        }
        for (method, messages) in file.methods.iter().zip(&types.methods) {
            let site = Site { service: Some(method.parent), ..self.site(None, Wants::Any, false) };
            self.message(method.input.span, messages[0], site);
            self.message(method.output.span, messages[1], site);
        }
    }

    fn message(&mut self, span: Span, message: Option<Global<MessageId>>, site: Site) {
        if let Some(Global { file, id }) = message {
            self.path(span, Meaning::Symbol(Global { file, id: Symbol::Message(id) }), Some(site));
        }
    }

    // Options.

    fn options(&mut self, owner: Owner) {
        let view = self.schema.file(self.id);
        for id in owner.options(self.file).iter() {
            let Some(entry) = OptionEntry::cast(view.node(self.file[id].node)) else { continue };
            if !self.is_sought(entry.node().span()) {
                continue;
            }
            let path = self.schema.file(self.id).at(id).path();
            let fields: Vec<Global<FieldId>> = path.fields().collect();
            match fields.last() {
                Some(&last) => self.option(owner, entry, &fields, last),
                None => self.default(owner, entry),
            }
        }
    }

    fn option(
        &mut self,
        owner: Owner,
        entry: OptionEntry<'s>,
        path: &[Global<FieldId>],
        last: Global<FieldId>,
    ) {
        for (part, &field) in entry.name_parts().zip(path) {
            match part.extension() {
                Some(extension) => {
                    let site = self.site(owner.scope(self.file), Wants::Any, true);
                    self.path(extension.span(), field_meaning(field), Some(site));
                }
                None => self.name(part.node().span(), field_meaning(field), Written::AsItIs),
            }
        }
        let Some(value) = entry.value() else { return };
        // What files say of themselves names things of other languages.
        let is_about_code =
            owner == Owner::File && matches!(self.row(path[0]).parent, FieldParent::Message(_));
        if !(is_about_code && value.kind() == NodeKind::Scalar) {
            self.value(last, value);
        }
    }

    /// `default` looks like an option, and is a part of the field.
    fn default(&mut self, owner: Owner, entry: OptionEntry<'s>) {
        if let Owner::Field(field) = owner
            && entry.name().is_some_and(|name| name.text() == "default")
            && let Type::Enum(of) = self.typed.field_type(Global { file: self.id, id: field })
            && let Some(value) = entry.value()
        {
            self.enum_value(of, value);
        }
    }

    fn value(&mut self, field: Global<FieldId>, node: Node<'s>) {
        match (self.typed.field_type(field), node.kind()) {
            (Type::Enum(of), NodeKind::Scalar) => self.enum_value(of, node),
            (Type::Message(message), NodeKind::Literal) => self.literal(message, node),
            (Type::Scalar(Scalar::String | Scalar::Bytes), NodeKind::Scalar) => {
                let bytes = literals::string_bytes(node);
                add_words(&String::from_utf8_lossy(&bytes), &mut self.out.words);
            }
            _ => {}
        }
    }

    fn enum_value(&mut self, of: Global<EnumId>, node: Node<'s>) {
        if node.token(TokenKind::Ident).is_none() {
            return;
        }
        let file = self.typed.linked.file(of.file);
        let found = file.lookup(Scope::of(file[of.id].parent), node.text());
        if let Some(Symbol::Value(value)) = found
            && file[value].parent == of.id
        {
            let symbol = Global { file: of.file, id: Symbol::Value(value) };
            self.name(node.span(), Meaning::Symbol(symbol), Written::AsItIs);
        }
    }

    fn literal(&mut self, message: Global<MessageId>, node: Node<'s>) {
        for entry in node.children().filter_map(LiteralField::cast) {
            let (Some(name), Some(value)) = (entry.name(), entry.value()) else { continue };
            if let Some(path) = name.any_type() {
                self.any(path, value);
                continue;
            }
            let field = match name.extension() {
                Some(path) => self.extension(message, path),
                None => self.key(message, name.node()),
            };
            let Some(field) = field else { continue };
            match value.kind() {
                NodeKind::List => value.children().for_each(|element| self.value(field, element)),
                _ => self.value(field, value),
            }
        }
    }

    /// `[host/path.of.Message] { ... }`.
    fn any(&mut self, path: Node<'s>, value: Node<'s>) {
        let inside = Inside { file: self.id, message: None };
        let name = format!(".{}", self.text(path.span()));
        let found = self.typed.linked.find(self.id, inside, &name, |_| true, true);
        if let Ok(symbol) = found
            && let Symbol::Message(id) = symbol.id
        {
            self.path(path.span(), Meaning::Symbol(symbol), None);
            self.literal(Global { file: symbol.file, id }, value);
        }
    }

    /// `[path.of.extension]`, looked up from the message that the literal is of.
    fn extension(&mut self, message: Global<MessageId>, path: Node<'s>) -> Option<Global<FieldId>> {
        let inside = Inside { file: message.file, message: Some(message.id) };
        let text = self.text(path.span());
        let found = self.typed.linked.find(self.id, inside, &text, |_| true, true).ok()?;
        let Symbol::Field(id) = found.id else { return None };
        let site = Site { inside, ..self.site(None, Wants::Any, true) };
        self.path(path.span(), Meaning::Symbol(found), Some(site));
        Some(Global { file: found.file, id })
    }

    fn key(&mut self, message: Global<MessageId>, name: Node<'s>) -> Option<Global<FieldId>> {
        let file = self.typed.linked.file(message.file);
        if let Some(id) = file.field_named(message.id, name.text()) {
            let field = Global { file: message.file, id };
            self.name(name.span(), field_meaning(field), Written::AsItIs);
            return Some(field);
        }
        let field = self.typed.group_named(message, name.text())?;
        if matches!(self.row(field).ty, TypeName::Group(_)) {
            self.name(name.span(), field_meaning(field), Written::AsItIs);
        } else if let Type::Message(Global { file, id }) = self.typed.field_type(field) {
            self.name(name.span(), field_meaning(field), Written::AsGroup);
            let message = Meaning::Symbol(Global { file, id: Symbol::Message(id) });
            self.name(name.span(), message, Written::AsGroup);
        }
        Some(field)
    }

    fn row(&self, field: Global<FieldId>) -> &'s Field {
        &self.typed.linked.file(field.file)[field.id]
    }

    fn site(&self, message: Option<MessageId>, wants: Wants, for_option: bool) -> Site {
        Site { inside: Inside { file: self.id, message }, service: None, wants, for_option }
    }

    // Names.

    /// A name without dots.
    fn name(&mut self, span: Span, meaning: Meaning, written: Written) {
        let to = Key::of(self.typed.linked.declaration(meaning));
        self.out.entries.push(Entry { to, file: self.id, span, site: None, written });
    }

    /// A dotted name. As its last part means this, the parts before mean what that stands in.
    fn path(&mut self, span: Span, meaning: Meaning, site: Option<Site>) {
        if !self.is_sought(span) {
            return;
        }
        let linked = &self.typed.linked;
        let parts = parts(self.file.text(), span);
        let is_absolute = self.file.text().as_bytes()[span.start as usize] == b'.';
        let mut next = Some(meaning);
        for (index, &part) in parts.iter().enumerate().rev() {
            let Some(meaning) = next else { return };
            let site = site.filter(|_| index == 0 && !is_absolute).map(|site| {
                let wants = if parts.len() > 1 { Wants::Aggregate } else { site.wants };
                self.out.sites.push(Site { wants, ..site });
                let site = self.out.sites.len() as u32 - 1;
                let first = symbols::hash(0, part.of(self.file.text()));
                self.out.lookups.push(Lookup { first, file: self.id, site, found: meaning });
                site
            });
            let to = Key::of(linked.declaration(meaning));
            self.out.entries.push(Entry { to, file: self.id, span: part, site, written: Written::AsItIs });
            next = linked.outer(meaning);
        }
    }

    fn is_sought(&self, span: Span) -> bool {
        self.sought.is_in(span.of(self.file.text()))
    }

    /// A path without the spaces and comments that may stand in it.
    fn text(&self, span: Span) -> String {
        let text = self.file.text();
        let parts: Vec<&str> = parts(text, span).into_iter().map(|part| part.of(text)).collect();
        let dot = if span.of(text).starts_with('.') { "." } else { "" };
        format!("{dot}{}", parts.join("."))
    }
}

fn field_meaning(field: Global<FieldId>) -> Meaning {
    Meaning::Symbol(Global { file: field.file, id: Symbol::Field(field.id) })
}

/// The parts of a dotted name.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let path = span.of(text);
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')) {
        let mut start = span.start;
        let parts = path.split('.').map(|part| {
            let part = Span::new(start, start + part.len() as u32);
            start = part.end + 1;
            part
        });
        return parts.filter(|part| !part.is_empty()).collect();
    }
    let (tokens, _) = lex(path);
    let is_part = |at: &usize| tokens[*at].kind() == TokenKind::Ident;
    let part = |at: usize| {
        let end = tokens.get(at + 1).map_or(path.len() as u32, |next| next.start());
        Span::new(span.start + tokens[at].start(), span.start + end)
    };
    (0..tokens.len()).filter(is_part).map(part).collect()
}
