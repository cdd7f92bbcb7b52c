//! What holds of any bytes that are compiled: no phase panics. Shared with the fuzz targets.

use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{File, FileId, Schema, link, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;

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
