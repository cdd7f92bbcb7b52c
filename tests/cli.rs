//! Runs the transcripts in `tests/cli`: each `$` line is run in `fixtures`, and what follows is what it
//! must answer. `BLESS=1 cargo test --test cli` writes the answers. A new case is a new file, or a line.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn transcripts() {
    let mut paths: Vec<_> =
        fs::read_dir(Path::new(ROOT).join("tests/cli")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let stale: Vec<String> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(stale.is_empty(), "{}\nBLESS=1 takes what is new", stale.join("\n"));
}

/// What differs between a transcript and a new run of it, which replaces it when it is to be blessed.
fn check(path: &Path) -> Option<String> {
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
fn replay(transcript: &str) -> String {
    let is_command = |line: &&str| line.starts_with("$ protune");
    let head = transcript.lines().take_while(|line| !is_command(line));
    let mut out: String = head.map(|line| format!("{line}\n")).collect();
    for line in transcript.lines().filter(is_command) {
        let arguments: Vec<&str> = line["$ protune".len()..].split_whitespace().collect();
        let answer = run(&arguments).output().unwrap();
        writeln!(out, "{line}").unwrap();
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
