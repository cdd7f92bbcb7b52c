//! `--fix` and `--diff`: what is asked for, and the order of the steps from fixes to files. Does not know what
//! the findings are about.

use super::output::{FailOn, PARTED, tell_failures};
use super::skipped::Skipped;
use super::{Exit, Terminal, problems, terminal};
use crate::fix;
use crate::report::{self, About, Fixes, Reported, visible, visible_path};
use crate::workspace::Scope;
use crate::write;
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_engine::fix::{Changed, Fixed, MAX_ROUNDS, Stopped, Unjudged, show_edits};
use protune_rules::Catalog;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

#[derive(clap::Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct Fixing {
    /// Fix what can be fixed, and report what remains.
    #[arg(long)]
    fix: bool,
    /// With --fix: list files that would change, and write nothing.
    #[arg(long, requires = "fix", conflicts_with = "reports")]
    dry_run: bool,
    /// Print the fixes as a unified diff instead of the findings; exit with 1 if there are any.
    #[arg(long, conflicts_with_all = ["reports", "fix"])]
    diff: bool,
    /// Include fixes that change source, JSON or wire bytes; each says which.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show each place that a rename would change.
    #[arg(long)]
    pub(super) show_fixes: bool,
    /// Print which configuration is used, and why fixes are not made.
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

impl Fixing {
    pub(super) fn is_asked_for(&self) -> bool {
        self.fix || self.diff
    }

    /// The most that a fix may change.
    pub(super) fn limit(&self) -> Safety {
        if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe }
    }

    /// Renames have to know who else uses a name.
    pub(super) fn looks_wider(&self) -> bool {
        self.show_fixes || self.is_asked_for() && self.unsafe_fixes
    }
}

/// Functions that find findings, once and again, and that treat those that remain.
pub(super) struct Job<'l> {
    pub(super) about: About<'l>,
    pub(super) catalog: &'l Catalog,
    pub(super) fixing: &'l Fixing,
    pub(super) skipped: &'l Skipped,
    pub(super) lint: fix::Lint<'l>,
    /// Findings of the last lint that a baseline hides.
    pub(super) known: &'l RefCell<Vec<Diagnostic>>,
    /// Number of changed files, if only changes count.
    pub(super) changed: &'l Cell<Option<usize>>,
    /// Whether only some findings are reported, selected by lines, which are unknown for lines that fixes
    /// have changed.
    pub(super) is_by_line: bool,
    /// No format is asked for.
    pub(super) is_for_person: bool,
    pub(super) report: &'l dyn Fn(Reported<'_>, &Terminal) -> Exit,
    /// Says that nothing can be judged.
    pub(super) refuse: &'l dyn Fn(&str) -> Exit,
    pub(super) fail_on: FailOn,
    pub(super) exit_zero: bool,
    pub(super) quiet: bool,
    /// Text from standard input, if the fixed text goes to standard output.
    pub(super) text: Option<String>,
}

pub(super) fn run(scope: &mut Scope, job: &Job<'_>, terminal: &Terminal) -> Exit {
    let rounds = if job.is_by_line { 1 } else { MAX_ROUNDS };
    let fixing = job.fixing;
    let mut fixed = match fix::run(scope, job.lint, fixing.limit(), rounds) {
        Ok(fixed) => fixed,
        Err(Stopped::Lint(problem)) => return (job.refuse)(&problem),
        Err(Stopped::Unsound(problem)) => {
            let problem = visible(&problem);
            return terminal.fail_in_lines(&format!(
                "nothing was changed, because of a fix that does more than it should: {problem}\n\
                 Leave the rule out with --ignore, and please report this: {}/issues",
                env!("CARGO_PKG_REPOSITORY")
            ));
        }
    };
    if fixing.show_fixes {
        show_edits(&fixed.workspace, &mut fixed.findings);
    }
    let Fixed { workspace, findings, .. } = &mut fixed;
    let missing = problems::add_missing(scope, workspace, findings, job.is_for_person, terminal);
    let failed = missing.max(tell_failures(&fixed.workspace, terminal));
    let undone = job.skipped.undone();
    let findings = Reported {
        about: job.about,
        workspace: &fixed.workspace,
        catalog: job.catalog,
        diagnostics: &fixed.findings,
        undone: &undone,
        known: &job.known.borrow(),
        recorded: 0,
        skipped: job.skipped.paths(),
        changed: job.changed.get(),
        limit: fixing.limit(),
        fixes: Some(Fixes {
            made: fixed.fixes,
            files: fixed.changed.len(),
            refused: fixed.refused.len(),
            are_written: fixing.fix && !fixing.dry_run,
        }),
        semver: None,
        is_verbose: fixing.verbose,
        columns: None,
    };
    if fixing.verbose {
        explain(&fixed, findings);
    }
    if let Some(rounds) = fixed.unfinished.filter(|_| !job.quiet) {
        terminal::tell(unfinished(rounds, job.is_by_line));
    }
    let (written, verdict) = if fixing.diff {
        let verdict = if fixed.changed.is_empty() { Exit::Clean } else { Exit::Findings };
        (print_diff(job, &fixed, findings, terminal), verdict)
    } else if fixing.dry_run {
        (list(job, &fixed, findings, terminal), job.fail_on.verdict(&fixed.findings))
    } else if let Some(text) = &job.text {
        let text = fixed.changed.first().map_or(text, |changed| &changed.new);
        let written = terminal.write(|out| out.write_all(text.as_bytes()));
        let verdict = job.fail_on.verdict(&fixed.findings);
        (written.max((job.report)(findings, &terminal.aside())), verdict)
    } else {
        if let Err(problem) = write(&fixed, scope.working_dir(), terminal) {
            return terminal.fail(problem);
        }
        ((job.report)(findings, terminal), job.fail_on.verdict(&fixed.findings))
    };
    failed.max(written).max(if job.exit_zero { Exit::Clean } else { verdict })
}

/// Writes what is fixed. The error is for the user.
pub(super) fn write(fixed: &Fixed, working_dir: &Path, terminal: &Terminal) -> Result<(), String> {
    let own = fixed.workspace.documents.iter().filter(|document| document.is_own);
    let folders: BTreeSet<&Path> = own.filter_map(|document| document.disk.as_deref()?.parent()).collect();
    folders.into_iter().for_each(write::clear);
    let linked: Vec<&Changed> =
        fixed.changed.iter().filter(|changed| write::has_other_name(&changed.disk)).collect();
    let files = fixed.changed.iter().map(|changed| write::Replacement {
        path: &changed.disk,
        name: &changed.path,
        old: &changed.old,
        new: &changed.new,
    });
    write::together(&files.collect::<Vec<_>>(), working_dir)?;
    linked.iter().for_each(|changed| terminal.warn(format_args!("{} {PARTED}", changed.path)));
    Ok(())
}

fn print_diff(job: &Job<'_>, fixed: &Fixed, findings: Reported<'_>, terminal: &Terminal) -> Exit {
    let written = print_changes(fixed, terminal);
    sum_up(job, findings);
    written
}

/// Prints the fixes as a unified diff.
pub(super) fn print_changes(fixed: &Fixed, terminal: &Terminal) -> Exit {
    terminal.write(|out| {
        for changed in &fixed.changed {
            report::write_diff(&changed.path, &changed.old, &changed.new, terminal.look, out)?;
        }
        Ok(())
    })
}

/// Says which files would change, and through which rules.
fn list(job: &Job<'_>, fixed: &Fixed, findings: Reported<'_>, terminal: &Terminal) -> Exit {
    let written = terminal.write(|out| {
        for changed in &fixed.changed {
            let rules: Vec<&str> = changed.rules.iter().map(|rule| rule.as_str()).collect();
            let fixes = report::count_of(changed.fixes, "fix", "fixes");
            writeln!(out, "{}: {fixes} of {}", visible_path(&changed.path), rules.join(", "))?;
        }
        Ok(())
    });
    sum_up(job, findings);
    written
}

fn sum_up(job: &Job<'_>, findings: Reported<'_>) {
    if !job.quiet {
        terminal::tell(report::Summary::of(findings).of_fixes());
    }
}

/// Says why there are fixes left.
fn unfinished(rounds: usize, is_by_line: bool) -> String {
    if is_by_line {
        "not finished: findings are chosen by line, so that fixes are made once; run it again for more"
            .to_owned()
    } else {
        format!("not finished: fixes still bring new findings after {rounds} rounds; run it again for more")
    }
}

/// Says which fixes are not made, and what the second compiler was not asked about.
fn explain(fixed: &Fixed, findings: Reported<'_>) {
    for refused in &fixed.refused {
        let finding = &fixed.findings[refused.finding];
        let place = report::place(findings, finding.place);
        terminal::tell(format_args!("not fixed: {place}: {}: {}", finding.rule, refused.reason));
    }
    for Unjudged { path, reason } in &fixed.unjudged {
        terminal::tell(format_args!("not judged by protox: {path}: {reason}"));
    }
}
