//! Azure Pipelines.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Proposal, Push, numbered};

pub(super) static SYSTEM: System = System {
    is_here: || is_set("TF_BUILD") || is_set("SYSTEM_PULLREQUEST_TARGETBRANCH"),
    event: || Ok(event()),
    depth: "`fetchDepth: 0` of the step `checkout` brings the whole history",
};

fn event() -> Event {
    let reason = variable("BUILD_REASON").unwrap_or_default();
    let target = branch("SYSTEM_PULLREQUEST_TARGETBRANCH");
    let source = variable("BUILD_SOURCEBRANCH").unwrap_or_default();
    if reason == "PullRequest" || target.is_some() {
        // On GitHub the number is the one that people know.
        let number = variable("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER");
        let number = number.or_else(|| variable("SYSTEM_PULLREQUEST_PULLREQUESTID"));
        return Event::Proposal(Proposal {
            name: numbered("pull request", number),
            head: commit("SYSTEM_PULLREQUEST_SOURCECOMMITID"),
            merge: commit("BUILD_SOURCEVERSION").filter(|_| source.ends_with("/merge")),
            branch: target,
            ..Proposal::default()
        });
    }
    if let Some(tag) = source.strip_prefix("refs/tags/") {
        return Event::Tag(tag.to_owned());
    }
    let branch = source.strip_prefix("refs/heads/").map(str::to_owned);
    let place = Place { branch, ..Place::default() };
    match &*reason {
        "IndividualCI" | "BatchedCI" => Event::Push(Push { place, ..Push::default() }),
        _ => Event::Other(place),
    }
}
