//! A private folder that an untrusted input is unpacked into. The only way into it: schemas and what
//! configures them, as regular files, each once, none outside, and no more than the limits say.

use super::super::{Elsewhere, There};
use super::limits::{self, Limits};
use super::{Input, packed};
use crate::config;
use crate::write;
use memchr::memmem;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) struct Unpacked {
    folder: write::Folder,
    /// The same, with no link on the way to it.
    top: PathBuf,
    limits: Limits,
    /// So many outer folders are left out.
    stripped: usize,
    /// The folders that are there.
    made: HashSet<PathBuf>,
    entries: usize,
    bytes: u64,
    links: usize,
    /// Files that lie elsewhere, by where they would have been written.
    elsewhere: Elsewhere,
}

impl Unpacked {
    pub(super) fn new(limits: &Limits) -> Result<Unpacked, String> {
        let told = |error: io::Error| format!("there is nowhere to unpack it: {}", packed::reason(&error));
        let folder = write::Folder::create().map_err(told)?;
        let top = folder.path().canonicalize().map_err(told)?;
        Ok(Unpacked {
            folder,
            top,
            limits: limits.clone(),
            stripped: 0,
            made: HashSet::new(),
            entries: 0,
            bytes: 0,
            links: 0,
            elsewhere: Elsewhere::default(),
        })
    }

    pub(super) fn stripping(mut self, count: usize) -> Unpacked {
        self.stripped = count;
        self
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes note of something in the input, and says where it goes; `None` when it is not wanted.
    pub(super) fn place(&mut self, name: &[u8]) -> Result<Option<PathBuf>, String> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(format!("it holds more than {} files", self.limits.entries));
        }
        let parts = name.split(|&byte| byte == b'/').filter(|part| !matches!(*part, [] | [b'.']));
        let parts: Vec<&[u8]> = parts.collect();
        if name.starts_with(b"/") || parts.contains(&&b".."[..]) {
            return Err(format!("it holds `{}`, which leads out of it", shown(name)));
        }
        let Some((last, _)) = parts.split_last() else { return Ok(None) };
        if !is_wanted(last) || parts.len() <= self.stripped {
            return Ok(None);
        }
        let mut path = self.top.clone();
        for part in &parts[self.stripped..] {
            path.push(
                name_of(part).ok_or_else(|| format!("`{}` cannot be the name of a file", shown(name)))?,
            );
        }
        if parts.len() - self.stripped > self.limits.depth + 1 {
            return Err(format!("`{}` is more than {} folders deep", shown(name), self.limits.depth));
        }
        Ok(Some(path))
    }

    /// Takes note of a symbolic or hard link, which is left out.
    pub(super) fn link(&mut self, name: &[u8]) -> Result<(), String> {
        self.links += usize::from(self.place(name)?.is_some());
        Ok(())
    }

    /// Leaves a file where it is, and has it read from there.
    pub(super) fn leave(&mut self, path: PathBuf, now: PathBuf) {
        self.elsewhere.insert(&self.top, path, There::Disk(now));
    }

    /// Keeps a file in memory, to be read from there.
    pub(super) fn keep(&mut self, path: PathBuf, content: impl Read) -> Result<(), String> {
        let content = self.read(&path, content)?;
        self.elsewhere.insert(&self.top, path, There::Memory(content));
        Ok(())
    }

    /// Writes a file to its place, and returns what it says.
    pub(super) fn put(&mut self, path: &Path, content: impl Read) -> Result<Vec<u8>, String> {
        let content = self.read(path, content)?;
        self.write(path, &content).map_err(|error| self.refusal(path, &error))?;
        Ok(content)
    }

    fn read(&mut self, path: &Path, content: impl Read) -> Result<Vec<u8>, String> {
        let content = packed::read_all(content, self.limits.file)
            .map_err(|why| format!("`{}`: {why}", self.name(path)))?;
        self.count(content.len() as u64)?;
        Ok(content)
    }

    /// Makes the folders that its configurations name.
    pub(super) fn make_folders_named_in(&self, configurations: &[Vec<u8>]) -> Result<(), String> {
        let made = make_folders_named_in(&self.elsewhere, configurations);
        made.map_err(|(folder, error)| self.refusal(&folder, &error))
    }

    fn count(&mut self, size: u64) -> Result<(), String> {
        self.bytes += size;
        match self.bytes > self.limits.files {
            true => Err(format!("its schemas are larger than {} together", limits::size(self.limits.files))),
            false => Ok(()),
        }
    }

    fn refusal(&self, path: &Path, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                format!("it holds `{}` twice, or by names that are one on this disk", self.name(path))
            }
            _ => format!("`{}` cannot be unpacked: {}", self.name(path), crate::write::reason(error)),
        }
    }

    /// What was unpacked, seen from a folder in it.
    pub(super) fn into_input(self, name: String, subfolder: &Path) -> Result<Input, String> {
        let folder = self.top.join(subfolder);
        if !self.elsewhere.paths().any(|path| path.starts_with(&folder)) && !has_schema(&folder) {
            let below = paths_of(subfolder).map_or_else(String::new, |it| format!(" in `{it}`"));
            return Err(format!("it holds no .proto file{below}"));
        }
        let Unpacked { folder: guard, top, links, elsewhere, .. } = self;
        Ok(Input {
            name,
            folder,
            targets: None,
            is_root: false,
            top: Some(top),
            links,
            elsewhere: Arc::new(elsewhere),
            _unpacked: Some(guard),
        })
    }

    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.make_folder(path)?;
        OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content)
    }

    /// Makes the folder of a file.
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !self.made.contains(*folder)) {
            fs::create_dir_all(folder)?;
            self.made.insert(folder.to_owned());
        }
        Ok(())
    }

    fn name(&self, path: &Path) -> String {
        let name = path.strip_prefix(&self.top).unwrap_or(path).to_string_lossy();
        shown(name.as_bytes())
    }
}

/// Makes the folders of files that are not on the disk, as far as a configuration may ask whether they are there:
/// it has to name them. To make all of them would take longer than to compare what lies in them.
pub(super) fn make_folders_named_in(
    elsewhere: &Elsewhere,
    configurations: &[Vec<u8>],
) -> Result<(), (PathBuf, io::Error)> {
    let has = |needle: &[u8]| configurations.iter().any(|text| memmem::find(text, needle).is_some());
    // An escape may stand for any part of a name.
    let any = has(b"\\");
    let is_named = |folder: &&PathBuf| {
        let is_vendored = |around: &Path| config::VENDORED.iter().any(|name| around.ends_with(name));
        any || folder.file_name().is_some_and(|name| has(name.as_encoded_bytes()))
            || folder.ancestors().any(is_vendored)
    };
    let mut folders: Vec<&PathBuf> = elsewhere.folders().filter(is_named).collect();
    folders.sort_unstable();
    folders
        .into_iter()
        .try_for_each(|folder| fs::create_dir_all(folder).map_err(|error| (folder.clone(), error)))
}

/// Is called like a schema, or like something that says how schemas are read.
fn is_wanted(name: &[u8]) -> bool {
    let configures =
        |name: &str| config::is_configuration(name) || name == "buf.lock" || name == ".gitignore";
    name.ends_with(b".proto") || str::from_utf8(name).is_ok_and(configures)
}

/// The part of a path that some bytes are, on every system that this may run on.
fn name_of(part: &[u8]) -> Option<&str> {
    let name = str::from_utf8(part).ok()?;
    let is_odd = |symbol: char| symbol.is_control() || symbol == '\\' || (cfg!(windows) && symbol == ':');
    (!name.contains(is_odd)).then_some(name)
}

/// A name that strangers chose, as it can be printed.
pub(super) fn shown(name: &[u8]) -> String {
    const MOST: usize = 120;
    let name: String = String::from_utf8_lossy(name).chars().flat_map(char::escape_debug).collect();
    match name.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name,
    }
}

fn has_schema(folder: &Path) -> bool {
    let mut files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files.any(|entry| entry.file_type().is_file() && super::super::is_proto(entry.path()))
}

fn paths_of(subfolder: &Path) -> Option<String> {
    let text = subfolder.to_string_lossy().replace('\\', "/");
    (!text.is_empty()).then_some(text)
}
