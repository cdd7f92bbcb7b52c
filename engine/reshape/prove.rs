//! The proof: every message is taken there, has the size that was predicted, and comes back as it was.

use crate::optimize::Messages;
use protune_wire::shape::{Operations, Reshaping, Tree};
use protune_wire::{Arena, Damage, read};
use std::fmt;

/// Result of converting all messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Proof {
    /// Messages that were taken there and back.
    pub messages: u64,
    /// Messages that do not fit a step.
    pub misfits: u64,
    /// Canonical bytes of those that fit, before.
    pub before: u64,
    /// Their bytes after.
    pub after: u64,
    /// Number of operations for them before.
    pub operations_before: Operations,
    /// Number of operations for them after.
    pub operations_after: Operations,
}

/// Reason why a message fails.
enum Failed {
    Damage(Damage),
    Size { predicted: u64, encoded: u64 },
    NotTheSame,
}

/// Takes all messages there and back. The error is for the user.
pub fn prove<M: Messages + ?Sized>(messages: &M, reshaping: &Reshaping) -> Result<Proof, String> {
    let folded = messages.fold(
        || (Arena::default(), Proof::default()),
        |(arena, proof), bytes| {
            let mut tree = Tree::of(reshaping.from(), read(arena, reshaping.from(), bytes)?);
            tree.sort_maps(reshaping.from());
            let Ok(new) = reshaping.there(tree.clone()) else {
                proof.misfits += 1;
                return Ok(());
            };
            let (encoded, predicted) = (new.encode(reshaping.to()), new.size(reshaping.to()));
            if predicted != encoded.len() as u64 {
                return Err(Failed::Size { predicted, encoded: encoded.len() as u64 });
            }
            let again = Tree::of(reshaping.to(), read(arena, reshaping.to(), &encoded)?);
            let back = reshaping.back(again).map_err(|_| Failed::NotTheSame)?;
            let back = back.with_sorted_maps(reshaping.from());
            if back != tree {
                return Err(Failed::NotTheSame);
            }
            proof.messages += 1;
            proof.before += tree.size(reshaping.from());
            proof.after += predicted;
            proof.operations_before.count(reshaping.from(), &tree);
            proof.operations_after.count(reshaping.to(), &new);
            Ok(())
        },
    )?;
    let mut sum = Proof::default();
    for (_, proof) in folded.states {
        sum.messages += proof.messages;
        sum.misfits += proof.misfits;
        sum.before += proof.before;
        sum.after += proof.after;
        sum.operations_before.add(&proof.operations_before);
        sum.operations_after.add(&proof.operations_after);
    }
    Ok(sum)
}

impl From<Damage> for Failed {
    fn from(damage: Damage) -> Failed {
        Failed::Damage(damage)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Damage(damage) => damage.fmt(f),
            Failed::Size { predicted, encoded } => write!(
                f,
                "a size of {predicted} bytes was predicted, and it has {encoded}: a bug in protune; nothing is proposed"
            ),
            Failed::NotTheSame => {
                f.write_str("it does not come back as it was: a bug in protune; nothing is proposed")
            }
        }
    }
}
