//! Findings about changed lines. Asks nobody what changed: the caller does.

use super::built_in;
use crate::documents::Workspace;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_compiler::text::{Span, Text};
use std::collections::HashMap;
use std::path::Path;

/// The changed part of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changed {
    /// The file is new.
    Whole,
    /// Lines of it changed.
    Lines(Vec<Hunk>),
}

/// Lines that changed, from 0, the end exclusive; none where lines were taken out above the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// The first line.
    pub first: usize,
    /// The line after the last.
    pub end: usize,
}

impl Changed {
    /// Returns whether some of these lines changed, or some between them are gone.
    pub fn touches(&self, first: usize, last: usize) -> bool {
        let Changed::Lines(hunks) = self else { return true };
        hunks.iter().any(|hunk| match hunk.first == hunk.end {
            true => first < hunk.first && hunk.first <= last,
            false => first < hunk.end && hunk.first <= last,
        })
    }
}

/// The part of a changed file that is reported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// Findings that touch a changed line, and findings about the file as a whole.
    Lines,
    /// All of it.
    Files,
}

/// Takes out the findings that are not about changed lines; compiler errors stay, since rules may keep silent where a
/// file has some. Labels do not matter. `changes` says what changed of a file, `None` if nothing did; its error is passed
/// on.
pub fn take_unchanged<'c>(
    workspace: &Workspace,
    changes: impl Fn(&Path) -> Result<Option<&'c Changed>, String>,
    extent: Extent,
    findings: &mut Vec<Diagnostic>,
) -> Result<Vec<Diagnostic>, String> {
    let mut changed: HashMap<FileId, Option<&Changed>> = HashMap::new();
    for file in workspace.reported() {
        if let Some(disk) = &workspace.document(file).disk {
            changed.insert(file, changes(disk)?);
        }
    }
    let is_unchanged = |finding: &mut Diagnostic| {
        let place = finding.place;
        let changed = changed.get(&place.file).copied().flatten();
        match (changed, place.span) {
            _ if built_in(&finding.rule).is_some() => false,
            (None, _) => true,
            (Some(_), None) => false,
            (Some(changed), Some(span)) => {
                let text = workspace.text(place.file);
                let (first, last) = (text.line(span.start), text.line(last_of_head(text, span)));
                extent == Extent::Lines && !changed.touches(first, last)
            }
        }
    };
    Ok(findings.extract_if(.., is_unchanged).collect())
}

/// The last byte that a finding is about: of a declaration with a body, what stands before that. What
/// changes inside a message is no news about the message.
fn last_of_head(text: Text<'_>, span: Span) -> u32 {
    let head = text.of(span).find('{').map_or(span.len(), |at| at as u32);
    span.start + head.max(1) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_touches_what_it_stood_in() {
        let changed = Changed::Lines([(3, 5), (8, 8)].map(|(first, end)| Hunk { first, end }).to_vec());
        let touches = |first, last| changed.touches(first, last);
        assert!(touches(3, 3) && touches(4, 9) && touches(0, 3) && touches(7, 8));
        assert!(!touches(0, 2) && !touches(5, 7) && !touches(8, 9));
        assert!(Changed::Whole.touches(0, 0));
    }
}
