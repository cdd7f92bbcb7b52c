//! Findings about the annotations of a declaration, at the part that they are about.

use crate::context::FileContext;
use crate::protovalidate::expressions::{Expressions, own_of_message};
use crate::protovalidate::{FIELD, Locations, MESSAGE, Pieces, RULES, Site, can_be_used};
use protune_cel::Type;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{DeclarationId, MessageView, View};

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
pub(super) fn at<I: DeclarationId>(
    cx: &FileContext<'_>,
    of: View<'_, I>,
    path: &[i32],
    message: String,
) -> Diagnostic {
    let span = Locations::of(of, RULES).find(path);
    cx.finding(of.file.place(span), message)
}

/// Expressions of messages that have this value whatever the message is, by their paths.
pub(super) fn constant_of_messages<'s>(
    cx: &FileContext<'s>,
    expressions: &Expressions<'s>,
    wanted: bool,
) -> Vec<(MessageView<'s>, Vec<i32>)> {
    let mut found = Vec::new();
    if !can_be_used(cx.file) {
        return found;
    }
    for message in cx.file.messages() {
        let Some(rules) = Pieces::of(message, MESSAGE) else { continue };
        let this = Type::message(message.full_name());
        let paths = expressions.constant(this, own_of_message(&rules), wanted);
        found.extend(paths.into_iter().map(|path| (message, path)));
    }
    found
}
