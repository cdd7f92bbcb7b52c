//! Locations of the dependencies of modules: in the cache of buf, or in a folder of the project. Never uses
//! the network.
//!
//! The cache is `$BUF_CACHE_DIR`, else `buf` in the cache folder of the user. There, the files of a commit
//! of a module are in `v3/modules/<type of digest>/<registry>/<owner>/<module>/<commit>/files`; early
//! versions of buf have them in `v1/module/data/<registry>/<owner>/<module>/<commit>`. What others kept in
//! between, in `v2/module`, are no files but pieces by their digests, and is not read.

use super::problem::{Problem, Problems, Source};
use protune_data::Span;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A dependency to look for.
pub(super) struct Wanted {
    /// `registry/owner/module`
    pub name: String,
    /// Commit in buf.lock.
    pub commit: Option<String>,
    /// The folder of the buf.yaml.
    pub folder: PathBuf,
    /// Source that names it.
    pub source: Arc<Source>,
    pub span: Span,
}

pub(super) struct Found {
    /// Import roots, each once.
    pub roots: Vec<PathBuf>,
    /// Dependencies that are not available locally.
    pub missing: Problems,
}

/// Folders that hold the files of others, below that of a buf.yaml. Each is an import root, and so is a
/// folder in it that is named after a dependency.
pub const VENDORED: [&str; 4] = ["vendor", "third_party", "third_party/proto", "proto_vendor"];

pub(super) fn find(wanted: Vec<Wanted>) -> Found {
    find_with(cache().as_deref(), wanted)
}

fn find_with(cache: Option<&Path>, wanted: Vec<Wanted>) -> Found {
    let mut found = Found { roots: Vec::new(), missing: Vec::new() };
    let mut vendored: Vec<PathBuf> = Vec::new();
    for wanted in wanted {
        let folders = VENDORED.iter().map(|name| wanted.folder.join(name)).filter(|folder| folder.is_dir());
        let folders: Vec<PathBuf> = folders.collect();
        let cached = wanted.commit.as_ref().and_then(|commit| in_cache(cache?, &wanted.name, commit));
        match cached.or_else(|| in_folders(&folders, &wanted.name)) {
            Some(root) => found.roots.push(root),
            None => found.missing.push(missing(wanted)),
        }
        vendored.extend(folders);
    }
    found.roots.extend(vendored);
    let mut seen = HashSet::new();
    found.roots.retain(|root| seen.insert(root.clone()));
    let mut told = HashSet::new();
    found.missing.retain(|problem| told.insert(problem.message.clone()));
    found
}

fn cache() -> Option<PathBuf> {
    let folder = |variable: &str| std::env::var_os(variable).filter(|it| !it.is_empty()).map(PathBuf::from);
    folder("BUF_CACHE_DIR")
        .or_else(|| folder("XDG_CACHE_HOME").map(|cache| cache.join("buf")))
        .or_else(|| folder("LOCALAPPDATA").map(|cache| cache.join("buf")))
        .or_else(|| folder("HOME").map(|home| home.join(".cache/buf")))
}

fn in_cache(cache: &Path, name: &str, commit: &str) -> Option<PathBuf> {
    let commit = commit.replace('-', "");
    if commit.is_empty() || !commit.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let types = std::fs::read_dir(cache.join("v3/modules")).into_iter().flatten().flatten();
    let mut newer: Vec<PathBuf> =
        types.map(|entry| entry.path().join(name).join(&commit).join("files")).collect();
    newer.sort_unstable();
    let older = cache.join("v1/module/data").join(name).join(&commit);
    newer.into_iter().chain([older]).find(|folder| folder.is_dir())
}

/// Finds a folder named after the module, below its owner or not.
fn in_folders(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    let endings = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
    let names: Vec<&str> = std::iter::once(name).chain(endings).collect();
    let paths = folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name)));
    paths.into_iter().find(|path| path.is_dir())
}

fn missing(wanted: Wanted) -> Problem {
    let message = format!("the dependency `{}` is not available locally", wanted.name);
    let help = match wanted.commit {
        Some(_) => {
            "`buf build` fetches it into the cache; or put its files into a folder `vendor` beside this file"
        }
        None => {
            "`buf dep update` locks and fetches it; or put its files into a folder `vendor` beside this file"
        }
    };
    Problem::new(&wanted.source, Some(wanted.span), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn wanted(name: &str, commit: Option<&str>, folder: &Path) -> Wanted {
        Wanted {
            name: name.to_owned(),
            commit: commit.map(str::to_owned),
            folder: folder.to_owned(),
            source: Arc::new(Source { path: "buf.yaml".to_owned(), text: String::new() }),
            span: Span::at(0),
        }
    }

    /// The roots, relative to the folder, and reports about the missing ones.
    fn found(folder: &Path, all: Vec<Wanted>) -> (Vec<String>, Vec<String>) {
        let found = find_with(Some(&folder.join("cache")), all);
        let seen = |root: &PathBuf| root.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (found.roots.iter().map(seen).collect(), found.missing.into_iter().map(|it| it.message).collect())
    }

    fn not_at_hand(name: &str) -> String {
        format!("the dependency `example.com/acme/{name}` is not available locally")
    }

    #[test]
    fn the_cache_has_commits_of_both_layouts() {
        let folder = tempfile::tempdir().unwrap();
        let newer = "cache/v3/modules/b5/example.com/acme/a/0123abcd/files";
        let older = "cache/v1/module/data/example.com/acme/b/4567";
        for path in [newer, older, "cache/v3/modules/b5/example.com/acme/c/89/other"] {
            fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        let all = vec![
            wanted("example.com/acme/a", Some("0123-abcd"), folder.path()),
            wanted("example.com/acme/b", Some("4567"), folder.path()),
            wanted("example.com/acme/c", Some("89"), folder.path()),
            wanted("example.com/acme/a", Some("../0123abcd"), folder.path()),
            wanted("example.com/acme/d", None, folder.path()),
        ];
        let missing = ["c", "a", "d"].map(not_at_hand);
        assert_eq!(found(folder.path(), all), (vec![newer.into(), older.into()], missing.into()));
    }

    #[test]
    fn folders_of_the_project_come_next() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["vendor/acme/a", "third_party/example.com/acme/b", "elsewhere/c"] {
            fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        let all =
            ["a", "b", "c"].map(|name| wanted(&format!("example.com/acme/{name}"), None, folder.path()));
        let roots = ["vendor/acme/a", "third_party/example.com/acme/b", "vendor", "third_party"];
        let expected = (roots.map(str::to_owned).into(), vec![not_at_hand("c")]);
        assert_eq!(found(folder.path(), all.into()), expected);
    }
}
