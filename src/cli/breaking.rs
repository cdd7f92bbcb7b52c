//! `protune breaking`: loads both sides, compares, reports. Holds the flags of the command and the order of
//! its steps.

use super::against::{self, Against};
use super::fix::{self, Fixing};
use super::output::{
    Columns, FailOn, Output, chosen_outputs, refuse, refuse_in_lines, subject, tell_failures, write_reports,
};
use super::plugins::Plugins;
use super::select::BreakingSelection;
use super::skipped::Skipped;
use super::{Exit, Terminal, house, names, problems, progress, terminal};
use crate::config::{Problems, Section};
use crate::plugin;
use crate::report::{self, About, BufFormat, Reported};
use crate::workspace::input::{self, Input};
use crate::workspace::{self, Configs, Elsewhere, Reach, Request, Scope};
use protune_compiler::diagnostic::Diagnostic;
use protune_engine::check::{Contract, Limits, semver};
use protune_engine::fix::show_edits;
use protune_engine::{Workspace, breaking};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Report what a change of schemas breaks: encoded messages, JSON or generated code.
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
    /// Exclude these files and folders.
    #[arg(long, visible_alias = "exclude", value_name = "PATH", help_heading = "Files")]
    exclude_path: Vec<PathBuf>,
    /// Do not report findings in files that are only imported.
    #[arg(long, help_heading = "Files")]
    exclude_imports: bool,
    /// Compare only existing files, and do not look for deleted ones.
    #[arg(long, help_heading = "Files")]
    limit_to_input_files: bool,
    /// Compare what is staged: files as git's index has them, without those that git does not track. There need be none.
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "Files")]
    index: bool,
    /// Also check configuration files that are deployed with the schemas: which of their lines a change breaks.
    #[arg(long, help_heading = "Files")]
    configs: bool,
    /// Do not follow symbolic links.
    #[arg(long, help_heading = "Files")]
    disable_symlinks: bool,
    /// Read this in place of the configuration around the paths: a file, or its text.
    #[arg(long, value_name = "CONFIG", help_heading = "Rules")]
    config: Option<String>,
    #[command(flatten)]
    selection: BreakingSelection,
    #[command(flatten)]
    fixing: Fixing,
    #[command(flatten)]
    skipped: Skipped,
    #[command(flatten)]
    plugins: Plugins,
    /// Print the version step that the change requires (major, minor, patch or none) alone in the first line, and
    /// the reasons instead of findings, all of them with --verbose; json, jsonl and markdown contain it in addition to
    /// findings. The step depends on the rules of FILE, whichever rules are selected, or with `wire`, on those of WIRE,
    /// which are about encoded messages.
    #[arg(long, value_name = "CONTRACT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "api", conflicts_with_all = ["diff", "fix"], help_heading = "Output")]
    semver: Option<Promise>,
    #[arg(long = "format", visible_alias = "output-format", value_name = "FORMAT[:FILE]", value_parser = names::outputs(), hide_possible_values = true, help = names::help_of_outputs(), help_heading = "Output")]
    reports: Vec<Output>,
    #[arg(long, value_name = "FORMAT", value_parser = names::buf_formats_of_changes(), hide_possible_values = true, help = names::help_of_buf_formats(|format| format.is_for_changes), conflicts_with_all = ["reports", "diff", "dry_run", "semver"], help_heading = "Output")]
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
    /// Do not print the closing line and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// Contract that a version step promises to keep.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Promise {
    Api,
    Wire,
}

const EXAMPLES: &str = "\
Examples:
  protune breaking --against git:HEAD                    what is not committed yet
  protune breaking --against-merge-base main             a branch, as a reviewer sees it
  protune breaking --against ci                          what a pull request changes, in CI
  protune breaking --against .git#tag=v1,subdir=api api  one folder, as it was released
  protune breaking --against old.tar.gz --against v3.binpb
  protune breaking --against ../released --select WIRE   only what breaks encoded data
  protune breaking --against ../released --diff          how to keep it compatible
  protune breaking --against ../released --fix           keep it compatible
  protune breaking --against git:HEAD --configs          service configs, policies and routes too
  protune breaking --against git:v1.4 --semver           whether the next release is 1.5 or 2.0
  protune breaking --against grpcs://api.example.com:443 what breaks the clients of a running server

Exit codes: 0 no findings that fail, 1 findings, 2 the work could not be done.";

pub(super) fn run(args: &Breaking, terminal: &Terminal) -> Exit {
    let reports = match chosen_outputs(&args.reports, args.columns, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let subject = subject(&args.paths, &args.path);
    let about = About { command: "breaking", subject: &subject };
    let refused = |problem: &str| refuse(about, problem, &reports, terminal);
    let opened = against::checked(&args.paths, args.fixing.is_asked_for()).and_then(|checked| {
        let here =
            || against::here(args.request(checked.as_ref(), args.elsewhere(false)?.into()), checked.as_ref());
        Ok((args.against.open(&args.paths, &here)?, checked))
    });
    let (inputs, checked) = match opened {
        Ok(opened) => opened,
        Err(problem) => return refused(&problem),
    };
    let checked = checked.as_ref();
    if args.semver.is_some() && inputs.iter().any(|input| input.server.is_some()) {
        return refused("--semver is about a released version, and a server is none");
    }
    for base in inputs.iter().filter_map(|input| input.base.as_ref()) {
        terminal.tell_base(base, args.quiet);
    }
    let report = |findings: Reported<'_>, terminal: &Terminal| match args.error_format {
        Some(format) => terminal.write(|out| report::write_buf(format, findings, out)),
        None => write_reports(args.quiet, findings, &reports, terminal),
    };
    let fetches = inputs.iter().any(|input| input.base.is_some());
    let elsewhere = match args.elsewhere(fetches) {
        Ok(elsewhere) => Arc::new(elsewhere),
        Err(problem) => return refused(&problem),
    };
    let (mut after, before) = match args.scopes(checked, &inputs, elsewhere) {
        Ok(scopes) => scopes,
        Err(problems) if args.is_for_person() => return problems::refuse(&problems, terminal),
        Err(problems) => {
            return problems::write(about, &problems, |findings| report(findings, terminal));
        }
    };
    let of_old = before.iter().zip(&inputs);
    let of_old = of_old.map(|(scope, input)| args.skipped.tell_old_side(scope, input, terminal));
    let skipped = of_old.fold(args.skipped.tell_notes(&after, terminal), Exit::max);
    let skipped = skipped.max(args.plugins.tell_closed(&after, &args.skipped, terminal));
    let skipped = skipped.max(args.skipped.tell_excluded(&after, "not checked", !args.quiet, terminal));
    let catalog = after.catalog().clone();
    if let Err(problem) = args.selection.check(&catalog) {
        return refused(&problem);
    }
    after.choose_breaking(|catalog, config| args.selection.apply(catalog, config));
    let limits = Limits {
        exclude_imports: args.exclude_imports,
        limit_to_input_files: args.limit_to_input_files,
        compared_from: after.compared_from().map(Path::to_owned),
    };
    let configs = if args.configs { Configs::find(&after) } else { Configs::default() };
    let reach = if args.fixing.looks_wider() { Reach::Users } else { Reach::Modules };
    let may_be_empty = args.index || after.excluded().next().is_some();
    let compare = |after: &Scope| -> Result<(Workspace, Vec<Diagnostic>), String> {
        let bar = progress::watch(after.progress(), args.quiet, terminal);
        let mut workspace = workspace::load_sides(&before, after, reach);
        drop(bar);
        against::name(&mut workspace, checked, &inputs);
        against::judge(&workspace, &inputs, may_be_empty)?;
        configs.add_to(&mut workspace, after);
        args.plugins.ran(plugin::breaking(&mut workspace, after));
        let diagnostics = breaking(&workspace, &after.settings(), &limits);
        Ok((workspace, diagnostics))
    };
    if args.fixing.is_asked_for() {
        let job = fix::Job {
            about,
            catalog: &catalog,
            fixing: &args.fixing,
            skipped: &args.skipped,
            lint: &compare,
            known: &RefCell::default(),
            changed: &Cell::default(),
            is_by_line: false,
            is_for_person: args.is_for_person(),
            report: &report,
            refuse: &|problem| refuse_in_lines(about, problem, &reports, terminal),
            fail_on: args.fail_on,
            exit_zero: args.exit_zero,
            quiet: args.quiet,
            text: None,
        };
        let fixed = fix::run(&mut after, &job, terminal);
        let fixed = fixed.max(args.plugins.tell_unchecked(&args.skipped, terminal));
        return fixed.max(skipped).max(args.skipped.tell_filters(&after, &before, terminal));
    }
    let (mut workspace, mut diagnostics) = match compare(&after) {
        Ok(compared) => compared,
        Err(problem) => return refuse_in_lines(about, &problem, &reports, terminal),
    };
    against::empty(&workspace, &inputs).into_iter().for_each(terminal::tell);
    if args.fixing.show_fixes {
        show_edits(&workspace, &mut diagnostics);
    }
    let contract = args.semver.map(|promise| match promise {
        Promise::Api => Contract::Api,
        Promise::Wire => Contract::Wire,
    });
    let semver = contract.and_then(|contract| semver(&workspace, &after.settings(), &limits, contract));
    if contract.is_some() && semver.is_none() {
        terminal::tell("no version step: it is not known what changed in schemas that do not compile");
    }
    let missing =
        problems::add_missing(&after, &mut workspace, &mut diagnostics, args.is_for_person(), terminal);
    let missing = missing.max(house::check_linked(
        &after,
        &mut workspace,
        &mut diagnostics,
        args.is_for_person(),
        terminal,
    ));
    let (limit, semver) = (args.fixing.limit(), semver.as_ref());
    let is_verbose = args.fixing.verbose;
    let skipped = skipped.max(args.skipped.tell_filters(&after, &before, terminal));
    let skipped = skipped.max(args.plugins.tell_unchecked(&args.skipped, terminal));
    let undone = &args.skipped.undone();
    let new = Reported::new(&workspace, &diagnostics);
    let findings = Reported {
        about,
        catalog: &catalog,
        undone,
        skipped: args.skipped.paths(),
        limit,
        semver,
        is_verbose,
        ..new
    };
    let failed = missing.max(skipped).max(tell_failures(&workspace, terminal));
    let written = report(findings, terminal);
    let verdict = if args.exit_zero { Exit::Clean } else { args.fail_on.verdict(&diagnostics) };
    failed.max(written).max(verdict)
}

impl Breaking {
    /// Returns whether no format is asked for: then a person reads, who sees the part of a configuration that is
    /// wrong.
    fn is_for_person(&self) -> bool {
        self.reports.is_empty() && self.error_format.is_none()
    }

    /// Returns the parts of the new side that lie elsewhere than they are named. The error is for the user.
    fn elsewhere(&self, fetches: bool) -> Result<Elsewhere, String> {
        let folder = input::folder_for(&self.paths);
        let mut elsewhere = Elsewhere::of_sparse_checkout(&folder, fetches)?;
        if self.index {
            elsewhere
                .lay_index_over(&folder)
                .map_err(|why| format!("cannot compare what is staged: {why}"))?;
        }
        Ok(elsewhere)
    }

    /// Scopes of the new side, which may be an input, and of the sides that it is compared with.
    fn scopes(
        &self,
        checked: Option<&Input>,
        inputs: &[Input],
        elsewhere: Arc<Elsewhere>,
    ) -> Result<(Scope, Vec<Scope>), Problems> {
        let request = self.request(checked, elsewhere);
        against::scopes(request, checked, inputs, self.against.against_config.as_deref())
    }

    fn request(&self, checked: Option<&Input>, elsewhere: Arc<Elsewhere>) -> Request {
        Request {
            paths: self.paths.clone(),
            only: self.path.clone(),
            without: self.exclude_path.clone(),
            obeys_exclude: true,
            config: self.config.clone().or_else(|| checked.and_then(against::config_around)),
            used: &[Section::Breaking],
            plugins: self.plugins.terms(),
            takes_configs: self.configs,
            elsewhere,
            roots: self.roots.clone(),
            no_links: self.disable_symlinks,
            ..Request::default()
        }
    }
}
