//! Lines that are too long.

use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "STYLE_LINE_LENGTH",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:MAX_LINE_LENGTH"],
    severity: Severity::Warning,
    doc: include_str!("line_length.md"),
    options: &[&LENGTH, &TAB],
    check: Check::File(check),
};

static LENGTH: RuleOption = RuleOption {
    name: "style_line_length",
    doc: "greatest number of characters on a line",
    default: Default::Number(80),
};

static TAB: RuleOption = RuleOption {
    name: "style_tab_width",
    doc: "number of characters that a tab counts for",
    default: Default::Number(4),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let (most, tab) = (cx.number(&LENGTH) as usize, cx.number(&TAB) as usize);
    let mut start = 0;
    for line in cx.file.text().split_inclusive('\n') {
        let (at, line_text) = (start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
        // Bytes are at least as many as characters, but for tabs.
        if line_text.len() <= most && !line_text.contains('\t') {
            continue;
        }
        let width: usize = line_text.chars().map(|c| if c == '\t' { tab } else { 1 }).sum();
        if width > most {
            let place = cx.file.place(Span::new(at as u32, (at + line_text.len()) as u32));
            let message = format!("the line should have at most {most} characters, but has {width}");
            out.push(cx.finding(place, message));
        }
    }
}
