//! Runs the transcripts in `tests/scratch`, each in an empty folder of its own: a `$` line is for the
//! shell, `>` lines go on with it, and what follows is what it must answer; `#` lines are for the reader.
//! `BLESS=1 cargo test --test scratch` writes the answers. For what writes files, or needs git.
#![cfg(unix)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn transcripts() {
    let mut paths: Vec<_> = fs::read_dir(Path::new(ROOT).join("tests/scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
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

/// Commands are kept, with the lines that go on with them and those for the reader; answers are new.
fn replay(transcript: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let folder_path = folder.path().canonicalize().unwrap();
    let mut lines = transcript.lines().peekable();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("$ ") else {
            if line.starts_with('#') {
                writeln!(out, "{line}\n").unwrap();
            }
            continue;
        };
        let mut command = first.to_owned();
        writeln!(out, "{line}").unwrap();
        while let Some(more) = lines.next_if(|line| line.starts_with('>')) {
            writeln!(out, "{more}").unwrap();
            command += "\n";
            command += more[1..].strip_prefix(' ').unwrap_or("");
        }
        answer(&command, &folder_path, &mut out);
    }
    out
}

/// Of a command that says nothing and ends well nothing is shown.
fn answer(command: &str, folder: &Path, out: &mut String) {
    let answer = shell(command, folder).output().unwrap();
    let shown = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace(folder.to_str().unwrap(), "[folder]");
        if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
    };
    out.push_str(&shown(&answer.stdout));
    if !answer.stderr.is_empty() {
        write!(out, "[stderr]\n{}", shown(&answer.stderr)).unwrap();
    }
    let exit = answer.status.code().unwrap();
    if exit != 0 || !answer.stdout.is_empty() || !answer.stderr.is_empty() {
        writeln!(out, "[exit {exit}]").unwrap();
    }
    out.push('\n');
}

/// Nobody's configuration but that of the transcript.
fn shell(command: &str, folder: &Path) -> Command {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_protune"));
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env_clear();
    shell.env("PATH", format!("{}:{path}", binary.parent().unwrap().display()));
    shell.envs([("HOME", folder), ("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())]);
    shell.envs([
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@example.com"),
    ]);
    shell
}
