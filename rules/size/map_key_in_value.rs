//! Maps whose values say their own keys.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::google::resource;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, MessageView};
use protune_compiler::syntax::Label;

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
    for map in cx.file.fields().filter(|field| field.is_map()) {
        let Some((of, key)) = key_in_value(map) else {
            continue;
        };
        let (name, of, key) = (map.name(), of.name(), key.name());
        let message = format!("the values of `{name}` seem to hold their keys again, as `{key}` of `{of}`");
        let help = format!("leave `{key}` to the key of the map, or make it `repeated {of}`");
        out.push(cx.finding(map.name_place(), message).help(help));
    }
}

/// The message that a map leads to, and what in there is called as its key would be.
fn key_in_value(map: FieldView<'_>) -> Option<(MessageView<'_>, FieldView<'_>)> {
    let mut entry = map.message_type()?.fields();
    let (key, value) = (entry.next()?, entry.next()?.message_type()?);
    let mut same =
        value.fields().filter(|field| field.ty() == key.ty() && field.label() != Some(Label::Repeated));
    let own = same.find(|field| is_key(map.name(), field.name()) && !is_of_its_own(value, field.name()))?;
    Some((value, own))
}

/// The name of a resource is a path that ends in its key, and the key of a key opens something.
fn is_of_its_own(value: MessageView<'_>, field: &str) -> bool {
    let is_resource = || resource::of_message(value).is_some();
    match field {
        "name" => is_resource(),
        "key" => value.name().ends_with("Key"),
        _ => false,
    }
}

/// `id`, `key` and `name` of what is in the map; of `cats_by_tag` also `tag`, `cat_id` and so on.
fn is_key(map: &str, field: &str) -> bool {
    if matches!(field, "id" | "key" | "name") {
        return true;
    }
    let (map, field) = (casing::lower_snake(map), casing::lower_snake(field));
    let (many, by) = map.split_once("_by_").map_or((&*map, None), |(many, by)| (many, Some(by)));
    let one = many.strip_suffix('s').unwrap_or(many);
    let is_of_one = field.strip_prefix(one).is_some_and(|rest| matches!(rest, "_id" | "_key" | "_name"));
    is_of_one || by == Some(&*field)
}
