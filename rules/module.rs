//! The judged files of one module, and the indexes over them that rules share. Judges nothing.

use protune_compiler::schema::{FileId, FileView};

/// Files that have one configuration. What they import is in the schema, but is not judged.
pub struct Module<'s> {
    files: Vec<FileView<'s>>,
    /// Sorted.
    ids: Vec<FileId>,
    packages: Vec<Group<'s>>,
    directories: Vec<Group<'s>>,
}

/// Files that have something in common, in order of their import names.
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
        Module { files, ids, packages, directories }
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
