//! Maps whose values repeat their keys.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::google::resource;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Global, MessageId, MessageView, Scalar, Type};
use protune_compiler::syntax::Label;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub static RULE: Room = Room {
    id: "SIZE_MAP_KEY_IN_VALUE",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("map_key_in_value.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let mut values: FxHashMap<Global<MessageId>, Named<'_>> = FxHashMap::default();
    for map in cx.file.fields().filter(|field| field.is_map()) {
        let Some((key, of)) = key_and_value(map) else { continue };
        let named = values.entry(of.global()).or_insert_with(|| Named::of(of));
        let Some(own) = named.key_of(map, key) else { continue };
        let (name, of, key) = (map.name(), of.name(), own.name());
        let message =
            format!("values of map `{name}` should not repeat their keys, as `{key}` of `{of}` seems to do");
        let help = format!("remove `{key}` from `{of}`, or replace the map with a `repeated {of}`");
        out.push(cx.finding(map.name_place(), message).help(help));
    }
}

/// Key type of a map, and the message type of its values.
fn key_and_value(map: FieldView<'_>) -> Option<(Scalar, MessageView<'_>)> {
    let mut entry = map.message_type()?.fields();
    let (key, value) = (entry.next()?, entry.next()?.message_type()?);
    match key.ty() {
        Type::Scalar(key) => Some((key, value)),
        _ => None,
    }
}

/// Fields of a message that could repeat its key.
struct Named<'s> {
    of: MessageView<'s>,
    /// First field for each name, in lower_snake_case, and type.
    first: FxHashMap<(Cow<'s, str>, Scalar), FieldView<'s>>,
}

impl<'s> Named<'s> {
    fn of(of: MessageView<'s>) -> Named<'s> {
        let mut first = FxHashMap::default();
        for field in of.fields() {
            if let Some(ty) = type_of_key(field, of) {
                first.entry((casing::lower_snake(field.name()), ty)).or_insert(field);
            }
        }
        Named { of, first }
    }

    /// First field that is named like a key of this map: `id`, `key` or `name` of a value; for `cats_by_tag` also `tag`,
    /// `cat_id` and so on.
    fn key_of(&self, map: FieldView<'_>, key: Scalar) -> Option<FieldView<'s>> {
        let map = casing::lower_snake(map.name());
        let (many, by) = map.split_once("_by_").map_or((&*map, None), |(many, by)| (many, Some(by)));
        let one = many.strip_suffix('s').unwrap_or(many);
        let of_one = PLAIN.map(|word| Cow::Owned(format!("{one}_{word}"))).into_iter();
        let longer = of_one.chain(by.map(Cow::Borrowed));
        let longer = longer.filter_map(|name| self.first.get(&(name, key)).copied());
        let plain = PLAIN.iter().filter_map(|word| self.of.field_named(word));
        let plain = plain.filter(|&field| type_of_key(field, self.of) == Some(key));
        longer.chain(plain).min_by_key(|field| field.id)
    }
}

/// Type of the keys that a field of a message could repeat.
fn type_of_key(field: FieldView<'_>, of: MessageView<'_>) -> Option<Scalar> {
    match field.ty() {
        Type::Scalar(ty) if field.label() != Some(Label::Repeated) && !is_of_its_own(of, field.name()) => {
            Some(ty)
        }
        _ => None,
    }
}

const PLAIN: [&str; 3] = ["id", "key", "name"];

/// The name of a resource is a path that only ends in its key, and the `key` of a message such as `PublicKey` is not a
/// map key.
fn is_of_its_own(value: MessageView<'_>, field: &str) -> bool {
    let is_resource = || resource::of_message(value).is_some();
    match field {
        "name" => is_resource(),
        "key" => value.name().ends_with("Key"),
        _ => false,
    }
}
