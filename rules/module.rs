//! The judged files of one module, and the indexes over them that rules share. Judges nothing.

use protune_compiler::schema::{FileId, FileView, Global, MessageId, MessageView, MethodView};

/// Files that have one configuration. What they import is in the schema, but is not judged.
#[derive(Debug)]
pub struct Module<'s> {
    files: Vec<FileView<'s>>,
    /// Sorted.
    ids: Vec<FileId>,
    packages: Vec<Group<'s>>,
    directories: Vec<Group<'s>>,
    /// Ordered by message.
    uses: Vec<MessageUse<'s>>,
}

/// An RPC takes or returns a message.
#[derive(Clone, Copy, Debug)]
pub struct MessageUse<'s> {
    pub message: MessageView<'s>,
    pub rpc: MethodView<'s>,
    pub role: Role,
}

/// Side of an RPC that a message stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Request,
    Response,
}

/// Files that have something in common, in order of their import names.
#[derive(Debug)]
pub struct Group<'s> {
    /// The name of their package, empty for none; or of their directory, `.` for the root.
    pub name: &'s str,
    pub files: Vec<FileView<'s>>,
}

impl<'s> Module<'s> {
    pub fn new(mut files: Vec<FileView<'s>>) -> Module<'s> {
        files.sort_by_key(|file| file.name());
        let mut ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
        ids.sort_unstable();
        let (packages, directories) = (group(&files, FileView::package), group(&files, directory));
        let mut uses: Vec<MessageUse<'s>> =
            files.iter().flat_map(|file| file.methods()).flat_map(uses).collect();
        // Stable: the uses of a message stay in order.
        uses.sort_by_key(|of| of.message.global());
        Module { files, ids, packages, directories, uses }
    }

    /// In order of their import names.
    pub fn files(&self) -> &[FileView<'s>] {
        &self.files
    }

    pub fn contains(&self, file: FileId) -> bool {
        self.ids.binary_search(&file).is_ok()
    }

    /// The files by their packages, in order of names; those without a package are one group.
    pub fn packages(&self) -> &[Group<'s>] {
        &self.packages
    }

    /// The files by the directories of their import names, in order of names.
    pub fn directories(&self) -> &[Group<'s>] {
        &self.directories
    }

    /// Messages that the RPCs of the module take or return, ordered by message; the uses of one message are in
    /// order of files and text.
    pub fn message_uses(&self) -> &[MessageUse<'s>] {
        &self.uses
    }

    /// RPCs of the module that take or return a message.
    pub fn uses_of(&self, message: Global<MessageId>) -> &[MessageUse<'s>] {
        let all = self.message_uses();
        let start = all.partition_point(|of| of.message.global() < message);
        let len = all[start..].partition_point(|of| of.message.global() == message);
        &all[start..start + len]
    }
}

fn uses<'s>(rpc: MethodView<'s>) -> impl Iterator<Item = MessageUse<'s>> {
    let messages = [(rpc.input(), Role::Request), (rpc.output(), Role::Response)];
    messages.into_iter().filter_map(move |(message, role)| Some(MessageUse { message: message?, rpc, role }))
}

fn group<'s>(files: &[FileView<'s>], key: fn(FileView<'s>) -> &'s str) -> Vec<Group<'s>> {
    let mut keyed: Vec<(&str, FileView<'s>)> = files.iter().map(|&file| (key(file), file)).collect();
    // Stable: within a group the order stays.
    keyed.sort_by_key(|&(name, _)| name);
    let groups = keyed.chunk_by(|a, b| a.0 == b.0);
    groups
        .map(|group| Group { name: group[0].0, files: group.iter().map(|&(_, file)| file).collect() })
        .collect()
}

/// The directory of a file's import name; `.` for the root.
pub fn directory(file: FileView<'_>) -> &str {
    file.name().rsplit_once('/').map_or(".", |(directory, _)| directory)
}
