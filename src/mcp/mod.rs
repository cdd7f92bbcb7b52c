//! The server for coding agents: `protune mcp`. Speaks the Model Context Protocol over standard input and output, one
//! JSON-RPC message a line.
//!
//! Each call of a tool is a run of this program, so its answer is that of the command line. A run that fails or is taken
//! back leaves nothing behind in the server. No path outside of the roots is passed on, and nothing outside of them is
//! written.

mod answer;
mod arguments;
mod changes;
mod findings;
mod jobs;
mod protocol;
mod roots;
mod run;
mod tools;

pub use roots::Roots;

use jobs::{Jobs, Stop};
use protocol::{Failure, Incoming};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use tools::{Call, Server};

/// The longest message, in bytes.
const MOST: u64 = 16 << 20;

/// Serves an agent on standard input and output until the input ends. The error is for the user.
pub fn serve(roots: Roots, may_write: bool) -> Result<(), String> {
    let server = Arc::new(Server { roots, may_write, writing: Mutex::default() });
    let jobs = Jobs::start().map_err(|error| format!("cannot start a thread: {error}"))?;
    let mut input = io::stdin().lock();
    loop {
        match line(&mut input) {
            Ok(Some(line)) => take(&line, &server, &jobs),
            Ok(None) => break,
            Err(error) => return Err(format!("cannot read standard input: {error}")),
        }
    }
    jobs.end();
    Ok(())
}

/// The next message; `None` at the end of the input. What is longer than a message comes without its end.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    input.by_ref().take(MOST).read_until(b'\n', &mut line)?;
    if line.len() as u64 == MOST && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok((!line.is_empty()).then_some(line))
}

/// Answers a message, now or from another thread.
fn take(line: &[u8], server: &Arc<Server>, jobs: &Jobs) {
    if line.iter().all(u8::is_ascii_whitespace) {
        return;
    }
    let Incoming { id, method, params } = match protocol::read(line) {
        Ok(Some(message)) => message,
        // An answer, to a question that nobody asked.
        Ok(None) => return,
        Err((id, failure)) => return send(&protocol::failed(&id, failure)),
    };
    let Some(id) = id else {
        if method == "notifications/cancelled"
            && let Some(id) = params.get("requestId")
        {
            jobs.cancel(&id.to_string());
        }
        return;
    };
    let is_modern = match protocol::version_of(&params) {
        Ok(is_modern) => is_modern,
        Err(failure) => return send(&protocol::failed(&id, failure)),
    };
    let answer = match method.as_str() {
        "initialize" => Ok(protocol::initialized(&params, &server.roots)),
        "server/discover" => Ok(protocol::discovered(&server.roots)),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(protocol::cached(json!({ "tools": tools::list() }))),
        "tools/call" => return call(id, params, is_modern, server, jobs),
        _ => Err(Failure::new(protocol::NO_METHOD, format!("there is no method `{method}`"))),
    };
    send(&match answer {
        Ok(result) => protocol::answered(&id, result, is_modern),
        Err(failure) => protocol::failed(&id, failure),
    });
}

/// Calls a tool on a thread for that. A call that is taken back has no answer.
fn call(id: Value, params: Value, is_modern: bool, server: &Arc<Server>, jobs: &Jobs) {
    let Some(tool) = params.get("name").and_then(Value::as_str).and_then(tools::find) else {
        let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
        let failure = Failure::new(protocol::BAD_PARAMS, format!("there is no tool `{name}`"));
        return send(&protocol::failed(&id, failure));
    };
    let server = Arc::clone(server);
    jobs.add(id.to_string(), move |stop: &Stop| {
        let arguments = params.get("arguments").cloned().unwrap_or(Value::Null);
        let run = || Call { server: &server, stop }.of(tool, arguments);
        let answer = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            answer::Answer::failure(format!("`{}` failed: this is a bug of protune", tool.name))
        });
        if !stop.is_asked() {
            send(&protocol::answered(&id, answer.result(), is_modern));
        }
    });
}

/// Writes a message, whole before the next one.
fn send(message: &Value) {
    static OUTPUT: Mutex<()> = Mutex::new(());
    let _one = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    let mut line = message.to_string();
    line.push('\n');
    let mut out = io::stdout().lock();
    // Nobody reads any more where this fails; the input ends as well then.
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_lines() {
        let mut input = &b"{}\n[]"[..];
        assert_eq!(line(&mut input).unwrap().unwrap(), b"{}\n");
        assert_eq!(line(&mut input).unwrap().unwrap(), b"[]");
        assert_eq!(line(&mut input).unwrap(), None);
    }

    #[test]
    fn the_end_of_a_line_that_is_too_long_is_passed_over() {
        let text = [vec![b'x'; MOST as usize + 9], b"\nnext\n".to_vec()].concat();
        let mut input = text.as_slice();
        assert_eq!(line(&mut input).unwrap().unwrap().len() as u64, MOST);
        assert_eq!(line(&mut input).unwrap().unwrap(), b"next\n");
    }
}
