//! Room of an output format: what is known of it besides its output. Each format is a file with one static.

use super::{Look, Reported, statistics};
use std::borrow::Cow;
use std::io::{self, Write};

/// A format that findings are written in.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    /// Other names that are accepted, such as those that buf has.
    pub aliases: &'static [&'static str],
    /// Readers of the format, for the table in `docs/formats.md`.
    pub doc: &'static str,
    pub columns: Columns,
    pub paths: Paths,
    pub reader: Reader,
    pub write: Encode,
    /// Writes how many findings each rule has; `None` where `--statistics` is refused.
    pub statistics: Option<statistics::Encode>,
}

/// Writes all findings.
pub type Encode = fn(Reported<'_>, Look, &mut dyn Write) -> io::Result<()>;

/// Unit that columns are counted in.
#[derive(Clone, Copy, Debug)]
pub enum Columns {
    /// Unit that all readers of the format expect.
    Fixed(&'static str),
    /// Default unit, where readers count in different ones and `--columns` names theirs.
    Chosen(&'static str),
}

/// Folder that paths are relative to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paths {
    WorkingDir,
    Repository,
}

/// Kind of reader; it decides whether a summary on standard error says anything new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    Person,
    /// The log of a service, which people read too.
    Log,
    Program,
}

impl Columns {
    /// Returns the unit for the table in `docs/formats.md`.
    pub(super) fn name(self) -> Cow<'static, str> {
        match self {
            Columns::Fixed(unit) => unit.into(),
            Columns::Chosen(unit) => format!("{unit}, or `--columns`").into(),
        }
    }
}

impl Paths {
    pub(super) fn name(self) -> &'static str {
        match self {
            Paths::WorkingDir => "working directory",
            Paths::Repository => "repository",
        }
    }
}
