//! Formats of what `reshape` found: a table for people, and JSON for programs. Tries nothing.

use super::{Look, Reported};
use crate::rooms::rooms;
use protune_compiler::diagnostic::Place;
use protune_engine::Workspace;
use protune_engine::reshape::{Found, Objective, Proof, Sizes};
use protune_rules::proposal::Declared;
use std::io::{self, Write};

/// Steps of a search, and what all messages say of them.
#[derive(Clone, Copy)]
pub struct Reshaped<'r> {
    pub workspace: &'r Workspace,
    pub found: &'r Found,
    pub proof: &'r Proof,
    /// Full name of the message type.
    pub ty: &'r str,
    /// Full name of the new message type.
    pub new_type: &'r str,
    pub objective: Objective,
    /// Number of messages that are compressed together.
    pub batch: u32,
    /// Whether JSON of all messages was compared, and is the same before and after.
    pub has_same_json: bool,
}

/// Format of what `reshape` found.
#[derive(Debug)]
pub struct ReshapeFormat {
    pub name: &'static str,
    /// Readers that it is for.
    pub doc: &'static str,
    /// Whether programs read it.
    pub is_for_programs: bool,
    write: fn(Reshaped<'_>, Look, &mut dyn Write) -> io::Result<()>,
}

rooms! {
    /// All formats of `reshape`; the first is the default.
    pub static RESHAPE_FORMATS: [&ReshapeFormat] = FORMAT of {
        table,
        json,
        jsonl,
    }
}

impl ReshapeFormat {
    pub fn write(&self, reshaped: Reshaped<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(reshaped, look, out)
    }
}

impl<'r> Reshaped<'r> {
    /// Sizes of the sample after all steps.
    fn after(&self) -> Sizes {
        self.found.taken.last().map_or(self.found.before, |taken| taken.after)
    }

    fn reported(&self) -> Reported<'r> {
        Reported::new(self.workspace, &[])
    }

    /// Place of a field in the schema; `None` if only steps made it.
    fn place(&self, declared: &Declared<'r>, holder: &str, number: u32, name: &str) -> Option<Place> {
        let field = declared.field(holder, number).filter(|field| field.name() == name)?;
        Some(field.map().unwrap_or(field).name_place())
    }
}
