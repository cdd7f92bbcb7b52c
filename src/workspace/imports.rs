//! File that an import means. With import roots as in protoc; without, by looking around the importing file.
//! Remembers its results.

use super::tree::Tree;
use super::{Origin, Scope, git, paths};
use crate::config::{Module, Project};
use protune_compiler::schema::File;
use protune_compiler::well_known;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Importing file: its path, if it is not built in, and its group.
#[derive(Clone, Copy)]
pub(super) struct Importer<'p> {
    pub(super) path: Option<&'p Path>,
    pub(super) group: Option<GroupId>,
}

/// The place of a group among those of a resolver.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct GroupId(pub(super) usize);

/// Files that find each other below known roots.
pub(super) struct Group<'s> {
    modules: &'s [Module],
    /// Behind the modules.
    roots: Vec<PathBuf>,
    /// Files that names mean, as far as they were looked up.
    by_name: FxHashMap<String, Option<Origin>>,
    /// The files that a name means in several modules, where there is more than one.
    ambiguous: FxHashMap<String, Vec<PathBuf>>,
}

impl<'s> Group<'s> {
    /// The modules of a project, and what it depends on.
    pub(super) fn of_project(project: &'s Project) -> Group<'s> {
        Group {
            modules: &project.modules,
            roots: project.dependencies.clone(),
            by_name: FxHashMap::default(),
            ambiguous: FxHashMap::default(),
        }
    }

    /// Group of the roots that were named with `-I`.
    pub(super) fn of_roots(roots: &[PathBuf], working_dir: &Path) -> Group<'s> {
        let roots = roots.iter().map(|root| paths::absolute(root, working_dir)).collect();
        let (by_name, ambiguous) = (FxHashMap::default(), FxHashMap::default());
        Group { modules: &[], roots, by_name, ambiguous }
    }

    fn find(&mut self, name: &str, scope: &Scope, walked: &FxHashSet<&OsStr>) -> Option<Origin> {
        if let Some(known) = self.by_name.get(name) {
            return known.clone();
        }
        let is_there = |path: &PathBuf| walked.contains(path.as_os_str()) || scope.is_file(path);
        let in_module = |module: &Module| {
            let mut below = module.roots.iter().map(|root| (root, root.join(name)));
            below
                .find(|(root, path)| module.root_of(path) == Some(root) && is_there(path))
                .map(|(_, path)| path)
        };
        let mut in_modules: Vec<PathBuf> = self.modules.iter().filter_map(in_module).collect();
        in_modules.dedup();
        let found = in_modules.first().cloned();
        if in_modules.len() > 1 {
            self.ambiguous.insert(name.to_owned(), in_modules);
            self.by_name.insert(name.to_owned(), None);
            return None;
        }
        let found = found.or_else(|| self.roots.iter().map(|root| root.join(name)).find(is_there));
        let found = found.map(Origin::Disk).or_else(|| built_in(name));
        self.by_name.insert(name.to_owned(), found.clone());
        found
    }

    /// The root that a file is imported from: of several, the nearest.
    fn root_of(&self, path: &Path) -> Option<&Path> {
        let of_modules = self.modules.iter().filter_map(|module| module.root_of(path));
        let nearest = of_modules.max_by_key(|root| root.as_os_str().len());
        nearest.or_else(|| self.roots.iter().map(PathBuf::as_path).find(|root| path.starts_with(root)))
    }
}

fn built_in(name: &str) -> Option<Origin> {
    well_known::text(name).map(|_| Origin::BuiltIn(name.to_owned()))
}

pub(super) struct Resolver<'s> {
    scope: &'s Scope,
    groups: Vec<Group<'s>>,
    /// The files that were found by walking. As bytes: whoever is not found by a name written otherwise is asked
    /// of the disk.
    walked: FxHashSet<&'s OsStr>,
    /// Folders that were walked to find files outside the roots.
    trees: FxHashMap<PathBuf, Tree>,
    /// The root that the files of a folder were last found to import from.
    root_of_folder: FxHashMap<PathBuf, PathBuf>,
}

impl<'s> Resolver<'s> {
    pub(super) fn new(
        groups: Vec<Group<'s>>,
        scope: &'s Scope,
        walked: FxHashSet<&'s OsStr>,
    ) -> Resolver<'s> {
        Resolver { scope, groups, walked, trees: FxHashMap::default(), root_of_folder: FxHashMap::default() }
    }

    /// The file that `importer` means by `name`.
    pub(super) fn find(&mut self, importer: Importer<'_>, name: &str) -> Option<Origin> {
        if !is_plain(name) {
            return None;
        }
        if let Some(GroupId(group)) = importer.group {
            return self.groups[group].find(name, self.scope, &self.walked);
        }
        let Some(path) = importer.path else { return built_in(name) };
        let near = self.look_around(path, name).map(Origin::Disk).or_else(|| built_in(name));
        near.or_else(|| self.guess(path, name).map(Origin::Disk))
    }

    /// The files that a name means in several modules of a group, where there is more than one.
    pub(super) fn meanings(&self, GroupId(group): GroupId, name: &str) -> Option<&[PathBuf]> {
        self.groups[group].ambiguous.get(name).map(Vec::as_slice)
    }

    /// Tries the folders around the importing file, the root that served its neighbours first.
    fn look_around(&mut self, importer: &Path, name: &str) -> Option<PathBuf> {
        let folder = importer.parent()?;
        let known = folder.ancestors().find_map(|around| self.root_of_folder.get(around)).cloned();
        let candidates = known
            .iter()
            .map(PathBuf::as_path)
            .chain(paths::around(folder, self.scope.request.top.as_deref()));
        for root in candidates {
            let path = root.join(name);
            if self.walked.contains(path.as_os_str()) || self.scope.is_file(&path) {
                self.root_of_folder.insert(folder.to_owned(), root.to_owned());
                return Some(path);
            }
        }
        None
    }

    /// A file elsewhere that the import seems to mean.
    fn guess(&mut self, importer: &Path, name: &str) -> Option<PathBuf> {
        let folder = self.folder_around(importer);
        let scope = self.scope;
        self.tree(folder).guess(importer, name, scope)
    }

    /// The files of a folder.
    pub(super) fn tree(&mut self, folder: PathBuf) -> &mut Tree {
        let (scope, walked) = (self.scope, &self.walked);
        self.trees.entry(folder).or_insert_with_key(|folder| Tree::of(folder, scope, walked))
    }

    /// The folder whose files an import may mean, whichever of them were named: that of the configuration, the one
    /// that is compared, or the working directory.
    fn folder_around(&self, importer: &Path) -> PathBuf {
        let projects = self.scope.projects.iter().filter(|project| !project.roots_are_known);
        let of_projects = projects.filter_map(|project| project.file.parent());
        let request = &self.scope.request;
        let others = request.compared_from.as_deref().into_iter().chain([&*self.scope.working_dir]);
        let around = of_projects.chain(others).find(|folder| importer.starts_with(folder));
        around.map_or_else(|| self.repository_around(importer), Path::to_owned)
    }

    /// The repository that a file lies in, or its folder.
    fn repository_around(&self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(path);
        let top = self.scope.request.top.as_deref();
        let root = git::root_around(folder).filter(|root| top.is_none_or(|top| root.starts_with(top)));
        root.unwrap_or(folder).to_owned()
    }

    /// The folder where the help of an import looks for files: the repository, or what is as good as one.
    pub(super) fn folder_of_help(&self, importer: &Path) -> PathBuf {
        let folder = importer.parent().unwrap_or(importer);
        let projects = self.scope.projects.iter().filter_map(|project| project.file.parent());
        let around = projects.chain([&*self.scope.working_dir]).find(|around| importer.starts_with(around));
        git::root_around(folder).or(around).unwrap_or(folder).to_owned()
    }

    /// A name that the files around the importer know a file by.
    pub(super) fn other_name(&mut self, importer: &Path, path: &Path) -> Option<String> {
        let folder = self.folder_around(importer);
        self.tree(folder).other_name(path).map(str::to_owned)
    }

    /// The name that the files of a group import a file by.
    pub(super) fn name_in(&self, GroupId(group): GroupId, path: &Path) -> Option<String> {
        Some(paths::printed(path, self.groups[group].root_of(path)?))
    }
    /// The import root that a file lies in. `imported_as` is the name that others know it by.
    pub(super) fn root_of(
        &self,
        path: &Path,
        group: Option<GroupId>,
        imported_as: Option<&str>,
        file: &File,
    ) -> PathBuf {
        let by_import = imported_as.and_then(|name| strip(path, name));
        if let Some(root) = group.and_then(|GroupId(group)| self.groups[group].root_of(path)) {
            return by_import.unwrap_or_else(|| root.to_owned());
        }
        let by_neighbours =
            || path.ancestors().skip(1).find_map(|around| self.root_of_folder.get(around)).cloned();
        let by_package = || {
            let folder = file.package().replace('.', "/");
            if folder.is_empty() { None } else { strip(path.parent()?, &folder) }
        };
        let fallback = || match path.starts_with(&self.scope.working_dir) {
            true => self.scope.working_dir.clone(),
            false => path.parent().unwrap_or(path).to_owned(),
        };
        by_import.or_else(by_neighbours).or_else(by_package).unwrap_or_else(fallback)
    }
}

/// `path` without the `name` that it ends with.
pub(super) fn strip(path: &Path, name: &str) -> Option<PathBuf> {
    // Most paths are written as names are, and need not be taken apart.
    let folder = path.to_str().and_then(|path| path.strip_suffix(name)?.strip_suffix('/'));
    if let Some(folder) =
        folder.filter(|folder| !folder.is_empty() && !folder.ends_with('/') && is_plain(name))
    {
        return Some(PathBuf::from(folder));
    }
    if !path.ends_with(name) {
        return None;
    }
    path.ancestors().nth(Path::new(name).components().count()).map(Path::to_owned)
}

/// Import names are relative, go through no `.` or `..`, and have `/` between their parts.
fn is_plain(name: &str) -> bool {
    !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_leave_no_root() {
        assert!(is_plain("a/b.proto"));
        for name in ["", "/a.proto", "a//b.proto", "../a.proto", "a/./b.proto", "a\\b.proto"] {
            assert!(!is_plain(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_stripped_by_parts() {
        assert_eq!(strip(Path::new("/r/a/b.proto"), "a/b.proto"), Some(PathBuf::from("/r")));
        assert_eq!(strip(Path::new("/r/xa/b.proto"), "a/b.proto"), None);
    }
}
