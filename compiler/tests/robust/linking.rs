//! Property of compiling any bytes: no phase panics. Shared with the fuzz targets.

use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::diagnostic::{Named, Rename};
use protune_compiler::schema::rename::{References, Workspace, rename};
use protune_compiler::schema::{self, File, Global, Schema, Symbol, lower};
use protune_compiler::syntax::parse;

/// A line that ends a file of [`link_holds`]; no schema holds it.
const SEPARATOR: &str = "\n=====\n";

const NAMES: [&str; 3] = ["a.proto", "b.proto", "c.proto"];

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
    renames_hold(&schema);
}

/// Wherever a message or a field is renamed, its old name stands.
fn renames_hold(schema: &Schema) {
    let references = References::of(schema);
    let workspace = Workspace { schema, references: &references, may_edit: &|_| true };
    for file in schema.files().filter(|file| NAMES.contains(&file.name())) {
        let messages = file.messages().map(|message| (Symbol::Message(message.id), message.name()));
        let fields = file.fields().map(|field| (Symbol::Field(field.id), field.name()));
        for (id, name) in messages.chain(fields) {
            let what = Named::Symbol(Global { file: file.id, id });
            for edit in rename(workspace, &Rename { what, to: "Another".to_owned() }).unwrap_or_default() {
                let old = edit.span.of(schema.file(edit.file).text());
                assert!(old.eq_ignore_ascii_case(name), "`{old}` is taken for `{name}`");
            }
        }
    }
}

fn compile<'t>(texts: impl Iterator<Item = &'t str>) -> Schema {
    let files: Vec<File> = NAMES.iter().zip(texts).map(|(&name, text)| lower(name, parse(text))).collect();
    schema::compile_files(files)
}
