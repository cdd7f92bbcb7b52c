//! Which of all findings are news: the flags about baselines and about what has changed. Leaves both to
//! others, and says how it went.

use super::baseline::Baseline;
use crate::report;
use crate::workspace::{Changes, Since};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_engine::check::{Extent, keep_changed};
use protune_engine::{Settings, Workspace};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
#[command(next_help_heading = "Only what is new")]
pub(super) struct Narrow {
    /// Report only what is not recorded in this file.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record in this file what is found today, instead of reporting it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "since", "staged", "diff", "fix"])]
    write_baseline: Option<PathBuf>,
    /// Report only what is about lines that were changed since the last commit in common with this one.
    #[arg(long, value_name = "COMMIT", conflicts_with_all = ["staged", "stdin_filename"])]
    since: Option<String>,
    /// Report only what is about lines that are staged.
    #[arg(long, conflicts_with = "stdin_filename")]
    staged: bool,
    /// With --since or --staged, report all that is found in files with such lines.
    #[arg(long)]
    changed_files: bool,
}

/// What was asked for, read and ready.
pub(super) struct Narrowing<'a> {
    args: &'a Narrow,
    baseline: Option<Baseline>,
    renewed: Option<Baseline>,
    changes: Option<Arc<Changes>>,
}

impl Narrow {
    /// Reads what is needed, before any work is done. The error is for the user.
    pub(super) fn prepare(&self) -> Result<Narrowing<'_>, String> {
        let since = match (&self.since, self.staged) {
            (Some(commit), _) => Some(Since::Commit(commit.clone())),
            (None, true) => Some(Since::Staged),
            (None, false) if self.changed_files => {
                return Err("--changed-files needs --since or --staged beside it".to_owned());
            }
            (None, false) => None,
        };
        Ok(Narrowing {
            args: self,
            baseline: self.baseline.as_deref().map(Baseline::read).transpose()?,
            renewed: self.write_baseline.as_deref().map(Baseline::renew).transpose()?,
            changes: since.as_ref().map(Changes::find).transpose()?.map(Arc::new),
        })
    }
}

/// What of all findings is no news, and what is to be told beside those that are.
#[derive(Default)]
pub(super) struct Narrowed {
    pub(super) notes: Vec<String>,
    /// How many files changed, where only changes count.
    pub(super) changed: Option<usize>,
    /// What a baseline hides.
    pub(super) known: Vec<Diagnostic>,
}

impl Narrowing<'_> {
    /// Which findings are left out depends on the lines that they are about: this is known of the files as they
    /// are, not of fixed ones.
    pub(super) fn is_by_line(&self) -> bool {
        self.baseline.is_some() || self.changes.is_some() && !self.args.changed_files
    }

    /// What changed, where nothing else counts: whether what a baseline holds is gone shows in the other files.
    pub(super) fn changes(&self) -> Option<Arc<Changes>> {
        self.changes.clone().filter(|_| self.baseline.is_none())
    }

    /// Takes out what is no news.
    pub(super) fn apply(
        &self,
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Narrowed, String> {
        let Narrowed { mut notes, mut changed, mut known } = Narrowed::default();
        if let Some(renewed) = &self.renewed {
            let path = renewed.path().display().to_string();
            let (recorded, files) = renewed.clone().record(workspace, settings, findings)?;
            let recorded = report::count(recorded, "finding");
            notes.push(format!("{path} has {recorded} in {} now", report::count(files, "file")));
        }
        if let Some(baseline) = &self.baseline {
            let path = baseline.path().display();
            let hidden = baseline.hide(workspace, settings, findings);
            known = hidden.known;
            if !known.is_empty() {
                notes.push(format!("{path} hides {}", report::count(known.len(), "finding")));
            }
            if hidden.gone > 0 {
                let gone = report::count(hidden.gone, "finding");
                notes.push(format!("{path} has {gone} that cannot be found any more: --write-baseline {path} drops what is gone"));
            }
        }
        if let Some(changes) = &self.changes {
            let has_changed = |file: &FileId| {
                let disk = workspace.document(*file).disk.as_deref();
                disk.is_some_and(|path| changes.of(path).is_ok_and(|changed| changed.is_some()))
            };
            changed = Some(workspace.targets.iter().filter(|file| has_changed(file)).count());
            let extent = if self.args.changed_files { Extent::Files } else { Extent::Lines };
            keep_changed(workspace, |path| changes.of(path), extent, findings)?;
            keep_changed(workspace, |path| changes.of(path), extent, &mut known)?;
            let restaged = changes.restaged.iter();
            notes.extend(restaged.map(|path| {
                format!("{} has changes that are not staged: they are checked as well", path.display())
            }));
        }
        Ok(Narrowed { notes, changed, known })
    }
}
