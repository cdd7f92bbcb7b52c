//! Configuration that applies to a folder, and reading of one that is named on the command line.

use super::api_linter;
use super::buf;
use super::problem::{Problems, Source};
use super::protune::{self, Ours, Selection};
use super::source;
use super::{Chosen, Exclude, Files, Project, Section, Use};
use crate::paths;
use crate::plugin::{Plugins, Terms};
use protune_data::Language;
use protune_rules::{Catalog, Rule};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the configuration that holds for a folder: its own, or that of the nearest folder around it.
///
/// A buf.yaml or buf.work.yaml says which modules there are, and a protune.toml how they are linted, each
/// the nearest of its kind. A protune.toml with `roots` says both, for what is in or around them; one
/// without adds to what the other file says. Nothing is looked for above `top`. Unknown rules are problems only in
/// sections that are `used`.
pub fn find(folder: &Path, top: Option<&Path>, used: impl Into<Use>) -> Result<Option<Project>, Problems> {
    let used = used.into();
    let mut ours = paths::around(folder, top).map(|around| around.join(protune::NAME));
    let Some(path) = ours.find(|path| source::is_there(path)) else { return buf::find(folder, top, used) };
    let (mut reading, value) = protune::read(&path, used)?;
    let around = path.parent().unwrap_or(&path);
    let overlaps = |root: &Path| root.starts_with(folder) || folder.starts_with(root);
    let is_alone = protune::roots(&value, around).iter().any(|root| overlaps(root));
    let project = if is_alone { None } else { buf::find(folder, top, used)? };
    if let Some(project) = &project {
        // Rules of its plugins can be named, too.
        reading.catalog = project.catalog.clone();
        reading.plugins.extend(project.plugins.open.iter().cloned());
        reading.has_closed_plugins = project.plugins.has_closed();
    }
    let ours = protune::understand(reading, &value, &path, around)?;
    Ok(Some(match project {
        Some(project) => join(project, ours),
        None => alone(ours),
    }))
}

/// Whether this is the name of a configuration file.
pub fn is_configuration(name: &str) -> bool {
    name == protune::NAME || buf::is_configuration(name)
}

/// Reads what `--config` names: a file, or what would be in it, in YAML or JSON. Its paths start in `folder`,
/// which is absolute. `roots` are the import roots that are named beside it, also absolute: api-linter knows files by the
/// names that they have there.
pub fn read(
    config: &str,
    folder: &Path,
    roots: &[PathBuf],
    used: impl Into<Use>,
) -> Result<Project, Problems> {
    let used = used.into();
    let path = paths::absolute(Path::new(config), &paths::working_dir());
    let extension = Path::new(config).extension().unwrap_or_default();
    if extension == "toml" {
        let (mut reading, value) = source::read(&path, Language::Toml)?;
        reading.used = used;
        let ours = protune::understand(reading, &value, &path, folder)?;
        return Ok(alone_in(ours, folder));
    }
    let is_named = path.exists() || ["yaml", "yml", "json", "mod"].iter().any(|known| extension == *known);
    let (mut reading, value) = match is_named {
        true => source::read(&path, Language::Yaml)?,
        false => {
            let source = Source { path: "--config".to_owned(), text: config.to_owned() };
            source::parse(source, Language::Yaml)?
        }
    };
    reading.used = used;
    let file = if is_named { path } else { folder.join("--config") };
    if api_linter::is_meant(&value) {
        let here = [folder.to_owned()];
        let roots = if roots.is_empty() { &here[..] } else { roots };
        return api_linter::understand(reading, &value)?.project(&file, folder, roots);
    }
    Ok(buf::project(file, buf::understand(reading, value, folder)?.draft()?))
}

/// Returns what is wrong with the text of a configuration file, which need not be saved. The path is absolute.
pub fn problems_in(path: &Path, text: &str) -> Problems {
    const USED: &[Section] = &[Section::Lint, Section::Breaking];
    let folder = path.parent().unwrap_or(path);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_ours = name == protune::NAME;
    let language = if is_ours { Language::Toml } else { Language::Yaml };
    if !is_configuration(name) {
        return Vec::new();
    }
    let source = Source { path: paths::printed(path, &paths::working_dir()), text: text.to_owned() };
    let checked = source::parse(source, language).and_then(|(mut reading, value)| {
        reading.used = USED.into();
        match is_ours {
            true => protune::understand(reading, &value, path, folder).map(drop),
            false => buf::check_file(name, reading, value, folder),
        }
    });
    let mut problems = checked.err().unwrap_or_default();
    // Those of other files are shown there.
    problems.retain(|problem| problem.source.text == text);
    problems
}

fn alone(ours: Ours) -> Project {
    let folder = ours.file.parent().unwrap_or(&ours.file).to_owned();
    alone_in(ours, &folder)
}

/// The project of a file without others.
fn alone_in(ours: Ours, folder: &Path) -> Project {
    let mut project = Project {
        modules: vec![ours.module(folder)],
        // Other folders to look in are named beside the own one.
        roots_are_known: !ours.roots.is_empty() || !ours.dependencies.is_empty(),
        modules_file: ours.file.clone(),
        roots_key: Some("roots"),
        exclude: exclude(&ours.file, ours.exclude),
        deployed: ours.deployed,
        file: ours.file,
        baseline: ours.baseline,
        style: ours.style,
        plugins: Plugins::default(),
        catalog: ours.catalog,
        house: ours.house,
        dependencies: ours.dependencies,
        missing: Vec::new(),
        notes: ours.notes,
    };
    add(&mut project, ours.lint.as_ref(), ours.breaking.as_ref(), ours.plugins);
    project
}

/// The other file decides about modules, and ours adds to how they are linted and compared.
fn join(mut project: Project, ours: Ours) -> Project {
    project.dependencies.extend(ours.dependencies);
    project.style = ours.style;
    project.catalog = ours.catalog;
    project.house = ours.house;
    project.exclude = exclude(&ours.file, ours.exclude);
    project.deployed = ours.deployed;
    project.baseline = ours.baseline;
    project.notes.extend(ours.notes);
    add(&mut project, ours.lint.as_ref(), ours.breaking.as_ref(), ours.plugins);
    if ours.lint.is_some() {
        project.file = ours.file;
    }
    project
}

fn exclude(file: &Path, exclude: Option<(Vec<String>, Files)>) -> Option<Exclude> {
    exclude.map(|(globs, files)| Exclude { file: file.to_owned(), globs, files })
}

/// Adds the rules of the project, which run because they are written, those that plugins of ours have run, and what tables
/// of ours say to every module.
fn add(project: &mut Project, lint: Option<&Selection>, breaking: Option<&Selection>, plugins: Plugins) {
    let mut notes = Vec::new();
    let is_default = |rule: &Rule| plugins.open.iter().any(|plugin| plugin.runs_by_default(rule.id));
    let rules = project.catalog.rules().iter();
    let house = rules.filter(|rule| rule.is_house() || is_default(rule)).map(Chosen::from);
    let (of_lint, of_breaking): (Vec<Chosen>, Vec<Chosen>) =
        house.partition(|chosen| chosen.rule.wing.is_of_lint());
    for module in &mut project.modules {
        if !of_lint.is_empty() {
            run_too(&mut Arc::make_mut(&mut module.lint).rules, &of_lint);
        }
        if !of_breaking.is_empty() {
            run_too(&mut Arc::make_mut(&mut module.breaking).rules, &of_breaking);
        }
        if !project.house.elsewhere.is_empty() {
            Arc::make_mut(&mut module.lint).ignores.extend(project.house.elsewhere.iter().cloned());
            Arc::make_mut(&mut module.breaking).ignores.extend(project.house.elsewhere.iter().cloned());
        }
    }
    for module in &mut project.modules {
        let of_lint = lint.and_then(|lint| lint.add_to_lint(Arc::make_mut(&mut module.lint)));
        let of_breaking =
            breaking.and_then(|breaking| breaking.add_to_breaking(Arc::make_mut(&mut module.breaking)));
        notes.extend(of_lint.into_iter().chain(of_breaking));
    }
    project.plugins.extend(plugins);
    // Modules say the same of one table.
    notes.dedup_by(|again, first| again.message == first.message);
    project.notes.append(&mut notes);
}

fn run_too(rules: &mut Vec<Chosen>, more: &[Chosen]) {
    rules.extend(more.iter().cloned());
    rules.sort_by_key(|chosen| chosen.rule.id);
}

/// Returns the rules that there are for the files of a folder, with the configuration that a user names instead of the one
/// around it.
///
/// # Errors
/// What is wrong with the configuration that is named. One around the folder that cannot be used adds no rules.
pub fn catalog(named: Option<&str>, folder: &Path, plugins: Terms) -> Result<Arc<Catalog>, Problems> {
    match named {
        Some(named) => Ok(read(named, folder, &[], Use { sections: &[], plugins })?.catalog),
        None => Ok(catalog_around(folder, plugins)),
    }
}

/// Returns the rules that there are for the files of a folder. A configuration that cannot be used adds none.
pub fn catalog_around(folder: &Path, plugins: Terms) -> Arc<Catalog> {
    let around = find(folder, None, Use { sections: &[], plugins }).ok().flatten();
    around.map_or_else(|| Catalog::compiled_in().clone(), |project| project.catalog)
}
