//! What each proposal saves by itself, to the byte, over all messages. Encodes nothing.

use super::together;
use crate::messages::{self, Reading};
use protune_rules::proposal::Proposal;
use protune_wire::{Arena, Damage, Recoding, read, size};

/// What was weighed.
pub struct Weights {
    pub messages: u64,
    /// As they were encoded.
    pub bytes: u64,
    /// As the schema would encode them.
    pub canonical: u64,
    /// Of each proposal.
    pub of: Vec<Weight>,
}

/// What a proposal comes to by itself.
#[derive(Clone, Default, Debug)]
pub struct Weight {
    /// Bytes less than canonical ones; of the messages that it fits.
    pub saved: i64,
    /// How many messages it does not fit.
    pub misfits: u64,
    /// Why one of these does not, in words.
    pub why: Option<String>,
}

/// Reads all messages once. The error is for the user.
pub fn weigh(reading: &Reading<'_>, proposals: &[Proposal]) -> Result<Weights, String> {
    let layout = reading.layout;
    let nothing = Recoding::nothing(layout);
    let recodings: Vec<Result<Recoding, String>> =
        proposals.iter().map(|it| together(layout, [it]).map_err(|refusal| refusal.to_string())).collect();
    let start =
        || Scales { arena: Arena::default(), canonical: 0, of: vec![Weight::default(); proposals.len()] };
    let outcome =
        messages::fold(reading, start, |scales, bytes| scales.add(reading, &nothing, &recodings, bytes))?;
    let mut weights = Weights {
        messages: outcome.messages,
        bytes: outcome.bytes,
        canonical: 0,
        of: vec![Weight::default(); proposals.len()],
    };
    for scales in outcome.states {
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
        reading: &Reading<'_>,
        nothing: &Recoding,
        recodings: &[Result<Recoding, String>],
        bytes: &[u8],
    ) -> Result<(), Damage> {
        let message = read(&mut self.arena, reading.layout, bytes)?;
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
