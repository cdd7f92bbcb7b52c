//! Tree to tables: what one file declares. Needs no other file, judges only what one file can get
//! wrong by itself: names declared twice, numbers that are no numbers.

use super::file::*;
use super::names::{MAX_FULL_NAME, Name, Names};
use super::problems::DeclarationProblem;
use super::symbols::{Scope, Symbol, Symbols};
use super::top_level::top_level_symbols;
use crate::problem::{TextError, TextErrors};
use crate::syntax::literals::{self, Number};
use crate::syntax::{
    EnumDecl, EnumValueDecl, ExtendBlock, ExtensionsStatement, FieldDecl, ImportStatement, MessageDecl, Node,
    NodeKind as N, OneofDecl, OptionEntry, PackageStatement, ReservedStatement, RpcDecl, RpcType,
    ServiceDecl, SyntaxStatement, TokenKind, Tree,
};
use crate::text::Span;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The greatest field number.
pub const MAX_FIELD_NUMBER: i32 = (1 << 29) - 1;

/// Returns the declarations in the tree of the file `name`.
///
/// ```
/// use protune_compiler::schema::lower;
/// use protune_compiler::syntax::parse;
///
/// let file = lower("cat.proto", parse("package pets; message Cat {}"));
/// assert_eq!((file.package(), file.message_names().collect()), ("pets", vec!["pets.Cat"]));
/// ```
pub fn lower(name: impl Into<Box<str>>, tree: Tree) -> File {
    let mut lowering = Lowering { file: empty(name.into(), &tree), nested: Vec::new() };
    lowering.run(&tree);
    File { tree, ..lowering.file }
}

/// A file without declarations, with room in its tables for those of the tree: they are kept for as long as the
/// schema is, so that room to spare would be too.
fn empty(name: Box<str>, tree: &Tree) -> File {
    let mut nodes = [0; N::COUNT];
    tree.kinds().for_each(|kind| nodes[kind as usize] += 1);
    let of = |kinds: &[N]| kinds.iter().map(|&kind| nodes[kind as usize]).sum::<usize>();
    let messages = of(&[N::Message, N::Group, N::MapField]);
    // A map field comes with the two of its entry.
    let fields = of(&[N::Field, N::Group, N::MapField, N::MapField, N::MapField]);
    let (oneofs, enums, values) = (of(&[N::Oneof]), of(&[N::Enum]), of(&[N::EnumValue]));
    let (services, methods) = (of(&[N::Service]), of(&[N::Rpc]));
    let symbols = messages + fields + oneofs + enums + values + services + methods;
    File {
        name,
        names: Names::in_buffer(tree.text().len() / 4),
        tree: Tree::default(),
        lines: OnceLock::new(),
        interface: OnceLock::new(),
        name_letters: OnceLock::new(),
        ordered: OnceLock::new(),
        edition: Edition::Proto2,
        syntax: None,
        package: Name::default(),
        package_statement: None,
        imports: Vec::with_capacity(of(&[N::Import])),
        file_options: Rows::default(),
        options: Vec::with_capacity(of(&[N::Option])),
        is_lite: false,
        messages: Vec::with_capacity(messages),
        fields: Vec::with_capacity(fields),
        oneofs: Vec::with_capacity(oneofs),
        extends: Vec::with_capacity(of(&[N::Extend])),
        enums: Vec::with_capacity(enums),
        values: Vec::with_capacity(values),
        ranges: Vec::with_capacity(of(&[N::Range])),
        reserved_names: Vec::new(),
        services: Vec::with_capacity(services),
        methods: Vec::with_capacity(methods),
        top_enums: Rows::default(),
        top_extends: Rows::default(),
        top_level: Box::default(),
        symbols: Symbols::with_capacity(symbols),
        problems: TextErrors::default(),
    }
}

struct Lowering {
    file: File,
    /// Messages still to lower, of the body that is being read: the node, and the group or map
    /// field that declares it.
    nested: Vec<(crate::syntax::NodeId, Option<FieldId>)>,
}

impl Lowering {
    fn run(&mut self, tree: &Tree) {
        let root = tree.root();
        self.header(root);
        self.file.file_options = self.options(root);
        self.file.is_lite = plain_option(root, "optimize_for") == Some("LITE_RUNTIME");
        self.file.top_extends = self.extends(root, None);
        self.file.top_enums = self.enums(root, None);
        self.nested_messages(root, None);
        for service in root.children().filter_map(ServiceDecl::cast) {
            self.service(service);
        }
        self.file.names.settle();
        self.file.top_level = top_level_symbols(&self.file).collect();
    }

    fn header(&mut self, root: Node<'_>) {
        for node in root.children() {
            if let Some(statement) = SyntaxStatement::cast(node) {
                if self.file.syntax.is_none() {
                    self.file.syntax = Some(node.id());
                    self.edition(statement);
                }
            } else if let Some(statement) = PackageStatement::cast(node) {
                self.package(statement);
            } else if let Some(statement) = ImportStatement::cast(node)
                && let Some(file) = statement.file()
            {
                let name = self.string(file);
                let name = self.file.names.add(&name);
                let import =
                    Import { node: node.id(), kind: statement.kind(), file: name, file_span: file.span() };
                self.file.imports.push(import);
            }
        }
    }

    fn edition(&mut self, statement: SyntaxStatement<'_>) {
        let Some(value) = statement.value() else { return };
        let text = self.string(value);
        let edition = match (statement.is_edition(), &*text) {
            (false, "proto2") => Edition::Proto2,
            (false, "proto3") => Edition::Proto3,
            (true, "2023") => Edition::E2023,
            (true, "2024") => Edition::E2024,
            (true, "2026") => Edition::E2026,
            (true, "UNSTABLE") => Edition::Unstable,
            (false, text) => {
                self.problem(value.span(), DeclarationProblem::SyntaxUnknown { text });
                Edition::Proto3
            }
            (true, text) => {
                self.problem(value.span(), DeclarationProblem::EditionUnknown { text });
                Edition::E2023
            }
        };
        self.file.edition = edition;
    }

    fn package(&mut self, statement: PackageStatement<'_>) {
        let node = statement.node();
        if let Some(first) = self.file.package_statement {
            let first = self.file_span(node.tree(), first);
            if let Some(error) = self.problem(node.span(), DeclarationProblem::PackageRepeated) {
                error.label = Some((first, "the first is here"));
            }
            return;
        }
        self.file.package_statement = Some(node.id());
        if let Some(path) = statement.path() {
            self.file.package = self.path(path);
        }
    }

    fn file_span(&self, tree: &Tree, node: crate::syntax::NodeId) -> Span {
        tree.node(node).span()
    }

    /// The options among the children: statements, or those in brackets. Of a group, which is a field
    /// and a message, those in brackets are the field's.
    fn options(&mut self, node: Node<'_>) -> Rows<OptionId> {
        let start = self.file.options.len();
        for child in node.children() {
            match child.kind() {
                N::Option if node.kind() == N::Group => {}
                N::Option => self.file.options.push(option(child)),
                N::CompactOptions => {
                    let rows = child.children().filter(|c| c.kind() == N::Option);
                    self.file.options.extend(rows.map(option));
                }
                _ => {}
            }
        }
        Rows::new(start, self.file.options.len())
    }

    /// The options of a message: the statements in its body.
    fn statements(&mut self, body: Node<'_>) -> Rows<OptionId> {
        let start = self.file.options.len();
        let statements = body.children().filter(|child| child.kind() == N::Option);
        self.file.options.extend(statements.map(option));
        Rows::new(start, self.file.options.len())
    }

    /// The features that a map field passes on to its key and to its value.
    fn features_of_map(&mut self, node: Node<'_>) -> Rows<OptionId> {
        let start = self.file.options.len();
        let entries =
            node.child(N::CompactOptions).into_iter().flat_map(Node::children).filter_map(OptionEntry::cast);
        let features = entries
            .filter(|entry| entry.name_parts().next().is_some_and(|part| part.node().text() == "features"));
        self.file.options.extend(features.map(|entry| option(entry.node())));
        Rows::new(start, self.file.options.len())
    }

    // Messages.

    /// Lowers the messages among the children, and those that waited in `nested`.
    fn nested_messages(&mut self, body: Node<'_>, parent: Option<MessageId>) {
        let mut nested = std::mem::take(&mut self.nested);
        nested.extend(body.children().filter(|c| c.kind() == N::Message).map(|c| (c.id(), None)));
        nested.sort_unstable_by_key(|&(node, _)| node);
        for (node, field) in nested {
            let node = body.tree().node(node);
            match (node.kind(), field) {
                (N::MapField, Some(field)) => self.map_entry(node, field, parent),
                (_, field) => self.message(node, field, parent),
            }
        }
    }

    fn message(&mut self, node: Node<'_>, group: Option<FieldId>, parent: Option<MessageId>) {
        let Some(name) = MessageDecl::cast(node).and_then(MessageDecl::name) else { return };
        let kind = if group.is_some() { MessageKind::Group } else { MessageKind::Plain };
        let id = self.add_message(node, name.text(), name.span(), kind, parent);
        if let Some(field) = group {
            self.file.fields[field.index()].ty = TypeName::Group(id);
        } else {
            self.file.messages[id.index()].visibility =
                MessageDecl::cast(node).and_then(MessageDecl::visibility);
        }
        self.file.messages[id.index()].options = self.statements(node);
        self.message_body(node, id);
    }

    fn add_message(
        &mut self,
        node: Node<'_>,
        name: &str,
        name_span: Span,
        kind: MessageKind,
        parent: Option<MessageId>,
    ) -> MessageId {
        let id = MessageId::from_index(self.file.messages.len() as u32);
        let (full_name, name) = self.full_name(parent, name, name_span);
        self.file.messages.push(Message {
            node: node.id(),
            name,
            full_name,
            name_span,
            kind,
            visibility: None,
            is_message_set: false,
            parent,
            end: MessageId(id.0 + 1),
            options: Rows::default(),
            fields: Rows::default(),
            oneofs: Rows::default(),
            extends: Rows::default(),
            enums: Rows::default(),
            extension_ranges: Rows::default(),
            reserved_ranges: Rows::default(),
            reserved_names: Rows::default(),
        });
        self.declare(Scope::of(parent), Symbol::Message(id));
        id
    }

    fn message_body(&mut self, node: Node<'_>, id: MessageId) {
        let start = self.file.oneofs.len();
        let fields = self.fields(node, FieldParent::Message(id));
        let oneofs = Rows::new(start, self.file.oneofs.len());
        let extends = self.extends(node, Some(id));
        let enums = self.enums(node, Some(id));
        let is_message_set = plain_option(node, "message_set_wire_format") == Some("true");
        // What `max` means in a range: extensions of a message set have any positive number.
        let max = if is_message_set { i32::MAX - 1 } else { MAX_FIELD_NUMBER };
        let extension_ranges = self.extension_ranges(node, max);
        let (reserved_ranges, reserved_names) = self.reserved(node, max);
        self.nested_messages(node, Some(id));
        let end = MessageId::from_index(self.file.messages.len() as u32);
        let message = &mut self.file.messages[id.index()];
        message.end = end;
        message.is_message_set = is_message_set;
        message.fields = fields;
        message.oneofs = oneofs;
        message.extends = extends;
        message.enums = enums;
        message.extension_ranges = extension_ranges;
        message.reserved_ranges = reserved_ranges;
        message.reserved_names = reserved_names;
    }

    /// The message of a map field, with a key and a value.
    fn map_entry(&mut self, node: Node<'_>, field: FieldId, parent: Option<MessageId>) {
        let Some((key, value)) = FieldDecl::cast(node).and_then(FieldDecl::map_types) else { return };
        let row = &self.file.fields[field.index()];
        let (name, span) = (map_entry_name(self.file.name(row.name)), row.name_span);
        let id = self.add_message(node, &name, span, MessageKind::MapEntry, parent);
        self.file.fields[field.index()].ty = TypeName::Map(id);
        let start = self.file.fields.len();
        for (number, name, path) in [(1, "key", key), (2, "value", value)] {
            let ty = self.type_name(path);
            let name = self.file.names.add(name);
            let field = FieldId::from_index(self.file.fields.len() as u32);
            let options = self.features_of_map(node);
            self.file.fields.push(Field {
                node: node.id(),
                name,
                name_span: path.span(),
                number: Some(number),
                label: None,
                ty,
                parent: FieldParent::Message(id),
                oneof: None,
                options,
                full_name: Name::default(),
            });
            self.declare(Scope::message(id), Symbol::Field(field));
        }
        self.file.messages[id.index()].fields = Rows::new(start, self.file.fields.len());
    }

    // Fields.

    /// The fields among the children, those in oneofs included.
    fn fields(&mut self, node: Node<'_>, parent: FieldParent) -> Rows<FieldId> {
        let start = self.file.fields.len();
        for child in node.children() {
            if let Some(field) = FieldDecl::cast(child) {
                self.field(field, parent, None);
            } else if let Some(oneof) = OneofDecl::cast(child)
                && let FieldParent::Message(message) = parent
            {
                self.oneof(oneof, message);
            }
        }
        Rows::new(start, self.file.fields.len())
    }

    fn oneof(&mut self, oneof: OneofDecl<'_>, message: MessageId) {
        let Some(name) = oneof.name() else { return };
        let id = OneofId::from_index(self.file.oneofs.len() as u32);
        let row = Oneof {
            node: oneof.node().id(),
            name: self.file.names.add(name.text()),
            name_span: name.span(),
            message,
            options: self.options(oneof.node()),
            fields: Rows::default(),
        };
        self.file.oneofs.push(row);
        self.declare(Scope::message(message), Symbol::Oneof(id));
        let start = self.file.fields.len();
        for field in oneof.node().children().filter_map(FieldDecl::cast) {
            self.field(field, FieldParent::Message(message), Some(id));
        }
        self.file.oneofs[id.index()].fields = Rows::new(start, self.file.fields.len());
    }

    fn field(&mut self, field: FieldDecl<'_>, parent: FieldParent, oneof: Option<OneofId>) {
        let Some(name) = field.name() else { return };
        let node = field.node();
        let id = FieldId::from_index(self.file.fields.len() as u32);
        let ty = field.type_path().map_or(TypeName::Missing, |path| self.type_name(path));
        let text = match node.kind() {
            // The field of a group is named after it, in lower case.
            N::Group => Cow::Owned(name.text().to_ascii_lowercase()),
            _ => Cow::Borrowed(name.text()),
        };
        let (full_name, name_row, scope) = match parent {
            FieldParent::Message(message) => {
                (Name::default(), self.file.names.add(&text), Scope::message(message))
            }
            FieldParent::Extend(extend) => {
                let parent = self.file.extends[extend.index()].parent;
                let (full_name, name) = self.full_name(parent, &text, name.span());
                (full_name, name, Scope::of(parent))
            }
        };
        let row = Field {
            node: node.id(),
            name: name_row,
            name_span: name.span(),
            number: field.number().and_then(|number| self.number(number)),
            label: field.label(),
            ty,
            parent,
            oneof,
            options: self.options(node),
            full_name,
        };
        self.file.fields.push(row);
        self.declare(scope, Symbol::Field(id));
        if matches!(node.kind(), N::Group | N::MapField) {
            self.nested.push((node.id(), Some(id)));
        }
    }

    fn extends(&mut self, body: Node<'_>, parent: Option<MessageId>) -> Rows<ExtendId> {
        let start = self.file.extends.len();
        for block in body.children().filter_map(ExtendBlock::cast) {
            let Some(extendee) = block.extendee() else { continue };
            let id = ExtendId::from_index(self.file.extends.len() as u32);
            let row = Extend {
                node: block.node().id(),
                extendee: self.path(extendee),
                extendee_span: extendee.span(),
                parent,
                fields: Rows::default(),
            };
            self.file.extends.push(row);
            let fields = self.fields(block.node(), FieldParent::Extend(id));
            self.file.extends[id.index()].fields = fields;
        }
        Rows::new(start, self.file.extends.len())
    }

    fn type_name(&mut self, path: Node<'_>) -> TypeName {
        match Scalar::from_name(path.text(), self.file.edition) {
            Some(scalar) => TypeName::Scalar(scalar),
            None => TypeName::Named { name: self.path(path), span: path.span() },
        }
    }

    // Numbers and ranges.

    /// A number of 32 bits; anything else is a problem.
    fn number(&mut self, node: Node<'_>) -> Option<i32> {
        let token = node.token(TokenKind::Int)?;
        let negative = node.token(TokenKind::Minus).is_some();
        let value = match literals::number(node.tree().token_text(token)) {
            Number::Int(value) if negative => 0i64.checked_sub_unsigned(value),
            Number::Int(value) => i64::try_from(value).ok(),
            Number::Float(_) | Number::TooLarge => None,
        };
        let value = value.and_then(|value| i32::try_from(value).ok());
        if value.is_none() {
            self.problem(node.span(), DeclarationProblem::NumberTooLarge);
        }
        value
    }

    fn extension_ranges(&mut self, body: Node<'_>, max: i32) -> Rows<RangeId> {
        let start = self.file.ranges.len();
        for statement in body.children().filter_map(ExtensionsStatement::cast) {
            // All ranges of one statement share its options.
            let options = self.options(statement.node());
            for range in statement.ranges() {
                self.range(range, max, options);
            }
        }
        Rows::new(start, self.file.ranges.len())
    }

    fn reserved(&mut self, body: Node<'_>, max: i32) -> (Rows<RangeId>, Rows<ReservedNameId>) {
        let (ranges, names) = (self.file.ranges.len(), self.file.reserved_names.len());
        for statement in body.children().filter_map(ReservedStatement::cast) {
            for range in statement.ranges() {
                self.range(range, max, Rows::default());
            }
            for name in statement.names() {
                let text = match name.kind() {
                    N::Name => Cow::Borrowed(name.text()),
                    // No field can have a name that is not UTF-8; protoc takes it all the same.
                    _ => Cow::Owned(String::from_utf8_lossy(&literals::string_bytes(name)).into_owned()),
                };
                if text.len() > MAX_FULL_NAME {
                    let problem = DeclarationProblem::NameTooLong { len: text.len(), most: MAX_FULL_NAME };
                    self.problem(name.span(), problem);
                }
                let row = ReservedName { node: name.id(), name: self.file.names.add(&text) };
                self.file.reserved_names.push(row);
            }
        }
        (Rows::new(ranges, self.file.ranges.len()), Rows::new(names, self.file.reserved_names.len()))
    }

    fn range(&mut self, range: crate::syntax::NumberRange<'_>, max: i32, options: Rows<OptionId>) {
        let Some(first) = range.first().and_then(|node| self.number(node)) else { return };
        let last = match range.last() {
            Some(last) => self.number(last),
            None if range.max().is_some() => Some(max),
            None => Some(first),
        };
        let Some(last) = last else { return };
        self.file.ranges.push(NumberRange { node: range.node().id(), first, last, options });
    }

    // Enums and services.

    fn enums(&mut self, body: Node<'_>, parent: Option<MessageId>) -> Rows<EnumId> {
        let start = self.file.enums.len();
        for declaration in body.children().filter_map(EnumDecl::cast) {
            self.enumeration(declaration, parent);
        }
        Rows::new(start, self.file.enums.len())
    }

    fn enumeration(&mut self, declaration: EnumDecl<'_>, parent: Option<MessageId>) {
        let Some(name) = declaration.name() else { return };
        let node = declaration.node();
        let id = EnumId::from_index(self.file.enums.len() as u32);
        let (full_name, short_name) = self.full_name(parent, name.text(), name.span());
        let options = self.options(node);
        let (reserved_ranges, reserved_names) = self.reserved(node, i32::MAX);
        self.file.enums.push(Enum {
            node: node.id(),
            name: short_name,
            full_name,
            name_span: name.span(),
            visibility: declaration.visibility(),
            parent,
            options,
            values: Rows::default(),
            reserved_ranges,
            reserved_names,
        });
        self.declare(Scope::of(parent), Symbol::Enum(id));
        let start = self.file.values.len();
        for value in node.children().filter_map(EnumValueDecl::cast) {
            self.enum_value(value, id);
        }
        self.file.enums[id.index()].values = Rows::new(start, self.file.values.len());
    }

    fn enum_value(&mut self, value: EnumValueDecl<'_>, parent: EnumId) {
        let Some(name) = value.name() else { return };
        let id = ValueId::from_index(self.file.values.len() as u32);
        let row = EnumValue {
            node: value.node().id(),
            name: self.file.names.add(name.text()),
            name_span: name.span(),
            number: value.number().and_then(|number| self.number(number)),
            parent,
            options: self.options(value.node()),
        };
        self.file.values.push(row);
        // The values of an enum are its siblings.
        self.declare(Scope::of(self.file[parent].parent), Symbol::Value(id));
    }

    fn service(&mut self, service: ServiceDecl<'_>) {
        let Some(name) = service.name() else { return };
        let id = ServiceId::from_index(self.file.services.len() as u32);
        let (full_name, short_name) = self.full_name(None, name.text(), name.span());
        let options = self.options(service.node());
        self.file.services.push(Service {
            node: service.node().id(),
            name: short_name,
            full_name,
            name_span: name.span(),
            options,
            methods: Rows::default(),
        });
        self.declare(Scope::PACKAGE, Symbol::Service(id));
        let start = self.file.methods.len();
        for rpc in service.node().children().filter_map(RpcDecl::cast) {
            self.method(rpc, id);
        }
        self.file.services[id.index()].methods = Rows::new(start, self.file.methods.len());
    }

    fn method(&mut self, rpc: RpcDecl<'_>, parent: ServiceId) {
        let Some(name) = rpc.name() else { return };
        let id = MethodId::from_index(self.file.methods.len() as u32);
        let row = Method {
            node: rpc.node().id(),
            name: self.file.names.add(name.text()),
            name_span: name.span(),
            parent,
            input: self.method_type(rpc.input()),
            output: self.method_type(rpc.output()),
            options: self.options(rpc.node()),
        };
        self.file.methods.push(row);
        self.declare(Scope::service(parent), Symbol::Method(id));
    }

    fn method_type(&mut self, ty: Option<RpcType<'_>>) -> MethodType {
        let Some((ty, path)) = ty.and_then(|ty| Some((ty, ty.path()?))) else { return MethodType::default() };
        MethodType { name: self.path(path), span: path.span(), is_stream: ty.stream().is_some() }
    }

    // Names.

    /// The full name of a declaration, and its last part. One that is too long goes without what is around it.
    fn full_name(&mut self, parent: Option<MessageId>, name: &str, span: Span) -> (Name, Name) {
        let scope = parent.map_or(self.file.package, |parent| self.file[parent].full_name);
        let len = if scope.is_empty() { name.len() } else { scope.len() + 1 + name.len() };
        if len <= MAX_FULL_NAME {
            return self.file.names.add_full(scope, name);
        }
        self.problem(span, DeclarationProblem::NameTooLong { len, most: MAX_FULL_NAME });
        self.file.names.add_full(Name::default(), name)
    }

    /// A path without the spaces and comments that may stand in it.
    fn path(&mut self, path: Node<'_>) -> Name {
        let tree = path.tree();
        self.file.names.add_parts(path.own_tokens().map(|token| tree.token_text(token)))
    }

    /// The text of a string that has to be UTF-8.
    fn string(&mut self, node: Node<'_>) -> String {
        String::from_utf8(literals::string_bytes(node)).unwrap_or_else(|error| {
            self.problem(node.span(), DeclarationProblem::StringNotUtf8);
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        })
    }

    fn declare(&mut self, scope: Scope, symbol: Symbol) {
        if let Some(first) = self.add_symbol(scope, symbol) {
            self.declared_twice(symbol, first);
            if let Symbol::Value(id) = symbol {
                self.add_symbol(Scope::enumeration(self.file[id].parent), symbol);
            }
        }
        self.check_length(symbol);
    }

    /// Returns who has the name already.
    fn add_symbol(&mut self, scope: Scope, symbol: Symbol) -> Option<Symbol> {
        let mut symbols = std::mem::take(&mut self.file.symbols);
        let file = &self.file;
        let first = symbols.add(scope, file.symbol_name(symbol), symbol, |symbol| file.symbol_name(symbol));
        self.file.symbols = symbols;
        first
    }

    /// Reports a member whose full name, which is not stored, is too long; of others `full_name` does so.
    fn check_length(&mut self, symbol: Symbol) {
        let file = &self.file;
        let scope = match symbol {
            Symbol::Field(id) => match file[id].parent {
                FieldParent::Message(message) => file[message].full_name,
                FieldParent::Extend(_) => return,
            },
            Symbol::Oneof(id) => file[file[id].message].full_name,
            Symbol::Value(id) => file[file[id].parent].parent.map_or(file.package, |it| file[it].full_name),
            Symbol::Method(id) => file[file[id].parent].full_name,
            Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_) => return,
        };
        let name = file.symbol_name(symbol).len();
        let len = if scope.is_empty() { name } else { scope.len() + 1 + name };
        if len > MAX_FULL_NAME {
            let span = file.symbol_span(symbol);
            self.problem(span, DeclarationProblem::NameTooLong { len, most: MAX_FULL_NAME });
        }
    }

    #[cold]
    fn declared_twice(&mut self, symbol: Symbol, first: Symbol) {
        // Tables are filled kind by kind; people read from the top.
        let mut places = [first, symbol].map(|symbol| self.file.symbol_span(symbol));
        places.sort_unstable();
        let [first, second] = places;
        let mut problems = std::mem::take(&mut self.file.problems);
        let name = self.file.symbol_name(symbol);
        let problem = match symbol {
            Symbol::Value(_) => DeclarationProblem::ValueNameRepeated { name },
            _ => DeclarationProblem::NameRepeated { name },
        };
        if let Some(error) = problems.report(second, problem) {
            error.label = Some((first, "first declared here"));
        }
        self.file.problems = problems;
    }

    #[cold]
    fn problem(&mut self, span: Span, problem: DeclarationProblem<'_>) -> Option<&mut TextError> {
        self.file.problems.report(span, problem)
    }
}

fn option(node: Node<'_>) -> OptionRow {
    let first =
        node.child(N::OptionName).map(|name| node.tree().tokens()[name.token_range().start as usize].kind());
    OptionRow { node: node.id(), is_custom: first == Some(TokenKind::LParen) }
}

/// Text of the value that an option statement without dots and extensions is given last.
fn plain_option<'t>(body: Node<'t>, name: &str) -> Option<&'t str> {
    let options = body.children().filter_map(OptionEntry::cast);
    let named = options.filter(|option| option.name().is_some_and(|of| of.text() == name));
    named.last()?.value().map(Node::text)
}

/// `foo_bar` gives `FooBarEntry`.
pub(super) fn map_entry_name(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 5);
    let mut upper = true;
    for c in field.chars() {
        if c == '_' {
            upper = true;
        } else {
            name.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    name.push_str("Entry");
    name
}
