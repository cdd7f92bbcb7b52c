//! Files that change on the disk, and folders that come and go.

use super::deployed;
use super::documents::Documents;
use super::session::{Session, is_schema};
use super::uri::{self, Key};
use super::world::{Place, World};
use crate::config;
use gen_lsp_types::Uri;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Names of files whose content decides about schemas.
const CONFIGURATIONS: &[&str] = &["buf.yaml", "buf.work.yaml", "buf.lock", "protune.toml", ".gitignore"];

/// Time within which the disk is looked at once.
const CALM: Duration = Duration::from_secs(2);

/// Most changed files that are taken over one by one. After more of them, as after a checkout, the folder is loaded again,
/// and the old state answers until then.
const MOST_CHANGES: usize = 30;

/// Kinds of changes, as the protocol numbers them.
const CREATED: u64 = 1;
const CHANGED: u64 = 2;
const DELETED: u64 = 3;

/// Whether a file says how schemas are read.
pub(super) fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    CONFIGURATIONS.contains(&name) || config::is_configuration(name)
}

impl Session {
    /// Patterns of files to watch, for the registration.
    pub(super) fn watchers(&self) -> Value {
        let patterns = ["**/*.proto", "**/*.{json,yaml,yml}"].map(str::to_owned).into_iter();
        let patterns = patterns.chain(CONFIGURATIONS.iter().map(|name| format!("**/{name}")));
        let watchers = patterns.map(|pattern| json!({ "globPattern": pattern }));
        // Of a folder that is gone, some editors name no file.
        let gone = json!({ "globPattern": "**", "kind": 4 });
        let watchers = watchers.chain([gone]);
        json!({ "watchers": watchers.collect::<Vec<_>>() })
    }

    /// Files changed on the disk.
    pub(super) fn changed_on_disk(&mut self, params: &Value) {
        let changes = params.get("changes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for change in changes {
            let uri = change.get("uri").and_then(Value::as_str).unwrap_or_default();
            let kind = change.get("type").and_then(Value::as_u64).unwrap_or(CHANGED);
            if let Some(path) = uri::path(&Uri(uri.to_owned())) {
                self.changed_file(&path, kind);
            }
        }
        if changes.len() > MOST_CHANGES {
            self.worlds.iter_mut().for_each(|world| world.load_many_again(&self.documents));
        }
        self.load_stale();
    }

    /// Files were created, renamed or deleted in the editor.
    pub(super) fn moved_files(&mut self, params: &Value) {
        let files = params.get("files").and_then(Value::as_array);
        for file in files.into_iter().flatten() {
            for key in ["uri", "oldUri", "newUri"] {
                let uri = file.get(key).and_then(Value::as_str);
                if let Some(path) = uri.and_then(|uri| uri::path(&Uri(uri.to_owned()))) {
                    self.changed_file(&path, CREATED);
                }
            }
        }
        self.load_stale();
    }

    fn changed_file(&mut self, path: &Path, kind: u64) {
        let is_open = self.documents.get(&Key::File(path.to_owned())).is_some();
        for world in &mut self.worlds {
            let Some(loaded) = &mut world.loaded else {
                // The load that runs may have read the file already.
                world.is_stale = true;
                continue;
            };
            if let Some(config) = loaded.deployed.find(path) {
                loaded.deployed.touch(config);
                // What it was loaded for may hold no longer.
                world.is_stale |= kind != CHANGED;
                continue;
            }
            match loaded.files.find(path) {
                // The text of the editor holds.
                Some(_) if is_open && kind == CHANGED => {}
                Some(file) if kind == CHANGED => loaded.touch(file),
                found => {
                    let is_around =
                        world.place.path().starts_with(path) || path.starts_with(world.place.path());
                    let may_be_folder = match kind {
                        DELETED => loaded.files.below(path).next().is_some(),
                        _ => path.extension().is_none(),
                    };
                    let decides = is_configuration(path)
                        || is_schema(path)
                        || may_be_folder
                        || deployed::is_candidate_on_disk(path);
                    world.is_stale |= found.is_some()
                        || is_around && decides
                        || loaded.configs.iter().any(|config| config == path)
                        || is_configuration(path) && is_around_config(path, world.place.path());
                }
            }
        }
    }

    /// A file was saved. Editors that do not watch files say nothing else.
    pub(super) fn saved(&mut self, path: &Path) {
        if is_configuration(path) {
            self.changed_file(path, CREATED);
            self.load_stale();
        } else {
            self.run_plugins(path);
        }
        self.look_at_disk();
    }

    /// Has plugins look at a file that was saved, and at those around it.
    fn run_plugins(&mut self, path: &Path) {
        let is_checked = |world: &World| {
            let loaded = world.loaded.as_ref().filter(|loaded| loaded.has_plugins);
            loaded.is_some_and(|loaded| loaded.files.find(path).is_some())
        };
        for world in self.worlds.iter_mut().filter(|world| is_checked(world)) {
            world.is_stale = true;
        }
        self.load_stale();
    }

    /// Compares closed files with the disk, for editors that do not watch files.
    pub(super) fn look_at_disk(&mut self) {
        if self.client.can("/workspace/didChangeWatchedFiles/dynamicRegistration") {
            return;
        }
        for world in &mut self.worlds {
            let Some(loaded) = &mut world.loaded else { continue };
            if loaded.read_at.elapsed().is_ok_and(|time| time < CALM) {
                continue;
            }
            let files = loaded.files.clone();
            for (file, path) in files.below(Path::new("/")) {
                let is_newer = std::fs::metadata(path).and_then(|it| it.modified());
                match is_newer {
                    Ok(time) if time > loaded.read_at => loaded.touch(file),
                    Ok(_) => {}
                    Err(_) => world.is_stale = true,
                }
            }
            loaded.read_at = std::time::SystemTime::now();
            world.load_many_again(&self.documents);
        }
    }

    pub(super) fn load_stale(&mut self) {
        for at in 0..self.worlds.len() {
            if self.worlds[at].is_stale && self.worlds[at].loading.is_none() {
                self.start_loading(at);
            }
        }
    }

    /// Folders of the editor came or went.
    pub(super) fn changed_folders(&mut self, params: &Value) {
        let paths = |key: &str| -> Vec<PathBuf> {
            let folders = params.pointer(&format!("/event/{key}")).and_then(Value::as_array);
            let uris = folders.into_iter().flatten().filter_map(|it| it.get("uri")?.as_str());
            uris.filter_map(|uri| uri::path(&Uri(uri.to_owned()))).collect()
        };
        let removed = paths("removed");
        self.worlds.retain(|world| !removed.iter().any(|path| world.place == Place::Folder(path.clone())));
        // Loads that are running have other numbers.
        for world in &mut self.worlds {
            world.is_stale |= world.loading.take().is_some();
        }
        for path in paths("added") {
            let place = Place::Folder(path);
            if !self.worlds.iter().any(|world| world.place == place) {
                self.worlds.push(World::new(place));
            }
        }
        // A file that was outside of all folders may be in one of them now.
        let folders: Vec<PathBuf> =
            self.worlds.iter().filter_map(World::folder).map(Path::to_owned).collect();
        let is_inside = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        self.worlds.retain(|world| world.folder().is_some() || !is_inside(world.place.path()));
        let open: Vec<Key> = self.documents.iter().map(|(key, _)| key.clone()).collect();
        for key in open {
            self.edited(&key);
        }
        self.published.clear();
        self.load_stale();
        self.try_waiting();
    }
}

impl World {
    /// Has the folder loaded again if many files have other texts now.
    fn load_many_again(&mut self, documents: &Documents) {
        if let Some(loaded) = &mut self.loaded
            && loaded.leave_many(documents, MOST_CHANGES)
        {
            self.is_stale = true;
        }
    }
}

/// Whether a configuration may hold for a folder below its own.
fn is_around_config(config: &Path, folder: &Path) -> bool {
    config.parent().is_some_and(|parent| folder.starts_with(parent))
}
