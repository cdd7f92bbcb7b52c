//! Problems of configurations as findings of the rule `CONFIG`, which go wherever findings go. Decides only whether
//! a person is to see them drawn.

use super::{Exit, Terminal};
use crate::config::{Problem, Source};
use crate::paths;
use crate::report::{About, FULL, Look, Reported};
use crate::workspace::{self, Scope};
use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
use protune_compiler::schema::FileId;
use protune_engine::Workspace;
use protune_engine::check::CONFIG;
use protune_engine::documents::Language;
use std::sync::Arc;

/// A drawing does not say what it is of.
const NOBODY: About<'static> = About { command: "", subject: "" };

/// Draws problems for a person, on standard error.
pub(super) fn refuse(problems: &[Problem], terminal: &Terminal) -> Exit {
    let aside = terminal.aside();
    write(NOBODY, problems, |findings| aside.write(|out| (FULL.write)(findings, aside.look, out)))
}

/// Draws problems as a text.
pub(super) fn drawn(problems: &[Problem]) -> String {
    let mut out = Vec::new();
    write(NOBODY, problems, |findings| {
        (FULL.write)(findings, Look::PLAIN, &mut out).expect("memory takes everything");
        Exit::Failed
    });
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

/// Writes problems as findings, with the configuration files as the only documents.
pub(super) fn write(
    about: About<'_>,
    problems: &[Problem],
    write: impl FnOnce(Reported<'_>) -> Exit,
) -> Exit {
    let mut workspace = Workspace::of_texts([] as [(&str, &str); 0]);
    workspace.working_dir = paths::working_dir();
    workspace.repository = workspace::repository_around(&workspace.working_dir);
    let mut diagnostics = Vec::new();
    add(problems, &mut workspace, &mut diagnostics);
    write(Reported { about, ..Reported::new(&workspace, &diagnostics) }).max(Exit::Failed)
}

/// Maximum number of excluded paths in a list: a hook names all changed files.
const MAX_EXCLUDED: usize = 5;

/// Says which of the named paths their modules exclude, and so are left alone.
pub(super) fn tell_excluded(scope: &Scope, what: &str, terminal: &Terminal) {
    let excluded: Vec<(String, String)> = scope.excluded().collect();
    for (path, config) in excluded.iter().take(MAX_EXCLUDED) {
        terminal.warn(format_args!("{path} is {what}: {config} excludes it"));
    }
    if excluded.len() > MAX_EXCLUDED {
        terminal.warn(format_args!("{} more excluded paths are {what}", excluded.len() - MAX_EXCLUDED));
    }
}

/// Reports the dependencies that are not available locally, once an import is not found that may be theirs: among
/// the other findings, or to a person beside them.
pub(super) fn add_missing(
    scope: &Scope,
    workspace: &mut Workspace,
    diagnostics: &mut Vec<Diagnostic>,
    is_for_person: bool,
    terminal: &Terminal,
) -> Exit {
    if workspace.lacking.is_empty() {
        return Exit::Clean;
    }
    let of_projects = scope.projects.iter().map(|project| &project.missing);
    let missing = of_projects.filter(|missing| !missing.is_empty());
    let told = missing.map(|problems| {
        if is_for_person {
            return refuse(problems, terminal);
        }
        add(problems, workspace, diagnostics);
        Exit::Failed
    });
    told.max().unwrap_or(Exit::Clean)
}

/// Adds configuration files to the documents, and what is wrong with them to the findings, whose order stays that
/// of paths.
pub(super) fn add(problems: &[Problem], workspace: &mut Workspace, diagnostics: &mut Vec<Diagnostic>) {
    let mut sources: Vec<(&Arc<Source>, FileId)> = Vec::new();
    for problem in problems {
        let source = &problem.source;
        let known = sources.iter().find(|(known, _)| Arc::ptr_eq(known, source)).map(|&(_, id)| id);
        let file = known.unwrap_or_else(|| {
            let language = Language::of_name(&source.path).unwrap_or(Language::Yaml);
            let disk = Some(workspace.working_dir.join(&source.path)).filter(|path| path.is_file());
            let id = workspace.add(source.path.clone(), disk, language, source.text.clone());
            sources.push((source, id));
            id
        });
        let place = Place { file, span: problem.span };
        let finding = Diagnostic::new(CONFIG, Severity::Error, place, problem.message.clone());
        diagnostics.push(problem.help.iter().fold(finding, |finding, help| finding.help(help.clone())));
    }
    // Stable: findings in one file keep their order.
    let path = |finding: &Diagnostic| &workspace.document(finding.place.file).path;
    diagnostics.sort_by(|one, other| path(one).cmp(path(other)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use protune_compiler::text::Span;
    use std::path::Path;

    /// Every span of a text that has all that makes lines and columns hard.
    #[test]
    fn any_place_can_be_drawn() {
        let text = "a\tb\r\n\r\né中\n\n\u{1b}[1m\n";
        let mut problems = config::read(text, Path::new("/"), &[], &[]).err().unwrap();
        let places: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for &start in &places {
            for &end in places.iter().filter(|&&end| end >= start) {
                problems[0].span = Some(Span::new(start as u32, end as u32));
                let out = drawn(&problems);
                assert!(out.contains("--> --config:") && !out.contains('\u{1b}'), "{start}..{end}:\n{out}");
            }
        }
    }
}
