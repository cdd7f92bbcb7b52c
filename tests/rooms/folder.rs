//! The rooms in the folders of `rules/`, whether they are compiled in or not: a page and its check, side by side.
//! Knows where they stand, not what is in them.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const RULES_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");

pub(crate) struct Room {
    /// Folders from `rules/` down; the first is the wing.
    pub(crate) folders: Vec<String>,
    /// Name of its two files, without their extensions.
    pub(crate) stem: String,
    /// Id of the rule, which is the title of the page.
    pub(crate) id: String,
}

impl Room {
    /// `wing/rule`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.folders.join("/"), self.stem)
    }

    pub(crate) fn page(&self) -> PathBuf {
        Path::new(RULES_FOLDER).join(self.path() + ".md")
    }
}

/// All rooms, in order of their ids.
pub(crate) fn rooms() -> Vec<Room> {
    let mut rooms = Vec::new();
    add_rooms(Path::new(RULES_FOLDER), &[], &mut rooms);
    rooms.sort_by(|a, b| a.id.cmp(&b.id));
    rooms
}

fn add_rooms(folder: &Path, folders: &[String], out: &mut Vec<Room>) {
    for path in entries(folder) {
        let stem = stem(&path);
        if path.is_dir() {
            add_rooms(&path, &[folders, &[stem]].concat(), out);
        } else if is_page(&path) && !folders.is_empty() {
            let text = fs::read_to_string(&path).expect("a text");
            let title = text.lines().next().unwrap_or_default();
            out.push(Room { folders: folders.to_vec(), stem, id: title.trim_start_matches("# ").to_owned() });
        }
    }
}

/// The files and folders of a folder, sorted.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// Whether a folder has pages, in itself or further down.
pub(crate) fn has_rooms(folder: &Path) -> bool {
    entries(folder).iter().any(|path| if path.is_dir() { has_rooms(path) } else { is_page(path) })
}
