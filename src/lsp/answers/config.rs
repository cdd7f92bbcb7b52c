//! Answers about configuration files: protune.toml, buf.yaml and buf.work.yaml. They read lines, so that a file that is
//! half written has answers too.

use super::{Answer, nothing, read, write};
use crate::config;
use crate::lsp::client::Client;
use crate::lsp::text::Lines;
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, CompletionParams, Contents,
    Documentation, Hover, HoverParams, MarkupContent, MarkupKind, TextEdit,
};
use lsp_server::Request;
use protune_compiler::text::Span;
use protune_engine::ide;
use protune_rules::{Catalog, Wing};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Keys whose values are rules and categories.
const OF_RULES: &[&str] = &["select", "extend-select", "ignore", "per-file-ignores", "severity"];
/// The same in files of buf.
const OF_RULES_IN_BUF: &[&str] = &["use", "except", "ignore_only"];

/// A configuration file that is open.
pub(in crate::lsp) struct Configuration<'d> {
    pub(in crate::lsp) name: &'d str,
    pub(in crate::lsp) text: &'d str,
    pub(in crate::lsp) client: &'d Client,
    pub(in crate::lsp) catalog: &'d Catalog,
}

/// A place in a configuration file.
struct Place<'d> {
    /// The word there, up to its end.
    word: Span,
    /// Keys around it, the outermost first.
    path: Vec<&'d str>,
    /// It is where a key stands, and not a value.
    is_key: bool,
}

impl Configuration<'_> {
    /// Answers a request. What is only about schemas has no answer.
    pub(in crate::lsp) fn answer(&self, request: &Request) -> Answer {
        match request.method.as_str() {
            "textDocument/hover" => self.hover(request.params.clone()),
            "textDocument/completion" => self.complete(request.params.clone()),
            // Problems are sent at each edit.
            "textDocument/diagnostic" => write(json!({ "kind": "full", "items": [] })),
            "completionItem/resolve" => write(&request.params),
            _ => nothing(),
        }
    }

    fn hover(&self, params: Value) -> Answer {
        let params: HoverParams = read(params)?;
        let lines = Lines::new(self.text);
        let position = params.text_document_position_params.position;
        let place = self.place(lines.offset(self.text, position, self.client.encoding));
        let word = place.word.of(self.text);
        let text = ide::hover_of_rule(self.catalog, word).or_else(|| self.category(word)).or_else(|| {
            let path = place.path.iter().copied().chain([word]).collect::<Vec<_>>().join(".");
            (place.is_key && self.is_ours()).then(|| config::explain(&path)).flatten()
        });
        let Some(value) = text.filter(|_| !word.is_empty()) else { return nothing() };
        let is_markdown = self.client.hovers_markdown();
        let kind = if is_markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let range = Some(lines.range(self.text, place.word, self.client.encoding));
        write(Hover { contents: Contents::MarkupContent(MarkupContent { kind, value }), range })
    }

    fn category(&self, word: &str) -> Option<String> {
        let rules = self.catalog.rules().iter().filter(|rule| rule.is_in(word));
        let ids: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
        (!ids.is_empty()).then(|| format!("**{word}**: {} rules\n\n{}", ids.len(), ids.join(", ")))
    }

    fn complete(&self, params: Value) -> Answer {
        let params: CompletionParams = read(params)?;
        let lines = Lines::new(self.text);
        let position = params.text_document_position_params.position;
        let place = self.place(lines.offset(self.text, position, self.client.encoding));
        let range = lines.range(self.text, place.word, self.client.encoding);
        let item = |label: &str, kind: CompletionItemKind, about: Option<String>| CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            documentation: about.map(Documentation::String),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text: label.to_owned() })),
            ..CompletionItem::default()
        };
        let mut items = Vec::new();
        let of_rules = if self.is_ours() { OF_RULES } else { OF_RULES_IN_BUF };
        if place.path.iter().any(|key| of_rules.contains(key)) {
            let rules =
                self.catalog.rules().iter().filter(|rule| matches!(rule.wing, Wing::Lint | Wing::Breaking));
            let mut words: BTreeSet<&str> = BTreeSet::new();
            for rule in rules {
                items.push(item(
                    rule.id.as_str(),
                    CompletionItemKind::Constant,
                    Some(rule.summary().to_owned()),
                ));
                words.extend(rule.categories.iter().map(|category| &**category));
            }
            items.extend(words.into_iter().map(|word| item(word, CompletionItemKind::Class, None)));
        } else if place.is_key {
            for key in self.keys(&place.path) {
                let path = place.path.iter().copied().chain([key.as_str()]).collect::<Vec<_>>().join(".");
                let about = self.is_ours().then(|| config::explain(&path)).flatten();
                items.push(item(&key, CompletionItemKind::Property, about));
            }
        }
        write(CompletionList { is_incomplete: false, items, ..CompletionList::default() })
    }

    fn is_ours(&self) -> bool {
        self.name == "protune.toml"
    }

    /// Keys that can stand below a path.
    fn keys(&self, path: &[&str]) -> Vec<String> {
        if !self.is_ours() {
            return config::keys_of_buf(self.name, path).into_iter().map(str::to_owned).collect();
        }
        let before = path.iter().map(|key| format!("{key}.")).collect::<String>();
        let below = config::key_paths().filter_map(|known| Some(known.strip_prefix(&before)?.to_owned()));
        let keys: BTreeSet<String> = below.filter(|rest| !rest.is_empty() && !rest.contains('.')).collect();
        keys.into_iter().collect()
    }

    fn place(&self, offset: u32) -> Place<'_> {
        let (before, after) = self.text.split_at(offset as usize);
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let start = before.trim_end_matches(is_word).len();
        let end = before.len() + after.len() - after.trim_start_matches(is_word).len();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let typed = self.text[line..start].trim_start();
        let (path, is_key) = match self.is_ours() {
            true => self.in_toml(line, typed),
            false => self.in_yaml(line, start, typed),
        };
        Place { word: Span::new(start as u32, end as u32), path, is_key }
    }

    /// The table that a line stands in, and the key of a value on it or on lines above.
    fn in_toml(&self, line: usize, typed: &str) -> (Vec<&str>, bool) {
        let above = self.text[..line].lines().rev();
        let table = above.clone().find_map(|line| line.trim().strip_prefix('[')?.split(']').next());
        let mut path: Vec<&str> =
            table.into_iter().flat_map(|table| table.trim_matches('[').split('.')).collect();
        let is_start = typed.is_empty() || typed == "[";
        let in_list = typed.starts_with('"') || typed.starts_with('\'');
        let key = match typed.split_once('=') {
            Some((key, _)) => {
                let start = typed.as_ptr() as usize - self.text.as_ptr() as usize;
                Some(self.text[start..start + key.len()].trim())
            }
            None if in_list => above.clone().find_map(|line| Some(line.split_once('=')?.0.trim())),
            None => None,
        };
        let is_key = key.is_none() && is_start;
        if typed == "[" {
            path.clear();
        }
        path.extend(key);
        (path, is_key)
    }

    /// The keys above a line that are indented less.
    fn in_yaml(&self, line: usize, start: usize, typed: &str) -> (Vec<&str>, bool) {
        let mut path: Vec<&str> = Vec::new();
        let is_item = typed.starts_with('-');
        let mut indent = start - line - typed.len();
        if !is_item && let Some((key, _)) = typed.split_once(':') {
            let at = typed.as_ptr() as usize - self.text.as_ptr() as usize;
            path.push(self.text[at..at + key.len()].trim());
        }
        let is_key = path.is_empty() && (typed.is_empty() || typed.trim_start_matches(['-', ' ']).is_empty());
        // An item may stand right below its key, without more indentation.
        let mut may_be_level = is_item;
        for above in self.text[..line].lines().rev() {
            let content = above.trim_start();
            let width = above.len() - content.len();
            let is_outer = width < indent || may_be_level && width == indent && !content.starts_with('-');
            if content.is_empty() || content.starts_with('#') || !is_outer {
                continue;
            }
            let key = content.trim_start_matches(['-', ' ']);
            if let Some((key, _)) = key.split_once(':') {
                path.insert(0, key.trim_matches(['"', '\'']));
            }
            (indent, may_be_level) = (width, content.starts_with('-'));
        }
        (path, is_key)
    }
}
