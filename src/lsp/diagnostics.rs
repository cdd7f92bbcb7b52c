//! Findings as an editor shows them.

use super::client::Client;
use super::listed::{Item, List, Listed};
use super::snapshot::Snapshot;
use super::text::Lines;
use super::wire::Json;
use crate::config;
use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticSeverity, DiagnosticTag, Location, Message, Range, Uri,
};
use protune_compiler::diagnostic::{self, RuleId, Severity};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::Workspace;
use protune_engine::check::CONFIG;
use protune_engine::ide;
use protune_rules::Catalog;
use serde_json::Value;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::Arc;

/// Most findings of one file that are shown.
const MOST: usize = 5_000;

/// Rules whose findings are about text that does nothing.
const UNNECESSARY: &[&str] = &["IMPORT_USED", "SUPPRESSION_UNUSED"];

/// Returns the findings of a file for the editor, uses of what is deprecated as hints, and changes that break an older
/// version.
pub(super) fn of_file(
    snapshot: &Snapshot,
    file: FileId,
    findings: &[impl Borrow<diagnostic::Diagnostic>],
    breaking: &[Diagnostic],
) -> Listed {
    let mut form = Form::new(snapshot, file);
    let mut list = form.list(findings);
    if let Some(more) = findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        let message = format!("{more} more findings in this file are not shown");
        let range = form.range(Span::at(0));
        list.push(&plain(range, DiagnosticSeverity::Information, "MORE", message));
    }
    if snapshot.client.lists_tag(2) {
        for span in ide::deprecated_uses(&snapshot.schema, file).into_iter().take(MOST) {
            let message = format!("`{}` is deprecated", span.of(form.text));
            let mut hint = plain(form.range(span), DiagnosticSeverity::Hint, "DEPRECATED", message);
            hint.tags = Some(vec![DiagnosticTag::Deprecated]);
            list.push(&hint);
        }
    }
    breaking.iter().for_each(|change| list.push(change));
    list.finish()
}

/// Returns the findings of a configuration file that is deployed with schemas.
pub(super) fn of_deployed(snapshot: &Snapshot, file: FileId, findings: &[diagnostic::Diagnostic]) -> Listed {
    Form::new(snapshot, file).list(findings).finish()
}

/// Returns a finding as an action names it.
pub(super) fn alone(snapshot: &Snapshot, file: FileId, finding: &diagnostic::Diagnostic) -> Vec<Diagnostic> {
    let listed = of_deployed(snapshot, file, std::slice::from_ref(finding));
    serde_json::from_str(&listed.json).unwrap_or_default()
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
pub(super) fn report(params: &Value, found: Listed) -> Json {
    let Listed { json, id, .. } = found;
    if params.get("previousResultId").and_then(Value::as_str) == Some(&id) {
        return Json::from(format!(r#"{{"kind":"unchanged","resultId":"{id}"}}"#));
    }
    let before = format!(r#"{{"kind":"full","resultId":"{id}","items":"#);
    Json::of_parts([before, json, "}".to_owned()])
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

    fn list(&mut self, findings: &[impl Borrow<diagnostic::Diagnostic>]) -> List {
        let mut list = List::with_room_for(findings.len().min(MOST));
        for finding in findings.iter().take(MOST) {
            self.add(&mut list, finding.borrow());
        }
        list
    }

    fn add(&mut self, list: &mut List, finding: &diagnostic::Diagnostic) {
        let snapshot = self.snapshot;
        let location = |label: &diagnostic::Label| snapshot.location(snapshot.schema.place_of(label.spot));
        let located = finding.labels.iter().filter_map(|label| Some((location(label)?, &*label.message)));
        let mut labels: Vec<(Location, &str)> = located.collect();
        let mut aside = String::new();
        if !self.shows_labels
            && let Some((location, message)) = labels.first()
        {
            aside = format!(" ({message} on line {})", location.range.start.line + 1);
            labels.clear();
        }
        let rule = finding.rule;
        let page = || snapshot.catalog.find(&rule).and_then(|rule| crate::report::page_url(rule));
        list.add(&Item {
            range: self.range(finding.place.span.unwrap_or(Span::at(0))),
            severity: severity(finding.severity),
            code: rule.as_str(),
            page: match self.has_pages {
                true => self.pages.entry(rule).or_insert_with(page).as_deref(),
                false => None,
            },
            message: [&finding.message, &aside],
            help: finding.help.as_deref(),
            is_unnecessary: self.marks_unnecessary && UNNECESSARY.contains(&rule.as_str()),
            labels: &labels,
            data: self.has_data.then(|| finding.code.unwrap_or(rule.as_str())),
        });
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
