//! Bitbucket Pipelines.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Proposal, Push, numbered};

pub(super) static SYSTEM: System = System {
    is_here: || is_set("BITBUCKET_BUILD_NUMBER") || is_set("BITBUCKET_COMMIT"),
    event: || Ok(event()),
    depth: "`clone: depth: full` brings the whole history",
};

fn event() -> Event {
    let target = branch("BITBUCKET_PR_DESTINATION_BRANCH");
    if let (number, Some(_)) = (variable("BITBUCKET_PR_ID"), &target) {
        return Event::Proposal(Proposal {
            name: numbered("pull request", number),
            // The base is merged into it before anything runs.
            head: commit("BITBUCKET_COMMIT"),
            base: commit("BITBUCKET_PR_DESTINATION_COMMIT"),
            branch: target,
            ..Proposal::default()
        });
    }
    if let Some(tag) = variable("BITBUCKET_TAG") {
        return Event::Tag(tag);
    }
    let place = Place { branch: branch("BITBUCKET_BRANCH"), ..Place::default() };
    Event::Push(Push { place, ..Push::default() })
}
