//! Files of a module as a rule about more than one file sees them: its packages, declarations by full name, and what refers
//! to a message or an enum. Knows no rule.

use super::scene::key;
use crate::module::{Group, packages};
use protune_compiler::schema::{FieldView, FileId, FileView, ImportView, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Files of a module, with indexes over them that are made for the first rule that asks.
#[derive(Debug)]
pub(super) struct Side<'s> {
    files: &'s [FileView<'s>],
    packages: Vec<Group<'s>>,
    /// Indexes of packages, by their first files.
    firsts: FxHashMap<FileId, usize>,
    known: OnceLock<FxHashSet<FileId>>,
    names: OnceLock<Names>,
    users: OnceLock<Users>,
}

/// Keys of declarations, by full name.
#[derive(Default, Debug)]
struct Names {
    messages: FxHashMap<Box<str>, u64>,
    enums: FxHashMap<Box<str>, u64>,
}

/// Keys of what refers to a message or an enum, by its key.
#[derive(Default, Debug)]
pub(super) struct Users {
    /// Fields whose type a message is.
    pub(super) of_message: FxHashMap<u64, Vec<u64>>,
    /// Fields whose type an enum is.
    pub(super) of_enum: FxHashMap<u64, Vec<u64>>,
    /// RPCs that take a message.
    pub(super) requests: FxHashMap<u64, Vec<u64>>,
    /// RPCs that return a message.
    pub(super) responses: FxHashMap<u64, Vec<u64>>,
}

impl<'s> Side<'s> {
    pub(super) fn new(files: &'s [FileView<'s>]) -> Side<'s> {
        let (known, names, users) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let packages = packages(files);
        let firsts = packages.iter().enumerate().map(|(at, group)| (group.files[0].id, at)).collect();
        Side { files, packages, firsts, known, names, users }
    }

    /// Files by package.
    pub(super) fn packages(&self) -> &[Group<'s>] {
        &self.packages
    }

    /// The package whose first file this is.
    pub(super) fn package_of(&self, first: FileId) -> Option<&Group<'s>> {
        self.firsts.get(&first).map(|&at| &self.packages[at])
    }

    pub(super) fn has(&self, file: FileId) -> bool {
        self.known.get_or_init(|| self.files.iter().map(|file| file.id).collect()).contains(&file)
    }

    /// Key of the message with this full name, in the files of the module and those that they import.
    pub(super) fn message(&self, name: &str) -> Option<u64> {
        self.names().messages.get(name).copied()
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<u64> {
        self.names().enums.get(name).copied()
    }

    pub(super) fn users(&self) -> &Users {
        self.users.get_or_init(|| Users::of(self.files))
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.files))
    }
}

impl Names {
    /// Names in files and in what they import. The first of several declarations of one name counts.
    fn of(files: &[FileView<'_>]) -> Names {
        let mut names = Names::default();
        let mut known: FxHashSet<FileId> = files.iter().map(|file| file.id).collect();
        let mut all = files.to_vec();
        let mut next = 0;
        while let Some(&file) = all.get(next) {
            next += 1;
            for message in file.messages().filter(|it| !it.is_map_entry()) {
                let key = key(file, message.row());
                names.messages.entry(message.full_name().into()).or_insert(key);
            }
            for of in file.enums() {
                names.enums.entry(of.full_name().into()).or_insert(key(file, of.row()));
            }
            let imported = file.imports().filter_map(ImportView::target);
            all.extend(imported.filter(|target| known.insert(target.id)));
        }
        names
    }
}

impl Users {
    fn of(files: &[FileView<'_>]) -> Users {
        let mut users = Users::default();
        for &file in files {
            for field in file.fields().filter(|field| !field.is_of_map_entry()) {
                let typed = valued(field);
                let user = key(file, field.row());
                if let (Type::Message(_), Some(message)) = (typed.ty(), typed.message_type()) {
                    users.of_message.entry(key(message.file, message.row())).or_default().push(user);
                }
                if let (Type::Enum(_), Some(of)) = (typed.ty(), typed.enum_type()) {
                    users.of_enum.entry(key(of.file, of.row())).or_default().push(user);
                }
            }
            for method in file.methods() {
                let user = key(file, method.row());
                let sides = [(method.input(), &mut users.requests), (method.output(), &mut users.responses)];
                for (message, users) in sides {
                    if let Some(message) = message {
                        users.entry(key(message.file, message.row())).or_default().push(user);
                    }
                }
            }
        }
        users
    }
}

/// The value of a map, which has the type that was written, or the field itself.
fn valued(field: FieldView<'_>) -> FieldView<'_> {
    let entry = field.message_type().filter(|_| field.is_map());
    entry.and_then(|entry| entry.fields().nth(1)).unwrap_or(field)
}
