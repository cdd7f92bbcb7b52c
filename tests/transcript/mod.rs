//! Files of commands and their answers: each is replayed, and compared with itself. Knows no command.

pub(crate) mod binary;
pub(crate) mod expected;

use libtest_mimic::Trial;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A test for each file of a folder of `tests/`, named `folder::file`. `replay` returns the text of the file, with
/// the answers of today.
pub(crate) fn trials(folder: &str, replay: fn(&str) -> String) -> Vec<Trial> {
    let trial = |path: PathBuf| {
        let file = path.file_name().expect("a file").display();
        Trial::test(format!("{folder}::{file}"), move || {
            let text = fs::read_to_string(&path).expect("a text");
            expected::hold(&path, &replay(&text))
        })
    };
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder));
    let mut paths: Vec<_> = entries.expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    assert!(!paths.is_empty(), "tests/{folder} is empty");
    paths.sort();
    paths.into_iter().map(trial).collect()
}

/// Appends the answer of a command, and its exit code.
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
