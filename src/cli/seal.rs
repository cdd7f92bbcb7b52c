//! `protune profile seal`: drops every hash of a profile. Holds the flags of the command.

use super::merge::{put, read};
use super::{Exit, Terminal, terminal};
use crate::report::count;
use protune_wire::profile::{Counts, Profile};
use std::path::PathBuf;

/// Drop all hashes of values, so that nobody can test what values a profile has, not even with the key; a sealed profile
/// cannot be merged.
#[derive(clap::Args)]
pub(super) struct Seal {
    /// Profile written by `protune profile`.
    #[arg(value_name = "PROFILE")]
    profile: PathBuf,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Do not print what was dropped.
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Seal, terminal: &Terminal) -> Exit {
    let mut profile = match read(&args.profile) {
        Ok(profile) => profile,
        Err(problem) => return terminal.fail(problem),
    };
    let told = dropped(&profile);
    profile.seal();
    if let Err(exit) = put(&profile, &args.output, terminal) {
        return exit;
    }
    if !args.quiet {
        terminal::tell(told);
    }
    Exit::Clean
}

/// Summary of what sealing drops and leaves, for the user.
fn dropped(profile: &Profile) -> String {
    if profile.sealed {
        return "it is sealed already: nothing was dropped".to_owned();
    }
    let fields = |has: fn(&Counts) -> bool| {
        let counts = profile.nodes.iter().flat_map(|node| &node.fields);
        count(counts.filter(|counts| has(counts)).count(), "field")
    };
    let sketches = fields(|counts| !counts.sketch.is_empty());
    let listed = |counts: &Counts| counts.values.as_ref().is_some_and(|values| !values.values.is_empty());
    let keyed = match profile.key {
        Some(_) => format!("the number of the key, the hashes of single values in {}, ", fields(listed)),
        None => String::new(),
    };
    let left = if profile.key.is_some() { "frequencies, lengths and estimates" } else { "estimates" };
    let and = if profile.key.is_some() { "and " } else { "" };
    format!(
        "dropped {keyed}{and}the sketches of {sketches}; {left} are left, and the profile cannot be merged"
    )
}
