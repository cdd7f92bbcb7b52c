//! Names of everything in the new file.

use super::history::{History, Key, Values};
use super::scope::{Scope, ValueNames, capital, next_version, numbered};
use protune_compiler::schema::json_name;
use protune_rules::proposal::Declared;
use protune_wire::{Field, Kind, Label, Layout, Type, TypeId};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default, Debug)]
pub(super) struct Names<'s> {
    pub(super) messages: BTreeMap<TypeId, String>,
    pub(super) fields: BTreeMap<Key, String>,
    /// By the place of the oneof in its message.
    pub(super) oneofs: BTreeMap<Key, String>,
    /// New enums, by the field that has them; that of the values of a map by the map.
    pub(super) enums: BTreeMap<Key, NewEnum<'s>>,
}

/// Enum in place of strings.
#[derive(Debug)]
pub(super) struct NewEnum<'s> {
    /// With the name of the message around it, if it has one of its own.
    pub(super) name: String,
    pub(super) unspecified: String,
    /// Names of the values of `words`.
    pub(super) values: Vec<String>,
    pub(super) words: &'s [String],
}

impl<'s> Names<'s> {
    /// Names messages, and everything in them. `taken` are names that the package has.
    pub(super) fn of(
        layout: &Layout,
        declared: &Declared<'_>,
        history: &History<'s>,
        messages: &[TypeId],
        package: &str,
        mut taken: BTreeSet<String>,
    ) -> Names<'s> {
        let mut names = Names::default();
        for &id in messages {
            let name = &*layout.get(id).name;
            let own = name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
            let name = next_version(&own.split('.').map(capital).collect::<String>(), &taken);
            taken.insert(name.clone());
            names.messages.insert(id, name);
        }
        let messages_of_file: BTreeSet<String> = names.messages.values().cloned().collect();
        for &id in messages {
            let (ty, mut scope) = (layout.get(id), Scope::default());
            names.name_fields(id, ty, (declared, history), &mut scope);
            for field in ty.fields() {
                let of = match values(layout, history, id, field) {
                    Some(Values::Words(words)) => {
                        NewEnum::new(&field.name, words, &messages_of_file, &mut scope)
                    }
                    Some(Values::Names(words)) => {
                        NewEnum::of_names(&field.name, words, &messages_of_file, &mut scope)
                    }
                    _ => continue,
                };
                names.enums.insert((id, field.number), of);
            }
        }
        names
    }

    /// Names the fields that the old schema declares before those that are new.
    fn name_fields(
        &mut self,
        id: TypeId,
        ty: &Type,
        (declared, history): (&Declared<'_>, &History<'_>),
        scope: &mut Scope,
    ) {
        let is_declared = |field: &&Field| is_declared(declared, ty, field);
        let (old, new): (Vec<&Field>, Vec<&Field>) = ty.fields().iter().partition(is_declared);
        for field in old.into_iter().chain(new) {
            let name = field.name.rsplit('.').next().unwrap_or(&field.name);
            // The names that JSON derives from those of fields must differ as well, whatever `json_name` says.
            let json = match history.json.contains_key(&(id, field.number)) {
                true => None,
                false => custom_json_name(declared, ty, field),
            };
            let name = scope.field(name, json.as_deref());
            self.fields.insert((id, field.number), name);
        }
        for at in ty.fields().iter().filter_map(|field| field.oneof) {
            let name = ty.oneofs.get(at as usize).map_or("choice", |name| name);
            self.oneofs.entry((id, at)).or_insert_with(|| scope.name(name));
        }
    }
}

impl<'s> NewEnum<'s> {
    fn new(field: &str, words: &'s [String], messages: &BTreeSet<String>, scope: &mut Scope) -> NewEnum<'s> {
        let name: String = field.split('_').map(capital).collect();
        let name = scope.of_enum(if name.is_empty() { "Enum" } else { &name }, messages);
        let prefix = field.to_ascii_uppercase();
        let mut names = ValueNames::default();
        // Values are names in the message around their enum.
        let mut name_of = |word: &str, number| scope.name(&format!("{prefix}_{}", names.of(word, number)));
        let unspecified = name_of("UNSPECIFIED", 0);
        let values = words.iter().zip(1..).map(|(word, number)| name_of(word, number)).collect();
        NewEnum { name, unspecified, values, words }
    }

    /// An enum whose values are named like their strings, in a message of its own: no other name is in their way there.
    fn of_names(
        field: &str,
        words: &'s [String],
        messages: &BTreeSet<String>,
        scope: &mut Scope,
    ) -> NewEnum<'s> {
        let name: String = field.split('_').map(capital).collect();
        let around = scope.of_enum(if name.is_empty() { "Enum" } else { &name }, messages);
        let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
        let taken: BTreeSet<String> = words.iter().map(|word| plain(word)).collect();
        let unspecified = format!("{}_UNSPECIFIED", field.to_ascii_uppercase());
        let unspecified = numbered(&unspecified, "_", |name| !taken.contains(&plain(name)));
        // Generators drop the name of the enum in front of that of a value.
        let is_in_front = |name: &str| {
            taken.iter().chain([&plain(&unspecified)]).any(|word| word.starts_with(&plain(name)))
        };
        let name = numbered("Value", "", |name| !is_in_front(name));
        NewEnum { name: format!("{around}.{name}"), unspecified, values: words.to_vec(), words }
    }
}

/// Whether the old schema gives this name to a field.
fn is_declared(declared: &Declared<'_>, ty: &Type, field: &Field) -> bool {
    declared.field(&ty.name, field.number).is_some_and(|declared| {
        let name = if declared.is_extension() { declared.extension_name() } else { declared.name() };
        name == &*field.name
    })
}

/// The name in JSON that the old schema sets for a field.
pub(super) fn custom_json_name(declared: &Declared<'_>, ty: &Type, field: &Field) -> Option<String> {
    if field.is_extension || !is_declared(declared, ty, field) {
        return None;
    }
    let name = declared.field(&ty.name, field.number)?.json_name().into_owned();
    (name != json_name(&field.name)).then_some(name)
}

/// The new enum that a field has, or the values of a map.
fn values<'s>(layout: &Layout, history: &History<'s>, id: TypeId, field: &Field) -> Option<Values<'s>> {
    let (id, number) = match (field.label, field.message) {
        (Label::Map, Some(entry)) => (entry, 2),
        _ => (id, field.number),
    };
    let kind = layout.get(id).field(number)?.kind;
    history.enums.get(&(id, number)).copied().filter(|_| kind == Kind::Enum)
}
