//! HTTP bindings of the RPCs of a file, and findings about their texts.

use crate::context::FileContext;
use crate::edits;
use crate::google::Text;
use crate::google::http::{Binding, all_bindings};
use crate::http::Flaw;
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use protune_compiler::schema::{FileView, MethodView};
use protune_compiler::text::Span;

/// Bindings of a file, each with its RPC, in text order.
pub(super) fn bound(file: FileView<'_>) -> impl Iterator<Item = (MethodView<'_>, Binding<'_>)> {
    file.methods().flat_map(|rpc| all_bindings(rpc).into_iter().map(move |binding| (rpc, binding)))
}

/// Paths of the bindings of a file, each with its RPC.
pub(super) fn paths(file: FileView<'_>) -> impl Iterator<Item = (MethodView<'_>, Text<'_>)> {
    bound(file).filter_map(|(rpc, binding)| Some((rpc, binding.path?)))
}

/// Finding about a part of a text, with a fix if another name was probably meant.
pub(super) fn finding(cx: &FileContext<'_>, text: Text<'_>, flaw: Flaw) -> Diagnostic {
    let part = text.span_of(flaw.at).filter(|span| !span.is_empty());
    let place = part.map_or(text.place(), |span| text.file().place(span));
    let mut finding = cx.finding(place, flaw.message).help(flaw.help);
    if flaw.is_accepted {
        finding.severity = finding.severity.min(Severity::Warning);
    }
    let Some((span, name)) = part.zip(flaw.instead) else { return finding };
    let title = format!("replace it with `{name}`");
    let edit = Edit { file: text.file().id, span, text: name };
    finding.fix(Fix::new(title, Safety::Safe, vec![edit]).setting_options())
}

/// Edit that removes the option or field that is set to a text.
pub(super) fn removal(text: Text<'_>) -> Edit {
    let (file, span) = (text.file(), text.node().span());
    let after = &file.text()[span.end as usize..];
    // A literal may separate its fields.
    let separator = after.trim_start().starts_with([',', ';']);
    let end = match after.find([',', ';']).filter(|_| separator) {
        Some(at) => span.end + at as u32 + 1,
        None => span.end,
    };
    edits::remove_statement(file, Span::new(span.start, end))
}
