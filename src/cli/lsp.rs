//! `protune lsp`: serves an editor. Holds the flags of the command; the protocol is in `crate::lsp`.

use super::{Exit, Terminal};
use crate::lsp;

/// Serve an editor over the Language Server Protocol, on standard input and output.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Lsp {
    /// Use standard input and output, which is the default. Some editors add this flag.
    #[arg(long, hide = true)]
    stdio: bool,
    /// The same, as other editors write it.
    #[arg(hide = true, allow_hyphen_values = true, value_parser = ["-stdio"])]
    single_dash: Option<String>,
}

const EXAMPLES: &str = "\
Editors start this command themselves; docs/editors.md has their settings.

Exit codes: 0 the editor ended the session, 1 it ended without that, 2 the server could not start.";

pub(super) fn run(args: &Lsp, terminal: &Terminal) -> Exit {
    // There is no other way to talk to it.
    let _ = (args.stdio, &args.single_dash);
    match lsp::serve() {
        Ok(true) => Exit::Clean,
        Ok(false) => Exit::Findings,
        Err(problem) => terminal.fail(problem),
    }
}
