//! From a profile, and messages to try them on, to the rewrites that are worth making: proposed by the rules,
//! weighed one by one, chosen so that they go together, and verified on every message. Writes nothing.

mod choose;
mod propose;
mod squeeze;
mod units;
mod verify;
mod weigh;

pub use choose::{Aside, Choice, choose};
pub use propose::{Allowed, propose};
pub use squeeze::Squeezed;
pub use units::units;
pub use verify::{Verified, verify};
pub use weigh::{Weights, weigh};

use protune_rules::proposal::Proposal;
use protune_wire::{Layout, Plan, Recoding, Refusal};

/// What some proposals come to when they are made together.
fn together<'p>(
    layout: &Layout,
    proposals: impl IntoIterator<Item = &'p Proposal>,
) -> Result<Recoding, Refusal> {
    let steps = proposals.into_iter().flat_map(|proposal| proposal.steps.iter().cloned()).collect();
    Recoding::new(layout, &Plan { steps })
}
