//! SARIF 2.1.0, the format of code scanning: the rules with their pages, the changes of fixes, and the
//! findings that a baseline hides, which are marked as suppressed so that nobody takes them for fixed.

use super::pages::{Page, pages};
use super::summary::{Counts, Summary};
use super::{About, Columns, Format, Look, Paths, Position, Range, Reader, Reported, Undone, count, encode};
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Label, Place, RuleId, Safety, Severity};
use protune_compiler::text::ColumnUnit;
use protune_engine::check::{self, Fingerprint};
use serde::{Serialize, Serializer};
use std::borrow::{Borrow, Cow};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The results of a run that code scanning of GitHub takes.
const MAX_RESULTS: usize = 25_000;
/// Unit of columns in editors and browsers.
const UNIT: ColumnUnit = ColumnUnit::Utf16;
/// Base of paths: this, or on the old side of a comparison, the input that it was compared with.
const ROOT: &str = "%SRCROOT%";
const BEFORE: &str = "BEFORE";

pub(super) static FORMAT: Format = Format {
    name: "sarif",
    aliases: &[],
    doc: "code scanning: GitHub, Azure, editors",
    columns: Columns::Fixed("UTF-16"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

/// One document, with a line for each result.
fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let (results, left_out) = results(findings);
    let rules = pages(findings.catalog, &results);
    let indexes: HashMap<RuleId, usize> = rules.iter().enumerate().map(|(at, page)| (page.id, at)).collect();
    let result = |&(told, fingerprint): &(&Told<'_>, Fingerprint), out: &mut Vec<u8>| {
        let rule = indexes.get(&told.finding.rule).copied().unwrap_or_default();
        encode::json(out, &Entry::of(findings, told, rule, fingerprint))
    };
    write!(out, r#"{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"#)?;
    write_head(findings, &rules, left_out, out)?;
    out.write_all(b"\"results\":[\n")?;
    encode::one_by_one(&encode::fingerprinted(findings.workspace, &results), b",\n", result, out)?;
    out.write_all(if results.is_empty() { b"]}]}\n" } else { b"\n]}]}\n" })
}

/// Everything of the run that comes before its results.
fn write_head(
    findings: Reported<'_>,
    rules: &[Page<'_>],
    left_out: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_comparison = !findings.workspace.before.is_empty();
    let rules = rules.iter().map(Descriptor::of).collect();
    let driver = Driver {
        name: "protune",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules,
    };
    let id = category(findings.about);
    let undone = findings.undone(Paths::Repository).into_iter().map(Notification::of_undone);
    let of_rest = (left_out > 0).then(|| Notification::of_left_out(left_out));
    let tool_execution_notifications = undone.chain(of_rest).collect();
    let execution_successful = findings.is_complete();
    let Summary { files, counts, baseline, skipped, .. } = Summary::of(findings);
    let properties = InvocationProperties { files, counts, baseline, skipped };
    let invocation = Invocation { execution_successful, tool_execution_notifications, properties };
    let bases = Bases {
        root: Base::new("the root of the repository"),
        before: is_comparison.then(|| Base::new("the same root in what the schemas are compared with")),
    };
    write!(out, "\"tool\":{},", json(&Tool { driver })?)?;
    write!(out, "\"automationDetails\":{},", json(&Automation { id: &id })?)?;
    write!(out, "\"invocations\":{},", json(&[invocation])?)?;
    write!(out, "\"originalUriBaseIds\":{},\"columnKind\":\"utf16CodeUnits\",", json(&bases)?)
}

/// Two runs with one category are one analysis for code scanning: the later closes what only the earlier has found.
fn category(About { command, subject }: About<'_>) -> String {
    match subject {
        "" => format!("protune-{command}/"),
        subject => format!("protune-{command}/{subject}/"),
    }
}

fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// A finding that is reported, or one that a baseline hides.
struct Told<'f> {
    finding: &'f Diagnostic,
    /// `None` where there is no baseline.
    is_known: Option<bool>,
}

impl Borrow<Diagnostic> for Told<'_> {
    fn borrow(&self) -> &Diagnostic {
        self.finding
    }
}

/// The results that are written, and how many are left out: GitHub refuses a file with more. They stand in the order
/// in which they would be reported without a baseline: their fingerprints depend on it.
fn results(findings: Reported<'_>) -> (Vec<Told<'_>>, usize) {
    let has_baseline = !findings.known.is_empty();
    let new = findings.diagnostics.iter();
    let new = new.map(|finding| Told { finding, is_known: has_baseline.then_some(false) });
    let known = findings.known.iter().map(|finding| Told { finding, is_known: Some(true) });
    // Of findings that say the same the first are known.
    let mut results: Vec<Told<'_>> = known.chain(new).collect();
    if has_baseline {
        check::sort(&mut results, findings.workspace);
    }
    // Those that a baseline hides count least.
    let weight = |told: &Told<'_>| (told.is_known == Some(true), Reverse(told.finding.severity));
    let left_out = encode::keep_first(&mut results, MAX_RESULTS, weight);
    (results, left_out)
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    information_uri: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    /// `None` for an id of one word, which would only be said twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Help<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration<'a>,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration<'a> {
    level: &'a str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: Vec<&'a str>,
    precision: &'a str,
    #[serde(rename = "problem.severity")]
    severity: &'a str,
}

#[derive(Serialize)]
struct Automation<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
    properties: InvocationProperties,
}

/// The summary of the run, under the names that it has in `json`.
#[derive(Serialize)]
struct InvocationProperties {
    files: usize,
    #[serde(flatten)]
    counts: Counts,
    baseline: usize,
    skipped: usize,
}

/// Message about the run itself.
#[derive(Serialize)]
struct Notification<'a> {
    level: &'a str,
    message: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<[Location<'a>; 1]>,
}

impl<'a> Notification<'a> {
    fn of_undone(Undone { path, message }: Undone<'a>) -> Notification<'a> {
        let location = |path| {
            let artifact_location = Artifact { uri: Uri(path), uri_base_id: ROOT };
            let physical_location = Physical { artifact_location, region: None };
            [Location { id: None, physical_location, message: None }]
        };
        Notification { level: "error", message: Text { text: message }, locations: path.map(location) }
    }

    fn of_left_out(left_out: usize) -> Notification<'a> {
        let (left_out, kept) = (count(left_out, "result"), count(MAX_RESULTS, "most severe result"));
        let text = format!("{left_out} left out: only the {kept} are here");
        Notification { level: "warning", message: Text { text: text.into() }, locations: None }
    }
}

#[derive(Serialize)]
struct Bases<'a> {
    #[serde(rename = "%SRCROOT%")]
    root: Base<'a>,
    #[serde(rename = "BEFORE", skip_serializing_if = "Option::is_none")]
    before: Option<Base<'a>>,
}

/// Without an address: where that is differs from machine to machine.
#[derive(Serialize)]
struct Base<'a> {
    description: Text<'a>,
}

impl<'a> Base<'a> {
    fn new(text: &'a str) -> Base<'a> {
        Base { description: text.into() }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Text<'a> {
        Text { text: text.into() }
    }
}

impl<'a> Descriptor<'a> {
    fn of(page: &'a Page<'a>) -> Descriptor<'a> {
        let severity = match page.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "recommendation",
        };
        let tags = std::iter::once(page.wing).chain(page.categories.iter().map(|word| &**word)).collect();
        Descriptor {
            id: &page.id,
            name: page.id.contains('_').then(|| pascal_case(&page.id)),
            short_description: page.summary.into(),
            full_description: page.summary.into(),
            help: Help { text: page.prose, markdown: page.prose },
            help_uri: page.url.as_deref(),
            default_configuration: Configuration { level: level(page.severity) },
            properties: RuleProperties { tags, precision: "very-high", severity },
        }
    }
}

fn pascal_case(id: &str) -> String {
    let word = |word: &str| format!("{}{}", &word[..1], word[1..].to_ascii_lowercase());
    id.split('_').filter(|part| !part.is_empty()).map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Proposal<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<EntryProperties<'a>>,
    /// Either all results of a run have it, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression<'a>>>,
}

#[derive(Serialize)]
struct EntryProperties<'a> {
    /// The kind of problem, for those of the compiler.
    code: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact<'a> {
    uri: Uri<'a>,
    uri_base_id: &'a str,
}

/// A path on its way to a reference of its own.
struct Uri<'a>(Cow<'a, str>);

/// A line as a whole, or a part of the text with an end that is exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// Under a name of our own, which grows when fingerprints change: the upload to GitHub makes its own under another
/// name, and warns of each there that it did not make.
#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "protuneFingerprint/v2", serialize_with = "encode::shown")]
    ours: Fingerprint,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proposal<'a> {
    description: Text<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
    properties: FixProperties<'a>,
}

#[derive(Serialize)]
struct FixProperties<'a> {
    safety: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'a str,
    status: &'a str,
    justification: &'a str,
}

impl<'a> Entry<'a> {
    fn of(findings: Reported<'a>, told: &Told<'a>, rule: usize, fingerprint: Fingerprint) -> Entry<'a> {
        let finding = told.finding;
        let message = match &finding.help {
            Some(help) => format!("{}\nhelp: {help}", finding.message).into(),
            None => finding.message.as_str().into(),
        };
        let artifact_location =
            Artifact { uri: Uri(findings.path_in_repository(finding.place)), uri_base_id: ROOT };
        let region = findings.range_of(finding, UNIT).map_or(Region::FIRST_LINE, Region::from);
        let physical_location = Physical { artifact_location, region: Some(region) };
        let labels = finding.labels.iter().enumerate();
        Entry {
            rule_id: finding.rule.as_str(),
            rule_index: rule,
            level: level(finding.severity),
            message: Text { text: message },
            locations: [Location { id: None, physical_location, message: None }],
            related_locations: labels.map(|(at, label)| related(findings, at, label)).collect(),
            partial_fingerprints: PartialFingerprints { ours: fingerprint },
            fixes: finding.fixes.iter().filter_map(|fix| proposal(findings, fix)).collect(),
            properties: finding.code.map(|code| EntryProperties { code }),
            suppressions: told.is_known.map(|is_known| is_known.then_some(RECORDED).into_iter().collect()),
        }
    }
}

const RECORDED: Suppression<'static> =
    Suppression { kind: "external", status: "accepted", justification: "recorded in the baseline" };

fn related<'a>(findings: Reported<'a>, at: usize, label: &'a Label) -> Location<'a> {
    let place = findings.place_of(label);
    // On the old side, where the file lay.
    let uri_base_id = if findings.is_before(place) { BEFORE } else { ROOT };
    let artifact_location = Artifact { uri: Uri(findings.path_in_repository(place)), uri_base_id };
    let region = findings.range(place, UNIT).map_or(Region::FIRST_LINE, Region::from);
    let physical_location = Physical { artifact_location, region: Some(region) };
    Location { id: Some(at), physical_location, message: Some(label.message.as_str().into()) }
}

/// Changes of a fix. A fix that nobody can make for the user has none, nor has a rename of which only the new
/// name is known.
fn proposal<'a>(findings: Reported<'a>, fix: &'a Fix) -> Option<Proposal<'a>> {
    let Change::Edits(edits) = &fix.change else { return None };
    if edits.is_empty() || fix.safety == Safety::Manual {
        return None;
    }
    let of_files = edits.chunk_by(|a, b| a.file == b.file);
    let change = |edits: &'a [Edit]| ArtifactChange {
        artifact_location: Artifact {
            uri: Uri(findings.path_in_repository(Place::file(edits[0].file))),
            uri_base_id: ROOT,
        },
        replacements: edits.iter().map(|edit| replacement(findings, edit)).collect(),
    };
    Some(Proposal {
        description: Text { text: fix.title() },
        artifact_changes: of_files.map(change).collect(),
        properties: FixProperties { safety: fix.safety.name() },
    })
}

fn replacement<'a>(findings: Reported<'a>, edit: &'a Edit) -> Replacement<'a> {
    let range = findings.range(Place::new(edit.file, edit.span), UNIT);
    Replacement {
        deleted_region: range.map_or(Region::FIRST_LINE, Region::from),
        inserted_content: edit.text.as_str().into(),
    }
}

impl Region {
    /// For a file as a whole: code scanning shows nothing that has no line.
    const FIRST_LINE: Region = Region { start_line: 1, start_column: None, end_line: None, end_column: None };
}

impl From<Range> for Region {
    fn from(Range { start, end }: Range) -> Region {
        let Position { line, column } = start;
        Region {
            start_line: line,
            start_column: Some(column),
            end_line: Some(end.line),
            end_column: Some(end.column),
        }
    }
}

impl Serialize for Uri<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&reference(&self.0))
    }
}

/// A path as a relative reference: all but plain characters is a code. See RFC 3986.
fn reference(path: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
    if path.bytes().all(is_plain) {
        return path.into();
    }
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        match is_plain(byte) {
            true => out.push(byte.into()),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(reference("a/b-1_~.proto"), "a/b-1_~.proto");
        assert_eq!(reference("c:/é b%.proto"), "c%3A/%C3%A9%20b%25.proto");
    }

    #[test]
    fn the_most_severe_results_are_kept_and_the_others_counted() {
        let workspace = testing::workspace("");
        let place = Place::file(workspace.targets[0]);
        let finding = |severity| Diagnostic::new("CONFIG", severity, place, "odd");
        let mut all = vec![finding(Severity::Info); MAX_RESULTS];
        all.push(finding(Severity::Error));
        let (kept, left_out) = results(testing::findings(&workspace, &all));
        assert_eq!((kept.len(), left_out), (MAX_RESULTS, 1));
        assert_eq!(kept[MAX_RESULTS - 1].finding.severity, Severity::Error);
        let known = vec![finding(Severity::Error)];
        let (kept, _) = results(Reported { known: &known, ..testing::findings(&workspace, &all) });
        assert!(kept.iter().all(|told| told.is_known == Some(false)));
    }

    #[test]
    fn rules_have_a_name_to_read() {
        assert_eq!(pascal_case("FIELD_LOWER_SNAKE_CASE"), "FieldLowerSnakeCase");
        assert_eq!(pascal_case("RPC_SAME_HTTP_BINDINGS"), "RpcSameHttpBindings");
    }
}
