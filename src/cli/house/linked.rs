//! What is wrong with rules of a project in view of its schema: options that nothing declares, values of other types,
//! and expressions that could not be evaluated.

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
    let has_failed = diagnostics.iter().any(|finding| finding.code == Some(EVALUATION_FAILED));
    let exit = if has_failed { Exit::Failed } else { Exit::Clean };
    let rules = scope.projects.iter().flat_map(|project| &project.house.rules);
    let rules: Vec<_> = rules.filter(|written| written.rule.reads_options()).collect();
    if rules.is_empty() {
        return exit;
    }
    let messages = Messages::of(&workspace.schema);
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for problem in rules.iter().flat_map(|written| written.check_linked(&messages)) {
        // Files that declare an option may not be among those that are loaded.
        match problem.message.contains("has no key") {
            false => wrong.push(problem),
            true if is_near(&problem) => unknown.push(problem),
            true => {}
        }
    }
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
