//! Of all findings those about what has changed. Asks nothing of git itself.

use crate::workspace::{Changed, Changes, Workspace};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{COMPILE, FileId, FileView};
use protune_compiler::text::Span;
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
                let file = workspace.schema.file(place.file);
                let (first, last) =
                    (file.lines().line(span.start), file.lines().line(last_of_head(file, span)));
                extent == Extent::Files || changed.touches(first, last)
            }
        }
    });
    Ok(())
}

/// The last byte that a finding is about: of a declaration with a body, what stands before that. What
/// changes inside a message is no news about the message.
fn last_of_head(file: FileView<'_>, span: Span) -> u32 {
    let head = span.of(file.text()).find('{').map_or(span.len(), |at| at as u32);
    span.start + head.max(1) - 1
}
