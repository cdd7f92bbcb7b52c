//! Commits: parents, tags, branches, and the last common commit of several. In a clone that lacks history,
//! fetches only as much as the answer needs.

use super::remote::Remote;
use super::{Repository, line};
use std::collections::{HashMap, HashSet};
use std::process::Stdio;

/// Numbers of commits by which the history of a shallow clone grows at a time; `None` for all of it.
const STEPS: [Option<u32>; 4] = [Some(50), Some(250), Some(1000), None];

/// A commit that a tag leads to.
pub(in super::super) struct Tag {
    pub(in super::super) name: String,
    pub(in super::super) commit: String,
}

impl Repository {
    /// Returns the commit that is checked out; `None` before the first one.
    pub(in super::super) fn head(&self) -> Result<Option<String>, String> {
        if self.has_head()? { self.commit("HEAD").map(Some) } else { Ok(None) }
    }

    /// Returns whether a commit is available locally.
    pub(super) fn has(&self, commit: &str) -> bool {
        let mut git = self.git();
        git.args(["cat-file", "-e", &format!("{commit}^{{commit}}")]);
        git.env("GIT_NO_LAZY_FETCH", "1").stdin(Stdio::null());
        git.output().is_ok_and(|found| found.status.success())
    }

    /// Returns the parents that a commit names, whether they are available locally or not.
    pub(in super::super) fn parents(&self, commit: &str) -> Result<Vec<String>, String> {
        let text = self.ask(["cat-file", "commit", commit])?.stdout;
        let lines = text.split(|&byte| byte == b'\n').take_while(|line| !line.is_empty());
        let parents = lines.filter_map(|line| str::from_utf8(line.strip_prefix(b"parent ")?).ok());
        Ok(parents.map(str::to_owned).collect())
    }

    /// Returns the commit of a branch of a remote as the clone knows it.
    pub(in super::super) fn tracked_branch(&self, remote: &str, branch: &str) -> Option<String> {
        self.ref_of(&format!("refs/remotes/{remote}/{branch}"))
    }

    /// Returns the commit of a branch of the clone itself.
    pub(in super::super) fn own_branch(&self, branch: &str) -> Option<String> {
        self.ref_of(&format!("refs/heads/{branch}"))
    }

    fn ref_of(&self, name: &str) -> Option<String> {
        let found = self.run(["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).ok()?;
        found.status.success().then(|| line(&found.stdout))
    }

    /// Returns the default branch of a remote, as far as the clone knows it.
    pub(in super::super) fn tracked_default(&self, remote: &str) -> Option<String> {
        let prefix = format!("refs/remotes/{remote}/");
        let found = self.run(["symbolic-ref", "--quiet", &format!("{prefix}HEAD")]).ok()?;
        Some(line(&found.stdout).strip_prefix(&prefix)?.to_owned())
    }

    /// Returns whether a commit is another one, or came before it. In a shallow clone this may be missed.
    pub(in super::super) fn is_before(&self, commit: &str, other: &str) -> bool {
        let answer = self.run(["merge-base", "--is-ancestor", commit, other]);
        answer.is_ok_and(|answer| answer.status.success())
    }

    /// Returns the last commit that `HEAD` has in common with some others, which are available locally; `None` when
    /// there is none. The history of a shallow clone is fetched as far as it takes to be certain.
    pub(in super::super) fn common(
        &self,
        others: &[&str],
        remote: &Remote,
    ) -> Result<Option<String>, String> {
        let find = || -> Result<Option<String>, String> {
            let found = self.run(["merge-base", "HEAD"].iter().chain(others))?;
            Ok(found.status.success().then(|| line(&found.stdout)))
        };
        let is_enough = |found: &Option<String>| found.as_ref().is_some_and(|it| self.is_certain(it, others));
        self.reaching(find, is_enough, others, remote)
    }

    /// Finds something in the history, more of which is fetched until it is enough.
    fn reaching<T>(
        &self,
        find: impl Fn() -> Result<T, String>,
        is_enough: impl Fn(&T) -> bool,
        others: &[&str],
        remote: &Remote,
    ) -> Result<T, String> {
        for step in STEPS {
            let found = find()?;
            if !self.is_shallow() || is_enough(&found) {
                return Ok(found);
            }
            self.deepen(remote, others, step)?;
        }
        find()
    }

    /// Returns whether no commit on the way from the tips to what they have in common lacks its parents.
    fn is_certain(&self, base: &str, others: &[&str]) -> bool {
        let without = format!("^{base}");
        let between = self.ask(["rev-list", "HEAD", &without].iter().chain(others));
        let cut = self.cut();
        between.is_ok_and(|list| {
            let list = String::from_utf8_lossy(&list.stdout);
            !list.lines().any(|commit| cut.contains(commit))
        })
    }

    /// Returns the commits whose parents a shallow clone lacks.
    fn cut(&self) -> HashSet<String> {
        let Ok(path) = self.ask(["rev-parse", "--git-path", "shallow"]) else { return HashSet::new() };
        let text = std::fs::read_to_string(self.root.join(line(&path.stdout))).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Returns the last tag before `HEAD`, among tags of the remote and of the clone. A tag written like
    /// `like`, up to its version, goes before the others. `HEAD` itself does not count.
    pub(in super::super) fn last_tag(
        &self,
        like: Option<&str>,
        remote: &Remote,
    ) -> Result<Option<Tag>, String> {
        let mut tags = match remote.tags() {
            // The clone may lack any of them.
            Err(refusal) if self.is_shallow() => {
                return Err(format!("the tags are not known, and {}", refusal.in_words(remote)));
            }
            told => told.unwrap_or_default(),
        };
        let format = "--format=%(objectname) %(*objectname) %(refname:strip=2)";
        let own = self.ask(["for-each-ref", format, "refs/tags"])?.stdout;
        for row in String::from_utf8_lossy(&own).lines() {
            let mut words = row.splitn(3, ' ');
            let (Some(own), Some(peeled), Some(name)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            tags.insert(name.to_owned(), if peeled.is_empty() { own } else { peeled }.to_owned());
        }
        let mut by_commit: HashMap<String, Vec<String>> = HashMap::new();
        for (name, commit) in tags {
            by_commit.entry(commit).or_default().push(name);
        }
        if by_commit.is_empty() {
            return Ok(None);
        }
        let is_last = |tag: &Tag| like.is_none_or(|like| kind(like) == kind(&tag.name));
        self.reaching(
            || self.tag_on_the_way(like, &by_commit),
            |found| found.as_ref().is_some_and(is_last),
            &[],
            remote,
        )
    }

    fn tag_on_the_way(
        &self,
        like: Option<&str>,
        by_commit: &HashMap<String, Vec<String>>,
    ) -> Result<Option<Tag>, String> {
        let list = self.ask(["rev-list", "HEAD"])?.stdout;
        let list = String::from_utf8_lossy(&list);
        let mut nearest = None;
        for commit in list.lines().skip(1) {
            let Some(names) = by_commit.get(commit) else { continue };
            let fits = |name: &&String| like.is_none_or(|like| kind(like) == kind(name));
            // Of several on one commit, the longest says most: `v1.2.0`, not `v1`.
            let longest = |names: &mut dyn Iterator<Item = &String>| {
                names.max_by_key(|name| (name.len(), *name)).cloned()
            };
            let tag = |name| Tag { name, commit: commit.to_owned() };
            if let Some(name) = longest(&mut names.iter().filter(fits)) {
                return Ok(Some(tag(name)));
            }
            nearest = nearest.or_else(|| longest(&mut names.iter()).map(tag));
        }
        Ok(nearest)
    }
}

/// Returns how a tag is written, up to its version: `api/v` for `api/v1.2`.
fn kind(tag: &str) -> &str {
    tag.split(|symbol: char| symbol.is_ascii_digit()).next().unwrap_or(tag)
}

/// Returns whether this is the full name of a commit, which git reads as nothing else.
pub(in super::super) fn is_name(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
