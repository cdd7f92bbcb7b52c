//! Transcripts of the command line. Those of `tests/cli` run in `fixtures`; those of `tests/fix` and
//! `tests/profile` change files, and each runs in a copy of `fixtures/fix` or `fixtures/messages` of its own.
//!
//! A `$` line runs a command, with the file behind `<` as its input, and its answer follows. `$ cat` prints a file.

use crate::transcript;
use crate::transcript::binary::{FIXTURES, copy_of, protune};
use libtest_mimic::Trial;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;

pub(crate) fn trials() -> Vec<Trial> {
    let groups = [
        transcript::trials("cli", |text| replay(text, Path::new(FIXTURES))),
        transcript::trials("fix", |text| replay(text, copy_of("fix").path())),
        transcript::trials("profile", |text| replay(text, copy_of("messages").path())),
    ];
    groups.into_iter().flatten().collect()
}

/// The lines up to the first command, then each command with its answer.
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
        transcript::show(&command.output().unwrap(), &mut out);
        out.push('\n');
    }
    out
}
