//! Bytes that each proposal saves by itself, exactly, over all messages. Encodes nothing.

use super::{Messages, together};
use protune_rules::proposal::Proposal;
use protune_wire::{Arena, Change, Damage, Layout, Recoding, Step, read, size};

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
    /// Canonical bytes less those under the proposal, of the messages that it fits. Whoever only packs or expands lists
    /// saves nothing where that has been done already.
    pub saved: i64,
    /// Number of messages that it does not fit.
    pub misfits: u64,
    /// Reason for the refusal of one of these, in words.
    pub why: Option<String>,
}

/// Reads all messages once. The error is for the user.
pub fn weigh<M: Messages + ?Sized>(
    messages: &M,
    layout: &Layout,
    proposals: &[Proposal],
) -> Result<Weights, String> {
    let nothing = Recoding::nothing(layout);
    let recoding = |proposal| together(layout, [proposal]).map_err(|refusal| refusal.to_string());
    let ways: Vec<Way> = proposals
        .iter()
        .map(|proposal| Way { recoding: recoding(proposal), is_about_form: is_about_form(proposal) })
        .collect();
    let start =
        || Scales { arena: Arena::default(), canonical: 0, of: vec![Weight::default(); proposals.len()] };
    let folded = messages.fold(start, |scales, bytes| scales.add(layout, &nothing, &ways, bytes))?;
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
    for (weight, way) in weights.of.iter_mut().zip(&ways) {
        weight.why = way.recoding.as_ref().err().cloned().or(weight.why.take());
    }
    Ok(weights)
}

/// Encoding of messages under a proposal, if it is possible.
struct Way {
    recoding: Result<Recoding, String>,
    is_about_form: bool,
}

/// State of one weighing thread.
struct Scales {
    arena: Arena,
    canonical: u64,
    of: Vec<Weight>,
}

impl Scales {
    fn add(&mut self, layout: &Layout, nothing: &Recoding, ways: &[Way], bytes: &[u8]) -> Result<(), Damage> {
        let message = read(&mut self.arena, layout, bytes)?;
        let canonical = size(message, nothing).unwrap_or(bytes.len() as u64);
        self.canonical += canonical;
        for (weight, way) in self.of.iter_mut().zip(ways) {
            let Ok(recoding) = &way.recoding else { continue };
            let before = if way.is_about_form { canonical.min(bytes.len() as u64) } else { canonical };
            match size(message, recoding) {
                Ok(size) => weight.saved += before as i64 - size as i64,
                Err(obstacle) => weight.does_not_fit(obstacle.to_string()),
            }
        }
        Ok(())
    }
}

impl Weights {
    /// Bytes that savings are counted from: those of the input, unless it is written at greater length than need be.
    pub fn real(&self) -> u64 {
        self.bytes.min(self.canonical)
    }
}

/// Whether only the form of lists changes, of which parsers accept both.
fn is_about_form(proposal: &Proposal) -> bool {
    let is_form = |step: &Step| matches!(step.change, Change::Pack | Change::Expand);
    !proposal.steps.is_empty() && proposal.steps.iter().all(is_form)
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
