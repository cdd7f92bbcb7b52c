//! Temporary files and folders, and what becomes of them: a signal that ends the process takes them along, and the next
//! run clears what a kill left. The only file that names signal-hook.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{NamedTempFile, TempDir};

/// Prefix of the name of a file that is to replace the one beside it.
const NEW: &str = ".protune-new-";

/// Existing temporary files. Locked while one is created, so that a signal finds all or nothing.
static THERE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Held while files take the places of others: a signal waits until all have.
static BUSY: Mutex<()> = Mutex::new(());

fn there() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps signals from ending the process, as long as this is there.
pub(super) fn uninterrupted() -> MutexGuard<'static, ()> {
    BUSY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path that goes with the process, until this is dropped.
#[derive(Debug)]
pub(super) struct Fleeting(PathBuf);

impl Drop for Fleeting {
    fn drop(&mut self) {
        there().remove(&self.0);
    }
}

/// Makes something, and lets it go with the process.
fn make<T>(make: impl FnOnce() -> io::Result<(T, PathBuf)>) -> io::Result<(T, Fleeting)> {
    signals::watch();
    let mut there = there();
    let (made, path) = make()?;
    there.insert(path.clone());
    Ok((made, Fleeting(path)))
}

/// Creates a file with this name, which must not be there.
pub(super) fn file(path: &Path) -> io::Result<(File, Fleeting)> {
    make(|| Ok((File::options().write(true).create_new(true).open(path)?, path.to_owned())))
}

/// Creates a file for what is to take the place of one in this folder. It is locked as long as its process lives, by
/// which others know that it is in use.
pub(super) fn file_in(folder: &Path) -> io::Result<(NamedTempFile, Fleeting)> {
    loop {
        let (file, fleeting) = make(|| {
            let file = builder().tempfile_in(folder)?;
            let path = file.path().to_owned();
            Ok((file, path))
        })?;
        // Where files cannot be locked, nobody takes this one for a leftover either.
        let _ = file.as_file().lock();
        if file.path().exists() {
            return Ok((file, fleeting));
        }
    }
}

/// A private folder among those of the system.
#[derive(Debug)]
pub struct Folder {
    folder: TempDir,
    _fleeting: Fleeting,
}

impl Folder {
    pub fn create() -> io::Result<Folder> {
        let (folder, fleeting) = make(|| {
            let folder = tempfile::Builder::new().prefix("protune-").tempdir()?;
            let path = folder.path().to_owned();
            Ok((folder, path))
        })?;
        Ok(Folder { folder, _fleeting: fleeting })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what runs left in a folder that were killed while they wrote.
pub fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(NEW.as_bytes()) {
            continue;
        }
        let path = entry.path();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(path);
        }
    }
}

/// A temporary file is private by default; what becomes a file of the user's has the user's mask.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(unix)]
mod signals {
    use super::{there, uninterrupted};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::fs;
    use std::sync::Once;
    use std::sync::mpsc;
    use std::thread;

    /// Has a thread wait for signals from now on. Without one, the next run clears away what is left.
    pub(super) fn watch() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let (ready, is_ready) = mpsc::channel::<()>();
            let wait = move || {
                let signals =
                    Signals::new([SIGHUP, SIGINT, SIGTERM].into_iter().filter(|it| !is_ignored(*it)));
                drop(ready);
                signals.into_iter().for_each(|mut signals| signals.forever().for_each(end));
            };
            if thread::Builder::new().name("signals".to_owned()).spawn(wait).is_ok() {
                // Nothing is sent: that the other side is gone says that signals are waited for.
                let _ = is_ready.recv();
            }
        });
    }

    /// Removes what is temporary, and ends the process as the signal would have. Nothing temporary is made any more.
    fn end(signal: i32) {
        let _busy = uninterrupted();
        let there = there();
        for path in &*there {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        let _ = emulate_default_handler(signal);
    }

    /// Whether whoever started the process, such as nohup, had it ignore a signal: then it still does.
    fn is_ignored(signal: i32) -> bool {
        let Ok(status) = fs::read_to_string("/proc/self/status") else { return false };
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        mask >> (signal - 1) & 1 == 1
    }
}

#[cfg(not(unix))]
mod signals {
    /// The next run clears away what a signal leaves.
    pub(super) fn watch() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_is_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        let (used, _fleeting) = file_in(folder.path()).unwrap();
        let left = folder.path().join(".protune-new-Ab12Cd");
        fs::write(&left, "torn").unwrap();
        let others =
            [".protune-journal", ".protune-12-0", "protune-new-a.proto"].map(|name| folder.path().join(name));
        others.iter().for_each(|path| fs::write(path, "mine").unwrap());
        clear(folder.path());
        assert!(used.path().exists() && !left.exists());
        assert!(others.iter().all(|path| path.exists()));
    }
}
