//! Selection of the new findings: the flags about baselines and about changes. Leaves both to others, and
//! reports the result.

use super::baseline::Baseline;
use super::earlier::Earlier;
use crate::paths;
use crate::report;
use crate::workspace::{Changes, Reach, Scope, Since};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_engine::check::{Extent, sort, take_unchanged};
use protune_engine::{Settings, Workspace};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Value of `--since` that stands for the commit that a run in CI compares with.
const CI: &str = "ci";

/// Prefix that commits have in `--against`.
const IN_GIT: &str = "git:";

#[derive(clap::Args)]
#[command(next_help_heading = "Only what is new")]
pub(super) struct Narrow {
    /// Report only findings that are not in this file [default: `baseline` of protune.toml].
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record current findings in this file instead of reporting them.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "since", "staged", "diff", "fix"])]
    write_baseline: Option<PathBuf>,
    /// Remove findings from the baseline that no longer occur, and record no new ones.
    #[arg(long, conflicts_with_all = ["write_baseline", "since", "staged", "diff", "fix", "watch"])]
    prune_baseline: bool,
    /// Report only what is about lines that were changed since the last commit in common with this one, and what the
    /// change caused elsewhere: what was not there in that commit. `ci` stands for the commit that a run in CI compares
    /// with, by the variables of the CI system. `git:` may precede the commit, as in `breaking --against`.
    #[arg(long, value_name = "COMMIT", conflicts_with_all = ["staged", "stdin_filename"])]
    since: Option<String>,
    /// Report only what is about lines that are staged, and what was not there in the last commit.
    #[arg(long, conflicts_with = "stdin_filename")]
    staged: bool,
    /// With --since or --staged, report every finding in a changed file.
    #[arg(long)]
    changed_files: bool,
}

/// Requested narrowing, read and ready.
pub(super) struct Narrowing<'a> {
    args: &'a Narrow,
    /// Baseline of the command line, or those of the configurations.
    baselines: Vec<Baseline>,
    renewed: Option<Baseline>,
    changes: Option<Arc<Changes>>,
    /// Read once, when it is needed; or why it cannot be.
    earlier: OnceCell<Result<Earlier, String>>,
}

impl Narrow {
    /// Reads what is needed, before any work is done. What is checked is the index of git or the working tree. The error
    /// is for the user.
    pub(super) fn prepare(&self, is_index: bool) -> Result<Narrowing<'_>, String> {
        let since = match (&self.since, self.staged) {
            (Some(commit), _) if commit == CI => Some(Since::Ci),
            (Some(commit), _) => {
                Some(Since::Commit(commit.strip_prefix(IN_GIT).unwrap_or(commit).to_owned()))
            }
            (None, true) => Some(Since::Staged),
            (None, false) if self.changed_files => {
                return Err("--changed-files needs --since or --staged beside it".to_owned());
            }
            (None, false) => None,
        };
        Ok(Narrowing {
            args: self,
            baselines: self.baseline.as_deref().map(Baseline::read).transpose()?.into_iter().collect(),
            renewed: self.write_baseline.as_deref().map(Baseline::renew).transpose()?,
            changes: since.as_ref().map(|since| Changes::find(since, is_index)).transpose()?.map(Arc::new),
            earlier: OnceCell::new(),
        })
    }
}

/// Findings that are not new, and notes about those that are.
#[derive(Default)]
pub(super) struct Narrowed {
    pub(super) notes: Vec<String>,
    /// Number of changed files, if only changes count.
    pub(super) changed: Option<usize>,
    /// Findings that a baseline hides.
    pub(super) known: Vec<Diagnostic>,
    /// Number of findings that this run recorded in a baseline.
    pub(super) recorded: usize,
}

impl Narrowing<'_> {
    /// Reads the baselines that configurations name, unless the command line says something of one. The error is
    /// for the user.
    pub(super) fn configure(&mut self, scope: &Scope) -> Result<(), String> {
        if self.baselines.is_empty() && self.renewed.is_none() {
            let mut named: Vec<&Path> =
                scope.projects.iter().filter_map(|project| project.baseline.as_deref()).collect();
            named.sort_unstable();
            named.dedup();
            let read = |path: &Path| Baseline::read(Path::new(&paths::printed(path, scope.working_dir())));
            self.baselines = named.into_iter().map(read).collect::<Result<_, _>>()?;
        }
        match self.args.prune_baseline && self.baselines.is_empty() {
            true => Err("--prune-baseline needs a baseline: --baseline FILE, or `baseline` in protune.toml"
                .to_owned()),
            false => Ok(()),
        }
    }

    /// Returns whether commits and files that the clone lacks may be fetched.
    pub(super) fn fetches(&self) -> bool {
        self.args.since.as_deref() == Some(CI)
    }

    /// Whether the selection depends on the lines of findings: these are known for the files on the disk, not
    /// for fixed ones.
    pub(super) fn is_by_line(&self) -> bool {
        self.baselines.iter().any(Baseline::is_by_line) || self.changes.is_some() && !self.args.changed_files
    }

    /// Changes, if only they count.
    pub(super) fn changes(&self) -> Option<Arc<Changes>> {
        self.changes.clone()
    }

    /// Returns a note about the part that was not checked, at the end: effects of changes on other files are
    /// unknown if the commit that they are counted from cannot be read.
    pub(super) fn unchecked(&self) -> Option<String> {
        let why = self.earlier.get()?.as_ref().err()?;
        Some(format!("only changed lines are checked: {why}"))
    }

    /// Takes out what is no news.
    pub(super) fn apply(
        &self,
        (scope, reach): (&Scope, Reach),
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Narrowed, String> {
        let Narrowed { mut notes, mut changed, mut known, mut recorded } = Narrowed::default();
        if let Some(renewed) = &self.renewed {
            let path = renewed.path().display().to_string();
            let found = findings.len();
            let (all, files) = renewed.clone().record(workspace, settings, findings)?;
            recorded = found - findings.len();
            let all = report::count(all, "finding");
            notes.push(format!("{path} has {all} in {} now", report::count(files, "file")));
        }
        if let Some(changes) = &self.changes {
            let has_changed = |file: &FileId| {
                let disk = workspace.document(*file).disk.as_deref();
                disk.is_some_and(|path| changes.of(path).is_ok_and(|changed| changed.is_some()))
            };
            changed = Some(workspace.reported().filter(has_changed).count());
            self.take_old((scope, reach), workspace, settings, findings, &mut notes)?;
        }
        // What one baseline hides is found all the same, and stays in the others that have it.
        let found = if self.args.prune_baseline { findings.clone() } else { Vec::new() };
        for baseline in &self.baselines {
            known.extend(self.take_known(baseline, &found, workspace, settings, findings, &mut notes)?);
        }
        Ok(Narrowed { notes, changed, known, recorded })
    }

    /// Takes out what a baseline has. `found` is all that it may keep when it is pruned.
    fn take_known(
        &self,
        baseline: &Baseline,
        found: &[Diagnostic],
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Diagnostic>, String> {
        let path = baseline.path().display();
        let hidden = baseline.hide(workspace, settings, findings);
        if !hidden.known.is_empty() {
            notes.push(format!("{path} hides {}", report::count(hidden.known.len(), "finding")));
        }
        if self.args.prune_baseline {
            let kept = baseline.hide(workspace, settings, &mut found.to_vec());
            baseline.clone().prune(workspace, settings, &kept.known)?;
            let gone = report::count(kept.gone, "finding");
            notes.push(format!("{path} has lost {gone} that cannot be found any more"));
        } else if hidden.gone > 0 && self.changes.is_none() {
            let gone = report::count(hidden.gone, "finding");
            notes.push(format!(
                "{path} has {gone} that cannot be found any more: --prune-baseline drops what is gone"
            ));
        }
        Ok(hidden.known)
    }

    /// Takes out what is about lines that did not change and was there before.
    fn take_old(
        &self,
        (scope, reach): (&Scope, Reach),
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
        notes: &mut Vec<String>,
    ) -> Result<(), String> {
        let Some(changes) = &self.changes else { return Ok(()) };
        let extent = if self.args.changed_files { Extent::Files } else { Extent::Lines };
        let mut unchanged = take_unchanged(workspace, |path| changes.of(path), extent, findings)?;
        if !unchanged.is_empty() && changes.has_some() {
            let earlier = self.earlier.get_or_init(|| Earlier::find(changes, scope, reach, workspace));
            if let Ok(earlier) = earlier {
                earlier.take(changes, workspace, settings, &mut unchanged);
                findings.extend(unchanged);
                sort(findings, workspace);
            }
        }
        let restaged = changes.restaged.iter();
        notes.extend(restaged.map(|path| {
            format!("{} has changes that are not staged: they are checked as well", path.display())
        }));
        Ok(())
    }
}
