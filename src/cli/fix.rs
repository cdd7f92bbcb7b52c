//! `--fix` and `--diff` of `protune lint`: what is asked for, and the order of the steps from fixes to
//! files.

use super::lint::{self, Lint};
use super::{Exit, Terminal, terminal};
use crate::fix::{self, Fixed, Stopped, Unjudged};
use crate::report::{self, Findings, Fixes};
use crate::workspace::Scope;
use crate::write;
use protune_compiler::diagnostic::Safety;
use std::path::Path;

#[derive(clap::Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct Fixing {
    /// Fix what can be fixed, and report what remains.
    #[arg(long)]
    fix: bool,
    /// With --fix: say which files would change, and write nothing.
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
    /// Say why fixes are not made.
    #[arg(short, long)]
    verbose: bool,
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

/// How files are linted, once and again.
pub(super) struct Job<'l> {
    pub(super) lint: fix::Lint<'l>,
    /// Not all findings are reported; which those are cannot be told of files that have changed.
    pub(super) is_narrowed: bool,
}

pub(super) fn run(
    args: &Lint,
    scope: &mut Scope,
    job: Job<'_>,
    reports: &[lint::Report],
    terminal: &Terminal,
) -> Exit {
    let rounds = if job.is_narrowed { 1 } else { fix::MAX_ROUNDS };
    let mut fixed = match fix::run(scope, job.lint, args.fixing.limit(), rounds) {
        Ok(fixed) => fixed,
        Err(Stopped::Lint(problem)) => return terminal.fail(problem),
        Err(Stopped::Unsound(problem)) => {
            return terminal.fail(format_args!(
                "nothing was changed, because of a fix that does more than it should: {problem}\n\
                 Leave the rule out with --ignore, and please report this: {}/issues",
                env!("CARGO_PKG_REPOSITORY")
            ));
        }
    };
    if args.fixing.show_fixes {
        fix::show_edits(&fixed.workspace, &mut fixed.findings);
    }
    let failed = lint::tell_failures(scope, &fixed.workspace, terminal);
    let findings = Findings {
        workspace: &fixed.workspace,
        diagnostics: &fixed.findings,
        limit: args.fixing.limit(),
        fixes: Some(Fixes {
            made: fixed.fixes,
            files: fixed.changed.len(),
            refused: fixed.refused.len(),
            are_written: args.fixing.fix && !args.fixing.dry_run,
        }),
        semver: None,
    };
    if args.fixing.verbose {
        explain(&fixed, findings);
    }
    let (written, verdict) = if args.fixing.diff {
        let verdict = if fixed.changed.is_empty() { Exit::Clean } else { Exit::Findings };
        (print_diff(args, &fixed, findings, terminal), verdict)
    } else if args.fixing.dry_run {
        (list(args, &fixed, findings, terminal), args.verdict(&fixed.findings))
    } else {
        if let Err(problem) = write(&fixed, scope.working_dir()) {
            return terminal.fail(problem);
        }
        (lint::report(args, findings, reports, terminal), args.verdict(&fixed.findings))
    };
    failed.max(written).max(if args.exit_zero { Exit::Clean } else { verdict })
}

/// Writes what is fixed. The error is for the user.
pub(super) fn write(fixed: &Fixed, working_dir: &Path) -> Result<(), String> {
    let files = fixed.changed.iter().map(|changed| write::Replacement {
        path: &changed.disk,
        name: &changed.path,
        old: &changed.old,
        new: &changed.new,
    });
    write::together(&files.collect::<Vec<_>>(), working_dir)
}

fn print_diff(args: &Lint, fixed: &Fixed, findings: Findings<'_>, terminal: &Terminal) -> Exit {
    let written = print_changes(fixed, terminal);
    sum_up(args, findings);
    written
}

/// What is fixed, as a unified diff.
pub(super) fn print_changes(fixed: &Fixed, terminal: &Terminal) -> Exit {
    terminal.write(|out| {
        for changed in &fixed.changed {
            report::write_diff(&changed.path, &changed.old, &changed.new, terminal.look, out)?;
        }
        Ok(())
    })
}

/// Says which files would change, and through which rules.
fn list(args: &Lint, fixed: &Fixed, findings: Findings<'_>, terminal: &Terminal) -> Exit {
    let written = terminal.write(|out| {
        for changed in &fixed.changed {
            let rules: Vec<&str> = changed.rules.iter().copied().collect();
            let fixes = report::count_of(changed.fixes, "fix", "fixes");
            writeln!(out, "{}: {fixes} of {}", changed.path, rules.join(", "))?;
        }
        Ok(())
    });
    sum_up(args, findings);
    written
}

fn sum_up(args: &Lint, findings: Findings<'_>) {
    if !args.quiet {
        terminal::tell(report::Summary::of(findings).of_fixes());
    }
}

/// Says which fixes are not made, and what the second compiler was not asked about.
fn explain(fixed: &Fixed, findings: Findings<'_>) {
    for refused in &fixed.refused {
        let finding = &fixed.findings[refused.finding];
        let place = report::place(findings, finding.place);
        terminal::tell(format_args!("not fixed: {place}: {}: {}", finding.rule, refused.reason));
    }
    if fixed.is_unfinished {
        terminal::tell("not finished: fixes bring new findings, round after round");
    }
    for Unjudged { path, reason } in &fixed.unjudged {
        terminal::tell(format_args!("not judged by protox: {path}: {reason}"));
    }
}
