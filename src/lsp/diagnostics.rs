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
use protune_engine::Workspace;
use protune_engine::check::CONFIG;
use protune_engine::ide;
use protune_rules::Catalog;
use serde_json::{Value, json};
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
    let mut shown: Vec<Diagnostic> =
        findings.iter().take(MOST).map(|finding| shown(snapshot, file, finding)).collect();
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

/// Returns the findings of a configuration file that is deployed with schemas.
pub(super) fn of_deployed(
    snapshot: &Snapshot,
    file: FileId,
    findings: &[diagnostic::Diagnostic],
) -> Vec<Diagnostic> {
    findings.iter().take(MOST).map(|finding| shown(snapshot, file, finding)).collect()
}

/// Returns a change that breaks an older version. It is a warning at most: nobody's work stops for it.
pub(super) fn of_comparison(
    client: &Client,
    catalog: &Catalog,
    workspace: &Workspace,
    finding: &diagnostic::Diagnostic,
    version: &str,
) -> Diagnostic {
    let text = workspace.text(finding.place.file).text;
    let lines = super::text::Lines::new(text);
    let range = lines.range(text, finding.place.span.unwrap_or(Span::at(0)), client.encoding);
    let mut message = format!("{} (since {version})", finding.message);
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    let severity = match finding.severity {
        Severity::Error | Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    };
    let mut shown = plain(range, severity, finding.rule.as_str(), message);
    shown.code_description = page(client, catalog, finding.rule);
    shown
}

fn page(client: &Client, catalog: &Catalog, rule: RuleId) -> Option<CodeDescription> {
    if !client.can("/textDocument/publishDiagnostics/codeDescriptionSupport") {
        return None;
    }
    let address = crate::report::page_url(catalog.find(&rule)?)?;
    Some(CodeDescription { href: Uri(address) })
}

/// The answer to a request for findings, with less in it if the editor has them.
pub(super) fn report(params: &Value, items: &[Diagnostic]) -> Value {
    let id = fingerprint(items);
    if params.get("previousResultId").and_then(Value::as_str) == Some(&id) {
        return json!({ "kind": "unchanged", "resultId": id });
    }
    json!({ "kind": "full", "resultId": id, "items": items })
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

fn shown(snapshot: &Snapshot, file: FileId, finding: &diagnostic::Diagnostic) -> Diagnostic {
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
    shown.code_description = page(client, &snapshot.catalog, finding.rule);
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

/// A number that differs where lists of findings do, most likely.
pub(super) fn fingerprint(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
