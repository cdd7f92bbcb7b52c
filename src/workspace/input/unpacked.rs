//! A private folder that an untrusted input is unpacked into. The only way into it: schemas and what
//! configures them, as regular files, each once, none outside, and no more than the limits say.

use super::super::{Elsewhere, There};
use super::limits::{self, Limits};
use super::links::{self, Followed, Links, Target};
use super::{Input, packed};
use crate::config;
use crate::write;
use memchr::memmem;
use std::collections::{BTreeSet, HashSet};
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
    /// All files, wherever they are.
    files: BTreeSet<PathBuf>,
    links: Links,
    /// Parts that were left out, in words.
    left_out: Vec<String>,
    /// Schemas that were left out with the outer folders.
    cut: usize,
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
            files: BTreeSet::new(),
            links: Links::new(),
            left_out: Vec::new(),
            cut: 0,
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
        self.located(name, is_wanted)
    }

    /// Does the same as [`Unpacked::place`] for a name that ends with what `is_meant`.
    fn located(&mut self, name: &[u8], is_meant: impl Fn(&[u8]) -> bool) -> Result<Option<PathBuf>, String> {
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
        if !is_meant(last) {
            return Ok(None);
        }
        if parts.len() <= self.stripped {
            self.cut += usize::from(last.ends_with(b".proto"));
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

    /// Takes note of a symbolic link, to be followed when all files are there.
    pub(super) fn link(&mut self, name: &[u8], target: &[u8]) -> Result<(), String> {
        // One whose name cannot be on this system can be named by no schema.
        let is_name = name.split(|&byte| byte == b'/').all(|part| name_of(part).is_some());
        let Some(path) = self.located(name, |_| is_name)? else { return Ok(()) };
        // What no path can be leads nowhere.
        let target = str::from_utf8(target).ok().filter(|target| !target.is_empty()).unwrap_or("/");
        self.links.insert(path, Target::Relative(target.into()));
        Ok(())
    }

    /// Takes note of another name of a file.
    pub(super) fn hard_link(&mut self, name: &[u8], target: &[u8]) -> Result<(), String> {
        let (path, target) = (self.place(name)?, self.place(target)?);
        if let Some(path) = path {
            self.links.insert(path, target.map_or_else(|| Target::Relative("/".into()), Target::Name));
        }
        Ok(())
    }

    /// Takes note of what cannot be had, in words.
    pub(super) fn leave_out(&mut self, what: String) {
        self.left_out.push(what);
    }

    /// Gives files the names that links give them. Files that such a name has already are those that it means.
    pub(super) fn follow_links(&mut self) -> Result<(), String> {
        let links = std::mem::take(&mut self.links);
        let most = self.limits.entries.saturating_sub(self.entries);
        let Followed { names, astray, idle } = links::follow(&self.top, &self.files, &links, most)?;
        for (name, file) in names {
            self.name_again(name, &file)?;
        }
        // A link that leads out may be a folder of schemas. One that stays inside is missed only if it has the name of a file.
        let is_file =
            |link: &PathBuf| link.file_name().is_some_and(|name| is_wanted(name.as_encoded_bytes()));
        let may_be_folder = |link: &PathBuf| link.extension().is_none();
        let out = astray.iter().filter(|link| is_file(link) || may_be_folder(link));
        let missed: Vec<String> =
            out.chain(idle.iter().filter(|link| is_file(link))).map(|link| self.name(link)).collect();
        match &missed[..] {
            [] => {}
            [one] => {
                self.leave_out(format!("the link `{one}` is left out: it leads to nothing that is in it"))
            }
            [first, rest @ ..] => {
                let more = rest.len();
                let links = format!("the links `{first}` and {more} more");
                self.leave_out(format!("{links} are left out: they lead to nothing that is in it"));
            }
        }
        Ok(())
    }

    fn name_again(&mut self, name: PathBuf, file: &Path) -> Result<(), String> {
        if name.strip_prefix(&self.top).map_or(0, |below| below.components().count()) > self.limits.depth + 1
        {
            return Err(format!("`{}` is more than {} folders deep", self.name(&name), self.limits.depth));
        }
        if self.files.contains(&name) {
            return Ok(());
        }
        if !super::super::is_proto(file) {
            let content = fs::read(file).map_err(|error| self.refusal(file, &error))?;
            return self.put(&name, &*content).map(|_| ());
        }
        let there = match self.elsewhere.get(file) {
            Some(There::Disk(now)) => There::Disk(now.clone()),
            Some(There::Memory(content)) => There::Memory(content.clone()),
            None => There::Disk(file.to_owned()),
        };
        if let There::Memory(content) = &there {
            self.count(content.len() as u64)?;
        }
        self.elsewhere.insert_linked(&self.top, name, there);
        Ok(())
    }

    /// Leaves a file where it is, and has it read from there.
    pub(super) fn leave(&mut self, path: PathBuf, now: PathBuf) {
        self.files.insert(path.clone());
        self.elsewhere.insert(&self.top, path, There::Disk(now));
    }

    /// Keeps a file in memory, to be read from there.
    pub(super) fn keep(&mut self, path: PathBuf, content: impl Read) -> Result<(), String> {
        let content = self.read(&path, content)?;
        self.files.insert(path.clone());
        self.elsewhere.insert(&self.top, path, There::Memory(content));
        Ok(())
    }

    /// Writes a file to its place, and returns what it says.
    pub(super) fn put(&mut self, path: &Path, content: impl Read) -> Result<Vec<u8>, String> {
        let content = self.read(path, content)?;
        self.write(path, &content).map_err(|error| self.refusal(path, &error))?;
        self.files.insert(path.to_owned());
        Ok(content)
    }

    /// Makes an empty folder, as git does for a submodule that is not checked out: a configuration may name it.
    pub(super) fn put_folder(&mut self, name: &[u8]) -> Result<(), String> {
        let Some(path) = self.located(name, |_| true)? else { return Ok(()) };
        fs::create_dir_all(&path).map_err(|error| self.refusal(&path, &error))
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

    /// Makes all folders of files that lie elsewhere.
    pub(super) fn make_folders(&self) -> Result<(), String> {
        let mut folders = self.elsewhere.folders();
        folders
            .try_for_each(|folder| fs::create_dir_all(folder).map_err(|error| self.refusal(folder, &error)))
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

    /// Returns the unpacked files as an input, relative to a folder in it.
    pub(super) fn into_input(self, name: String, subfolder: &Path) -> Result<Input, String> {
        let folder = self.top.join(subfolder);
        // An empty side is something to compare with, as long as nothing was taken off that could have been meant.
        if self.cut > 0 && self.elsewhere.paths().next().is_none() && !has_schema(&self.top) {
            return Err("`strip_components` leaves no .proto file".to_owned());
        }
        fs::create_dir_all(&folder).map_err(|error| self.refusal(&folder, &error))?;
        let Unpacked { folder: guard, top, left_out, elsewhere, .. } = self;
        Ok(Input {
            name,
            folder,
            targets: None,
            is_root: false,
            top: Some(top),
            left_out,
            elsewhere: Arc::new(elsewhere),
            base: None,
            server: None,
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

/// Whether this is the name of a schema, or of a file that says how schemas are read.
fn is_wanted(name: &[u8]) -> bool {
    let configures =
        |name: &str| config::is_configuration(name) || ["buf.lock", ".gitignore", "go.mod"].contains(&name);
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

pub(super) fn has_schema(folder: &Path) -> bool {
    let mut files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files.any(|entry| entry.file_type().is_file() && super::super::is_proto(entry.path()))
}
