//! Bytes that each proposal saves by itself, exactly, over all messages. Encodes nothing.

use super::{Messages, together};
use protune_rules::proposal::Proposal;
use protune_wire::{Arena, Damage, Layout, Recoding, read, size};

/// Weights of all proposals.
#[derive(Debug)]
pub struct Weights {
    /// Number of messages.
    pub messages: u64,
    /// Bytes of the messages as they were encoded.
    pub bytes: u64,
    /// Bytes of the messages as the schema would encode them.
    pub canonical: u64,
    /// Weight of each proposal.
    pub of: Vec<Weight>,
}

/// Weight of a proposal by itself.
#[derive(Clone, Default, Debug)]
pub struct Weight {
    /// Canonical bytes less those under the proposal, of the messages that it fits.
    pub saved: i64,
    /// Number of messages that it does not fit.
    pub misfits: u64,
    /// Why one of these does not, in words.
    pub why: Option<String>,
}

/// Reads all messages once. The error is for the user.
pub fn weigh<M: Messages + ?Sized>(
    messages: &M,
    layout: &Layout,
    proposals: &[Proposal],
) -> Result<Weights, String> {
    let nothing = Recoding::nothing(layout);
    let recodings: Vec<Result<Recoding, String>> =
        proposals.iter().map(|it| together(layout, [it]).map_err(|refusal| refusal.to_string())).collect();
    let start =
        || Scales { arena: Arena::default(), canonical: 0, of: vec![Weight::default(); proposals.len()] };
    let folded = messages.fold(start, |scales, bytes| scales.add(layout, &nothing, &recodings, bytes))?;
    let mut weights = Weights {
        messages: folded.messages,
        bytes: folded.bytes,
        canonical: 0,
        of: vec![Weight::default(); proposals.len()],
    };
    for scales in folded.states {
        weights.canonical += scales.canonical;
        weights.of.iter_mut().zip(scales.of).for_each(|(sum, part)| sum.add(part));
    }
    for (weight, recoding) in weights.of.iter_mut().zip(&recodings) {
        weight.why = recoding.as_ref().err().cloned().or(weight.why.take());
    }
    Ok(weights)
}

/// What one thread weighs.
struct Scales {
    arena: Arena,
    canonical: u64,
    of: Vec<Weight>,
}

impl Scales {
    fn add(
        &mut self,
        layout: &Layout,
        nothing: &Recoding,
        recodings: &[Result<Recoding, String>],
        bytes: &[u8],
    ) -> Result<(), Damage> {
        let message = read(&mut self.arena, layout, bytes)?;
        let canonical = size(message, nothing).unwrap_or(bytes.len() as u64);
        self.canonical += canonical;
        for (weight, recoding) in self.of.iter_mut().zip(recodings) {
            let Ok(recoding) = recoding else { continue };
            match size(message, recoding) {
                Ok(size) => weight.saved += canonical as i64 - size as i64,
                Err(obstacle) => weight.does_not_fit(obstacle.to_string()),
            }
        }
        Ok(())
    }
}

impl Weight {
    fn does_not_fit(&mut self, why: String) {
        self.misfits += 1;
        // The least of all is the same at any number of threads.
        if self.why.as_ref().is_none_or(|known| why < *known) {
            self.why = Some(why);
        }
    }

    fn add(&mut self, part: Weight) {
        let misfits = self.misfits + part.misfits;
        self.saved += part.saved;
        if let Some(why) = part.why {
            self.does_not_fit(why);
        }
        self.misfits = misfits;
    }
}
