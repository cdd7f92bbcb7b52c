//! `protune lint`: loads, checks, reports. Holds the flags of the command and the order of its steps.

use super::fix::{self, Fixing};
use super::narrow::Narrow;
use super::select::{self, Selection};
use super::{Exit, Terminal, terminal};
use crate::fix::show_edits;
use crate::report::{self, BufFormat, Findings, Format, Look, Summary};
use crate::workspace::{Reach, Request, Scope, Workspace, paths};
use crate::{check, write};
use clap::ValueEnum;
use protune_compiler::diagnostic::{Diagnostic, Severity};
use std::cell::RefCell;
use std::path::PathBuf;

/// Report what is wrong with schemas, or could be better.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Lint {
    /// Files and folders to check [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR", help_heading = "Files")]
    roots: Vec<PathBuf>,
    /// Judge only these files and folders, as if their modules had no others.
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    path: Vec<PathBuf>,
    /// Leave these files and folders out.
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    exclude_path: Vec<PathBuf>,
    /// Do not follow symbolic links.
    #[arg(long, help_heading = "Files")]
    disable_symlinks: bool,
    /// Read this configuration in place of the one around the paths: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT", help_heading = "Rules")]
    config: Option<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    fixing: Fixing,
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = report_to, help = FORMATS, help_heading = "Output")]
    reports: Vec<Report>,
    /// Report to standard output as buf does: text, json, msvs, junit, github-actions,
    /// gitlab-code-quality or config-ignore-yaml.
    #[arg(long, value_name = "FORMAT", value_parser = buf_format, conflicts_with_all = ["reports", "diff", "dry_run"], help_heading = "Output")]
    error_format: Option<BufFormat>,
    /// Exit with 1 when a finding is at least as severe as this.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error, help_heading = "Output")]
    fail_on: FailOn,
    /// Exit with 0 even when there are findings.
    #[arg(long, help_heading = "Output")]
    exit_zero: bool,
    /// Leave the closing line out.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune lint                            everything below the working directory
  protune lint a.proto -I vendor          one file, with imports from elsewhere
  protune lint --select STANDARD,SIZE     the rules of two groups
  protune lint --fix                      fix what can be, and report the rest
  protune lint --diff | git apply         the same through git
  protune lint --format full --format json:report.json
  protune lint --since origin/main        only what was changed here
  protune lint --baseline known.json      only what is not in that file yet

Exit codes: 0 nothing to fail for, 1 findings, 2 the work could not be done.";

/// A format, and where it goes: a file, or standard output.
#[derive(Clone, Debug)]
pub(super) struct Report {
    format: Format,
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
}

pub(super) fn run(args: &Lint, terminal: &Terminal) -> Exit {
    let reports = match chosen_reports(&args.reports, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let narrowing = match args.narrow.prepare() {
        Ok(narrowing) => narrowing,
        Err(problem) => return terminal.fail(problem),
    };
    let mut scope = match Scope::find(args.request()) {
        Ok(scope) => scope,
        Err(problems) => return terminal.refuse(&problems),
    };
    scope.projects.iter().flat_map(|project| &project.notes).for_each(|note| terminal.note(note));
    scope.lints().for_each(|lint| args.selection.apply(lint));
    let reach = match args.fixing.looks_wider() {
        true => Reach::Users,
        false => check::reach(scope.lints().map(|lint| &*lint)),
    };
    // Of the last workspace that was linted.
    let known = RefCell::new(Vec::new());
    let lint = |scope: &Scope| -> Result<(Workspace, Vec<Diagnostic>), String> {
        let workspace = Workspace::load(scope, reach);
        let mut diagnostics = check::run(&workspace);
        let narrowed = narrowing.apply(&workspace, &mut diagnostics)?;
        if !args.quiet && scope.texts.is_empty() {
            narrowed.notes.into_iter().for_each(terminal::tell);
        }
        known.replace(narrowed.known);
        Ok((workspace, diagnostics))
    };
    if args.fixing.is_asked_for() {
        let job = fix::Job {
            fixing: &args.fixing,
            lint: &lint,
            known: &known,
            is_by_line: narrowing.is_by_line(),
            report: &|findings| report(args, findings, &reports, terminal),
            fail_on: args.fail_on,
            exit_zero: args.exit_zero,
            quiet: args.quiet,
        };
        return fix::run(&mut scope, &job, terminal);
    }
    let (workspace, mut diagnostics) = match lint(&scope) {
        Ok(linted) => linted,
        Err(problem) => return terminal.fail(problem),
    };
    if args.fixing.show_fixes {
        show_edits(&workspace, &mut diagnostics);
    }
    let limit = args.fixing.limit();
    let known = &known.borrow();
    let findings = Findings {
        workspace: &workspace,
        diagnostics: &diagnostics,
        known,
        limit,
        fixes: None,
        semver: None,
    };
    let failed = tell_failures(&scope, &workspace, terminal);
    let written = report(args, findings, &reports, terminal);
    let verdict = if args.exit_zero { Exit::Clean } else { args.fail_on.verdict(&diagnostics) };
    // The process ends: to free piece by piece what it holds would take as long as a tenth of the work.
    std::mem::forget((workspace, diagnostics));
    failed.max(written).max(verdict)
}

impl Lint {
    fn request(&self) -> Request {
        Request {
            paths: self.paths.clone(),
            only: self.path.clone(),
            without: self.exclude_path.clone(),
            config: self.config.clone(),
            roots: self.roots.clone(),
            no_links: self.disable_symlinks,
            ..Request::default()
        }
    }
}

impl FailOn {
    /// What findings come to.
    pub(super) fn verdict(self, diagnostics: &[Diagnostic]) -> Exit {
        let least = match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        };
        let fails = diagnostics.iter().any(|finding| finding.severity >= least);
        if fails { Exit::Findings } else { Exit::Clean }
    }
}

/// The formats that were asked for, or the one that suits.
pub(super) fn chosen_reports(asked: &[Report], terminal: &Terminal) -> Result<Vec<Report>, String> {
    if asked.is_empty() {
        let format = if terminal.is_watched { Format::Full } else { Format::Text };
        return Ok(vec![Report { format, file: None }]);
    }
    let working_dir = paths::working_dir();
    for (at, report) in asked.iter().enumerate() {
        let place = |report: &Report| report.file.as_deref().map(|file| paths::absolute(file, &working_dir));
        if asked[..at].iter().any(|other| place(other) == place(report)) {
            let place = report.file.as_ref().map_or("standard output".into(), |file| file.to_string_lossy());
            return Err(format!("two formats cannot both go to {place}; name a file: --format FORMAT:FILE"));
        }
    }
    Ok(asked.to_vec())
}

/// What `--format` takes.
pub(super) const FORMATS: &str = "How to report, and into which file: full, text, json, jsonl, sarif, \
    github, gitlab, azure, teamcity, junit, checkstyle, rdjson, rdjsonl, msvs or markdown; can be given \
    several times [default: full on a terminal, text otherwise]";

/// Reads `FORMAT[:FILE]`; `-` is standard output. The error is for the user.
pub(super) fn report_to(value: &str) -> Result<Report, String> {
    let (name, file) = value.split_once(':').map_or((value, "-"), |(name, file)| (name, file));
    let names = || Format::ALL.iter().map(|format| format.name());
    let Some(format) = Format::ALL.iter().copied().find(|format| format.name() == name) else {
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(select::unknown(&format!("the formats are {known}"), name, names()));
    };
    if file.is_empty() {
        return Err("the name of the file is missing".to_owned());
    }
    Ok(Report { format, file: (file != "-").then(|| file.into()) })
}

/// Reads the name of one of the formats that buf tells changes in. The error is for the user.
pub(super) fn buf_format_of_changes(name: &str) -> Result<BufFormat, String> {
    match buf_format(name)? {
        BufFormat::ConfigIgnoreYaml => Err("buf has it for `lint` only".to_owned()),
        format => Ok(format),
    }
}

/// Reads the name of one of buf's formats. The error is for the user.
fn buf_format(name: &str) -> Result<BufFormat, String> {
    let names = || BufFormat::ALL.iter().map(|format| format.name());
    BufFormat::ALL.iter().copied().find(|format| format.name() == name).ok_or_else(|| {
        let known = names().collect::<Vec<_>>().join(", ");
        select::unknown(&format!("buf's formats are {known}"), name, names())
    })
}

pub(super) fn tell_failures(scope: &Scope, workspace: &Workspace, terminal: &Terminal) -> Exit {
    for failure in &workspace.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
    }
    let failed = if workspace.failures.is_empty() { Exit::Clean } else { Exit::Failed };
    failed.max(tell_missing(scope, workspace, terminal))
}

/// Names the dependencies, once an import is not found that may be theirs.
fn tell_missing(scope: &Scope, workspace: &Workspace, terminal: &Terminal) -> Exit {
    let missing = || scope.projects.iter().filter(|project| !project.missing.is_empty());
    match workspace.lacking.is_empty() {
        true => Exit::Clean,
        false => missing().map(|project| terminal.refuse(&project.missing)).max().unwrap_or(Exit::Clean),
    }
}

/// Writes all reports that are asked for, and the closing line.
fn report(args: &Lint, findings: Findings<'_>, reports: &[Report], terminal: &Terminal) -> Exit {
    if let Some(format) = args.error_format {
        return terminal.write(|out| report::write_buf(format, findings, out));
    }
    write_reports(args.quiet, findings, reports, terminal)
}

pub(super) fn write_reports(
    quiet: bool,
    findings: Findings<'_>,
    reports: &[Report],
    terminal: &Terminal,
) -> Exit {
    let mut exit = Exit::Clean;
    for Report { format, file } in reports {
        exit = exit.max(match file {
            None => terminal.write(|out| report::write(*format, findings, terminal.look, out)),
            Some(file) => match write::file(file, |out| report::write(*format, findings, Look::PLAIN, out)) {
                Ok(()) => Exit::Clean,
                Err(reason) => terminal.fail(format_args!("cannot write {}: {reason}", file.display())),
            },
        });
    }
    let is_for_programs =
        reports.iter().any(|report| report.file.is_none() && report.format.is_for_programs());
    if !quiet && !is_for_programs && !findings.workspace.targets.is_empty() {
        terminal::tell(Summary::of(findings));
    }
    exit
}
