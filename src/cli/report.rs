//! `protune report`: shows where the bytes of a profile are. Holds the flags of the command.

use super::output::put;
use super::{Exit, Terminal, merge, names};
use crate::report::{By, Look, PROFILE_FORMATS, ProfileFormat, Proposed, read_proposals, write_profile};
use crate::{bounded, write};
use clap::ValueEnum;
use std::path::PathBuf;

/// Show where the bytes of messages go, from a profile.
#[derive(clap::Args)]
pub(super) struct Report {
    /// Profile, or `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Format of the report.
    #[arg(long, value_name = "FORMAT", value_parser = names::profile_format(), default_value = PROFILE_FORMATS[0].name)]
    format: &'static ProfileFormat,
    /// Unit of a row in a table, a document or a page.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = ByName::Path)]
    by: ByName,
    /// Show this many rows, the largest first; 0 for all [default: 30 in a table, all in a document].
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Show these proposals as well, in a table or a page: the report of `protune optimize` or `protune reshape` with
    /// `--format json:FILE`.
    #[arg(long, value_name = "FILE")]
    proposals: Option<PathBuf>,
    /// File for the report [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ByName {
    /// A field below the fields that lead to it.
    Path,
    /// A message type, in all positions.
    Message,
    /// A field of a message type, in all positions.
    Field,
}

pub(super) fn run(args: &Report, terminal: &Terminal) -> Exit {
    let profile = match merge::read(&args.file) {
        Ok(profile) => profile,
        Err(problem) => return terminal.fail(problem),
    };
    if args.format.is_binary && args.output.is_none() && terminal.is_watched {
        return terminal.fail(format_args!(
            "a terminal cannot show a profile of {}; -o FILE writes it",
            args.format.name
        ));
    }
    let proposals = match args.proposals() {
        Ok(proposals) => proposals,
        Err(problem) => return terminal.fail(problem),
    };
    let limit = match args.limit {
        Some(0) => None,
        None => args.format.rows,
        limit => limit,
    };
    let look = if args.output.is_none() { terminal.look } else { Look::PLAIN };
    let shown = (&profile, &proposals[..]);
    let fill =
        |out: &mut dyn std::io::Write| write_profile(args.format, shown, args.by.into(), limit, look, out);
    let Some(path) = &args.output else { return terminal.write(fill) };
    put(path, fill, terminal)
}

impl Report {
    /// The error is for the user.
    fn proposals(&self) -> Result<Vec<Proposed>, String> {
        let Some(path) = &self.proposals else { return Ok(Vec::new()) };
        if !self.format.has_proposals {
            return Err(format!(
                "--proposals has no format {}; a table and a page show them",
                self.format.name
            ));
        }
        let shown = path.display();
        let bytes =
            bounded::file(path).map_err(|error| format!("cannot read {shown}: {}", write::reason(&error)))?;
        read_proposals(&bytes)
            .map_err(|why| format!("{shown} is no report of `protune optimize` or `protune reshape` with `--format json:FILE`: {why}"))
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
