//! The names of buf's configuration files. Of several, the first that is there counts.

use crate::config::source;
use std::path::{Path, PathBuf};

pub(super) const YAML: [&str; 2] = ["buf.yaml", "buf.mod"];
pub(super) const WORK: [&str; 2] = ["buf.work.yaml", "buf.work"];

pub(in crate::config) fn is_configuration(name: &str) -> bool {
    YAML.contains(&name) || WORK.contains(&name)
}

/// The first of the names that there is something of in the folder.
pub(super) fn first(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| folder.join(name)).find(|path| source::is_there(path))
}
