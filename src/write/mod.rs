//! Puts files on the disk: whole or not at all. Knows nothing of what is in them.

mod journal;
mod sync;
mod temporary;
mod together;

pub use journal::recover;
pub use temporary::{Folder, clear};
pub use together::{Replacement, together};

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes what `fill` writes. A regular file is replaced in one step, and keeps its permissions;
/// a device or a pipe is written straight. The error says why, in words.
pub fn file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    clear(folder_of(path));
    put(path, fill, |_| true).map_err(|error| reason(&error))
}

/// Writes a text in place of the one that was read, in one step. A file that says something else by now is
/// not touched; one that has the new text already, as by another path, is done. The error says why, in words.
pub fn replace(path: &Path, old: &str, new: &str) -> Result<(), String> {
    if is_locked(path) {
        return Err(READ_ONLY.to_owned());
    }
    let is_known = |now: Vec<u8>| now == old.as_bytes() || now == new.as_bytes();
    let may_be_replaced = |path: &Path| fs::read(path).is_ok_and(is_known);
    put(path, |out| out.write_all(new.as_bytes()), may_be_replaced).map_err(|error| reason(&error))
}

/// Returns whether the system would not let this process write into a file. A folder would let it be replaced even so.
fn is_locked(path: &Path) -> bool {
    let opened = fs::OpenOptions::new().write(true).open(path);
    opened.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Reason for leaving a file alone that its owner has locked.
const READ_ONLY: &str = "it is read-only";

/// Reason for leaving a file alone that somebody else has written.
const CHANGED: &str = "it has changed since it was read; run protune again";

/// Reason why something could not be written, in words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "no space is left".to_owned(),
        _ => error.to_string(),
    }
}

fn put(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    may_be_replaced: impl FnOnce(&Path) -> bool,
) -> io::Result<()> {
    // Through a symbolic link, so that the link stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fill_and_flush(fs::OpenOptions::new().write(true).open(&path)?, fill);
    }
    let (mut new, _fleeting) = temporary::file_in(folder_of(&path))?;
    fill_and_flush(&mut new, fill)?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions())?;
    }
    if !may_be_replaced(&path) {
        return Err(io::Error::other(CHANGED));
    }
    new.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Returns whether a file has another name, a hard link, that stays with the old text when this one gets a new one.
/// Writing through both instead would change files elsewhere that nobody named.
pub fn has_other_name(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).is_ok_and(|found| found.is_file() && found.nlink() > 1)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn fill_and_flush(file: impl Write, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    fill(&mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        file(&path, |out| out.write_all(b"old")).unwrap();
        let failed = file(&path, |out| {
            out.write_all(b"new")?;
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err(), "no more");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = file(&folder.path().join("a/b"), |_| Ok(()));
        assert_eq!(nowhere.unwrap_err(), "there is no such folder");
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.proto");
        let said = || fs::read_to_string(&path).unwrap();
        fs::write(&path, "old").unwrap();
        assert_eq!((replace(&path, "old", "new"), said().as_str()), (Ok(()), "new"));
        assert_eq!((replace(&path, "old", "new"), said().as_str()), (Ok(()), "new"));
        fs::write(&path, "mine").unwrap();
        assert_eq!((replace(&path, "old", "new"), said().as_str()), (Err(CHANGED.to_owned()), "mine"));
        fs::remove_file(&path).unwrap();
        assert_eq!(replace(&path, "old", "new"), Err(CHANGED.to_owned()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        file(&link, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        file(Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
    }
}
