//! From messages to a schema of another shape: steps that the rules name are tried one by one on a sample, in the schema
//! that the steps before leave, and those that save bytes are taken. All messages prove the plan at the end.

mod alike;
mod check;
mod hints;
mod print;
mod prove;
mod search;

pub use alike::difference;
pub use check::check;
pub use hints::Hint;
pub use print::print;
pub use prove::{Proof, prove};
pub use search::search;

use crate::optimize::Squeezed;
use protune_compiler::diagnostic::Contracts;
use protune_rules::Rule;
use protune_wire::Layout;
use protune_wire::shape::{Reshaping, Shape};

/// Size that a plan makes small.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Objective {
    /// Bytes as they are encoded.
    #[default]
    Raw,
    /// Bytes after gzip.
    Gzip,
    /// Bytes after zstd.
    Zstd,
}

/// Task of finding steps.
#[derive(Clone, Copy, Debug)]
pub struct Search<'s> {
    /// Type of the messages.
    pub layout: &'s Layout,
    /// Rules that name candidates.
    pub rules: &'s [&'s Rule],
    /// Size to make small.
    pub objective: Objective,
    /// Number of messages that are compressed together.
    pub batch: usize,
    /// Least saving of a step, as a share of all bytes.
    pub least: f64,
    /// Whether JSON has to stay the same.
    pub keeps_json: bool,
}

/// Step that is taken, and what it saves in the sample.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Rule that named it.
    pub rule: &'static str,
    /// The step, in the schema that the ones before leave.
    pub step: Shape,
    /// Name of the field that it is about, the first of several.
    pub field: String,
    /// Property of the messages that it uses.
    pub message: String,
    /// Verdicts on the change of the schema.
    pub contracts: Contracts,
    /// Sizes of the sample after it.
    pub after: Sizes,
}

impl Taken {
    /// Whether the messages that fit have the same JSON before and after.
    pub fn keeps_json(&self) -> bool {
        !self.contracts.json.breaks()
    }
}

/// Step that is not taken.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Rule that named it.
    pub rule: &'static str,
    /// The step, in the schema that the ones before leave.
    pub step: Shape,
    /// Name of the field that it is about, the first of several.
    pub field: String,
    /// Property of the messages that it would use.
    pub message: String,
    /// Reason, in words.
    pub why: String,
}

/// Sizes of messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sizes {
    /// Bytes as they are encoded.
    pub raw: u64,
    /// Bytes after compression, message by message.
    pub each: Squeezed,
    /// Bytes after compression of several messages together.
    pub batch: Squeezed,
}

/// Steps that are worth taking.
#[derive(Debug)]
pub struct Found {
    /// The steps, in order.
    pub taken: Vec<Taken>,
    /// All of them.
    pub reshaping: Reshaping,
    /// Steps that are not taken, in order of their rules, messages and fields.
    pub refused: Vec<Refused>,
    /// Fields that look as if they held more bytes than needed, although no step is taken for them.
    pub hints: Vec<Hint>,
    /// Sizes of the sample before.
    pub before: Sizes,
    /// Number of messages in the sample.
    pub sample: usize,
    /// Number of all messages.
    pub messages: u64,
    /// Their bytes as they are encoded.
    pub bytes: u64,
}

impl Objective {
    /// About so many bytes of messages are tried.
    fn sample(self) -> u64 {
        match self {
            Objective::Raw => 4 << 20,
            // They are compressed for each try.
            Objective::Gzip | Objective::Zstd => 1 << 20,
        }
    }
}
