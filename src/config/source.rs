//! A configuration file from disk to a tree of values.

use super::problem::{Problem, Problems, Reading, Source};
use crate::paths;
use protune_data::{Language, Node, Span};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// In bytes. No configuration that a person wrote is larger.
const MAX_LEN: u64 = 1 << 20;

/// Returns whether there is something at a path, be it a link to nothing: that is a mistake and no absence.
pub(super) fn is_there(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}

/// Reads a file, and what it says.
pub(super) fn read(path: &Path, language: Language) -> Result<(Reading, Node), Problems> {
    parse(load(path)?, language)
}

/// Parses a text: its first document.
pub(super) fn parse(source: Source, language: Language) -> Result<(Reading, Node), Problems> {
    let mut reading = Reading::new(source);
    let file = protune_data::parse(language, reading.source.text.as_str());
    let root = file.root().clone();
    for problem in &file.problems {
        reading.problem(problem.span, problem.message.clone(), problem.help.clone());
    }
    reading.data = Arc::new(file);
    if reading.problems.is_empty() { Ok((reading, root)) } else { Err(reading.into_problems()) }
}

/// The text of a file.
pub(super) fn load(path: &Path) -> Result<Source, Problems> {
    let printed = paths::printed(path, &paths::working_dir());
    if is_pipe_in_tree(path) {
        return Err(whole(
            printed,
            "this is a pipe or a device, and should be a configuration file",
            "remove it",
        ));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_LEN + 1).read_to_end(&mut bytes));
    match read {
        Ok(len) if len as u64 <= MAX_LEN => decode(printed, bytes),
        Ok(_) => Err(whole(printed, "this file is larger than 1 MiB", "is it a configuration at all?")),
        Err(_) if path.is_symlink() && !path.exists() => {
            Err(whole(printed, "this is a link to a file that does not exist", "mend the link, or remove it"))
        }
        Err(error) => Err(unreadable(printed, &error)),
    }
}

/// Returns what is wrong with a file that is to be read by others, and may be large.
pub(super) fn check_readable(path: &Path) -> Result<(), Problems> {
    let printed = paths::printed(path, &paths::working_dir());
    match File::open(path).and_then(|file| file.metadata()) {
        Ok(found) if found.is_dir() => Err(unreadable(printed, &io::ErrorKind::IsADirectory.into())),
        Ok(_) => Ok(()),
        Err(error) => Err(unreadable(printed, &error)),
    }
}

/// Returns whether reading might wait for ever. What stands in `/dev` is meant, such as what a shell passes as `<(...)`.
fn is_pipe_in_tree(path: &Path) -> bool {
    let is_odd = |found: Metadata| !found.is_file() && !found.is_dir();
    !path.starts_with("/dev") && !path.starts_with("/proc") && fs::metadata(path).is_ok_and(is_odd)
}

fn unreadable(path: String, error: &io::Error) -> Problems {
    match error.kind() {
        io::ErrorKind::NotFound => whole(path, "there is no such file", "check how the path is written"),
        io::ErrorKind::IsADirectory => {
            whole(path, "this is a folder, and should be a configuration file", "remove it, or rename it")
        }
        io::ErrorKind::PermissionDenied => {
            whole(path, "this file cannot be read: permission denied", "make it readable")
        }
        _ => whole(path, &format!("this file cannot be read: {error}"), "try again"),
    }
}

fn decode(path: String, bytes: Vec<u8>) -> Result<Source, Problems> {
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = bytes[..] {
        return Err(whole(path, "this file is UTF-16, not UTF-8", "save it as UTF-8"));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let message = format!("byte 0x{:02X} is not valid UTF-8 here", error.as_bytes()[start]);
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
            let reading = Reading::new(Source { path, text });
            let span = Some(Span::new(start as u32, end as u32));
            return Err(vec![Problem::new(&reading.source, span, message).help("save the file as UTF-8")]);
        }
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Source { path, text })
}

/// A problem of a file as a whole.
fn whole(path: String, message: &str, help: &str) -> Problems {
    let reading = Reading::new(Source { path, text: String::new() });
    vec![Problem::new(&reading.source, None, message).help(help)]
}
