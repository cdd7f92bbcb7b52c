//! Configuration files that are deployed with the schemas of a world: their texts, and their findings, which follow the
//! schemas when nobody types.

use super::diagnostics;
use super::documents::Documents;
use super::listed::Listed;
use super::session::{Asked, Event, Session};
use super::snapshot::Snapshot;
use super::uri::{self, Key};
use super::watch::is_configuration;
use super::world::World;
use crate::workspace::{self, Configs, Scope};
use protune_compiler::diagnostic;
use protune_compiler::schema::FileId;
use protune_engine::Workspace;
use protune_engine::check;
use protune_engine::documents::{Content, Language};
use protune_engine::settings::Settings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time without edits after which the findings follow the schemas.
const CALM: Duration = Duration::from_millis(400);

/// Largest file that is looked at to find out whether it is a configuration, in bytes.
const MOST: u64 = 4 << 20;

/// A configuration file with its text as the editor or the disk has it.
#[derive(Clone, Debug)]
pub(super) struct Config {
    pub(super) disk: PathBuf,
    /// Path as it is printed.
    pub(super) path: String,
    pub(super) content: Content,
    /// Place of its settings among those of all modules.
    settings: usize,
}

/// The configuration files of a world, in order of their paths.
#[derive(Default)]
pub(super) struct Deployed {
    configs: Arc<Vec<Config>>,
    by_disk: HashMap<PathBuf, usize>,
    /// Files whose texts may differ from those here.
    dirty: BTreeSet<usize>,
    /// Since when the findings may differ; `None` if they do not.
    behind: Option<Instant>,
    /// Whether a search for findings runs.
    is_running: bool,
    /// Findings of files that have any.
    found: Found,
}

/// Findings of the configuration files of a world, by their paths.
pub(super) type Found = BTreeMap<PathBuf, Listed>;

impl Deployed {
    pub(super) fn of(configs: &Configs, scope: &Scope) -> Deployed {
        let mut beside = Workspace::of_texts([] as [(&str, &str); 0]);
        configs.add_to(&mut beside, scope);
        let config = |it: &protune_engine::documents::Config| {
            let document = beside.document(it.file);
            Some(Config {
                disk: document.disk.clone()?,
                path: document.path.clone(),
                content: document.content.clone()?,
                settings: it.settings,
            })
        };
        let configs: Vec<Config> = beside.configs.iter().filter_map(config).collect();
        let by_disk = configs.iter().enumerate().map(|(at, it)| (it.disk.clone(), at)).collect();
        let behind = (!configs.is_empty()).then(Instant::now);
        Deployed { configs: Arc::new(configs), by_disk, behind, ..Deployed::default() }
    }

    pub(super) fn find(&self, path: &Path) -> Option<usize> {
        self.by_disk.get(path).copied()
    }

    pub(super) fn configs(&self) -> &Arc<Vec<Config>> {
        &self.configs
    }

    /// The file may have another text.
    pub(super) fn touch(&mut self, at: usize) {
        self.dirty.insert(at);
        self.behind = Some(Instant::now());
    }

    /// The schemas have changed.
    pub(super) fn follow(&mut self) {
        if !self.configs.is_empty() {
            self.behind = Some(Instant::now());
        }
    }

    /// Marks open files with another text.
    pub(super) fn touch_open(&mut self, documents: &Documents) {
        for (key, document) in documents.iter() {
            if let Some(at) = key.path().and_then(|path| self.find(path))
                && self.configs[at].content.text().text != document.text
            {
                self.touch(at);
            }
        }
    }

    /// Takes over the texts of open files, or of the disk. Returns whether a file is gone.
    pub(super) fn flush(&mut self, documents: &Documents) -> bool {
        let mut is_gone = false;
        for at in std::mem::take(&mut self.dirty) {
            let config = &self.configs[at];
            let open = documents.get(&Key::File(config.disk.clone())).map(|document| document.text.clone());
            let text = match open.map_or_else(|| workspace::text(&config.disk), Ok) {
                Ok(text) => text,
                Err(_) => {
                    is_gone = true;
                    continue;
                }
            };
            if config.content.text().text != text {
                let content = Content::new(config.content.language(), text);
                Arc::make_mut(&mut self.configs)[at].content = content;
            }
        }
        is_gone
    }

    /// Diagnostics of a file, as they were found last.
    pub(super) fn found(&self, path: &Path) -> Listed {
        self.found.get(path).cloned().unwrap_or_default()
    }
}

/// Findings in the configuration files of a snapshot; `only` in one of them.
pub(super) fn judge(
    snapshot: &Snapshot,
    mut workspace: Workspace,
    settings: &Settings,
    only: Option<FileId>,
) -> Vec<(FileId, Vec<diagnostic::Diagnostic>)> {
    for config in snapshot.configs.iter() {
        let disk = Some(config.disk.clone());
        workspace.add_config(config.path.clone(), disk, config.content.clone(), config.settings);
    }
    let found = check::lint_configs(&workspace, settings);
    found.into_iter().filter(|(file, _)| only.is_none_or(|only| *file == only)).collect()
}

impl Session {
    /// The configuration file of a world that a path is.
    pub(super) fn config_at(&self, path: &Path) -> Option<(usize, usize)> {
        let at = self.world_of(path)?;
        let config = self.worlds[at].loaded.as_ref()?.deployed.find(path)?;
        Some((at, config))
    }

    /// A file that is no schema has another text: it may be a configuration file of either sort, or become one.
    pub(super) fn edited_config(&mut self, key: &Key) {
        let Some(path) = key.path() else { return };
        if is_configuration(path) {
            return self.show_config(path);
        }
        let Some(at) = self.world_of(path) else { return };
        let Some(loaded) = &mut self.worlds[at].loaded else { return };
        if let Some(config) = loaded.deployed.find(path) {
            return loaded.deployed.touch(config);
        }
        let text = self.documents.get(key).map(|document| document.text.as_str());
        if text.is_some_and(|text| is_candidate(path, text)) && loaded.odd_configs.insert(path.to_owned()) {
            self.worlds[at].is_stale = true;
        }
    }

    /// Time until findings of configuration files are to be looked for, if they are.
    pub(super) fn until_configs(&self) -> Option<Duration> {
        let waits = self.worlds.iter().filter_map(configs_behind);
        waits.map(|since| CALM.saturating_sub(since.elapsed())).min()
    }

    /// Looks for findings of configuration files, on a thread of the pool.
    pub(super) fn judge_configs(&mut self) {
        for at in 0..self.worlds.len() {
            if configs_behind(&self.worlds[at]).is_none_or(|since| since.elapsed() < CALM) {
                continue;
            }
            let Some(snapshot) = self.snapshot(at) else { continue };
            let Some(loaded) = &mut self.worlds[at].loaded else { continue };
            (loaded.deployed.behind, loaded.deployed.is_running) = (None, true);
            let (workspace, settings) =
                (loaded.live.workspace().schema_alone(), loaded.live.settings().clone());
            let (events, place) = (self.events.clone(), self.worlds[at].place.clone());
            self.pool.run(super::pool::Urgency::Later, move || {
                let judged = catch_unwind(AssertUnwindSafe(|| found(&snapshot, workspace, &settings)));
                let _ = events.send(Event::Configs { place, found: judged.ok() });
            });
        }
    }

    /// Takes findings over, and shows those of open files.
    pub(super) fn judged_configs(&mut self, at: usize, found: Option<Found>) {
        let Some(loaded) = &mut self.worlds[at].loaded else { return };
        loaded.deployed.is_running = false;
        let Some(found) = found else { return };
        let before = std::mem::replace(&mut loaded.deployed.found, found);
        if self.client.pulls && before != loaded.deployed.found {
            self.ask("workspace/diagnostic/refresh", Value::Null, Asked::Other);
            self.pulls.iter_mut().for_each(|pull| pull.is_new = true);
        }
        let open: Vec<Key> = self.documents.iter().map(|(key, _)| key.clone()).collect();
        open.iter().for_each(|key| self.publish_config(key));
    }

    /// Sends the findings of an open configuration file.
    pub(super) fn publish_config(&self, key: &Key) {
        let Some((at, _)) = key.path().and_then(|path| self.config_at(path)) else { return };
        let (Some(path), Some(document), false) = (key.path(), self.documents.get(key), self.client.pulls)
        else {
            return;
        };
        let Some(loaded) = &self.worlds[at].loaded else { return };
        self.send_findings(&document.uri, document.version, loaded.deployed.found(path));
    }

    /// Findings of the configuration files of a world, with the addresses of the files.
    pub(super) fn configs_found(&self, at: usize) -> Vec<(gen_lsp_types::Uri, Listed)> {
        let Some(loaded) = &self.worlds[at].loaded else { return Vec::new() };
        let address = |path: &Path| {
            let open = self.documents.get(&Key::File(path.to_owned()));
            open.map_or_else(|| uri::of(path), |document| document.uri.clone())
        };
        let deployed = &loaded.deployed;
        deployed.configs.iter().map(|it| (address(&it.disk), deployed.found(&it.disk))).collect()
    }
}

/// Since when a search for findings waits to begin, if one does.
fn configs_behind(world: &World) -> Option<Instant> {
    let deployed = &world.loaded.as_ref()?.deployed;
    deployed.behind.filter(|_| !deployed.is_running && world.loading.is_none())
}

fn found(snapshot: &Snapshot, workspace: Workspace, settings: &Settings) -> Found {
    let judged = judge(snapshot, workspace, settings, None);
    let show = |(file, findings): (FileId, Vec<diagnostic::Diagnostic>)| {
        let disk = snapshot.config(file)?.disk.clone();
        Some((disk, diagnostics::of_deployed(snapshot, file, &findings)))
    };
    judged.into_iter().filter(|(_, findings)| !findings.is_empty()).filter_map(show).collect()
}

/// Whether a file has JSON or YAML by its name.
pub(super) fn is_data(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Language::of_name(name).is_some_and(|language| language != Language::Toml)
}

/// Whether a file may be a configuration that names services.
pub(super) fn is_candidate(path: &Path, text: &str) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    is_data(path) && protune_rules::deployed::is_candidate(name, text)
}

/// Whether a file on the disk may be a configuration that names services.
pub(super) fn is_candidate_on_disk(path: &Path) -> bool {
    let is_small = || std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= MOST);
    is_data(path) && is_small() && workspace::text(path).is_ok_and(|text| is_candidate(path, &text))
}
