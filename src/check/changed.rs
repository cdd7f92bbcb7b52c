//! Of all findings those about what has changed. Asks nothing of git itself.

use crate::workspace::{Changed, Changes, Workspace};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{COMPILE, FileId};
use std::collections::HashMap;

/// How much of a changed file is reported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// What touches a changed line, and what is about the file as a whole.
    Lines,
    Files,
}

/// Keeps the findings about what has changed, and what the compiler says: where that is wrong the rules
/// were not heard. Where else a finding points does not matter. The error is for the user.
pub fn keep(
    workspace: &Workspace,
    changes: &Changes,
    extent: Extent,
    findings: &mut Vec<Diagnostic>,
) -> Result<(), String> {
    let mut changed: HashMap<FileId, Option<&Changed>> = HashMap::new();
    for &file in &workspace.targets {
        if let Some(disk) = &workspace.source(file).disk {
            changed.insert(file, changes.of(disk)?);
        }
    }
    findings.retain(|finding| {
        let place = finding.place;
        let changed = changed.get(&place.file).copied().flatten();
        match (changed, place.span) {
            _ if finding.rule == COMPILE => true,
            (None, _) => false,
            (Some(_), None) => true,
            (Some(changed), Some(span)) => {
                let lines = workspace.schema.file(place.file).lines();
                let last = span.end.max(span.start + 1) - 1;
                extent == Extent::Files || changed.touches(lines.line(span.start), lines.line(last))
            }
        }
    });
    Ok(())
}
