//! Room of a format of profiles: what is known of it besides its output.

use super::rows::Rows;
use crate::report::Look;
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
    pub(super) write: fn(&Rows<'_>, Option<usize>, Look, &mut dyn Write) -> io::Result<()>,
}

/// Subject of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// A field below the fields that lead to it.
    Path,
    /// All fields of a message type, wherever it stands.
    Message,
    /// A field of a message type, wherever that stands.
    Field,
}
