//! The declarations of a file as names: which one a place is in, whatever else stands on its line. Judges nothing.

use crate::documents::Workspace;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::FileId;
use protune_compiler::syntax::{Node, NodeId, NodeKind, TokenKind, Tree};
use protune_compiler::text::Span;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// Declarations of the files that were asked for, each file read once.
#[derive(Default, Debug)]
pub(super) struct Declarations(HashMap<FileId, Declared>);

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
    around: Option<usize>,
    kind: &'static str,
    node: NodeId,
}

/// Name of a declaration in its file, as `field Cat.Kitten.name`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    kind: &'static str,
    /// The names around it as well, without the package; empty for what there is once in a file.
    path: String,
}

impl Declarations {
    /// Returns the declaration that a place begins in; `None` for the file itself, for comments, and for documents
    /// that declare nothing.
    pub(super) fn around(&mut self, workspace: &Workspace, place: Place) -> Option<Name> {
        let start = place.span?.start;
        if workspace.document(place.file).content.is_some() || is_in_comment(workspace, place.file, start) {
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

fn is_in_comment(workspace: &Workspace, file: FileId, at: u32) -> bool {
    let tokens = tree(workspace, file).tokens();
    let token =
        tokens.partition_point(|token| token.start() <= at).checked_sub(1).map(|token| tokens[token].kind());
    matches!(token, Some(TokenKind::LineComment | TokenKind::BlockComment))
}

impl Declared {
    fn new(tree: &Tree) -> Declared {
        let mut declared = Declared { rows: Vec::new(), paths: OnceCell::new() };
        declared.add_below(tree.root(), None);
        declared
    }

    fn add_below(&mut self, node: Node<'_>, around: Option<usize>) {
        for child in node.children() {
            match kind(child, around.is_none()) {
                Some(kind) => {
                    self.rows.push(Row { span: child.span(), around, kind, node: child.id() });
                    self.add_below(child, Some(self.rows.len() - 1));
                }
                None if child.kind() == NodeKind::Extend => self.add_below(child, around),
                None => {}
            }
        }
    }

    fn around(&self, tree: &Tree, at: u32) -> Option<Name> {
        let last = self.rows.partition_point(|row| row.span.start <= at).checked_sub(1)?;
        let row = self.outward(last).find(|row| at < row.span.end)?;
        Some(Name { kind: row.kind, path: self.path(tree, row) })
    }

    /// The names around a declaration and its own. They do not say whether a field is in a oneof, and nothing that can
    /// change without it being another declaration.
    fn path(&self, tree: &Tree, row: Row) -> String {
        let outer = row.around.into_iter().flat_map(|at| self.outward(at)).filter(|row| row.kind != "oneof");
        let mut names: Vec<Cow<'_, str>> =
            std::iter::once(row).chain(outer).map(|row| own_name(row, tree)).collect();
        names.reverse();
        names.join(".")
    }

    /// A declaration and those around it.
    fn outward(&self, at: usize) -> impl Iterator<Item = Row> {
        std::iter::successors(Some(self.rows[at]), |row| Some(self.rows[row.around?]))
    }

    fn paths(&self, tree: &Tree) -> &HashSet<String> {
        self.paths.get_or_init(|| self.rows.iter().map(|&row| self.path(tree, row)).collect())
    }
}

/// Kind of the declaration in a node; `None` for a node that declares nothing, or whose name is missing.
fn kind(node: Node<'_>, is_at_top: bool) -> Option<&'static str> {
    let named = |kind| node.child(NodeKind::Name).map(|_| kind);
    match node.kind() {
        NodeKind::Message => named("message"),
        NodeKind::Field | NodeKind::MapField | NodeKind::Group => named("field"),
        NodeKind::Oneof => named("oneof"),
        NodeKind::Enum => named("enum"),
        NodeKind::EnumValue => named("value"),
        NodeKind::Service => named("service"),
        NodeKind::Rpc => named("rpc"),
        NodeKind::Option if is_at_top => node.child(NodeKind::OptionName).map(|_| "option"),
        NodeKind::Import => Some("import"),
        NodeKind::Package => Some("package"),
        NodeKind::Syntax | NodeKind::Edition => Some("syntax"),
        _ => None,
    }
}

/// The name that a declaration gives; none for what there is once in a file.
fn own_name(row: Row, tree: &Tree) -> Cow<'_, str> {
    let node = tree.node(row.node);
    let text = |kind| node.child(kind).map_or("", Node::text);
    match row.kind {
        "package" | "syntax" => "".into(),
        "import" => quoted(node).into(),
        "option" => text(NodeKind::OptionName).split_whitespace().collect::<String>().into(),
        _ => text(NodeKind::Name).into(),
    }
}

/// The strings of an import, without their quotes.
fn quoted(import: Node<'_>) -> String {
    let tree = import.tree();
    let strings =
        import.token_range().filter(|&token| tree.tokens()[token as usize].kind() == TokenKind::String);
    strings.map(|token| tree.token_text(token).trim_matches(['"', '\''])).collect()
}

impl Name {
    /// Returns whether both are declarations of one kind and name, whatever they stand in.
    pub(super) fn is_like(&self, written: &str) -> bool {
        let Some((kind, path)) = written.split_once(' ') else { return false };
        kind == self.kind && last(path) == last(&self.path)
    }
}

/// Path of the declaration around one that is written as a name; `None` at the top of a file.
pub(super) fn outer(written: &str) -> Option<&str> {
    let (kind, path) = written.split_once(' ')?;
    if matches!(kind, "import" | "option") { None } else { Some(path.rsplit_once('.')?.0) }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.is_empty() {
            true => f.write_str(self.kind),
            false => write!(f, "{} {}", self.kind, self.path),
        }
    }
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
