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
use std::sync::mpsc;

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
    let (events, inbox) = mpsc::channel();
    let (out, outbox) = mpsc::channel();
    let writer = wire::write(outbox).map_err(|error| format!("cannot start a thread: {error}"))?;
    let incoming = events.clone();
    wire::read(
        move |message| {
            let _ = incoming.send(message.map_or(Event::End, Event::Message));
        },
        out.clone(),
    );
    let is_orderly = Session::new(out, events).run(&inbox);
    // The last answers are still on their way.
    drop(inbox);
    drop(writer);
    Ok(is_orderly)
}
