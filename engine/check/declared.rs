//! The declarations of a file as names: which one a place is in, whatever else stands on its line. Judges nothing.

use crate::documents::Workspace;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::FileId;
use protune_compiler::syntax::{Node, NodeId, NodeKind, TokenKind, Tree};
use protune_compiler::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt::{self, Write};

/// Declarations of the files that were asked for, each file read once.
#[derive(Default, Debug)]
pub(super) struct Declarations(FxHashMap<FileId, Declared>);

/// The declarations of one file, in text order. Few of them are asked for, so that names are put together for these.
#[derive(Debug)]
pub(super) struct Declared {
    rows: Vec<Row>,
    paths: OnceCell<HashSet<String>>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    span: Span,
    /// The declaration around it.
    around: Option<u32>,
    kind: NodeKind,
    node: NodeId,
}

/// Name of a declaration in its file, shown as `field Cat.Kitten.name`.
pub(super) struct Name<'d> {
    declared: &'d Declared,
    tree: &'d Tree,
    row: Row,
}

impl Declarations {
    /// Returns the declaration that a place begins in; `None` for the file itself, for comments, and for documents
    /// that declare nothing.
    pub(super) fn around<'d>(&'d mut self, workspace: &'d Workspace, place: Place) -> Option<Name<'d>> {
        let start = place.span?.start;
        if workspace.document(place.file).content.is_some() {
            return None;
        }
        self.of(workspace, place.file).around(tree(workspace, place.file), start)
    }

    /// Whether something in a schema file has this path.
    pub(super) fn has(&mut self, workspace: &Workspace, file: FileId, path: &str) -> bool {
        self.of(workspace, file).paths(tree(workspace, file)).contains(path)
    }

    fn of(&mut self, workspace: &Workspace, file: FileId) -> &Declared {
        self.0.entry(file).or_insert_with(|| Declared::new(tree(workspace, file)))
    }
}

fn tree(workspace: &Workspace, file: FileId) -> &Tree {
    workspace.schema.file(file).data().tree()
}

impl Declared {
    fn new(tree: &Tree) -> Declared {
        let mut declared = Declared { rows: Vec::new(), paths: OnceCell::new() };
        declared.add_below(tree.root(), None);
        declared
    }

    fn add_below(&mut self, node: Node<'_>, around: Option<u32>) {
        for child in node.children() {
            if declares(child, around.is_none()) {
                let row = Row { span: child.span(), around, kind: child.kind(), node: child.id() };
                self.rows.push(row);
                self.add_below(child, Some(self.rows.len() as u32 - 1));
            } else if child.kind() == NodeKind::Extend {
                self.add_below(child, around);
            }
        }
    }

    fn around<'d>(&'d self, tree: &'d Tree, at: u32) -> Option<Name<'d>> {
        let next = self.rows.partition_point(|row| row.span.start <= at);
        let row = self.outward(next.checked_sub(1)? as u32).find(|row| at < row.span.end)?;
        (!self.is_in_comment(tree, at, next)).then_some(Name { declared: self, tree, row })
    }

    /// Whether a place is in a comment. `next` is the first declaration that begins behind it.
    fn is_in_comment(&self, tree: &Tree, at: u32, next: usize) -> bool {
        let first_token = |row: &Row| tree.node(row.node).token_range().start as usize;
        let from = next.checked_sub(1).map_or(0, |before| first_token(&self.rows[before]));
        let to = self.rows.get(next).map_or(tree.tokens().len(), first_token);
        let begun = &tree.tokens()[from..to];
        let begun = &begun[..begun.partition_point(|token| token.start() <= at)];
        matches!(
            begun.last().map(|token| token.kind()),
            Some(TokenKind::LineComment | TokenKind::BlockComment)
        )
    }

    /// A declaration and those around it.
    fn outward(&self, at: u32) -> impl Iterator<Item = Row> {
        std::iter::successors(Some(self.rows[at as usize]), |row| Some(self.rows[row.around? as usize]))
    }

    fn paths(&self, tree: &Tree) -> &HashSet<String> {
        let path = |&row: &Row| {
            let mut path = String::new();
            Name { declared: self, tree, row }.write_path(&mut path).expect("strings take everything");
            path
        };
        self.paths.get_or_init(|| self.rows.iter().map(path).collect())
    }
}

/// Whether a node is a declaration with a name, or one that there is once in a file.
fn declares(node: Node<'_>, is_at_top: bool) -> bool {
    let is_named = |kind| node.child(kind).is_some();
    match node.kind() {
        NodeKind::Option => is_at_top && is_named(NodeKind::OptionName),
        NodeKind::Import | NodeKind::Package | NodeKind::Syntax | NodeKind::Edition => true,
        kind => word(kind).is_some() && is_named(NodeKind::Name),
    }
}

/// The word for a kind of declarations.
fn word(kind: NodeKind) -> Option<&'static str> {
    Some(match kind {
        NodeKind::Message => "message",
        NodeKind::Field | NodeKind::MapField | NodeKind::Group => "field",
        NodeKind::Oneof => "oneof",
        NodeKind::Enum => "enum",
        NodeKind::EnumValue => "value",
        NodeKind::Service => "service",
        NodeKind::Rpc => "rpc",
        NodeKind::Option => "option",
        NodeKind::Import => "import",
        NodeKind::Package => "package",
        NodeKind::Syntax | NodeKind::Edition => "syntax",
        _ => return None,
    })
}

/// The strings of an import, without their quotes.
fn quoted(import: Node<'_>) -> String {
    let tree = import.tree();
    let strings =
        import.token_range().filter(|&token| tree.tokens()[token as usize].kind() == TokenKind::String);
    strings.map(|token| tree.token_text(token).trim_matches(['"', '\''])).collect()
}

impl<'d> Name<'d> {
    /// Writes the names around the declaration, without the package, and its own; nothing for what there is once in a file.
    /// They do not say whether a field is in a oneof, and nothing that can change without it being another declaration.
    fn write_path(&self, out: &mut impl Write) -> fmt::Result {
        if let Some(outer) = self.outer() {
            outer.write_path(out)?;
            out.write_char('.')?;
        }
        out.write_str(&self.own())
    }

    fn outer(&self) -> Option<Name<'d>> {
        let mut around = self.declared.outward(self.row.around?);
        around.find(|row| row.kind != NodeKind::Oneof).map(|row| Name { row, ..*self })
    }

    /// The name that the declaration gives; none for what there is once in a file.
    fn own(&self) -> Cow<'d, str> {
        let node = self.tree.node(self.row.node);
        let text = |kind| node.child(kind).map_or("", Node::text);
        match self.row.kind {
            NodeKind::Package | NodeKind::Syntax | NodeKind::Edition => "".into(),
            NodeKind::Import => quoted(node).into(),
            NodeKind::Option => text(NodeKind::OptionName).split_whitespace().collect::<String>().into(),
            _ => text(NodeKind::Name).into(),
        }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(self.row.kind).unwrap_or_default())?;
        if self.row.around.is_none() && self.own().is_empty() {
            return Ok(());
        }
        f.write_char(' ')?;
        self.write_path(f)
    }
}

/// Returns whether both are written names of declarations of one kind and name, whatever they stand in.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    fn kind_and_last(written: &str) -> Option<(&str, &str)> {
        let (kind, path) = written.split_once(' ')?;
        Some((kind, path.rsplit('.').next().unwrap_or(path)))
    }
    kind_and_last(one).is_some_and(|one| kind_and_last(other) == Some(one))
}

/// Path of the declaration around one that is written as a name; `None` at the top of a file.
pub(super) fn outer(written: &str) -> Option<&str> {
    let (kind, path) = written.split_once(' ')?;
    if matches!(kind, "import" | "option") { None } else { Some(path.rsplit_once('.')?.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "syntax = \"proto3\"; import \"a/\" 'b.proto';\noption (x).y = 1;\n\
        message A { // c\n  oneof o { string s = 1 [deprecated = true]; }\n  reserved 7;\n  \
        message B { map<string, A> m = 1; }\n}\nextend A { string e = 9; }\nenum E { Z = 0; }\n\
        service S { rpc R(A) returns (A); }\n";

    #[test]
    fn a_place_is_in_the_innermost_declaration() {
        let workspace = Workspace::of_texts([("a.proto", TEXT)]);
        let mut declarations = Declarations::default();
        let file = workspace.targets[0];
        let mut at = |word: &str| {
            let start = TEXT.find(word).expect("a word") as u32;
            let place = Place::new(file, Span::new(start, start + 1));
            declarations.around(&workspace, place).map(|name| name.to_string())
        };
        let names = [
            ("syntax", "syntax"),
            ("'b.", "import a/b.proto"),
            (".y", "option (x).y"),
            ("A {", "message A"),
            ("o {", "oneof A.o"),
            ("deprecated", "field A.s"),
            ("reserved", "message A"),
            ("m =", "field A.B.m"),
            ("e = 9", "field e"),
            ("Z =", "value E.Z"),
            ("R(", "rpc S.R"),
        ];
        for (word, name) in names {
            assert_eq!(at(word).as_deref(), Some(name), "{word}");
        }
        assert_eq!([at("// c"), at("extend")], [None, None]);
    }
}
