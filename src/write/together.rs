//! Replaces many files in one step: all of them or none, whenever the process ends. New texts are laid
//! beside their files first, then a journal says that they count, then they take the places of the old.

use super::journal::{Entry, Journal, Note};
use super::temporary::{self, Fleeting};
use super::{CHANGED, READ_ONLY, is_locked, reason, sync};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file that is to say something else.
#[derive(Clone, Copy)]
pub struct Replacement<'a> {
    pub path: &'a Path,
    /// Name as printed.
    pub name: &'a str,
    /// Text when it was read. A file with another text by now is not touched.
    pub old: &'a str,
    pub new: &'a str,
}

/// The error says which file is in the way, and why; nothing has changed then, unless it says so.
pub fn together(files: &[Replacement<'_>], working_dir: &Path) -> Result<(), String> {
    let targets = resolve(files)?;
    match &targets[..] {
        [] => Ok(()),
        [target] => alone(target),
        _ => journaled(&targets, working_dir),
    }
}

/// A file that is to be replaced, links followed.
struct Target<'a> {
    path: PathBuf,
    file: Replacement<'a>,
    stamp: Stamp,
    permissions: fs::Permissions,
}

/// Stamp that shows that a file was not written since.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        Stamp { len: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl Target<'_> {
    fn fail(&self, why: &str) -> String {
        format!("cannot write {}: {why}", self.file.name)
    }

    fn fail_with(&self, error: &io::Error) -> String {
        self.fail(&reason(error))
    }

    fn is_unchanged(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|now| Stamp::of(&now) == self.stamp)
    }

    fn entry(&self, number: usize) -> Entry {
        let temp = format!(".protune-{}-{number}", std::process::id());
        let temp = self.path.with_file_name(temp);
        Entry { target: self.path.clone(), temp, old: Note::of(self.file.old), new: Note::of(self.file.new) }
    }
}

/// Looks at each file once more. One that is there by two paths is replaced once.
fn resolve<'a>(files: &[Replacement<'a>]) -> Result<Vec<Target<'a>>, String> {
    let targets: Vec<Target<'_>> = files.par_iter().map(|file| look_at(*file)).collect::<Result<_, _>>()?;
    let mut by_path: BTreeMap<PathBuf, Target<'_>> = BTreeMap::new();
    for target in targets {
        match by_path.get(&target.path) {
            Some(other) if other.file.new != target.file.new => {
                return Err(
                    target.fail(&format!("it is {} as well, and fixed otherwise there", other.file.name))
                );
            }
            Some(_) => {}
            None => {
                by_path.insert(target.path.clone(), target);
            }
        }
    }
    Ok(by_path.into_values().collect())
}

fn look_at(file: Replacement<'_>) -> Result<Target<'_>, String> {
    let fail = |error: io::Error| format!("cannot write {}: {}", file.name, reason(&error));
    let path = fs::canonicalize(file.path).map_err(fail)?;
    let metadata = fs::metadata(&path).map_err(fail)?;
    let (stamp, permissions) = (Stamp::of(&metadata), metadata.permissions());
    let target = Target { path, file, stamp, permissions };
    if is_locked(&target.path) {
        return Err(target.fail(READ_ONLY));
    }
    match fs::read(&target.path) {
        Ok(text) if text == file.old.as_bytes() => Ok(target),
        Ok(_) => Err(target.fail(CHANGED)),
        Err(error) => Err(target.fail_with(&error)),
    }
}

/// One file needs no journal.
fn alone(target: &Target<'_>) -> Result<(), String> {
    let fail = |error: io::Error| target.fail_with(&error);
    let (mut new, _fleeting) = temporary::file_in(super::folder_of(&target.path)).map_err(fail)?;
    new.write_all(target.file.new.as_bytes()).map_err(fail)?;
    new.as_file().set_permissions(target.permissions.clone()).map_err(fail)?;
    new.as_file().sync_data().map_err(fail)?;
    if !target.is_unchanged() {
        return Err(target.fail(CHANGED));
    }
    new.persist(&target.path).map(drop).map_err(|error| fail(error.error))
}

fn journaled(targets: &[Target<'_>], working_dir: &Path) -> Result<(), String> {
    let entries: Vec<Entry> = targets.iter().zip(0..).map(|(target, at)| target.entry(at)).collect();
    let mut journal = Journal::begin(&folder_of(targets, working_dir), &entries)?;
    let lay = |(target, entry): (&Target<'_>, &Entry)| {
        lay(&entry.temp, target.file.new, &target.permissions).map_err(|error| target.fail_with(&error))
    };
    let laid: Result<Vec<Fleeting>, String> = targets.par_iter().zip(&entries).map(lay).collect();
    let synced = laid.and_then(|laid| sync::texts(&entries).map(|()| laid));
    // From the commit on, all files are written, whatever comes.
    let _uninterrupted = temporary::uninterrupted();
    let ready = synced.and_then(|_laid| match targets.iter().find(|target| !target.is_unchanged()) {
        Some(target) => Err(target.fail(CHANGED)),
        None => journal.commit(),
    });
    if let Err(problem) = ready {
        discard(&entries);
        return journal.end(&[]).and(Err(problem));
    }
    put_all(journal, targets, &entries)
}

/// Puts the new texts, which count by now, in the places of the old ones.
fn put_all(journal: Journal, targets: &[Target<'_>], entries: &[Entry]) -> Result<(), String> {
    for (at, (target, entry)) in targets.iter().zip(entries).enumerate() {
        if let Err(problem) = put(target, &entry.temp) {
            return undo(journal, &targets[..at], &entries[at..]).and(Err(problem));
        }
    }
    journal.end(entries)
}

/// Puts the old texts back where the new ones are; that, too, is all or nothing.
fn undo(mut journal: Journal, done: &[Target<'_>], rest: &[Entry]) -> Result<(), String> {
    let back = |(at, target): (usize, &Target<'_>)| {
        let mut entry = target.entry(at + done.len() + rest.len());
        std::mem::swap(&mut entry.old, &mut entry.new);
        entry
    };
    let back: Vec<Entry> = done.iter().enumerate().map(back).collect();
    let lay = |(target, entry): (&Target<'_>, &Entry)| {
        lay(&entry.temp, target.file.old, &target.permissions).map_err(|error| target.fail_with(&error))
    };
    let _laid: Vec<Fleeting> = done.iter().zip(&back).map(lay).collect::<Result<_, _>>()?;
    sync::texts(&back)?;
    journal.replace(&back, rest)?;
    for (target, entry) in done.iter().zip(&back) {
        fs::rename(&entry.temp, &target.path).map_err(|error| target.fail_with(&error))?;
    }
    discard(rest);
    journal.end(&back)
}

/// Writes a new text beside its file.
fn lay(temp: &Path, text: &str, permissions: &fs::Permissions) -> io::Result<Fleeting> {
    let (mut file, fleeting) = temporary::file(temp)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions.clone())?;
    Ok(fleeting)
}

fn put(target: &Target<'_>, temp: &Path) -> Result<(), String> {
    if !target.is_unchanged() {
        return Err(target.fail(CHANGED));
    }
    fs::rename(temp, &target.path).map_err(|error| target.fail_with(&error))
}

fn discard(entries: &[Entry]) {
    for entry in entries {
        let _ = fs::remove_file(&entry.temp);
    }
}

/// Folder of the journal: the working directory if the files are below it, otherwise the folder around all of
/// them. Runs from inside of either find it there.
fn folder_of(targets: &[Target<'_>], working_dir: &Path) -> PathBuf {
    let around = targets[0].path.ancestors().skip(1);
    let holds_all = |folder: &&Path| targets.iter().all(|target| target.path.starts_with(folder));
    let working_dir = fs::canonicalize(working_dir).unwrap_or_else(|_| working_dir.to_owned());
    if holds_all(&working_dir.as_path()) {
        return working_dir;
    }
    around.into_iter().find(holds_all).unwrap_or(Path::new("/")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that lies in a folder, with what it says.
    fn read(folder: &Path) -> BTreeMap<String, String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
    }

    /// Somebody writes the last file when the first two are replaced already: those get their old texts back.
    #[test]
    fn what_changes_in_the_middle_takes_all_back() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.proto", "b.proto", "c.proto"].map(|name| folder.path().join(name));
        paths.iter().for_each(|path| fs::write(path, "old").unwrap());
        let files = paths.each_ref().map(|path| Replacement { path, name: "it", old: "old", new: "new one" });
        let targets = resolve(&files).unwrap();
        let entries: Vec<Entry> = targets.iter().zip(0..).map(|(target, at)| target.entry(at)).collect();
        let mut journal = Journal::begin(folder.path(), &entries).unwrap();
        for (target, entry) in targets.iter().zip(&entries) {
            lay(&entry.temp, target.file.new, &target.permissions).unwrap();
        }
        journal.commit().unwrap();
        fs::write(&paths[2], "theirs").unwrap();
        let failure = put_all(journal, &targets, &entries).unwrap_err();
        assert_eq!(failure, format!("cannot write it: {CHANGED}"));
        let expected = [("a.proto", "old"), ("b.proto", "old"), ("c.proto", "theirs")];
        assert_eq!(
            read(folder.path()),
            expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
        );
    }
}
