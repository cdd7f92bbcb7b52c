//! `protune optimize`: proposes rewrites, weighs and verifies them, and writes them. Holds the flags of the
//! command and the order of its steps.

use super::messages::MessageFlags;
use super::output::{Output, write_reports};
use super::profile::Measured;
use super::select::RewriteSelection;
use super::typed::{self, Unusable};
use super::{Exit, Terminal, against, fix, merge, names, problems, profile, progress, terminal};
use crate::config::Problems;
use crate::fix as fixing;
use crate::report::{self, About, Reported};
use crate::workspace::input::{self, Input};
use crate::workspace::{self, Reach, Request, Scope, requests};
use clap::{Arg, ValueEnum};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_engine::check::compiler;
use protune_engine::fix::{Fixed, Stopped};
use protune_engine::optimize::{self, Allowed, Choice, Place, Plan, Task};
use protune_engine::{Workspace, plan};
use protune_rules::Catalog;
use protune_rules::proposal::{Declared, Proposal};
use protune_wire::profile::Mismatch;
use protune_wire::{Layout, Plan as WirePlan, Recoding};
use std::path::{Path, PathBuf};

/// Propose rewrites of a schema that save bytes, and verify them on real messages.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("inputs", verifying))]
pub(super) struct Optimize {
    /// Profile written by `protune profile`.
    #[arg(long, value_name = "FILE", required_unless_present = "ty", help_heading = "Messages")]
    profile: Option<PathBuf>,
    /// Full name of the message type; the messages are profiled first.
    #[arg(
        long = "type",
        id = "ty",
        value_name = "MESSAGE",
        requires = "inputs",
        conflicts_with = "profile",
        help_heading = "Messages"
    )]
    ty: Option<String>,
    #[command(flatten)]
    pub(super) messages: MessageFlags,
    /// Contracts that may break: binary (encoded messages), json, source (generated code) [default: none].
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',', help_heading = "Rewrites")]
    allow: Vec<Axis>,
    #[arg(long, value_name = "INPUT", allow_hyphen_values = true, help = help_of_baseline(), help_heading = "Rewrites")]
    baseline: Option<String>,
    /// Minimum that a rewrite has to save: bytes, or a share of all bytes (0.1%).
    #[arg(long, value_name = "LEAST", default_value = "0.1%", value_parser = least, help_heading = "Rewrites")]
    at_least: Least,
    #[command(flatten)]
    selection: RewriteSelection,
    /// Print the rewrites as a unified diff; exit with 1 if there are any.
    #[arg(long, conflicts_with_all = ["reports", "apply"], help_heading = "Rewrites")]
    diff: bool,
    /// Write the rewrites into the schema.
    #[arg(long, help_heading = "Rewrites")]
    apply: bool,
    /// Report format, optionally with a file, as for `lint` [default: for a person].
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = names::outputs(), hide_possible_values = true, help_heading = "Output")]
    reports: Vec<Output>,
    /// Print the most frequent values of the fields that hints are about, from --input; a profile has no values.
    #[arg(long, requires = "inputs", conflicts_with_all = ["diff", "apply"], help_heading = "Output")]
    show_values: bool,
    /// Print which proposals are not made, and why; with --type, also how each file was read.
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    /// Do not print the closing lines and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune optimize --type shop.v1.Order --input orders/            exact and verified
  protune optimize --profile shop.profile                          estimates, from counts alone
  protune optimize --profile shop.profile --input orders/          the same, counted already
  protune optimize --profile p --input orders/ --allow binary      before the first release
  protune optimize --profile p --allow binary --baseline git:v1.4  only what is newer than that release
  protune optimize --profile p --input orders/ --diff | git apply

Exit codes: 0 done, 1 --diff has something to show, or most bytes are unknown to the type, 2 the
work could not be done, or a message did not come back as it was.";

fn verifying(inputs: Arg) -> Arg {
    inputs.help(
        "Messages to measure and verify the rewrites with: files, or folders with such files; plain, gzip or zstd",
    )
}

fn help_of_baseline() -> String {
    let kinds = input::in_words();
    format!("Released version, which keeps its encoding regardless of --allow: {kinds}")
}

/// Contract that may break.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Axis {
    /// Encoded messages.
    Binary,
    /// JSON.
    Json,
    /// Generated code.
    Source,
}

/// Least saving that is worth a rewrite.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Least {
    Bytes(u64),
    /// Share of all bytes, in percent.
    Share(f64),
}

/// The error is for the user.
fn least(text: &str) -> Result<Least, String> {
    let problem = || "neither a number of bytes nor a share such as 0.1%".to_owned();
    match text.strip_suffix('%') {
        None => text.parse().map(Least::Bytes).map_err(|_| problem()),
        Some(share) => {
            let share: f64 = share.trim().parse().map_err(|_| problem())?;
            if (0.0..=100.0).contains(&share) { Ok(Least::Share(share)) } else { Err(problem()) }
        }
    }
}

const ABOUT: About<'static> = About { command: "optimize", subject: "" };

pub(super) fn run(args: &Optimize, terminal: &Terminal) -> Exit {
    match optimized(args, terminal) {
        Ok(exit) => exit,
        Err(Failed::Told(exit)) => exit,
        Err(Failed::Because(problem)) => terminal.fail_in_lines(&problem),
        Err(Failed::Configured(problems)) if args.reports.is_empty() => problems::refuse(&problems, terminal),
        Err(Failed::Configured(problems)) => problems::write(ABOUT, &problems, |findings| {
            write_reports(true, findings, &args.reports, terminal)
        }),
    }
}

/// Reason why there is nothing to show.
enum Failed {
    Told(Exit),
    /// For the user.
    Because(String),
    /// Configurations cannot be used.
    Configured(Problems),
}

impl From<Problems> for Failed {
    fn from(problems: Problems) -> Failed {
        Failed::Configured(problems)
    }
}

impl From<String> for Failed {
    fn from(problem: String) -> Failed {
        Failed::Because(problem)
    }
}

fn optimized(args: &Optimize, terminal: &Terminal) -> Result<Exit, Failed> {
    args.messages.can_be_read("twice")?;
    let known = args.profile.as_deref().map(merge::read).transpose()?;
    if let Some(text) = against::packed(&args.messages.paths).filter(|_| args.diff || args.apply) {
        return Err(format!("cannot change {text}: only .proto files are changed").into());
    }
    let typed = args.messages.schema()?;
    let workspace = typed.load(terminal).map_err(Failed::Told)?;
    let wanted = known.as_ref().map(|profile| profile.root().name.clone()).or_else(|| args.ty.clone());
    let wanted = wanted.unwrap_or_default();
    let layout = typed::layout(&workspace.schema, &wanted)?;
    let reading = args.messages.reading(&workspace.schema, &layout);
    let watched = || progress::watch(&reading.progress, args.quiet, terminal);
    let (profile, verdict) = match (known, &args.profile) {
        (Some(profile), Some(path)) => {
            profile.is_of(&layout).map_err(|why| outdated(path, &why))?;
            (profile, Exit::Clean)
        }
        _ => {
            let bar = watched();
            let Measured { profile, notes, .. } = profile::measure(&reading, None)?;
            drop(bar);
            if args.verbose {
                notes.iter().for_each(terminal::tell);
            }
            let verdict = profile::judge(&profile, &wanted, terminal);
            (profile, verdict)
        }
    };
    let released = args.baseline.as_deref().map(|text| load_released(args, text, terminal)).transpose()?;
    let released = released.as_ref().map(|workspace| Declared::new(&workspace.schema));
    let rules = args.selection.rules(Catalog::compiled_in());
    let task = Task {
        layout: &layout,
        profile: &profile,
        rules: &rules,
        allowed: args.allowed(),
        released: released.as_ref(),
        least: &|all| args.at_least.of(all),
    };
    let bar = watched();
    let plan = plan(&workspace, &task, Some(&reading).filter(|_| !args.messages.inputs.is_empty()))?;
    if args.diff || args.apply {
        drop(bar);
        let found = Found { layout: layout.clone(), plan };
        return Ok(write(args, typed.scope, found, terminal)?.max(verdict));
    }
    let hints = report::hints(&profile, &plan, &layout, args.at_least.of(profile.bytes));
    let places: Vec<Place> = hints.iter().map(|hint| hint.place).collect();
    let values = args.show_values.then(|| optimize::values(&reading, &layout, &places)).transpose()?;
    drop(bar);
    let found = Found { layout: layout.clone(), plan };
    let exit = tell(args, &workspace, &found, terminal).max(verdict);
    if !args.quiet || args.show_values {
        report::list_hints(&hints, args.verbose, values.as_deref()).iter().for_each(terminal::tell);
    }
    Ok(exit)
}

/// All that is to be said.
struct Found {
    layout: Layout,
    plan: Plan,
}

impl Found {
    fn proposals(&self) -> Vec<&Proposal> {
        self.plan.chosen.iter().map(|choice| &choice.proposal).collect()
    }
}

impl Optimize {
    fn allowed(&self) -> Allowed {
        let has = |axis| self.allow.contains(&axis);
        Allowed { binary: has(Axis::Binary), json: has(Axis::Json), source: has(Axis::Source) }
    }
}

impl Least {
    fn of(self, all: u64) -> u64 {
        match self {
            Least::Bytes(bytes) => bytes,
            Least::Share(percent) => (all as f64 * percent / 100.0).ceil() as u64,
        }
    }
}

fn outdated(profile: &Path, why: &Mismatch) -> String {
    let what = match why {
        Mismatch::Type(name) => format!("`{name}` is declared otherwise now"),
        Mismatch::Field { message, field, one, other } => {
            format!("field `{field}` of `{message}` was {one} and is {other} now")
        }
        Mismatch::Roots(..) | Mismatch::Sealed => why.to_string(),
    };
    format!(
        "{} was made with another schema, since {what}: make it anew with `protune profile`",
        profile.display()
    )
}

impl From<Unusable> for Failed {
    fn from(unusable: Unusable) -> Failed {
        match unusable {
            Unusable::Configured(problems) => Failed::Configured(problems),
            Unusable::Because(problem) => Failed::Because(problem),
        }
    }
}

/// The schema as it was released.
fn load_released(args: &Optimize, text: &str, terminal: &Terminal) -> Result<Workspace, Failed> {
    let named = |why: String| format!("cannot take {text} as what is released: {why}");
    let input: Input = input::open(text, &input::folder_for(&args.messages.paths)).map_err(named)?;
    if let Some(base) = &input.base {
        terminal.tell_base(base, args.quiet);
    }
    let request = Request {
        paths: args.messages.paths.clone(),
        roots: args.messages.roots.clone(),
        ..Request::default()
    };
    let (_, before) = requests(request, None, std::slice::from_ref(&input), None);
    // An empty one would guard nothing.
    let request = Request { may_be_empty: false, ..before.into_iter().next().unwrap_or_default() };
    let scope = Scope::find(request).map_err(|problems| against::named(&input, problems))?;
    let workspace = workspace::load(&scope, Reach::Files);
    if let Some(failure) = workspace.failures.first() {
        return Err(named(format!("{}: {}", input.shown(&failure.path), failure.reason)).into());
    }
    // What cannot be read guards nothing.
    let problems = compiler(&workspace);
    match problems.iter().find(|problem| problem.severity == Severity::Error) {
        Some(problem) => {
            let path = input.shown(&workspace.document(problem.place.file).path);
            Err(named(format!("it does not compile: {path}: {}", problem.message)).into())
        }
        None => Ok(workspace),
    }
}

fn tell(args: &Optimize, workspace: &Workspace, found: &Found, terminal: &Terminal) -> Exit {
    let diagnostics: Vec<Diagnostic> = found.plan.chosen.iter().map(with_saving).collect();
    let findings = findings(workspace, &diagnostics);
    let plan = &found.plan;
    let written = match args.reports.is_empty() {
        true => terminal.write(|out| report::write_plan(plan, findings, terminal.look, out)),
        false => write_reports(true, findings, &args.reports, terminal),
    };
    if args.verbose {
        report::list_aside(plan, findings, &found.layout).iter().for_each(terminal::tell);
    }
    if !args.quiet {
        report::sum_up_plan(plan, &found.layout).iter().for_each(terminal::tell);
    }
    written
}

fn findings<'w>(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Reported<'w> {
    Reported { about: ABOUT, limit: Safety::Unsafe, ..Reported::new(workspace, diagnostics) }
}

/// The finding says what it saves.
fn with_saving(choice: &Choice) -> Diagnostic {
    let mut finding = choice.proposal.finding.clone();
    if !choice.proposal.steps.is_empty() {
        let saved = report::count(choice.saved.max(0) as usize, "byte");
        finding.message += &format!("; {saved} could be saved");
    }
    finding
}

/// Writes the plan into the schema, or shows what that would change.
fn write(args: &Optimize, mut scope: Scope, found: Found, terminal: &Terminal) -> Result<Exit, Failed> {
    let units = optimize::units(&found.proposals());
    let restated = |scope: &Scope| {
        let workspace = workspace::load(scope, Reach::Users);
        // What is written once is not written again.
        let diagnostics = match scope.texts.is_empty() {
            true => optimize::restated(&workspace, &found.proposals(), &units),
            false => Vec::new(),
        };
        Ok((workspace, diagnostics))
    };
    let fixed = match fixing::run(&mut scope, &restated, Safety::Unsafe, 1) {
        Ok(fixed) => fixed,
        Err(Stopped::Lint(problem) | Stopped::Unsound(problem)) => {
            return Err(format!("nothing was changed: {problem}").into());
        }
    };
    agrees(&found, &fixed)?;
    let exit = if args.diff {
        let written = fix::print_changes(&fixed, terminal);
        written.max(if fixed.changed.is_empty() { Exit::Clean } else { Exit::Findings })
    } else {
        fix::write(&fixed, scope.working_dir(), terminal)?;
        if !args.quiet {
            let files = report::count(fixed.changed.len(), "file");
            terminal::tell(format_args!(
                "{} made in {files}",
                report::count(found.plan.chosen.len(), "rewrite")
            ));
        }
        Exit::Clean
    };
    if !args.quiet {
        report::sum_up_plan(&found.plan, &found.layout).iter().for_each(terminal::tell);
    }
    Ok(exit)
}

/// The resulting schema encodes as the plan does.
fn agrees(found: &Found, fixed: &Fixed) -> Result<(), String> {
    let steps = found.proposals().iter().flat_map(|proposal| proposal.steps.iter().cloned()).collect();
    let recoding =
        Recoding::new(&found.layout, &WirePlan { steps }).map_err(|refusal| refusal.to_string())?;
    let root = &found.layout.get(found.layout.root()).name;
    let layout = Layout::of(&fixed.workspace.schema, root).ok_or("the message type is gone")?;
    match recoding.to().difference(&layout) {
        None => Ok(()),
        Some(field) => Err(format!(
            "nothing was changed: the new schema would encode `{field}` otherwise than the plan, which is a bug \
             in protune; leave the rewrite out with --ignore"
        )),
    }
}
