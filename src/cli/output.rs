//! Shared end of commands once findings exist: the formats and files that they go to, failures, and the
//! verdict. Knows no command.

use super::{Exit, Terminal, select, terminal};
use crate::report::{
    self, About, BUF_FORMATS, BufFormat, Encode, FORMATS, FULL, Format, Look, Reader, Reported, Summary,
    TEXT, format_named,
};
use crate::{paths, workspace, write};
use clap::ValueEnum;
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::Fingerprint;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// In bytes.
const MAX_SUBJECT: usize = 100;

/// A format, and where it goes: a file, or standard output.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) format: &'static Format,
    file: Option<PathBuf>,
    columns: Option<ColumnUnit>,
}

/// Unit of the columns in formats of lines: bytes as in Vim, characters as in Emacs, or UTF-16 code units as in Visual
/// Studio Code.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Columns {
    Bytes,
    Chars,
    Utf16,
}

impl From<Columns> for ColumnUnit {
    fn from(columns: Columns) -> ColumnUnit {
        match columns {
            Columns::Bytes => ColumnUnit::Byte,
            Columns::Chars => ColumnUnit::Scalar,
            Columns::Utf16 => ColumnUnit::Utf16,
        }
    }
}

/// The least severity that a command fails for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
}

impl FailOn {
    /// Returns the exit code for findings.
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

/// Returns the outputs that were asked for, or the one that suits. Columns are of this unit in those that let it be
/// chosen; at least one has to.
pub(super) fn chosen_outputs(
    asked: &[Output],
    columns: Option<Columns>,
    terminal: &Terminal,
) -> Result<Vec<Output>, String> {
    let suiting = || Output::new(if terminal.is_watched { &FULL } else { &TEXT }, None);
    let mut outputs = if asked.is_empty() { vec![suiting()] } else { distinct(asked)? };
    let Some(unit) = columns else { return Ok(outputs) };
    if let [fixed, ..] = &outputs[..]
        && !outputs.iter().any(Output::takes_columns)
    {
        let named = FORMATS.iter().filter(|format| matches!(format.columns, report::Columns::Chosen(_)));
        let named: Vec<&str> = named.map(|format| format.name).collect();
        let (fixed, named) = (fixed.format.name, named.join(" and "));
        return Err(format!("--columns is for the formats {named}; the columns of {fixed} are fixed"));
    }
    for output in outputs.iter_mut().filter(|output| output.takes_columns()) {
        output.columns = Some(unit.into());
    }
    Ok(outputs)
}

impl Output {
    fn new(format: &'static Format, file: Option<PathBuf>) -> Output {
        Output { format, file, columns: None }
    }

    fn takes_columns(&self) -> bool {
        matches!(self.format.columns, report::Columns::Chosen(_))
    }
}

/// The error is that two outputs go to one place.
fn distinct(asked: &[Output]) -> Result<Vec<Output>, String> {
    let working_dir = paths::working_dir();
    for (at, report) in asked.iter().enumerate() {
        let place = |report: &Output| report.file.as_deref().map(|file| paths::absolute(file, &working_dir));
        if asked[..at].iter().any(|other| place(other) == place(report)) {
            let place = report.file.as_ref().map_or("standard output".into(), |file| file.to_string_lossy());
            return Err(format!("two formats cannot both go to {place}; name a file: --format FORMAT:FILE"));
        }
    }
    Ok(asked.to_vec())
}

/// Reads `FORMAT[:FILE]`; `-` is standard output. The error is for the user.
pub(super) fn output(value: &str) -> Result<Output, String> {
    let (name, file) = value.split_once(':').map_or((value, "-"), |(name, file)| (name, file));
    let Some(format) = format_named(name) else {
        let names = || FORMATS.iter().map(|format| format.name);
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(select::unknown(&format!("the formats are {known}"), name, names()));
    };
    if file.is_empty() {
        return Err("the name of the file is missing".to_owned());
    }
    Ok(Output::new(format, (file != "-").then(|| file.into())))
}

/// Reads the name of one of the formats that `buf breaking` has. The error is for the user.
pub(super) fn buf_format_of_changes(name: &str) -> Result<&'static BufFormat, String> {
    let format = buf_format(name)?;
    if format.is_for_changes { Ok(format) } else { Err("buf has it for `lint` only".to_owned()) }
}

/// Reads the name of one of buf's formats. The error is for the user.
pub(super) fn buf_format(name: &str) -> Result<&'static BufFormat, String> {
    BUF_FORMATS.iter().copied().find(|format| format.name == name).ok_or_else(|| {
        let names = || BUF_FORMATS.iter().map(|format| format.name);
        let known = names().collect::<Vec<_>>().join(", ");
        select::unknown(&format!("buf's formats are {known}"), name, names())
    })
}

/// Subject of the run, relative to the root of the repository: the named paths, or the working directory.
/// Empty for all of the repository.
pub(super) fn subject(paths: &[PathBuf], only: &[PathBuf]) -> String {
    let working_dir = paths::working_dir();
    let repository = workspace::repository_around(&working_dir);
    let here = [PathBuf::from(".")];
    let named = [only, paths, &here].into_iter().find(|paths| !paths.is_empty()).unwrap_or_default();
    let printed = |path: &PathBuf| paths::printed(&paths::absolute(path, &working_dir), &repository);
    let named: BTreeSet<String> = named.iter().map(printed).collect();
    if named.contains(".") {
        return String::new();
    }
    let is_below = |path: &str| path.match_indices('/').any(|(at, _)| named.contains(&path[..at]));
    let named: Vec<&str> = named.iter().map(String::as_str).filter(|path| !is_below(path)).collect();
    let first = named.first().copied().unwrap_or_default();
    let joined = named.join(",");
    // A hook names hundreds of files.
    match joined.len() > MAX_SUBJECT {
        true => {
            let id = Fingerprint::of_texts([&joined]);
            format!("{first} and {} more ({id})", named.len() - 1)
        }
        false => joined,
    }
}

/// Says that nothing can be judged, and why.
pub(super) fn refuse(about: About<'_>, problem: &str, reports: &[Output], terminal: &Terminal) -> Exit {
    terminal.fail(problem);
    write_refusal(about, problem, reports, terminal)
}

/// The same, for a problem of several lines, whose names are harmless.
pub(super) fn refuse_in_lines(
    about: About<'_>,
    problem: &str,
    reports: &[Output],
    terminal: &Terminal,
) -> Exit {
    terminal.fail_in_lines(problem);
    write_refusal(about, problem, reports, terminal)
}

/// Without this, the report of an earlier run, or none, would be taken for that of this one.
fn write_refusal(about: About<'_>, problem: &str, reports: &[Output], terminal: &Terminal) -> Exit {
    let mut workspace = Workspace::of_texts([] as [(&str, &str); 0]);
    workspace.working_dir = paths::working_dir();
    workspace.repository = workspace::repository_around(&workspace.working_dir);
    let undone = [problem.to_owned()];
    let findings = Reported { about, undone: &undone, ..Reported::new(&workspace, &[]) };
    // A person has read it.
    let is_read = |output: &&Output| output.file.is_some() || output.format.reader != Reader::Person;
    for output in reports.iter().filter(is_read) {
        write_one(output, findings, output.format.write, terminal);
    }
    Exit::Failed
}

/// Reports what could not be read.
pub(super) fn tell_failures(workspace: &Workspace, terminal: &Terminal) -> Exit {
    for failure in &workspace.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
    }
    if workspace.failures.is_empty() { Exit::Clean } else { Exit::Failed }
}

/// Message about a file with several names, hard links, of which one was written.
pub(super) const PARTED: &str =
    "is no longer the same file as its other names (hard links), which keep the old text";

/// Writes a file, whole or not at all.
pub(super) fn put(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    terminal: &Terminal,
) -> Exit {
    let was_linked = write::has_other_name(path);
    match write::file(path, fill) {
        Ok(()) if was_linked => terminal.warn(format_args!("{} {PARTED}", path.display())),
        Ok(()) => {}
        Err(reason) => return terminal.fail(format_args!("cannot write {}: {reason}", path.display())),
    }
    Exit::Clean
}

/// Writes findings to all outputs, and the closing line.
pub(super) fn write_reports(
    quiet: bool,
    findings: Reported<'_>,
    reports: &[Output],
    terminal: &Terminal,
) -> Exit {
    write_all(quiet, findings, reports, |format| format.write, terminal)
}

fn write_one(output: &Output, findings: Reported<'_>, encode: Encode, terminal: &Terminal) -> Exit {
    let findings = Reported { columns: output.columns, ..findings };
    match &output.file {
        None => terminal.write(|out| encode(findings, terminal.look, out)),
        Some(file) => put(file, |out| encode(findings, Look::PLAIN, out), terminal),
    }
}

/// Does the same as [`write_reports`], with another way for formats to write findings.
pub(super) fn write_all(
    quiet: bool,
    findings: Reported<'_>,
    reports: &[Output],
    encode: impl Fn(&Format) -> Encode,
    terminal: &Terminal,
) -> Exit {
    let mut exit = Exit::Clean;
    for output in reports {
        exit = exit.max(write_one(output, findings, encode(output.format), terminal));
    }
    let is_for_programs =
        reports.iter().any(|report| report.file.is_none() && report.format.reader == Reader::Program);
    let is_idle = findings.workspace.reported().next().is_none() && findings.changed.is_none();
    // Findings about a configuration, or why nothing was checked, say more.
    let says_why = !findings.is_complete() || !findings.diagnostics.is_empty();
    let is_silent = quiet || is_for_programs || is_idle && says_why;
    if !is_silent {
        terminal::tell(Summary::of(findings));
    }
    exit
}
