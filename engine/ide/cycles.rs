//! Import cycles as the files in them see them. The compiler reports a cycle once, in one of its files.

use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::{FileId, Schema};
use std::collections::HashSet;

/// Code of the problem.
const CYCLE: &str = "import-cycle";

/// Returns findings about the imports of a file that lead back to it, unless the compiler reports that in this very file.
pub fn cycles(schema: &Schema, file: FileId) -> Vec<Diagnostic> {
    let view = schema.file(file);
    if view.problems().iter().any(|problem| problem.code == Some(CYCLE)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for import in view.imports() {
        let Some(target) = import.target() else { continue };
        let mut seen = HashSet::from([target.id]);
        let mut open = vec![target.id];
        let mut reported = None;
        let mut leads_back = false;
        while let Some(at) = open.pop() {
            let at = schema.file(at);
            reported = reported.or_else(|| at.problems().iter().find(|problem| problem.code == Some(CYCLE)));
            let targets = at.imports().filter_map(|import| import.target());
            for target in targets {
                leads_back |= target.id == file;
                if seen.insert(target.id) {
                    open.push(target.id);
                }
            }
        }
        if let Some(problem) = reported.filter(|_| leads_back) {
            let place = view.place(import.name_span());
            let mut diagnostic =
                Diagnostic::new(problem.rule, Severity::Error, place, problem.message.clone());
            diagnostic.help.clone_from(&problem.help);
            diagnostic.code = problem.code;
            found.push(diagnostic.label(problem.place, "the import that closes the cycle"));
        }
    }
    found
}
