//! Formats of profiles: one file per format. Reads counts; decides nothing about them, and does not know
//! where its output goes.

mod format;
mod rows;

pub use format::{By, ProfileFormat};

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
