//! Lists without pages.

use super::idempotency::verb;
use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::field_path::is_many;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::{FieldView, FileView, Global, MessageId, MessageView};
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "GRPC_LIST_WITHOUT_PAGINATION",
    wing: Wing::Grpc,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("list_without_pagination.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let uses = uses(cx.file);
    for rpc in cx.file.methods() {
        let streams = rpc.input_type().is_stream || rpc.output_type().is_stream;
        if streams || verb(rpc, &["List", "Search"]).is_none() {
            continue;
        }
        let (Some(request), Some(response)) = (rpc.input(), rpc.output()) else { continue };
        let Some(items) = response.fields().find(|field| is_many(*field) && !field.is_map()) else {
            continue;
        };
        if response.full_name() == "google.api.HttpBody" || request.fields().any(is_limit) {
            continue;
        }
        let has_token =
            |message: MessageView<'_>| message.fields().any(|field| field.name().ends_with("page_token"));
        if has_token(request) || has_token(response) {
            continue;
        }
        let message = format!("RPC `{}` returns all `{}` at once, without pages", rpc.name(), items.name());
        let help = "add `page_size` and `page_token` to the request, and `next_page_token` to the response";
        out.push(cx.finding(rpc.name_place(), message).help(help).fix(add_pages(&uses, request, response)));
    }
}

/// Returns whether callers limit the number of items by a field.
fn is_limit(field: FieldView<'_>) -> bool {
    matches!(field.name(), "limit" | "page_size" | "max_results" | "max_result_count")
}

/// Number of times that the RPCs of a file use each of its messages.
fn uses(file: FileView<'_>) -> FxHashMap<Global<MessageId>, usize> {
    let mut uses = FxHashMap::default();
    let used = file.methods().flat_map(|rpc| [rpc.input(), rpc.output()]).flatten();
    for message in used.filter(|message| message.file.id == file.id) {
        *uses.entry(message.global()).or_default() += 1;
    }
    uses
}

/// Fix that adds the fields, if nothing else in the file uses the two messages.
fn add_pages(
    uses: &FxHashMap<Global<MessageId>, usize>,
    request: MessageView<'_>,
    response: MessageView<'_>,
) -> Option<Fix> {
    if [request, response].iter().any(|message| uses.get(&message.global()) != Some(&1)) {
        return None;
    }
    let mut edits = vec![
        edits::add_fields(request, &[("int32", "page_size"), ("string", "page_token")])?,
        edits::add_fields(response, &[("string", "next_page_token")])?,
    ];
    edits.sort_by_key(|edit| edit.span.start);
    let effects = Change::FieldAdded { is_required: false }.effects();
    Some(effects.fix("add the fields of a list with pages", edits))
}
