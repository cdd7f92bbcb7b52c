//! buf.work.yaml: a workspace of modules that each have a buf.yaml of their own, or none.

use super::file::{Draft, open, version};
use super::names::{YAML, first};
use super::rules::Version;
use super::{keys, old};
use crate::config::keys::check;
use crate::config::paths::{self, Written, join, shown};
use crate::config::problem::{Problem, Problems, Reading, Use};
use crate::config::source;
use protune_data::Language;
use protune_data::Node;
use std::path::{Path, PathBuf};

/// A file whose folders are as they should be.
pub(super) struct Workspace {
    folders: Vec<PathBuf>,
    reading: Reading,
}

/// Reads a file, of whose modules some sections are used. The path is absolute.
pub(super) fn open_work(path: &Path, used: Use) -> Result<Workspace, Problems> {
    let (mut reading, value) = source::read(path, Language::Yaml)?;
    reading.used = used;
    understand_work(reading, &value, path.parent().unwrap_or(path))
}

/// Checks what was read. The folder is absolute.
pub(super) fn understand_work(
    mut reading: Reading,
    value: &Node,
    folder: &Path,
) -> Result<Workspace, Problems> {
    version(value, &[Version::V1], &reading)?;
    check(value, &keys::WORK, "", &mut reading);
    let listed = paths::list(value.get("directories"), "the folder", &mut reading);
    check_listed(folder, value, &listed, &mut reading);
    let folders = listed.iter().map(|listed| join(folder, &listed.path)).collect();
    if reading.problems.is_empty() {
        return Ok(Workspace { folders, reading });
    }
    Err(reading.into_problems())
}

fn check_listed(folder: &Path, value: &Node, listed: &[Written<'_>], reading: &mut Reading) {
    let below: Vec<Written<'_>> =
        listed.iter().filter(|it| !it.path.as_os_str().is_empty()).cloned().collect();
    paths::check_nesting(&below, "the folder", reading);
    if value.get("directories").is_none_or(|directories| directories.items().is_empty()) {
        let span = value.get("directories").unwrap_or(value).span;
        reading.problem(span, "no folders are listed", "list those of the modules under `directories`");
    }
    for (at, written) in listed.iter().enumerate() {
        let (name, span) = (shown(&written.path), written.value.span);
        if written.path.as_os_str().is_empty() {
            let help = "list folders further down, or use a buf.yaml instead";
            reading.problem(span, "the folder of this file cannot be listed in it", help);
        } else if listed[..at].iter().any(|before| before.path == written.path) {
            reading.problem(span, format!("the folder `{name}` is there twice"), "remove one of the two");
        } else if !join(folder, &written.path).is_dir() {
            reading.problem(
                span,
                format!("there is no folder `{name}`"),
                "a module is a folder with .proto files",
            );
        }
    }
}

impl Workspace {
    /// The path lies in a module.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
    }

    pub(super) fn draft(mut self) -> Result<Draft, Problems> {
        let mut all = Draft { roots_key: Some("directories"), ..Draft::default() };
        for folder in &self.folders {
            let Some(path) = first(folder, &YAML) else {
                all.modules.push(old::unconfigured(folder, &mut self.reading));
                continue;
            };
            let file = open(&path, self.reading.used)?;
            if file.version == Version::V2 {
                let span = file.value.get("version").map(|version| version.span);
                let message = "this file has version v2, but is part of a buf.work.yaml";
                let help = "list the folders as `modules` of one buf.yaml, and remove the buf.work.yaml";
                return Err(vec![Problem::new(&file.reading.source, span, message).help(help)]);
            }
            let draft = file.draft()?;
            all.modules.extend(draft.modules);
            all.names.extend(draft.names);
            all.wanted.extend(draft.wanted);
            all.notes.extend(draft.notes);
        }
        let ((), notes) = self.reading.finish(())?;
        all.notes.extend(notes);
        Ok(all)
    }
}
