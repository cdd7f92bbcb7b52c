//! Mistakes in rules of a project that only its schema shows: options that nothing declares, values of other types, and
//! expressions that could not be evaluated.

use crate::cli::problems::{self, refuse};
use crate::cli::{Exit, Terminal};
use crate::config::Problem;
use crate::workspace::Scope;
use protune_compiler::diagnostic::Diagnostic;
use protune_engine::Workspace;
use protune_rules::house::{EVALUATION_FAILED, Messages};

/// Reports rules that do not fit the schema: among the other findings, or to a person beside them.
pub(in crate::cli) fn check(
    scope: &Scope,
    workspace: &mut Workspace,
    diagnostics: &mut Vec<Diagnostic>,
    is_for_person: bool,
    terminal: &Terminal,
) -> Exit {
    let written = || scope.projects.iter().flat_map(|project| &project.house.rules);
    if written().next().is_none() {
        return Exit::Clean;
    }
    let has_failed = diagnostics.iter().any(|finding| finding.code == Some(EVALUATION_FAILED));
    let exit = if has_failed { Exit::Failed } else { Exit::Clean };
    let rules: Vec<_> = written().filter(|written| written.rule.reads_options()).collect();
    if rules.is_empty() {
        return exit;
    }
    let messages = Messages::of(&workspace.schema);
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for written in rules {
        let before = wrong.len();
        for problem in written.check_linked(&messages) {
            // Files that declare an option may not be among those that are loaded.
            match problem.message.contains("has no key") {
                false => wrong.push(problem),
                true if is_near(&problem) => unknown.push(problem),
                true => {}
            }
        }
        if wrong.len() > before {
            // That it could not be evaluated says the same again.
            let is_again = |finding: &Diagnostic| {
                finding.code == Some(EVALUATION_FAILED) && *finding.rule == written.rule.id
            };
            diagnostics.retain(|finding| !is_again(finding));
        }
    }
    // An expression may name an option several times.
    unknown.dedup_by(|again, first| again.message == first.message);
    for problem in unknown {
        let help = problem.help.as_deref().unwrap_or_default();
        terminal.warn(format_args!("{}; {help}", problem.in_one_line()));
    }
    if wrong.is_empty() {
        return exit;
    }
    if is_for_person {
        return refuse(&wrong, terminal);
    }
    problems::add(&wrong, workspace, diagnostics);
    Exit::Failed
}

/// There is an option with nearly this name.
fn is_near(problem: &Problem) -> bool {
    problem.help.as_deref().is_some_and(|help| help.starts_with("did you mean"))
}
