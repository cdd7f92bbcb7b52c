//! Files of commands and of what these answer, whatever runs them: each is run again and held against
//! itself. Knows no command.

#[path = "expected.rs"]
mod expected;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Replays each file of a folder of this repository. What `replay` makes of its text is that text, unless
/// something answers otherwise now.
pub(crate) fn hold_all(folder: &str, replay: impl Fn(&str) -> String) {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let stale: Vec<String> = paths
        .iter()
        .filter_map(|path| expected::difference(path, &replay(&fs::read_to_string(path).unwrap())))
        .collect();
    assert!(stale.is_empty(), "{}\nBLESS=1 takes what is new", stale.join("\n"));
}

/// What a command said, and how it ended.
pub(crate) fn show(answer: &Output, out: &mut String) {
    push_lines(&answer.stdout, out);
    if !answer.stderr.is_empty() {
        out.push_str("[stderr]\n");
        push_lines(&answer.stderr, out);
    }
    writeln!(out, "[exit {}]", answer.status.code().unwrap()).unwrap();
}

fn push_lines(bytes: &[u8], out: &mut String) {
    out.push_str(str::from_utf8(bytes).unwrap());
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        out.push('\n');
    }
}
