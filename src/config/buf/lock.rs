//! Dependencies of modules: the `deps` of a buf.yaml, and their entries in its buf.lock.

use crate::config::dependencies::Wanted;
use crate::config::problem::{Problems, Reading};
use crate::config::source;
use protune_data::Language;
use protune_data::Node;
use std::path::Path;

/// The dependencies of a buf.yaml, as far as they are named well; those of the lock come with theirs.
pub(super) fn wanted(folder: &Path, value: &Node, reading: &mut Reading) -> Result<Vec<Wanted>, Problems> {
    let named = named(folder, value, reading);
    let path = folder.join("buf.lock");
    if !source::is_there(&path) {
        return Ok(named);
    }
    let (lock_reading, lock) = source::read(&path, Language::Yaml)?;
    let mut all: Vec<Wanted> = Vec::new();
    for entry in lock.get("deps").map_or(&[][..], Node::items) {
        let Some(name) = locked_name(entry) else { continue };
        let commit = entry.get("commit").and_then(Node::text).map(str::to_owned);
        let known = named.iter().find(|known| known.name == name);
        all.push(Wanted {
            source: known.map_or(&lock_reading.source, |known| &known.source).clone(),
            span: known.map_or(entry.span, |known| known.span),
            folder: folder.to_owned(),
            name,
            commit,
        });
    }
    let is_locked = |name: &str| all.iter().any(|locked| locked.name == name);
    let unlocked: Vec<Wanted> = named.into_iter().filter(|named| !is_locked(&named.name)).collect();
    all.extend(unlocked);
    Ok(all)
}

/// In v2 there is a name; before that, its three parts.
fn locked_name(entry: &Node) -> Option<String> {
    let part = |key: &str| entry.get(key).and_then(Node::text);
    let name = match part("name") {
        Some(name) => name.to_owned(),
        None => format!("{}/{}/{}", part("remote")?, part("owner")?, part("repository")?),
    };
    is_name(&name).then_some(name)
}

fn named(folder: &Path, value: &Node, reading: &mut Reading) -> Vec<Wanted> {
    let mut named: Vec<Wanted> = Vec::new();
    for dep in value.get("deps").map_or(&[][..], Node::items) {
        let Some(text) = dep.text() else { continue };
        // A label or a commit may follow.
        let name = text.split_once(':').map_or(text, |(name, _)| name);
        if !is_name(name) {
            let message = format!("`{text}` is no dependency");
            reading.problem(dep.span, message, "they are written as `registry/owner/module`");
        } else if named.iter().any(|known| known.name == name) {
            reading.problem(dep.span, format!("`{name}` is there twice"), "remove one of the two");
        } else {
            named.push(Wanted {
                name: name.to_owned(),
                commit: None,
                folder: folder.to_owned(),
                source: reading.source.clone(),
                span: dep.span,
            });
        }
    }
    named
}

/// Three parts: registry, owner and module.
pub(super) fn is_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && *part != "..")
}
