//! buf.yaml, in each of its versions, and buf.work.yaml, read as strictly as buf reads them. Which rules
//! they name is known here; what the rules find is not.

mod check;
mod file;
mod keys;
mod lock;
mod names;
mod old;
mod rules;
mod v2;
mod work;

pub(super) use file::{BufYaml, open, understand};
pub use keys::below as keys_of_buf;
pub(super) use names::is_configuration;
pub use rules::Version;
pub(super) use rules::{BREAKING, LINT, Listing, Meaning};

use super::dependencies;
use super::problem::{Problem, Problems, Reading, Source, Use};
use super::{House, Project};
use crate::paths;
use file::Draft;
use names::{WORK, YAML, first};
use protune_data::Node;
use protune_engine::fmt::Style;
use std::path::{Path, PathBuf};

/// The configuration that holds for a folder: that of the nearest workspace which has the nearest module.
///
/// A buf.yaml of version 2 and a buf.work.yaml are workspaces; a buf.yaml of an older version is one by
/// itself, unless it is part of a workspace further up.
pub(super) fn find(folder: &Path, top: Option<&Path>, used: Use) -> Result<Option<Project>, Problems> {
    let mut inner: Option<(PathBuf, BufYaml)> = None;
    for around in paths::around(folder, top) {
        let (yaml, work) = (first(around, &YAML), first(around, &WORK));
        if let (Some(yaml), Some(work)) = (&yaml, &work) {
            return Err(both(yaml, work));
        }
        if let Some(work) = work {
            let workspace = work::open_work(&work, used)?;
            if inner.as_ref().is_none_or(|(path, _)| workspace.has(path)) {
                return Ok(Some(project(work, workspace.draft()?)));
            }
        } else if let Some(yaml) = yaml {
            let file = open(&yaml, used)?;
            match (&inner, file.version) {
                (Some((path, _)), Version::V2) if !v2::has(&file, path) => {}
                (_, Version::V2) => return Ok(Some(project(yaml, file.draft()?))),
                (Some(_), _) => {}
                (None, _) => inner = Some((yaml, file)),
            }
        }
    }
    inner.map(|(path, file)| Ok(project(path, file.draft()?))).transpose()
}

/// Checks what was read from a file of this name. Other files that it leads to are read.
pub(super) fn check_file(name: &str, reading: Reading, value: Node, folder: &Path) -> Result<(), Problems> {
    match name {
        _ if WORK.contains(&name) => work::understand_work(reading, &value, folder)?.draft().map(drop),
        _ if YAML.contains(&name) => understand(reading, value, folder)?.draft().map(drop),
        _ => Ok(()),
    }
}

fn both(yaml: &Path, work: &Path) -> Problems {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = paths::printed(work, &paths::working_dir());
    let reading = Reading::new(Source { path, text: String::new() });
    let message = format!("there is a {} beside this {}", name(yaml), name(work));
    let help = "list the folders as `modules` of a buf.yaml of version v2, and remove the other file";
    vec![Problem::new(&reading.source, None, message).help(help)]
}

impl BufYaml {
    /// Returns what it says, before dependencies are looked for.
    pub(super) fn draft(self) -> Result<Draft, Problems> {
        match self.version {
            Version::V2 => v2::draft(self),
            Version::V1 | Version::V1Beta1 => old::draft(self),
        }
    }
}

/// The project of a draft, with its dependencies.
pub(super) fn project(file: PathBuf, draft: Draft) -> Project {
    let mut wanted = draft.wanted;
    wanted.retain(|wanted| !draft.names.contains(&wanted.name));
    let found = dependencies::find(wanted);
    Project {
        modules_file: file.clone(),
        roots_key: draft.roots_key,
        file,
        modules: draft.modules,
        roots_are_known: true,
        exclude: None,
        deployed: None,
        baseline: None,
        style: Style::default(),
        plugins: draft.plugins,
        catalog: draft.catalog,
        house: House::default(),
        dependencies: found.roots,
        missing: found.missing,
        notes: draft.notes,
    }
}
