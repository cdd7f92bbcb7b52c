//! Findings that were there in the commit that changes are counted from. Says which of today's are among them, and
//! reports none.

use crate::plugin;
use crate::workspace::{Changes, Reach, Scope, load, load_earlier};
use protune_compiler::diagnostic::Diagnostic;
use protune_engine::check::baseline::{self, Names, Record};
use protune_engine::documents::Document;
use protune_engine::{Settings, Workspace, lint};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Findings of that commit, in files that are reported now.
pub(super) struct Earlier {
    /// By the paths that files had then, seen from the top of the repository.
    record: Record,
    /// Files that it had, without those with errors: rules may have kept silent about these.
    sound: HashSet<String>,
}

impl Earlier {
    /// Lints that commit, as far as the files of a workspace were in it, with the rules that run today. The error says
    /// why it cannot be read.
    pub(super) fn find(
        changes: &Changes,
        scope: &Scope,
        reach: Reach,
        workspace: &Workspace,
    ) -> Result<Earlier, String> {
        let disk = |file| workspace.document(file).disk.as_deref();
        let now: Vec<&Path> = workspace.targets.iter().filter_map(|&file| disk(file)).collect();
        let mut earlier = Earlier { record: Record::new(), sound: HashSet::new() };
        let Some((top, before)) = load_earlier(changes, scope, &now)? else { return Ok(earlier) };
        let mut workspace = load(&before, reach);
        // Plugins that fail do so today as well, and that is reported.
        plugin::lint(&mut workspace, &before);
        let settings = before.settings();
        let mut findings = lint(&workspace, &settings);
        let path = |document: &Document| {
            shown(document.disk.as_deref().and_then(|disk| disk.strip_prefix(&top).ok()))
        };
        let broken = workspace.broken();
        let sound = workspace.targets.iter().filter(|file| !broken.contains(file));
        earlier.sound = sound.map(|&file| path(workspace.document(file))).collect();
        let names = Names { path: &path, is_there: &|_| true };
        baseline::record(&mut earlier.record, names, &workspace, &settings, &mut findings);
        Ok(earlier)
    }

    /// Takes out what was there, or may have been, as in a file that it did not have and that is not new either.
    pub(super) fn take(
        &self,
        changes: &Changes,
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
    ) {
        let path = |document: &Document| {
            shown(document.disk.as_deref().and_then(|disk| changes.before(disk)).as_deref())
        };
        findings.retain(|finding| {
            let document = workspace.document(finding.place.file);
            let is_aside = || document.disk.as_deref().is_some_and(|disk| changes.is_aside(disk));
            self.sound.contains(&path(document)) && !is_aside()
        });
        let names = Names { path: &path, is_there: &|_| true };
        baseline::hide(&self.record, names, workspace, settings, findings);
    }
}

/// Nothing for a file that was not there: that is no path of a file.
fn shown(path: Option<&Path>) -> String {
    path.map(PathBuf::from).unwrap_or_default().to_string_lossy().into_owned()
}
