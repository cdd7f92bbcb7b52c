//! All schema files of a folder, named or not: where an import is guessed that no root is known for, and where
//! the help of an import that is not found looks for the file. Made when it is asked for first.

use super::origin::Origin;
use super::outline::Outliner;
use super::walk::Found;
use super::{Scope, paths, read};
use protune_compiler::well_known;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The schema files of a folder.
pub(super) struct Tree {
    /// By their last part, sorted.
    by_base: FxHashMap<String, Vec<PathBuf>>,
    paths: FxHashSet<OsString>,
    /// Module paths of the go.mod files that were looked for, by their folders.
    go_modules: FxHashMap<PathBuf, Option<String>>,
    /// Names that the files are imported by.
    names: Option<FxHashMap<OsString, Names>>,
}

/// Names that a file is imported by.
#[derive(Default)]
struct Names {
    /// From a folder around the importing file.
    plain: FxHashSet<Box<str>>,
    /// By guessing alone; the longest.
    guessed: Box<str>,
}

impl Tree {
    /// Walks a folder; `walked` are files that are part of it wherever they lie.
    pub(super) fn of(folder: &Path, scope: &Scope, walked: &FxHashSet<&OsStr>) -> Tree {
        let mut found = Found::default();
        scope.walk().below(folder, |_| true, &mut found);
        let others = scope.request.compared_with.iter().filter(|other| !folder.starts_with(other));
        let others: Vec<&PathBuf> = others.collect();
        let is_meant = |file: &PathBuf| !others.iter().any(|other| file.starts_with(other));
        let mut files: Vec<PathBuf> = found.files.into_iter().filter(is_meant).collect();
        files.extend(walked.iter().map(PathBuf::from));
        files.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        files.dedup_by(|a, b| a.as_os_str() == b.as_os_str());
        let mut by_base: FxHashMap<String, Vec<PathBuf>> = FxHashMap::default();
        for path in &files {
            if let Some(base) = path.file_name() {
                by_base.entry(base.to_string_lossy().into_owned()).or_default().push(path.clone());
            }
        }
        let paths = files.into_iter().map(PathBuf::into_os_string).collect();
        Tree { by_base, paths, go_modules: FxHashMap::default(), names: None }
    }

    /// The files whose paths end as the name does, the longest common part first, then those nearest to the importer.
    pub(super) fn alike(&self, importer: &Path, name: &str) -> Vec<&Path> {
        let candidates = name.rsplit('/').next().and_then(|base| self.by_base.get(base));
        let mut alike: Vec<&Path> = candidates.into_iter().flatten().map(PathBuf::as_path).collect();
        alike.sort_by_key(|path| {
            (
                usize::MAX - common_end(path, name),
                usize::MAX - shared(path, importer),
                path.components().count(),
            )
        });
        alike
    }

    /// The file that an import seems to mean, if nobody knows that file by another name.
    pub(super) fn guess(&mut self, importer: &Path, name: &str, scope: &Scope) -> Option<PathBuf> {
        let path = self.candidate(importer, name, scope)?;
        if self.names.is_none() {
            self.names = Some(self.names_in_use(scope));
        }
        let names = self.names.as_ref().and_then(|names| names.get(path.as_os_str()));
        let fits = names.is_none_or(|names| match names.plain.is_empty() {
            true => names.guessed.is_empty() || *names.guessed == *name,
            false => names.plain.contains(name),
        });
        fits.then_some(path)
    }

    /// A name that others know a file by.
    pub(super) fn other_name(&self, path: &Path) -> Option<&str> {
        let names = self.names.as_ref()?.get(path.as_os_str())?;
        names.plain.iter().map(|name| &**name).max_by_key(|name| (name.len(), *name))
    }

    /// The file below the Go module whose path the name starts with, else one whose path ends with the name; of
    /// several, the one nearest to the importer.
    fn candidate(&mut self, importer: &Path, name: &str, scope: &Scope) -> Option<PathBuf> {
        self.in_go_module(importer.parent()?, name, scope)
            .or_else(|| self.ending_with(importer, name))
            .or_else(|| self.in_other_go_module(importer, name, scope))
    }

    fn ending_with(&self, importer: &Path, name: &str) -> Option<PathBuf> {
        let ending = self.by_base.get(name.rsplit('/').next()?)?.iter().filter(|path| path.ends_with(name));
        ending
            .min_by_key(|path| (usize::MAX - shared(path, importer), path.components().count()))
            .map(|path| path.to_path_buf())
    }

    /// The file that a name means in the innermost Go module around a folder that the name starts with.
    fn in_go_module(&mut self, folder: &Path, name: &str, scope: &Scope) -> Option<PathBuf> {
        let top = scope.request.top.as_deref();
        paths::around(folder, top).find_map(|around| {
            let module = self.go_module(around)?;
            let path = around.join(name.strip_prefix(module)?.strip_prefix('/')?);
            (self.paths.contains(path.as_os_str()) || scope.is_file(&path)).then_some(path)
        })
    }

    /// The same for the Go modules that files of that last part lie in.
    fn in_other_go_module(&mut self, importer: &Path, name: &str, scope: &Scope) -> Option<PathBuf> {
        let alike: Vec<PathBuf> = self.alike(importer, name).into_iter().map(Path::to_owned).collect();
        alike.into_iter().find(|path| {
            let found = path.parent().and_then(|folder| self.in_go_module(folder, name, scope));
            found.is_some_and(|found| found.as_os_str() == path.as_os_str())
        })
    }

    /// The module path that the go.mod of a folder names.
    fn go_module(&mut self, folder: &Path) -> Option<&str> {
        if !self.go_modules.contains_key(folder) {
            let text = read::text(&folder.join("go.mod")).ok();
            let module = text.and_then(|text| module_path(&text).map(str::to_owned));
            self.go_modules.insert(folder.to_owned(), module);
        }
        self.go_modules[folder].as_deref()
    }

    /// The names that the files are imported by, as all files of the folder say.
    fn names_in_use(&mut self, scope: &Scope) -> FxHashMap<OsString, Names> {
        let importers: Vec<PathBuf> = self.by_base.values().flatten().cloned().collect();
        let outliner = Outliner::new(&[], &|_| false);
        let imports = |buffer: &mut Vec<u8>, path: &PathBuf| imports(path, scope, &outliner, buffer);
        let imported: Vec<Vec<Box<str>>> = importers.par_iter().map_init(Vec::new, imports).collect();
        let mut names: FxHashMap<OsString, Names> = FxHashMap::default();
        for (importer, imported) in importers.iter().zip(imported) {
            for name in imported {
                let around =
                    paths::around(importer.parent().unwrap_or(importer), scope.request.top.as_deref());
                let mut below = around.map(|root| root.join(&*name).into_os_string());
                if let Some(path) = below.find(|path| self.paths.contains(path)) {
                    names.entry(path).or_default().plain.insert(name);
                } else if well_known::text(&name).is_none()
                    && let Some(path) = self.candidate(importer, &name, scope)
                {
                    let known = &mut names.entry(path.into_os_string()).or_default().guessed;
                    if (known.len(), &*known) < (name.len(), &name) {
                        *known = name;
                    }
                }
            }
        }
        names
    }
}

/// The names that a file imports.
fn imports(path: &Path, scope: &Scope, outliner: &Outliner<'_>, buffer: &mut Vec<u8>) -> Vec<Box<str>> {
    let outline = read::outline(&Origin::Disk(path.to_owned()), scope, outliner, buffer);
    outline.ok().flatten().map(|outline| outline.imports).unwrap_or_default()
}

/// Number of equal last parts of a path and a name.
fn common_end(path: &Path, name: &str) -> usize {
    let parts = path.components().rev().zip(Path::new(name).components().rev());
    parts.take_while(|(a, b)| a == b).count()
}

/// Number of equal first parts of two paths.
fn shared(path: &Path, other: &Path) -> usize {
    path.components().zip(other.components()).take_while(|(a, b)| a == b).count()
}

/// The module path of a go.mod.
fn module_path(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(|line| line.split("//").next().unwrap_or(line).trim());
    let rest = lines.find_map(|line| {
        line.strip_prefix("module").filter(|rest| rest.starts_with([' ', '\t', '(', '"', '`']))
    })?;
    let path = match rest.trim() {
        "(" => lines.find(|line| !line.is_empty())?,
        path => path,
    };
    let path = path.trim_matches(['"', '`']).trim_end_matches('/');
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_path_is_found_however_it_is_written() {
        for text in [
            "module example.org/kit\n",
            "// module x\n\nmodule \"example.org/kit\" // why\ngo 1.22\n",
            "go 1.22\nmodule (\n\n\texample.org/kit\n)\n",
            "module\texample.org/kit\r\n",
        ] {
            assert_eq!(module_path(text), Some("example.org/kit"), "{text}");
        }
        for text in ["", "modules x\n", "go 1.22\n", "module \"\"\n"] {
            assert_eq!(module_path(text), None, "{text}");
        }
    }

    #[test]
    fn paths_are_compared_by_parts() {
        assert_eq!(common_end(Path::new("/r/xa/b.proto"), "a/b.proto"), 1);
        assert_eq!(common_end(Path::new("/r/a/b.proto"), "a/b.proto"), 2);
        assert_eq!(shared(Path::new("/r/ab/c"), Path::new("/r/a/c")), 2);
    }
}
