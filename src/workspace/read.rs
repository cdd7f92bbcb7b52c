//! One file from disk to tables. Bytes that are not UTF-8 are reported with their place, and the rest of the
//! file is read all the same.

use super::outline::{Outline, Outliner};
use super::{Content, Origin, Scope, There};
use crate::bounded;
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{self, FileId, lower, not_utf8};
use protune_compiler::syntax::parse;
use protune_compiler::text::{LineIndex, MAX_LEN, Span};
use protune_compiler::well_known;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub(super) struct Loaded {
    pub(super) content: Content,
    pub(super) problem: Option<Encoding>,
}

/// The first byte of a file that is not UTF-8, and where it stands; `None` when the file is UTF-16.
pub(super) struct Encoding(Option<(Span, u8)>);

impl Encoding {
    pub(super) fn at(self, file: FileId) -> Diagnostic {
        let place = Place { file, span: self.0.map(|(span, _)| span) };
        not_utf8(place, self.0.map(|(_, byte)| byte))
    }
}

/// Reads a file, or the text that stands in its place, and parses it unless it is the same as its twin.
pub(super) fn read(
    origin: &Origin,
    scope: &Scope,
    twin: Option<(FileId, &schema::File)>,
) -> io::Result<Loaded> {
    let text = match (origin, twin) {
        (Origin::Disk(path), _) => scope.text(path),
        (Origin::BuiltIn(_), Some((id, _))) => return Ok(same(id)),
        (Origin::BuiltIn(name), None) => {
            Some(well_known::text(name).expect("the resolver knows which there are"))
        }
    };
    match (text, origin.disk()) {
        (Some(text), _) => Ok(parsed(text)),
        (None, Some(path)) => from_disk(path, twin),
        (None, None) => Err(io::ErrorKind::NotFound.into()),
    }
}

/// A text of ours, parsed.
pub(super) fn parsed(text: &str) -> Loaded {
    Loaded { content: Content::Own(Box::new(lower("", parse(text)))), problem: None }
}

/// Outline of a file, or of the text that stands in its place; `None` for what is no text at all. The buffer is
/// only there to be used again.
pub(super) fn outline(
    origin: &Origin,
    scope: &Scope,
    outliner: &Outliner<'_>,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<Outline>> {
    let text = match origin {
        Origin::Disk(path) => scope.text(path),
        Origin::BuiltIn(name) => well_known::text(name),
    };
    if let Some(text) = text {
        return Ok(Some(outliner.of_bytes(text.as_bytes(), |_| text.to_owned())));
    }
    let path = origin.disk().ok_or(io::ErrorKind::NotFound)?;
    let bytes = match scope.request.elsewhere.get(path) {
        Some(There::Memory(bytes)) => bytes,
        Some(There::Disk(now)) => fill(now, buffer)?,
        None => fill(path, buffer)?,
    };
    let is_utf16 = matches!(bytes[..], [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    Ok((!is_utf16).then(|| outliner.of_bytes(bytes, |bytes| decode(bytes.to_vec()).0)))
}

/// Reads a file into the front of a buffer, and returns that part. Does not ask for the size first: with
/// thousands of small files that takes a third of the system calls.
fn fill<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> io::Result<&'b [u8]> {
    const LEAST: usize = 1 << 16;
    let mut file = File::open(path)?;
    let mut len = 0;
    loop {
        if len > MAX_LEN {
            return Err(too_large());
        }
        if len == buffer.len() {
            buffer.resize((2 * len).max(LEAST), 0);
        }
        match file.read(&mut buffer[len..]) {
            Ok(0) => return Ok(&buffer[..len]),
            Ok(read) => len += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

pub(super) fn same(twin: FileId) -> Loaded {
    Loaded { content: Content::Twin(twin), problem: None }
}

pub(super) fn from_disk(path: &Path, twin: Option<(FileId, &schema::File)>) -> io::Result<Loaded> {
    from_bytes(bounded::file(path)?.into(), twin)
}

pub(super) fn from_bytes(bytes: Cow<'_, [u8]>, twin: Option<(FileId, &schema::File)>) -> io::Result<Loaded> {
    if let Some((id, _)) = twin.filter(|(_, twin)| twin.text().as_bytes() == &*bytes) {
        return Ok(same(id));
    }
    if bytes.len() > MAX_LEN {
        return Err(too_large());
    }
    let (text, problem) = decode(bytes.into_owned());
    Ok(Loaded { content: Content::Own(Box::new(lower("", parse(text)))), problem })
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB")
}

/// The text of a file, or why there is none, in words.
pub fn text(path: &Path) -> Result<String, String> {
    decoded(bounded::file(path).map_err(|error| reason(&error))?)
}

/// The text that the bytes of a file are, or what is wrong with them, in words.
pub fn decoded(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > MAX_LEN {
        return Err("it is larger than 1 GiB".to_owned());
    }
    match decode(bytes) {
        (text, None) => Ok(text),
        (text, Some(problem)) => {
            let line = problem.0.map(|(span, _)| LineIndex::new(&text).line(span.start) + 1);
            let line = line.map(|line| format!(", in line {line}"));
            Err(problem.at(FileId::new(0)).message + &line.unwrap_or_default())
        }
    }
}

/// Reason why a file could not be read, in words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

fn decode(bytes: Vec<u8>) -> (String, Option<Encoding>) {
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = bytes[..] {
        return (String::new(), Some(Encoding(None)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let len = error.utf8_error().error_len().unwrap_or(1);
            let span = Span::new(start as u32, (start + len) as u32);
            let byte = error.as_bytes()[start];
            (replace_invalid(error.into_bytes()), Some(Encoding(Some((span, byte)))))
        }
    }
}

/// Replaces each byte that is not UTF-8 by one that is, so that all others stay where they are.
fn replace_invalid(mut bytes: Vec<u8>) -> String {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let start = from + error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |len| start + len);
        bytes[start..end].fill(b'?');
        from = end;
    }
    String::from_utf8(bytes).expect("what was invalid is replaced")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_move_nothing() {
        let (text, problem) = decode(b"a \xFF\xE4\xB8 b".to_vec());
        assert_eq!(text, "a ??? b");
        assert_eq!(problem.and_then(|problem| problem.0), Some((Span::new(2, 3), 0xFF)));
        assert_eq!(decode(b"ab\xE4".to_vec()).0, "ab?");
    }

    #[test]
    fn utf16_is_named() {
        let (text, problem) = decode(b"\xFF\xFEa\0".to_vec());
        assert_eq!(text, "");
        assert!(problem.is_some_and(|problem| problem.at(FileId::new(0)).message.contains("UTF-16")));
    }
}
