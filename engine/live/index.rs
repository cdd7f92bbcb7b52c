//! Which files of a module have something in common: a package, a directory, messages of their RPCs. Kept up to date
//! file by file.

use protune_compiler::schema::{FileId, FileView, Global, MessageId, MessageView};
use protune_rules::directory;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Judged files of a module by what they have in common.
#[derive(Default)]
pub(super) struct Index {
    keys: HashMap<FileId, Keys>,
    packages: HashMap<Box<str>, BTreeSet<FileId>>,
    directories: HashMap<Box<str>, BTreeSet<FileId>>,
    messages: HashMap<Global<MessageId>, BTreeSet<FileId>>,
}

/// What a file can have in common with others.
#[derive(PartialEq, Eq)]
pub(super) struct Keys {
    package: Box<str>,
    directory: Box<str>,
    /// Messages that each of its RPCs takes and returns.
    rpcs: Box<[[Option<Global<MessageId>>; 2]]>,
}

impl Keys {
    pub(super) fn of(file: FileView<'_>) -> Keys {
        let message = |message: Option<MessageView<'_>>| message.map(|it| it.global());
        let rpcs = file.methods().map(|rpc| [message(rpc.input()), message(rpc.output())]).collect();
        Keys { package: file.package().into(), directory: directory(file).into(), rpcs }
    }

    fn messages(&self) -> BTreeSet<Global<MessageId>> {
        self.rpcs.iter().flatten().flatten().copied().collect()
    }

    pub(super) fn has_same_rpcs(&self, other: &Keys) -> bool {
        self.rpcs == other.rpcs
    }
}

impl Index {
    /// Adds a file, or what has become of it.
    pub(super) fn put(&mut self, file: FileId, keys: Keys) {
        if let Some(old) = self.keys.remove(&file) {
            remove(&mut self.packages, &old.package, file);
            remove(&mut self.directories, &old.directory, file);
            old.messages().iter().for_each(|message| remove(&mut self.messages, message, file));
        }
        self.packages.entry(keys.package.clone()).or_default().insert(file);
        self.directories.entry(keys.directory.clone()).or_default().insert(file);
        for message in keys.messages() {
            self.messages.entry(message).or_default().insert(file);
        }
        self.keys.insert(file, keys);
    }

    pub(super) fn keys(&self, file: FileId) -> Option<&Keys> {
        self.keys.get(&file)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.keys.keys().copied()
    }

    pub(super) fn of_package(&self, keys: &Keys) -> impl Iterator<Item = FileId> {
        self.packages.get(&keys.package).into_iter().flatten().copied()
    }

    pub(super) fn of_directory(&self, keys: &Keys) -> impl Iterator<Item = FileId> {
        self.directories.get(&keys.directory).into_iter().flatten().copied()
    }

    /// Files whose RPCs share a message with the file.
    pub(super) fn of_messages(&self, keys: &Keys) -> impl Iterator<Item = FileId> {
        keys.messages().into_iter().filter_map(|message| self.messages.get(&message)).flatten().copied()
    }
}

fn remove<K: Hash + Eq + Clone>(map: &mut HashMap<K, BTreeSet<FileId>>, key: &K, file: FileId) {
    if let Some(files) = map.get_mut(key) {
        files.remove(&file);
        if files.is_empty() {
            map.remove(key);
        }
    }
}
