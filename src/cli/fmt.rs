//! `protune fmt`: formats files, each by itself. Holds the flags of the command and the order of its
//! steps.

use super::output::{Output, PARTED, chosen_outputs, subject, write_reports};
use super::problems::{self, refuse};
use super::skipped::Skipped;
use super::stdin::{Buffer, Stdin};
use super::{Exit, Terminal, names, progress, terminal, unformatted};
use crate::paths;
use crate::report::{self, About, Reported, count, left_out, visible_path};
use crate::workspace::{self, Files, Found, Request, Scope};
use crate::write;
use protune_compiler::syntax::{TextError, Tree, parse};
use protune_compiler::text::{ColumnUnit, LineIndex};
use protune_engine::documents::Stage;
use protune_engine::fmt::{self, Style};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Format schemas like `buf format`.
#[derive(clap::Args)]
#[command(visible_alias = "format", after_help = EXAMPLES)]
pub(super) struct Fmt {
    /// Files and folders to format, or `-` for standard input [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// List files that are not formatted, write nothing, and exit with 1 if there are any.
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Print changes as a unified diff, write nothing, and exit with 1 if there are any.
    #[arg(short, long)]
    diff: bool,
    /// Write the files, which is the default.
    #[arg(short, long, hide = true, conflicts_with_all = ["check", "diff"])]
    write: bool,
    /// Exclude these files and folders; can be given several times.
    #[arg(long, visible_alias = "exclude", value_name = "PATH")]
    exclude_path: Vec<PathBuf>,
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = names::outputs(), hide_possible_values = true, requires = "check", conflicts_with_all = ["lines", "stdin_filename"], help = names::help_of_outputs())]
    reports: Vec<Output>,
    #[command(flatten)]
    stdin: Stdin,
    /// Change only these lines, counted from 1; can be given several times. Declarations then stay in place.
    #[arg(long, value_name = "A:B", value_parser = lines)]
    lines: Vec<RangeInclusive<usize>>,
    #[command(flatten)]
    skipped: Skipped,
    /// Do not print the closing line and the progress bar.
    #[arg(short, long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune fmt                             everything below the working directory
  protune fmt --check proto               list what is not formatted
  protune fmt --check --format github     annotate what is not formatted
  protune fmt --diff a.proto              show what would change
  protune fmt --stdin-filename a.proto - < a.proto
  protune fmt --lines 10:20 a.proto       a part of a file

Exit codes: 0 done, 1 with --check or --diff: something is not formatted, 2 a file could not be formatted.";

/// Result for a file.
enum Formatted {
    Same,
    /// With `--diff`, what changes; and whether the file had another name, which keeps the old text.
    Changed {
        diff: Vec<u8>,
        was_linked: bool,
    },
    /// Reasons for leaving it alone: lines for standard error.
    Failed(Vec<String>),
}

pub(super) fn run(args: &Fmt, terminal: &Terminal) -> Exit {
    if args.is_stdin() {
        return stdin(args, terminal);
    }
    let reports = match chosen_outputs(&args.reports, None, terminal) {
        Ok(reports) => reports,
        Err(problem) => return terminal.fail(problem),
    };
    let subject = subject(&args.paths, &[]);
    let about = About { command: "fmt", subject: &subject };
    let (paths, without) = (args.paths.clone(), args.exclude_path.clone());
    let scope = match Scope::find(Request { paths, without, obeys_exclude: true, ..Request::default() }) {
        Ok(scope) => scope,
        Err(problems) if args.reports.is_empty() => return refuse(&problems, terminal),
        Err(problems) => {
            let write = |findings: Reported<'_>| write_reports(args.quiet, findings, &reports, terminal);
            return problems::write(about, &problems, write);
        }
    };
    let left_out = args.skipped.tell_left_out(&scope, terminal);
    let excluded = args.skipped.tell_excluded(&scope, "not formatted", !args.quiet, terminal);
    let mut found = workspace::files(&scope);
    let skipped = left_out.max(excluded).max(leave_outside(args, &mut found, terminal));
    let skipped = skipped.max(args.skipped.tell_filters(&scope, &[], terminal));
    let style = Style::default();
    let style_of = |file: &Found| file.project.map_or(&style, |project| &scope.projects[project].style);
    if !args.reports.is_empty() {
        let skipped_paths = args.skipped.paths();
        let write = |findings: Reported<'_>| {
            let findings = Reported { about, skipped: skipped_paths, ..findings };
            write_reports(args.quiet, findings, &reports, terminal)
        };
        return skipped.max(unformatted::report(&found, style_of, write, terminal));
    }
    if args.writes_files() {
        let folders: BTreeSet<&Path> = found.files.iter().filter_map(|file| file.disk.parent()).collect();
        folders.into_iter().for_each(write::clear);
    }
    for failure in &found.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
    }
    scope.progress().begin(Stage::Formatting);
    scope.progress().expect(found.files.len());
    let bar = progress::watch(scope.progress(), args.quiet, terminal);
    let format = |found: &Found| {
        let outcome = file(args, found, style_of(found), terminal);
        scope.progress().step();
        outcome
    };
    let outcomes: Vec<Formatted> = found.files.par_iter().map(format).collect();
    drop(bar);
    let written = terminal.write(|out| {
        for (file, outcome) in found.files.iter().zip(&outcomes) {
            match outcome {
                Formatted::Changed { .. } if args.check => writeln!(out, "{}", visible_path(&file.path))?,
                Formatted::Changed { diff, .. } => out.write_all(diff)?,
                Formatted::Same | Formatted::Failed(_) => {}
            }
        }
        Ok(())
    });
    for (file, outcome) in found.files.iter().zip(&outcomes) {
        if matches!(outcome, Formatted::Changed { was_linked: true, .. }) {
            terminal.warn(format_args!("{} {PARTED}", file.path));
        }
    }
    let unread = if found.failures.is_empty() { Exit::Clean } else { Exit::Failed };
    written.max(unread).max(skipped).max(conclude(args, &outcomes, found.failures.len()))
}

/// Leaves out what links to folders lead to that nobody named, and says so: it is not for this run to change.
fn leave_outside(args: &Fmt, found: &mut Files, terminal: &Terminal) -> Exit {
    let here = [PathBuf::from(".")];
    let outside = found.leave_outside(if args.paths.is_empty() { &here } else { &args.paths });
    let working_dir = paths::working_dir();
    let skip = |folder: &Path| {
        let folder = paths::printed(folder, &working_dir);
        let what = format_args!("{folder} is left as it is: a link leads to it, out of what is formatted");
        args.skipped.skip(what, terminal)
    };
    outside.iter().map(|folder| skip(folder)).max().unwrap_or(Exit::Clean)
}

/// Reports failures and the numbers of files, and returns the verdict.
fn conclude(args: &Fmt, outcomes: &[Formatted], unread: usize) -> Exit {
    let (mut changed, mut failed) = (0, 0);
    for outcome in outcomes {
        match outcome {
            Formatted::Same => {}
            Formatted::Changed { .. } => changed += 1,
            Formatted::Failed(reasons) => {
                failed += 1;
                reasons.iter().for_each(terminal::tell);
            }
        }
    }
    let skipped = args.skipped.paths();
    if !args.quiet && outcomes.is_empty() && skipped > 0 {
        terminal::tell(format_args!("no files to format{}", left_out(unread, skipped)));
    }
    if !args.quiet && !outcomes.is_empty() {
        let same = outcomes.len() - changed - failed;
        let mut line = in_words(args.is_dry(), changed, same);
        if failed > 0 {
            let failed = count(failed, "file");
            line += &format!("{}{failed} could not be formatted", if line.is_empty() { "" } else { "; " });
        }
        terminal::tell(line + &left_out(unread, skipped));
    }
    match (failed, changed) {
        (1.., _) => Exit::Failed,
        (_, 1..) if args.is_dry() => Exit::Findings,
        _ => Exit::Clean,
    }
}

/// `would format 1 file, 2 already formatted`; empty for no files.
fn in_words(is_dry: bool, changed: usize, same: usize) -> String {
    let files = count(changed, "file");
    match (changed, same) {
        (0, 0) => String::new(),
        (0, same) => format!("{} already formatted", count(same, "file")),
        (_, 0) if is_dry => format!("would format {files}"),
        (_, 0) => format!("{files} formatted"),
        (_, same) if is_dry => format!("would format {files}, {same} already formatted"),
        (_, same) => format!("{files} formatted, {same} already formatted"),
    }
}

impl Fmt {
    /// Whether the results go to the disk.
    pub(super) fn writes_files(&self) -> bool {
        !self.is_dry() && !self.is_stdin()
    }

    fn is_stdin(&self) -> bool {
        self.stdin.is_meant(&self.paths)
    }

    /// Nothing is written to the disk.
    fn is_dry(&self) -> bool {
        self.check || self.diff
    }

    /// The formatted text, or why there is none.
    fn format(&self, path: &str, tree: &Tree, style: &Style) -> Result<String, Vec<String>> {
        let formatted = match &self.lines[..] {
            [] => fmt::format(tree, style),
            lines => fmt::format_part(tree, style, |old, new| report::take_lines(old, new, lines)),
        };
        formatted.map_err(|damage| {
            vec![format!("error: {}, and the file is left alone", damaged(path, damage.describe()))]
        })
    }
}

/// Describes a layout that would lose something.
pub(super) fn damaged(path: &str, damage: &str) -> String {
    format!("cannot format {path}: {damage}; this is a bug in protune {}", env!("CARGO_PKG_VERSION"))
}

/// Formats one file, and writes it unless it is only to be looked at.
fn file(args: &Fmt, Found { path, disk, .. }: &Found, style: &Style, terminal: &Terminal) -> Formatted {
    let tree = match workspace::text(disk) {
        Ok(text) => parse(text),
        Err(reason) => {
            return Formatted::Failed(vec![format!("error: cannot read {path}: {reason}")]);
        }
    };
    // To know that a file changes, it need not be known that the change is sound.
    if args.check && args.lines.is_empty() && tree.errors().is_empty() {
        let is_formatted = fmt::is_formatted(&tree, style);
        let changed = Formatted::Changed { diff: Vec::new(), was_linked: false };
        return if is_formatted { Formatted::Same } else { changed };
    }
    let new = match whole(path, &tree).and_then(|()| args.format(path, &tree, style)) {
        Ok(new) if new == tree.text() => return Formatted::Same,
        Ok(new) => new,
        Err(reasons) => return Formatted::Failed(reasons),
    };
    let mut diff = Vec::new();
    let was_linked = args.writes_files() && write::has_other_name(disk);
    let done = if args.diff {
        report::write_diff(path, tree.text(), &new, terminal.look, &mut diff)
            .map_err(|error| error.to_string())
    } else if args.check {
        Ok(())
    } else {
        write::replace(disk, tree.text(), &new)
    };
    match done {
        Ok(()) => Formatted::Changed { diff, was_linked },
        Err(reason) => Formatted::Failed(vec![format!("error: cannot write {path}: {reason}")]),
    }
}

fn stdin(args: &Fmt, terminal: &Terminal) -> Exit {
    let Buffer { name, text } = match args.stdin.read(&args.paths) {
        Ok(buffer) => buffer,
        Err(problem) => return terminal.fail(problem),
    };
    let (path, tree) = (&*name.to_string_lossy(), parse(text));
    // Input with the name of a file has the layout of that file.
    let request = Request { paths: vec![name.clone()], obeys_exclude: true, ..Request::default() };
    let scope = match Scope::find(request) {
        Ok(scope) => scope,
        Err(problems) => return refuse(&problems, terminal),
    };
    if scope.excluded().next().is_some() {
        // An editor replaces its text with what is printed.
        let prints_text = !args.is_dry();
        return terminal
            .write(|out| if prints_text { out.write_all(tree.text().as_bytes()) } else { Ok(()) });
    }
    let style = scope.projects.into_iter().next().map_or_else(Style::default, |project| project.style);
    let new = match whole(path, &tree).and_then(|()| args.format(path, &tree, &style)) {
        Ok(new) => new,
        Err(reasons) => {
            reasons.iter().for_each(terminal::tell);
            return Exit::Failed;
        }
    };
    let is_same = new == tree.text();
    let written = terminal.write(|out| match (args.check, args.diff) {
        (true, _) if is_same => Ok(()),
        (true, _) => writeln!(out, "{}", visible_path(path)),
        (_, true) => report::write_diff(path, tree.text(), &new, terminal.look, out),
        _ => out.write_all(new.as_bytes()),
    });
    written.max(if args.is_dry() && !is_same { Exit::Findings } else { Exit::Clean })
}

/// Checks that a file has no syntax errors. A file with errors is left alone; they are reported, one a line,
/// as `lint` does.
fn whole(path: &str, tree: &Tree) -> Result<(), Vec<String>> {
    if tree.errors().is_empty() {
        return Ok(());
    }
    let (path, lines) = (visible_path(path), LineIndex::new(tree.text()));
    let lines = lines.of(tree.text());
    let line = |error: &TextError| {
        let (line, column) = lines.position(error.span.start, ColumnUnit::Scalar);
        format!("{path}:{}:{}: error[COMPILE] {}", line + 1, column + 1, error.message)
    };
    Err(tree.errors().iter().map(line).collect())
}

/// Reads `A:B` or `A`. The error is for the user.
fn lines(value: &str) -> Result<RangeInclusive<usize>, String> {
    let (first, last) = value.split_once(':').unwrap_or((value, value));
    let number = |text: &str| {
        let line = text.parse::<usize>().ok().filter(|&line| line > 0);
        line.ok_or_else(|| format!("`{text}` is not the number of a line"))
    };
    let (first, last) = (number(first)?, number(last)?);
    if last < first {
        return Err(format!("line {last} stands before line {first}"));
    }
    Ok(first..=last)
}
