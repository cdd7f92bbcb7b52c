//! Descriptions of words.

use super::{Answer, Shared, nothing, place, write};
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::ide;
use serde_json::Value;

pub(super) fn hover(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    shown(snapshot, file, offset, ide::hover(&snapshot.schema, file, offset))
}

/// The answer with the description of a word, and the rules that found something there.
pub(super) fn shown(snapshot: &Snapshot, file: FileId, offset: u32, found: Option<ide::Hover>) -> Answer {
    let is_markdown = snapshot.client.hovers_markdown();
    let mut parts: Vec<String> = Vec::new();
    let mut span: Option<Span> = None;
    if let Some(hover) = found {
        span = Some(hover.span);
        let code = hover.code.trim_end();
        match (code.is_empty(), is_markdown) {
            (true, _) => {}
            (false, true) => parts.push(format!("```proto\n{code}\n```")),
            (false, false) => parts.push(code.to_owned()),
        }
        if !hover.text.is_empty() {
            parts.push(if is_markdown { without_html(&hover.text) } else { hover.text });
        }
        let facts: Vec<String> = hover.facts.iter().map(|fact| format!("- {fact}")).collect();
        if !facts.is_empty() {
            parts.push(facts.join("\n"));
        }
    }
    for (place, rule) in rules_at(snapshot, file, offset) {
        let Some(text) = ide::hover_of_rule(&snapshot.catalog, &rule) else { continue };
        span.get_or_insert(place);
        let page = snapshot.catalog.find(&rule).and_then(|rule| crate::report::page_url(rule));
        let link = page.map(|page| {
            if is_markdown { format!("\n\n[All about the rule]({page})") } else { format!("\n\n{page}") }
        });
        parts.push(format!("{text}{}", link.unwrap_or_default()));
    }
    let Some(span) = span.filter(|_| !parts.is_empty()) else { return nothing() };
    let kind = if is_markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let divider = if is_markdown { "\n\n---\n\n" } else { "\n\n" };
    let contents = Contents::MarkupContent(MarkupContent { kind, value: parts.join(divider) });
    write(Hover { contents, range: Some(snapshot.range(file, span)) })
}

/// Rules that found something at a place, or that a comment there names.
fn rules_at(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<(Span, String)> {
    let mut rules: Vec<(Span, String)> = Vec::new();
    let holds = |span: &Span| span.start <= offset && offset <= span.end;
    let text = snapshot.text(file);
    for finding in &snapshot.findings {
        let Some(span) = finding.place.span.filter(holds) else { continue };
        // What is about many lines says nothing about the word there.
        let id = finding.rule.as_str();
        if !span.of(text).contains('\n') && !rules.iter().any(|(_, known)| known == id) {
            rules.push((span, id.to_owned()));
        }
    }
    if snapshot.config(file).is_some() {
        return rules;
    }
    for link in ide::links(&snapshot.schema, file, &snapshot.catalog) {
        if let ide::LinkTarget::Rule(id) = link.target
            && holds(&link.span)
        {
            rules.push((link.span, id));
        }
    }
    rules
}

/// Comments are texts of people: nothing in them is markup of a page.
fn without_html(text: &str) -> String {
    text.replace('<', "&lt;")
}
