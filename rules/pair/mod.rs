//! A module as it was and as it is, with what belongs together matched once for all rules. Files that did
//! not change are one file, and are in no list. Judges nothing.

pub(crate) mod added;
pub(crate) mod cardinality;
pub(crate) mod defaults;
pub(crate) mod deleted;
pub(crate) mod enum_values;
pub(crate) mod file_option;
pub(crate) mod fixes;
pub(crate) mod kept;
pub(crate) mod numbers;
pub(crate) mod oneofs;
pub(crate) mod place;
pub(crate) mod required;
pub(crate) mod reserved;
pub(crate) mod types;
pub(crate) mod words;

use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Something that is there on both sides.
#[derive(Clone, Copy, Debug)]
pub struct Both<T> {
    pub before: T,
    pub after: T,
}

/// A declaration of the old side that nothing on the new side matches, and what it stood in.
#[derive(Clone, Copy, Debug)]
pub struct Gone<T, P> {
    pub before: T,
    /// Of the new side.
    pub parent: P,
}

/// The files of a module and all that they import, on both sides.
#[derive(Debug)]
pub struct Pair<'s> {
    /// By import name.
    pub files: Vec<Both<FileView<'s>>>,
    pub deleted_files: Vec<FileView<'s>>,
    /// By full name, wherever they stand; map entries included.
    pub messages: Vec<Both<MessageView<'s>>>,
    pub enums: Vec<Both<EnumView<'s>>>,
    pub services: Vec<Both<ServiceView<'s>>>,
    /// Fields by number, and extensions by extended message and number.
    pub fields: Vec<Both<FieldView<'s>>>,
    pub deleted_fields: Vec<Gone<FieldView<'s>, MessageView<'s>>>,
    /// By name.
    pub methods: Vec<Both<MethodView<'s>>>,
    pub deleted_methods: Vec<Gone<MethodView<'s>, ServiceView<'s>>>,
    /// The files of the old side that are not the same on the new one.
    before: Vec<FileView<'s>>,
    /// The files of the new side that are not the same on the old one.
    changed: Vec<FileView<'s>>,
    after: Names<'s>,
}

/// What is declared on the new side, by full name.
#[derive(Debug)]
struct Names<'s> {
    same: FxHashSet<FileId>,
    files: FxHashMap<&'s str, FileView<'s>>,
    packages: FxHashSet<&'s str>,
    messages: FxHashMap<&'s str, MessageView<'s>>,
    enums: FxHashMap<&'s str, EnumView<'s>>,
    services: FxHashMap<&'s str, ServiceView<'s>>,
    extensions: FxHashMap<&'s str, FieldView<'s>>,
    extensions_by_number: FxHashMap<(&'s str, i32), FieldView<'s>>,
}

impl<'s> Pair<'s> {
    /// Of several declarations of one name the first counts.
    pub fn new(before: &[FileView<'s>], after: &[FileView<'s>]) -> Pair<'s> {
        let ids: FxHashSet<FileId> = after.iter().map(|file| file.id).collect();
        let old: Vec<FileView<'_>> = before.iter().copied().filter(|file| !ids.contains(&file.id)).collect();
        let names = Names::of(before, after);
        let is_changed = |file: &FileView<'_>| !names.same.contains(&file.id);
        let mut pair = Pair {
            files: Vec::new(),
            deleted_files: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            fields: Vec::new(),
            deleted_fields: Vec::new(),
            methods: Vec::new(),
            deleted_methods: Vec::new(),
            changed: after.iter().copied().filter(is_changed).collect(),
            after: names,
            before: old,
        };
        pair.match_files();
        for file in std::mem::take(&mut pair.before) {
            pair.match_declarations(file);
            pair.before.push(file);
        }
        pair.match_members();
        pair
    }

    /// The files of the old side that are not the same on the new one.
    pub(crate) fn changed_files(&self) -> &[FileView<'s>] {
        &self.before
    }

    /// The files of the new side that are not the same on the old one.
    pub(crate) fn changed_files_after(&self) -> &[FileView<'s>] {
        &self.changed
    }

    /// A file that is the same on both sides.
    pub(crate) fn is_unchanged(&self, file: FileId) -> bool {
        self.after.same.contains(&file)
    }

    pub(crate) fn file_after(&self, name: &str) -> Option<FileView<'s>> {
        self.after.files.get(name).copied()
    }

    /// Some file of the new side is in this package.
    pub(crate) fn has_package(&self, name: &str) -> bool {
        self.after.packages.contains(name)
    }

    pub(crate) fn message_after(&self, full_name: &str) -> Option<MessageView<'s>> {
        self.after.messages.get(full_name).copied()
    }

    pub(crate) fn enum_after(&self, full_name: &str) -> Option<EnumView<'s>> {
        self.after.enums.get(full_name).copied()
    }

    pub(crate) fn service_after(&self, full_name: &str) -> Option<ServiceView<'s>> {
        self.after.services.get(full_name).copied()
    }

    pub(crate) fn extension_after(&self, full_name: &str) -> Option<FieldView<'s>> {
        self.after.extensions.get(full_name).copied()
    }

    fn match_files(&mut self) {
        for &before in &self.before {
            match self.after.files.get(before.name()) {
                Some(&after) => self.files.push(Both { before, after }),
                None => self.deleted_files.push(before),
            }
        }
    }

    fn match_declarations(&mut self, file: FileView<'s>) {
        let names = &self.after;
        let messages = file
            .messages()
            .filter_map(|before| Some(Both { before, after: *names.messages.get(before.full_name())? }));
        self.messages.extend(messages);
        let enums = file
            .enums()
            .filter_map(|before| Some(Both { before, after: *names.enums.get(before.full_name())? }));
        self.enums.extend(enums);
        let services = file
            .services()
            .filter_map(|before| Some(Both { before, after: *names.services.get(before.full_name())? }));
        self.services.extend(services);
        let extensions = file.extensions().filter_map(|before| {
            Some(Both { before, after: *names.extensions_by_number.get(&extension_key(before)?)? })
        });
        self.fields.extend(extensions);
    }

    fn match_members(&mut self) {
        let mut by_number = Vec::new();
        for &Both { before, after } in &self.messages {
            by_number.clear();
            by_number.extend(after.fields().filter_map(|field| Some((field.number()?, field))));
            by_number.sort_by_key(|&(number, _)| number);
            for field in before.fields() {
                let Some(number) = field.number() else { continue };
                match by_number.binary_search_by_key(&number, |&(number, _)| number) {
                    Ok(at) => self.fields.push(Both { before: field, after: by_number[at].1 }),
                    Err(_) => self.deleted_fields.push(Gone { before: field, parent: after }),
                }
            }
        }
        for &Both { before, after } in &self.services {
            let by_name: FxHashMap<&str, MethodView<'_>> =
                after.methods().map(|method| (method.name(), method)).collect();
            for method in before.methods() {
                match by_name.get(method.name()) {
                    Some(&after) => self.methods.push(Both { before: method, after }),
                    None => self.deleted_methods.push(Gone { before: method, parent: after }),
                }
            }
        }
    }
}

impl<'s> Names<'s> {
    /// Files that are the same on both sides have nothing to be matched with; they hold packages all the
    /// same.
    fn of(before: &[FileView<'s>], after: &[FileView<'s>]) -> Names<'s> {
        let same: FxHashSet<FileId> = before.iter().map(|file| file.id).collect();
        let mut names = Names {
            same: after.iter().map(|file| file.id).filter(|id| same.contains(id)).collect(),
            files: after.iter().map(|&file| (file.name(), file)).collect(),
            packages: after.iter().map(|file| file.package()).collect(),
            messages: FxHashMap::default(),
            enums: FxHashMap::default(),
            services: FxHashMap::default(),
            extensions: FxHashMap::default(),
            extensions_by_number: FxHashMap::default(),
        };
        after.iter().filter(|file| !same.contains(&file.id)).for_each(|&file| names.add(file));
        names
    }

    fn add(&mut self, file: FileView<'s>) {
        for message in file.messages() {
            self.messages.entry(message.full_name()).or_insert(message);
        }
        for it in file.enums() {
            self.enums.entry(it.full_name()).or_insert(it);
        }
        for service in file.services() {
            self.services.entry(service.full_name()).or_insert(service);
        }
        for extension in file.extensions() {
            self.extensions.entry(extension.extension_name()).or_insert(extension);
            if let Some(key) = extension_key(extension) {
                self.extensions_by_number.entry(key).or_insert(extension);
            }
        }
    }
}

fn extension_key(extension: FieldView<'_>) -> Option<(&str, i32)> {
    Some((extension.extendee()?.full_name(), extension.number()?))
}
