//! `protune mcp`: serves a coding agent. Holds the flags of the command; the protocol is in `crate::mcp`.

use super::{Exit, Terminal};
use crate::mcp::{self, Roots};
use std::path::PathBuf;

/// Serve a coding agent over the Model Context Protocol, on standard input and output.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Mcp {
    /// Folders that tools may read and, if a call asks for it, write in [default: the working directory].
    #[arg(value_name = "ROOT")]
    roots: Vec<PathBuf>,
    /// Write no file, whatever a call asks for.
    #[arg(long)]
    read_only: bool,
}

const EXAMPLES: &str = "\
Agents start this command themselves; docs/mcp.md has their settings.

Examples:
  protune mcp                   tools for the schemas below the working directory
  protune mcp --read-only api   tools that write nothing

Exit codes: 0 the agent ended the session, 2 the server could not start.";

pub(super) fn run(args: &Mcp, terminal: &Terminal) -> Exit {
    match Roots::find(&args.roots).and_then(|roots| mcp::serve(roots, !args.read_only)) {
        Ok(()) => Exit::Clean,
        Err(problem) => terminal.fail(problem),
    }
}
