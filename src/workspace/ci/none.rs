//! No CI system that is known.

use super::System;
use super::event::Event;

pub(super) static SYSTEM: System = System {
    is_here: || true,
    event: || Ok(Event::Local),
    depth: "`git fetch --unshallow` brings the whole history",
};
