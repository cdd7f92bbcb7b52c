//! Schemas that git has, or knows where to get, and that are not checked out: outside of a sparse checkout, or in a
//! submodule.

use super::{Content, Entry, Kind, Repository, entry, line, own_folder, path, root_around, rows};
use std::path::{Path, PathBuf};

/// Schemas that a sparse checkout leaves out of a work tree.
pub(in super::super) struct LeftOut {
    /// The root of the tree.
    pub(in super::super) root: PathBuf,
    pub(in super::super) files: Vec<Content>,
    /// Paths of files that a partial clone lacks, seen from the root.
    pub(in super::super) lacking: Vec<PathBuf>,
}

/// Submodules of the work tree around a folder that are not checked out, seen from its root: git leaves their folders
/// empty.
pub(in super::super) fn absent_submodules(folder: &Path) -> Vec<PathBuf> {
    let Some(root) = root_around(folder) else { return Vec::new() };
    let listed = std::fs::read_to_string(root.join(".gitmodules")).unwrap_or_default();
    let settings = listed.lines().filter_map(|line| line.split_once('='));
    let paths = settings.filter(|(key, _)| key.trim() == "path").map(|(_, path)| PathBuf::from(path.trim()));
    let is_absent = |path: &PathBuf| root.join(path).read_dir().is_ok_and(|mut inner| inner.next().is_none());
    paths.filter(is_absent).collect()
}

/// Returns what a sparse checkout leaves out of the work tree around a folder. What a partial clone lacks is fetched
/// where that is allowed. The error is for the user.
pub(in super::super) fn left_out(folder: &Path, fetches: bool) -> Result<Option<LeftOut>, String> {
    let Some(root) = root_around(folder) else { return Ok(None) };
    // Without the patterns there is nothing to ask git for.
    if !own_folder(root).join("info/sparse-checkout").exists() {
        return Ok(None);
    }
    let git = Repository { root: root.to_owned(), is_alone: true, fetches };
    let is_sparse = git.run(["config", "--type=bool", "--get", "core.sparseCheckout"]);
    if !is_sparse.is_ok_and(|answer| line(&answer.stdout) == "true") {
        return Ok(None);
    }
    let listed = git.ask(["ls-files", "-t", "-s", "-z", "--", "*.proto"])?.stdout;
    let absent = rows(&listed).filter_map(|row| entry(row.strip_prefix(b"S ")?));
    let mut absent: Vec<Entry<'_>> =
        absent.filter(|entry| entry.kind == Kind::File && !root.join(path(entry.path)).exists()).collect();
    let mut lacking = Vec::new();
    if !fetches {
        let missing = git.missing(absent.iter().map(|entry| entry.id))?;
        lacking =
            absent.extract_if(.., |entry| missing.contains(entry.id)).map(|entry| path(entry.path)).collect();
    }
    Ok(Some(LeftOut { root: root.to_owned(), files: git.texts(&absent)?, lacking }))
}
