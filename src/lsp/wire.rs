//! Messages on the input and the output, each by a thread of its own, so that neither side waits for the other.

use super::Failure;
use lsp_server::{ErrorCode, Message, RequestId, Response};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, BufRead, BufWriter, ErrorKind, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Largest number of messages in a row that cannot be read, before the input counts as garbage.
const MOST_UNREADABLE: usize = 100;
/// Longest line of a header in bytes.
const LONGEST_HEADER: u64 = 8 << 10;
/// Largest message in bytes.
const LARGEST: u64 = 1 << 30;
/// Longest time that the last answers may take to be written.
const FAREWELL: Duration = Duration::from_secs(2);

/// Reads messages until the input ends, and hands each to `take`. Calls it with `None` at the end.
pub(super) fn read(
    mut input: impl BufRead + Send + 'static,
    take: impl Fn(Option<Message>) + Send + 'static,
    out: Sender<Outgoing>,
) -> io::Result<()> {
    let read = move || {
        let mut unreadable = 0;
        loop {
            match message(&mut input) {
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
    // Ends with the input, or with the process: nothing can interrupt it while it waits.
    thread::Builder::new().name("input".to_owned()).spawn(read).map(drop)
}

/// Reads a message; `None` at the end of the input. [`ErrorKind::InvalidData`] if there is one that says nothing.
fn message(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = length(input)? else { return Ok(None) };
    // Memory is taken as bytes arrive, whatever the header promises.
    let mut body = Vec::with_capacity(length.min(1 << 20) as usize);
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    serde_json::from_slice(&body).map(Some).map_err(|error| invalid(&error.to_string()))
}

/// Reads the header of a message, and returns the length of its body.
fn length(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = std::str::from_utf8(&line).map_err(|_| invalid("a header is not text"))?;
        let line = line.strip_suffix("\r\n").ok_or_else(|| invalid("a header has no end"))?;
        if line.is_empty() {
            return length.map(Some).ok_or_else(|| invalid("a message has no length"));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a header has no value"))?;
        if name.trim().eq_ignore_ascii_case("Content-Length") {
            let value = value.trim().parse().ok().filter(|length| *length <= LARGEST);
            length = Some(value.ok_or_else(|| invalid("the length of a message is no number"))?);
        }
    }
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason)
}

/// A value as JSON, in parts that follow one another: large ones are written where they are made, and copied nowhere.
pub(super) struct Json(Vec<String>);

impl Json {
    pub(super) fn of(value: &impl Serialize) -> serde_json::Result<Json> {
        serde_json::to_string(value).map(Json::from)
    }

    pub(super) fn of_parts(parts: impl Into<Vec<String>>) -> Json {
        Json(parts.into())
    }

    pub(super) fn null() -> Json {
        Json::from("null".to_owned())
    }
}

impl From<String> for Json {
    fn from(whole: String) -> Json {
        Json(vec![whole])
    }
}

/// Message to write.
pub(super) enum Outgoing {
    Message(Message),
    /// A message that is JSON already.
    Json(Json),
    /// A message came that is no JSON.
    Unreadable,
    /// Nothing follows.
    End,
}

/// The thread that writes messages.
pub(super) struct Writer {
    ended: Receiver<()>,
}

impl Writer {
    /// Waits until everything before [`Outgoing::End`] was written, unless nobody reads it.
    pub(super) fn finish(self) {
        // The sender goes with the thread.
        debug_assert_ne!(self.ended.recv_timeout(FAREWELL), Ok(()));
    }
}

/// Writes messages until the last one.
pub(super) fn write(output: impl Write + Send + 'static, messages: Receiver<Outgoing>) -> io::Result<Writer> {
    let (is_running, ended) = channel();
    let write = move || {
        let _is_running: Sender<()> = is_running;
        let mut output = BufWriter::new(output);
        for outgoing in messages {
            let written = match outgoing {
                Outgoing::Message(message) => message.write(&mut output),
                Outgoing::Json(Json(parts)) => body(&mut output, &parts),
                Outgoing::Unreadable => body(&mut output, &[unreadable()]),
                Outgoing::End => return,
            };
            // Nobody reads any more; the input ends as well then.
            if written.is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("output".to_owned()).spawn(write)?;
    Ok(Writer { ended })
}

fn body(output: &mut impl Write, parts: &[String]) -> io::Result<()> {
    let length: usize = parts.iter().map(String::len).sum();
    write!(output, "Content-Length: {length}\r\n\r\n")?;
    parts.iter().try_for_each(|part| output.write_all(part.as_bytes()))?;
    output.flush()
}

/// The answer to a message without an id that could be read.
fn unreadable() -> String {
    let error = serde_json::json!({
        "jsonrpc": "2.0",
        "id": Value::Null,
        "error": { "code": ErrorCode::ParseError as i32, "message": "the message is not valid JSON" },
    });
    error.to_string()
}

/// Returns an answer, which is an error if the work failed.
pub(super) fn response(id: RequestId, answer: Result<Json, Failure>) -> Outgoing {
    match answer {
        Ok(Json(result)) => {
            let before = format!(r#"{{"jsonrpc":"2.0","id":{},"result":"#, serde_json::json!(id));
            let parts = [before].into_iter().chain(result).chain(["}".to_owned()]);
            Outgoing::Json(Json(parts.collect()))
        }
        Err(failure) => Outgoing::Message(Response::new_err(id, failure.code, failure.message).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(mut input: &[u8]) -> Vec<Result<bool, ErrorKind>> {
        let mut all = Vec::new();
        loop {
            let read = message(&mut input).map(|message| message.is_some()).map_err(|error| error.kind());
            all.push(read);
            if all.last() == Some(&Ok(false)) {
                return all;
            }
        }
    }

    #[test]
    fn messages_are_read_one_after_the_other() {
        let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let text =
            format!("Content-Length: {0}\r\n\r\n{body}content-length:{0}\r\nX: y\r\n\r\n{body}", body.len());
        assert_eq!(read_all(text.as_bytes()), [Ok(true), Ok(true), Ok(false)]);
    }

    #[test]
    fn what_is_no_message_is_refused_or_ends_the_input() {
        let invalid = Err(ErrorKind::InvalidData);
        assert_eq!(read_all(b""), [Ok(false)]);
        assert_eq!(read_all(b"Content-Length: 2\r\n\r\n{"), [Ok(false)]);
        assert_eq!(read_all(b"Content-Length: 1\r\n\r\n{"), [invalid, Ok(false)]);
        assert_eq!(read_all(b"Content-Length: 2\r\n\r\n\xff\xff"), [invalid, Ok(false)]);
        assert_eq!(read_all(b"\r\n"), [invalid, Ok(false)]);
        assert_eq!(read_all(b"nonsense\r\n"), [invalid, Ok(false)]);
        assert_eq!(read_all(b"Content-Length: 18446744073709551615\r\n"), [invalid, Ok(false)]);
        assert_eq!(read_all(b"Content-Length: 1000000000\r\n\r\n{}"), [Ok(false)]);
    }
}
