//! Findings for programs, in one document. The names and the order of the fields are a promise. Strings are
//! borrowed and written straight through.

use super::pages::urls;
use super::summary::Counts;
use super::{Columns, Format, Look, Paths, Reader, Reported, Summary, Undone, encode, statistics};
use protune_compiler::diagnostic::{self, Diagnostic, Named, Place, RuleId};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::{self, Fingerprint};
use protune_rules::Rule;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

/// The version of the document; it grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

pub(super) static FORMAT: Format = Format {
    name: "json",
    aliases: &[],
    doc: "programs: one document with everything there is to say",
    columns: Columns::Fixed("characters and bytes"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write: document,
    statistics: Some(statistics::document),
};

/// One finding to a line here as well, so that the document can be read and compared by line.
fn document(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"version\":{VERSION},\"findings\":[")?;
    if !findings.diagnostics.is_empty() {
        out.write_all(b"\n")?;
        write_parted(findings, b",\n", out)?;
        out.write_all(b"\n")?;
    }
    out.write_all(b"],\"summary\":")?;
    encode::json(&mut *out, &Totals::of(findings))?;
    let undone = findings.undone(Paths::WorkingDir);
    if !undone.is_empty() {
        out.write_all(b",\"incomplete\":")?;
        let incomplete: Vec<Incomplete<'_>> = undone
            .iter()
            .map(|Undone { path, message }| Incomplete { path: path.as_deref(), message })
            .collect();
        encode::json(&mut *out, &incomplete)?;
    }
    out.write_all(b"}\n")
}

/// Writes the findings with something between them.
pub(super) fn write_parted(findings: Reported<'_>, between: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let writer = Writer::new(findings)?;
    let encode = |&(finding, fingerprint): &(&Diagnostic, Fingerprint), out: &mut Vec<u8>| {
        encode::json(out, &writer.finding(finding, fingerprint))
    };
    encode::one_by_one(&encode::fingerprinted(findings.workspace, findings.diagnostics), between, encode, out)
}

/// Work that could not be done. There is a list of it only where there is some.
#[derive(Serialize)]
struct Incomplete<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    /// The kind of problem, for those of the compiler.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    /// `None` when the file is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    /// `None` when the file as a whole is meant.
    range: Option<Range>,
    labels: Vec<Label<'a>>,
    /// `None` where it is about no change.
    #[serde(skip_serializing_if = "Option::is_none")]
    contracts: Option<Contracts>,
    fixes: Vec<Fix<'a>>,
    /// `None` for what the compiler found.
    url: Option<&'a RawValue>,
    #[serde(serialize_with = "encode::shown")]
    fingerprint: Fingerprint,
    /// Ids of the rule in other tools, after the names of the tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    aliases: Option<&'a RawValue>,
}

/// The end is exclusive.
#[derive(Serialize)]
pub(super) struct Range {
    start: Position,
    end: Position,
}

/// Line and column from 1, columns in Unicode scalar values; bytes from 0.
#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    byte: u32,
}

#[derive(Serialize)]
struct Label<'a> {
    /// `before` for a file of the old side, whose path is the one that it has there.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'a str>,
    path: &'a str,
    range: Option<Range>,
    message: &'a str,
}

/// Verdicts of a change: `safe`, `conditional` or `breaks`, with the condition or the reason.
#[derive(Serialize)]
pub(super) struct Contracts {
    wire: &'static str,
    json: &'static str,
    source: &'static str,
    #[serde(skip_serializing_if = "Why::is_empty")]
    why: Why,
}

/// The conditions and reasons of those that are not safe.
#[derive(Serialize)]
struct Why {
    #[serde(skip_serializing_if = "Option::is_none")]
    wire: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

impl Why {
    fn is_empty(&self) -> bool {
        self.wire.or(self.json).or(self.source).is_none()
    }
}

impl From<diagnostic::Contracts> for Contracts {
    fn from(diagnostic::Contracts { wire, json, source }: diagnostic::Contracts) -> Contracts {
        let why = Why { wire: wire.why(), json: json.why(), source: source.why() };
        Contracts { wire: wire.name(), json: json.name(), source: source.name(), why }
    }
}

#[derive(Serialize)]
struct Fix<'a> {
    title: Cow<'a, str>,
    safety: &'a str,
    /// [`Contracts`]
    #[serde(skip_serializing_if = "Option::is_none")]
    contracts: Option<&'a RawValue>,
    /// There are these, or a rename.
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<Edit<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rename: Option<Rename<'a>>,
}

#[derive(Serialize)]
struct Rename<'a> {
    symbol: Cow<'a, str>,
    to: &'a str,
}

/// Replaces the bytes from `start` to `end`, which is exclusive.
#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Semver<'a> {
    step: &'a str,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    step: &'a str,
    /// `None` when a file just differs.
    rule: Option<&'a str>,
    message: &'a str,
}

impl<'a> Semver<'a> {
    pub(super) fn of(semver: &'a check::Semver) -> Semver<'a> {
        let reason = |reason: &'a check::Reason| {
            let (step, rule) = (reason.step.name(), reason.rule.map(RuleId::as_str));
            Reason { step, rule, message: &reason.message }
        };
        Semver { step: semver.step.name(), reasons: semver.reasons.iter().map(reason).collect() }
    }
}

#[derive(Serialize)]
struct Totals<'a> {
    files: usize,
    #[serde(flatten)]
    counts: Counts,
    /// Number of findings that a baseline hides.
    baseline: usize,
    /// Number of skipped paths.
    skipped: usize,
    /// Number of fixes that were made, if fixing was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<usize>,
    /// The version step that the change asks for, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    semver: Option<Semver<'a>>,
}

impl<'a> Totals<'a> {
    fn of(findings: Reported<'a>) -> Totals<'a> {
        let Summary { files, counts, baseline, skipped, fixes, .. } = Summary::of(findings);
        let (fixed, semver) = (fixes.map(|fixes| fixes.made), findings.semver.map(Semver::of));
        Totals { files, counts, baseline, skipped, fixed, semver }
    }
}

/// Turns a finding into what is written of it. What many findings have in common is encoded once.
struct Writer<'w> {
    findings: Reported<'w>,
    rules: FxHashMap<RuleId, OfRule>,
    /// Contracts that fixes break.
    contracts: Vec<(&'static diagnostic::Contracts, Box<RawValue>)>,
}

/// Parts of the findings of one rule.
struct OfRule {
    url: Option<Box<RawValue>>,
    aliases: Option<Box<RawValue>>,
}

impl<'w> Writer<'w> {
    fn new(findings: Reported<'w>) -> io::Result<Writer<'w>> {
        let urls = urls(findings.catalog);
        let of_rule = |rule: &Arc<Rule>| {
            let url = urls.get(&rule.id).map(encode::encoded).transpose()?;
            let aliases = (!rule.aliases.is_empty()).then(|| encode::encoded(&rule.aliases)).transpose()?;
            Ok((rule.id, OfRule { url, aliases }))
        };
        let rules = findings.catalog.rules().iter().map(of_rule).collect::<io::Result<_>>()?;
        let broken = broken(findings.diagnostics).into_iter();
        let encoded = |broken: &'static diagnostic::Contracts| {
            Ok((broken, encode::encoded(&Contracts::from(*broken))?))
        };
        let contracts = broken.map(encoded).collect::<io::Result<_>>()?;
        Ok(Writer { findings, rules, contracts })
    }

    fn finding<'a>(&'a self, finding: &'a Diagnostic, fingerprint: Fingerprint) -> Finding<'a> {
        let rule = self.rules.get(&finding.rule);
        let is_gone = self.findings.is_before(finding.place);
        Finding {
            rule: finding.rule.as_str(),
            code: finding.code,
            severity: finding.severity.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            path: (!is_gone).then(|| self.findings.path(finding.place)),
            range: if is_gone { None } else { self.range(finding.place) },
            labels: finding.labels.iter().map(|label| self.label(label)).collect(),
            contracts: finding.contracts.as_deref().map(|&contracts| contracts.into()),
            fixes: finding.fixes.iter().map(|fix| self.fix(fix)).collect(),
            url: rule.and_then(|rule| rule.url.as_deref()),
            fingerprint,
            aliases: rule.and_then(|rule| rule.aliases.as_deref()),
        }
    }

    fn label<'a>(&'a self, label: &'a diagnostic::Label) -> Label<'a> {
        let place = self.findings.place_of(label);
        let (path, range) = (self.findings.path(place), self.range(place));
        let side = self.findings.is_before(place).then_some("before");
        Label { side, path, range, message: &label.message }
    }

    fn fix<'a>(&'a self, fix: &'a diagnostic::Fix) -> Fix<'a> {
        let edit = |edit: &'a diagnostic::Edit| Edit {
            path: self.findings.path(Place::file(edit.file)),
            start: edit.span.start,
            end: edit.span.end,
            text: &edit.text,
        };
        let symbol = |what: &'a Named| match what {
            Named::Symbol(symbol) => self.findings.workspace.schema.full_name(*symbol).into(),
            Named::Package(name) => name.into(),
        };
        let (edits, rename) = match &fix.change {
            diagnostic::Change::Edits(edits) => (Some(edits.iter().map(edit).collect()), None),
            diagnostic::Change::Rename(diagnostic::Rename { what, to }) => {
                (None, Some(Rename { symbol: symbol(what), to }))
            }
        };
        // Only where contracts are at stake: what is safe says so by its safety.
        let contracts = fix.contracts().and_then(|broken| {
            self.contracts.iter().find(|(known, _)| are_equal(known, broken)).map(|(_, text)| &**text)
        });
        Fix { title: fix.title(), safety: fix.safety.name(), contracts, edits, rename }
    }

    fn range(&self, place: Place) -> Option<Range> {
        range(self.findings.workspace, place)
    }
}

/// The contracts that fixes of these findings break, each once.
fn broken(findings: &[Diagnostic]) -> Vec<&'static diagnostic::Contracts> {
    let add = |mut all: Vec<&'static diagnostic::Contracts>, new| {
        if !all.iter().any(|known| are_equal(known, new)) {
            all.push(new);
        }
        all
    };
    let of_fixes = findings.par_iter().flat_map_iter(|finding| &finding.fixes);
    let broken = of_fixes.filter_map(diagnostic::Fix::contracts).fold(Vec::new, add);
    broken.reduce(Vec::new, |all, more| more.into_iter().fold(all, add))
}

/// Equal contracts are the same nearly always, and need not be read.
fn are_equal(one: &'static diagnostic::Contracts, other: &'static diagnostic::Contracts) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// `None` when the file as a whole is meant.
pub(super) fn range(workspace: &Workspace, place: Place) -> Option<Range> {
    let span = place.span?;
    let [start, end] = workspace.text(place.file).positions(span, ColumnUnit::Scalar);
    let position =
        |(line, column): (usize, usize), byte| Position { line: line + 1, column: column + 1, byte };
    Some(Range { start: position(start, span.start), end: position(end, span.end) })
}
