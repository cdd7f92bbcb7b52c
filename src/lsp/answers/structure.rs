//! Parts of a text: folds, selections, and small additions that are shown in it.

use super::{Answer, Shared, nothing, place, read, write};
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{
    CodeLens, CodeLensParams, Command, FoldingRange, FoldingRangeKind, FoldingRangeParams, InlayHint,
    InlayHintParams, Label, SelectionRange, SelectionRangeParams, Tooltip,
};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::ide::{self, Fold, FoldKind, HintKind};
use serde_json::{Value, json};

pub(super) fn folds(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let _: FoldingRangeParams = read(params)?;
    let only_lines = snapshot.client.can("/textDocument/foldingRange/lineFoldingOnly");
    let limit = snapshot.client.number("/textDocument/foldingRange/rangeLimit").unwrap_or(5_000) as usize;
    let ranges = snapshot.ranges(file);
    let fold = |fold: Fold| {
        let range = ranges.range(fold.span);
        let (start, end) = (range.start, range.end);
        // The line of the closing bracket stays visible.
        let end_line =
            if fold.kind == FoldKind::Body && only_lines { end.line.saturating_sub(1) } else { end.line };
        (start.line < end_line).then(|| FoldingRange {
            start_line: start.line,
            start_character: (!only_lines).then_some(start.character),
            end_line,
            end_character: (!only_lines).then_some(end.character),
            kind: match fold.kind {
                FoldKind::Body => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            collapsed_text: None,
        })
    };
    let folds = ide::folds(&snapshot.schema, file).into_iter().filter_map(fold);
    write(folds.take(limit).collect::<Vec<_>>())
}

pub(super) fn selection(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: SelectionRangeParams = read(params)?;
    let select = |position: &gen_lsp_types::Position| {
        let offset = snapshot.offset(file, *position);
        let mut found: Option<SelectionRange> = None;
        for span in ide::selection(&snapshot.schema, file, offset).into_iter().rev() {
            found = Some(SelectionRange { range: snapshot.range(file, span), parent: found.map(Box::new) });
        }
        let here = snapshot.range(file, Span::at(offset));
        found.unwrap_or(SelectionRange { range: here, parent: None })
    };
    write(params.positions.iter().map(select).collect::<Vec<_>>())
}

/// A name and its uses in the file are edited together.
pub(super) fn linked(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let Some(uses) = ide::highlights(&snapshot.schema, file, offset) else { return nothing() };
    // Only what is declared here, and used nowhere else.
    let Some(declaration) = uses.declaration.and_then(|place| place.span) else { return nothing() };
    let text = snapshot.text(file);
    let all = ide::uses(&snapshot.schema, file, offset).map_or(0, |uses| uses.references.len());
    let spans: Vec<Span> = uses.references.iter().filter_map(|place| place.span).collect();
    let is_same = spans.iter().all(|span| span.of(text) == declaration.of(text));
    if !is_same || all != spans.len() {
        return nothing();
    }
    let ranges: Vec<_> =
        std::iter::once(declaration).chain(spans).map(|span| snapshot.range(file, span)).collect();
    write(json!({ "ranges": ranges }))
}

pub(super) fn hints(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: InlayHintParams = read(params)?;
    let within = snapshot.span(file, params.range);
    let wanted = |kind: HintKind| match kind {
        HintKind::NextNumber => snapshot.settings.next_number_hints,
        HintKind::JsonName => snapshot.settings.json_name_hints,
        HintKind::Features => snapshot.settings.feature_hints,
    };
    let hint = |hint: ide::Hint| InlayHint {
        position: snapshot.range(file, Span::at(hint.at)).start,
        label: Label::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::String(hint.tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    let hints = ide::hints(&snapshot.schema, file, within, &wanted);
    write(hints.into_iter().map(hint).collect::<Vec<_>>())
}

pub(super) fn lenses(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: CodeLensParams = read(params)?;
    if !snapshot.settings.lenses {
        return write(Vec::<CodeLens>::new());
    }
    let lens = |(at, lens): (usize, ide::Lens)| CodeLens {
        range: snapshot.range(file, lens.span),
        command: None,
        data: Some(json!({ "uri": params.text_document.uri, "lens": at })),
    };
    write(ide::lenses(&snapshot.schema, file).into_iter().enumerate().map(lens).collect::<Vec<_>>())
}

pub(super) fn lens(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let mut lens: CodeLens = read(params)?;
    let at = lens.data.as_ref().and_then(|data| data.get("lens")).and_then(Value::as_u64);
    let lenses = ide::lenses(&snapshot.schema, file);
    if let Some(found) = at.and_then(|at| lenses.get(at as usize)) {
        // The text may have changed; the editor asks for all lenses again then.
        lens.command = Some(Command {
            title: found.text(&snapshot.schema, file),
            command: String::new(),
            arguments: None,
            ..Command::default()
        });
    }
    write(lens)
}
