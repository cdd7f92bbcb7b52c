//! Formats of profiles: one file per format. Reads counts; decides nothing about them, and does not know
//! where its output goes.

mod format;
mod notes;
mod proposals;
mod rows;

pub use format::{By, ProfileFormat};
pub use notes::notes;
pub use proposals::{Proposed, read_proposals};

use super::look::Look;
use crate::rooms::rooms;
use protune_wire::profile::Profile;
use rows::Rows;
use std::io::{self, Write};

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

/// Writes where the bytes are, and what would save some, where the format shows that; the greatest rows of a table, a
/// document or a page, if there is a limit.
pub fn write_profile(
    format: &ProfileFormat,
    (profile, proposals): (&Profile, &[Proposed]),
    by: By,
    limit: Option<usize>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    (format.write)(&Rows { proposals, ..Rows::of(profile, by) }, limit, look, out)
}
