//! `protune breaking`: loads both sides, compares, reports. Holds the flags of the command and the order of
//! its steps.

use super::against::{self, Against};
use super::lint::{FailOn, Report, chosen_reports, report_to, tell_failures, write_reports};
use super::select::BreakingSelection;
use super::{Exit, Terminal, progress, terminal};
use crate::check::{self, Limits};
use crate::fix;
use crate::report::{self, Findings, Summary, count_of};
use crate::workspace::input::Input;
use crate::workspace::{self, Request, Scope, Workspace};
use protune_compiler::diagnostic::{Change, Diagnostic, Safety};
use protune_compiler::text::ColumnUnit;
use std::path::PathBuf;

/// Report what a change of schemas breaks, and for whom.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Breaking {
    /// Files and folders to check [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    against: Against,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR", help_heading = "Files")]
    roots: Vec<PathBuf>,
    /// Compare only these files and folders, as if their modules had no others.
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    path: Vec<PathBuf>,
    /// Leave these files and folders out.
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    exclude_path: Vec<PathBuf>,
    /// Say nothing of files that are only imported.
    #[arg(long, help_heading = "Files")]
    exclude_imports: bool,
    /// Do not look for files that are gone: compare only those that are there.
    #[arg(long, help_heading = "Files")]
    limit_to_input_files: bool,
    /// Do not follow symbolic links.
    #[arg(long, help_heading = "Files")]
    disable_symlinks: bool,
    /// Read this in place of the configuration around the paths: a file, or its text.
    #[arg(long, value_name = "CONFIG", help_heading = "Rules")]
    config: Option<String>,
    #[command(flatten)]
    selection: BreakingSelection,
    /// Print what keeps the change compatible as a unified diff instead of the findings; exit with 1 if there
    /// is anything.
    #[arg(long, conflicts_with = "reports", help_heading = "Fixes")]
    diff: bool,
    /// Print the version step that the change asks for (major, minor, patch or none), alone in the first line,
    /// and the reasons in place of the findings; json and jsonl carry it besides them.
    #[arg(long, conflicts_with = "diff", help_heading = "Output")]
    semver: bool,
    /// Include fixes that change source, JSON or wire bytes; each says which.
    #[arg(long, help_heading = "Fixes")]
    unsafe_fixes: bool,
    /// How to report, and into which file: full, text, json or jsonl [default: full on a terminal,
    /// text otherwise].
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = report_to, help_heading = "Output")]
    reports: Vec<Report>,
    /// Exit with 1 when a finding is at least as severe as this.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error, help_heading = "Output")]
    fail_on: FailOn,
    /// Exit with 0 even when there are findings.
    #[arg(long, help_heading = "Output")]
    exit_zero: bool,
    /// Leave the closing line and the progress bar out.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune breaking --against git:HEAD                    what is not committed yet
  protune breaking --against-merge-base main             a branch, as a reviewer sees it
  protune breaking --against .git#tag=v1,subdir=api api  one folder, as it was released
  protune breaking --against old.tar.gz --against v3.binpb
  protune breaking --against ../released --select WIRE   only what breaks encoded data
  protune breaking --against ../released --diff          how to keep it compatible
  protune breaking --against git:v1.4 --semver           whether the next release is 1.5 or 2.0

Exit codes: 0 nothing to fail for, 1 findings, 2 the work could not be done.";

pub(super) fn run(args: &Breaking, terminal: &Terminal) -> Exit {
    let reports = match chosen_reports(&args.reports, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let inputs = match args.against.open(&args.paths) {
        Ok(inputs) => inputs,
        Err(problem) => return terminal.fail(problem),
    };
    let (request, requests_before) = args.requests(&inputs);
    let limits = Limits {
        exclude_imports: args.exclude_imports,
        limit_to_input_files: args.limit_to_input_files,
        compared_from: request.compared_from.clone(),
    };
    let before = inputs
        .iter()
        .zip(requests_before)
        .map(|(input, request)| Scope::find(request).map_err(|problems| against::named(input, problems)));
    let (mut after, before) = match (Scope::find(request), before.collect::<Result<Vec<_>, _>>()) {
        (Ok(after), Ok(before)) => (after, before),
        (Err(problems), _) | (_, Err(problems)) => return terminal.refuse(&problems),
    };
    after.projects.iter().flat_map(|project| &project.notes).for_each(|note| terminal.note(note));
    after.comparisons().for_each(|config| args.selection.apply(config));
    let bar = progress::watch(after.progress(), args.quiet, terminal);
    let mut workspace = Workspace::load_sides(&before, &after);
    drop(bar);
    for (before, input) in workspace.before.iter_mut().zip(&inputs) {
        before.prefix = input.shown(&before.prefix);
        before.is_from_descriptors = input.is_root;
    }
    if let Some(exit) = fail_before(&workspace, &inputs, terminal) {
        return exit;
    }
    let diagnostics = check::breaking(&workspace, &limits);
    let limit = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let semver = if args.semver { check::semver(&workspace, &limits, &diagnostics) } else { None };
    if args.semver && semver.is_none() {
        terminal::tell("no version step: it is not known what changed in schemas that do not compile");
    }
    let semver = semver.as_ref();
    let findings = Findings { workspace: &workspace, diagnostics: &diagnostics, limit, fixes: None, semver };
    let failed = tell_failures(&after, &workspace, terminal);
    let (written, verdict) = match args.diff {
        true => diff(args.quiet, findings, terminal),
        false => {
            (write_reports(args.quiet, findings, &reports, terminal), args.fail_on.verdict(&diagnostics))
        }
    };
    failed.max(written).max(if args.exit_zero { Exit::Clean } else { verdict })
}

impl Breaking {
    /// That of the new side, and those of what it is compared with.
    fn requests(&self, inputs: &[Input]) -> (Request, Vec<Request>) {
        let request = Request {
            paths: self.paths.clone(),
            only: self.path.clone(),
            without: self.exclude_path.clone(),
            config: self.config.clone(),
            roots: self.roots.clone(),
            no_links: self.disable_symlinks,
            ..Request::default()
        };
        workspace::requests(request, inputs, self.against.against_config.as_deref())
    }
}

/// Prints what keeps the change compatible. Says how that went, and whether there is anything.
fn diff(quiet: bool, findings: Findings<'_>, terminal: &Terminal) -> (Exit, Exit) {
    let workspace = findings.workspace;
    let text = |file| workspace.schema.file(file).text();
    let fixes = findings.diagnostics.iter().filter_map(|finding| fix::choose(finding, findings.limit));
    let proposals = fixes.filter_map(|fix| match &fix.change {
        Change::Edits(edits) => Some(edits.as_slice()),
        Change::Rename(_) => None,
    });
    let fix::Merged { files: mut changed, taken } = fix::merge(&proposals.collect::<Vec<_>>(), text);
    changed.sort_by_key(|(file, _)| &workspace.source(*file).path);
    let written = terminal.write(|out| {
        for (file, new) in &changed {
            report::write_diff(&workspace.source(*file).path, text(*file), new, terminal.look, out)?;
        }
        Ok(())
    });
    if !quiet {
        terminal::tell(sum_up(&taken, changed.len(), findings));
    }
    (written, if changed.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// The closing line of `--diff`.
fn sum_up(taken: &[bool], files: usize, findings: Findings<'_>) -> String {
    let made = taken.iter().filter(|&&taken| taken).count();
    let mut line = match made {
        0 => "nothing to fix".to_owned(),
        _ => {
            let (made, files) = (count_of(made, "finding", "findings"), count_of(files, "file", "files"));
            format!("would fix {made} in {files}")
        }
    };
    if made < taken.len() {
        line += &format!("; {} more once these are in", taken.len() - made);
    }
    let summary = Summary::of(findings);
    if summary.fixable_unsafely > 0 {
        line += &format!("; {} more with --unsafe-fixes", summary.fixable_unsafely);
    }
    line
}

/// Says what of the old side is nothing to compare with, and why.
fn fail_before(workspace: &Workspace, inputs: &[Input], terminal: &Terminal) -> Option<Exit> {
    const MOST: usize = 5;
    let problems = check::problems_before(workspace);
    let mut exit = None;
    for (before, input) in workspace.before.iter().zip(inputs) {
        let unread = before.failures.iter();
        let unread: Vec<String> =
            unread.map(|it| input.shown(&format!("{}: {}", it.path, it.reason))).collect();
        let name = &input.name;
        if !unread.is_empty() {
            let unread = unread.join("\n  ");
            exit = Some(terminal.fail(format_args!("cannot compare with {name}: {unread}")));
            continue;
        }
        let own = problems.iter().filter(|problem| before.files.contains(&problem.place.file.0));
        let mut lines: Vec<String> = own.map(|problem| told(workspace, problem)).collect();
        if lines.is_empty() {
            continue;
        }
        let more = lines.len().saturating_sub(MOST);
        lines.truncate(MOST);
        lines.extend((more > 0).then(|| format!("and {more} more")));
        lines.extend((input.links > 0).then(|| "schemas that are links in it were left out".to_owned()));
        let lines = lines.join("\n  ");
        exit = Some(
            terminal.fail(format_args!("cannot compare with {name}, which does not compile:\n  {lines}")),
        );
    }
    exit
}

fn told(workspace: &Workspace, problem: &Diagnostic) -> String {
    let path = &workspace.source(problem.place.file).path;
    let Some(span) = problem.place.span else { return format!("{path}: {}", problem.message) };
    let file = workspace.schema.file(problem.place.file);
    let (line, column) = file.lines().position(file.text(), span.start, ColumnUnit::Scalar);
    format!("{path}:{}:{}: {}", line + 1, column + 1, problem.message)
}
