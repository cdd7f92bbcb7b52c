//! Runs the transcripts in `tests/cli`: each `$` line is run in `fixtures`, and what follows is what it
//! must answer. Those in `tests/fix` change files: each is run in a copy of `fixtures/fix` of its own, and
//! `$ cat` shows what became of one. `BLESS=1 cargo test --test cli` writes the answers. A new case is a new
//! file, or a line.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn transcripts() {
    check_all("tests/cli", |transcript| replay(transcript, &Path::new(ROOT).join("fixtures")));
}

#[test]
fn transcripts_of_fixes() {
    check_all("tests/fix", |transcript| {
        let scratch = tempfile::tempdir().unwrap();
        copy(&Path::new(ROOT).join("fixtures/fix"), scratch.path());
        replay(transcript, scratch.path())
    });
}

fn check_all(folder: &str, replay: impl Fn(&str) -> String) {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let stale: Vec<String> = paths.iter().filter_map(|path| check(path, &replay)).collect();
    assert!(stale.is_empty(), "{}\nBLESS=1 takes what is new", stale.join("\n"));
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

/// What differs between a transcript and a new run of it, which replaces it when it is to be blessed.
fn check(path: &Path, replay: impl Fn(&str) -> String) -> Option<String> {
    let expected = fs::read_to_string(path).unwrap();
    let actual = replay(&expected);
    if expected == actual {
        return None;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, actual).unwrap();
        return None;
    }
    let diff = similar::TextDiff::from_lines(&expected, &actual);
    let name = path.display().to_string();
    Some(diff.unified_diff().header(&name, "this run").to_string())
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
        let arguments: Vec<&str> = line["$ protune".len()..].split_whitespace().collect();
        let answer = run(&arguments).current_dir(folder).output().unwrap();
        show(&answer, &mut out);
    }
    out
}

fn run(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protune"));
    command.args(arguments).current_dir(Path::new(ROOT).join("fixtures"));
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}

fn show(answer: &Output, out: &mut String) {
    out.push_str(str::from_utf8(&answer.stdout).unwrap());
    if !answer.stderr.is_empty() {
        writeln!(out, "[stderr]\n{}", str::from_utf8(&answer.stderr).unwrap().trim_end()).unwrap();
    }
    writeln!(out, "[exit {}]\n", answer.status.code().unwrap()).unwrap();
}

/// As in `protune lint | head`.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = run(&["lint", "sample"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let answer = child.wait_with_output().unwrap();
    let told = String::from_utf8(answer.stderr).unwrap();
    assert!(told.starts_with("checked ") && told.lines().count() == 1, "{told}");
    assert_eq!(answer.status.code(), Some(1));
}
