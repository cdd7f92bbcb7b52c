//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{FileId, Schema};
use std::path::PathBuf;

/// Files that were loaded together, with everything they import.
pub struct Workspace {
    pub schema: Schema,
    /// Where each file of the schema comes from, by [`FileId`].
    pub sources: Vec<Source>,
    /// The files that are judged and reported, in order of their paths.
    pub targets: Vec<FileId>,
    /// What was found while reading: files that are not UTF-8.
    pub problems: Vec<Diagnostic>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
}

/// Where a file comes from.
pub struct Source {
    /// As it is printed: relative to the working directory, with `/`.
    pub path: String,
    /// Where it lies; `None` for a well-known file that is built in.
    pub disk: Option<PathBuf>,
}

/// A path that could not be read.
pub struct Failure {
    pub path: String,
    /// Why, in words; without the path.
    pub reason: String,
}

/// What to load.
#[derive(Default)]
pub struct Request {
    /// Files and folders to judge; the working directory when there are none.
    pub paths: Vec<PathBuf>,
    /// Import roots, `-I`; found by themselves when there are none.
    pub roots: Vec<PathBuf>,
}

impl Workspace {
    pub fn source(&self, file: FileId) -> &Source {
        &self.sources[file.0 as usize]
    }
}
