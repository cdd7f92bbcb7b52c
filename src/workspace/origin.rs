//! Origin of a file: the one thing that distinguishes files, whatever their import names. Reads nothing.

use super::{Scope, Side, paths};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// Place that a file is read from.
#[derive(Clone)]
pub(super) enum Origin {
    /// An absolute path, in which nothing stands twice and no `.` or `..`.
    Disk(PathBuf),
    /// A well-known file, by its import name.
    BuiltIn(String),
}

/// Paths are compared as bytes, without taking them apart: they are written in one way. Not so on Windows, where
/// the parts of a path may stand between either of two separators.
#[derive(Clone, Copy)]
pub(super) struct Spelled<'p>(pub(super) &'p Path);

impl PartialEq for Spelled<'_> {
    fn eq(&self, other: &Spelled<'_>) -> bool {
        if cfg!(windows) { self.0 == other.0 } else { self.0.as_os_str() == other.0.as_os_str() }
    }
}

impl Eq for Spelled<'_> {}

impl Hash for Spelled<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if cfg!(windows) { self.0.hash(state) } else { self.0.as_os_str().hash(state) }
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Origin) -> bool {
        match (self, other) {
            (Origin::Disk(a), Origin::Disk(b)) => Spelled(a) == Spelled(b),
            (Origin::BuiltIn(a), Origin::BuiltIn(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Origin::Disk(path) => Spelled(path).hash(state),
            Origin::BuiltIn(name) => name.hash(state),
        }
    }
}

impl Origin {
    pub(super) fn disk(&self) -> Option<&Path> {
        match self {
            Origin::Disk(path) => Some(path),
            Origin::BuiltIn(_) => None,
        }
    }

    /// Name as printed.
    pub(super) fn printed(&self, scope: &Scope, side: Side) -> String {
        let base = match (side, &scope.request.compared_from) {
            (Side::Before, Some(folder)) => folder,
            _ => &scope.working_dir,
        };
        match self {
            Origin::Disk(path) => paths::printed(path, base),
            Origin::BuiltIn(name) => name.clone(),
        }
    }
}
