//! `protune rules fetch`: packs of rules from git, into a folder beside the protune.toml, and the lock of their content.

use crate::cli::problems::refuse;
use crate::cli::{Exit, Terminal, terminal};
use crate::config::pack::{self, FOLDER, LOCK, Locked};
use crate::{paths, workspace, write};
use std::fs;
use std::path::Path;

/// Fetch the packs of rules that protune.toml names, and lock their content in protune.lock.
#[derive(clap::Args)]
pub(in crate::cli) struct Fetch {
    /// Fetch revisions again that are locked, and lock what they are now.
    #[arg(long)]
    update: bool,
}

pub(in crate::cli) fn run(args: &Fetch, terminal: &Terminal) -> Exit {
    let wanted = match pack::wanted(&paths::working_dir()) {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return terminal.fail("there is no protune.toml here or further up"),
        Err(problems) => return refuse(&problems, terminal),
    };
    let known = match pack::read_lock(&wanted.folder) {
        Ok(known) => known,
        Err(why) => return terminal.fail(why),
    };
    if wanted.packs.is_empty() {
        terminal::tell("protune.toml names no packs in git");
        return Exit::Clean;
    }
    let mut locked = Vec::new();
    for (name, git, rev) in &wanted.packs {
        let before = known.iter().find(|it| it.name == *name && it.git == *git && it.rev == *rev);
        let before = before.filter(|_| !args.update);
        match fetch(&wanted.folder, (name, git, rev), before) {
            Ok(now) => {
                terminal::tell(format_args!("fetched {name} at {}", now.commit));
                locked.push(now);
            }
            Err(why) => return terminal.fail(format_args!("cannot fetch the pack {name}: {why}")),
        }
    }
    let path = wanted.folder.join(LOCK);
    match write::file(&path, |out| out.write_all(pack::lock(&locked).as_bytes())) {
        Ok(()) => Exit::Clean,
        Err(why) => terminal.fail(format_args!("cannot write {}: {why}", path.display())),
    }
}

/// Fetches one pack: the commit that is locked, or else what the revision is now.
fn fetch(
    folder: &Path,
    (name, git, rev): (&str, &str, &str),
    before: Option<&Locked>,
) -> Result<Locked, String> {
    let packs = folder.join(FOLDER);
    let (new, old) = (packs.join(format!("{name}.new")), packs.join(name));
    let clear = |place: &Path| match place.exists() {
        true => fs::remove_dir_all(place).map_err(|why| format!("{}: {why}", place.display())),
        false => Ok(()),
    };
    clear(&new)?;
    let fetched = fetch_into(folder, git, before.map_or(rev, |before| &before.commit), &new);
    let now = fetched.and_then(|commit| {
        let hash = pack::hash(&new)?;
        Ok(Locked { name: name.to_owned(), git: git.to_owned(), rev: rev.to_owned(), commit, hash })
    });
    let now = now.and_then(|now| match before {
        Some(before) if before.hash != now.hash => {
            Err(format!("its content is not what {LOCK} says; --update accepts it"))
        }
        _ if !new.join(pack::DESCRIPTION).is_file() => {
            Err(format!("the repository has no {} at its root", pack::DESCRIPTION))
        }
        _ => Ok(now),
    });
    if now.is_err() {
        clear(&new)?;
        return now;
    }
    clear(&old)?;
    fs::rename(&new, &old).map_err(|why| format!("{}: {why}", old.display()))?;
    now
}

/// Fetches from an address; a path starts in the folder of the protune.toml.
fn fetch_into(folder: &Path, git: &str, rev: &str, into: &Path) -> Result<String, String> {
    let here = folder.join(git);
    let address = if here.exists() { here.display().to_string() } else { git.to_owned() };
    workspace::fetch_into(&address, rev, into)
}
