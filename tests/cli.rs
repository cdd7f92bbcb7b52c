//! Runs the transcripts in `tests/cli`: each `$` line is run in `fixtures`, and what follows is what it
//! must answer; behind `<` stands what it reads. Those in `tests/fix` change files: each is run in a copy of `fixtures/fix` of its own, and
//! `$ cat` shows what became of one. `BLESS=1 cargo test --test cli` writes the answers. A new case is a new
//! file, or a line.

#[path = "transcript/binary.rs"]
mod binary;
mod transcript;

use binary::protune;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use transcript::{hold_all, show};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

#[test]
fn transcripts() {
    hold_all("tests/cli", |text| replay(text, Path::new(FIXTURES)));
}

#[test]
fn transcripts_of_fixes() {
    hold_all("tests/fix", |text| {
        let scratch = tempfile::tempdir().unwrap();
        copy(&Path::new(FIXTURES).join("fix"), scratch.path());
        replay(text, scratch.path())
    });
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The lines up to the first command, then each command with what it answers.
fn replay(transcript: &str, folder: &Path) -> String {
    let is_command = |line: &&str| line.starts_with("$ protune") || line.starts_with("$ cat");
    let head = transcript.lines().take_while(|line| !is_command(line));
    let mut out: String = head.map(|line| format!("{line}\n")).collect();
    for line in transcript.lines().filter(is_command) {
        writeln!(out, "{line}").unwrap();
        if let Some(file) = line.strip_prefix("$ cat ") {
            writeln!(out, "{}", fs::read_to_string(folder.join(file)).unwrap()).unwrap();
            continue;
        }
        let (line, input) = line.split_once(" < ").unwrap_or((line, ""));
        let mut command = protune(folder);
        command.args(line["$ protune".len()..].split_whitespace());
        if !input.is_empty() {
            command.stdin(File::open(folder.join(input)).unwrap());
        }
        show(&command.output().unwrap(), &mut out);
        out.push('\n');
    }
    out
}

/// As in `protune lint | head`.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut protune = protune(Path::new(FIXTURES));
    let protune = protune.args(["lint", "sample"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = protune.spawn().unwrap();
    drop(child.stdout.take());
    let answer = child.wait_with_output().unwrap();
    let told = String::from_utf8(answer.stderr).unwrap();
    assert!(told.starts_with("checked ") && told.lines().count() == 1, "{told}");
    assert_eq!(answer.status.code(), Some(1));
}
