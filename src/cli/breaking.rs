//! `protune breaking`: loads both sides, compares, reports. Holds the flags of the command and the order of
//! its steps.

use super::lint::{FailOn, Report, chosen_reports, diff, report_to, tell_missing, write_report};
use super::select::BreakingSelection;
use super::{Exit, Terminal, terminal};
use crate::check::{self, Limits};
use crate::report::{Findings, Summary};
use crate::workspace::{self, Request, Scope, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_compiler::text::ColumnUnit;
use std::path::PathBuf;

/// Report what a change of schemas breaks, and for whom.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Breaking {
    /// Files and folders to check [default: the working directory].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What to compare with: a folder with the schemas as they were.
    #[arg(long, value_name = "DIR")]
    against: PathBuf,
    /// Read this in place of the configuration around the paths: a file, or its text.
    #[arg(long, value_name = "CONFIG")]
    config: Option<String>,
    /// And this in place of the one in what is compared with, which says where its modules are.
    #[arg(long, value_name = "CONFIG")]
    against_config: Option<String>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    roots: Vec<PathBuf>,
    #[command(flatten)]
    selection: BreakingSelection,
    /// Say nothing of files that are only imported.
    #[arg(long)]
    exclude_imports: bool,
    /// Do not look for files that are gone: compare only those that are there.
    #[arg(long)]
    limit_to_input_files: bool,
    /// Compare only these files and folders, as if their modules had no others.
    #[arg(long, value_name = "PATH")]
    path: Vec<PathBuf>,
    /// Leave these files and folders out.
    #[arg(long, value_name = "PATH")]
    exclude_path: Vec<PathBuf>,
    /// Do not follow symbolic links.
    #[arg(long)]
    disable_symlinks: bool,
    /// How to report, and into which file: full, text, json or jsonl [default: full on a terminal,
    /// text otherwise].
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = report_to)]
    reports: Vec<Report>,
    /// Print what keeps the change compatible as a unified diff instead of the findings; exit with 1 if there
    /// is anything.
    #[arg(long, conflicts_with = "reports")]
    diff: bool,
    /// Include fixes that change source, JSON or wire bytes; each says which.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Exit with 1 when a finding is at least as severe as this.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Exit with 0 even when there are findings.
    #[arg(long)]
    exit_zero: bool,
    /// Leave the closing line out.
    #[arg(short, long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune breaking --against ../released                the working directory against a folder
  protune breaking api --against released/api           one folder against another
  protune breaking --against ../released --select WIRE  only what breaks encoded data
  protune breaking --against ../released --diff         how to keep it compatible

Exit codes: 0 nothing to fail for, 1 findings, 2 the work could not be done.";

pub(super) fn run(args: &Breaking, terminal: &Terminal) -> Exit {
    let reports = match chosen_reports(&args.reports, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let (request, request_before) = match args.requests() {
        Ok(requests) => requests,
        Err(problem) => return terminal.fail(problem),
    };
    let limits = Limits {
        exclude_imports: args.exclude_imports,
        limit_to_input_files: args.limit_to_input_files,
        compared_from: request.compared_from.clone(),
    };
    let (mut after, before) = match (Scope::find(request), Scope::find(request_before)) {
        (Ok(after), Ok(before)) => (after, before),
        (Err(problems), _) | (_, Err(problems)) => return terminal.refuse(&problems),
    };
    after.projects.iter().flat_map(|project| &project.notes).for_each(|note| terminal.note(note));
    after.comparisons().for_each(|config| args.selection.apply(config));
    let workspace = Workspace::load_pair(&before, &after);
    if let Some(exit) = fail_before(&workspace, args, terminal) {
        return exit;
    }
    let diagnostics = check::breaking(&workspace, &limits);
    let limit = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let findings = Findings { workspace: &workspace, diagnostics: &diagnostics, limit };
    let failed = terminal.tell_failures(&workspace).max(tell_missing(&after, &workspace, terminal));
    let (written, verdict) = match args.diff {
        true => diff(args.quiet, findings, terminal),
        false => (args.write(findings, &reports, terminal), args.fail_on.verdict(&diagnostics)),
    };
    failed.max(written).max(if args.exit_zero { Exit::Clean } else { verdict })
}

impl Breaking {
    /// That of the new side, then that of the old one. The error is for the user.
    fn requests(&self) -> Result<(Request, Request), String> {
        if !self.against.is_dir() {
            let path = self.against.display();
            let what = if self.against.exists() { "it is no folder" } else { "there is no such folder" };
            return Err(format!("cannot compare with {path}: {what}"));
        }
        let request = Request {
            paths: self.paths.clone(),
            only: self.path.clone(),
            without: self.exclude_path.clone(),
            config: self.config.clone(),
            roots: self.roots.clone(),
            no_links: self.disable_symlinks,
            compared_from: None,
        };
        Ok(workspace::requests(request, &self.against, self.against_config.clone()))
    }

    fn write(&self, findings: Findings<'_>, reports: &[Report], terminal: &Terminal) -> Exit {
        let written = reports.iter().map(|report| write_report(report, findings, terminal));
        let written = written.fold(Exit::Clean, Exit::max);
        let is_for_programs = reports.iter().any(Report::is_printed_for_programs);
        if !self.quiet && !is_for_programs && !findings.workspace.targets.is_empty() {
            terminal::tell(Summary::of(findings));
        }
        written
    }
}

/// Says why the old side is nothing to compare with.
fn fail_before(workspace: &Workspace, args: &Breaking, terminal: &Terminal) -> Option<Exit> {
    const MOST: usize = 5;
    let against = args.against.display();
    let failures = workspace.before.iter().flat_map(|before| &before.failures);
    let unread: Vec<String> = failures.map(|it| format!("{}: {}", it.path, it.reason)).collect();
    if !unread.is_empty() {
        return Some(terminal.fail(format_args!("cannot compare with {against}: {}", unread.join("\n  "))));
    }
    let problems = check::problems_before(workspace);
    if problems.is_empty() {
        return None;
    }
    let mut lines: Vec<String> = problems.iter().take(MOST).map(|it| told(workspace, it)).collect();
    if problems.len() > MOST {
        lines.push(format!("and {} more", problems.len() - MOST));
    }
    let lines = lines.join("\n  ");
    Some(terminal.fail(format_args!("cannot compare with {against}, which does not compile:\n  {lines}")))
}

fn told(workspace: &Workspace, problem: &Diagnostic) -> String {
    let path = &workspace.source(problem.place.file).path;
    let Some(span) = problem.place.span else { return format!("{path}: {}", problem.message) };
    let file = workspace.schema.file(problem.place.file);
    let (line, column) = file.lines().position(file.text(), span.start, ColumnUnit::Scalar);
    format!("{path}:{}:{}: {}", line + 1, column + 1, problem.message)
}
