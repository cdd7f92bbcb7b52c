//! Files that are not formatted, as findings of the rule `FORMAT`, which go wherever findings go. Changes no file.

use super::fmt::damaged;
use super::output::{Output, tell_failures, write_reports};
use super::{Exit, Terminal};
use crate::paths;
use crate::report::{About, Reported};
use crate::workspace::{self, Files, Found};
use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
use protune_compiler::schema::COMPILE;
use protune_compiler::syntax::{TextError, parse};
use protune_compiler::text::Span;
use protune_engine::Workspace;
use protune_engine::check::FORMAT;
use protune_engine::documents::Failure;
use protune_engine::fmt::{self, Style};
use rayon::prelude::*;

/// State of a file.
enum State {
    Formatted,
    /// Lines that change, as far as they are between the first and the last one.
    Differs(Span),
    /// Syntax errors: there is no layout to compare with.
    Broken(Vec<(Span, String)>),
    /// Reason why the layout of the file is unknown.
    Failed(&'static str),
}

/// A file with its text, or why it could not be read.
type Looked = Result<(String, State), String>;

/// Compares files with their layout, and reports those that differ.
pub(super) fn report<'s>(
    about: About<'_>,
    found: &Files,
    style_of: impl Fn(&Found) -> &'s Style + Sync,
    reports: &[Output],
    (quiet, terminal): (bool, &Terminal),
) -> Exit {
    let look = |found: &Found| {
        let text = workspace::text(&found.disk)?;
        let state = state(&text, style_of(found));
        Ok((text, state))
    };
    let looked: Vec<Looked> = found.files.par_iter().map(look).collect();
    let mut failures = found.failures.clone();
    let mut texts = Vec::new();
    let mut states = Vec::new();
    for (Found { path, .. }, looked) in found.files.iter().zip(looked) {
        match looked {
            Ok((text, state)) => {
                texts.push((path.clone(), text));
                states.push(state);
            }
            Err(reason) => failures.push(Failure { path: path.clone(), reason }),
        }
    }
    let mut workspace = Workspace::of_texts(texts);
    workspace.failures = failures;
    workspace.working_dir = paths::working_dir();
    workspace.repository = workspace::repository_around(&workspace.working_dir);
    let (mut diagnostics, mut undone) = (Vec::new(), Vec::new());
    for (&file, state) in workspace.targets.iter().zip(states) {
        let error = |rule, span, message: String| {
            Diagnostic::new(rule, Severity::Error, Place::new(file, span), message)
        };
        match state {
            State::Formatted => {}
            State::Differs(span) => {
                let finding = error(FORMAT, span, "the file is not formatted from here on".to_owned());
                diagnostics.push(finding.help("run `protune fmt`"));
            }
            State::Broken(problems) => {
                diagnostics.extend(problems.into_iter().map(|(span, message)| error(COMPILE, span, message)));
                let path = &workspace.document(file).path;
                undone.push(format!("cannot format {path}: it has syntax errors"));
            }
            State::Failed(damage) => undone.push(damaged(&workspace.document(file).path, damage)),
        }
    }
    for problem in &undone {
        terminal.fail(problem);
    }
    let failed = tell_failures(&workspace, terminal);
    let findings = Reported { about, undone: &undone, ..Reported::new(&workspace, &diagnostics) };
    let written = write_reports(quiet, findings, reports, terminal);
    let verdict = match (undone.is_empty(), diagnostics.is_empty()) {
        (false, _) => Exit::Failed,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Clean,
    };
    failed.max(written).max(verdict)
}

fn state(text: &str, style: &Style) -> State {
    let tree = parse(text.to_owned());
    if !tree.errors().is_empty() {
        let problem = |error: &TextError| (error.span, error.message.to_string());
        return State::Broken(tree.errors().iter().map(problem).collect());
    }
    if fmt::is_formatted(&tree, style) {
        return State::Formatted;
    }
    match fmt::format(&tree, style) {
        Ok(new) => State::Differs(first_line_that_differs(text, &new)),
        Err(damage) => State::Failed(damage.describe()),
    }
}

/// The first line of a text that is not as in the other one, without its end.
fn first_line_that_differs(old: &str, new: &str) -> Span {
    let same = old.split_inclusive('\n').zip(new.split_inclusive('\n')).take_while(|(old, new)| old == new);
    let start: usize = same.map(|(line, _)| line.len()).sum();
    let line = old[start..].lines().next().unwrap_or_default();
    Span::new(start as u32, (start + line.len()) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs() {
        let span = |old: &str, new: &str| {
            let Span { start, end } = first_line_that_differs(old, new);
            (start, end)
        };
        assert_eq!(span("a\nb  c\n", "a\nb c\n"), (2, 6));
        assert_eq!(span("a\r\n", "a\n"), (0, 1));
        assert_eq!(span("a\n\n\n", "a\n"), (2, 2));
        assert_eq!(span("a", "a\n"), (0, 1));
        assert_eq!(span("", "a\n"), (0, 0));
    }
}
