//! GitHub Actions, and what has its variables: Gitea and Forgejo.

use super::System;
use super::environment::{branch, is_set, is_zero, variable};
use super::event::{Event, Place, Proposal, Push, numbered};
use crate::bounded;
use serde_json::Value;
use std::path::Path;

pub(super) static SYSTEM: System = System {
    is_here: || is_set("GITHUB_ACTIONS") || is_set("GITHUB_EVENT_NAME"),
    event,
    depth: "`fetch-depth: 0` of actions/checkout brings the whole history",
};

fn event() -> Result<Event, String> {
    let name = variable("GITHUB_EVENT_NAME").unwrap_or_default();
    let payload = payload()?;
    let text = |path: &str| payload.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let sha = |path: &str| text(path).filter(|commit| !is_zero(commit));
    let is_proposal = payload.get("pull_request").is_some() || name.starts_with("pull_request");
    if is_proposal || is_set("GITHUB_BASE_REF") {
        let number = payload.pointer("/pull_request/number").and_then(Value::as_u64);
        let name = numbered("pull request", number);
        let has_merge = variable("GITHUB_REF").is_some_and(|name| name.ends_with("/merge"));
        return Ok(Event::Proposal(Proposal {
            name,
            head: sha("/pull_request/head/sha"),
            merge: variable("GITHUB_SHA").filter(|_| has_merge),
            outside: variable("GITHUB_SHA").filter(|_| !has_merge),
            base: sha("/pull_request/base/sha"),
            branch: branch("GITHUB_BASE_REF").or_else(|| text("/pull_request/base/ref")),
            address: text("/pull_request/base/repo/clone_url"),
            fork: Some(text("/pull_request/head/repo/full_name").unwrap_or_default()),
            ..Proposal::default()
        }));
    }
    if let Some(base) = sha("/merge_group/base_sha") {
        let branch = text("/merge_group/base_ref");
        let branch = branch.map(|name| name.trim_start_matches("refs/heads/").to_owned());
        return Ok(Event::Queue { base, branch });
    }
    // A run after that of a pull request, whose commit it may check out. Of a fork, its pull request is not named.
    let is_after = text("/workflow_run/event").is_some_and(|event| event.starts_with("pull_request"));
    if let Some(branch) = text("/workflow_run/pull_requests/0/base/ref").filter(|_| is_after) {
        let number = payload.pointer("/workflow_run/pull_requests/0/number").and_then(Value::as_u64);
        return Ok(Event::Proposal(Proposal {
            name: numbered("pull request", number),
            head: sha("/workflow_run/head_sha"),
            outside: variable("GITHUB_SHA"),
            base: sha("/workflow_run/pull_requests/0/base/sha"),
            branch: Some(branch),
            ..Proposal::default()
        }));
    }
    let full = variable("GITHUB_REF").or_else(|| text("/ref")).unwrap_or_default();
    let place = Place {
        branch: full.strip_prefix("refs/heads/").map(str::to_owned),
        default: text("/repository/default_branch"),
        commit: variable("GITHUB_SHA"),
    };
    match (&*name, full.strip_prefix("refs/tags/")) {
        ("push", Some(tag)) => Ok(Event::Tag(tag.to_owned())),
        ("push", None) => Ok(Event::Push(Push {
            place,
            before: sha("/before"),
            before_is: "what it was before the push",
            is_forced: payload.get("forced").and_then(Value::as_bool),
            is_new: payload.get("before").is_some(),
            ..Push::default()
        })),
        ("release", Some(tag)) => Ok(Event::Tag(tag.to_owned())),
        _ => Ok(Event::Other(place)),
    }
}

/// Reads the event of GitHub; empty if there is none.
fn payload() -> Result<Value, String> {
    let Some(path) = variable("GITHUB_EVENT_PATH") else { return Ok(Value::Null) };
    let read = bounded::file(Path::new(&path)).map_err(|error| error.to_string());
    let read = read.and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string()));
    read.map_err(|why| format!("GITHUB_EVENT_PATH leads to {path}, which cannot be read: {why}"))
}
