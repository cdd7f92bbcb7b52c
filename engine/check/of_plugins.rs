//! Findings of plugins beside those of rules: those whose rules run count, with the severities that are set. Plugins
//! find them before; see [`crate::plugins`].

use crate::documents::Workspace;
use crate::settings::{Chosen, Ignored, Settings};
use protune_compiler::diagnostic::{Diagnostic, RuleId, Severity};
use protune_compiler::schema::FileId;
use protune_rules::{Findings, Run};

/// Adds those in a file of the rules that run and do not leave it out.
pub(super) fn add(
    workspace: &Workspace,
    file: FileId,
    runs: &[Run<'_>],
    ignored: &Ignored<'_>,
    out: &mut Findings,
) {
    let severity = |rule: RuleId| {
        let run = runs.iter().find(|run| run.rule.id == rule && !ignored.has(rule))?;
        Some(run.terms.severity)
    };
    out.extend(
        in_file(workspace, file).iter().filter_map(|finding| weighed(finding, severity(finding.rule))),
    );
}

/// Returns those that are in no schema, by the document that stands for it.
pub(super) fn elsewhere(workspace: &Workspace, settings: &Settings) -> Vec<(FileId, Findings)> {
    let chosen: Vec<&Chosen> = settings.modules.iter().flat_map(|module| &module.lint.rules).collect();
    documents(workspace).map(|file| (file, of_document(workspace, file, &chosen))).collect()
}

/// Returns those about changes that are in no schema.
pub(super) fn broken_elsewhere(workspace: &Workspace, settings: &Settings) -> Findings {
    let chosen: Vec<&Chosen> = settings.modules.iter().flat_map(|module| &module.breaking.rules).collect();
    documents(workspace).flat_map(|file| of_document(workspace, file, &chosen)).collect()
}

/// Returns those in a file, as plugins reported them.
pub(super) fn in_file(workspace: &Workspace, file: FileId) -> &[Diagnostic] {
    workspace.of_plugins.get(&file).map_or(&[], Vec::as_slice)
}

/// Returns the finding with a severity, if its rule runs.
pub(super) fn weighed(finding: &Diagnostic, severity: Option<Severity>) -> Option<Diagnostic> {
    severity.map(|severity| finding.clone().severity(severity))
}

fn documents(workspace: &Workspace) -> impl Iterator<Item = FileId> {
    let mut files: Vec<FileId> = workspace.of_plugins.keys().copied().collect();
    files.sort_unstable();
    files.into_iter().filter(|&file| workspace.document(file).content.is_some())
}

fn of_document(workspace: &Workspace, file: FileId, chosen: &[&Chosen]) -> Findings {
    let severity = |rule: RuleId| chosen.iter().find(|it| it.rule.id == rule).map(|it| it.severity);
    in_file(workspace, file).iter().filter_map(|finding| weighed(finding, severity(finding.rule))).collect()
}
