//! The journal of files that are replaced together, and what the next run makes of one that it finds: it
//! finishes what was decided, and clears away what was not.

use super::temporary::{self, Fleeting};
use super::{reason, sync};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::ErrorKind::{NotADirectory, NotFound};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const NAME: &str = ".protune-journal";
/// Its first word, with the version of what follows.
const HEAD: &str = "protune-journal-1";
/// Its last word once all new texts are laid out: from here on they count.
const COMMIT: &str = "commit";

/// A file and the new text that lies beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub(super) target: PathBuf,
    pub(super) temp: PathBuf,
    pub(super) old: Note,
    pub(super) new: Note,
}

/// Enough of a text to know it again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Note {
    len: u64,
    hash: u64,
}

impl Note {
    /// FNV-1a, which is the same on every system and in every version.
    pub(super) fn of(text: impl AsRef<[u8]>) -> Note {
        let bytes = text.as_ref();
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
        Note { len: bytes.len() as u64, hash: bytes.iter().fold(0xCBF2_9CE4_8422_2325, step) }
    }
}

/// A journal that is being written. It is locked as long as its process lives.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    _fleeting: Fleeting,
}

impl Journal {
    /// Says which files will be written, before any is.
    pub(super) fn begin(folder: &Path, entries: &[Entry]) -> Result<Journal, String> {
        let path = folder.join(NAME);
        let (file, fleeting) = match locked(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(format!("another run of protune is writing here; see {}", path.display()));
            }
            Err(error) => return Err(failure(&path, &error)),
        };
        let mut journal = Journal { path, file, _fleeting: fleeting };
        match text(entries, &[]).and_then(|text| journal.say(&text)) {
            Ok(()) => Ok(journal),
            Err(error) => {
                let _ = fs::remove_file(&journal.path);
                Err(failure(&journal.path, &error))
            }
        }
    }

    /// From here on the new texts count, whatever happens.
    pub(super) fn commit(&mut self) -> Result<(), String> {
        self.say(COMMIT).map_err(|error| failure(&self.path, &error))
    }

    /// Says in one step that something else counts, and that the new texts of `void` do not.
    pub(super) fn replace(&mut self, entries: &[Entry], void: &[Entry]) -> Result<(), String> {
        let path = self.path.with_extension("new");
        let replaced = || -> io::Result<File> {
            let mut file = File::create(&path)?;
            file.lock()?;
            file.write_all(text(entries, void)?.as_bytes())?;
            file.write_all(COMMIT.as_bytes())?;
            file.sync_data()?;
            fs::rename(&path, &self.path)?;
            Ok(file)
        };
        self.file = replaced().map_err(|error| failure(&self.path, &error))?;
        Ok(())
    }

    /// All is done.
    pub(super) fn end(self, done: &[Entry]) -> Result<(), String> {
        sync::folders(done);
        fs::remove_file(&self.path).map_err(|error| failure(&self.path, &error))
    }

    fn say(&mut self, words: &str) -> io::Result<()> {
        self.file.write_all(words.as_bytes())?;
        self.file.sync_data()
    }
}

/// A new file with this name. Until it is locked another run may take it for one that was left behind,
/// and remove it.
fn locked(path: &Path) -> io::Result<(File, Fleeting)> {
    loop {
        let (file, fleeting) = temporary::file(path)?;
        file.lock()?;
        if path.exists() {
            return Ok((file, fleeting));
        }
    }
}

fn failure(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {}", path.display(), reason(error))
}

/// Words with a NUL behind each, which no path has.
fn text(entries: &[Entry], void: &[Entry]) -> io::Result<String> {
    let mut out = format!("{HEAD}\0");
    let notes = |entry: &Entry| {
        format!("{}-{:x} {}-{:x}", entry.old.len, entry.old.hash, entry.new.len, entry.new.hash)
    };
    for (entry, notes) in
        entries.iter().map(|it| (it, notes(it))).chain(void.iter().map(|it| (it, String::new())))
    {
        let [target, temp] = [&entry.target, &entry.temp].map(|path| path.to_str());
        let (Some(target), Some(temp)) = (target, temp) else {
            return Err(io::Error::other("a path of a schema is not UTF-8"));
        };
        out += &format!("{target}\0{temp}\0{notes}\0");
    }
    Ok(out)
}

/// Content of a journal.
struct Found {
    entries: Vec<Entry>,
    /// New texts that do not count.
    void: Vec<PathBuf>,
    is_committed: bool,
}

/// `None` when it is cut off in its first lines: then nothing was written.
fn parse(text: &str) -> Option<Found> {
    let mut words = text.split('\0');
    if words.next()? != HEAD {
        return None;
    }
    let words: Vec<&str> = words.collect();
    let (rows, rest) = words.as_chunks::<3>();
    let mut found = Found { entries: Vec::new(), void: Vec::new(), is_committed: rest == [COMMIT] };
    for [target, temp, notes] in rows {
        let (target, temp) = (PathBuf::from(target), PathBuf::from(temp));
        match parse_notes(notes) {
            Some((old, new)) => found.entries.push(Entry { target, temp, old, new }),
            None => found.void.push(temp),
        }
    }
    Some(found)
}

fn parse_notes(notes: &str) -> Option<(Note, Note)> {
    let note = |word: &str| {
        let (len, hash) = word.split_once('-')?;
        Some(Note { len: len.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? })
    };
    let (old, new) = notes.split_once(' ')?;
    Some((note(old)?, note(new)?))
}

/// Looks for the journal of a run that was interrupted, at these paths and in the folders around them, and finishes
/// what that run had decided to write. Waits for a run that is still writing. Says what it did, if
/// anything; the error says what a person has to do.
pub fn recover<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<Vec<String>, String> {
    let mut around = BTreeSet::new();
    for path in paths.into_iter().filter_map(|path| fs::canonicalize(path).ok()) {
        around.extend(path.ancestors().map(Path::to_owned));
    }
    let mut told = Vec::new();
    for folder in around {
        told.extend(recover_in(&folder.join(NAME))?);
    }
    Ok(told)
}

fn recover_in(path: &Path) -> Result<Option<String>, String> {
    let mut file = match File::options().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(None),
        Err(error) => return Err(format!("cannot read {}: {}", path.display(), reason(&error))),
    };
    let mut bytes = Vec::new();
    let read = file.lock().and_then(|()| file.read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read {}: {}", path.display(), reason(&error)))?;
    // The run that wrote it may have come to its end while we waited.
    if !path.exists() {
        return Ok(None);
    }
    let told = finish(path, parse(&String::from_utf8_lossy(&bytes)))?;
    // The journal that was to take the place of this one.
    let _ = fs::remove_file(path.with_extension("new"));
    fs::remove_file(path).map_err(|error| failure(path, &error))?;
    Ok(told)
}

fn finish(path: &Path, found: Option<Found>) -> Result<Option<String>, String> {
    let Some(Found { entries, void, is_committed }) = found else { return Ok(None) };
    void.iter().for_each(|temp| drop(fs::remove_file(temp)));
    if !is_committed {
        entries.iter().for_each(|entry| drop(fs::remove_file(&entry.temp)));
        return Ok(Some("an earlier run of protune was interrupted before it wrote anything".to_owned()));
    }
    let open: Vec<&Entry> = entries.iter().filter(|entry| entry.temp.exists()).collect();
    let now = |entry: &Entry| fs::read(&entry.target).ok().map(Note::of);
    if let Some(entry) =
        open.iter().find(|entry| !matches!(now(entry), Some(now) if now == entry.old || now == entry.new))
    {
        let (target, path) = (entry.target.display(), path.display());
        return Err(format!(
            "an earlier run of protune was interrupted while it wrote {} files, and {target} has changed since; \
             take that change back, or remove {path} to leave all files as they are",
            entries.len(),
        ));
    }
    for entry in &open {
        fs::rename(&entry.temp, &entry.target).map_err(|error| failure(&entry.target, &error))?;
    }
    sync::folders(&entries);
    if open.is_empty() {
        return Ok(None);
    }
    let (done, all) = (open.len(), entries.len());
    Ok(Some(format!("finished an earlier run of protune: wrote the last {done} of {all} files")))
}
