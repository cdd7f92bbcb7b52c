//! `protune drift`: loads a server's schema and the one here, and lists the differences. Holds the flags of the command
//! and the order of its steps.

use super::against::{self, Against};
use super::output::{
    Columns, FailOn, Output, chosen_outputs, refuse, refuse_in_lines, subject, tell_failures, write_reports,
};
use super::servers::Servers;
use super::skipped::Skipped;
use super::{Exit, Terminal, names, problems, progress};
use crate::config::Section;
use crate::report::{About, Reported};
use crate::workspace::input;
use crate::workspace::{self, Elsewhere, Reach, Request};
use protune_engine::breaking;
use protune_engine::check::Limits;
use protune_engine::settings::Chosen;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// List the differences between the schema here and the one of a running server.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Drift {
    /// Files and folders to compare [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Server to compare with: grpc://HOST:PORT, grpcs://HOST:PORT with TLS, or unix:PATH; or another input that
    /// `breaking` takes, such as a file of --save-baseline. With several, all of them.
    #[arg(long, value_name = "SERVER", required = true, help_heading = "Compared with")]
    against: Vec<String>,
    #[command(flatten)]
    servers: Servers,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR", help_heading = "Files")]
    roots: Vec<PathBuf>,
    /// Exclude these files and folders.
    #[arg(long, visible_alias = "exclude", value_name = "PATH", help_heading = "Files")]
    exclude_path: Vec<PathBuf>,
    /// Read this in place of the configuration around the paths: a file, or its text.
    #[arg(long, value_name = "CONFIG", help_heading = "Files")]
    config: Option<String>,
    #[command(flatten)]
    skipped: Skipped,
    #[arg(long = "format", visible_alias = "output-format", value_name = "FORMAT[:FILE]", value_parser = names::outputs(), hide_possible_values = true, help = names::help_of_outputs(), help_heading = "Output")]
    reports: Vec<Output>,
    /// Unit of the columns in the formats text and msvs [default: chars in text, utf16 in msvs].
    #[arg(long, value_name = "UNIT", value_enum, help_heading = "Output")]
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

const EXAMPLES: &str = "\
Findings:
  DRIFT_REMOVED       error  it is served, but not declared here
  DRIFT_CHANGED       error  it is served in another way
  DRIFT_NOT_DEPLOYED  info   it is declared here, but not served

Examples:
  protune drift --against grpc://localhost:50051
  protune drift proto --against grpcs://api.example.com:443 -H 'authorization: Bearer ${TOKEN}'
  protune drift --against grpcs://a.example.com:443 --against grpcs://b.example.com:443 --fail-on info

Exit codes: 0 no findings that fail, 1 findings, 2 the work could not be done.";

pub(super) fn run(args: &Drift, terminal: &Terminal) -> Exit {
    let reports = match chosen_outputs(&args.reports, args.columns, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let subject = subject(&args.paths, &[]);
    let about = About { command: "drift", subject: &subject };
    let elsewhere = match Elsewhere::of_sparse_checkout(&input::folder_for(&args.paths), false) {
        Ok(elsewhere) => Arc::new(elsewhere),
        Err(problem) => return refuse(about, &problem, &reports, terminal),
    };
    let here = || against::here(args.request(&elsewhere), None);
    let inputs = match Against::open_all(&args.against, &args.servers, &args.paths, &here) {
        Ok(inputs) => inputs,
        Err(problem) => return refuse(about, &problem, &reports, terminal),
    };
    let (mut after, before) = match against::scopes(args.request(&elsewhere), None, &inputs, None) {
        Ok(scopes) => scopes,
        Err(problems) => return problems::refuse(&problems, terminal),
    };
    let of_old = before.iter().zip(&inputs);
    let of_old = of_old.map(|(scope, input)| args.skipped.tell_old_side(scope, input, terminal));
    let skipped = of_old.fold(args.skipped.tell_notes(&after, terminal), Exit::max);
    let skipped = skipped.max(args.skipped.tell_excluded(&after, "not compared", !args.quiet, terminal));
    let catalog = after.catalog().clone();
    for config in after.comparisons() {
        config.rules = catalog.rules().iter().filter(|rule| rule.is_drift()).map(Chosen::from).collect();
    }
    let limits = Limits { compared_from: after.compared_from().map(Path::to_owned), ..Limits::default() };
    let bar = progress::watch(after.progress(), args.quiet, terminal);
    let mut workspace = workspace::load_sides(&before, &after, Reach::Modules);
    drop(bar);
    against::name(&mut workspace, None, &inputs);
    if let Err(problem) = against::judge(&workspace, &inputs, false) {
        return refuse_in_lines(about, &problem, &reports, terminal);
    }
    let mut diagnostics = breaking(&workspace, &after.settings(), &limits);
    let missing =
        problems::add_missing(&after, &mut workspace, &mut diagnostics, args.reports.is_empty(), terminal);
    let skipped = skipped.max(args.skipped.tell_filters(&after, &before, terminal));
    let undone = &args.skipped.undone();
    let new = Reported::new(&workspace, &diagnostics);
    let findings = Reported { about, catalog: &catalog, undone, skipped: args.skipped.paths(), ..new };
    let failed = missing.max(skipped).max(tell_failures(&workspace, terminal));
    let written = write_reports(args.quiet, findings, &reports, terminal);
    let verdict = if args.exit_zero { Exit::Clean } else { args.fail_on.verdict(&diagnostics) };
    failed.max(written).max(verdict)
}

impl Drift {
    fn request(&self, elsewhere: &Arc<Elsewhere>) -> Request {
        Request {
            paths: self.paths.clone(),
            without: self.exclude_path.clone(),
            obeys_exclude: true,
            config: self.config.clone(),
            used: &[Section::Breaking],
            elsewhere: Arc::clone(elsewhere),
            roots: self.roots.clone(),
            ..Request::default()
        }
    }
}
