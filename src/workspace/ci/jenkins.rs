//! Jenkins, with the variables of its multibranch pipelines and of its git plugin.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Proposal, Push, numbered};

pub(super) static SYSTEM: System = System {
    is_here: || ["JENKINS_URL", "JENKINS_HOME", "CHANGE_TARGET"].into_iter().any(is_set),
    event: || Ok(event()),
    depth: "a clone that is not shallow has the whole history",
};

fn event() -> Event {
    if let Some(target) = branch("CHANGE_TARGET") {
        let number = variable("CHANGE_ID");
        return Event::Proposal(Proposal {
            name: numbered("change", number),
            branch: Some(target),
            ..Proposal::default()
        });
    }
    if let Some(tag) = variable("TAG_NAME") {
        return Event::Tag(tag);
    }
    let name = branch("BRANCH_NAME").or_else(|| {
        let name = branch("GIT_BRANCH")?;
        Some(name.strip_prefix("origin/").unwrap_or(&name).to_owned())
    });
    let is_default = variable("BRANCH_IS_PRIMARY").is_some_and(|value| value == "true");
    let place = Place { default: name.clone().filter(|_| is_default), branch: name, ..Place::default() };
    let before = commit("GIT_PREVIOUS_SUCCESSFUL_COMMIT");
    Event::Push(Push { place, before, before_is: "its last successful build", ..Push::default() })
}
