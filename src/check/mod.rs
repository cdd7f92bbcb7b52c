//! Runs rules over a workspace, in parallel, and puts what they found in order.

use crate::workspace::Workspace;
use protune_compiler::diagnostic::Diagnostic;
use protune_rules::Rule;

/// Everything there is to say of a workspace: compiler errors and what `rules` find in its targets,
/// in order of path, place and rule.
pub fn run(workspace: &Workspace, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let _ = (workspace, rules);
    todo!()
}
