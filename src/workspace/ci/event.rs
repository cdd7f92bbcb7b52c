//! Event that a run of a CI system is about, in terms that all of them share.

use std::fmt::Display;

/// Event that a run is about.
pub(super) enum Event {
    Proposal(Proposal),
    /// Commits came to a branch.
    Push(Push),
    /// A tag was made.
    Tag(String),
    /// A queue tries what it is about to merge into this commit.
    Queue {
        base: String,
        branch: Option<String>,
    },
    /// Anything else, such as a schedule or a release.
    Other(Place),
    /// No CI system runs this.
    Local,
}

/// A pull request, or what a system calls it.
#[derive(Default)]
pub(super) struct Proposal {
    /// Name of the event in its system, with its number.
    pub(super) name: String,
    /// The commit that is proposed.
    pub(super) head: Option<String>,
    /// The commit that the system made to merge it into its base, which is the first parent.
    pub(super) merge: Option<String>,
    /// Commit of the branch that it is for: what is checked out where nobody asks for the proposal.
    pub(super) outside: Option<String>,
    /// The commit that it began at, where the system says so itself.
    pub(super) start: Option<String>,
    /// Commit that the base was at when the run was asked for; may be shortened.
    pub(super) base: Option<String>,
    /// Branch that it is for.
    pub(super) branch: Option<String>,
    /// Address of the repository that it is for, where that is not where the clone came from.
    pub(super) address: Option<String>,
    /// Name of the repository that it comes from, where the address counts only for a clone of that.
    pub(super) fork: Option<String>,
}

/// Returns the name of a proposal in its system, which may not expose its number.
pub(super) fn numbered(kind: &str, number: Option<impl Display>) -> String {
    number.map_or_else(|| format!("the {kind}"), |number| format!("{kind} {number}"))
}

/// Commits that came to a branch.
#[derive(Default)]
pub(super) struct Push {
    pub(super) place: Place,
    /// Commit of the branch before the event.
    pub(super) before: Option<String>,
    /// Description of `before`: `what it was before the push`.
    pub(super) before_is: &'static str,
    /// Whether the old commit is no longer part of the branch, if the system says so.
    pub(super) is_forced: Option<bool>,
    /// Whether the system does not expose pull requests, so that each branch but the default one is judged as
    /// one.
    pub(super) is_proposal: bool,
    /// The system says of each new branch that it is one: without `before`, this one is.
    pub(super) is_new: bool,
}

/// Place of a run.
#[derive(Default)]
pub(super) struct Place {
    pub(super) branch: Option<String>,
    /// The default branch, if the system exposes it.
    pub(super) default: Option<String>,
    /// Commit of the branch that the run is of, if the system exposes it. Another one may be checked out.
    pub(super) commit: Option<String>,
}
