//! What holds of any bytes whatsoever: parsing keeps all of the text, and no phase panics. Shared with
//! the fuzz targets, which use one of the two each.
#![expect(clippy::allow_attributes, reason = "each binary that includes this leaves the other half unused")]
#![allow(dead_code, reason = "each binary that includes this leaves the other half unused")]

use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{File, FileId, Schema, link, lower};
use protune_compiler::syntax::{Node, TokenKind, Tree, parse};
use protune_compiler::text::Span;
use protune_compiler::well_known;

/// A line that ends a file of [`link_holds`]; no schema holds it.
pub(crate) const SEPARATOR: &str = "\n=====\n";

const NAMES: [&str; 3] = ["a.proto", "b.proto", "c.proto"];

/// The tokens tile the text, nodes lie within their parents, and errors within the text.
pub(crate) fn parse_holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let tree = parse(text.as_ref());
    assert_eq!(tree.text(), text);
    tokens_tile(&tree);
    nodes_nest(tree.root());
    let whole = Span::new(0, text.len() as u32);
    for error in tree.errors() {
        assert!(whole.contains(error.span), "{error:?} lies outside the text");
        // Panics in the middle of a character.
        error.span.of(&text);
    }
}

fn tokens_tile(tree: &Tree) {
    let count = tree.tokens().len() as u32;
    let mut end = 0;
    let mut joined = String::new();
    for token in 0..count {
        let span = tree.token_span(token);
        assert_eq!(span.start, end, "token {token} starts where the one before ends");
        let is_last = token + 1 == count;
        assert_eq!(tree.tokens()[token as usize].kind == TokenKind::Eof, is_last, "one end, at the end");
        assert!(is_last != (span.len() > 0), "all tokens but the last hold some text");
        joined.push_str(tree.token_text(token));
        end = span.end;
    }
    assert_eq!(joined, tree.text());
}

/// By a stack of its own: how deep trees are is for the parser to bound, and not what this looks at.
fn nodes_nest(root: Node<'_>) {
    let mut open = vec![root];
    while let Some(parent) = open.pop() {
        let mut end = parent.span().start;
        for child in parent.children() {
            let span = child.span();
            assert!(parent.span().contains(span), "{:?} lies outside {:?}", child.kind(), parent.kind());
            assert!(end <= span.start, "{:?} overlaps the node before", child.kind());
            end = span.end;
            open.push(child);
        }
    }
}

/// No phase panics over up to three files that may import each other and the well-known types; a schema
/// without errors has descriptors.
pub(crate) fn link_holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let schema = compile(text.splitn(NAMES.len(), SEPARATOR));
    for problem in schema.problems() {
        if let Some(span) = problem.place.span {
            span.of(schema.file(problem.place.file).text());
        }
    }
    if schema.problems().iter().all(|problem| problem.severity < Severity::Error) {
        let include = Include { source_info: true, source_options: true };
        for file in schema.files() {
            descriptor::set_entry(&schema, file.id, include);
        }
    }
}

fn compile<'t>(texts: impl Iterator<Item = &'t str>) -> Schema {
    let mut files: Vec<File> =
        NAMES.iter().zip(texts).map(|(&name, text)| lower(name, parse(text))).collect();
    add_well_known(&mut files);
    let linked = link(files);
    let ids: Vec<FileId> = linked.file_ids().collect();
    let types = ids.iter().map(|&file| linked.resolve(file)).collect();
    let typed = linked.typed(types);
    let options = ids.iter().map(|&file| typed.interpret(file)).collect();
    typed.finish(options)
}

/// Adds what the files import of the well-known ones, and what those import.
fn add_well_known(files: &mut Vec<File>) {
    let mut next = 0;
    while let Some(file) = files.get(next) {
        let imports: Vec<String> = file.imports.iter().map(|row| file.name(row.file).to_owned()).collect();
        for name in imports {
            // `descriptor.proto` joins the files by itself.
            let is_new = name != well_known::DESCRIPTOR && files.iter().all(|file| *file.name != *name);
            if let Some(text) = well_known::text(&name).filter(|_| is_new) {
                files.push(lower(name, parse(text)));
            }
        }
        next += 1;
    }
}
