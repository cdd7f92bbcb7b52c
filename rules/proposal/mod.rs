//! What a rewrite is given, and what it proposes. Knows no rewrite.

mod measured;
mod restate;

pub use measured::{Measured, MeasuredField, Measurements};
pub(crate) use measured::{counted, weighted};
pub use restate::{Declared, restate};

use crate::context::Terms;
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Place, Safety};
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
    pub verdicts: Verdicts,
    /// Bytes, as far as the counts of a profile say it: what shrinks around the field is not in it.
    pub gain: u64,
}

/// What a change does to those who have the old schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdicts {
    /// Who reads or writes encoded messages.
    pub binary: Verdict,
    /// Who reads or writes JSON.
    pub json: Verdict,
    /// Who compiles against generated code.
    pub source: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Safe,
    /// Unless this matters.
    Conditional(&'static str),
    /// For this reason.
    Unsafe(&'static str),
}

impl Verdicts {
    pub const SAFE: Verdicts = Verdicts { binary: Verdict::Safe, json: Verdict::Safe, source: Verdict::Safe };

    /// With their names.
    pub fn all(self) -> [(&'static str, Verdict); 3] {
        [("binary", self.binary), ("json", self.json), ("source", self.source)]
    }
}

impl Verdict {
    pub fn is_unsafe(self) -> bool {
        matches!(self, Verdict::Unsafe(_))
    }
}

/// The words of a proposal.
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) help: String,
    /// Of the fix.
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
        verdicts: Verdicts,
        gain: i128,
    ) -> Option<Proposal> {
        let step = Step { message: field.message.to_owned(), field: field.field.number, change };
        let place = field.declared.file.place(field.declared.name_span());
        self.propose_steps(place, vec![step], words, verdicts, gain)
    }

    /// Changes that go together.
    pub(crate) fn propose_steps(
        &self,
        place: Place,
        steps: Vec<Step>,
        words: Words,
        verdicts: Verdicts,
        gain: i128,
    ) -> Option<Proposal> {
        let gain = u64::try_from(gain).ok().filter(|&gain| gain > 0)?;
        let edits = restate(self.declared, &steps)?;
        Some(Proposal { finding: self.finding(place, words, edits), steps, verdicts, gain })
    }

    pub(crate) fn finding(&self, place: Place, words: Words, edits: Vec<Edit>) -> Diagnostic {
        let Words { message, help, title } = words;
        let fix = Fix { title, safety: Safety::Unsafe, change: Change::from(edits) };
        self.terms.finding(place, message).help(help).fix(fix)
    }
}
