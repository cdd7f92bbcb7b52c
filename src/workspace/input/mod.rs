//! Input that a schema is compared with, in any form, as a folder: a git commit, an archive, a descriptor
//! set. The only folder that unpacks anything, and it trusts nothing that it unpacks.

mod archive;
mod kind;
mod limits;
mod links;
mod network;
mod packed;
mod unpacked;
mod written;

pub use kind::{InputKind, in_words, table};
pub use network::{Here, Network};

use super::ci::Base;
use super::git::Repository;
use super::{Elsewhere, paths};
use crate::rooms::rooms;
use crate::write;
use kind::Asked;
use limits::Limits;
use protune_engine::documents::Server;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unpacked::Unpacked;
use written::Written;

rooms! {
    /// All kinds of input; of those that recognise an input, the first opens it.
    pub static KINDS: [&InputKind] = KIND of {
        revision,
        change,
        server,
        repository,
        folder,
        schema,
        tarball,
        zipped,
        image,
        image_in_words,
    }
}

/// Schemas to compare with. What was unpacked for them goes when this does.
pub struct Input {
    /// Name for the user.
    pub name: String,
    /// Folder that is compared. Absolute.
    pub folder: PathBuf,
    /// The files that are compared, absolute; `None` for all in the folder.
    pub targets: Option<Vec<PathBuf>>,
    /// Files are imported from the folder, and from nowhere else.
    pub is_root: bool,
    /// Folder of unpacked files: nothing above it belongs to them. Absolute.
    pub top: Option<PathBuf>,
    /// Parts that were left out, in words: links out of it, missing submodules.
    pub left_out: Vec<String>,
    /// Schemas that were not unpacked, since they lie in the working tree as well.
    pub elsewhere: Arc<Elsewhere>,
    /// Reason for the choice, if it was not given.
    pub base: Option<Base>,
    /// A running server reported it, now or earlier.
    pub server: Option<Server>,
    _unpacked: Option<write::Folder>,
}

/// Opens what is written after `--against`, to stand for the folder `from`. The error is for the user, and
/// does not name the input.
pub fn open(text: &str, from: &Path) -> Result<Input, String> {
    open_within(text, from, None, &Limits::DEFAULT)
}

/// Does the same as [`open`], and takes the addresses of servers as well.
pub fn open_over(network: &Network<'_>, text: &str, from: &Path) -> Result<Input, String> {
    open_within(text, from, Some(network), &Limits::DEFAULT)
}

/// The state of `from` in the last commit that a branch and `HEAD` have in common. The error is for the user.
pub fn open_merge_base(branch: &str, from: &Path) -> Result<Input, String> {
    let commit = revision::merge_base(branch, from)?;
    let name = format!("the merge base of {branch} and HEAD");
    revision::open(commit, Unpacked::new(&Limits::DEFAULT)?, name)
}

/// A commit of the repository whose working tree this is, as a whole; what the clone lacks of it may be fetched. The
/// error is for the user.
pub(super) fn open_commit(id: &str, root: &Path, fetches: bool) -> Result<Input, String> {
    let git = Repository::around(root)?;
    let git = if fetches { git.fetching() } else { git };
    let commit = revision::of(git, Some(id.to_owned()), None)?;
    revision::open(commit, Unpacked::new(&Limits::DEFAULT)?, id.to_owned())
}

/// Whether the text names a stream: standard input, or a file that is no schema.
pub fn is_packed(text: &str) -> bool {
    let Ok(Written { place, .. }) = written::read(text) else { return false };
    let is_file = Path::new(place).is_file() && !super::is_proto(Path::new(place));
    kind::written(place).is_none() && (place == "-" || is_file)
}

fn open_within(
    text: &str,
    from: &Path,
    network: Option<&Network<'_>>,
    limits: &Limits,
) -> Result<Input, String> {
    let Written { place, options } = written::read(text)?;
    let mut asked = Asked { text, options, told_by: None, from, network, limits };
    if let Some((kind, open, rest)) = kind::written(place) {
        asked.options.check(kind)?;
        return open(rest, asked);
    }
    if place == "-" {
        return unpack(Box::new(io::stdin()), None, asked);
    }
    let path = Path::new(place);
    if !path.exists() {
        return Err(written::missing(place));
    }
    match kind::on_disk(path, asked.options.get("format"))? {
        Some((kind, open)) => {
            asked.options.take("format");
            asked.options.check(kind)?;
            open(path, asked)
        }
        None => {
            let file = File::open(path).map_err(|error| packed::reason(&error))?;
            unpack(Box::new(file), packed::extension(place).as_deref(), asked)
        }
    }
}

impl Input {
    /// The files that are compared, as far as they lie in some folders; `None` for all.
    pub(super) fn targets_in(&self, folders: &[PathBuf]) -> Option<Vec<PathBuf>> {
        let targets = self.targets.as_ref()?;
        let is_meant = |path: &&PathBuf| folders.iter().any(|folder| path.starts_with(folder));
        let meant: Vec<PathBuf> = targets.iter().filter(is_meant).cloned().collect();
        Some(if meant.is_empty() { targets.clone() } else { meant })
    }

    /// Makes the folders that a configuration names, which does not lie in it: a file, or its text.
    pub(super) fn make_folders_named_in(&self, config: &str) {
        let text = std::fs::read(config).unwrap_or_else(|_| config.as_bytes().to_vec());
        // A folder that could not be made is reported when it is not found.
        let _ = unpacked::make_folders_named_in(&self.elsewhere, &[text]);
    }

    /// A path leads to something in it, unpacked or not.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.elsewhere.has_file(path) || self.elsewhere.has_folder(path) || path.exists()
    }

    /// A path leads to a schema in it, or to a folder that has one.
    pub(super) fn has_schema(&self, path: &Path) -> bool {
        let is_below = |file: &PathBuf| file.starts_with(path);
        self.elsewhere.paths().any(is_below) || unpacked::has_schema(path)
    }

    /// It is one .proto file.
    pub(super) fn is_schema(&self) -> bool {
        self.targets.is_some() && self.top.is_none()
    }

    /// A text with the name of the input in place of the folder that it was unpacked to.
    pub fn shown(&self, text: &str) -> String {
        let Some(top) = &self.top else { return text.to_owned() };
        let printed = [paths::printed(top, &paths::working_dir()), top.display().to_string()];
        let shown = |text: String, folder: &String| {
            text.replace(&format!("{folder}/"), &format!("{}:", self.name)).replace(folder, &self.name)
        };
        printed.iter().fold(text.to_owned(), shown)
    }

    fn on_disk(name: &str, folder: PathBuf, targets: Option<Vec<PathBuf>>) -> Input {
        let elsewhere = Arc::default();
        let name = name.to_owned();
        Input {
            name,
            folder,
            targets,
            is_root: false,
            top: None,
            left_out: Vec::new(),
            elsewhere,
            base: None,
            server: None,
            _unpacked: None,
        }
    }
}

/// The folder that an input stands for, when these paths are compared: the one that they name, else the
/// working directory.
pub fn folder_for(paths: &[PathBuf]) -> PathBuf {
    let working_dir = paths::working_dir();
    match paths {
        [folder] if folder.is_dir() => paths::absolute(folder, &working_dir),
        _ => working_dir,
    }
}

/// Opens a stream whose kind follows from `format=`, its extension, or its first bytes.
fn unpack<'a>(
    stream: Box<dyn Read + Send>,
    extension: Option<&'a str>,
    mut asked: Asked<'a>,
) -> Result<Input, String> {
    let named = match asked.options.get("format") {
        Some(format) => Some((kind::of_format(format)?, format)),
        None => extension.and_then(|extension| Some((kind::of_extension(extension)?, extension))),
    };
    let compression = asked.options.get("compression").map(packed::compression).transpose()?;
    let stream = packed::open(stream, compression, asked.limits)?;
    asked.told_by = named.map(|(_, told_by)| told_by);
    let (kind, open) = match named {
        Some((kind, _)) => kind,
        None => kind::of_head(&stream.head)?,
    };
    asked.options.check(kind)?;
    open(stream, asked)
}

#[cfg(test)]
mod tests;
