//! Rules of protovalidate on both sides, and the values that a change of them affects. Judges nothing.

use super::{Both, Pair, added, words};
use crate::context::PairContext;
use crate::protovalidate::changes::{self, Changed, Effect};
use crate::protovalidate::expressions::own_of_message;
use crate::protovalidate::kinds::{field, message, oneof};
use crate::protovalidate::{FIELD, Locations, MESSAGE, ONEOF, Pieces, RULES, Site};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{DeclarationId, FieldView, MessageView, OptionValue, View};
use rustc_hash::{FxHashMap, FxHashSet};

/// Side that a change affects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// Writers of values that are refused now.
    Writers,
    /// Readers of values that were refused before.
    Readers,
}

/// Change of a rule.
#[derive(Debug)]
pub(crate) struct Found {
    place: Place,
    before: Option<Place>,
    message: String,
}

impl Found {
    pub(crate) fn finding(self, cx: &PairContext<'_>) -> Diagnostic {
        let finding = cx.finding(self.place, self.message);
        match self.before {
            Some(place) => finding.label(place, "it was declared here"),
            None => finding,
        }
    }
}

/// Changes that affect one side, of fields, messages and oneofs.
pub(crate) fn changes(pair: &Pair<'_>, side: Side) -> Vec<Found> {
    let mut found = Vec::new();
    for &Both { before, after } in &pair.fields {
        let (was, is) = (Pieces::of(before, FIELD), Pieces::of(after, FIELD));
        if was.is_none() && is.is_none() {
            continue;
        }
        let was = Site::of(before, was.unwrap_or_default());
        let is = Site::of(after, is.unwrap_or_default());
        let places = (after.name_place(), before.name_place());
        found.extend(told(side, &words::field(after), changes::of_sites(&was, &is), after, places));
    }
    for &Both { before, after } in &pair.messages {
        of_message(side, before, after, &mut found);
    }
    if side == Side::Writers {
        found.extend(added::fields(pair).filter_map(new_field));
    }
    found
}

/// Changes of the rules of a declaration that affect one side.
fn told<I: DeclarationId>(
    side: Side,
    what: &str,
    all: Vec<Changed>,
    of: View<'_, I>,
    (after, before): (Place, Place),
) -> Vec<Found> {
    if all.is_empty() {
        return Vec::new();
    }
    let locations = Locations::of(of, RULES);
    let tell = |changed: Changed| {
        let verb = match (changed.effect, side) {
            (Effect::Tighter, Side::Writers) => "refuses values that it accepted",
            (Effect::Looser, Side::Readers) => "accepts values that it refused",
            (Effect::Other, Side::Writers) => "may refuse values that it accepted",
            (Effect::Other, Side::Readers) => "may accept values that it refused",
            _ => return None,
        };
        // A rule that is gone has no place.
        let place = locations.below(&changed.path).map_or(after, |span| locations.file.place(span));
        Some(Found { place, before: Some(before), message: format!("{what} {verb}: {}", changed.what) })
    };
    all.into_iter().filter_map(tell).collect()
}

/// Rules of a message, and of its oneofs.
fn of_message(side: Side, before: MessageView<'_>, after: MessageView<'_>, found: &mut Vec<Found>) {
    let places = (after.name_place(), before.name_place());
    let what = format!("message `{}`", after.name());
    let (was, is) = (Pieces::of(before, MESSAGE), Pieces::of(after, MESSAGE));
    if was.is_some() || is.is_some() {
        let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
        let mut all = changes::of_expressions(&own_of_message(&was), &own_of_message(&is));
        all.extend(oneofs(&was, &is));
        found.extend(told(side, &what, all, after, places));
    }
    let old: FxHashMap<&str, _> = before.oneofs().map(|oneof| (oneof.name(), oneof)).collect();
    for oneof in after.oneofs() {
        let Some(&old) = old.get(oneof.name()) else { continue };
        let [was, is] = [old, oneof].map(|it| Pieces::of(it, ONEOF).is_some_and(|rules| rules.flag(1)));
        if was != is {
            let (effect, how) = match is {
                true => (Effect::Tighter, "it is required"),
                false => (Effect::Looser, "it is no longer required"),
            };
            let changed = Changed { path: vec![RULES, 1], what: how.to_owned(), effect };
            let what = format!("oneof `{}` of `{}`", oneof.name(), after.name());
            let places = (oneof.name_place(), old.name_place());
            found.extend(told(side, &what, vec![changed], oneof, places));
        }
    }
}

/// Oneofs that are rules, by their fields.
fn oneofs(was: &Pieces<'_>, is: &Pieces<'_>) -> Vec<Changed> {
    let read = |rules: &Pieces<'_>| -> Vec<(Vec<String>, bool)> {
        let of = |oneof: OptionValue<'_>| {
            let names = oneof.fields_numbered(oneof::FIELDS).filter_map(|name| name.as_text());
            let mut names: Vec<String> = names.map(str::to_owned).collect();
            names.sort_unstable();
            (names, oneof.fields_numbered(oneof::REQUIRED).last().is_some_and(|it| it.as_varint() == Some(1)))
        };
        rules.all(message::ONEOF).map(of).collect()
    };
    let (old, new) = (read(was), read(is));
    let mut in_old: FxHashMap<&[String], bool> = FxHashMap::default();
    for (names, required) in &old {
        in_old.entry(names).or_insert(*required);
    }
    let in_new: FxHashSet<&[String]> = new.iter().map(|(names, _)| &names[..]).collect();
    let mut all = Vec::new();
    for (at, (names, required)) in new.iter().enumerate() {
        let listed = words::list(&words::quoted(names.iter().map(String::as_str)));
        let (effect, what) = match in_old.get(&names[..]) {
            None => (Effect::Tighter, format!("the oneof of {listed} was added")),
            Some(known) if known == required => continue,
            Some(_) if *required => (Effect::Tighter, format!("the oneof of {listed} is required")),
            Some(_) => (Effect::Looser, format!("the oneof of {listed} is no longer required")),
        };
        all.push(Changed { path: vec![RULES, message::ONEOF, at as i32], what, effect });
    }
    for (names, _) in old.iter().filter(|(names, _)| !in_new.contains(&names[..])) {
        let listed = words::list(&words::quoted(names.iter().map(String::as_str)));
        let what = format!("the oneof of {listed} was removed");
        all.push(Changed { path: vec![RULES, message::ONEOF], what, effect: Effect::Looser });
    }
    all
}

/// A new field that old messages, which do not have it, violate.
fn new_field(after: FieldView<'_>) -> Option<Found> {
    let rules = Pieces::of(after, FIELD)?;
    let site = Site::of(after, rules);
    if site.is_ignored() || !site.is_required() {
        return None;
    }
    let locations = Locations::of(after, RULES);
    let span = locations.find(&[RULES, field::REQUIRED]);
    let message = format!("new {} is required, so messages without it are refused", words::field(after));
    Some(Found { place: after.file.place(span), before: None, message })
}
