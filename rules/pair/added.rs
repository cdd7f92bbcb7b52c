//! Additions. If a whole is new, only the outermost part is reported: nothing inside a new file or a new
//! message.

use super::deleted::Kind;
use super::names::FullName;
use super::{Both, Pair};
use crate::context::{Findings, PairContext};
use protune_compiler::schema::*;
use rustc_hash::FxHashSet;

/// The files of the new side that have names of their own.
pub(crate) fn files<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = FileView<'s>> + use<'p, 's> {
    let old = names(pair);
    pair.changed_files_after().iter().copied().filter(move |file| !old.contains(file.name()))
}

/// Reports declarations with a full name that nothing of their kind had. A move from one file to another is not new.
pub(crate) fn declarations(cx: &PairContext<'_>, kind: Kind, out: &mut Findings) {
    let before = cx.pair.changed_files();
    let (old_files, old) = (names(cx.pair), before.iter().flat_map(|&file| kind.declared(file)));
    let old: FxHashSet<FullName> = old.filter_map(|declared| declared.full_name(cx.pair)).collect();
    let name_of = |it: MessageView<'_>| cx.pair.message_name(it);
    let messages = before.iter().flat_map(|file| file.messages());
    let messages: FxHashSet<FullName> = messages.filter_map(name_of).collect();
    let is_known =
        |known: &FxHashSet<FullName>, name: Option<FullName>| name.is_some_and(|name| known.contains(&name));
    let changed = cx.pair.changed_files_after().iter().filter(|file| old_files.contains(file.name()));
    for new in changed.flat_map(|&file| kind.written(file)) {
        let comes_along = new.scope.is_some_and(|scope| !is_known(&messages, name_of(scope)));
        if comes_along || is_known(&old, new.full_name(cx.pair)) {
            continue;
        }
        let (noun, short) = (kind.noun(), new.nested_name());
        let finding = cx.finding(new.file.place(new.name_span), format!("{noun} `{short}` was added"));
        out.push(finding.contracts(kind.added().effects().contracts()));
    }
}

/// The fields with numbers that the message did not have.
pub(crate) fn fields<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = FieldView<'s>> + use<'p, 's> {
    let written = pair.messages.iter().filter(|both| !both.after.is_map_entry());
    written.flat_map(|&Both { before, after }| {
        let old: FxHashSet<i32> = before.fields().filter_map(FieldView::number).collect();
        after.fields().filter(move |field| field.number().is_some_and(|number| !old.contains(&number)))
    })
}

/// The values with numbers that the enum did not have, and those that stand beside all that had the number.
/// Each with the enum as it was.
pub(crate) fn values<'s>(pair: &Pair<'s>) -> Vec<(EnumView<'s>, ValueView<'s>)> {
    let new = pair.enums.iter().map(|&Both { before, after }| (before, values_of(before, after)));
    new.flat_map(|(before, values)| values.into_iter().map(move |value| (before, value))).collect()
}

fn values_of<'s>(before: EnumView<'s>, after: EnumView<'s>) -> Vec<ValueView<'s>> {
    let left: FxHashSet<&str> = after.values().map(ValueView::name).collect();
    let old: FxHashSet<&str> = before.values().map(ValueView::name).collect();
    let numbers: FxHashSet<Option<i32>> = before.values().map(ValueView::number).collect();
    // A name that takes the place of another is a new name for an old value.
    let left_behind = before.values().filter(|value| !left.contains(value.name()));
    let renamed: FxHashSet<Option<i32>> = left_behind.map(ValueView::number).collect();
    let is_new = |value: &ValueView<'_>| match numbers.contains(&value.number()) {
        true => !old.contains(value.name()) && !renamed.contains(&value.number()),
        false => true,
    };
    after.values().filter(is_new).collect()
}

/// The oneofs with names that the message did not have.
pub(crate) fn oneofs<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = OneofView<'s>> + use<'p, 's> {
    pair.messages.iter().flat_map(|&Both { before, after }| {
        let old: FxHashSet<&str> = before.oneofs().map(OneofView::name).collect();
        after.oneofs().filter(move |oneof| !old.contains(oneof.name()))
    })
}

/// The services with full names that no service had.
pub(crate) fn services<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = ServiceView<'s>> + use<'p, 's> {
    let name = |service: ServiceView<'s>| (service.file.package(), service.name());
    let old = pair.changed_files().iter().flat_map(|file| file.services());
    let old: FxHashSet<(&str, &str)> = old.map(name).collect();
    let new = pair.changed_files_after().iter().flat_map(|file| file.services());
    new.filter(move |&service| !old.contains(&name(service)))
}

/// The RPCs with names that the service did not have.
pub(crate) fn methods<'p, 's>(pair: &'p Pair<'s>) -> impl Iterator<Item = MethodView<'s>> + use<'p, 's> {
    pair.services.iter().flat_map(|&Both { before, after }| {
        let old: FxHashSet<&str> = before.methods().map(MethodView::name).collect();
        after.methods().filter(move |method| !old.contains(method.name()))
    })
}

fn names<'s>(pair: &Pair<'s>) -> FxHashSet<&'s str> {
    pair.changed_files().iter().map(|file| file.name()).collect()
}
