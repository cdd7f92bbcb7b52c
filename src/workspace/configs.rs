//! Configuration files that are deployed with the schemas: found below the named folders, by their content. Knows no
//! kind of them.

use super::targets::Home;
use super::walk::{Found, Walk};
use super::{Failure, Scope, There, paths, read};
use crate::bounded;
use protune_engine::Workspace;
use protune_engine::documents::Language;
use protune_rules::deployed::is_candidate;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Configuration files of a scope.
#[derive(Default)]
pub struct Configs {
    /// In order of their paths.
    files: Vec<Config>,
    failures: Vec<Failure>,
}

struct Config {
    disk: PathBuf,
    language: Language,
    text: String,
    /// Place of its settings among those of all modules.
    settings: usize,
}

/// The largest file that is read, in bytes. Larger ones are data, unless they begin like a configuration.
const MOST: u64 = 16 << 20;

/// Beginning of a file that cannot be read whole, in bytes, which shows whether it is a configuration.
const HEAD: u64 = 64 << 10;

/// Extensions of templates, after which the language of their result is not known.
const TEMPLATES: &[&str] = &["template", "tmpl", "tpl", "j2"];

impl Configs {
    /// Finds the files below the named folders, and reads them.
    pub fn find(scope: &Scope) -> Configs {
        let mut found = Found::default();
        let walk = Walk { wants: |path| language(path).is_some(), ..scope.walk() };
        let folders: BTreeSet<&Path> = scope.named.iter().map(|named| named.path.as_path()).collect();
        let is_outermost = |folder: &&Path| !folder.ancestors().skip(1).any(|outer| folders.contains(outer));
        for folder in folders.iter().copied().filter(is_outermost).filter(|path| scope.is_folder(path)) {
            walk.below(folder, |_| true, &mut found);
        }
        found.files.sort_unstable();
        found.files.dedup();
        let read: Vec<Result<Option<Config>, Failure>> =
            found.files.into_par_iter().map(|path| scope.config(path)).collect();
        let mut configs = Configs::default();
        for config in read {
            match config {
                Ok(config) => configs.files.extend(config),
                Err(failure) => configs.failures.push(failure),
            }
        }
        configs
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.failures.is_empty()
    }

    /// Adds the files to a workspace, with their current texts.
    pub fn add_to(&self, workspace: &mut Workspace, scope: &Scope) {
        for config in &self.files {
            let text = scope.text(&config.disk).unwrap_or(&config.text).to_owned();
            let path = paths::printed(&config.disk, &scope.working_dir);
            workspace.add_config(path, Some(config.disk.clone()), config.language, text, config.settings);
        }
        workspace.failures.extend(self.failures.iter().cloned());
    }
}

impl Scope {
    /// Reads a file, if it looks like a configuration that can name services.
    fn config(&self, disk: PathBuf) -> Result<Option<Config>, Failure> {
        let project = self.project_naming(&disk);
        let is_wanted =
            |filters: &[PathBuf]| self.absolute(filters).iter().any(|filter| disk.starts_with(filter));
        let only = &self.request.only;
        if self.excludes(project, &disk)
            || is_wanted(&self.request.without)
            || !only.is_empty() && !is_wanted(only)
        {
            return Ok(None);
        }
        let Some(language) = language(&disk) else { return Ok(None) };
        let on_disk = |path: &Path| File::open(path).and_then(|file| bounded::within(file, MOST));
        let (bytes, place) = match (self.text(&disk), self.request.elsewhere.get(&disk)) {
            (Some(text), _) => (Ok(text.as_bytes().to_vec()), disk.as_path()),
            (None, Some(There::Memory(bytes))) => (Ok(bytes.clone()), disk.as_path()),
            (None, Some(There::Disk(now))) => (on_disk(now), now.as_path()),
            (None, None) => (on_disk(&disk), disk.as_path()),
        };
        let name = disk.file_name().unwrap_or_default().to_string_lossy();
        // What is too large, cannot be read or is not text is data of some program, unless it begins like a configuration.
        let unread = |head: &[u8], reason: String| {
            let head = &head[..head.len().min(HEAD as usize)];
            if !is_candidate(&name, &String::from_utf8_lossy(head)) {
                return Ok(None);
            }
            Err(Failure { path: paths::printed(&disk, &self.working_dir), reason })
        };
        let text = match bytes.map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => return unread(error.as_bytes(), "it is not UTF-8".to_owned()),
            Err(error) => {
                let mut head = Vec::new();
                let file = File::open(place).ok();
                // Where nothing can be read, the name decides.
                let _ = file.map(|file| file.take(HEAD).read_to_end(&mut head));
                return unread(&head, read::reason(&error));
            }
        };
        if !is_candidate(&name, &text) {
            return Ok(None);
        }
        let settings =
            self.place_of_settings(project.and_then(|project| self.home_of_config(project, &disk)));
        Ok(Some(Config { disk, language, text, settings }))
    }

    /// The module whose settings hold for a file: the one that it lies in, or the first.
    fn home_of_config(&self, project: usize, disk: &Path) -> Option<Home> {
        let first = self.projects[project].modules.first().map(|_| Home { project, module: 0 });
        self.home(project, disk).or(first)
    }
}

/// The language that the name of a file stands for. Templates count as what they are templates of.
fn language(path: &Path) -> Option<Language> {
    let name = path.file_name()?.to_str()?;
    let stem = TEMPLATES.iter().find_map(|end| name.strip_suffix(end)?.strip_suffix('.'));
    let is_config = |language: &Language| *language != Language::Toml;
    let language = Language::of_name(stem.unwrap_or(name)).filter(is_config);
    language.or(stem.is_some().then_some(Language::Yaml))
}
