//! `protune report`: shows where the bytes of a profile are. Holds the flags of the command.

use super::{Exit, Terminal, profile};
use crate::report::{By, Look, ProfileFormat, write_profile};
use crate::write;
use clap::ValueEnum;
use std::path::PathBuf;

/// Show where the bytes of messages go, from what `protune profile` wrote.
#[derive(clap::Args)]
pub(super) struct Report {
    /// A profile; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FormatName::Table)]
    format: FormatName,
    /// What becomes a row of a table, a document or a page.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = ByName::Path)]
    by: ByName,
    /// Show so many rows, the greatest first; 0 for all [default: 30 in a table, all in a document].
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Where the report goes [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// Rows with bars.
    Table,
    /// One document.
    Json,
    /// Folded stacks, for flame graphs.
    Folded,
    /// What `go tool pprof` and others read.
    Pprof,
    /// A page with a treemap, which needs no network.
    Html,
}

#[derive(Clone, Copy, ValueEnum)]
enum ByName {
    /// A field below the fields that lead to it.
    Path,
    /// A message type, wherever it stands.
    Message,
    /// A field of a message type, wherever that stands.
    Field,
}

/// Rows of a table, unless it is said how many.
const ROWS: usize = 30;

pub(super) fn run(args: &Report, terminal: &Terminal) -> Exit {
    let profile = match profile::read(&args.file) {
        Ok(profile) => profile,
        Err(problem) => return terminal.fail(problem),
    };
    if args.format == FormatName::Pprof && args.output.is_none() && terminal.is_watched {
        return terminal.fail("a terminal cannot show a profile of pprof; -o FILE writes it");
    }
    let limit = match args.limit {
        Some(0) => None,
        None if args.format == FormatName::Table => Some(ROWS),
        limit => limit,
    };
    let look = if args.output.is_none() { terminal.look } else { Look::PLAIN };
    let fill = |out: &mut dyn std::io::Write| {
        write_profile(args.format.into(), &profile, args.by.into(), limit, look, out)
    };
    let Some(path) = &args.output else { return terminal.write(fill) };
    match write::file(path, fill) {
        Ok(()) => Exit::Clean,
        Err(error) => terminal.fail(format_args!("cannot write {}: {error}", path.display())),
    }
}

impl From<FormatName> for ProfileFormat {
    fn from(name: FormatName) -> ProfileFormat {
        match name {
            FormatName::Table => ProfileFormat::Table,
            FormatName::Json => ProfileFormat::Json,
            FormatName::Folded => ProfileFormat::Folded,
            FormatName::Pprof => ProfileFormat::Pprof,
            FormatName::Html => ProfileFormat::Html,
        }
    }
}

impl From<ByName> for By {
    fn from(name: ByName) -> By {
        match name {
            ByName::Path => By::Path,
            ByName::Message => By::Message,
            ByName::Field => By::Field,
        }
    }
}
