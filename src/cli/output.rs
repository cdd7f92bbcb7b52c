//! What commands have in common once findings are there: the formats and files that they go to, what could not be
//! done, and the verdict. Knows no command.

use super::{Exit, Terminal, select, terminal};
use crate::config::{Problem, Source};
use crate::paths;
use crate::report::{self, BufFormat, Findings, Format, Look, Summary};
use crate::workspace::Scope;
use crate::write;
use clap::ValueEnum;
use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
use protune_compiler::schema::FileId;
use protune_engine::Workspace;
use protune_engine::check::CONFIG;
use protune_engine::documents::Language;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A format, and where it goes: a file, or standard output.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) format: Format,
    file: Option<PathBuf>,
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

/// Returns the outputs that were asked for, or the one that suits.
pub(super) fn chosen_outputs(asked: &[Output], terminal: &Terminal) -> Result<Vec<Output>, String> {
    if asked.is_empty() {
        let format = if terminal.is_watched { Format::Full } else { Format::Text };
        return Ok(vec![Output { format, file: None }]);
    }
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

/// Help of `--format`.
pub(super) const FORMATS: &str = "How to report, and into which file: full, text, json, jsonl, sarif, \
    github, gitlab, azure, teamcity, junit, checkstyle, rdjson, rdjsonl, msvs or markdown; can be given \
    several times [default: full on a terminal, text otherwise]";

/// Reads `FORMAT[:FILE]`; `-` is standard output. The error is for the user.
pub(super) fn output(value: &str) -> Result<Output, String> {
    let (name, file) = value.split_once(':').map_or((value, "-"), |(name, file)| (name, file));
    let names = || Format::ALL.iter().map(|format| format.name());
    let Some(format) = Format::ALL.iter().copied().find(|format| format.name() == name) else {
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(select::unknown(&format!("the formats are {known}"), name, names()));
    };
    if file.is_empty() {
        return Err("the name of the file is missing".to_owned());
    }
    Ok(Output { format, file: (file != "-").then(|| file.into()) })
}

/// Reads the name of one of the formats that buf tells changes in. The error is for the user.
pub(super) fn buf_format_of_changes(name: &str) -> Result<BufFormat, String> {
    match buf_format(name)? {
        BufFormat::ConfigIgnoreYaml => Err("buf has it for `lint` only".to_owned()),
        format => Ok(format),
    }
}

/// Reads the name of one of buf's formats. The error is for the user.
pub(super) fn buf_format(name: &str) -> Result<BufFormat, String> {
    let names = || BufFormat::ALL.iter().map(|format| format.name());
    BufFormat::ALL.iter().copied().find(|format| format.name() == name).ok_or_else(|| {
        let known = names().collect::<Vec<_>>().join(", ");
        select::unknown(&format!("buf's formats are {known}"), name, names())
    })
}

/// Reports what could not be read, and what may be missing.
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

/// Writes the problems of a configuration as findings, with the configuration files as the only documents.
pub(super) fn write_problems(problems: &[Problem], write: impl FnOnce(Findings<'_>) -> Exit) -> Exit {
    let mut workspace = Workspace::of_texts([] as [(&str, &str); 0]);
    workspace.working_dir = paths::working_dir();
    workspace.repository = workspace.working_dir.clone();
    let mut sources: Vec<(&Arc<Source>, FileId)> = Vec::new();
    let mut diagnostics = Vec::new();
    for problem in problems {
        let source = &problem.source;
        let known = sources.iter().find(|(known, _)| Arc::ptr_eq(known, source)).map(|&(_, id)| id);
        let file = known.unwrap_or_else(|| {
            let language = Language::of_name(&source.path).unwrap_or(Language::Yaml);
            let disk = Some(workspace.working_dir.join(&source.path)).filter(|path| path.is_file());
            let id = workspace.add(source.path.clone(), disk, language, source.text.clone());
            sources.push((source, id));
            id
        });
        let place = Place { file, span: problem.span };
        let finding = Diagnostic::new(CONFIG, Severity::Error, place, problem.message.clone());
        diagnostics.push(problem.help.iter().fold(finding, |finding, help| finding.help(help)));
    }
    diagnostics.sort_by(|one, other| {
        let key = |it: &Diagnostic| (workspace.document(it.place.file).path.clone(), it.place.span);
        key(one).cmp(&key(other))
    });
    write(Findings::new(&workspace, &diagnostics)).max(Exit::Failed)
}

/// Writes findings to all outputs, and the closing line.
pub(super) fn write_reports(
    quiet: bool,
    findings: Findings<'_>,
    reports: &[Output],
    terminal: &Terminal,
) -> Exit {
    write_all(quiet, findings, reports, report::write, terminal)
}

/// One way to write findings.
pub(super) type Write = fn(Format, Findings<'_>, Look, &mut dyn io::Write) -> io::Result<()>;

/// As [`write_reports`], written in another way.
pub(super) fn write_all(
    quiet: bool,
    findings: Findings<'_>,
    reports: &[Output],
    write: Write,
    terminal: &Terminal,
) -> Exit {
    let mut exit = Exit::Clean;
    for Output { format, file } in reports {
        exit = exit.max(match file {
            None => terminal.write(|out| write(*format, findings, terminal.look, out)),
            Some(file) => match write::file(file, |out| write(*format, findings, Look::PLAIN, out)) {
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
