//! Imports that are not sorted.

use crate::context::{FileContext, Findings};
use crate::edits;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Safety, Severity};
use protune_compiler::schema::{FileView, ImportView};
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "STYLE_IMPORT_ORDER",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:IMPORTS_SORTED"],
    severity: Severity::Warning,
    doc: include_str!("import_order.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let imports: Vec<ImportView<'_>> = cx.file.imports().collect();
    let line = |import: &ImportView<'_>| cx.file.lines().line(import.span().start);
    for block in imports.chunk_by(|above, below| line(below) <= line(above) + 1) {
        let mut sorted = block.to_vec();
        sorted.sort_by_key(|import| import.name());
        let misplaced = block.iter().zip(&sorted).filter(|(import, wanted)| import.name() != wanted.name());
        for (at, (import, wanted)) in misplaced.enumerate() {
            let message =
                format!("import `{}` is not sorted: `{}` should stand here", import.name(), wanted.name());
            // The fix of the first one sorts them all.
            let fix = (at == 0).then(|| sort(cx.file, block, &sorted)).flatten();
            out.push(cx.finding(import.place(), message).fix(fix));
        }
    }
}

/// Gives each line of the block the import that belongs there, with its comment.
fn sort(file: FileView<'_>, block: &[ImportView<'_>], sorted: &[ImportView<'_>]) -> Option<Fix> {
    let text = file.text();
    let whole = |import: &ImportView<'_>| {
        let span = import.span();
        edits::indent(text, span.start)?;
        let rest = &text[span.end as usize..];
        let comment = edits::comment_behind(rest);
        rest[comment.len()..].trim_start_matches([' ', '\t', '\r']).starts_with('\n').then_some(())?;
        Some(Span::new(span.start, span.end + comment.len() as u32))
    };
    let places: Vec<Span> = block.iter().map(whole).collect::<Option<_>>()?;
    let texts: Vec<Span> = sorted.iter().map(whole).collect::<Option<_>>()?;
    let edits = places.into_iter().zip(texts).filter(|(place, text)| place != text);
    let edits = edits.map(|(span, from)| Edit { file: file.id, span, text: from.of(text).to_owned() });
    Some(Fix::new("sort these imports", Safety::Safe, edits.collect::<Vec<_>>()))
}
