//! Input that a run in CI compares with, derived from its environment and the clone. The only folder that
//! knows the variables of CI systems; each is a room, which reads them into an [`Event`]. `base` decides once
//! for all of them which commit an event is compared with.

mod base;
mod environment;
mod event;

use super::git::Repository;
use crate::rooms::rooms;
use event::Event;
use std::fmt;

rooms! {
    /// All systems that are known. The first whose variables are set speaks; the last speaks where no other does.
    static SYSTEMS: [&System] = SYSTEM of {
        github,
        gitlab,
        azure,
        bitbucket,
        jenkins,
        circleci,
        buildkite,
        none,
    }
}

/// Room of a CI system.
struct System {
    /// Returns whether this runs there.
    is_here: fn() -> bool,
    /// Reads its variables. The error is for the user.
    event: fn() -> Result<Event, String>,
    /// Setting that makes clones deeper, for messages.
    depth: &'static str,
}

/// A commit to compare with, and why it is this one.
pub struct Base {
    /// `None` where there is nothing to compare with: everything is new.
    pub commit: Option<String>,
    /// In words, for people.
    pub reason: String,
    /// Reason to doubt the comparison, if any.
    pub doubt: Option<String>,
}

impl fmt::Display for Base {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commit = self.commit.as_ref().map_or("nothing", |commit| &commit[..8]);
        write!(out, "comparing with {commit} ({})", self.reason)
    }
}

/// Finds what this run compares with, and makes sure that the clone has it. The error is for the user.
pub(super) fn base(git: &Repository) -> Result<Base, String> {
    let system = SYSTEMS.iter().find(|system| (system.is_here)()).expect("the last one is everywhere");
    let event = (system.event)()?;
    base::find(git, &event).map_err(|why| format!("{why}; {}", system.depth))
}
