//! Has the disk remember what was written, so that it survives a power failure as well.

use super::journal::Entry;
use super::reason;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// Number of files above which it is faster to flush the whole file system once.
const MANY: usize = 100;

/// The new texts that lie beside their files.
pub(super) fn texts(entries: &[Entry]) -> Result<(), String> {
    let failure =
        |path: &Path, error: &io::Error| format!("cannot write {}: {}", path.display(), reason(error));
    if entries.len() > MANY && file_systems(entries).map_err(|(path, error)| failure(path, &error))? {
        return Ok(());
    }
    entries.par_iter().try_for_each(|entry| {
        let synced = File::open(&entry.temp).and_then(|file| file.sync_data());
        synced.map_err(|error| failure(&entry.target, &error))
    })
}

/// Flushes the renames in the folders of these files.
pub(super) fn folders(entries: &[Entry]) {
    if entries.len() > MANY && matches!(file_systems(entries), Ok(true)) {
        return;
    }
    let folders: BTreeSet<&Path> = entries.iter().filter_map(|entry| entry.target.parent()).collect();
    folders.into_iter().for_each(|folder| {
        // Not every system can; those that cannot have nothing to be asked for.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    });
}

/// Flushes the file systems that these files lie on; `false` where that is not possible.
#[cfg(target_os = "linux")]
fn file_systems(entries: &[Entry]) -> Result<bool, (&Path, io::Error)> {
    use std::os::unix::fs::MetadataExt;
    let folders: BTreeSet<&Path> = entries.iter().filter_map(|entry| entry.target.parent()).collect();
    let mut done = BTreeSet::new();
    for path in folders {
        let folder = File::open(path).map_err(|error| (path, error))?;
        let device = folder.metadata().map_err(|error| (path, error))?.dev();
        if done.insert(device) {
            rustix::fs::syncfs(&folder).map_err(|error| (path, error.into()))?;
        }
    }
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn file_systems(_entries: &[Entry]) -> Result<bool, (&Path, io::Error)> {
    Ok(false)
}
