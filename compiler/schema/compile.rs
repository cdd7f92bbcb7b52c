//! All phases at once, for callers without threads of their own.

use super::file::File;
use super::link::{Linked, link};
use super::lower::lower;
use super::view::Schema;
use crate::syntax::parse;
use crate::well_known;
use std::sync::Arc;

/// Compiles files that import each other by their names, one after the other. Well-known files that
/// are imported and not among them join them.
pub fn compile<F: Into<Arc<File>>>(files: Vec<F>) -> Schema {
    let mut files = files.into_iter().map(Into::into).collect();
    add_well_known(&mut files);
    link(files).compile()
}

fn add_well_known(files: &mut Vec<Arc<File>>) {
    let mut next = 0;
    while let Some(file) = files.get(next) {
        let imports: Vec<String> = file.imports.iter().map(|row| file.name(row.file).to_owned()).collect();
        for name in imports {
            // `descriptor.proto` joins the files by itself.
            let is_new = || name != well_known::DESCRIPTOR && files.iter().all(|file| *file.name != *name);
            if let Some(text) = well_known::text(&name).filter(|_| is_new()) {
                files.push(lower(name, parse(text)).into());
            }
        }
        next += 1;
    }
}

impl Linked {
    /// The phases after linking, on this thread.
    pub fn compile(self) -> Schema {
        let types = self.file_ids().map(|file| self.resolve(file)).collect();
        let features = self.file_ids().map(|file| self.features(file)).collect();
        let typed = self.typed(types, features);
        let options = typed.linked().file_ids().map(|file| typed.interpret(file)).collect();
        let interpreted = typed.interpreted(options);
        let problems = interpreted.linked().file_ids().map(|file| interpreted.check(file)).collect();
        interpreted.finish(problems)
    }
}
