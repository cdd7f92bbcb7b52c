//! Packs of rules from git: where they lie, and the file that locks their content. Fetches nothing.

use super::{Problem, Problems, protune, source};
use crate::{bounded, paths};
use protune_data::{Language, Node};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// File that describes a pack.
pub const DESCRIPTION: &str = "pack.toml";
/// File beside the protune.toml that says what was fetched.
pub const LOCK: &str = "protune.lock";
/// Folder beside the protune.toml that packs are fetched into.
pub const FOLDER: &str = ".protune/packs";

const FETCH: &str = "run `protune rules fetch`";

/// Pack that was fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Locked {
    pub name: String,
    pub git: String,
    pub rev: String,
    /// Commit that the revision was.
    pub commit: String,
    /// Hash of the content.
    pub hash: String,
}

/// Returns the folder of a pack that was fetched, if it has the content that is locked. The error is a message with a
/// help.
pub(super) fn locked(
    folder: &Path,
    name: &str,
    git: Option<&str>,
    rev: Option<&str>,
) -> Result<PathBuf, (String, String)> {
    let told = |message: String| (message, FETCH.to_owned());
    let Some(rev) = rev else {
        let message = format!("the pack `{name}` needs a `rev`");
        return Err((message, "write a tag or a commit of the repository".to_owned()));
    };
    if !is_name(name) {
        let message = format!("`{name}` cannot be the name of a pack");
        return Err((message, "write lower-case letters, digits, `-` and `_`".to_owned()));
    }
    let known = read_lock(folder).map_err(told)?;
    let Some(known) = known.into_iter().find(|known| known.name == name) else {
        return Err(told(format!("the pack `{name}` is not in {LOCK}: it was never fetched")));
    };
    if Some(known.git.as_str()) != git || known.rev != rev {
        return Err(told(format!("the pack `{name}` in {LOCK} is of another repository or revision")));
    }
    let place = folder.join(FOLDER).join(name);
    if !place.is_dir() {
        return Err(told(format!("the pack `{name}` is not here")));
    }
    let hash = hash(&place).map_err(|why| told(format!("the pack `{name}` cannot be read: {why}")))?;
    if hash != known.hash {
        return Err(told(format!("the pack `{name}` does not have the content that {LOCK} says")));
    }
    Ok(place)
}

/// Whether a text can be the name of a pack, which is the name of a folder.
pub fn is_name(text: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(is_part)
}

/// Reads the lock beside a protune.toml; there need be none. The error is for the user.
pub fn read_lock(folder: &Path) -> Result<Vec<Locked>, String> {
    let path = folder.join(LOCK);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&path).map_err(|why| format!("{LOCK} cannot be read: {why}"))?;
    let file = protune_data::parse(Language::Toml, text);
    if let Some(problem) = file.problems.first() {
        return Err(format!("{LOCK} cannot be read: {}", problem.message));
    }
    let packs = file.root().get("pack").map_or(&[][..], Node::items);
    let read = |table: &Node| {
        let text = |key: &str| table.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        let (name, git, rev) = (text("name"), text("git"), text("rev"));
        Locked { name, git, rev, commit: text("commit"), hash: text("hash") }
    };
    Ok(packs.iter().map(read).collect())
}

/// Text of a lock.
pub fn lock(packs: &[Locked]) -> String {
    let mut out = String::from("# Written by `protune rules fetch`.\n");
    for Locked { name, git, rev, commit, hash } in packs {
        out += "\n[[pack]]\n";
        for (key, value) in [("name", name), ("git", git), ("rev", rev), ("commit", commit), ("hash", hash)] {
            let _ = writeln!(out, "{key} = {}", super::protune::quoted(value));
        }
    }
    out
}

/// Most files of a pack, and the largest of them in bytes.
const MAX_FILES: usize = 10_000;
const MAX_FILE: u64 = 1 << 20;

/// Hash of the names and contents of all files in a folder.
pub fn hash(folder: &Path) -> Result<String, String> {
    let mut files = Vec::new();
    list(folder, folder, &mut files)?;
    files.sort();
    let mut hasher = Sha256::new();
    for (name, path) in files {
        let read = fs::File::open(&path).and_then(|file| bounded::within(file, MAX_FILE));
        let content = read.map_err(|why| format!("{name}: {why}"))?;
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update((content.len() as u64).to_le_bytes());
        hasher.update(&content);
    }
    let mut out = String::from("sha256:");
    for byte in hasher.finalize() {
        let _ = write!(out, "{byte:02x}");
    }
    Ok(out)
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|why| why.to_string())?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_symlink() {
            return Err(format!("{} is a link", path.display()));
        }
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, path));
        }
        if files.len() > MAX_FILES {
            return Err(format!("it has more than {MAX_FILES} files"));
        }
    }
    Ok(())
}

/// Packs that are fetched from git, as a protune.toml names them.
pub struct Wanted {
    /// Folder of the protune.toml. Absolute.
    pub folder: PathBuf,
    /// Name, address and revision of each.
    pub packs: Vec<(String, String, String)>,
}

/// Returns the packs that the protune.toml around a folder names; `None` if there is no such file.
pub fn wanted(folder: &Path) -> Result<Option<Wanted>, Problems> {
    let mut around = paths::around(folder, None);
    let Some(folder) = around.find(|around| source::is_there(&around.join(protune::NAME))) else {
        return Ok(None);
    };
    let (reading, value) = source::read(&folder.join(protune::NAME), Language::Toml)?;
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    for pack in protune::packs(&value) {
        match (pack.git, pack.rev) {
            (Some(git), Some(rev)) if is_name(pack.name) => {
                packs.push((pack.name.to_owned(), git.to_owned(), rev.to_owned()));
            }
            (None, _) if pack.path.is_some() => {}
            _ => {
                let message = format!("the pack `{}` cannot be fetched", pack.name);
                let help = "write `git` and `rev`, and a name of lower-case letters, digits, `-` and `_`";
                problems.push(Problem::new(&reading.source, Some(pack.node.span), message).help(help));
            }
        }
    }
    let folder = folder.to_owned();
    if problems.is_empty() { Ok(Some(Wanted { folder, packs })) } else { Err(problems) }
}
