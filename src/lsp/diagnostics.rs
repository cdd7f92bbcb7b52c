//! Findings as an editor shows them.

use super::client::Client;
use super::snapshot::Snapshot;
use crate::config;
use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Message, Range, Uri,
};
use protune_compiler::diagnostic::{self, RuleId, Severity};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::check::CONFIG;
use protune_engine::ide;
use serde_json::json;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Most findings of one file that are shown.
const MOST: usize = 5_000;

/// Rules whose findings are about text that does nothing.
const UNNECESSARY: &[&str] = &["IMPORT_USED", "SUPPRESSION_UNUSED"];

/// Returns the findings of a file for the editor, and uses of what is deprecated as hints.
pub(super) fn of_file(
    snapshot: &Snapshot,
    file: FileId,
    findings: &[diagnostic::Diagnostic],
) -> Vec<Diagnostic> {
    let mut pages = HashMap::new();
    let mut shown: Vec<Diagnostic> =
        findings.iter().take(MOST).map(|finding| shown(snapshot, file, finding, &mut pages)).collect();
    if let Some(more) = findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        let range = snapshot.range(file, Span::at(0));
        let message = format!("{more} more findings in this file are not shown");
        shown.push(plain(range, DiagnosticSeverity::Information, "MORE", message));
    }
    if snapshot.client.lists_tag(2) {
        for mention in ide::deprecated_uses(&snapshot.schema, file).into_iter().take(MOST) {
            let name = mention.span.of(snapshot.text(file));
            let range = snapshot.range(file, mention.span);
            let mut hint =
                plain(range, DiagnosticSeverity::Hint, "DEPRECATED", format!("`{name}` is deprecated"));
            hint.tags = Some(vec![DiagnosticTag::Deprecated]);
            shown.push(hint);
        }
    }
    shown
}

fn plain(range: Range, severity: DiagnosticSeverity, code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(severity),
        code: Some(Code::String(code.to_owned())),
        code_description: None,
        source: Some("protune".to_owned()),
        message: Message::String(message),
        tags: None,
        related_information: None,
        data: None,
    }
}

/// Addresses of the pages of rules.
type Pages = HashMap<RuleId, Option<String>>;

fn shown(
    snapshot: &Snapshot,
    file: FileId,
    finding: &diagnostic::Diagnostic,
    pages: &mut Pages,
) -> Diagnostic {
    let client = &snapshot.client;
    let range = snapshot.range(file, finding.place.span.unwrap_or(Span::at(0)));
    let mut message = finding.message.clone();
    let labels: Vec<DiagnosticRelatedInformation> = finding
        .labels
        .iter()
        .filter_map(|label| {
            let location = snapshot.location(snapshot.schema.place_of(label.spot))?;
            Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
        })
        .collect();
    let shows_labels = client.can("/textDocument/publishDiagnostics/relatedInformation");
    if !shows_labels && let Some(label) = labels.first() {
        let line = label.location.range.start.line + 1;
        message.push_str(&format!(" ({} on line {line})", label.message));
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    let mut shown = plain(range, severity(finding.severity), finding.rule.as_str(), message);
    if shows_labels && !labels.is_empty() {
        shown.related_information = Some(labels);
    }
    if client.can("/textDocument/publishDiagnostics/codeDescriptionSupport") {
        let address =
            || snapshot.catalog.find(&finding.rule).and_then(|rule| crate::report::page_url(rule));
        let address = pages.entry(finding.rule).or_insert_with(address).clone();
        shown.code_description = address.map(|address| CodeDescription { href: Uri(address) });
    }
    if UNNECESSARY.contains(&finding.rule.as_str()) && client.lists_tag(1) {
        shown.tags = Some(vec![DiagnosticTag::Unnecessary]);
    }
    if client.can("/textDocument/publishDiagnostics/dataSupport") {
        shown.data = Some(json!({ "rule": finding.rule.as_str(), "code": finding.code }));
    }
    shown
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

impl Client {
    /// Whether the editor knows a tag of diagnostics.
    fn lists_tag(&self, tag: u64) -> bool {
        self.numbers("/textDocument/publishDiagnostics/tagSupport/valueSet").contains(&tag)
    }
}

/// Problems of a configuration file, with the text that they are about.
pub(super) fn of_config(client: &Client, problems: &[&config::Problem]) -> Vec<Diagnostic> {
    let show = |problem: &&config::Problem| {
        let text = &problem.source.text;
        let lines = super::text::Lines::new(text);
        let range = lines.range(text, problem.span.unwrap_or(Span::at(0)), client.encoding);
        let mut message = problem.message.clone();
        if let Some(help) = &problem.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        plain(range, DiagnosticSeverity::Error, CONFIG, message)
    };
    problems.iter().map(show).collect()
}

/// Findings of a file as they are sent.
pub(super) struct Listed {
    /// The list as JSON.
    pub(super) json: String,
    /// A name for it: lists with other findings have other ones, most likely.
    pub(super) id: String,
    pub(super) count: usize,
}

impl Listed {
    pub(super) fn new(diagnostics: &[Diagnostic]) -> Listed {
        let json = serde_json::to_string(diagnostics).unwrap_or_else(|_| "[]".to_owned());
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        Listed { json, id: format!("{:016x}", hasher.finish()), count: diagnostics.len() }
    }
}
