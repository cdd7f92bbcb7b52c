//! `protune lint`: loads, checks, reports. Holds the flags of the command and the order of its steps.

use super::fix::{self, Fixing};
use super::narrow::Narrow;
use super::output::{
    Columns, FailOn, Output, chosen_outputs, refuse, refuse_in_lines, subject, tell_failures, write_all,
};
use super::plugins::Plugins;
use super::select::Selection;
use super::skipped::Skipped;
use super::stdin::{Buffer, Stdin};
use super::timing::{self, Timing};
use super::{Exit, Terminal, house, names, problems, progress, terminal};
use crate::config::Section;
use crate::report::{self, About, BufFormat, Format, Reported};
use crate::workspace::{self, Configs, Elsewhere, Reach, Request, Scope, input};
use crate::{paths, plugin};
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_engine::Workspace;
use protune_engine::check::{Measure, lint_measured};
use protune_engine::fix::show_edits;
use protune_rules::Needs;
use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Report problems of schemas, and possible improvements.
#[derive(clap::Args)]
#[command(visible_alias = "check", after_help = EXAMPLES)]
pub(super) struct Lint {
    /// Files and folders to check, or `-` for standard input [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    stdin: Stdin,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR", help_heading = "Files")]
    roots: Vec<PathBuf>,
    /// Check only these files and folders, as if their modules had no others.
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    path: Vec<PathBuf>,
    /// Exclude these files and folders.
    #[arg(long, visible_alias = "exclude", value_name = "PATH", help_heading = "Files")]
    exclude_path: Vec<PathBuf>,
    /// Check what is staged: files as git's index has them, without those that git does not track. There need be none.
    #[arg(long, conflicts_with_all = ["fix", "diff", "stdin_filename", "watch"], help_heading = "Files")]
    index: bool,
    /// Do not follow symbolic links.
    #[arg(long, help_heading = "Files")]
    disable_symlinks: bool,
    /// Use this configuration instead of the one around the paths: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT", help_heading = "Rules")]
    config: Option<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    fixing: Fixing,
    #[command(flatten)]
    skipped: Skipped,
    #[command(flatten)]
    plugins: Plugins,
    #[arg(long = "format", visible_alias = "output-format", value_name = "FORMAT[:FILE]", value_parser = names::outputs(), hide_possible_values = true, help = names::help_of_outputs(), help_heading = "Output")]
    reports: Vec<Output>,
    #[arg(long, value_name = "FORMAT", value_parser = names::buf_formats(), hide_possible_values = true, help = names::help_of_buf_formats(|_| true), conflicts_with_all = ["reports", "diff", "dry_run"], help_heading = "Output")]
    error_format: Option<&'static BufFormat>,
    /// Unit of the columns in the formats text and msvs [default: chars in text, utf16 in msvs].
    #[arg(long, value_name = "UNIT", value_enum, conflicts_with = "error_format", help_heading = "Output")]
    columns: Option<Columns>,
    /// Exit with 1 if a finding has at least this severity.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error, help_heading = "Output")]
    fail_on: FailOn,
    /// Exit with 0 even if there are findings.
    #[arg(long, help_heading = "Output")]
    exit_zero: bool,
    /// Print the number of findings and fixes for each rule, instead of the findings.
    #[arg(long, conflicts_with_all = ["error_format", "fix", "diff"], help_heading = "Output")]
    statistics: bool,
    /// Print how long each stage and each rule took.
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "Output")]
    timing: bool,
    /// Lint again whenever a file changes, until Ctrl-C. The lines `linting` and `watching for changes` on standard
    /// error begin and end each run.
    #[arg(long, conflicts_with_all = ["fix", "diff", "stdin_filename", "write_baseline"], help_heading = "Output")]
    pub(super) watch: bool,
    /// Do not print the closing line and the progress bar.
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
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
  protune lint --stdin-filename a.proto - < unsaved

Exit codes: 0 no findings that fail, 1 findings, 2 the work could not be done.";

const NAMELESS: &str = "standard input needs a name, since its place among other files says what it means: \
     --stdin-filename NAME";

pub(super) fn run(args: &Lint, terminal: &Terminal) -> Exit {
    let linted = once(args, terminal);
    // The process ends: to free piece by piece what it holds would take as long as a tenth of the work.
    std::mem::forget(linted.workspace);
    linted.exit
}

/// Result of linting once.
pub(super) struct Linted {
    pub(super) exit: Exit,
    /// `None` when nothing was loaded, or something was fixed.
    pub(super) workspace: Option<Workspace>,
}

impl From<Exit> for Linted {
    fn from(exit: Exit) -> Linted {
        Linted { exit, workspace: None }
    }
}

pub(super) fn once(args: &Lint, terminal: &Terminal) -> Linted {
    let mut timing = args.timing.then(Timing::start);
    let chosen = chosen_outputs(&args.reports, args.columns, terminal).and_then(|reports| {
        args.can_count(&reports)?;
        Ok(reports)
    });
    let reports = match chosen {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem).into(),
    };
    let subject = subject(&args.schemas(), &args.path);
    let about = About { command: "lint", subject: &subject };
    let refused = |problem: &str| refuse(about, problem, &reports, terminal);
    let prepared = args.narrow.prepare(args.index).and_then(|narrowing| Ok((narrowing, args.buffer()?)));
    let (mut narrowing, buffer) = match prepared {
        Ok(prepared) => prepared,
        Err(problem) => return refused(&problem).into(),
    };
    let text = buffer.as_ref().filter(|_| args.fixing.is_asked_for()).map(|buffer| buffer.text.clone());
    let mut request = match buffer {
        Some(buffer) => buffer.overlay(args.request()),
        None => args.request(),
    };
    request.changes = narrowing.changes();
    if let Some(base) = request.changes.as_ref().and_then(|changes| changes.chosen.as_ref()) {
        terminal.tell_base(base, args.quiet);
    }
    request.elsewhere = match args.elsewhere(narrowing.fetches()) {
        Ok(elsewhere) => Arc::new(elsewhere),
        Err(problem) => return refused(&problem).into(),
    };
    // A commit need not have any.
    request.may_be_empty = args.index;
    let found = timing::measure(timing.as_mut(), |timing| &mut timing.configured, || Scope::find(request));
    let mut scope = match found {
        Ok(scope) => scope,
        Err(problems) if args.is_for_person() => return problems::refuse(&problems, terminal).into(),
        Err(problems) => {
            let write = |findings: Reported<'_>| report(args, findings, &reports, terminal);
            return problems::write(about, &problems, write).into();
        }
    };
    let catalog = scope.catalog().clone();
    if let Err(problem) = args.selection.check(&catalog) {
        return refused(&problem).into();
    }
    if let Err(problem) = narrowing.configure(&scope) {
        return refused(&problem).into();
    }
    let noted = args.skipped.tell_notes(&scope, terminal);
    let noted = noted.max(args.plugins.tell_closed(&scope, &args.skipped, terminal));
    let is_told = !args.quiet && !args.stdin.is_meant(&args.paths);
    let skipped = noted.max(args.skipped.tell_excluded(&scope, "not checked", is_told, terminal));
    if let Some(timing) = &mut timing {
        timing.rules.add(&catalog);
    }
    scope.choose_lint(|catalog, lint| args.selection.apply(catalog, lint));
    if args.fixing.verbose {
        tell_rules(&scope);
    }
    let needs = scope.lints().filter_map(|lint| lint.needs()).reduce(Needs::and);
    let checks_configs = scope.lints().any(|lint| lint.checks_configs());
    let configs = if checks_configs { Configs::find(&scope) } else { Configs::default() };
    scope.request.is_whole = !configs.is_empty();
    let reach = match needs {
        _ if args.fixing.looks_wider() => Reach::Users,
        // What a fix comes to is judged with everything around it.
        Some(_) if args.fixing.is_asked_for() => Reach::Modules,
        // Plugins see whole modules, whichever paths are named.
        _ if plugin::are_in(&scope) => Reach::Modules,
        // Configurations name services of any file.
        _ if !configs.is_empty() => Reach::Modules,
        Some(needs) if needs.module => Reach::Modules,
        Some(needs) => Reach::Around(needs),
        None => Reach::Files,
    };
    // Of the last workspace that was linted.
    let (known, changed, recorded) = (RefCell::new(Vec::new()), Cell::new(None), Cell::new(0));
    let times = timing.as_ref().map(|timing| &timing.rules);
    let measure = |rule: RuleId, check: &mut dyn FnMut()| match times {
        Some(times) => times.measure(rule, check),
        None => check(),
    };
    let measure: Option<Measure<'_>> = if times.is_some() { Some(&measure) } else { None };
    let lint = |scope: &Scope| -> Result<(Workspace, Vec<Diagnostic>), String> {
        let bar = progress::watch(scope.progress(), args.quiet, terminal);
        let mut workspace = workspace::load(scope, reach);
        configs.add_to(&mut workspace, scope);
        args.plugins.ran(plugin::lint(&mut workspace, scope));
        let settings = scope.settings();
        let mut diagnostics = lint_measured(&workspace, &settings, measure);
        drop(bar);
        let narrowed = narrowing.apply((scope, reach), &workspace, &settings, &mut diagnostics)?;
        if !args.quiet && scope.texts.is_empty() {
            narrowed.notes.into_iter().for_each(terminal::tell);
        }
        known.replace(narrowed.known);
        changed.set(narrowed.changed);
        recorded.set(narrowed.recorded);
        Ok((workspace, diagnostics))
    };
    if args.fixing.is_asked_for() {
        let job = fix::Job {
            about,
            catalog: &catalog,
            fixing: &args.fixing,
            skipped: &args.skipped,
            lint: &lint,
            known: &known,
            changed: &changed,
            is_by_line: narrowing.is_by_line(),
            is_for_person: args.is_for_person(),
            report: &|findings, terminal| report(args, findings, &reports, terminal),
            refuse: &|problem| refuse_in_lines(about, problem, &reports, terminal),
            fail_on: args.fail_on,
            exit_zero: args.exit_zero,
            quiet: args.quiet,
            text,
        };
        let fixed = fix::run(&mut scope, &job, terminal);
        let fixed = fixed.max(args.plugins.tell_unchecked(&args.skipped, terminal));
        let skipped = skipped.max(args.skipped.tell_unchecked(narrowing.unchecked(), terminal));
        return fixed.max(skipped).max(args.skipped.tell_filters(&scope, &[], terminal)).into();
    }
    let begin = Instant::now();
    let (mut workspace, mut diagnostics) = match lint(&scope) {
        Ok(linted) => linted,
        Err(problem) => return refused(&problem).into(),
    };
    let linted = begin.elapsed();
    let skipped = skipped.max(args.skipped.tell_unchecked(narrowing.unchecked(), terminal));
    let skipped = skipped.max(args.skipped.tell_filters(&scope, &[], terminal));
    let skipped = skipped.max(args.plugins.tell_unchecked(&args.skipped, terminal));
    if args.fixing.show_fixes {
        show_edits(&workspace, &mut diagnostics);
    }
    let missing =
        problems::add_missing(&scope, &mut workspace, &mut diagnostics, args.is_for_person(), terminal);
    let missing = missing.max(house::check_linked(
        &scope,
        &mut workspace,
        &mut diagnostics,
        args.is_for_person(),
        terminal,
    ));
    let limit = args.fixing.limit();
    let known = &known.borrow();
    let (changed, recorded) = (changed.get(), recorded.get());
    let (undone, skipped_paths) = (&args.skipped.undone(), args.skipped.paths());
    let new = Reported::new(&workspace, &diagnostics);
    let findings = Reported {
        about,
        catalog: &catalog,
        undone,
        known,
        recorded,
        skipped: skipped_paths,
        changed,
        limit,
        ..new
    };
    let failed = missing.max(skipped).max(tell_failures(&workspace, terminal));
    let write = || report(args, findings, &reports, terminal);
    let written = timing::measure(timing.as_mut(), |timing| &mut timing.reported, write);
    let verdict = if args.exit_zero { Exit::Clean } else { args.fail_on.verdict(&diagnostics) };
    if let Some(timing) = timing {
        timing.tell(&workspace, linted);
    }
    std::mem::forget(diagnostics);
    Linted { exit: failed.max(written).max(verdict), workspace: Some(workspace) }
}

impl Lint {
    /// Returns the paths of schemas, as far as they are named.
    pub(super) fn schemas(&self) -> Vec<PathBuf> {
        match self.stdin.name() {
            Some(name) => vec![name.to_owned()],
            None => self.paths.clone(),
        }
    }

    /// Returns the buffer that replaces a file, if any. The error is for the user.
    fn buffer(&self) -> Result<Option<Buffer>, String> {
        if !self.stdin.is_meant(&self.paths) {
            return Ok(None);
        }
        if self.stdin.name().is_none() {
            return Err(NAMELESS.to_owned());
        }
        self.stdin.read(&self.paths).map(Some)
    }

    /// Returns the files that lie elsewhere than they are named: what a sparse checkout leaves out can be imported, and
    /// what is staged counts if that is asked for. The error is for the user.
    fn elsewhere(&self, fetches: bool) -> Result<Elsewhere, String> {
        let folder = input::folder_for(&self.paths);
        let mut elsewhere = Elsewhere::of_sparse_checkout(&folder, fetches)?.only_imported();
        if self.index {
            elsewhere
                .lay_index_over(&folder)
                .map_err(|problem| format!("cannot check what is staged: {problem}"))?;
        }
        Ok(elsewhere)
    }

    /// Returns whether no format is asked for: then a person reads, who sees the part of a configuration that is
    /// wrong.
    fn is_for_person(&self) -> bool {
        self.reports.is_empty() && self.error_format.is_none()
    }

    /// The formats can say what is asked for. The error is for the user.
    fn can_count(&self, reports: &[Output]) -> Result<(), String> {
        match reports.iter().find(|report| self.statistics && report.format.statistics.is_none()) {
            Some(report) => Err(format!("--statistics has no format {}", report.format.name)),
            None => Ok(()),
        }
    }

    pub(super) fn request(&self) -> Request {
        Request {
            paths: self.paths.clone(),
            only: self.path.clone(),
            without: self.exclude_path.clone(),
            obeys_exclude: true,
            config: self.config.clone(),
            used: &[Section::Lint],
            plugins: self.plugins.terms(),
            takes_configs: true,
            roots: self.roots.clone(),
            no_links: self.disable_symlinks,
            ..Request::default()
        }
    }
}

/// Says which configurations hold, and how many rules run.
fn tell_rules(scope: &Scope) {
    for project in &scope.projects {
        let rules: Vec<String> = project.modules.iter().map(|it| it.lint.rules.len().to_string()).collect();
        let file = paths::printed(&project.file, scope.working_dir());
        terminal::tell(format_args!("configuration {file}: rules of each module {}", rules.join(", ")));
    }
    if scope.projects.is_empty() {
        let rules = report::count(scope.unconfigured.rules.len(), "rule");
        terminal::tell(format_args!("no configuration: {rules} run"));
    }
}

/// Writes all reports that are asked for, and the closing line.
fn report(args: &Lint, findings: Reported<'_>, reports: &[Output], terminal: &Terminal) -> Exit {
    if let Some(format) = args.error_format {
        return terminal.write(|out| report::write_buf(format, findings, out));
    }
    let encode = |format: &Format| match args.statistics {
        true => format.statistics.unwrap_or(format.write),
        false => format.write,
    };
    write_all(args.quiet, findings, reports, encode, terminal)
}
