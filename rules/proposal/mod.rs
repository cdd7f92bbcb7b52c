//! What a rewrite is given, and what it proposes. Knows no rewrite.

mod measured;
mod restate;

pub use measured::{Measured, MeasuredField, Measurements};
pub(crate) use measured::{counted, weighted};
pub use restate::{Declared, restate};

use crate::context::Terms;
use crate::contracts::{self, Effects};
pub use protune_compiler::diagnostic::{Contracts, Verdict};
use protune_compiler::diagnostic::{Diagnostic, Edit, Place};
use protune_wire::{Change as Rewrite, Step};

/// A schema and what was measured of its messages, for one rule.
#[derive(Debug)]
pub struct ProfileContext<'s> {
    pub measurements: &'s Measurements<'s>,
    pub declared: &'s Declared<'s>,
    pub terms: Terms<'s>,
}

/// A change of a schema, for the bytes that it saves.
#[derive(Debug)]
pub struct Proposal {
    /// What is wrong, and the edits that mend it.
    pub finding: Diagnostic,
    /// What it does to the encoding; nothing where it only says something of the schema.
    pub steps: Vec<Step>,
    pub verdicts: Contracts,
    /// Bytes, as far as the counts of a profile say it: what shrinks around the field is not in it.
    pub gain: u64,
}

/// The words of a proposal.
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) help: String,
    /// Of the fix, without what it breaks.
    pub(crate) title: String,
}

impl<'s> ProfileContext<'s> {
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'s Measured<'s>, &'s MeasuredField<'s>)> {
        let messages = self.measurements.messages.iter();
        messages.flat_map(|message| message.fields.iter().map(move |field| (message, field)))
    }

    /// A change of one field; `None` where it saves nothing, or the schema cannot say it.
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

    /// Changes that go together.
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
