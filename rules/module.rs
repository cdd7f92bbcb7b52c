//! The checked files of one module, and indexes over them that rules share. Checks nothing itself.

use protune_compiler::schema::{FileId, FileView, Global, MessageId, MessageView, MethodView};

/// Files that share one configuration. Their imports are in the schema, but are not checked.
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

/// Use of a message as the request or response of an RPC.
#[derive(Clone, Copy, Debug)]
pub struct MessageUse<'s> {
    pub message: MessageView<'s>,
    pub rpc: MethodView<'s>,
    pub role: Role,
}

/// Side of an RPC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Request,
    Response,
}

/// Files with the same package or directory, in order of their import names.
#[derive(Debug)]
pub struct Group<'s> {
    /// Name of their package, empty if none; or of their directory, `.` for the root.
    pub name: &'s str,
    pub files: Vec<FileView<'s>>,
}

impl<'s> Module<'s> {
    pub fn new(mut files: Vec<FileView<'s>>) -> Module<'s> {
        files.sort_by_key(|file| file.name());
        let mut ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
        ids.sort_unstable();
        let (packages, directories) = (packages(&files), group(&files, directory));
        let mut uses: Vec<MessageUse<'s>> =
            files.iter().flat_map(|file| file.methods()).flat_map(uses).collect();
        // A stable sort keeps the uses of a message in order.
        uses.sort_by_key(|of| of.message.global());
        Module { files, ids, packages, directories, uses }
    }

    /// Files in order of their import names.
    pub fn files(&self) -> &[FileView<'s>] {
        &self.files
    }

    pub fn contains(&self, file: FileId) -> bool {
        self.ids.binary_search(&file).is_ok()
    }

    /// Files by package, in order of names; files without a package are one group.
    pub fn packages(&self) -> &[Group<'s>] {
        &self.packages
    }

    /// Files by the directories of their import names, in order of names.
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

/// Files by package, in order of names.
pub(crate) fn packages<'s>(files: &[FileView<'s>]) -> Vec<Group<'s>> {
    group(files, FileView::package)
}

fn group<'s>(files: &[FileView<'s>], key: fn(FileView<'s>) -> &'s str) -> Vec<Group<'s>> {
    let mut keyed: Vec<(&str, FileView<'s>)> = files.iter().map(|&file| (key(file), file)).collect();
    // A stable sort keeps the order within a group.
    keyed.sort_by_key(|&(name, _)| name);
    let groups = keyed.chunk_by(|a, b| a.0 == b.0);
    groups
        .map(|group| Group { name: group[0].0, files: group.iter().map(|&(_, file)| file).collect() })
        .collect()
}

/// Directory of a file's import name; `.` for the root.
pub fn directory(file: FileView<'_>) -> &str {
    file.name().rsplit_once('/').map_or(".", |(directory, _)| directory)
}
