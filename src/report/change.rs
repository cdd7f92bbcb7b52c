//! Changes of a fix, in a few lines under its finding. Shows the lines that edits touch and looks at no
//! others.

use super::Reported;
use super::diff::lines;
use super::draw::Pen;
use super::look::visible;
use protune_compiler::diagnostic::{Change, Edit, Fix, Named, Place, Rename, Spot};
use protune_compiler::schema::FileId;
use protune_compiler::text::{Span, Text};
use similar::{ChangeTag, TextDiff};
use std::fmt::{self, Write};

/// Maximum number of places of a fix that are shown; a rename may have thousands.
const MAX_PLACES: usize = 3;
/// Lines of more bytes than that are shown in part: so much to either side of the edits.
const LONG: usize = 4096;
const REACH: usize = 240;

/// Writes the title of a fix of a finding in `home`, and what it changes.
pub(super) fn write(
    findings: Reported<'_>,
    fix: &Fix,
    lead: &str,
    home: FileId,
    pen: Pen,
    out: &mut impl Write,
) -> fmt::Result {
    pen.help(lead, &visible(&fix.title()), out)?;
    let renamed;
    let edits = match &fix.change {
        Change::Edits(edits) => &edits[..],
        Change::Rename(rename) => {
            renamed = declared(findings, rename);
            renamed.as_slice()
        }
    };
    let places = places(findings, edits);
    if places.is_empty() {
        return Ok(());
    }
    pen.gap(out)?;
    let mut shown_file = home;
    for place in places.iter().take(MAX_PLACES) {
        if place.file != shown_file {
            shown_file = place.file;
            pen.path(&visible(findings.path(Place::file(shown_file))), out)?;
        }
        place.write(pen, out)?;
    }
    pen.gap(out)?;
    match places.len().saturating_sub(MAX_PLACES) {
        0 => Ok(()),
        1 => writeln!(out, "      and 1 more place"),
        more => writeln!(out, "      and {more} more places"),
    }
}

/// The declaration that is renamed. What refers to it is everywhere, and is not looked for.
fn declared(findings: Reported<'_>, rename: &Rename) -> Option<Edit> {
    let Named::Symbol(symbol) = rename.what else { return None };
    let place = findings.workspace.schema.place_of(Spot::Symbol(symbol));
    Some(Edit { file: place.file, span: place.span?, text: rename.to.clone() })
}

/// Whole lines of one file, and the edits that change them.
struct Changed<'a> {
    file: FileId,
    text: Text<'a>,
    /// From 0; the last one is included.
    first: usize,
    last: usize,
    edits: &'a [Edit],
}

fn places<'a>(findings: Reported<'a>, edits: &'a [Edit]) -> Vec<Changed<'a>> {
    let text = |edit: &Edit| findings.workspace.text(edit.file);
    let on_one_line =
        |a: &Edit, b: &Edit| a.file == b.file && text(b).line(b.span.start) <= last_line(text(a), a.span);
    let runs = edits.chunk_by(on_one_line);
    let changed = runs.map(|edits| {
        let (first, last) = (&edits[0], &edits[edits.len() - 1]);
        let text = text(first);
        let (from, to) = (text.line(first.span.start), last_line(text, last.span));
        Changed { file: first.file, text, first: from, last: to, edits }
    });
    changed.collect()
}

/// The line of the last byte: a span that ends with a newline does not reach into the next line.
fn last_line(text: Text<'_>, span: Span) -> usize {
    text.line(if span.is_empty() { span.end } else { span.end - 1 })
}

impl Changed<'_> {
    fn write(&self, pen: Pen, out: &mut impl Write) -> fmt::Result {
        let (old, new) = (self.text.of(self.before()), self.after());
        let diff = TextDiff::configure().newline_terminated(true).diff_slices(&lines(old), &lines(&new));
        let near = self.edits[0].span.start.saturating_sub(self.before().start) as usize;
        let first = self.text.line(self.before().start);
        for change in diff.iter_all_changes() {
            let (sign, at) = match change.tag() {
                ChangeTag::Equal => continue,
                ChangeTag::Delete => ('-', change.old_index()),
                ChangeTag::Insert => ('+', change.new_index()),
            };
            let at = at.unwrap_or(0);
            let (number, near) = (first + at + 1, if at == 0 { near } else { 0 });
            pen.change(sign, number, change.value().trim_end_matches(['\r', '\n']), near, out)?;
        }
        Ok(())
    }

    /// The lines; of long ones, which only machines write, the part around the edits.
    fn before(&self) -> Span {
        let Text { text, .. } = self.text;
        let whole = self.text.line_span(self.first).cover(self.text.line_span(self.last));
        if whole.len() as usize <= LONG {
            return whole;
        }
        let edited = self.edits[0].span.cover(self.edits[self.edits.len() - 1].span);
        let start = text.floor_char_boundary((edited.start as usize).saturating_sub(REACH));
        let end = text.ceil_char_boundary((edited.end as usize + REACH).min(text.len()));
        Span::new(whole.start.max(start as u32), whole.end.min(end as u32))
    }

    fn after(&self) -> String {
        let (old, text) = (self.before(), self.text.text);
        let mut new = String::new();
        let mut at = old.start;
        for edit in self.edits {
            new.push_str(Span::new(at, edit.span.start).of(text));
            new.push_str(&edit.text);
            at = edit.span.end;
        }
        new.push_str(Span::new(at, old.end).of(text));
        new
    }
}
