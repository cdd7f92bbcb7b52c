//! What a profile looks like: one file per format. Reads counts; decides nothing about them, and does not
//! know where its output goes.

mod rows;

use super::look::Look;
use crate::rooms::rooms;
use protune_wire::profile::Profile;
use rows::Rows;
use std::io::{self, Write};

/// A format that profiles are shown in: a file with one static.
#[derive(Debug)]
pub struct ProfileFormat {
    pub name: &'static str,
    /// One line, for the help.
    pub doc: &'static str,
    /// Rows that are shown when nobody says how many; `None` for all.
    pub rows: Option<usize>,
    /// A terminal cannot show it.
    pub is_binary: bool,
    /// Writes the rows, as many of them as there may be.
    write: fn(&Rows<'_>, Option<usize>, Look, &mut dyn Write) -> io::Result<()>,
}

rooms! {
    /// All formats of profiles; the first is the default.
    pub static PROFILE_FORMATS: [&ProfileFormat] = FORMAT of {
        table,
        json,
        folded,
        pprof,
        html,
    }
}

/// What becomes a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// A field below the fields that lead to it.
    Path,
    /// All fields of a message type, wherever it stands.
    Message,
    /// A field of a message type, wherever that stands.
    Field,
}

/// Writes where the bytes are; the greatest rows of a table, a document or a page, if there is a limit.
pub fn write_profile(
    format: &ProfileFormat,
    profile: &Profile,
    by: By,
    limit: Option<usize>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    (format.write)(&Rows::of(profile, by), limit, look, out)
}
