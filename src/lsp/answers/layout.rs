//! Formatting, as few edits as possible.

use super::{Answer, Shared, nothing, read, write};
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{
    DocumentFormattingParams, DocumentRangeFormattingParams, DocumentRangesFormattingParams, Range, TextEdit,
};
use protune_compiler::schema::FileId;
use protune_engine::fmt;
use protune_engine::ide::{Patch, patches};
use serde_json::Value;

pub(super) fn whole(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let _: DocumentFormattingParams = read(params)?;
    let tree = snapshot.schema.file(file).data().tree();
    if !tree.errors().is_empty() {
        return nothing();
    }
    // What cannot be formatted stays as it is; a message at each save would be in the way.
    let Ok(new) = fmt::format(tree, &snapshot.style) else { return nothing() };
    write(edits(snapshot, file, patches(tree.text(), &line_ends(tree.text(), new))))
}

pub(super) fn part(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: DocumentRangeFormattingParams = read(params)?;
    in_ranges(snapshot, file, &[params.range])
}

pub(super) fn parts(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: DocumentRangesFormattingParams = read(params)?;
    in_ranges(snapshot, file, &params.ranges)
}

/// Formats lines that ranges touch. Declarations stay in their order.
fn in_ranges(snapshot: &Snapshot, file: FileId, ranges: &[Range]) -> Answer {
    let tree = snapshot.schema.file(file).data().tree();
    if !tree.errors().is_empty() {
        return nothing();
    }
    let lines = snapshot.lines(file);
    let is_wanted = |patch: &Patch| {
        let (first, last) = (lines.line(patch.span.start) as u32, lines.line(patch.span.end) as u32);
        ranges.iter().any(|range| first <= range.end.line && range.start.line <= last)
    };
    let mut wanted: Vec<Patch> = Vec::new();
    let new = fmt::format_part(tree, &snapshot.style, |old, new| {
        let all = patches(old, &line_ends(old, new.to_owned()));
        wanted = all.into_iter().filter(is_wanted).collect();
        applied(old, &wanted)
    });
    // A part that cannot be formatted without the rest stays as it is.
    if new.is_err() {
        return nothing();
    }
    write(edits(snapshot, file, wanted))
}

fn applied(old: &str, patches: &[Patch]) -> String {
    let mut text = old.to_owned();
    for patch in patches.iter().rev() {
        text.replace_range(patch.span.range(), &patch.text);
    }
    text
}

/// Text with the line ends that the old one has.
fn line_ends(old: &str, new: String) -> String {
    if old.contains("\r\n") && !new.contains('\r') { new.replace('\n', "\r\n") } else { new }
}

pub(super) fn edits(snapshot: &Snapshot, file: FileId, patches: Vec<Patch>) -> Vec<TextEdit> {
    let edit = |patch: Patch| TextEdit { range: snapshot.range(file, patch.span), new_text: patch.text };
    patches.into_iter().map(edit).collect()
}
