//! Transcripts of a shell, each in an empty folder of its own: for commands that write files, or need git or the
//! vendored protoc. `$ROOT` is the root of the sources, and `$PLUGIN` a program that is a plugin of
//! buf if its first argument says so. A `$` line runs in the shell, `>` lines continue it, and its
//! answer follows; `#` lines are for the reader.

use crate::transcript;
use crate::transcript::binary::GIT;
use libtest_mimic::Trial;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn trials() -> Vec<Trial> {
    transcript::trials("scratch", replay)
}

/// The commands, with the lines that continue them and those for the reader, and the answers of today.
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

/// Appends the answer of a command; nothing for one that succeeds and prints nothing.
fn answer(command: &str, folder: &Path, out: &mut String) {
    let answer = shell(command, folder).output().unwrap();
    if !answer.status.success() || !answer.stdout.is_empty() || !answer.stderr.is_empty() {
        let mut shown = String::new();
        transcript::show(&answer, &mut shown);
        out.push_str(&shown.replace(folder.to_str().unwrap(), "[folder]"));
    }
    out.push('\n');
}

/// A shell without the configuration of whoever runs the tests.
fn shell(command: &str, folder: &Path) -> Command {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_protune"));
    let protoc = protoc_bin_vendored::protoc_bin_path().expect("a protoc for this platform");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env_clear();
    shell.env("ROOT", env!("CARGO_MANIFEST_DIR"));
    shell.env("PLUGIN", std::env::current_exe().expect("this program"));
    let folders = [&binary, &protoc].map(|program| program.parent().unwrap().display().to_string()).join(":");
    shell.env("PATH", format!("{folders}:{path}"));
    shell.envs([("HOME", folder), ("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())]);
    shell.envs(GIT);
    shell
}
