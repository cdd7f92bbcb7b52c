//! The comments above what is there on both sides. Judges nothing.

use super::{Both, Pair, words};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use rustc_hash::FxHashMap;
use std::ops::Index;

/// A declaration whose comment is not what it was.
pub(crate) struct Changed {
    /// What it is, with its name.
    pub(crate) what: String,
    /// Its name.
    pub(crate) place: Place,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// All of them. Where lines break does not count. Descriptor sets come without comments, so that a side
/// without any has nothing to compare.
pub(crate) fn changed(pair: &Pair<'_>) -> Vec<Changed> {
    let has_comments = |files: &[FileView<'_>]| files.iter().any(|&file| is_commented(file));
    if has_comments(pair.changed_files()) && has_comments(pair.changed_files_after()) {
        return compared(pair);
    }
    Vec::new()
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

fn compared(pair: &Pair<'_>) -> Vec<Changed> {
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
    all: &mut Vec<Changed>,
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
    all: &mut Vec<Changed>,
) where
    File: Index<I>,
    <File as Index<I>>::Output: Declaration + Sized + 's,
{
    let (old, new) = (before.leading_comment(), after.leading_comment());
    if old.split_whitespace().eq(new.split_whitespace()) {
        return;
    }
    let place = after.file.place(after.name_span());
    all.push(Changed { what: what(), place, before: old, after: new });
}
