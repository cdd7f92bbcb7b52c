//! `SourceCodeInfo`: where each declaration stands, and the comments beside it. The locations come in
//! the order in which protoc meets them, which is that of the text with few exceptions.

use crate::encoding;
use crate::schema::{FileView, OptionId, OptionView, RowId};
use crate::syntax::comments::{Attached, Comments};
use crate::syntax::{
    ExtendBlock, FieldDecl, ImportKind, ImportStatement, Node, NodeId, NodeKind as N, NumberRange, RpcDecl,
    RpcType, TokenKind as T, Tree,
};
use crate::text::{self, ColumnUnit};
use std::collections::HashMap;

/// The encoded `SourceCodeInfo` of a file, without the locations below the `dropped` paths.
pub(super) fn source_info(view: FileView<'_>, dropped: &[Vec<i32>]) -> Vec<u8> {
    let tree = &view.data().tree;
    let mut recorder = Recorder {
        view,
        tree,
        locations: Vec::with_capacity(tree.tokens().len() / 3),
        path: Vec::new(),
        paths: Vec::new(),
        comments: Comments::before_first_token(tree),
        options: options_by_node(view),
    };
    recorder.file();
    recorder.encode(dropped)
}

/// The options of a file by their nodes: the tree is walked in its own order.
fn options_by_node(view: FileView<'_>) -> Vec<(NodeId, OptionId)> {
    let rows = view.data().options.iter().enumerate();
    let mut options: Vec<(NodeId, OptionId)> =
        rows.map(|(index, row)| (row.node, OptionId::from_index(index as u32))).collect();
    options.sort_unstable();
    options
}

struct Location {
    /// A range of `paths`.
    path: (u32, u32),
    /// The first token, and the last.
    tokens: (u32, u32),
    comments: Option<Box<Attached>>,
}

struct Recorder<'s> {
    view: FileView<'s>,
    tree: &'s Tree,
    locations: Vec<Location>,
    /// Current path.
    path: Vec<i32>,
    /// The paths of all locations, end to end.
    paths: Vec<i32>,
    comments: Comments<'s>,
    options: Vec<(NodeId, OptionId)>,
}

/// Number of children of each kind in one declaration.
#[derive(Default)]
struct Counts(HashMap<i32, i32>);

impl Counts {
    fn next(&mut self, number: i32) -> i32 {
        let count = self.0.entry(number).or_default();
        *count += 1;
        *count - 1
    }
}

/// A place in the list of locations.
type At = usize;

impl<'s> Recorder<'s> {
    fn file(&mut self) {
        let root = self.tree.root();
        let [first, last] = first_and_last(root);
        self.add(first, last);
        let mut counts = Counts::default();
        let mut options = HashMap::new();
        for child in root.children() {
            match child.kind() {
                N::Syntax | N::Edition => self.at(12, None, |r| r.statement(child)),
                N::Package => self.at(2, None, |r| r.statement(child)),
                N::Import => self.import(child, &mut counts),
                N::Option => self.option_statement(8, child, &mut options),
                N::Message => self.at(4, Some(counts.next(4)), |r| r.message(child)),
                N::Enum => self.at(5, Some(counts.next(5)), |r| r.enumeration(child)),
                N::Service => self.at(6, Some(counts.next(6)), |r| r.service(child)),
                N::Extend => self.extend(7, 4, child, &mut counts),
                N::Empty => self.end_nowhere(child, T::Semicolon),
                _ => {}
            }
        }
    }

    fn import(&mut self, node: Node<'s>, counts: &mut Counts) {
        let kind = ImportStatement::cast(node).map_or(ImportKind::Plain, ImportStatement::kind);
        if kind == ImportKind::Option {
            return self.at(15, Some(counts.next(15)), |r| r.statement(node));
        }
        let here = self.at(3, Some(counts.next(3)), |r| r.add_node(node));
        let modifier = match kind {
            ImportKind::Public => Some((10, "public")),
            ImportKind::Weak => Some((11, "weak")),
            ImportKind::Plain | ImportKind::Option => None,
        };
        if let Some((number, word)) = modifier {
            let index = counts.next(number);
            self.at(number, Some(index), |r| r.add_word(node, word));
        }
        self.end(node, T::Semicolon, here);
    }

    // Messages.

    fn message(&mut self, node: Node<'s>) {
        let here = self.add_type(node);
        self.name(1, node);
        self.message_body(node, here);
    }

    /// A message or an enum.
    fn add_type(&mut self, node: Node<'s>) -> At {
        self.add(node.located_from(), node.token_range().end - 1)
    }

    fn message_body(&mut self, node: Node<'s>, here: At) {
        self.end(node, T::LBrace, here);
        let mut counts = Counts::default();
        let mut options = HashMap::new();
        for child in node.children() {
            match child.kind() {
                N::Field | N::MapField | N::Group => self.field_of(2, 3, child, &mut counts),
                N::Message => self.at(3, Some(counts.next(3)), |r| r.message(child)),
                N::Enum => self.at(4, Some(counts.next(4)), |r| r.enumeration(child)),
                N::Oneof => self.oneof(child, &mut counts),
                N::Extend => self.extend(6, 3, child, &mut counts),
                N::Extensions => self.extensions(child, &mut counts),
                N::Reserved => self.reserved((9, 10), child, &mut counts),
                N::Option => self.option_statement(7, child, &mut options),
                N::Empty => self.end_nowhere(child, T::Semicolon),
                _ => {}
            }
        }
        self.end_nowhere(node, T::RBrace);
    }

    /// A field at `number`; the message that a map or group declares is counted at `message_number`.
    fn field_of(&mut self, number: i32, message_number: i32, node: Node<'s>, counts: &mut Counts) {
        let index = counts.next(number);
        let message = match node.kind() {
            N::MapField | N::Group => Some(counts.next(message_number)),
            _ => None,
        };
        let outer = self.path.len();
        self.path.extend([number, index]);
        let here = self.add_node(node);
        self.field(node, here, outer, message.map(|index| (message_number, index)));
        self.path.truncate(outer);
    }

    /// The parts of a field, whose location is `here`; `outer` is the length of the path around it.
    fn field(&mut self, node: Node<'s>, here: At, outer: usize, message: Option<(i32, i32)>) {
        let Some(field) = FieldDecl::cast(node) else { return };
        let first = node.token_range().start;
        if field.label().is_some() {
            self.at(4, None, |r| r.add(first, first));
        }
        self.field_type(node);
        self.name(1, node);
        if let Some(number) = field.number() {
            self.at(3, None, |r| r.add_node(number));
        }
        self.field_options(node);
        let (N::Group, Some((number, index))) = (node.kind(), message) else {
            return self.end(node, T::Semicolon, here);
        };
        // A group is a field and a message; the message has locations of its own.
        let field_path = self.path[outer..].to_vec();
        self.path.truncate(outer);
        self.path.extend([number, index]);
        let group = self.add_node(node);
        self.name(1, node);
        let message_path = self.path[outer..].to_vec();
        self.path.truncate(outer);
        self.path.extend(&field_path);
        self.name(6, node);
        self.path.truncate(outer);
        self.path.extend(&message_path);
        self.message_body(node, group);
    }

    fn field_type(&mut self, node: Node<'s>) {
        match node.kind() {
            N::Group => self.at(5, None, |r| r.add_word(node, "group")),
            N::MapField => {
                let end = node.token(T::RAngle);
                let start = node.own_tokens().find(|&token| self.tree.token_text(token) == "map");
                if let (Some(start), Some(end)) = (start, end) {
                    self.at(6, None, |r| r.add(start, end));
                }
            }
            _ => {
                let Some(path) = node.child(N::Path) else { return };
                let is_scalar = crate::schema::Scalar::from_name(path.text(), self.view.edition()).is_some();
                self.at(if is_scalar { 5 } else { 6 }, None, |r| r.add_node(path));
            }
        }
    }

    fn field_options(&mut self, node: Node<'s>) {
        let Some(list) = node.child(N::CompactOptions) else { return };
        self.at(8, None, |r| r.add_node(list));
        let mut counts = HashMap::new();
        for entry in list.children().filter(|child| child.kind() == N::Option) {
            match entry.child(N::OptionName).map(Node::text) {
                Some("default") => {
                    if let Some(value) = entry.child(N::Scalar) {
                        self.at(7, None, |r| r.add_node(value));
                    }
                }
                Some("json_name") => {
                    self.at(10, None, |r| r.add_node(entry));
                    if let Some(value) = entry.child(N::Scalar) {
                        self.at(10, None, |r| r.add_node(value));
                    }
                }
                _ => {
                    self.at(8, None, |r| r.interpreted(entry, &mut counts));
                }
            }
        }
    }

    fn oneof(&mut self, node: Node<'s>, counts: &mut Counts) {
        let index = counts.next(8);
        let outer = self.path.len();
        self.path.extend([8, index]);
        let here = self.add_node(node);
        self.name(1, node);
        self.end(node, T::LBrace, here);
        let mut options = HashMap::new();
        for child in node.children() {
            match child.kind() {
                N::Option => self.option_statement(2, child, &mut options),
                N::Field | N::MapField | N::Group => {
                    // Its fields are those of the message.
                    self.path.truncate(outer);
                    self.field_of(2, 3, child, counts);
                    self.path.extend([8, index]);
                }
                _ => {}
            }
        }
        self.end_nowhere(node, T::RBrace);
        self.path.truncate(outer);
    }

    /// An `extend` block: its fields are counted at `number`, groups among them at `message_number`.
    fn extend(&mut self, number: i32, message_number: i32, node: Node<'s>, counts: &mut Counts) {
        let here = self.at(number, None, |r| r.add_node(node));
        self.end(node, T::LBrace, here);
        let extendee = ExtendBlock::cast(node).and_then(ExtendBlock::extendee);
        let outer = self.path.len();
        for child in node.children().filter(|child| FieldDecl::cast(*child).is_some()) {
            let index = counts.next(number);
            self.path.extend([number, index]);
            let field = self.add_node(child);
            if let Some(extendee) = extendee {
                self.at(2, None, |r| r.add_node(extendee));
            }
            let message = matches!(child.kind(), N::MapField | N::Group)
                .then(|| (message_number, counts.next(message_number)));
            self.field(child, field, outer, message);
            self.path.truncate(outer);
        }
        self.end_nowhere(node, T::RBrace);
    }

    fn extensions(&mut self, node: Node<'s>, counts: &mut Counts) {
        let here = self.at(5, None, |r| r.add_node(node));
        let ranges: Vec<Node<'s>> = node.children().filter(|child| child.kind() == N::Range).collect();
        let indexes: Vec<i32> = ranges.iter().map(|_| counts.next(5)).collect();
        for (&range, &index) in ranges.iter().zip(&indexes) {
            self.at(5, Some(index), |r| r.range(range));
        }
        if let Some(list) = node.child(N::CompactOptions) {
            // All ranges of the statement share the options.
            for &index in &indexes {
                self.at(5, Some(index), |r| {
                    r.at(3, None, |r| r.add_node(list));
                    let mut counts = HashMap::new();
                    for entry in list.children().filter(|child| child.kind() == N::Option) {
                        r.at(3, None, |r| r.interpreted(entry, &mut counts));
                    }
                });
            }
        }
        self.end(node, T::Semicolon, here);
    }

    fn range(&mut self, node: Node<'s>) {
        self.add_node(node);
        let Some(range) = NumberRange::cast(node) else { return };
        let Some(first) = range.first() else { return };
        self.at(1, None, |r| r.add_node(first));
        self.at(2, None, |r| match range.last() {
            Some(last) => {
                r.add_node(last);
            }
            None if range.max().is_some() => r.add_word(node, "max"),
            // A single number is its own end; of `-1` that is the sign.
            None => {
                let token = first.token_range().start;
                r.add(token, token);
            }
        });
    }

    /// `numbers` are the fields of ranges and of names.
    fn reserved(&mut self, numbers: (i32, i32), node: Node<'s>, counts: &mut Counts) {
        let is_ranges = node.child(N::Range).is_some();
        let number = if is_ranges { numbers.0 } else { numbers.1 };
        let here = self.at(number, None, |r| r.add_node(node));
        for child in node.children().filter(|child| matches!(child.kind(), N::Range | N::Scalar | N::Name)) {
            let index = counts.next(number);
            self.at(number, Some(index), |r| match child.kind() {
                N::Range => r.range(child),
                _ => {
                    r.add_node(child);
                }
            });
        }
        self.end(node, T::Semicolon, here);
    }

    // Enums and services.

    fn enumeration(&mut self, node: Node<'s>) {
        let here = self.add_type(node);
        self.name(1, node);
        self.end(node, T::LBrace, here);
        let mut counts = Counts::default();
        let mut options = HashMap::new();
        for child in node.children() {
            match child.kind() {
                N::EnumValue => self.at(2, Some(counts.next(2)), |r| r.enum_value(child)),
                N::Reserved => self.reserved((4, 5), child, &mut counts),
                N::Option => self.option_statement(3, child, &mut options),
                N::Empty => self.end_nowhere(child, T::Semicolon),
                _ => {}
            }
        }
        self.end_nowhere(node, T::RBrace);
    }

    fn enum_value(&mut self, node: Node<'s>) {
        let here = self.add_node(node);
        self.name(1, node);
        if let Some(number) = node.child(N::Scalar) {
            self.at(2, None, |r| r.add_node(number));
        }
        if let Some(list) = node.child(N::CompactOptions) {
            self.at(3, None, |r| r.add_node(list));
            let mut counts = HashMap::new();
            for entry in list.children().filter(|child| child.kind() == N::Option) {
                self.at(3, None, |r| r.interpreted(entry, &mut counts));
            }
        }
        self.end(node, T::Semicolon, here);
    }

    fn service(&mut self, node: Node<'s>) {
        let here = self.add_node(node);
        self.name(1, node);
        self.end(node, T::LBrace, here);
        let mut counts = Counts::default();
        let mut options = HashMap::new();
        for child in node.children() {
            match child.kind() {
                N::Rpc => self.at(2, Some(counts.next(2)), |r| r.rpc(child)),
                N::Option => self.option_statement(3, child, &mut options),
                N::Empty => self.end_nowhere(child, T::Semicolon),
                _ => {}
            }
        }
        self.end_nowhere(node, T::RBrace);
    }

    fn rpc(&mut self, node: Node<'s>) {
        let here = self.add_node(node);
        self.name(1, node);
        let rpc = RpcDecl::cast(node);
        self.rpc_type((5, 2), rpc.and_then(RpcDecl::input));
        self.rpc_type((6, 3), rpc.and_then(RpcDecl::output));
        if node.token(T::LBrace).is_none() {
            return self.end(node, T::Semicolon, here);
        }
        self.end(node, T::LBrace, here);
        let mut options = HashMap::new();
        for child in node.children() {
            match child.kind() {
                N::Option => self.option_statement(4, child, &mut options),
                N::Empty => self.end_nowhere(child, T::Semicolon),
                _ => {}
            }
        }
        self.end_nowhere(node, T::RBrace);
    }

    /// `numbers` are the fields of `stream` and of the type.
    fn rpc_type(&mut self, numbers: (i32, i32), ty: Option<RpcType<'s>>) {
        let Some(ty) = ty else { return };
        if ty.stream().is_some() {
            self.at(numbers.0, None, |r| r.add_word(ty.node(), "stream"));
        }
        if let Some(path) = ty.path() {
            self.at(numbers.1, None, |r| r.add_node(path));
        }
    }

    // Options.

    /// `option a = b;`: a location for the options as a whole, and one for what the option sets.
    fn option_statement(&mut self, number: i32, node: Node<'s>, counts: &mut HashMap<Vec<i32>, i32>) {
        self.at(number, None, |r| {
            r.add_node(node);
            match r.interpreted(node, counts) {
                Some(here) => r.end(node, T::Semicolon, here),
                None => r.end_nowhere(node, T::Semicolon),
            }
        });
    }

    /// The location of one option, by the fields that its name goes through. `counts` says how often
    /// each repeated field was set before in these options.
    fn interpreted(&mut self, node: Node<'s>, counts: &mut HashMap<Vec<i32>, i32>) -> Option<At> {
        let at = self.options.binary_search_by_key(&node.id(), |&(node, _)| node).ok()?;
        let option = OptionView { file: self.view, id: self.options[at].1 };
        let mut path = option.path().numbers();
        if path.is_empty() {
            return None;
        }
        if option.path().is_repeated() {
            let count = counts.entry(path.clone()).or_default();
            path.push(*count);
            *count += 1;
        }
        let outer = self.path.len();
        self.path.extend(path);
        let here = self.add_node(node);
        self.path.truncate(outer);
        Some(here)
    }

    // Locations.

    /// Records below a field of what is being recorded, or below one element of it.
    fn at<R>(&mut self, number: i32, index: Option<i32>, body: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.path.len();
        self.path.push(number);
        self.path.extend(index);
        let result = body(self);
        self.path.truncate(outer);
        result
    }

    fn add(&mut self, first: u32, last: u32) -> At {
        let start = self.paths.len() as u32;
        self.paths.extend(&self.path);
        let path = (start, self.paths.len() as u32);
        self.locations.push(Location { path, tokens: (first, last), comments: None });
        self.locations.len() - 1
    }

    fn add_node(&mut self, node: Node<'s>) -> At {
        let tokens = node.token_range();
        self.add(tokens.start, tokens.end - 1)
    }

    fn add_word(&mut self, node: Node<'s>, word: &str) {
        if let Some(token) = node.own_tokens().find(|&token| self.tree.token_text(token) == word) {
            self.add(token, token);
        }
    }

    fn name(&mut self, number: i32, node: Node<'s>) {
        if let Some(name) = node.child(N::Name) {
            self.at(number, None, |r| r.add_node(name));
        }
    }

    /// A statement that has no parts of interest.
    fn statement(&mut self, node: Node<'s>) {
        let here = self.add_node(node);
        self.end(node, T::Semicolon, here);
    }

    // Comments: they are looked at where a declaration or its head ends.

    fn end(&mut self, node: Node<'s>, kind: T, here: At) {
        if let Some(token) =
            node.own_tokens().find(|&token| self.tree.tokens()[token as usize].kind() == kind)
        {
            self.locations[here].comments = self.comments.end_declaration(token);
        }
    }

    /// The end of something that comments do not belong to.
    fn end_nowhere(&mut self, node: Node<'s>, kind: T) {
        if let Some(token) =
            node.own_tokens().filter(|&token| self.tree.tokens()[token as usize].kind() == kind).last()
        {
            self.comments.end_nowhere(token);
        }
    }

    // Bytes.

    fn encode(&self, dropped: &[Vec<i32>]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.locations.len() * 20);
        let mut packed = Vec::new();
        let dropped = outermost(dropped);
        for location in &self.locations {
            let path = &self.paths[location.path.0 as usize..location.path.1 as usize];
            if is_below(path, &dropped) {
                continue;
            }
            encoding::put_tag(&mut out, 1, encoding::WireType::Len);
            let start = out.len();
            put_packed(&mut out, 1, path, &mut packed);
            put_packed(&mut out, 2, &self.span(location.tokens), &mut packed);
            if let Some(comments) = &location.comments {
                put_comments(&mut out, comments);
            }
            encoding::insert_len(&mut out, start);
        }
        out
    }

    /// Line and column of the start, line of the end where it is another one, column of the end.
    fn span(&self, tokens: (u32, u32)) -> Span {
        let [first, last] = [tokens.0, tokens.1].map(|token| self.tree.token_span(token));
        let lines = self.view.lines();
        // A file without tokens spans from its end to its start.
        let [(line, column), (end_line, end_column)] = match self.tree.tokens()[tokens.0 as usize].kind() {
            T::Eof => [lines.position(first.start, ColumnUnit::Protoc), (0, 0)],
            _ => lines.positions(text::Span::new(first.start, last.end), ColumnUnit::Protoc),
        };
        let [line, column, end_line, end_column] = [line, column, end_line, end_column].map(|n| n as i32);
        if line == end_line {
            Span::Line([line, column, end_column])
        } else {
            Span::Lines([line, column, end_line, end_column])
        }
    }
}

/// The paths that are not below another one, sorted.
fn outermost(paths: &[Vec<i32>]) -> Vec<&[i32]> {
    let mut sorted: Vec<&[i32]> = paths.iter().map(Vec::as_slice).collect();
    sorted.sort_unstable();
    sorted.dedup_by(|path, outer| path.starts_with(outer));
    sorted
}

/// Returns whether a path begins with one of the [`outermost`] ones. Of these, the last that is not greater is the only
/// one that it can begin with.
fn is_below(path: &[i32], outermost: &[&[i32]]) -> bool {
    let at = outermost.partition_point(|outer| *outer <= path);
    at > 0 && path.starts_with(outermost[at - 1])
}

enum Span {
    Line([i32; 3]),
    Lines([i32; 4]),
}

impl std::ops::Deref for Span {
    type Target = [i32];

    fn deref(&self) -> &[i32] {
        match self {
            Span::Line(span) => span,
            Span::Lines(span) => span,
        }
    }
}

/// The first and the last token that are not trivia; the end of the text when there are none.
fn first_and_last(root: Node<'_>) -> [u32; 2] {
    let tokens = root.tree().tokens();
    let meaningful = |token: &u32| {
        let kind = tokens[*token as usize].kind();
        !kind.is_trivia() && kind != T::Eof
    };
    let all = 0..tokens.len() as u32;
    let end = tokens.len() as u32 - 1;
    [all.clone().find(meaningful).unwrap_or(end), all.rev().find(meaningful).unwrap_or(end)]
}

fn put_packed(out: &mut Vec<u8>, number: i32, values: &[i32], packed: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    packed.clear();
    for &value in values {
        encoding::put_varint(packed, value as u64);
    }
    encoding::put_len(out, number, packed);
}

fn put_comments(out: &mut Vec<u8>, comments: &Attached) {
    for (number, text) in [(3, &comments.leading), (4, &comments.trailing)] {
        if !text.is_empty() {
            encoding::put_len(out, number, text);
        }
    }
    for text in &comments.detached {
        encoding::put_len(out, 6, text);
    }
}
