//! The cases of `fixtures/compile`: which there are, and the files of each. Knows nothing of what is
//! to come of them.

use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/compile");
const VALID: &str = "valid";
const MAIN: &str = "main.proto";

/// One file, or a folder with a `main.proto` and what it imports.
pub(crate) struct Case {
    /// `group/case`.
    pub(crate) name: String,
    /// The import root.
    pub(crate) folder: PathBuf,
    /// The file that is compiled, then those it may import; by their import names.
    pub(crate) files: Vec<String>,
}

impl Case {
    pub(crate) fn is_valid(&self) -> bool {
        self.name.split('/').next() == Some(VALID)
    }

    pub(crate) fn main(&self) -> &str {
        &self.files[0]
    }

    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder.join(file)).expect("a file that can be read")
    }

    /// Path of the file with our findings.
    pub(crate) fn snapshot(&self) -> PathBuf {
        Path::new(FOLDER).join(format!("{}.txt", self.name))
    }
}

/// All cases, in order of their names.
pub(crate) fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = entries().into_iter().filter_map(|path| case(&path)).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "there are no cases in {FOLDER}");
    cases
}

/// All findings that are written down, whether there is a case or not.
pub(crate) fn snapshots() -> Vec<PathBuf> {
    let mut paths = entries();
    paths.retain(|path| has_extension(path, "txt"));
    paths.sort();
    paths
}

/// Entries of the folders of the groups.
fn entries() -> Vec<PathBuf> {
    let groups = list(Path::new(FOLDER)).into_iter().filter(|path| path.is_dir());
    groups.flat_map(|group| list(&group)).collect()
}

fn case(path: &Path) -> Option<Case> {
    let name = path.with_extension("").strip_prefix(FOLDER).expect("below").display().to_string();
    let name = name.replace('\\', "/");
    if has_extension(path, "proto") {
        let folder = path.parent().expect("a group").to_owned();
        return Some(Case { name, folder, files: vec![file_name(path)] });
    }
    path.is_dir().then(|| Case { name, folder: path.to_owned(), files: files(path) })
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = list(folder).iter().map(|path| file_name(path)).collect();
    files.sort_by_key(|file| (file != MAIN, file.clone()));
    assert_eq!(files.first().map(String::as_str), Some(MAIN), "in {}", folder.display());
    files
}

fn list(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}
