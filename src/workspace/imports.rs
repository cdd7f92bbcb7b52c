//! Which file an import means. With import roots as protoc does it; without, by looking around the
//! importing file. Remembers what it found; reads no file's text.

use super::{Origin, paths};
use protune_compiler::schema::File;
use protune_compiler::well_known;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Who imports.
pub(super) enum Importer<'p> {
    Disk(&'p Path),
    BuiltIn,
}

pub(super) struct Resolver {
    /// Named with `-I`.
    roots: Vec<PathBuf>,
    working_dir: PathBuf,
    /// The files that were found by walking.
    walked: HashSet<PathBuf>,
    /// The walked files by their last part, sorted; made when it is asked for first.
    by_base: Option<HashMap<String, Vec<PathBuf>>>,
    /// The root that the files of a folder were last found to import from.
    root_of_folder: HashMap<PathBuf, PathBuf>,
    /// What names were found to mean, with named roots.
    by_name: HashMap<String, Option<Origin>>,
}

impl Resolver {
    pub(super) fn new(roots: &[PathBuf], working_dir: &Path, walked: &[PathBuf]) -> Resolver {
        Resolver {
            roots: roots.iter().map(|root| paths::absolute(root, working_dir)).collect(),
            working_dir: working_dir.to_owned(),
            walked: walked.iter().cloned().collect(),
            by_base: None,
            root_of_folder: HashMap::new(),
            by_name: HashMap::new(),
        }
    }

    /// The file that `importer` means by `name`.
    pub(super) fn find(&mut self, importer: &Importer<'_>, name: &str) -> Option<Origin> {
        if !is_plain(name) {
            return None;
        }
        let built_in = || well_known::text(name).map(|_| Origin::BuiltIn(name.to_owned()));
        if !self.roots.is_empty() {
            if let Some(known) = self.by_name.get(name) {
                return known.clone();
            }
            let found = self.roots.iter().map(|root| root.join(name)).find(|path| path.is_file());
            let found = found.map(Origin::Disk).or_else(built_in);
            self.by_name.insert(name.to_owned(), found.clone());
            return found;
        }
        match importer {
            Importer::BuiltIn => built_in(),
            Importer::Disk(path) => {
                self.look_around(path, name).map(Origin::Disk).or_else(built_in).or_else(|| {
                    let found = self.below_elsewhere(path, name)?;
                    Some(Origin::Disk(found))
                })
            }
        }
    }

    /// Tries the folders around the importing file, the root that served its neighbours first.
    fn look_around(&mut self, importer: &Path, name: &str) -> Option<PathBuf> {
        let folder = importer.parent()?;
        let known = folder.ancestors().find_map(|around| self.root_of_folder.get(around)).cloned();
        let candidates = known.iter().map(PathBuf::as_path).chain(folder.ancestors());
        for root in candidates {
            let path = root.join(name);
            if self.walked.contains(&path) || path.is_file() {
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
            .cloned()
    }

    /// The import root that a file lies in. `imported_as` is the name that others know it by.
    pub(super) fn root_of(&self, path: &Path, imported_as: Option<&str>, file: &File) -> PathBuf {
        if let Some(root) = self.roots.iter().find(|root| path.starts_with(root)) {
            return root.clone();
        }
        let by_import = imported_as.and_then(|name| strip(path, name));
        let by_neighbours =
            || path.ancestors().skip(1).find_map(|around| self.root_of_folder.get(around)).cloned();
        let by_package = || {
            let folder = file.name(file.package).replace('.', "/");
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

fn by_base(walked: &HashSet<PathBuf>) -> HashMap<String, Vec<PathBuf>> {
    let mut sorted: Vec<&PathBuf> = walked.iter().collect();
    sorted.sort_unstable();
    let mut out: HashMap<String, Vec<PathBuf>> = HashMap::new();
    for path in sorted {
        if let Some(base) = path.file_name() {
            out.entry(base.to_string_lossy().into_owned()).or_default().push(path.clone());
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
