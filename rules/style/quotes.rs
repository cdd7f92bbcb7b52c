//! Strings in quotes of the other kind.

use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Safety, Severity};
use protune_compiler::syntax::TokenKind;

pub static RULE: Room = Room {
    id: "STYLE_QUOTES",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:QUOTE_CONSISTENT"],
    severity: Severity::Warning,
    doc: include_str!("quotes.md"),
    options: &[&QUOTES],
    check: Check::File(check),
};

static QUOTES: RuleOption = RuleOption {
    name: "style_quotes",
    doc: "quotes of strings: `double` or `single`",
    default: Default::OneOf(&["double", "single"]),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let (wanted, other) = if cx.text(&QUOTES) == "single" { ('\'', '"') } else { ('"', '\'') };
    let tree = cx.file.data().tree();
    let strings = (0..).zip(tree.tokens()).filter(|(_, token)| token.kind() == TokenKind::String);
    for (token, _) in strings {
        let (span, text) = (tree.token_span(token), tree.token_text(token));
        let inner = text.strip_prefix(other).and_then(|rest| rest.strip_suffix(other));
        // A string with the wanted quotes inside would need escapes.
        let Some(inner) = inner.filter(|inner| !inner.contains(wanted)) else { continue };
        let text = format!("{wanted}{}{wanted}", unescaped(inner, other));
        let message = format!("the string should be in quotes of the other kind: {text}");
        let edit = Edit { file: cx.file.id, span, text };
        let fix = Fix::new("change the quotes", Safety::Safe, vec![edit]);
        out.push(cx.finding(cx.file.place(span), message).fix(fix));
    }
}

/// The content without the escapes that its quotes needed.
fn unescaped(inner: &str, quote: char) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('\\', Some(&next)) if next == quote => {}
            ('\\', Some(&next)) => {
                out.extend([c, next]);
                rest.next();
            }
            _ => out.push(c),
        }
    }
    out
}
