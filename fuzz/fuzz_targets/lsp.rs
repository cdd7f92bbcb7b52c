//! Any bytes as a session of an editor with the language server: it lives, answers each request once, and shows in the end what
//! a server shows that starts then. The promises are in `tests/lsp/play.rs`, where the tests find them too.
//!
//! Run it with `-detect_leaks=0`: threads of a server may end a moment after its session, which looks like a leak.
#![no_main]
#![expect(dead_code, unreachable_pub, unused_imports, reason = "the program is a binary, and this is a part of it")]

#[path = "../../src/bounded.rs"]
mod bounded;
#[path = "../../src/compression.rs"]
mod compression;
#[path = "../../src/config/mod.rs"]
mod config;
#[path = "../../src/digest.rs"]
mod digest;
#[path = "../../src/live/mod.rs"]
mod live;
#[path = "../../src/lsp/mod.rs"]
mod lsp;
#[path = "../../src/paths.rs"]
mod paths;
#[path = "../../src/plugin/mod.rs"]
mod plugin;
#[path = "../../tests/lsp/play.rs"]
mod play;
#[path = "../../src/report/mod.rs"]
mod report;
#[path = "../../src/rooms.rs"]
mod rooms;
#[path = "../../src/workspace/mod.rs"]
mod workspace;
#[path = "../../src/write/mod.rs"]
mod write;

use serde_json::Value;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A server in this process.
struct Inside {
    input: PipeWriter,
    messages: Receiver<Value>,
}

impl Inside {
    fn start() -> Inside {
        let (theirs, input) = pipe().expect("a pipe");
        let (output, out) = pipe().expect("a pipe");
        thread::spawn(move || lsp::converse(BufReader::new(theirs), out, Duration::ZERO).expect("threads"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Inside { input, messages }
    }
}

impl play::Peer for Inside {
    fn send(&mut self, body: &[u8]) {
        // A server that ended is found out by whoever waits for it.
        let _ = write!(self.input, "Content-Length: {}\r\n\r\n", body.len());
        let _ = self.input.write_all(body);
    }

    fn receive(&mut self, within: Duration) -> Option<Value> {
        self.messages.recv_timeout(within).ok()
    }
}

fn message(output: &mut BufReader<PipeReader>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a path");
    play::play(bytes, &root, &mut Inside::start);
});
