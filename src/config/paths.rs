//! Paths as configuration files write them: relative, with `/`, and never out of the folder.

use super::problem::Reading;
use protune_data::Node;
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// A path as it was written, and in its simplest form; the folder itself is the empty path.
#[derive(Clone)]
pub(super) struct Written<'v> {
    pub value: &'v Node,
    pub path: PathBuf,
}

/// The paths of a list. Those that leave the folder become problems.
pub(super) fn list<'v>(value: Option<&'v Node>, what: &str, reading: &mut Reading) -> Vec<Written<'v>> {
    let items = value.map_or(&[][..], Node::items);
    items.iter().filter_map(|value| Some(Written { value, path: inside(value, what, reading)? })).collect()
}

/// A path that stays in the folder. `what` says what it is of: `the ignored path`.
pub(super) fn inside(value: &Node, what: &str, reading: &mut Reading) -> Option<PathBuf> {
    let text = value.text()?;
    let mut out = PathBuf::new();
    let mut is_inside = true;
    for component in Path::new(text).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(part) => out.push(part),
            Component::ParentDir => is_inside &= out.pop(),
            Component::RootDir | Component::Prefix(_) => {
                let message = format!("{what} `{text}` is absolute");
                reading.problem(value.span, message, "paths start in the folder of this file");
                return None;
            }
        }
    }
    if text.is_empty() {
        reading.problem(value.span, format!("{what} is empty"), "`.` is the folder of this file");
        return None;
    }
    if !is_inside {
        let message = format!("{what} `{text}` is outside of the folder of this file");
        reading.problem(value.span, message, "move the configuration further up, or remove the path");
        return None;
    }
    Some(out)
}

/// A path that lies in another of the list, which makes it superfluous, becomes a problem. One that is there
/// twice does not count.
pub(super) fn check_nesting(paths: &[Written<'_>], what: &str, reading: &mut Reading) {
    let named: HashSet<&Path> = paths.iter().map(|written| written.path.as_path()).collect();
    for inner in paths {
        let outer = inner.path.ancestors().skip(1).find(|outer| named.contains(outer));
        if let Some(outer) = outer {
            let message =
                format!("{what} `{}` lies in `{}`, which is named too", shown(&inner.path), shown(outer));
            reading.problem(inner.value.span, message, "remove one of the two");
        }
    }
}

/// Path as it is written: with `/`, and `.` for the folder itself.
pub(super) fn shown(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// A path of a configuration, seen from its folder.
pub(super) fn join(folder: &Path, path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { folder.to_owned() } else { folder.join(path) }
}
