//! Configuration files that are deployed with the schemas: those that are named, that protune.toml names, and that are
//! found below named folders by their content. Knows no kind of them.

use super::targets::Home;
use super::walk::{Found, Walk};
use super::{Failure, Scope, There, paths, read};
use crate::bounded;
use protune_engine::Workspace;
use protune_engine::documents::{Content, Language};
use protune_rules::deployed::{is_candidate, is_recognised};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read};
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
    content: Content,
    /// Place of its settings among those of all modules.
    settings: usize,
}

/// The largest file that is read, in bytes. Larger ones are data, unless they begin like a configuration.
const MOST: u64 = 16 << 20;

/// Beginning of a file that cannot be read whole, in bytes, which shows whether it is a configuration.
const HEAD: u64 = 64 << 10;

/// Extensions of templates, after which the language of their result is not known.
const TEMPLATES: &[&str] = &["template", "tmpl", "tpl", "j2"];

const UNKNOWN: &str =
    "it is neither a .proto file nor a configuration of a known kind; docs/deployment.md lists the kinds";

impl Configs {
    /// Finds the files, and parses them.
    pub fn find(scope: &Scope) -> Configs {
        let mut configs = Configs::default();
        let mut paths = scope.configs_below();
        paths.extend(scope.named.iter().filter(|named| !named.is_schema).map(|named| named.path.clone()));
        let read: Vec<Result<Option<Config>, Failure>> =
            paths.into_par_iter().map(|path| scope.config(path)).collect();
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
            let path = paths::printed(&config.disk, &scope.working_dir);
            let content = match scope.texts.get(&config.disk) {
                Some(text) => Content::new(config.content.language(), text.clone()),
                None => config.content.clone(),
            };
            workspace.add_config(path, Some(config.disk.clone()), content, config.settings);
        }
        workspace.failures.extend(self.failures.iter().cloned());
    }
}

impl Scope {
    /// Returns whether there is a configuration below a folder, for a command that takes configurations.
    pub(super) fn has_config_below(&self, folder: &Path) -> bool {
        let is_config = |path: PathBuf| matches!(self.config(path), Ok(Some(_)));
        self.request.takes_configs && self.walk_configs(folder).into_iter().any(is_config)
    }

    /// Files below a folder whose names say that they may be configurations, and those that a protune.toml names.
    fn walk_configs(&self, folder: &Path) -> Vec<PathBuf> {
        let may_be = |path: &Path| language(path).is_some() || self.is_listed(path);
        let mut found = Found::default();
        Walk { wants: &may_be, ..self.walk() }.below(folder, |_| true, &mut found);
        found.files
    }

    /// Files below the named folders whose names say that they may be configurations, and those that a protune.toml
    /// names there.
    fn configs_below(&self) -> BTreeSet<PathBuf> {
        let folders: BTreeSet<&Path> =
            self.named.iter().filter(|named| named.is_schema).map(|named| named.path.as_path()).collect();
        let is_outermost = |folder: &&Path| !folder.ancestors().skip(1).any(|outer| folders.contains(outer));
        let outermost = folders.iter().copied().filter(is_outermost).filter(|path| self.is_folder(path));
        let found: Vec<PathBuf> = outermost.flat_map(|folder| self.walk_configs(folder)).collect();
        let (only, without) = (self.absolute(&self.request.only), self.absolute(&self.request.without));
        let mut fits = HashSet::new();
        let mut is_meant = |path: &PathBuf| {
            let fitting = |filters: &[PathBuf]| -> Vec<PathBuf> {
                filters.iter().filter(|filter| path.starts_with(filter)).cloned().collect()
            };
            let (in_only, in_without) = (fitting(&only), fitting(&without));
            let is_wanted = (only.is_empty() || !in_only.is_empty()) && in_without.is_empty();
            fits.extend(in_only.into_iter().chain(in_without));
            is_wanted && !self.excludes(self.project_naming(path), path)
        };
        let meant = found.into_iter().filter(&mut is_meant).collect();
        let _ = self.filters_of_configs.set(fits);
        meant
    }

    /// Returns whether a protune.toml names the file.
    fn is_listed(&self, path: &Path) -> bool {
        self.projects.iter().filter_map(|project| project.deployed.as_ref()).any(|files| files.contain(path))
    }

    /// Reads a file, if it is a configuration that can name services. One that somebody names has to be.
    fn config(&self, disk: PathBuf) -> Result<Option<Config>, Failure> {
        let path = paths::printed(&disk, &self.working_dir);
        let is_named = self.named.iter().any(|named| named.path == disk) || self.is_listed(&disk);
        let fail = |is_meant: bool, reason: String| {
            if is_meant { Err(Failure { path: path.clone(), reason }) } else { Ok(None) }
        };
        // What is too large, cannot be read or is not text is data of some program, unless it begins like a configuration.
        let is_meant = |head: &[u8]| {
            let head = &head[..head.len().min(HEAD as usize)];
            is_named || is_candidate(&path, &String::from_utf8_lossy(head))
        };
        let text = match self.bytes_of_config(&disk).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => return fail(is_meant(error.as_bytes()), "it is not UTF-8".to_owned()),
            Err(error) => return fail(is_meant(&self.head_of_config(&disk)), read::reason(&error)),
        };
        if !is_candidate(&path, &text) {
            return fail(is_named, UNKNOWN.to_owned());
        }
        let guessed = if text.trim_start().starts_with('{') { Language::Json } else { Language::Yaml };
        let content = Content::new(language(&disk).unwrap_or(guessed), text);
        if !is_recognised(&path, content.data()) {
            return fail(is_named, UNKNOWN.to_owned());
        }
        let project = self.project_naming(&disk);
        let settings =
            self.place_of_settings(project.and_then(|project| self.home_of_config(project, &disk)));
        Ok(Some(Config { disk, content, settings }))
    }

    fn bytes_of_config(&self, disk: &Path) -> io::Result<Vec<u8>> {
        match (self.text(disk), self.request.elsewhere.get(disk)) {
            (Some(text), _) => Ok(text.as_bytes().to_vec()),
            (None, Some(There::Memory(bytes))) => Ok(bytes.clone()),
            (None, _) => bounded::within(File::open(self.place_of_config(disk))?, MOST),
        }
    }

    /// The beginning of a file, as far as it can be read.
    fn head_of_config(&self, disk: &Path) -> Vec<u8> {
        let mut head = Vec::new();
        let file = File::open(self.place_of_config(disk));
        let _ = file.and_then(|file| file.take(HEAD).read_to_end(&mut head));
        head
    }

    /// The path on the disk that a file is read from.
    fn place_of_config<'p>(&'p self, disk: &'p Path) -> &'p Path {
        match self.request.elsewhere.get(disk) {
            Some(There::Disk(now)) => now,
            _ => disk,
        }
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
