//! Fetches the missing parts of a clone from its origin. Adds commits and files, and makes shallow histories
//! longer. Refs, branches, the working tree and the configuration stay the same, and a complete history stays
//! complete.

use super::history::is_name;
use super::{Repository, line, said};
use std::collections::BTreeMap;
use std::process::Stdio;

/// Remote that a clone is fetched from.
pub(in super::super) struct Remote<'r> {
    git: &'r Repository,
    /// Its name in the clone, or its address; `None` when the clone has none.
    pub(in super::super) name: Option<String>,
}

/// Reason why something is not fetched.
pub(in super::super) enum Refusal {
    /// The remote has no such commit, or does not give it away.
    Gone,
    /// In words: no remote, no network, no permission.
    Unreachable(String),
}

impl Repository {
    /// Returns the remote that commits are fetched from: `origin`, or else the only one.
    pub(in super::super) fn remote(&self) -> Remote<'_> {
        let listed = self.ask(["remote"]).map(|answer| answer.stdout).unwrap_or_default();
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let names: Vec<&str> = listed.lines().collect();
        let name = names.iter().find(|name| **name == "origin").or(match &names[..] {
            [only] => Some(only),
            _ => None,
        });
        Remote { git: self, name: name.map(|name| (*name).to_owned()) }
    }

    /// Returns a remote that has no name in the clone.
    pub(in super::super) fn remote_at(&self, address: String) -> Remote<'_> {
        Remote { git: self, name: Some(address) }
    }

    /// Fetches those of some contents that a partial clone lacks: all in one go, where git would ask for each by itself.
    pub(super) fn bring_contents<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<(), String> {
        const AT_ONCE: usize = 500;
        let mut missing: Vec<String> = self.missing(ids)?.into_iter().collect();
        missing.sort_unstable();
        let remote = self.remote();
        missing.chunks(AT_ONCE).try_for_each(|ids| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            remote.fetch(&[], &ids).map_err(|refusal| {
                format!("this clone lacks some of the files, and {}", refusal.in_words(&remote))
            })
        })
    }

    pub(in super::super) fn is_shallow(&self) -> bool {
        let answer = self.run(["rev-parse", "--is-shallow-repository"]);
        answer.is_ok_and(|answer| line(&answer.stdout) == "true")
    }

    /// Fetches more of the history of `HEAD` and of other commits, which may come from another remote, in a shallow clone:
    /// so many commits, or all.
    pub(super) fn deepen(&self, remote: &Remote, others: &[&str], by: Option<u32>) -> Result<(), String> {
        let head = self.head()?.unwrap_or_default();
        let by = by.map_or("--unshallow".to_owned(), |by| format!("--deepen={by}"));
        let own = self.remote();
        let is_one = own.name == remote.name;
        let wanted = |heads: &[&str]| {
            own.fetch(&[&by], &[heads, if is_one { others } else { &[] }].concat())?;
            if is_one || others.is_empty() || !self.is_shallow() {
                Ok(())
            } else {
                remote.fetch(&[&by], others)
            }
        };
        let done = wanted(&[&head]).or_else(|refusal| match refusal {
            // A merge that was made here.
            Refusal::Gone => {
                let parents = self.parents(&head).unwrap_or_default();
                wanted(&parents.iter().map(String::as_str).collect::<Vec<_>>())
            }
            Refusal::Unreachable(_) => Err(refusal),
        });
        done.map_err(|refusal| {
            let why = refusal.in_words(remote);
            format!("the history of this clone does not reach far enough back, and {why}")
        })
    }
}

impl Remote<'_> {
    /// Returns whether its address ends with the name of a repository.
    pub(in super::super) fn is_of(&self, repository: &str) -> bool {
        let Some(remote) = &self.name else { return false };
        let answer = self.git.ask(["remote", "get-url", "--", remote]).map(|answer| line(&answer.stdout));
        let address = answer.unwrap_or_default();
        let rest = address.trim_end_matches('/').trim_end_matches(".git").strip_suffix(repository);
        !repository.is_empty() && rest.is_some_and(|rest| rest.ends_with(['/', ':']))
    }

    /// Makes sure that a commit is available locally. Its history comes along only where the clone has all of it.
    pub(in super::super) fn bring(&self, commit: &str) -> Result<(), Refusal> {
        if !is_name(commit) {
            return Err(Refusal::Gone);
        }
        match self.git.has(commit) {
            true => Ok(()),
            false => self.fetch(if self.git.is_shallow() { &["--depth=1"] } else { &[] }, &[commit]),
        }
    }

    /// Returns the commit of a branch as the remote has it now.
    pub(in super::super) fn branch(&self, branch: &str) -> Result<Option<String>, Refusal> {
        let name = format!("refs/heads/{branch}");
        Ok(self.list(&[&name])?.remove(&name))
    }

    /// Returns the name of the default branch as the remote has it now.
    pub(in super::super) fn default_branch(&self) -> Option<String> {
        let answer = self.ask("ls-remote", &["--symref"], &["HEAD"]).ok()?;
        let answer = String::from_utf8_lossy(&answer);
        let name = answer.lines().next()?.strip_prefix("ref: refs/heads/")?.split('\t').next()?;
        Some(name.to_owned())
    }

    /// Returns the tags of the remote, with the commits that they lead to.
    pub(super) fn tags(&self) -> Result<BTreeMap<String, String>, Refusal> {
        let listed = self.list(&["refs/tags/*"])?;
        let mut tags = BTreeMap::new();
        // What an annotated tag leads to follows it.
        for (name, id) in listed {
            let name = name.strip_prefix("refs/tags/").unwrap_or(&name);
            tags.insert(name.strip_suffix("^{}").unwrap_or(name).to_owned(), id);
        }
        Ok(tags)
    }

    /// Lists refs by their names.
    fn list(&self, patterns: &[&str]) -> Result<BTreeMap<String, String>, Refusal> {
        let answer = self.ask("ls-remote", &[], patterns)?;
        let answer = String::from_utf8_lossy(&answer);
        let rows = answer.lines().filter_map(|row| row.split_once('\t'));
        Ok(rows.map(|(id, name)| (name.to_owned(), id.to_owned())).collect())
    }

    /// Fetches commits or contents by their names, so that no ref follows what the remote has.
    pub(super) fn fetch(&self, flags: &[&str], ids: &[&str]) -> Result<(), Refusal> {
        let common = ["--quiet", "--no-tags", "--no-recurse-submodules", "--refmap="];
        self.ask("fetch", &[&common, flags].concat(), ids).map(drop)
    }

    fn ask(&self, command: &str, flags: &[&str], names: &[&str]) -> Result<Vec<u8>, Refusal> {
        let Some(remote) = &self.name else {
            return Err(Refusal::Unreachable("the clone has no remote to fetch from".to_owned()));
        };
        let mut git = self.git.git();
        git.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "fetch.writeCommitGraph=false"]);
        git.arg(command).args(flags).arg("--").arg(remote).args(names);
        // Nobody is there to answer.
        git.env("GIT_TERMINAL_PROMPT", "0").env_remove("GIT_NO_LAZY_FETCH").stdin(Stdio::null());
        let answer = git.output().map_err(|error| Refusal::Unreachable(super::cannot_run(error)))?;
        if answer.status.success() {
            return Ok(answer.stdout);
        }
        let words = String::from_utf8_lossy(&answer.stderr);
        let is_gone = ["not our ref", "unadvertised object", "couldn't find remote ref"];
        match is_gone.iter().any(|words_of_git| words.contains(words_of_git)) {
            true => Err(Refusal::Gone),
            false => Err(Refusal::Unreachable(format!("git says: {}", said(&answer.stderr)))),
        }
    }
}

impl Refusal {
    /// Returns what happened, as the end of a sentence.
    pub(in super::super) fn in_words(&self, remote: &Remote) -> String {
        let name = remote.name.as_deref().unwrap_or_default();
        match self {
            Refusal::Gone if name.is_empty() => "nobody has it".to_owned(),
            Refusal::Gone => format!("`{name}` does not have it"),
            Refusal::Unreachable(why) if name.is_empty() => why.clone(),
            Refusal::Unreachable(why) => format!("nothing can be fetched from `{name}`: {why}"),
        }
    }
}
