//! Programs of checkouts that the user lets run: a file in the configuration folder of the user, with folders and digests
//! of what may run there. Nothing in a checkout can change it.

use super::declared::{Declared, Means};
use crate::digest::Digest;
use crate::write::reason;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Everything that is trusted: digests of declarations, by the folder of their configuration.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trust {
    folders: BTreeMap<PathBuf, BTreeSet<String>>,
}

/// Length of a digest in bytes.
const LEN: usize = 32;

impl Trust {
    /// Reads what is trusted. A file that cannot be understood is an error, for the user.
    pub fn read() -> Result<Trust, String> {
        let Some(file) = file() else { return Ok(Trust::default()) };
        let text = match fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Trust::default()),
            Err(error) => return Err(format!("cannot read {}: {}", file.display(), reason(&error))),
        };
        serde_json::from_slice(&text)
            .map_err(|error| format!("cannot read {}: {error}; remove it to begin anew", file.display()))
    }

    /// Writes what is trusted. The error is for the user.
    pub fn write(&self) -> Result<(), String> {
        let Some(file) = file() else {
            return Err("there is no folder for configurations: set HOME, or XDG_CONFIG_HOME".to_owned());
        };
        let failure = |error: &io::Error| format!("cannot write {}: {}", file.display(), reason(error));
        let folder = file.parent().unwrap_or(&file);
        fs::create_dir_all(folder).map_err(|error| failure(&error))?;
        // Whole or not at all, and readable for nobody else.
        let mut written = tempfile::NamedTempFile::new_in(folder).map_err(|error| failure(&error))?;
        let text = serde_json::to_string_pretty(self).map_err(|error| failure(&error.into()))?;
        io::Write::write_all(&mut written, format!("{text}\n").as_bytes())
            .map_err(|error| failure(&error))?;
        written.persist(&file).map_err(|error| failure(&error.error))?;
        Ok(())
    }

    /// Returns whether a declaration is trusted as it is now.
    pub fn has(&self, declared: &Declared) -> bool {
        let known = self.folders.get(&canonical(&declared.folder));
        known.is_some_and(|known| digest(declared).is_some_and(|digest| known.contains(&digest)))
    }

    /// Returns whether something in the folder of a declaration is trusted.
    pub fn knows_folder_of(&self, declared: &Declared) -> bool {
        self.folders.contains_key(&canonical(&declared.folder))
    }

    /// Trusts these declarations, and no others of their folders.
    pub fn set(&mut self, declared: &[Declared]) {
        for one in declared {
            self.folders.remove(&canonical(&one.folder));
        }
        for one in declared {
            if let Some(digest) = digest(one) {
                self.folders.entry(canonical(&one.folder)).or_default().insert(digest);
            }
        }
    }

    /// Trusts nothing any more in a folder and below. Returns the folders that were trusted.
    pub fn revoke(&mut self, folder: &Path) -> Vec<PathBuf> {
        let folder = canonical(folder);
        self.folders.extract_if(.., |known, _| known.starts_with(&folder)).map(|(known, _)| known).collect()
    }

    /// Returns the folders, with the number of programs that may run there.
    pub fn folders(&self) -> impl Iterator<Item = (&Path, usize)> {
        self.folders.iter().map(|(folder, digests)| (folder.as_path(), digests.len()))
    }
}

/// The file, if the user has a folder for configurations.
fn file() -> Option<PathBuf> {
    let folder = |variable: &str| {
        let folder = std::env::var_os(variable).filter(|it| !it.is_empty()).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    let folder = folder("XDG_CONFIG_HOME")
        .or_else(|| folder("APPDATA").filter(|_| cfg!(windows)))
        .or_else(|| folder("HOME").map(|home| home.join(".config")));
    folder.map(|folder| folder.join("protune").join("trust.json"))
}

fn canonical(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// Files of a declaration that lie in the checkout: the program, and arguments that are files, such as a script.
pub fn files(declared: &Declared) -> Vec<PathBuf> {
    let folder = canonical(&declared.folder);
    let checkout = folder.ancestors().find(|around| around.join(".git").exists()).unwrap_or(&folder);
    let program = match declared.means() {
        Means::Program(path) | Means::Wasm(path) => Some(path),
        Means::Remote | Means::Nothing(_) => None,
    };
    let args = declared.words[1..].iter().map(|word| folder.join(word));
    let files = program.into_iter().chain(args).filter(|path| path.is_file()).map(|path| canonical(&path));
    files.filter(|path| path.starts_with(checkout)).collect()
}

/// Digest of the state of a declaration, which changes whenever its plugin may answer otherwise, as far as that can be
/// known; `None` if its files cannot be read.
pub(super) fn state(declared: &Declared) -> Option<String> {
    let (Means::Program(program) | Means::Wasm(program)) = declared.means() else { return None };
    let found = program.metadata().ok()?;
    let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", digest(declared)?, found.len(), changed.as_nanos()))
}

/// Digest of everything that decides what runs: the words, the options, the program, and its files in the checkout.
/// `None` where one of those cannot be read, or there is no program.
fn digest(declared: &Declared) -> Option<String> {
    let (Means::Program(program) | Means::Wasm(program)) = declared.means() else { return None };
    let mut digest = Digest::of(b"protune plugin 1");
    digest.add(canonical(&declared.folder).as_os_str().as_encoded_bytes());
    digest.add(canonical(&program).as_os_str().as_encoded_bytes());
    digest.add(&(declared.words.len() as u64).to_le_bytes());
    declared.words.iter().for_each(|word| digest.add(word.as_bytes()));
    digest.add(format!("{:?}", declared.options).as_bytes());
    for file in files(declared) {
        digest.add(file.as_os_str().as_encoded_bytes());
        digest.add(&fs::read(&file).ok()?);
    }
    Some(digest.hex::<LEN>())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use protune_engine::plugins::Value;

    #[test]
    fn what_changes_is_not_trusted_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("check.sh");
        fs::write(&script, "one").unwrap();
        let declared = Declared {
            words: vec!["sh".into(), "check.sh".into()],
            options: vec![("limit".into(), Value::Integer(3))],
            time: None,
            folder: folder.path().to_owned(),
            place: "buf.yaml:2".into(),
            file: folder.path().join("buf.yaml"),
        };
        let mut trust = Trust::default();
        assert!(!trust.has(&declared) && !trust.knows_folder_of(&declared));
        trust.set(std::slice::from_ref(&declared));
        assert!(trust.has(&declared));
        // Another time limit, or another place in the file, runs the same.
        assert!(trust.has(&Declared { place: "buf.yaml:9".into(), ..declared.clone() }));
        let other = |words: &[&str]| Declared {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            ..declared.clone()
        };
        assert!(!trust.has(&other(&["sh", "check.sh", "more"])) && !trust.has(&other(&["cat", "check.sh"])));
        assert!(!trust.has(&Declared { options: Vec::new(), ..declared.clone() }));
        fs::write(&script, "two").unwrap();
        assert!(!trust.has(&declared) && trust.knows_folder_of(&declared));
        assert_eq!(trust.revoke(folder.path()).len(), 1);
        assert!(!trust.knows_folder_of(&declared));
    }
}
