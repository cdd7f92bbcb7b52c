//! Files of a module that have something in common: a package, a directory, messages of their RPCs. Updated
//! file by file.

use protune_compiler::schema::{FileId, FileView, Global, MessageId, MessageView};
use protune_rules::{Needs, directory};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

/// Judged files of a module by what they have in common.
#[derive(Default)]
pub(super) struct Index {
    keys: HashMap<FileId, Keys>,
    packages: HashMap<Box<str>, BTreeSet<FileId>>,
    directories: HashMap<Box<str>, BTreeSet<FileId>>,
    messages: HashMap<Global<MessageId>, BTreeSet<FileId>>,
}

/// Keys that a file can share with others.
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

    /// Keys that are known without following references.
    pub(super) fn without_rpcs(file: FileView<'_>) -> Keys {
        Keys { package: file.package().into(), directory: directory(file).into(), rpcs: Box::default() }
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

    /// Files that have something in common with some of these, as far as the needs go. Sorted.
    pub(super) fn alike<'k>(&self, needs: Needs, all: impl Iterator<Item = &'k Keys>) -> Vec<FileId> {
        let (mut packages, mut directories, mut messages) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut alike: Vec<FileId> = Vec::new();
        for keys in all {
            if needs.package && packages.insert(&keys.package) {
                alike.extend(self.packages.get(&keys.package).into_iter().flatten());
            }
            if needs.directory && directories.insert(&keys.directory) {
                alike.extend(self.directories.get(&keys.directory).into_iter().flatten());
            }
            if needs.rpcs {
                for message in keys.messages() {
                    if messages.insert(message) {
                        alike.extend(self.messages.get(&message).into_iter().flatten());
                    }
                }
            }
        }
        alike.sort_unstable();
        alike.dedup();
        alike
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
