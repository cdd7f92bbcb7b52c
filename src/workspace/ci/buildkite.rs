//! Buildkite.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Proposal, Push};

pub(super) static SYSTEM: System = System {
    is_here: || is_set("BUILDKITE"),
    event: || Ok(event()),
    depth: "BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS without `--depth` bring the whole history",
};

fn event() -> Event {
    if let Some(base) = commit("BUILDKITE_MERGE_QUEUE_BASE_COMMIT") {
        return Event::Queue { base, branch: branch("BUILDKITE_MERGE_QUEUE_BASE_BRANCH") };
    }
    let target = branch("BUILDKITE_PULL_REQUEST_BASE_BRANCH");
    let number = variable("BUILDKITE_PULL_REQUEST").filter(|number| number != "false");
    if let (Some(number), Some(_)) = (number, &target) {
        return Event::Proposal(Proposal {
            name: format!("pull request {number}"),
            branch: target,
            ..Proposal::default()
        });
    }
    if let Some(tag) = variable("BUILDKITE_TAG") {
        return Event::Tag(tag);
    }
    let default = branch("BUILDKITE_PIPELINE_DEFAULT_BRANCH");
    let event = variable("BUILDKITE_SOURCE").unwrap_or_default();
    let place = Place { branch: branch("BUILDKITE_BRANCH"), default, ..Place::default() };
    match &*event {
        "schedule" | "ui" | "api" | "trigger_job" => Event::Other(place),
        _ => Event::Push(Push { place, ..Push::default() }),
    }
}
