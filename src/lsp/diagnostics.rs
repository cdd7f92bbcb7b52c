//! Findings as an editor shows them.

use super::client::Client;
use super::snapshot::Snapshot;
use super::text::Lines;
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
use rustc_hash::FxHasher;
use serde_json::{Value, json};
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Most findings of one file that are shown.
const MOST: usize = 5_000;

/// Usual length of a finding in JSON, or more.
const LENGTH: usize = 640;

/// Rules whose findings are about text that does nothing.
const UNNECESSARY: &[&str] = &["IMPORT_USED", "SUPPRESSION_UNUSED"];

/// Returns the findings of a file for the editor, and uses of what is deprecated as hints.
pub(super) fn of_file(
    snapshot: &Snapshot,
    file: FileId,
    findings: &[impl Borrow<diagnostic::Diagnostic>],
) -> Vec<Diagnostic> {
    let mut form = Form::new(snapshot, file);
    let first = findings.iter().take(MOST);
    let mut shown: Vec<Diagnostic> = first.map(|finding| form.shown(finding.borrow())).collect();
    if let Some(more) = findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        let message = format!("{more} more findings in this file are not shown");
        let range = form.range(Span::at(0));
        shown.push(plain(range, DiagnosticSeverity::Information, "MORE", message));
    }
    if snapshot.client.lists_tag(2) {
        for span in ide::deprecated_uses(&snapshot.schema, file).into_iter().take(MOST) {
            let message = format!("`{}` is deprecated", span.of(form.text));
            let mut hint = plain(form.range(span), DiagnosticSeverity::Hint, "DEPRECATED", message);
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
    let mut form = Form::new(snapshot, file);
    findings.iter().take(MOST).map(|finding| form.shown(finding)).collect()
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

/// The answer to a request for findings, with less in it if the editor has them. As JSON.
pub(super) fn report(params: &Value, found: &Listed) -> String {
    let Listed { json: items, id, .. } = found;
    if params.get("previousResultId").and_then(Value::as_str) == Some(id) {
        return format!(r#"{{"kind":"unchanged","resultId":"{id}"}}"#);
    }
    format!(r#"{{"kind":"full","resultId":"{id}","items":{items}}}"#)
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

/// Form of the findings of a file. Whatever holds for all of them is found out once.
struct Form<'s> {
    snapshot: &'s Snapshot,
    text: &'s str,
    lines: Arc<Lines>,
    shows_labels: bool,
    has_pages: bool,
    marks_unnecessary: bool,
    has_data: bool,
    /// Addresses of the pages of rules.
    pages: HashMap<RuleId, Option<String>>,
}

impl<'s> Form<'s> {
    fn new(snapshot: &'s Snapshot, file: FileId) -> Form<'s> {
        let can = |ability: &str| snapshot.client.can(&format!("/textDocument/publishDiagnostics/{ability}"));
        Form {
            text: snapshot.text(file),
            lines: snapshot.lines(file),
            shows_labels: can("relatedInformation"),
            has_pages: can("codeDescriptionSupport"),
            marks_unnecessary: snapshot.client.lists_tag(1),
            has_data: can("dataSupport"),
            pages: HashMap::new(),
            snapshot,
        }
    }

    fn range(&self, span: Span) -> Range {
        self.lines.range(self.text, span, self.snapshot.client.encoding)
    }

    fn shown(&mut self, finding: &diagnostic::Diagnostic) -> Diagnostic {
        let snapshot = self.snapshot;
        let mut message = finding.message.clone();
        let label = |label: &diagnostic::Label| {
            let location = snapshot.location(snapshot.schema.place_of(label.spot))?;
            Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
        };
        let labels: Vec<DiagnosticRelatedInformation> = finding.labels.iter().filter_map(label).collect();
        if !self.shows_labels
            && let Some(label) = labels.first()
        {
            let line = label.location.range.start.line + 1;
            message.push_str(&format!(" ({} on line {line})", label.message));
        }
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        let rule = finding.rule;
        let range = self.range(finding.place.span.unwrap_or(Span::at(0)));
        let mut shown = plain(range, severity(finding.severity), rule.as_str(), message);
        if self.shows_labels && !labels.is_empty() {
            shown.related_information = Some(labels);
        }
        if self.has_pages {
            let address = || snapshot.catalog.find(&rule).and_then(|rule| crate::report::page_url(rule));
            let address = self.pages.entry(rule).or_insert_with(address);
            shown.code_description = address.clone().map(|address| CodeDescription { href: Uri(address) });
        }
        if self.marks_unnecessary && UNNECESSARY.contains(&rule.as_str()) {
            shown.tags = Some(vec![DiagnosticTag::Unnecessary]);
        }
        if self.has_data {
            shown.data = Some(json!(finding.code.unwrap_or(rule.as_str())));
        }
        shown
    }
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
        // Lists are long: none is copied while it grows.
        let mut json = Vec::with_capacity(2 + diagnostics.len() * LENGTH);
        let is_written = serde_json::to_writer(&mut json, diagnostics).is_ok();
        let json = String::from_utf8(json).ok().filter(|_| is_written).unwrap_or_else(|| "[]".to_owned());
        let mut hasher = FxHasher::default();
        json.hash(&mut hasher);
        Listed { json, id: format!("{:016x}", hasher.finish()), count: diagnostics.len() }
    }
}
