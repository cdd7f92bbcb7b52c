//! Standard input that stands for a file: the flag that names it, and what is read. Knows nothing of what
//! is made of it.

use crate::workspace::{self, Request};
use crate::{bounded, paths};
use std::io;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Stdin {
    /// Read standard input instead of this file, which need not exist.
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    stdin_filename: Option<PathBuf>,
}

/// Name of standard input that stands for no file.
const NAMELESS: &str = "<stdin>";

/// Text that replaces a file.
pub(super) struct Buffer {
    /// Name as given.
    pub(super) name: PathBuf,
    pub(super) text: String,
}

impl Stdin {
    /// Standard input is asked for, by name or by `-` among the paths.
    pub(super) fn is_meant(&self, paths: &[PathBuf]) -> bool {
        self.stdin_filename.is_some() || paths.iter().any(|path| is_dash(path))
    }

    pub(super) fn name(&self) -> Option<&Path> {
        self.stdin_filename.as_deref()
    }

    /// Reads standard input. The error is for the user.
    pub(super) fn read(&self, paths: &[PathBuf]) -> Result<Buffer, String> {
        if let Some(path) = paths.iter().find(|path| !is_dash(path)) {
            return Err(format!("{} cannot be read beside standard input", path.display()));
        }
        let name = self.stdin_filename.clone().unwrap_or_else(|| NAMELESS.into());
        if self.stdin_filename.is_some() && name.is_dir() {
            return Err(format!("{} is a folder: --stdin-filename takes the name of a file", name.display()));
        }
        let read = bounded::stream(io::stdin().lock()).map_err(|error| error.to_string());
        let text = read.and_then(workspace::decoded);
        let text = text.map_err(|reason| format!("cannot read standard input: {reason}"))?;
        Ok(Buffer { name, text })
    }
}

impl Buffer {
    /// Lays the text over the disk, and lets nothing else be changed.
    pub(super) fn overlay(self, request: Request) -> Request {
        let path = paths::absolute(&self.name, &paths::working_dir());
        Request {
            paths: vec![self.name],
            texts: [(path.clone(), self.text)].into(),
            edits_only: Some(path),
            ..request
        }
    }
}

fn is_dash(path: &Path) -> bool {
    path == Path::new("-")
}
