//! The language server: `protune lsp`. Speaks the Language Server Protocol; whatever it answers comes from the engine.
//!
//! One loop owns the state and applies edits in their order. Answers are made by a pool of threads from snapshots that never
//! change. Findings are brought up to date when nothing else is to do, and an edit interrupts that.

mod against;
mod answers;
mod client;
mod deployed;
mod diagnostics;
mod documents;
mod judging;
mod lifecycle;
mod listed;
mod pool;
mod progress;
mod requests;
mod session;
mod settings;
mod snapshot;
mod text;
mod uri;
mod watch;
mod wire;
mod world;

use lsp_server::ErrorCode;
use session::{Event, Session};
use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use std::time::Duration;
use wire::Outgoing;

/// Time without edits after which folders are loaded again for the sake of imports.
const CALM: Duration = Duration::from_millis(150);

/// Reason why a request cannot be answered.
#[derive(Debug)]
pub(super) struct Failure {
    code: i32,
    message: String,
}

impl Failure {
    fn new(code: ErrorCode, message: impl Into<String>) -> Failure {
        Failure { code: code as i32, message: message.into() }
    }

    /// Refusal of a request, with its reason.
    fn refused(message: impl Into<String>) -> Failure {
        Failure::new(ErrorCode::RequestFailed, message)
    }
}

/// Serves an editor on standard input and output until it ends. Returns whether it ended as the protocol says. The error is
/// for the user.
pub fn serve() -> Result<bool, String> {
    // The loop is not one of the threads that share work, so that it never waits behind them.
    let threads = rayon::ThreadPoolBuilder::new().stack_size(8 << 20).build_global();
    threads.map_err(|error| format!("cannot start threads: {error}"))?;
    let (input, output) = (io::BufReader::new(io::stdin()), io::stdout());
    converse(input, output, CALM).map_err(|error| format!("cannot start a thread: {error}"))
}

/// Serves an editor until the input ends or says that this is the end. Folders are loaded again after `calm` without edits.
/// Returns whether the end was as the protocol says.
pub fn converse(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    calm: Duration,
) -> io::Result<bool> {
    let (events, inbox) = mpsc::channel();
    let (out, outbox) = mpsc::channel();
    let writer = wire::write(output, outbox)?;
    let incoming = events.clone();
    let take = move |message: Option<_>| {
        let _ = incoming.send(message.map_or(Event::End, Event::Message));
    };
    wire::read(input, take, out.clone())?;
    let is_orderly = Session::new(out.clone(), events, calm).run(&inbox);
    let _ = out.send(Outgoing::End);
    writer.finish();
    Ok(is_orderly)
}
