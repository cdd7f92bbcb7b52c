//! Fetches one revision of another repository into a folder. Nothing of the repository stays but its files.

use super::{Kind, Refusal, Remote, Repository, path};
use crate::paths;
use std::fs;
use std::io;
use std::path::{Component, Path};

/// Most bytes of all files together.
const MAX_SIZE: u64 = 64 << 20;

/// Writes the files of a revision into a folder that does not exist yet. Returns the commit. The error is for the user.
pub fn fetch_into(address: &str, rev: &str, folder: &Path) -> Result<String, String> {
    if address.is_empty() || address.starts_with('-') || rev.is_empty() || rev.starts_with('-') {
        return Err("the address or the revision is not one".to_owned());
    }
    let scratch = tempfile::tempdir().map_err(|why| format!("there is no place for a clone: {why}"))?;
    let git = Repository { root: scratch.path().to_owned(), is_alone: true, fetches: true };
    git.ask(["init", "--quiet", "--bare", "."])?;
    // A path starts where the user is, and not in the clone.
    let here = paths::absolute(Path::new(address), &paths::working_dir());
    let address = if here.exists() { here.display().to_string() } else { address.to_owned() };
    let remote: Remote<'_> = git.remote_at(address);
    let said = |refusal: Refusal| format!("{rev}: {}", refusal.in_words(&remote));
    // A tag or a branch, or else a commit that the remote gives away only with its history.
    let commit = match remote.fetch(&["--depth=1"], &[rev]) {
        Ok(()) => git.commit("FETCH_HEAD")?,
        Err(first) => {
            remote.fetch(&[], &["+refs/*:refs/fetched/*"]).map_err(said)?;
            git.commit(rev).map_err(|_| said(first))?
        }
    };
    let mut files = Vec::new();
    git.files(&commit, |entry| {
        let place = path(entry.path);
        let is_plain = place.components().all(|part| matches!(part, Component::Normal(_)));
        match entry.kind {
            Kind::File if is_plain => files.push((place, entry.id.to_owned())),
            _ => return Err(format!("{} is no plain file", place.display())),
        }
        Ok(())
    })?;
    fs::create_dir_all(folder).map_err(|why| why.to_string())?;
    let mut size = 0;
    git.contents(files.iter().map(|(_, id)| id.as_str()), |at, content| {
        let target = folder.join(&files[at].0);
        let written = write(&target, content);
        size += written.map_err(|why| format!("{}: {why}", target.display()))?;
        if size > MAX_SIZE {
            return Err(format!("the pack is larger than {} MiB", MAX_SIZE >> 20));
        }
        Ok(())
    })?;
    Ok(commit)
}

fn write(target: &Path, content: &mut dyn io::Read) -> io::Result<u64> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    io::copy(content, &mut fs::File::create(target)?)
}
