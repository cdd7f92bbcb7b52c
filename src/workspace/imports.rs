//! Which file an import means. With import roots as protoc does it; without, by looking around the
//! importing file. Remembers what it found; reads no file's text.

use super::{Origin, Scope, paths};
use crate::config::{Module, Project};
use protune_compiler::schema::File;
use protune_compiler::well_known;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Who imports: where the file lies, if it is not built in, and the group that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Importer<'p> {
    pub(super) path: Option<&'p Path>,
    pub(super) group: Option<GroupId>,
}

/// The place of a group among those of a resolver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct GroupId(pub(super) usize);

/// Files that find each other below known roots.
pub(super) struct Group<'s> {
    modules: &'s [Module],
    /// Behind the modules.
    roots: Vec<PathBuf>,
    /// What names were found to mean.
    by_name: FxHashMap<String, Option<Origin>>,
}

impl<'s> Group<'s> {
    /// The modules of a project, and what it depends on.
    pub(super) fn of_project(project: &'s Project) -> Group<'s> {
        Group {
            modules: &project.modules,
            roots: project.dependencies.clone(),
            by_name: FxHashMap::default(),
        }
    }

    /// What was named with `-I`.
    pub(super) fn of_roots(roots: &[PathBuf], working_dir: &Path) -> Group<'s> {
        let roots = roots.iter().map(|root| paths::absolute(root, working_dir)).collect();
        Group { modules: &[], roots, by_name: FxHashMap::default() }
    }

    fn find(&mut self, name: &str, walked: &FxHashSet<&OsStr>) -> Option<Origin> {
        if let Some(known) = self.by_name.get(name) {
            return known.clone();
        }
        let in_modules = self.modules.iter().flat_map(|module| {
            let below = module.roots.iter().map(move |root| (root, root.join(name)));
            below.filter(|(root, path)| module.root_of(path) == Some(root)).map(|(_, path)| path)
        });
        let mut paths = in_modules.chain(self.roots.iter().map(|root| root.join(name)));
        let found = paths.find(|path| walked.contains(path.as_os_str()) || path.is_file());
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
    groups: Vec<Group<'s>>,
    working_dir: PathBuf,
    /// Nothing is looked for above it.
    top: Option<PathBuf>,
    /// The files that were found by walking. As bytes: whoever is not found by a name written otherwise is asked
    /// of the disk.
    walked: FxHashSet<&'s OsStr>,
    /// The walked files by their last part, sorted; made when it is asked for first.
    by_base: Option<FxHashMap<String, Vec<&'s Path>>>,
    /// The root that the files of a folder were last found to import from.
    root_of_folder: FxHashMap<PathBuf, PathBuf>,
}

impl<'s> Resolver<'s> {
    pub(super) fn new(groups: Vec<Group<'s>>, scope: &Scope, walked: FxHashSet<&'s OsStr>) -> Resolver<'s> {
        Resolver {
            groups,
            working_dir: scope.working_dir.clone(),
            top: scope.request.top.clone(),
            walked,
            by_base: None,
            root_of_folder: FxHashMap::default(),
        }
    }

    /// The file that `importer` means by `name`.
    pub(super) fn find(&mut self, importer: Importer<'_>, name: &str) -> Option<Origin> {
        if !is_plain(name) {
            return None;
        }
        if let Some(GroupId(group)) = importer.group {
            return self.groups[group].find(name, &self.walked);
        }
        let Some(path) = importer.path else { return built_in(name) };
        let near = self.look_around(path, name).map(Origin::Disk).or_else(|| built_in(name));
        near.or_else(|| self.below_elsewhere(path, name).map(Origin::Disk))
    }

    /// Tries the folders around the importing file, the root that served its neighbours first.
    fn look_around(&mut self, importer: &Path, name: &str) -> Option<PathBuf> {
        let folder = importer.parent()?;
        let known = folder.ancestors().find_map(|around| self.root_of_folder.get(around)).cloned();
        let candidates = known.iter().map(PathBuf::as_path).chain(paths::around(folder, self.top.as_deref()));
        for root in candidates {
            let path = root.join(name);
            if self.walked.contains(path.as_os_str()) || path.is_file() {
                self.root_of_folder.insert(folder.to_owned(), root.to_owned());
                return Some(path);
            }
        }
        None
    }

    /// The walked file whose path ends with the name; of several, the one nearest to the importer.
    fn below_elsewhere(&mut self, importer: &Path, name: &str) -> Option<PathBuf> {
        let by_base = self.by_base.get_or_insert_with(|| by_base(&self.walked));
        let candidates = by_base.get(name.rsplit('/').next()?)?;
        let shared =
            |path: &Path| path.components().zip(importer.components()).take_while(|(a, b)| a == b).count();
        candidates
            .iter()
            .filter(|path| path.ends_with(name))
            .min_by_key(|path| (usize::MAX - shared(path), path.components().count()))
            .map(|path| path.to_path_buf())
    }

    /// The import root that a file lies in. `imported_as` is the name that others know it by.
    pub(super) fn root_of(
        &self,
        path: &Path,
        group: Option<GroupId>,
        imported_as: Option<&str>,
        file: &File,
    ) -> PathBuf {
        if let Some(root) = group.and_then(|GroupId(group)| self.groups[group].root_of(path)) {
            return root.to_owned();
        }
        let by_import = imported_as.and_then(|name| strip(path, name));
        let by_neighbours =
            || path.ancestors().skip(1).find_map(|around| self.root_of_folder.get(around)).cloned();
        let by_package = || {
            let folder = file.package().replace('.', "/");
            if folder.is_empty() { None } else { strip(path.parent()?, &folder) }
        };
        let fallback = || match path.starts_with(&self.working_dir) {
            true => self.working_dir.clone(),
            false => path.parent().unwrap_or(path).to_owned(),
        };
        by_import.or_else(by_neighbours).or_else(by_package).unwrap_or_else(fallback)
    }
}

/// `path` without the `name` that it ends with.
fn strip(path: &Path, name: &str) -> Option<PathBuf> {
    if !path.ends_with(name) {
        return None;
    }
    path.ancestors().nth(Path::new(name).components().count()).map(Path::to_owned)
}

/// Import names are relative, go through no `.` or `..`, and have `/` between their parts.
fn is_plain(name: &str) -> bool {
    !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn by_base<'w>(walked: &FxHashSet<&'w OsStr>) -> FxHashMap<String, Vec<&'w Path>> {
    let mut sorted: Vec<&'w Path> = walked.iter().map(|path| Path::new(*path)).collect();
    sorted.sort_unstable();
    let mut out: FxHashMap<String, Vec<&'w Path>> = FxHashMap::default();
    for path in sorted {
        if let Some(base) = path.file_name() {
            out.entry(base.to_string_lossy().into_owned()).or_default().push(path);
        }
    }
    out
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
