//! Commit that a run is compared with, derived from its event. Knows no CI system, and fetches only what it
//! needs.

use super::super::git::{Refusal, Remote, Repository, is_name};
use super::Base;
use super::event::{Event, Place, Proposal, Push};

/// A clone, and what is checked out in it.
struct Checkout<'g> {
    git: &'g Repository,
    remote: Remote<'g>,
    head: String,
    /// It was made for this run.
    is_ci: bool,
}

/// Finds the commit, and makes sure that the clone has it. The error is for the user.
pub(super) fn find(git: &Repository, event: &Event) -> Result<Base, String> {
    let Some(head) = git.head()? else { return Ok(nothing("there is no commit yet")) };
    let is_ci = !matches!(event, Event::Local);
    let checkout = Checkout { git, remote: git.remote(), head, is_ci };
    match event {
        Event::Proposal(proposal) => checkout.of_proposal(proposal),
        Event::Push(push) => checkout.of_push(push),
        Event::Tag(tag) => checkout.of_tag(tag),
        Event::Queue { base, branch } => {
            let branch = branch.as_ref().map_or(String::new(), |branch| format!(" for `{branch}`"));
            checkout.bring(base, format!("base of the merge group{branch}"))
        }
        Event::Other(place) => checkout.of_other(place),
        Event::Local => checkout.of_local(),
    }
}

fn nothing(reason: impl Into<String>) -> Base {
    Base { commit: None, reason: reason.into(), doubt: None }
}

fn found(commit: impl Into<String>, reason: impl Into<String>) -> Base {
    Base { commit: Some(commit.into()), reason: reason.into(), doubt: None }
}

impl Checkout<'_> {
    fn of_proposal(&self, proposal: &Proposal) -> Result<Base, String> {
        let name = &proposal.name;
        if let [first, second] = &self.git.parents(&self.head)?[..] {
            let is_head =
                |commit: &String| proposal.head.as_deref().is_some_and(|head| is_same(commit, head));
            let is_base =
                |commit: &String| proposal.base.as_deref().is_some_and(|base| is_same(commit, base));
            if is_head(second) || proposal.merge.as_ref() == Some(&self.head) {
                return self.bring(first, format!("first parent of the merge commit of {name}"));
            }
            if is_head(first) && is_base(second) {
                return self.bring(second, format!("base that was merged into {name}"));
            }
        }
        let is_elsewhere = proposal.fork.as_ref().is_none_or(|fork| self.remote.is_of(fork));
        let target = proposal.address.as_ref().filter(|_| is_elsewhere);
        let target = target.map(|address| self.git.remote_at(address.clone()));
        let remote = target.as_ref().unwrap_or(&self.remote);
        if let Some(start) = &proposal.start {
            let brought = self.remote.bring(start).or_else(|_| remote.bring(start));
            if brought.is_ok() || proposal.branch.is_none() {
                return answered(brought, start, format!("merge base of {name}"), remote);
            }
        }
        let bases = self.bases(proposal, remote, target.is_some())?;
        let bases: Vec<&str> = bases.iter().map(String::as_str).collect();
        let of = match &proposal.branch {
            Some(branch) => format!("`{branch}`, which {name} is for"),
            None => format!("the base of {name}"),
        };
        let Some(commit) = self.git.common(&bases, remote)? else {
            return Ok(Base {
                doubt: Some("nothing is compared: what was there before is not known".to_owned()),
                ..nothing(format!("HEAD has no commit in common with {of}"))
            });
        };
        let is_other = proposal.head.as_deref().is_some_and(|head| !is_same(&self.head, head));
        let is_outside = is_other && proposal.outside.as_ref() == Some(&self.head);
        let doubt = (is_outside || commit == self.head).then(|| match is_other {
            true => format!("{name} is not checked out: HEAD is a commit of its base"),
            false => format!("HEAD is a commit of the base of {name}, so that there is no change"),
        });
        Ok(Base { doubt, ..found(commit, format!("merge base of HEAD and {of}")) })
    }

    /// Returns commits that the base of a proposal was or is at, available locally.
    fn bases(&self, proposal: &Proposal, remote: &Remote, is_elsewhere: bool) -> Result<Vec<String>, String> {
        let mut bases = Vec::new();
        let mut refusal = None;
        let told = proposal.base.as_deref();
        // A shortened name cannot be fetched.
        let told = told
            .and_then(|base| if is_name(base) { Some(base.to_owned()) } else { self.git.commit(base).ok() });
        if let Some(base) = told {
            match remote.bring(&base) {
                Ok(()) => bases.push(base),
                Err(why) => refusal = Some(why),
            }
        }
        let Some(branch) = &proposal.branch else {
            return known(bases, refusal, &format!("the base of {}", proposal.name), remote);
        };
        let tracked = remote.name.as_ref().filter(|_| !is_elsewhere);
        let tip = tracked.and_then(|remote| self.git.tracked_branch(remote, branch));
        match tip {
            // Merged in the meantime, it is its own base.
            Some(tip) if bases.is_empty() || !self.git.is_before(&self.head, &tip) => bases.push(tip),
            None if bases.is_empty() => match self.fetched(branch, remote) {
                Ok(tip) => bases.extend(tip),
                Err(why) => refusal = refusal.or(Some(why)),
            },
            _ => {}
        }
        known(bases, refusal, &format!("the branch `{branch}`"), remote)
    }

    /// Fetches what a branch is at now; `None` where the remote does not have it.
    fn fetched(&self, branch: &str, remote: &Remote) -> Result<Option<String>, Refusal> {
        let Some(tip) = remote.branch(branch)? else { return Ok(None) };
        remote.bring(&tip).map(|()| Some(tip))
    }

    fn of_push(&self, push: &Push) -> Result<Base, String> {
        let Place { branch, .. } = &push.place;
        let name = branch.as_ref().map_or("the branch".to_owned(), |branch| format!("`{branch}`"));
        let default = self.default_branch(&push.place);
        let is_default = branch.is_some() && *branch == default;
        let mut why = None;
        let is_judged_whole = push.is_proposal && !is_default && default.is_some();
        if let Some(before) = push.before.as_ref().filter(|_| !is_judged_whole) {
            match self.remote.bring(before) {
                Ok(()) => {
                    if is_default || !self.is_forced(push, before)? {
                        return Ok(found(before, format!("{name}: {}", push.before_is)));
                    }
                    why = Some(format!("{name} was force-pushed"));
                }
                Err(Refusal::Unreachable(_)) if !self.git.is_shallow() => {
                    why = Some(format!("{name} was force-pushed"));
                }
                Err(Refusal::Gone) => why = Some(format!("the commit that {name} was at is gone")),
                Err(refusal) => return Err(self.refused(before, &refusal)),
            }
        } else if push.is_new {
            why = Some(format!("{name} is new"));
        }
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        match default.filter(|_| branch.is_some() && !is_default) {
            Some(default) => self.since_default(&default, &why),
            None if push.is_new && push.before.is_none() => Ok(nothing(format!("first push of {name}"))),
            None => self.previous(&why),
        }
    }

    /// Whether a commit is not part of the branch any more, whose history may have to be fetched for that.
    fn is_forced(&self, push: &Push, before: &str) -> Result<bool, String> {
        match push.is_forced {
            Some(told) => Ok(told),
            None => Ok(self.git.common(&[before], &self.remote)?.as_deref() != Some(before)),
        }
    }

    fn of_tag(&self, tag: &str) -> Result<Base, String> {
        match self.git.last_tag(Some(tag), &self.remote)? {
            Some(last) => self.bring(&last.commit, format!("`{}`, the last tag before `{tag}`", last.name)),
            None => Ok(nothing(format!("there is no tag before `{tag}`"))),
        }
    }

    fn of_other(&self, place: &Place) -> Result<Base, String> {
        let default = self.default_branch(place).filter(|_| place.branch.is_some());
        let is_default = default == place.branch;
        let is_other = place.commit.as_ref().is_some_and(|commit| *commit != self.head);
        if let Some(default) = default.filter(|_| !is_default || is_other) {
            let base = self.since_default(&default, "")?;
            // An older commit of the branch is compared as the branch would be.
            if !is_default || base.commit.as_ref() != Some(&self.head) {
                return Ok(base);
            }
        }
        match self.git.last_tag(None, &self.remote)? {
            Some(last) => self.bring(&last.commit, format!("`{}`, the last tag before HEAD", last.name)),
            None => self.previous(": there is no tag before HEAD"),
        }
    }

    fn of_local(&self) -> Result<Base, String> {
        match self.default_branch(&Place::default()) {
            Some(default) => self.since_default(&default, ""),
            None => Ok(found(&self.head, "HEAD: no default branch is known")),
        }
    }

    /// The last commit that `HEAD` has in common with the default branch.
    fn since_default(&self, default: &str, why: &str) -> Result<Base, String> {
        let own = || self.git.own_branch(default);
        let known = self.tracked(default).or_else(|| if self.is_ci { None } else { own() });
        let tip = match known {
            Some(tip) => Some(tip),
            None => match (self.fetched(default, &self.remote), own()) {
                (Ok(Some(tip)), _) | (_, Some(tip)) => Some(tip),
                (Ok(None), None) => None,
                (Err(refusal), None) => return Err(self.refused(default, &refusal)),
            },
        };
        let Some(tip) = tip else {
            return self.previous(&format!(": there is no branch `{default}`"));
        };
        match self.git.common(&[&tip], &self.remote)? {
            Some(commit) => {
                Ok(found(commit, format!("merge base of HEAD and the default branch `{default}`{why}")))
            }
            None => {
                Ok(nothing(format!("HEAD has no commit in common with the default branch `{default}`{why}")))
            }
        }
    }

    fn previous(&self, why: &str) -> Result<Base, String> {
        match self.git.parents(&self.head)?.first() {
            Some(parent) => self.bring(parent, format!("previous commit{why}")),
            None => Ok(nothing(format!("HEAD is the first commit{why}"))),
        }
    }

    /// The name of the default branch: from the system, the clone, or its remote.
    fn default_branch(&self, place: &Place) -> Option<String> {
        let usual = |has: &dyn Fn(&str) -> Option<String>| {
            ["main", "master"].into_iter().find(|branch| has(branch).is_some()).map(str::to_owned)
        };
        let known =
            || usual(&|branch| self.tracked(branch)).or_else(|| usual(&|branch| self.git.own_branch(branch)));
        let asked = || self.remote.default_branch();
        let tracked = || self.git.tracked_default(self.remote.name.as_deref()?);
        let told = place.default.clone().or_else(tracked);
        // A clone that was made for one run may have a part of the branches, or old ones.
        told.or_else(|| if self.is_ci { asked().or_else(known) } else { known().or_else(asked) })
    }

    /// A branch of the remote, as the clone knows it.
    fn tracked(&self, branch: &str) -> Option<String> {
        self.git.tracked_branch(self.remote.name.as_deref()?, branch)
    }

    fn bring(&self, commit: &str, reason: String) -> Result<Base, String> {
        answered(self.remote.bring(commit), commit, reason, &self.remote)
    }

    fn refused(&self, what: &str, refusal: &Refusal) -> String {
        missing(&format!("`{what}`"), refusal, &self.remote)
    }
}

fn answered(
    brought: Result<(), Refusal>,
    commit: &str,
    reason: String,
    remote: &Remote,
) -> Result<Base, String> {
    match brought {
        Ok(()) => Ok(found(commit, reason)),
        Err(refusal) => Err(missing(&format!("`{commit}` ({reason})"), &refusal, remote)),
    }
}

/// At least one commit is needed.
fn known(
    bases: Vec<String>,
    refusal: Option<Refusal>,
    what: &str,
    remote: &Remote,
) -> Result<Vec<String>, String> {
    match (bases.is_empty(), refusal) {
        (false, _) => Ok(bases),
        (true, Some(refusal)) => Err(missing(what, &refusal, remote)),
        (true, None) => Err(format!("{what} is not known")),
    }
}

fn missing(what: &str, refusal: &Refusal, remote: &Remote) -> String {
    format!("{what} is not in this clone, and {}", refusal.in_words(remote))
}

/// The same commit, though a name of it may be shortened.
fn is_same(commit: &str, name: &str) -> bool {
    name.len() >= 7 && commit.starts_with(name)
}
