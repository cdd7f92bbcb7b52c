//! Declarations on both sides, with the comments above them and their options. Judges nothing.

use super::{Both, Pair, place, words};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// A declaration whose comments or options changed.
pub(crate) struct Kept<'s> {
    /// Kind and name of the declaration.
    pub(crate) what: String,
    /// Its name.
    pub(crate) place: Place,
    /// The comments above it.
    pub(crate) comments: Both<String>,
    /// Options that are set for the first time.
    pub(crate) new_options: Vec<OptionView<'s>>,
    /// Requested custom options whose values changed.
    custom: Vec<Custom<'s>>,
}

/// A custom option that is set to something else than it was.
pub(crate) struct Custom<'s> {
    pub(crate) name: String,
    /// One value for each time that the option, or a part of it, is set.
    pub(crate) values: Both<Vec<OptionValue<'s>>>,
    /// Location that sets the option, else the name of the declaration.
    pub(crate) places: Both<Place>,
}

/// Returns the declarations with other comments. Line breaks do not count. Descriptor sets have no comments,
/// so that a side without any has nothing to compare.
pub(crate) fn commented<'s>(pair: &Pair<'s>) -> Vec<Kept<'s>> {
    let has_comments = |files: &[FileView<'_>]| files.iter().any(|&file| is_commented(file));
    if !has_comments(pair.changed_files()) || !has_comments(pair.changed_files_after()) {
        return Vec::new();
    }
    let mut all = all(pair, &[]);
    all.retain(|kept| !is_same(&kept.comments.before, &kept.comments.after));
    all
}

/// The options that are new, with what they are set on.
pub(crate) fn new_options<'s>(pair: &Pair<'s>) -> Vec<(String, OptionView<'s>)> {
    let of_files = pair.files.iter().flat_map(|&Both { before, after }| {
        let new = added(before.options(), after.options());
        new.into_iter().map(move |option| (format!("file `{}`", after.name()), option))
    });
    let kept = all(pair, &[]).into_iter();
    let of_kept =
        kept.flat_map(|kept| kept.new_options.into_iter().map(move |option| (kept.what.clone(), option)));
    of_files.chain(of_kept).collect()
}

/// The custom options of these full names that are set to something else, with what they are set on.
pub(crate) fn custom_options<'s>(pair: &Pair<'s>, names: &[String]) -> Vec<(String, Custom<'s>)> {
    if names.is_empty() {
        return Vec::new();
    }
    let of_files = pair.files.iter().flat_map(|&Both { before, after }| {
        let changed = names.iter().filter_map(move |name| {
            let values = Both {
                before: before.custom_option(name).collect(),
                after: after.custom_option(name).collect(),
            };
            let place = |file: FileView<'_>| {
                place::or_head(file, set_at(file.options(), name).map(|option| option.span()))
            };
            let places = Both { before: place(before), after: place(after) };
            changed(name, values, places)
        });
        changed.map(move |custom| (format!("file `{}`", after.name()), custom))
    });
    let kept = all(pair, names).into_iter();
    of_files
        .chain(kept.flat_map(|kept| kept.custom.into_iter().map(move |it| (kept.what.clone(), it))))
        .collect()
}

fn changed<'s>(name: &str, values: Both<Vec<OptionValue<'s>>>, places: Both<Place>) -> Option<Custom<'s>> {
    (values.before != values.after).then(|| Custom { name: name.to_owned(), values, places })
}

/// Finds the option that sets a custom option of this full name, or a part of it.
fn set_at<'s>(mut options: impl Iterator<Item = OptionView<'s>>, name: &str) -> Option<OptionView<'s>> {
    let is_meant = |field: FieldView<'_>| field.is_extension() && field.extension_name() == name;
    options.find(|option| option.field().is_some_and(is_meant))
}

/// Returns the new options, one for each field of the options message.
fn added<'s>(
    before: impl Iterator<Item = OptionView<'s>>,
    after: impl Iterator<Item = OptionView<'s>>,
) -> Vec<OptionView<'s>> {
    let mut known: FxHashSet<String> = before.filter_map(option_name).collect();
    let is_new = |option: &OptionView<'s>| option_name(*option).is_some_and(|name| known.insert(name));
    after.filter(is_new).collect()
}

/// Name of an option as written in a schema, with the full name of an extension.
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

/// Returns the declarations with other comments, more options, or other values of the named custom options.
fn all<'s>(pair: &Pair<'s>, names: &[String]) -> Vec<Kept<'s>> {
    let mut walk = Walk { names, all: Vec::new() };
    let written = pair.messages.iter().filter(|both| !both.after.is_map_entry());
    for &Both { before, after } in written {
        note(before, after, || format!("message `{}`", after.name()), &mut walk);
        let of_message = |oneof: OneofView<'_>| format!("oneof `{}` of `{}`", oneof.name(), after.name());
        let old: FxHashMap<&str, OneofView<'_>> = before.oneofs().map(|it| (it.name(), it)).collect();
        after.oneofs().for_each(|it| note_found(old.get(it.name()), it, || of_message(it), &mut walk));
    }
    for &Both { before, after } in pair.fields.iter().filter(|both| !both.after.is_of_map_entry()) {
        note(before, after, || words::field(after), &mut walk);
    }
    for &Both { before, after } in &pair.enums {
        note(before, after, || format!("enum `{}`", after.name()), &mut walk);
        let of_enum = |value: ValueView<'_>| format!("value `{}` of `{}`", value.name(), after.name());
        let old: FxHashMap<&str, ValueView<'_>> = before.values().map(|it| (it.name(), it)).collect();
        after.values().for_each(|it| note_found(old.get(it.name()), it, || of_enum(it), &mut walk));
    }
    for &Both { before, after } in &pair.services {
        note(before, after, || format!("service `{}`", after.name()), &mut walk);
    }
    for &Both { before, after } in &pair.methods {
        let what = || format!("RPC `{}` of `{}`", after.name(), after.service().name());
        note(before, after, what, &mut walk);
    }
    walk.all
}

/// Names to look for, and the declarations found.
struct Walk<'n, 's> {
    names: &'n [String],
    all: Vec<Kept<'s>>,
}

/// Notes a declaration that may not have been there before.
fn note_found<'s, I: DeclarationId>(
    before: Option<&View<'s, I>>,
    after: View<'s, I>,
    what: impl Fn() -> String,
    walk: &mut Walk<'_, 's>,
) {
    if let Some(&before) = before {
        note(before, after, what, walk);
    }
}

fn note<'s, I: DeclarationId>(
    before: View<'s, I>,
    after: View<'s, I>,
    what: impl Fn() -> String,
    walk: &mut Walk<'_, 's>,
) {
    let comments = Both { before: before.leading_comment(), after: after.leading_comment() };
    let new_options = added(before.options(), after.options());
    let custom = walk.names.iter().filter_map(|name| {
        let values =
            Both { before: before.custom_option(name).collect(), after: after.custom_option(name).collect() };
        let place = |of: View<'_, I>| {
            let set = set_at(of.options(), name).map(|option| option.span());
            of.file.place(set.unwrap_or(of.name_span()))
        };
        changed(name, values, Both { before: place(before), after: place(after) })
    });
    let custom: Vec<Custom<'_>> = custom.collect();
    if new_options.is_empty() && custom.is_empty() && is_same(&comments.before, &comments.after) {
        return;
    }
    let place = after.name_place();
    walk.all.push(Kept { what: what(), place, comments, new_options, custom });
}
