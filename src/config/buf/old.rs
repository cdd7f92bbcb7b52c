//! buf.yaml of versions v1beta1 and v1: one module.

use super::check::{Dialect, Table};
use super::file::{BufYaml, Draft};
use super::rules::Version;
use super::{lock, v2};
use crate::config::Module;
use crate::config::paths::{self, Written, join, shown};
use crate::config::problem::{Problems, Reading};
use protune_data::Node;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn draft(file: BufYaml) -> Result<Draft, Problems> {
    let dialect = file.dialect();
    let roots_key = (file.version == Version::V1Beta1).then_some("build.roots");
    let BufYaml { folder, value, mut reading, .. } = file;
    let module = module(&folder, &value, dialect, &mut reading);
    let names = v2::names([value.get("name")], &mut reading);
    let wanted = lock::wanted(&folder, &value, &mut reading);
    let ((), notes) = reading.finish(())?;
    Ok(Draft { modules: vec![module], roots_key, names, wanted: wanted?, notes, ..Draft::default() })
}

/// The module of a folder without a buf.yaml, which a buf.work.yaml lists.
pub(super) fn unconfigured(folder: &Path, reading: &mut Reading) -> Module {
    module(folder, Node::NOTHING, Dialect { version: Version::V1 }, reading)
}

fn module(folder: &Path, value: &Node, dialect: Dialect, reading: &mut Reading) -> Module {
    let get = |table: &str, key: &str| value.get(table).and_then(|table| table.get(key));
    let roots = paths::list(get("build", "roots"), "the root", reading);
    paths::check_nesting(&roots, "the root", reading);
    let excludes = paths::list(get("build", "excludes"), "the excluded folder", reading);
    paths::check_nesting(&excludes, "the excluded folder", reading);
    check_folders(folder, &roots, &excludes, reading);
    let roots: Vec<PathBuf> = match &roots[..] {
        [] => vec![folder.to_owned()],
        roots => {
            let roots = roots.iter().map(|root| join(folder, &root.path));
            roots.filter(|root| root.is_dir()).collect()
        }
    };
    let lint = Table::lint(value.get("lint"), dialect, reading);
    let breaking = Table::breaking(value.get("breaking"), dialect, reading);
    let locate = |path: &Path| roots.iter().map(|root| join(root, path)).collect::<Vec<PathBuf>>();
    v2::tell_missing(lint.paths(), &locate, reading);
    v2::tell_no_rules(&lint, value, reading);
    Module {
        includes: Vec::new(),
        excludes: excludes.iter().map(|exclude| join(folder, &exclude.path)).collect(),
        lint: Arc::new(lint.to_lint(dialect.version, &locate)),
        breaking: Arc::new(breaking.to_breaking(&locate)),
        roots,
    }
}

fn check_folders(folder: &Path, roots: &[Written<'_>], excludes: &[Written<'_>], reading: &mut Reading) {
    for exclude in excludes {
        let name = shown(&exclude.path);
        let span = exclude.value.span;
        if join(folder, &exclude.path).is_file() {
            let message = format!("`{name}` is a file, and only folders can be excluded");
            reading.problem(span, message, "exclude its folder, or ignore the file under `lint.ignore`");
        } else if roots.iter().any(|root| root.path == exclude.path) {
            let message = format!("`{name}` is a root and excluded at once");
            reading.problem(span, message, "remove one of the two");
        } else if !roots.is_empty() && !roots.iter().any(|root| exclude.path.starts_with(&root.path)) {
            let message = format!("`{name}` is excluded, but lies outside the roots");
            reading.problem(span, message, "remove it: what is outside of the roots is not looked at");
        } else if roots.is_empty() && exclude.path.as_os_str().is_empty() {
            reading.problem(span, "everything is excluded", "exclude folders further down");
        }
    }
    let is_there = |root: &&Written<'_>| join(folder, &root.path).is_dir();
    let missing: Vec<&Written<'_>> = roots.iter().filter(|root| !is_there(root)).collect();
    for root in &missing {
        let message = format!("there is no folder `{}`", shown(&root.path));
        match missing.len() == roots.len() {
            true => reading.problem(root.value.span, message, "roots are folders with .proto files"),
            false => reading.note(root.value.span, message, "remove it from `roots`"),
        }
    }
}
