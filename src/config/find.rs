//! Which configuration holds for a folder, and how one that is named on the command line is read.

use super::buf;
use super::problem::{Problems, Source};
use super::protune::{self, Ours};
use super::source;
use super::{Lint, Project};
use crate::paths;
use protune_data::Language;
use std::path::Path;
use std::sync::Arc;

/// Reads the configuration that holds for a folder: its own, or that of the nearest folder around it.
///
/// A buf.yaml or buf.work.yaml says which modules there are, and a protune.toml how they are linted, each
/// the nearest of its kind. A protune.toml with `roots` says both, for what is in or around them; one
/// without `lint` leaves linting to the other file. Nothing is looked for above `top`.
pub fn find(folder: &Path, top: Option<&Path>) -> Result<Option<Project>, Problems> {
    let ours = paths::around(folder, top).map(|around| around.join(protune::NAME)).find(|path| path.exists());
    let Some(path) = ours else { return buf::find(folder, top) };
    let ours = protune::open(&path)?;
    let overlaps = |root: &Path| root.starts_with(folder) || folder.starts_with(root);
    if ours.roots.iter().any(|root| overlaps(root)) {
        return Ok(Some(alone(ours)));
    }
    match buf::find(folder, top)? {
        Some(project) => Ok(Some(join(project, ours))),
        None => Ok(Some(alone(ours))),
    }
}

/// Is called like a configuration file.
pub fn is_configuration(name: &str) -> bool {
    name == protune::NAME || buf::is_configuration(name)
}

/// Reads what `--config` names: a file, or what would be in it, in YAML or JSON. Its paths start in `folder`,
/// which is absolute.
pub fn read(config: &str, folder: &Path) -> Result<Project, Problems> {
    let path = paths::absolute(Path::new(config), &paths::working_dir());
    let extension = Path::new(config).extension().unwrap_or_default();
    if extension == "toml" {
        let (reading, value) = source::read(&path, Language::Toml)?;
        let ours = protune::understand(reading, &value, &path, folder)?;
        return Ok(alone_in(ours, folder));
    }
    let is_named = path.exists() || ["yaml", "yml", "json", "mod"].iter().any(|known| extension == *known);
    let (reading, value) = match is_named {
        true => source::read(&path, Language::Yaml)?,
        false => {
            let source = Source { path: "--config".to_owned(), text: config.to_owned() };
            source::parse(source, Language::Yaml)?
        }
    };
    let file = if is_named { path } else { folder.join("--config") };
    Ok(buf::project(file, buf::understand(reading, value, folder)?.draft()?))
}

fn alone(ours: Ours) -> Project {
    let folder = ours.file.parent().unwrap_or(&ours.file).to_owned();
    alone_in(ours, &folder)
}

/// The project of a file without others.
fn alone_in(ours: Ours, folder: &Path) -> Project {
    Project {
        modules: vec![ours.module(folder)],
        // Other folders to look in are named beside the own one.
        roots_are_known: !ours.roots.is_empty() || !ours.dependencies.is_empty(),
        file: ours.file,
        baseline: ours.baseline,
        style: ours.style,
        dependencies: ours.dependencies,
        missing: Vec::new(),
        notes: ours.notes,
    }
}

/// Ours decides about linting and comparing, the other file about modules.
fn join(mut project: Project, ours: Ours) -> Project {
    project.dependencies.extend(ours.dependencies);
    project.style = ours.style;
    project.baseline = ours.baseline;
    if let Some(breaking) = ours.breaking.map(Arc::new) {
        project.modules.iter_mut().for_each(|module| module.breaking = breaking.clone());
    }
    let Some(lint) = ours.lint else {
        project.notes.extend(ours.notes);
        return project;
    };
    let lint: Arc<Lint> = Arc::new(lint);
    project.modules.iter_mut().for_each(|module| module.lint = lint.clone());
    project.file = ours.file;
    project.notes = ours.notes;
    project
}
