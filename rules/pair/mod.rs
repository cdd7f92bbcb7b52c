//! A module as it was and as it is, with what belongs together matched once for all rules. Files that did
//! not change are one file, and are in no list. Judges nothing.

pub(crate) mod added;
pub(crate) mod cardinality;
pub(crate) mod defaults;
pub(crate) mod deleted;
pub(crate) mod effects;
pub(crate) mod enum_values;
pub(crate) mod file_option;
pub(crate) mod fixes;
pub(crate) mod kept;
mod moved;
mod names;
pub(crate) mod numbers;
pub(crate) mod oneofs;
pub(crate) mod place;
pub(crate) mod required;
pub(crate) mod reserved;
pub(crate) mod rules;
pub(crate) mod types;
pub(crate) mod words;

use moved::Moved;
use names::{FullName, FullNames};
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// A thing on both sides.
#[derive(Clone, Copy, Debug)]
pub struct Both<T> {
    pub before: T,
    pub after: T,
}

/// A declaration of the old side that nothing on the new side matches, and what it stood in.
#[derive(Clone, Copy, Debug)]
pub struct Gone<T, P> {
    pub before: T,
    /// Parent on the new side.
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
    /// The old side lost JSON names, defaults and the presence of fields.
    pub is_degraded: bool,
    /// All files of both sides.
    all: Both<Vec<FileView<'s>>>,
    /// The files of the old side that are not the same on the new one.
    before: Vec<FileView<'s>>,
    /// The files of the new side that are not the same on the old one.
    changed: Vec<FileView<'s>>,
    after: Names<'s>,
    /// The files of the new side that are not the same on the old one, each with those it imports.
    imports: FxHashSet<(FileId, FileId)>,
    moved: OnceLock<Moved>,
    spare_numbers: OnceLock<FxHashMap<Global<FieldId>, i32>>,
}

/// Declarations of the new side, by full name.
#[derive(Debug)]
struct Names<'s> {
    same: FxHashSet<FileId>,
    files: FxHashMap<&'s str, FileView<'s>>,
    packages: FxHashSet<&'s str>,
    full: FullNames<'s>,
    messages: FxHashMap<FullName, MessageView<'s>>,
    enums: FxHashMap<FullName, EnumView<'s>>,
    services: FxHashMap<FullName, ServiceView<'s>>,
    extensions: FxHashMap<FullName, FieldView<'s>>,
    extensions_by_number: FxHashMap<(FullName, i32), FieldView<'s>>,
}

impl<'s> Pair<'s> {
    /// Matches the files of both sides. The first of several declarations of one name counts.
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
            is_degraded: false,
            all: Both { before: before.to_vec(), after: after.to_vec() },
            changed: after.iter().copied().filter(is_changed).collect(),
            after: names,
            before: old,
            imports: FxHashSet::default(),
            moved: OnceLock::new(),
            spare_numbers: OnceLock::new(),
        };
        for file in &pair.changed {
            let targets = file.imports().filter_map(|import| import.target());
            pair.imports.extend(targets.map(|target| (file.id, target.id)));
        }
        pair.match_files();
        for file in std::mem::take(&mut pair.before) {
            pair.match_declarations(file);
            pair.before.push(file);
        }
        pair.match_members();
        pair
    }

    /// All files of both sides, each with those that did not change.
    pub(crate) fn sides(&self) -> Both<&[FileView<'s>]> {
        Both { before: &self.all.before, after: &self.all.after }
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

    /// Whether any file of the new side is in this package.
    pub(crate) fn has_package(&self, name: &str) -> bool {
        self.after.packages.contains(name)
    }

    fn message_after(&self, before: MessageView<'_>) -> Option<MessageView<'s>> {
        self.message_in(before.file, before)
    }

    /// The message that stands in the package of a file as another does in its own.
    fn message_in(&self, file: FileView<'_>, like: MessageView<'_>) -> Option<MessageView<'s>> {
        self.after.messages.get(&self.after.full.find_message(file, like)?).copied()
    }

    fn enum_after(&self, before: EnumView<'_>) -> Option<EnumView<'s>> {
        self.after.enums.get(&self.full_name(before.file, before.parent(), before.name())?).copied()
    }

    /// See [`FullNames::find`].
    fn full_name(&self, file: FileView<'_>, scope: Option<MessageView<'_>>, name: &str) -> Option<FullName> {
        self.after.full.find(file, scope, name)
    }

    /// A file of the new side is another, or imports it.
    fn is_visible(&self, from: FileId, file: FileId) -> bool {
        from == file || self.imports.contains(&(from, file))
    }

    /// The fields that are in other oneofs than they were.
    fn moved(&self) -> &Moved {
        self.moved.get_or_init(|| Moved::of(&self.messages))
    }

    /// A number that a field can have which is added beside this one, whose type or cardinality changed. Each such
    /// field has another.
    fn spare_number(&self, after: FieldView<'_>) -> Option<i32> {
        let numbers = self.spare_numbers.get_or_init(|| fixes::spare_numbers(&self.messages));
        numbers.get(&after.global()).copied()
    }

    fn message_name(&self, message: MessageView<'_>) -> Option<FullName> {
        self.after.full.find_message(message.file, message)
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
        let names = &mut self.after;
        for before in file.messages() {
            let name = names.full.add_message(before);
            self.messages.extend(names.messages.get(&name).map(|&after| Both { before, after }));
        }
        for before in file.enums() {
            let name = names.full.add(file, before.parent(), before.name());
            self.enums.extend(names.enums.get(&name).map(|&after| Both { before, after }));
        }
        for before in file.services() {
            let name = names.full.add(file, None, before.name());
            self.services.extend(names.services.get(&name).map(|&after| Both { before, after }));
        }
        for before in file.extensions() {
            names.full.add(file, before.scope(), before.name());
            let key = names.extension_key(before);
            let after = key.and_then(|key| names.extensions_by_number.get(&key));
            self.fields.extend(after.map(|&after| Both { before, after }));
        }
    }

    fn match_members(&mut self) {
        for &Both { before, after } in &self.messages {
            for before in before.fields() {
                let Some(number) = before.number() else { continue };
                match after.field_numbered(number) {
                    Some(after) => self.fields.push(Both { before, after }),
                    None => self.deleted_fields.push(Gone { before, parent: after }),
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
            full: FullNames::default(),
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
        self.full.add_package(file);
        for message in file.messages() {
            let name = self.full.add_message(message);
            self.messages.entry(name).or_insert(message);
        }
        for it in file.enums() {
            let name = self.full.add(file, it.parent(), it.name());
            self.enums.entry(name).or_insert(it);
        }
        for service in file.services() {
            let name = self.full.add(file, None, service.name());
            self.services.entry(name).or_insert(service);
        }
        for extension in file.extensions() {
            let name = self.full.add(file, extension.scope(), extension.name());
            self.extensions.entry(name).or_insert(extension);
            if let Some(key) = self.extension_key(extension) {
                self.extensions_by_number.entry(key).or_insert(extension);
            }
        }
    }

    fn extension_key(&mut self, extension: FieldView<'s>) -> Option<(FullName, i32)> {
        let (of, number) = (extension.extendee()?, extension.number()?);
        Some((self.full.add_message(of), number))
    }
}
