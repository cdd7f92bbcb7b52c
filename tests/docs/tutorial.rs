//! Tutorials: the `console` blocks of a page, with the answers of their commands.

use crate::transcript::binary::copy_of;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The page with the answers of today, of commands that run in a copy of a folder of `fixtures/`. Lines with `>` continue
/// a command.
pub(crate) fn replayed(page: &str, sample: &str) -> String {
    let folder = copy_of(sample);
    let mut out = String::new();
    let mut is_console = false;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        match line {
            "```console" => is_console = true,
            "```" => is_console = false,
            _ if is_console && !line.starts_with("$ ") => continue,
            _ => {}
        }
        writeln!(out, "{line}").unwrap();
        if let Some(first) = line.strip_prefix("$ ").filter(|_| is_console) {
            let mut command = first.to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with('>')) {
                writeln!(out, "{more}").unwrap();
                command += "\n";
                command += more[1..].strip_prefix(' ').unwrap_or("");
            }
            out.push_str(&answer(&command, folder.path()));
        }
    }
    out
}

/// The output of a command as a terminal shows it, and its exit code unless that is 0.
fn answer(command: &str, folder: &Path) -> String {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_protune"));
    let path = std::env::var("PATH").unwrap_or_default();
    let answer = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:{path}", binary.parent().unwrap().display()))
        .env("HOME", folder)
        .output()
        .unwrap();
    let mut text = String::from_utf8(answer.stdout).unwrap();
    match answer.status.code() {
        Some(0) => {}
        code => writeln!(text, "[exit {}]", code.unwrap()).unwrap(),
    }
    text
}
