//! The declarations of a file as names: which one a place is in, whatever else stands on its line. Judges nothing.

use crate::documents::Workspace;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FileId, FileView};
use protune_compiler::syntax::{Node, NodeKind, TokenKind};
use protune_compiler::text::Span;
use std::collections::HashMap;

/// Declarations of the files that were asked for, each file read once.
#[derive(Default, Debug)]
pub(super) struct Declarations(HashMap<FileId, Declared>);

/// The declarations of one file, in text order.
#[derive(Debug)]
pub(super) struct Declared(Vec<Row>);

#[derive(Debug)]
struct Row {
    span: Span,
    /// The declaration around it.
    around: Option<usize>,
    name: Name,
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
    pub(super) fn around(&mut self, workspace: &Workspace, place: Place) -> Option<&Name> {
        let start = place.span?.start;
        if workspace.document(place.file).content.is_some() || is_in_comment(workspace, place.file, start) {
            return None;
        }
        self.of(workspace, place.file).around(start)
    }

    /// Returns the declarations of a schema file.
    pub(super) fn of(&mut self, workspace: &Workspace, file: FileId) -> &Declared {
        self.0.entry(file).or_insert_with(|| Declared::new(workspace.schema.file(file)))
    }
}

fn is_in_comment(workspace: &Workspace, file: FileId, at: u32) -> bool {
    let tokens = workspace.schema.file(file).data().tree().tokens();
    let token =
        tokens.partition_point(|token| token.start <= at).checked_sub(1).map(|token| tokens[token].kind);
    matches!(token, Some(TokenKind::LineComment | TokenKind::BlockComment))
}

impl Declared {
    fn new(file: FileView<'_>) -> Declared {
        let mut declared = Declared(Vec::new());
        declared.add_below(file.data().tree().root(), None);
        declared
    }

    fn add_below(&mut self, node: Node<'_>, around: Option<usize>) {
        for child in node.children() {
            match self.name(child, around) {
                Some(name) => {
                    self.0.push(Row { span: child.span(), around, name });
                    self.add_below(child, Some(self.0.len() - 1));
                }
                None if child.kind() == NodeKind::Extend => self.add_below(child, around),
                None => {}
            }
        }
    }

    /// A name does not say whether a field is in a oneof, and nothing that can change without it being another
    /// declaration.
    fn name(&self, node: Node<'_>, around: Option<usize>) -> Option<Name> {
        let kind = match node.kind() {
            NodeKind::Message => "message",
            NodeKind::Field | NodeKind::MapField | NodeKind::Group => "field",
            NodeKind::Oneof => "oneof",
            NodeKind::Enum => "enum",
            NodeKind::EnumValue => "value",
            NodeKind::Service => "service",
            NodeKind::Rpc => "rpc",
            NodeKind::Import => "import",
            NodeKind::Option if around.is_none() => "option",
            NodeKind::Package => return Some(Name { kind: "package", path: String::new() }),
            NodeKind::Syntax | NodeKind::Edition => {
                return Some(Name { kind: "syntax", path: String::new() });
            }
            _ => return None,
        };
        let own = match kind {
            "import" => quoted(node),
            "option" => node.child(NodeKind::OptionName)?.text().split_whitespace().collect(),
            _ => node.child(NodeKind::Name)?.text().to_owned(),
        };
        let outer = std::iter::successors(around, |&at| self.0[at].around)
            .find(|&at| self.0[at].name.kind != "oneof");
        let path = match outer {
            Some(at) => format!("{}.{own}", self.0[at].name.path),
            None => own,
        };
        Some(Name { kind, path })
    }

    fn around(&self, at: u32) -> Option<&Name> {
        let last = self.0.partition_point(|row| row.span.start <= at).checked_sub(1);
        let mut rows = std::iter::successors(last, |&row| self.0[row].around).map(|row| &self.0[row]);
        rows.find(|row| at < row.span.end).map(|row| &row.name)
    }

    /// Whether something in the file has this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.iter().any(|row| row.name.path == path)
    }
}

/// The strings of an import, without their quotes.
fn quoted(import: Node<'_>) -> String {
    let tree = import.tree();
    let strings =
        import.token_range().filter(|&token| tree.tokens()[token as usize].kind == TokenKind::String);
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
            declarations.around(&workspace, place).map(Name::to_string)
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
