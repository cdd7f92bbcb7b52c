//! From a profile, and messages to try them on, to the rewrites that are worth making: proposed by the rules,
//! weighed one by one, chosen so that they go together, and verified on every message. Where messages come from is
//! for the caller. Writes nothing.

mod choose;
mod propose;
mod squeeze;
mod units;
mod values;
mod verify;
mod weigh;

pub use choose::{Aside, Choice, choose};
pub use propose::{Allowed, propose};
pub use squeeze::Squeezed;
pub(crate) use squeeze::is_sampled;
pub use units::{restated, units};
pub use values::{Listed, Place, values};
pub use verify::{Verified, verify};
pub use weigh::{Weight, Weights, weigh};

use crate::documents::Workspace;
use protune_rules::Rule;
use protune_rules::proposal::{Declared, Proposal};
use protune_wire::profile::Profile;
use protune_wire::{Layout, Recoding, Refusal};
use std::fmt;
use std::fmt::Display;

/// Messages that rewrites are tried on: files, or bytes in memory.
pub trait Messages: Sync {
    /// Calls `each` with every message, on states that `init` makes, one for each thread at least. The error is for
    /// the user.
    fn fold<T: Send, E: Display>(
        &self,
        init: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, &[u8]) -> Result<(), E> + Sync,
    ) -> Result<Folded<T>, String>;

    /// Returns the sizes of a message once it is compressed.
    fn squeeze(&self, message: &[u8]) -> Squeezed;
}

/// Result of going through all messages.
#[derive(Debug)]
pub struct Folded<T> {
    /// The states.
    pub states: Vec<T>,
    /// Number of messages.
    pub messages: u64,
    /// Bytes of the messages, without framing.
    pub bytes: u64,
}

/// Messages in memory; they are not compressed.
impl Messages for [Vec<u8>] {
    fn fold<T: Send, E: Display>(
        &self,
        init: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, &[u8]) -> Result<(), E> + Sync,
    ) -> Result<Folded<T>, String> {
        let mut state = init();
        for (at, message) in self.iter().enumerate() {
            each(&mut state, message).map_err(|error| format!("message {}: {error}", at + 1))?;
        }
        let bytes = self.iter().map(|message| message.len() as u64).sum();
        Ok(Folded { states: vec![state], messages: self.len() as u64, bytes })
    }

    fn squeeze(&self, message: &[u8]) -> Squeezed {
        Squeezed { gzip: message.len() as u64, zstd: message.len() as u64 }
    }
}

/// Task of finding rewrites.
pub struct Task<'t> {
    /// Type of the messages.
    pub layout: &'t Layout,
    /// Counts of the messages.
    pub profile: &'t Profile,
    /// Rules that propose rewrites.
    pub rules: &'t [&'t Rule],
    /// Contracts that rewrites may break.
    pub allowed: Allowed,
    /// Messages and fields that somebody relies on already.
    pub released: Option<&'t Declared<'t>>,
    /// Returns the least number of bytes that a rewrite has to save, of so many bytes of messages.
    pub least: &'t dyn Fn(u64) -> u64,
}

impl fmt::Debug for Task<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Task");
        shown.field("rules", &self.rules.len()).field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

/// Rewrites that are worth making, and those that are not.
#[derive(Debug)]
pub struct Plan {
    /// Rewrites to make, the greatest first.
    pub chosen: Vec<Choice>,
    /// Rewrites that are not made, with the reasons.
    pub aside: Vec<Aside>,
    /// Bytes that each proposal saves, where there are messages.
    pub weights: Option<Weights>,
    /// Proof on every message, where there are messages and something is chosen.
    pub verified: Option<Verified>,
    /// Bytes and number of the profiled messages.
    pub profiled: (u64, u64),
}

/// Finds the rewrites of a schema that are worth making. Without messages their savings are estimates from the
/// profile. The error is for the user.
pub fn plan<M: Messages + ?Sized>(
    workspace: &Workspace,
    task: &Task<'_>,
    messages: Option<&M>,
) -> Result<Plan, String> {
    let (proposals, mut aside) = propose(workspace, task);
    let weights = messages.map(|messages| weigh(messages, task.layout, &proposals)).transpose()?;
    let all = weights.as_ref().map_or(task.profile.bytes, |weights| weights.canonical);
    let (chosen, more) = choose(task.layout, proposals, weights.as_ref(), (task.least)(all));
    aside.extend(more);
    let verified = match (messages, &weights) {
        (Some(messages), Some(weights)) if !chosen.is_empty() => {
            Some(verify(messages, task.layout, &chosen, weights)?)
        }
        _ => None,
    };
    let profiled = (task.profile.bytes, task.profile.messages);
    Ok(Plan { chosen, aside, weights, verified, profiled })
}

/// Returns the recoding of some proposals made together.
fn together<'p>(
    layout: &Layout,
    proposals: impl IntoIterator<Item = &'p Proposal>,
) -> Result<Recoding, Refusal> {
    let steps = proposals.into_iter().flat_map(|proposal| proposal.steps.iter().cloned()).collect();
    Recoding::new(layout, &protune_wire::Plan { steps })
}
