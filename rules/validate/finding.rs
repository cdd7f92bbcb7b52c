//! Findings about the annotations of a declaration, at the part that they are about.

use crate::context::FileContext;
use crate::protovalidate::{FIELD, Locations, Pieces, RULES, Site, can_be_used};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FieldView;

/// Rules of all fields of a file, each with those of its items, keys and values behind it.
pub(super) fn sites<'s>(cx: &FileContext<'s>) -> Vec<Site<'s>> {
    let mut sites = Vec::new();
    if !can_be_used(cx.file) {
        return sites;
    }
    for field in cx.file.fields() {
        let Some(rules) = Pieces::of(field, FIELD) else { continue };
        let mut next = vec![Site::of(field, rules)];
        while let Some(site) = next.pop() {
            next.extend(site.below().into_iter().rev());
            sites.push(site);
        }
    }
    sites
}

/// A finding at a part of the rules of a field.
pub(super) fn at(cx: &FileContext<'_>, field: FieldView<'_>, path: &[i32], message: String) -> Diagnostic {
    let span = Locations::of(field, RULES).find(path);
    cx.finding(field.file.place(span), message)
}
