//! One gRPC call over HTTP/2: requests go out, messages and the final status come in. Knows no reflection.

use super::connect::{Connection, Prepared};
use super::flags::Flags;
use super::frames::{Deframer, Refused, framed};
use bytes::Bytes;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, HeaderValue, Request};
use prost::Message;
use protune_rules::deployed::codes;

/// An open stream of requests and answers.
pub(super) struct Call<'c> {
    connection: &'c Connection,
    requests: SendStream<Bytes>,
    state: State,
    frames: Deframer,
    most: u64,
}

enum State {
    /// Nothing was answered so far.
    Waiting(h2::client::ResponseFuture),
    Open(RecvStream),
    Ended,
}

/// Answer of a server.
pub(super) enum Answer<M> {
    Message(M),
    /// The call is over.
    End(Status),
}

/// Final status of a call.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Status {
    pub(super) code: u32,
    pub(super) message: String,
}

pub(super) const OK: u32 = 0;
pub(super) const NOT_FOUND: u32 = 5;
pub(super) const UNIMPLEMENTED: u32 = 12;

impl<'c> Call<'c> {
    /// Opens a stream to a method. The error is for the user.
    pub(super) async fn open(
        connection: &'c Connection,
        prepared: &Prepared<'_>,
        flags: &Flags,
        method: &str,
    ) -> Result<Call<'c>, String> {
        let mut request = Request::post(format!("http://{}{method}", prepared.authority))
            .version(http::Version::HTTP_2)
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("user-agent", concat!("protune/", env!("CARGO_PKG_VERSION")));
        for header in &flags.headers {
            let unusable = |_| format!("the value of the header `{}` cannot be sent", header.name);
            let mut value = HeaderValue::from_bytes(header.value.as_bytes()).map_err(unusable)?;
            value.set_sensitive(true);
            request = request.header(&header.name, value);
        }
        let request = request.body(()).map_err(|error| format!("the request cannot be sent: {error}"))?;
        let ready = connection.requests.clone().ready().await;
        let sent = match ready {
            Ok(mut ready) => ready.send_request(request, false),
            Err(error) => Err(error),
        };
        match sent {
            Ok((response, requests)) => Ok(Call {
                connection,
                requests,
                state: State::Waiting(response),
                frames: Deframer::new(flags.max_message),
                most: flags.max_message,
            }),
            Err(error) => Err(connection.reason(&error).await),
        }
    }

    /// Sends a request, and returns what is answered. The error is for the user.
    pub(super) async fn ask<M: Message + Default>(
        &mut self,
        request: &impl Message,
    ) -> Result<Answer<M>, String> {
        // A call that is over cannot be written to; why it is over, it says itself.
        let _ = self.requests.send_data(framed(request).into(), false);
        self.next().await
    }

    /// Says that no request follows.
    pub(super) fn close(&mut self) {
        let _ = self.requests.send_data(Bytes::new(), true);
    }

    async fn next<M: Message + Default>(&mut self) -> Result<Answer<M>, String> {
        loop {
            match self.frames.next() {
                Ok(Some(message)) => {
                    let decoded = M::decode(message);
                    return decoded
                        .map(Answer::Message)
                        .map_err(|_| "its answer is no message of reflection".to_owned());
                }
                Ok(None) => {}
                Err(Refused::TooLarge(size)) => {
                    let most = self.most;
                    return Err(format!("it sends a message of {size} bytes; --max-msg-sz allows {most}"));
                }
                Err(Refused::Compressed) => {
                    return Err("it sends a compressed message, which was not asked for".to_owned());
                }
            }
            match &mut self.state {
                State::Ended => return Err("it ends the call without an answer".to_owned()),
                State::Waiting(response) => {
                    let answered = match response.await {
                        Ok(answered) => answered,
                        Err(error) => return Err(self.connection.reason(&error).await),
                    };
                    let (head, body) = answered.into_parts();
                    if let Some(status) = status_in(&head.headers) {
                        self.state = State::Ended;
                        return Ok(Answer::End(status));
                    }
                    judge(&head)?;
                    self.state = State::Open(body);
                }
                State::Open(body) => match body.data().await {
                    Some(Ok(bytes)) => {
                        let _ = body.flow_control().release_capacity(bytes.len());
                        self.frames.push(&bytes);
                    }
                    Some(Err(error)) => return Err(self.connection.reason(&error).await),
                    None => {
                        if self.frames.is_cut() {
                            return Err("its answer ends in the middle of a message".to_owned());
                        }
                        let trailers = match body.trailers().await {
                            Ok(trailers) => trailers,
                            Err(error) => return Err(self.connection.reason(&error).await),
                        };
                        self.state = State::Ended;
                        let status = trailers.as_ref().and_then(status_in);
                        return status
                            .map(Answer::End)
                            .ok_or_else(|| "it ends the call without a status".to_owned());
                    }
                },
            }
        }
    }
}

/// Fails for an answer that is not gRPC.
fn judge(head: &http::response::Parts) -> Result<(), String> {
    if head.status != http::StatusCode::OK {
        return Err(format!("it answers with HTTP status {}, and not with gRPC", head.status.as_u16()));
    }
    let kind = head.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("nothing");
    match kind.starts_with("application/grpc") {
        true => Ok(()),
        false => Err(format!("it answers with {}, and not with gRPC", cut(kind))),
    }
}

fn status_in(headers: &HeaderMap) -> Option<Status> {
    let code = headers.get("grpc-status")?.to_str().ok()?.parse().ok()?;
    let message =
        headers.get("grpc-message").map_or(String::new(), |value| cut(&unescaped(value.as_bytes())));
    Some(Status { code, message })
}

/// Reads a status message, in which bytes may be written `%41`.
fn unescaped(bytes: &[u8]) -> String {
    let digit = |byte: Option<&u8>| (*byte? as char).to_digit(16);
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Strangers write it, and it goes into one line.
pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

impl Status {
    /// Says what a call that did not work ended with, and what to do.
    pub(super) fn told(&self) -> String {
        let name = usize::try_from(self.code)
            .ok()
            .and_then(|code| codes().get(code))
            .map_or_else(|| format!("status {}", self.code), |name| (*name).to_owned());
        let words = if self.message.is_empty() { name.clone() } else { format!("{name}: {}", self.message) };
        match name.as_str() {
            "UNAUTHENTICATED" => format!("it asks for credentials ({words}); send them with --header"),
            "PERMISSION_DENIED" => {
                format!("it does not allow reflection ({words}); --header sends credentials")
            }
            _ => format!("it ends the call ({words})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, unescaped};

    #[test]
    fn status_messages_are_read() {
        assert_eq!(unescaped(b"not%20found: %C3%A4 100% %4"), "not found: \u{e4} 100% %4");
        assert_eq!(unescaped(b"%FF"), "\u{fffd}");
        assert_eq!(cut(&"\u{e4}".repeat(300)).chars().count(), 203);
    }
}
