//! Input and output of rewrites: measurements and proposals. Knows no particular rewrite.

mod measured;
mod restate;
mod shapes;

pub use measured::{Measured, MeasuredField, Measurements};
pub(crate) use measured::{counted, weighted};
pub use restate::{Declared, restate};
pub use shapes::{Candidate, FEW, FREQUENT, ShapeContext};
pub(crate) use shapes::{last, words};

use crate::context::Terms;
use crate::contracts::{self, Effects};
pub use protune_compiler::diagnostic::{Contracts, Verdict};
use protune_compiler::diagnostic::{Diagnostic, Edit, Place};
use protune_wire::{Change as Rewrite, Step};

/// Schema with measurements of its messages, for one rule.
#[derive(Debug)]
pub struct ProfileContext<'s> {
    pub measurements: &'s Measurements<'s>,
    pub declared: &'s Declared<'s>,
    pub terms: Terms<'s>,
}

/// Change of a schema that saves bytes.
#[derive(Debug)]
pub struct Proposal {
    /// Finding with the edits that fix it.
    pub finding: Diagnostic,
    /// Steps that change the encoding; empty if only the schema changes.
    pub steps: Vec<Step>,
    pub verdicts: Contracts,
    /// Bytes saved according to the counts of a profile, without savings around the field, such as shorter lengths.
    pub gain: u64,
}

/// Texts of a proposal.
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) help: String,
    /// Title of the fix, without the contracts that it breaks.
    pub(crate) title: String,
}

impl<'s> ProfileContext<'s> {
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'s Measured<'s>, &'s MeasuredField<'s>)> {
        let messages = self.measurements.messages.iter();
        messages.flat_map(|message| message.fields.iter().map(move |field| (message, field)))
    }

    /// Proposes a change of one field; `None` if it saves nothing, or the schema cannot express it.
    pub(crate) fn propose(
        &self,
        field: &MeasuredField<'_>,
        change: Rewrite,
        words: Words,
        effect: contracts::Change,
        gain: i128,
    ) -> Option<Proposal> {
        let step = Step { message: field.message.to_owned(), field: field.field.number, change };
        let place = field.declared.file.place(field.declared.name_span());
        self.propose_steps(place, vec![step], words, effect, gain)
    }

    /// Proposes several changes together.
    pub(crate) fn propose_steps(
        &self,
        place: Place,
        steps: Vec<Step>,
        words: Words,
        effect: contracts::Change,
        gain: i128,
    ) -> Option<Proposal> {
        let gain = u64::try_from(gain).ok().filter(|&gain| gain > 0)?;
        let (edits, effects) = (restate(self.declared, &steps)?, effect.effects());
        let verdicts = effects.contracts();
        Some(Proposal { finding: self.finding(place, words, edits, effects), steps, verdicts, gain })
    }

    pub(crate) fn finding(
        &self,
        place: Place,
        words: Words,
        edits: Vec<Edit>,
        effects: Effects,
    ) -> Diagnostic {
        let Words { message, help, title } = words;
        let finding = self.terms.finding(place, message).help(help);
        finding.fix(effects.fix(&title, edits)).contracts(effects.contracts())
    }
}
