//! Types of the options of a set: messages and enums by full name, extensions by extendee and number. Looks
//! into the files of the set first, then into the well-known ones.

use super::budget::Budget;
use super::protos::{self, EnumProto, FieldProto, FileProto, MessageProto};
use crate::descriptor::{Include, set_entry};
use crate::encoding::part::{Damage, Part};
use crate::schema::{File, link, lower};
use crate::{syntax, well_known};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{LazyLock, OnceLock};

/// The types of a set of files; names are without a leading dot.
pub(super) struct Types<'s> {
    files: FxHashMap<&'s str, &'s FileProto<'s>>,
    messages: FxHashMap<String, Message<'s>>,
    enums: FxHashMap<String, Enum<'s>>,
    /// By extendee, then by number. Files that do not see each other may extend with the same number.
    extensions: FxHashMap<&'s str, FxHashMap<i32, Vec<Extension<'s>>>>,
    /// The full names of packages, of parts of packages, and of services.
    other_scopes: FxHashSet<String>,
    /// The full names of extensions and of values of enums, those outside messages.
    other_names: FxHashSet<String>,
}

struct Message<'s> {
    proto: &'s MessageProto<'s>,
    /// The places of the fields, by number; made when they are asked for first.
    fields: OnceLock<FxHashMap<i32, usize>>,
}

struct Enum<'s> {
    proto: &'s EnumProto<'s>,
    /// The places of the values, by number; of those with the same number the first stands.
    values: OnceLock<FxHashMap<i32, usize>>,
}

/// A message that options are made of.
#[derive(Clone, Copy)]
pub(super) struct MessageType<'t> {
    pub(super) full_name: &'t str,
    message: &'t Message<'t>,
}

#[derive(Clone, Copy)]
pub(super) struct EnumType<'t>(&'t Enum<'t>);

pub(super) struct Extension<'s> {
    pub(super) full_name: String,
    pub(super) field: &'s FieldProto<'s>,
    /// The name of the file that declares it.
    pub(super) file: &'s str,
}

impl<'s> Types<'s> {
    pub(super) fn of(files: &'s [FileProto<'s>], budget: &Budget) -> Result<Types<'s>, Damage> {
        let mut types = Types {
            files: files.iter().map(|file| (file.name, file)).collect(),
            messages: FxHashMap::default(),
            enums: FxHashMap::default(),
            extensions: FxHashMap::default(),
            other_scopes: FxHashSet::default(),
            other_names: FxHashSet::default(),
        };
        for file in files {
            Adding { types: &mut types, file, budget }.file()?;
        }
        Ok(types)
    }

    pub(super) fn file(&self, name: &str) -> Option<&'s FileProto<'s>> {
        self.files.get(name).copied().or_else(|| WELL_KNOWN.files.get(name).copied())
    }

    pub(super) fn message(&self, name: &str) -> Option<MessageType<'_>> {
        let name = without_dot(name);
        let found = self.messages.get_key_value(name).or_else(|| WELL_KNOWN.messages.get_key_value(name));
        found.map(|(full_name, message)| MessageType { full_name, message })
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<EnumType<'_>> {
        let name = without_dot(name);
        self.enums.get(name).or_else(|| WELL_KNOWN.enums.get(name)).map(EnumType)
    }

    /// All extensions of a message that have this number, well-known ones last.
    pub(super) fn extensions(&self, of: &str, number: i32) -> impl Iterator<Item = &Extension<'s>> {
        let own = self.extensions.get(of).and_then(|numbers| numbers.get(&number)).into_iter().flatten();
        let known = move || WELL_KNOWN.extensions.get(of).and_then(|numbers| numbers.get(&number));
        own.chain(std::iter::once_with(known).flatten().flatten())
    }

    /// From inside of a message, the first part of a full name may mean something nearer.
    pub(super) fn may_be_hidden(&self, full_name: &str, message: &str) -> bool {
        match full_name.split_once('.') {
            Some((first, _)) => scopes(message).any(|scope| self.is_scope(&join(scope, first))),
            // All things count then, even fields.
            None => scopes(message).any(|scope| {
                let name = join(scope, full_name);
                self.is_scope(&name)
                    || self.other_names.contains(&name)
                    || self.message(scope).is_some_and(|message| message.declares(full_name))
            }),
        }
    }

    fn is_scope(&self, name: &str) -> bool {
        let knows = |types: &Types<'_>| {
            types.messages.contains_key(name)
                || types.enums.contains_key(name)
                || types.other_scopes.contains(name)
        };
        knows(self) || knows(&WELL_KNOWN)
    }
}

impl<'t> MessageType<'t> {
    pub(super) fn field(self, number: i32) -> Option<&'t FieldProto<'t>> {
        let fields = &self.message.proto.fields;
        let places = || fields.iter().enumerate().map(|(at, field)| (field.number, at)).collect();
        let at = *self.message.fields.get_or_init(places).get(&number)?;
        Some(&fields[at])
    }

    /// Returns whether a declaration other than a type has this name in the message.
    fn declares(self, name: &str) -> bool {
        let proto = self.message.proto;
        let values = || proto.enums.iter().flat_map(|of| &of.values);
        proto.fields.iter().chain(&proto.extensions).any(|field| field.name == name)
            || proto.oneofs.iter().any(|oneof| oneof.name == name)
            || values().any(|value| value.name == name)
    }

    /// Its extensions are encoded as items, in the way of old.
    pub(super) fn is_message_set(self) -> bool {
        self.message.proto.is_message_set
    }
}

impl<'t> EnumType<'t> {
    /// The name of a value.
    pub(super) fn value(self, number: i32) -> Option<&'t str> {
        let values = &self.0.proto.values;
        let places = || values.iter().enumerate().rev().map(|(at, value)| (value.number, at)).collect();
        let at = *self.0.values.get_or_init(places).get(&number)?;
        Some(values[at].name)
    }
}

/// Adds what one file declares.
struct Adding<'a, 's> {
    types: &'a mut Types<'s>,
    file: &'s FileProto<'s>,
    budget: &'a Budget,
}

impl<'s> Adding<'_, 's> {
    fn file(&mut self) -> Result<(), Damage> {
        let file = self.file;
        for package in scopes(file.package) {
            self.budget.spend(package.len(), file.offset)?;
            if !self.types.other_scopes.insert(package.to_owned()) {
                break;
            }
        }
        for service in &file.services {
            let full_name = self.full_name(file.package, service.name)?;
            self.types.other_scopes.insert(full_name);
        }
        let values = file.enums.iter().flat_map(|of| &of.values).map(|value| value.name);
        for name in file.extensions.iter().map(|field| field.name).chain(values) {
            let full_name = self.full_name(file.package, name)?;
            self.types.other_names.insert(full_name);
        }
        self.enums(&file.enums, file.package)?;
        self.extensions(&file.extensions, file.package)?;
        file.messages.iter().try_for_each(|message| self.message(message, file.package))
    }

    fn message(&mut self, message: &'s MessageProto<'s>, scope: &str) -> Result<(), Damage> {
        let full_name = self.full_name(scope, message.name)?;
        self.enums(&message.enums, &full_name)?;
        self.extensions(&message.extensions, &full_name)?;
        message.messages.iter().try_for_each(|nested| self.message(nested, &full_name))?;
        let row = Message { proto: message, fields: OnceLock::new() };
        self.types.messages.entry(full_name).or_insert(row);
        Ok(())
    }

    fn enums(&mut self, enums: &'s [EnumProto<'s>], scope: &str) -> Result<(), Damage> {
        for proto in enums {
            let full_name = self.full_name(scope, proto.name)?;
            self.types.enums.entry(full_name).or_insert(Enum { proto, values: OnceLock::new() });
        }
        Ok(())
    }

    fn extensions(&mut self, fields: &'s [FieldProto<'s>], scope: &str) -> Result<(), Damage> {
        for field in fields {
            let extension =
                Extension { full_name: self.full_name(scope, field.name)?, field, file: self.file.name };
            let of_message = self.types.extensions.entry(without_dot(field.extendee)).or_default();
            of_message.entry(field.number).or_default().push(extension);
        }
        Ok(())
    }

    fn full_name(&self, scope: &str, name: &str) -> Result<String, Damage> {
        self.budget.spend(scope.len() + name.len(), self.file.offset)?;
        Ok(join(scope, name))
    }
}

/// A full name, and those of all scopes around it but the outermost.
fn scopes(full_name: &str) -> impl Iterator<Item = &str> {
    let innermost = (!full_name.is_empty()).then_some(full_name);
    std::iter::successors(innermost, |scope| scope.rsplit_once('.').map(|(outer, _)| outer))
}

fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { [scope, ".", name].concat() }
}

fn without_dot(name: &str) -> &str {
    name.strip_prefix('.').unwrap_or(name)
}

/// The types of the well-known files, for sets that lack them.
static WELL_KNOWN: LazyLock<Types<'static>> = LazyLock::new(|| {
    Types::of(&WELL_KNOWN_FILES, &Budget::for_input(WELL_KNOWN_SET.len())).expect("small files")
});

static WELL_KNOWN_FILES: LazyLock<Vec<FileProto<'static>>> =
    LazyLock::new(|| protos::set(Part { bytes: &WELL_KNOWN_SET, offset: 0 }).expect("our own bytes"));

static WELL_KNOWN_SET: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let files: Vec<File> = well_known::names()
        .filter_map(|name| Some(lower(name, syntax::parse(well_known::text(name)?))))
        .collect();
    let schema = link(files).compile();
    schema.files().flat_map(|file| set_entry(&schema, file.id, Include::default())).collect()
});
