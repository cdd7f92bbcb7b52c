//! What a profile looks like: one file per format. Reads counts; decides nothing about them, and does not
//! know where its output goes.

mod folded;
mod html;
mod json;
mod pprof;
mod rows;
mod table;

use super::look::Look;
use protune_wire::profile::Profile;
use rows::Rows;
use std::io::{self, Write};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProfileFormat {
    /// For a person: rows with bars.
    Table,
    /// One document.
    Json,
    /// One stack a line, for flame graphs.
    Folded,
    /// For `pprof` and what else reads its files, in gzip.
    Pprof,
    /// One page that needs nothing else.
    Html,
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
    format: ProfileFormat,
    profile: &Profile,
    by: By,
    limit: Option<usize>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = Rows::of(profile, by);
    match format {
        ProfileFormat::Table => table::write(&rows, limit, look, out),
        ProfileFormat::Json => json::write(&rows, limit, out),
        ProfileFormat::Folded => folded::write(profile, out),
        ProfileFormat::Pprof => pprof::write(profile, out),
        ProfileFormat::Html => html::write(profile, &rows, out),
    }
}
