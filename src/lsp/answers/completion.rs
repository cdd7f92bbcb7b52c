//! Candidates for what is being written.

use super::edits::text_edits;
use super::{Answer, Shared, read, write};
use crate::lsp::snapshot::{Ranges, Snapshot};
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag,
    CompletionItemTextEdit, CompletionList, CompletionParams, Documentation, InsertReplaceEdit,
    InsertTextFormat, MarkupContent, MarkupKind, Range, TextEdit,
};
use protune_compiler::schema::FileId;
use protune_engine::ide::complete::{self, Completion, CompletionKind};
use serde_json::{Value, json};

const ITEM: &str = "/textDocument/completion/completionItem";

pub(super) fn complete(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: CompletionParams = read(params)?;
    let place = params.text_document_position_params;
    let offset = snapshot.offset(file, place.position);
    let found = complete::complete(&snapshot.schema, file, offset, &snapshot.catalog);
    let form = Form::of(snapshot, file);
    let item = |(at, completion): (usize, &Completion)| {
        let mut item = form.item(snapshot, offset, at, completion);
        item.data = Some(json!({ "uri": place.text_document.uri, "name": completion.full_name }));
        if !form.resolves && !completion.full_name.is_empty() {
            item.documentation = documentation(snapshot, file, &completion.full_name);
        }
        item
    };
    let items = found.items.iter().enumerate().map(item).collect();
    write(CompletionList { is_incomplete: found.is_incomplete, items, ..CompletionList::default() })
}

pub(super) fn resolve(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let mut item: CompletionItem = read(params)?;
    let name =
        item.data.as_ref().and_then(|data| data.get("name")).and_then(Value::as_str).unwrap_or_default();
    if !name.is_empty() {
        item.documentation = documentation(snapshot, file, name);
    }
    write(item)
}

fn documentation(snapshot: &Snapshot, file: FileId, name: &str) -> Option<Documentation> {
    let value = complete::documentation(&snapshot.schema, file, name)?;
    Some(match snapshot.client.documents_markdown() {
        true => Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }),
        false => Documentation::String(value.replace("```proto\n", "").replace("```", "")),
    })
}

/// Parts of items that the editor understands.
struct Form<'s> {
    has_snippets: bool,
    has_two_ranges: bool,
    has_details: bool,
    has_tags: bool,
    has_preselect: bool,
    resolves: bool,
    ranges: Ranges<'s>,
}

impl<'s> Form<'s> {
    fn of(snapshot: &'s Snapshot, file: FileId) -> Form<'s> {
        let can = |name: &str| snapshot.client.can(&format!("{ITEM}/{name}"));
        Form {
            has_snippets: can("snippetSupport"),
            has_two_ranges: can("insertReplaceSupport"),
            has_details: can("labelDetailsSupport"),
            has_tags: snapshot.client.has(&format!("{ITEM}/tagSupport")),
            has_preselect: can("preselectSupport"),
            resolves: snapshot.client.resolves_completion("documentation"),
            ranges: snapshot.ranges(file),
        }
    }

    fn item(&self, snapshot: &Snapshot, offset: u32, at: usize, completion: &Completion) -> CompletionItem {
        let snippet = completion.snippet.as_ref().filter(|_| self.has_snippets);
        let new_text = snippet.unwrap_or(&completion.text).clone();
        let replace = self.ranges.range(completion.replaced);
        let insert = Range { start: replace.start, end: self.ranges.range(cut(completion, offset)).end };
        let edit = match self.has_two_ranges {
            true => {
                CompletionItemTextEdit::InsertReplaceEdit(InsertReplaceEdit { new_text, insert, replace })
            }
            false => CompletionItemTextEdit::TextEdit(TextEdit { range: insert, new_text }),
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let details = CompletionItemLabelDetails { description: some(&completion.origin), detail: None };
        let detail = match (self.has_details, completion.detail.as_str()) {
            (false, "") => some(&completion.origin),
            (_, detail) => some(detail),
        };
        CompletionItem {
            label: completion.label.clone(),
            label_details: (self.has_details && !completion.origin.is_empty()).then_some(details),
            kind: Some(kind(completion.kind)),
            tags: (completion.is_deprecated && self.has_tags).then(|| vec![CompletionItemTag::Deprecated]),
            detail,
            preselect: (completion.is_preselected && self.has_preselect).then_some(true),
            sort_text: Some(format!("{at:04}")),
            filter_text: completion.filter.clone(),
            insert_text_format: snippet.map(|_| InsertTextFormat::Snippet),
            text_edit: Some(edit),
            additional_text_edits: (!completion.edits.is_empty())
                .then(|| text_edits(snapshot, &completion.edits)),
            ..CompletionItem::default()
        }
    }
}

/// The part of the replaced word before the cursor.
fn cut(completion: &Completion, offset: u32) -> protune_compiler::text::Span {
    let span = completion.replaced;
    protune_compiler::text::Span::new(span.start, offset.clamp(span.start, span.end))
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Message => CompletionItemKind::Struct,
        CompletionKind::Enum => CompletionItemKind::Enum,
        CompletionKind::Value => CompletionItemKind::EnumMember,
        CompletionKind::Field => CompletionItemKind::Field,
        CompletionKind::Option => CompletionItemKind::Property,
        CompletionKind::Keyword => CompletionItemKind::Keyword,
        CompletionKind::File => CompletionItemKind::File,
        CompletionKind::Package => CompletionItemKind::Module,
        CompletionKind::Snippet => CompletionItemKind::Snippet,
        CompletionKind::Rule => CompletionItemKind::Constant,
        CompletionKind::Number => CompletionItemKind::Value,
        CompletionKind::Scalar => CompletionItemKind::Keyword,
    }
}
