//! Messages on standard input and output, each by a thread of its own, so that neither side waits for the other.

use lsp_server::{ErrorCode, Message, Response};
use serde_json::Value;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};

/// Largest number of messages in a row that cannot be read, before the input counts as garbage.
const MOST_UNREADABLE: usize = 100;

/// Reads messages until the input ends, and hands each to `take`. Calls it with `None` at the end.
pub(super) fn read(take: impl Fn(Option<Message>) + Send + 'static, out: Sender<Outgoing>) {
    let read = move || {
        let mut input = io::stdin().lock();
        let mut unreadable = 0;
        loop {
            match Message::read(&mut input) {
                Ok(Some(message)) => {
                    unreadable = 0;
                    take(Some(message));
                }
                Err(error) if error.kind() == ErrorKind::InvalidData && unreadable < MOST_UNREADABLE => {
                    // The body was read whole; the next message begins behind it.
                    unreadable += 1;
                    let _ = out.send(Outgoing::Unreadable);
                }
                Ok(None) | Err(_) => return take(None),
            }
        }
    };
    // Ends with the process: nothing can interrupt it while it waits for input.
    let _ = thread::Builder::new().name("input".to_owned()).spawn(read);
}

/// Message to write.
pub(super) enum Outgoing {
    Message(Message),
    /// A message came that is no JSON.
    Unreadable,
}

/// Writes messages until all senders are gone.
pub(super) fn write(messages: Receiver<Outgoing>) -> io::Result<JoinHandle<()>> {
    let write = move || {
        let mut output = BufWriter::new(io::stdout().lock());
        for outgoing in messages {
            let written = match outgoing {
                Outgoing::Message(message) => message.write(&mut output),
                Outgoing::Unreadable => unreadable(&mut output),
            };
            // Nobody reads any more; the input ends as well then.
            if written.is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("output".to_owned()).spawn(write)
}

/// The answer to a message without an id that could be read.
fn unreadable(output: &mut impl Write) -> io::Result<()> {
    let error = serde_json::json!({
        "jsonrpc": "2.0",
        "id": Value::Null,
        "error": { "code": ErrorCode::ParseError as i32, "message": "the message is not valid JSON" },
    });
    let body = error.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

/// Returns an answer, which is an error if the work failed.
pub(super) fn response(id: lsp_server::RequestId, answer: Result<Value, super::Failure>) -> Response {
    match answer {
        Ok(result) => Response::new_ok(id, result),
        Err(failure) => Response::new_err(id, failure.code, failure.message),
    }
}
