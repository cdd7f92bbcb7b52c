//! What is there on both sides, with the comments above it and its options. Judges nothing.

use super::{Both, Pair, words};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use rustc_hash::FxHashMap;
use std::ops::Index;

/// A declaration that something else is said of than before.
pub(crate) struct Kept<'s> {
    /// What it is, with its name.
    pub(crate) what: String,
    /// Its name.
    pub(crate) place: Place,
    /// The comments above it.
    pub(crate) comments: Both<String>,
    /// What its options did not set.
    pub(crate) new_options: Vec<OptionView<'s>>,
}

/// Those with other comments. Where lines break does not count. Descriptor sets come without comments, so that
/// a side without any has nothing to compare.
pub(crate) fn commented<'s>(pair: &Pair<'s>) -> Vec<Kept<'s>> {
    let has_comments = |files: &[FileView<'_>]| files.iter().any(|&file| is_commented(file));
    if !has_comments(pair.changed_files()) || !has_comments(pair.changed_files_after()) {
        return Vec::new();
    }
    let mut all = all(pair);
    all.retain(|kept| !is_same(&kept.comments.before, &kept.comments.after));
    all
}

/// The options that are new, with what they are set on.
pub(crate) fn new_options<'s>(pair: &Pair<'s>) -> Vec<(String, OptionView<'s>)> {
    let of_files = pair.files.iter().flat_map(|&Both { before, after }| {
        let new = added(before.options(), after.options());
        new.into_iter().map(move |option| (format!("the file `{}`", after.name()), option))
    });
    let kept = all(pair).into_iter();
    let of_kept =
        kept.flat_map(|kept| kept.new_options.into_iter().map(move |option| (kept.what.clone(), option)));
    of_files.chain(of_kept).collect()
}

/// Of one field of the options message the first counts.
fn added<'s>(
    before: impl Iterator<Item = OptionView<'s>>,
    after: impl Iterator<Item = OptionView<'s>>,
) -> Vec<OptionView<'s>> {
    let mut known: Vec<String> = before.filter_map(option_name).collect();
    let is_new = |option: &OptionView<'s>| {
        let Some(name) = option_name(*option).filter(|name| !known.contains(name)) else { return false };
        known.push(name);
        true
    };
    after.filter(is_new).collect()
}

/// As it is written in a schema, with the full name of an extension.
pub(crate) fn option_name(option: OptionView<'_>) -> Option<String> {
    let field = option.field()?;
    Some(match field.is_extension() {
        true => format!("({})", field.extension_name()),
        false => field.name().to_owned(),
    })
}

fn is_same(before: &str, after: &str) -> bool {
    before.split_whitespace().eq(after.split_whitespace())
}

fn is_commented(file: FileView<'_>) -> bool {
    let says = |comment: String| !comment.trim().is_empty();
    file.messages().any(|it| says(it.leading_comment()))
        || file.fields().any(|it| says(it.leading_comment()))
        || file.oneofs().any(|it| says(it.leading_comment()))
        || file
            .enums()
            .any(|it| says(it.leading_comment()) || it.values().any(|it| says(it.leading_comment())))
        || file.services().any(|it| says(it.leading_comment()))
        || file.methods().any(|it| says(it.leading_comment()))
}

/// Those with other comments, or more options.
fn all<'s>(pair: &Pair<'s>) -> Vec<Kept<'s>> {
    let mut all = Vec::new();
    let written = pair.messages.iter().filter(|both| !both.after.is_map_entry());
    for &Both { before, after } in written {
        note(before, after, || format!("the message `{}`", after.name()), &mut all);
        let of_message = |oneof: OneofView<'_>| format!("the oneof `{}` of `{}`", oneof.name(), after.name());
        let old: FxHashMap<&str, OneofView<'_>> = before.oneofs().map(|it| (it.name(), it)).collect();
        after.oneofs().for_each(|it| note_found(old.get(it.name()), it, || of_message(it), &mut all));
    }
    for &Both { before, after } in pair.fields.iter().filter(|both| !both.after.is_of_map_entry()) {
        note(before, after, || words::field(after), &mut all);
    }
    for &Both { before, after } in &pair.enums {
        note(before, after, || format!("the enum `{}`", after.name()), &mut all);
        let of_enum = |value: ValueView<'_>| format!("the value `{}` of `{}`", value.name(), after.name());
        let old: FxHashMap<&str, ValueView<'_>> = before.values().map(|it| (it.name(), it)).collect();
        after.values().for_each(|it| note_found(old.get(it.name()), it, || of_enum(it), &mut all));
    }
    for &Both { before, after } in &pair.services {
        note(before, after, || format!("the service `{}`", after.name()), &mut all);
    }
    for &Both { before, after } in &pair.methods {
        let what = || format!("the RPC `{}` of `{}`", after.name(), after.service().name());
        note(before, after, what, &mut all);
    }
    all
}

/// Notes a declaration that may not have been there before.
fn note_found<'s, I: RowId>(
    before: Option<&View<'s, I>>,
    after: View<'s, I>,
    what: impl Fn() -> String,
    all: &mut Vec<Kept<'s>>,
) where
    File: Index<I>,
    <File as Index<I>>::Output: Declaration + Sized + 's,
{
    if let Some(&before) = before {
        note(before, after, what, all);
    }
}

fn note<'s, I: RowId>(
    before: View<'s, I>,
    after: View<'s, I>,
    what: impl Fn() -> String,
    all: &mut Vec<Kept<'s>>,
) where
    File: Index<I>,
    <File as Index<I>>::Output: Declaration + Sized + 's,
{
    let comments = Both { before: before.leading_comment(), after: after.leading_comment() };
    let new_options = added(before.options(), after.options());
    if new_options.is_empty() && is_same(&comments.before, &comments.after) {
        return;
    }
    let place = after.file.place(after.name_span());
    all.push(Kept { what: what(), place, comments, new_options });
}
