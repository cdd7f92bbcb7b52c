//! buf.yaml of version v2: a workspace of modules.

use super::check::{Dialect, Table};
use super::file::{BufYaml, Draft};
use super::lock;
use crate::config::Module;
use crate::config::paths::{self, Written, join, shown};
use crate::config::plugins;
use crate::config::problem::{Problems, Reading};
use crate::plugin::Plugins;
use protune_compiler::diagnostic::RuleId;
use protune_data::{Node, Span};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn draft(file: BufYaml) -> Result<Draft, Problems> {
    let dialect = file.dialect();
    let BufYaml { folder, value, mut reading, .. } = file;
    let plugins = plugins::open(value.get("plugins"), &folder, &mut reading);
    tell_policies(&value, &mut reading);
    let top = Top {
        folder: &folder,
        dialect,
        lint: Table::lint(value.get("lint"), dialect, &mut reading),
        breaking: Table::breaking(value.get("breaking"), dialect, &mut reading),
    };
    let written = written_modules(&value, &mut reading);
    let modules: Vec<Module> = written.iter().map(|written| top.module(written, &mut reading)).collect();
    tell_missing(top.lint.paths(), &|path| vec![join(&folder, path)], &mut reading);
    top.tell_outside(&written, &mut reading);
    tell_no_rules(&top.lint, &value, &mut reading);
    check_names(&value, &mut reading);
    let of_modules = written.iter().map(|module| module.value.get("name"));
    let names = names(of_modules.chain([value.get("name")]), &mut reading);
    let wanted = lock::wanted(&folder, &value, &mut reading);
    tell_unused(&plugins, &modules, &value, &mut reading);
    let catalog = reading.catalog.clone();
    let ((), notes) = reading.finish(())?;
    Ok(Draft { modules, roots_key: Some("modules"), names, wanted: wanted?, notes, plugins, catalog })
}

/// The file has a module that the path lies in.
pub(super) fn has(file: &BufYaml, path: &Path) -> bool {
    let items = file.value.get("modules").map_or(&[][..], Node::items);
    let mut folders = items.iter().map(|item| item.get("path").and_then(Node::text).unwrap_or("."));
    let lies_in = |folder: &str| {
        let root = crate::paths::absolute(Path::new(folder), &file.folder);
        path.starts_with(root)
    };
    if items.is_empty() { path.starts_with(&file.folder) } else { folders.any(lies_in) }
}

/// Settings for every module.
struct Top<'v> {
    folder: &'v Path,
    dialect: Dialect,
    lint: Table<'v>,
    breaking: Table<'v>,
}

/// A module as it is written.
struct WrittenModule<'v> {
    value: &'v Node,
    path: PathBuf,
    includes: Vec<Written<'v>>,
    excludes: Vec<Written<'v>>,
}

/// The modules that are listed, or the one that a file without a list has.
fn written_modules<'v>(value: &'v Node, reading: &mut Reading) -> Vec<WrittenModule<'v>> {
    let listed = value.get("modules").map_or(&[][..], Node::items);
    if listed.is_empty() {
        let (value, path) = (Node::NOTHING, PathBuf::new());
        return vec![WrittenModule { value, path, includes: Vec::new(), excludes: Vec::new() }];
    }
    let mut modules: Vec<WrittenModule<'_>> = Vec::new();
    for value in listed {
        let written = value.get("path");
        let path =
            written.map_or(Some(PathBuf::new()), |path| paths::inside(path, "the module path", reading));
        let Some(path) = path else { continue };
        let includes = paths::list(value.get("includes"), "the included folder", reading);
        let excludes = paths::list(value.get("excludes"), "the excluded folder", reading);
        let module = WrittenModule { value, path, includes, excludes };
        if modules.iter().any(|other| other.is_same(&module)) {
            let message = format!("the module `{}` is there twice", shown(&module.path));
            reading.problem(module.span(), message, "remove one of the two");
        }
        modules.push(module);
    }
    modules
}

impl WrittenModule<'_> {
    fn is_same(&self, other: &WrittenModule<'_>) -> bool {
        let sorted = |written: &[Written<'_>]| {
            let mut paths: Vec<PathBuf> = written.iter().map(|written| written.path.clone()).collect();
            paths.sort_unstable();
            paths
        };
        self.path == other.path
            && sorted(&self.includes) == sorted(&other.includes)
            && sorted(&self.excludes) == sorted(&other.excludes)
    }

    fn span(&self) -> Span {
        self.value.get("path").unwrap_or(self.value).span
    }
}

impl Top<'_> {
    fn module(&self, written: &WrittenModule<'_>, reading: &mut Reading) -> Module {
        check_folders(self.folder, written, reading);
        let locate = |path: &Path| match path.starts_with(&written.path) {
            true => vec![join(self.folder, path)],
            false => Vec::new(),
        };
        let absolute = |paths: &[Written<'_>]| paths.iter().map(|it| join(self.folder, &it.path)).collect();
        Module {
            roots: vec![join(self.folder, &written.path)],
            includes: absolute(&written.includes),
            excludes: absolute(&written.excludes),
            lint: Arc::new(match own(written, "lint") {
                None => self.lint.to_lint(self.dialect.version, &locate),
                value => {
                    let table = Table::lint(value, self.dialect, reading);
                    self.check_own(&table, &written.path, reading);
                    tell_no_rules(&table, written.value, reading);
                    table.to_lint(self.dialect.version, &locate)
                }
            }),
            breaking: Arc::new(match own(written, "breaking") {
                None => self.breaking.to_breaking(&locate),
                value => {
                    let table = Table::breaking(value, self.dialect, reading);
                    self.check_own(&table, &written.path, reading);
                    table.to_breaking(&locate)
                }
            }),
        }
    }

    /// Checks that a module ignores only its own files.
    fn check_own(&self, table: &Table<'_>, module: &Path, reading: &mut Reading) {
        for ignored in table.paths().filter(|ignored| !ignored.path.starts_with(module)) {
            let message = format!("`{}` is not in the module `{}`", shown(&ignored.path), shown(module));
            reading.problem(ignored.value.span, message, "paths start in the folder of this file");
        }
        tell_missing(table.paths(), &|path| vec![join(self.folder, path)], reading);
    }

    /// Says which ignored paths no module has.
    fn tell_outside(&self, modules: &[WrittenModule<'_>], reading: &mut Reading) {
        for ignored in self.lint.paths() {
            if !modules.iter().any(|module| ignored.path.starts_with(&module.path)) {
                let message = format!("`{}` is in no module, so nothing is ignored", shown(&ignored.path));
                reading.note(ignored.value.span, message, "name a module, or what is in one");
            }
        }
    }
}

/// A table of the module itself, which replaces that of the file. An empty one does not.
fn own<'v>(written: &WrittenModule<'v>, key: &str) -> Option<&'v Node> {
    written.value.get(key).filter(|value| !value.entries().is_empty())
}

fn check_folders(folder: &Path, module: &WrittenModule<'_>, reading: &mut Reading) {
    if !join(folder, &module.path).is_dir() {
        let message = format!("there is no folder `{}`", shown(&module.path));
        reading.problem(module.span(), message, "a module is a folder with .proto files");
        return;
    }
    for (parts, what) in [(&module.includes, "included"), (&module.excludes, "excluded")] {
        paths::check_nesting(parts, &format!("the {what} folder"), reading);
        parts.iter().for_each(|part| check_part(folder, module, part, what, reading));
    }
    for exclude in &module.excludes {
        check_exclude(module, exclude, reading);
    }
    let is_missing = |include: &Written<'_>| !join(folder, &include.path).exists();
    if let [first, ..] = &module.includes[..]
        && module.includes.iter().all(is_missing)
    {
        let message = format!("there is no folder `{}`, so nothing is in this module", shown(&first.path));
        reading.problem(first.value.span, message, "includes are folders with .proto files");
    }
}

fn check_part(
    folder: &Path,
    module: &WrittenModule<'_>,
    part: &Written<'_>,
    what: &str,
    reading: &mut Reading,
) {
    let (name, module) = (shown(&part.path), &module.path);
    if part.path == *module {
        let message = format!("`{name}` is {what}, and is the module itself");
        reading.problem(part.value.span, message, "name folders inside of the module");
    } else if !part.path.starts_with(module) {
        let message = format!("`{name}` is {what}, but is not in the module `{}`", shown(module));
        reading.problem(part.value.span, message, "paths start in the folder of this file");
    } else if join(folder, &part.path).is_file() {
        let message = format!("`{name}` is a file, and only folders can be {what}");
        reading.problem(part.value.span, message, "name its folder");
    }
}

fn check_exclude(module: &WrittenModule<'_>, exclude: &Written<'_>, reading: &mut Reading) {
    let includes = &module.includes;
    let name = shown(&exclude.path);
    if includes.iter().any(|include| include.path == exclude.path) {
        let message = format!("`{name}` is included and excluded at once");
        reading.problem(exclude.value.span, message, "remove one of the two");
    } else if !includes.is_empty() && !includes.iter().any(|include| exclude.path.starts_with(&include.path))
    {
        let message = format!("`{name}` is excluded, but is outside the included folders");
        reading.problem(exclude.value.span, message, "remove it: only what is included is looked at");
    }
}

/// Says which ignored paths there are not. `locate` says where a path may lie.
pub(super) fn tell_missing<'w>(
    ignored: impl Iterator<Item = &'w Written<'w>>,
    locate: &dyn Fn(&Path) -> Vec<PathBuf>,
    reading: &mut Reading,
) {
    for ignored in ignored {
        if !locate(&ignored.path).iter().any(|path| path.exists()) {
            let message = format!("`{}` is ignored, but does not exist", shown(&ignored.path));
            reading.note(ignored.value.span, message, "correct the path, or remove it");
        }
    }
}

/// Says that nothing is linted, unless a file means just that.
pub(super) fn tell_no_rules(lint: &Table<'_>, value: &Node, reading: &mut Reading) {
    if lint.rules.is_empty() && !reading.has_closed_plugins {
        let span = value.get("lint").map_or(value.span, |lint| lint.span);
        reading.note(span, "no lint rules are left to run", "select some under `lint.use`");
    }
}

/// Policies are named, but not run.
fn tell_policies(value: &Node, reading: &mut Reading) {
    for item in value.get("policies").map_or(&[][..], Node::items) {
        let Some(called) = item.get("policy").and_then(Node::text) else { continue };
        let message = format!("the policy `{called}` is not run");
        reading.skip(
            item.span,
            message,
            "name its rules under `lint` and `breaking`, and its plugins under `plugins`",
        );
    }
}

/// Says which plugins no module uses.
fn tell_unused(plugins: &Plugins, modules: &[Module], value: &Node, reading: &mut Reading) {
    let rules = |module: &Module| {
        let chosen = module.lint.rules.iter().chain(&module.breaking.rules);
        chosen.map(|chosen| chosen.rule.id).collect::<Vec<_>>()
    };
    let used: HashSet<RuleId> = modules.iter().flat_map(rules).collect();
    for plugin in &plugins.open {
        if !plugin.listing.rules.iter().any(|rule| used.contains(rule.id.as_str())) {
            let span = value.get("plugins").map_or(value.span, |plugins| plugins.span);
            let message = format!("no rule of the plugin `{}` is used", plugin.declared.name());
            reading.note(span, message, "name its rules under `lint.use` or `breaking.use`, or remove it");
        }
    }
}

fn check_names(value: &Node, reading: &mut Reading) {
    if let (Some(name), Some(_)) = (value.get("name"), value.get("modules")) {
        let help = "give each of the `modules` a `name` of its own";
        reading.problem(name.span, "there is one name for several modules", help);
    }
}

/// Returns the names of modules. An invalid or duplicate name becomes a problem.
pub(super) fn names<'v>(
    values: impl IntoIterator<Item = Option<&'v Node>>,
    reading: &mut Reading,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values.into_iter().flatten() {
        let Some(name) = value.text() else { continue };
        if !lock::is_name(name) {
            let message = format!("`{name}` is no name of a module");
            reading.problem(value.span, message, "names are written as `registry/owner/module`");
        } else if names.iter().any(|known| known == name) {
            let message = format!("two modules are named `{name}`");
            reading.problem(value.span, message, "rename one of the two");
        }
        names.push(name.to_owned());
    }
    names
}
