//! Baselines as files: reading and writing the findings that were there on some day. Which findings that hides is
//! for the engine.

use crate::write;
use crate::{bounded, paths};
use protune_compiler::diagnostic::Diagnostic;
use protune_engine::check::baseline::{self, Hidden, Names, Record};
use protune_engine::documents::Document;
use protune_engine::{Settings, Workspace};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// It grows when a field changes its meaning or goes. Findings of version 1 are known by their lines alone, which a
/// record still may have them by.
const VERSION: u32 = 2;

/// A baseline as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'f> {
    version: u32,
    files: Cow<'f, Record>,
}

/// A baseline in its place.
#[derive(Clone)]
pub(super) struct Baseline {
    /// Path as given.
    path: PathBuf,
    /// Folder of the file. Absolute.
    folder: PathBuf,
    record: Record,
}

impl Baseline {
    /// Reads a baseline. The error is for the user.
    pub(super) fn read(path: &Path) -> Result<Baseline, String> {
        let text = bounded::file(path).and_then(in_utf8).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let path = path.display();
                format!("there is no baseline {path}; --write-baseline {path} records what is found today")
            }
            _ => format!("cannot read the baseline {}: {}", path.display(), write::reason(&error)),
        })?;
        let record = parse(&text).map_err(|reason| format!("cannot use {}: {reason}", path.display()))?;
        Ok(Baseline::new(path, record))
    }

    /// Returns the baseline that is there, to be written anew: an empty one where there is no file yet. A file that
    /// is something else is not written over.
    pub(super) fn renew(path: &Path) -> Result<Baseline, String> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() && found.len() > 0 => Baseline::read(path)
                .map_err(|reason| format!("{reason}; remove the file to have it written anew")),
            _ => Ok(Baseline::new(path, Record::new())),
        }
    }

    fn new(path: &Path, record: Record) -> Baseline {
        let mut folder = paths::absolute(path, &paths::working_dir());
        folder.pop();
        Baseline { path: path.to_owned(), folder, record }
    }

    /// Path as it was named.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the recorded findings out.
    pub(super) fn hide(
        &self,
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
    ) -> Hidden {
        self.with_names(|names| baseline::hide(&self.record, names, workspace, settings, findings))
    }

    /// Records the findings, takes them out and writes the file. Returns how many findings it has now, and in how
    /// many files.
    pub(super) fn record(
        mut self,
        workspace: &Workspace,
        settings: &Settings,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(usize, usize), String> {
        let mut record = std::mem::take(&mut self.record);
        self.with_names(|names| baseline::record(&mut record, names, workspace, settings, findings));
        self.record = record;
        self.write()?;
        Ok((baseline::size(&self.record), self.record.len()))
    }

    /// Drops what is gone, with `known` as what is left, and writes the file.
    pub(super) fn prune(
        mut self,
        workspace: &Workspace,
        settings: &Settings,
        known: &[Diagnostic],
    ) -> Result<(), String> {
        let mut record = std::mem::take(&mut self.record);
        self.with_names(|names| baseline::prune(&mut record, names, workspace, settings, known));
        self.record = record;
        self.write()
    }

    /// Fixes of other findings on their lines make other ones of those that it hides.
    pub(super) fn is_by_line(&self) -> bool {
        baseline::is_by_line(&self.record)
    }

    /// Calls something with the names that files have in here: their paths, seen from the folder of the baseline.
    fn with_names<T>(&self, call: impl FnOnce(Names<'_>) -> T) -> T {
        let path = |document: &Document| match &document.disk {
            Some(disk) => paths::printed(disk, &self.folder),
            None => document.path.clone(),
        };
        call(Names { path: &path, is_there: &|path| self.folder.join(path).exists() })
    }

    fn write(&self) -> Result<(), String> {
        let fill = |out: &mut dyn Write| {
            serde_json::to_writer_pretty(
                &mut *out,
                &Written { version: VERSION, files: Cow::Borrowed(&self.record) },
            )?;
            out.write_all(b"\n")
        };
        write::file(&self.path, fill)
            .map_err(|reason| format!("cannot write the baseline {}: {reason}", self.path.display()))
    }
}

fn in_utf8(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// The error says why, in words.
fn parse(text: &str) -> Result<Record, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let no_baseline = |error: serde_json::Error| format!("it is not a baseline: {error}");
    let Versioned { version } = serde_json::from_str(text).map_err(no_baseline)?;
    if !(1..=VERSION).contains(&version) {
        return Err(format!(
            "it is a baseline of version {version}, and this is protune {}, which knows versions up to {VERSION}",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let written: Written<'_> = serde_json::from_str(text).map_err(no_baseline)?;
    Ok(written.files.into_owned())
}
