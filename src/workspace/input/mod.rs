//! What a schema is compared with, whatever it lies in, as a folder: a git commit, an archive, a descriptor
//! set. The only folder that unpacks anything, and it trusts nothing that it unpacks.

mod archive;
mod image;
mod limits;
mod packed;
mod revision;
mod unpacked;
mod written;

use super::{Elsewhere, paths};
use limits::Limits;
use packed::Format;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use unpacked::Unpacked;
use written::{Options, Written};

/// Schemas to compare with. What was unpacked for them goes when this does.
pub struct Input {
    /// As it is named to the user.
    pub name: String,
    /// What stands for the folder that is compared. Absolute.
    pub folder: PathBuf,
    /// The files that are compared, absolute; `None` for all in the folder.
    pub targets: Option<Vec<PathBuf>>,
    /// Files are imported from the folder, and from nowhere else.
    pub is_root: bool,
    /// What was unpacked: nothing above this folder has to do with it. Absolute.
    pub top: Option<PathBuf>,
    /// Symbolic links that were left out.
    pub links: usize,
    /// Schemas that were not unpacked, since they lie in the working tree as well.
    pub elsewhere: Arc<Elsewhere>,
    _unpacked: Option<TempDir>,
}

/// Opens what is written after `--against`, to stand for the folder `from`. The error is for the user, and
/// does not name the input.
pub fn open(text: &str, from: &Path) -> Result<Input, String> {
    open_within(text, from, &Limits::DEFAULT)
}

/// The state of `from` in the last commit that a branch and `HEAD` have in common. The error is for the user.
pub fn open_merge_base(branch: &str, from: &Path) -> Result<Input, String> {
    let commit = revision::merge_base(branch, from)?;
    let name = format!("the merge base of {branch} and HEAD");
    revision::open(commit, Unpacked::new(&Limits::DEFAULT)?, name)
}

fn open_within(text: &str, from: &Path, limits: &Limits) -> Result<Input, String> {
    let Written { place, mut options } = written::read(text)?;
    let input = match place {
        written::Place::Revision(name) => {
            let commit = revision::named(name, options.take("subdir"), from)?;
            options.none_left("a git revision", &["subdir"])?;
            revision::open(commit, Unpacked::new(limits)?, text.to_owned())?
        }
        written::Place::Repository(path) => {
            let commit = revision::in_repository(&path, &mut options)?;
            options.none_left("a git repository", revision::OPTIONS)?;
            revision::open(commit, Unpacked::new(limits)?, text.to_owned())?
        }
        written::Place::Folder(path) => {
            options.none_left("a folder", &[])?;
            Input::on_disk(text, paths::absolute(&path, &paths::working_dir()), None)
        }
        written::Place::Schema(path) => {
            options.none_left("a schema", &[])?;
            let path = paths::absolute(&path, &paths::working_dir());
            Input::on_disk(text, folder_of(&path, from), Some(vec![path]))
        }
        written::Place::File(path) => {
            let file = File::open(&path).map_err(|error| packed::reason(&error))?;
            unpack(text, Box::new(file), Format::of_name(&path.to_string_lossy()), options, limits)?
        }
        written::Place::StandardInput => unpack(text, Box::new(io::stdin()), None, options, limits)?,
    };
    Ok(input)
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
        // What could not be made is told of when it is not found.
        let _ = unpacked::make_folders_named_in(&self.elsewhere, &[text]);
    }

    /// A path leads to something in it, unpacked or not.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.elsewhere.has_file(path) || self.elsewhere.has_folder(path) || path.exists()
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
        Input { name, folder, targets, is_root: false, top: None, links: 0, elsewhere, _unpacked: None }
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

/// The folder that a schema is seen from: where what is below it is called as another one in `from` is.
fn folder_of(schema: &Path, from: &Path) -> PathBuf {
    let folders: Vec<&Path> = schema.ancestors().skip(1).collect();
    let has_other = |folder: &&&Path| {
        let other = schema.strip_prefix(folder).map(|below| from.join(below));
        other.is_ok_and(|other| other != schema && other.is_file())
    };
    let folder = folders.iter().rev().find(has_other).or(folders.first());
    folder.map_or_else(PathBuf::new, |folder| folder.to_path_buf())
}

/// Unpacks a stream of which the name tells the format, or an option, or the first bytes.
fn unpack(
    name: &str,
    stream: Box<dyn Read + Send>,
    named: Option<Format>,
    mut options: Options<'_>,
    limits: &Limits,
) -> Result<Input, String> {
    let format = options.take("format").map(Format::of_option).transpose()?.or(named);
    let compression = options.take("compression").map(packed::compression).transpose()?;
    let stream = packed::open(stream, compression, limits)?;
    let format = match format {
        Some(format) => format,
        None => packed::guess(&stream.head)?,
    };
    let unpacked = Unpacked::new(limits)?;
    match format {
        Format::Image => {
            options.none_left("a descriptor set", &["format", "compression"])?;
            image::open(stream, unpacked, name)
        }
        Format::Tar | Format::Zip => {
            let strip = options.take("strip_components").map(written::number).transpose()?.unwrap_or(0);
            let subfolder = options.take("subdir").map(written::subfolder).transpose()?.unwrap_or_default();
            options.none_left("an archive", &["format", "compression", "subdir", "strip_components"])?;
            let unpacked = unpacked.stripping(strip);
            let unpacked = match format {
                Format::Zip => archive::unzip(stream, unpacked)?,
                _ => archive::untar(stream, unpacked)?,
            };
            unpacked.into_input(name.to_owned(), &subfolder)
        }
        Format::Text(what) => Err(format!(
            "an image in {what} is not read; write the set as binary, as with `buf build -o FILE.binpb`"
        )),
    }
}

#[cfg(test)]
mod tests;
