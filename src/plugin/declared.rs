//! Plugins as a configuration declares them: words, options, and the program that they mean. Starts nothing.

use crate::paths;
use protune_engine::plugins::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Entry of `plugins` in a configuration.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The program and its own arguments. There is at least one.
    pub words: Vec<String>,
    /// In order of their keys.
    pub options: Vec<(String, Value)>,
    /// Time for each call, if the entry sets it.
    pub time: Option<Duration>,
    /// The folder of the configuration. Absolute.
    pub folder: PathBuf,
    /// Path of the configuration as it is printed, with the line of the entry: `buf.yaml:5`.
    pub place: String,
    /// The configuration. Absolute.
    pub file: PathBuf,
}

/// Kind of thing that the first word means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Means {
    /// A program.
    Program(PathBuf),
    /// A WebAssembly module.
    Wasm(PathBuf),
    /// A name in a registry.
    Remote,
    /// Nothing that there is, and why.
    Nothing(String),
}

impl Declared {
    /// Name in messages, and in the findings of its rules.
    pub fn name(&self) -> &str {
        &self.words[0]
    }

    /// The words as one would type them.
    pub fn command(&self) -> String {
        let quoted = |word: &String| match word.is_empty()
            || word.contains(|c: char| c.is_whitespace() || c == '\'')
        {
            true => format!("'{}'", word.replace('\'', "'\\''")),
            false => word.clone(),
        };
        self.words.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// Finds what the first word means. A word with a `/` is a path in the folder of the configuration, or else in the
    /// working directory; any other is looked for in the absolute folders of `PATH`.
    pub fn means(&self) -> Means {
        let name = self.name();
        let found = self.find(Path::new(name));
        if found.is_none() && is_remote(name) {
            return Means::Remote;
        }
        match found {
            Some(path) if path.extension() == Some(OsStr::new("wasm")) => Means::Wasm(path),
            Some(path) => Means::Program(path),
            None if name.contains('/') => Means::Nothing("there is no such file".to_owned()),
            None => Means::Nothing("no folder in PATH has this program".to_owned()),
        }
    }

    fn find(&self, name: &Path) -> Option<PathBuf> {
        let is_bare = name.components().count() == 1 && !self.name().contains('/');
        if !is_bare {
            let folders = [self.folder.clone(), paths::working_dir()];
            return folders.iter().map(|folder| paths::absolute(name, folder)).find(|path| path.is_file());
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
        let names = |folder: PathBuf| {
            let suffixes: &[&str] = if cfg!(windows) { &["", ".exe", ".com"] } else { &[""] };
            suffixes.iter().map(move |suffix| {
                let mut file = name.as_os_str().to_owned();
                file.push(suffix);
                folder.join(file)
            })
        };
        folders.flat_map(names).find(|path| is_program(path))
    }
}

/// Returns whether a word is a name in a registry: `registry/owner/name`, perhaps with a label.
fn is_remote(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    matches!(parts[..], [registry, owner, name] if registry.contains('.') && !registry.starts_with('.') && !owner.is_empty() && !name.is_empty())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_wasm = path.extension() == Some(OsStr::new("wasm"));
    path.metadata().is_ok_and(|found| found.is_file() && (is_wasm || found.permissions().mode() & 0o111 != 0))
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(words: &[&str], folder: &Path) -> Declared {
        Declared {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            options: Vec::new(),
            time: None,
            folder: folder.to_owned(),
            place: String::new(),
            file: folder.join("buf.yaml"),
        }
    }

    #[test]
    fn words_mean_programs_modules_and_names_in_registries() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("check.wasm"), "").unwrap();
        std::fs::write(folder.path().join("check"), "").unwrap();
        let means = |word: &str| declared(&[word], folder.path()).means();
        assert_eq!(means("./check"), Means::Program(folder.path().join("check")));
        assert_eq!(means("./check.wasm"), Means::Wasm(folder.path().join("check.wasm")));
        assert_eq!(means("registry.example/acme/check:v1"), Means::Remote);
        assert!(matches!(means("./none"), Means::Nothing(_)));
        assert!(matches!(means("no-program-has-this-name"), Means::Nothing(_)));
        #[cfg(unix)]
        assert!(matches!(means("sh"), Means::Program(path) if path.is_absolute()));
    }

    #[test]
    fn commands_are_quoted() {
        let folder = Path::new("/");
        assert_eq!(declared(&["a", "b c", "it's", ""], folder).command(), r"a 'b c' 'it'\''s' ''");
    }
}
