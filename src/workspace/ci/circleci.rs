//! CircleCI. It does not expose the base of a pull request, so a branch is compared with the default one.

use super::System;
use super::environment::{branch, commit, is_set, variable};
use super::event::{Event, Place, Push};

pub(super) static SYSTEM: System = System {
    is_here: || is_set("CIRCLECI"),
    event: || Ok(event()),
    depth: "`method: full` of the step `checkout` brings the whole history",
};

fn event() -> Event {
    if let Some(tag) = variable("CIRCLE_TAG") {
        return Event::Tag(tag);
    }
    let place = Place { branch: branch("CIRCLE_BRANCH"), ..Place::default() };
    // `<< pipeline.git.base_revision >>`, which is a variable only where the configuration makes it one.
    let before = commit("CIRCLE_BASE_REVISION");
    Event::Push(Push { place, before, before_is: "its last build", is_proposal: true, ..Push::default() })
}
