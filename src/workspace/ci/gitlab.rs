//! GitLab CI.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Proposal, Push, numbered};

pub(super) static SYSTEM: System = System {
    is_here: || ["GITLAB_CI", "CI_PIPELINE_SOURCE", "CI_MERGE_REQUEST_DIFF_BASE_SHA"].into_iter().any(is_set),
    event: || Ok(event()),
    depth: "`GIT_DEPTH: \"0\"` brings the whole history",
};

fn event() -> Event {
    let source = variable("CI_PIPELINE_SOURCE").unwrap_or_default();
    let target = branch("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    let start = commit("CI_MERGE_REQUEST_DIFF_BASE_SHA");
    if source == "merge_request_event" || start.is_some() || target.is_some() {
        let number = variable("CI_MERGE_REQUEST_IID");
        let is_merged = matches!(
            variable("CI_MERGE_REQUEST_EVENT_TYPE").as_deref(),
            Some("merged_result" | "merge_train")
        );
        let project = variable("CI_MERGE_REQUEST_PROJECT_URL");
        return Event::Proposal(Proposal {
            name: numbered("merge request", number),
            head: commit("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"),
            merge: commit("CI_COMMIT_SHA").filter(|_| is_merged),
            start,
            base: commit("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
            branch: target,
            // Else the clone came from there.
            address: project.filter(|project| variable("CI_PROJECT_URL").as_ref() != Some(project)),
            ..Proposal::default()
        });
    }
    // Of GitHub, whose repository is mirrored.
    if let Some(target) = branch("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME") {
        let number = variable("CI_EXTERNAL_PULL_REQUEST_IID");
        return Event::Proposal(Proposal {
            name: numbered("pull request", number),
            head: commit("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"),
            base: commit("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"),
            branch: Some(target),
            ..Proposal::default()
        });
    }
    if let Some(tag) = variable("CI_COMMIT_TAG") {
        return Event::Tag(tag);
    }
    let place = Place {
        branch: branch("CI_COMMIT_BRANCH"),
        default: branch("CI_DEFAULT_BRANCH"),
        commit: commit("CI_COMMIT_SHA"),
    };
    let before = commit("CI_COMMIT_BEFORE_SHA");
    if source != "push" && before.is_none() {
        return Event::Other(place);
    }
    Event::Push(Push {
        is_new: true,
        place,
        before,
        before_is: "what it was before the push",
        ..Push::default()
    })
}
