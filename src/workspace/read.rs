//! One file from disk to tables. Bytes that are not UTF-8 are reported with their place, and the rest of the
//! file is read all the same.

use super::outline::{Outline, Outliner};
use super::{Content, Origin, Scope, There};
use crate::bounded;
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{self, FileId, lower, not_utf8};
use protune_compiler::syntax::{first_invalid, parse, parse_bytes, replace_invalid};
use protune_compiler::text::{LineIndex, MAX_LEN, Span};
use protune_compiler::well_known;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

pub(super) struct Loaded {
    pub(super) content: Content,
    pub(super) problem: Option<Encoding>,
}

/// The first byte of a file that is not UTF-8 where it has to be, and its place; `None` when the file is UTF-16.
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
    Loaded { content: Content::Own(Arc::new(lower("", parse(text)))), problem: None }
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
        return Ok(Some(outliner.of_bytes(text.as_bytes())));
    }
    let path = origin.disk().ok_or(io::ErrorKind::NotFound)?;
    let bytes = match scope.request.elsewhere.get(path) {
        Some(There::Memory(bytes)) => bytes,
        Some(There::Disk(now)) => fill(now, buffer)?,
        None => fill(path, buffer)?,
    };
    Ok((!is_utf16(bytes)).then(|| outliner.of_bytes(bytes)))
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
    if let Some((id, _)) = twin.filter(|(_, twin)| twin.tree().bytes() == &*bytes) {
        return Ok(same(id));
    }
    if bytes.len() > MAX_LEN {
        return Err(too_large());
    }
    let (tree, problem) = match is_utf16(&bytes) {
        true => (parse(""), Some(Encoding(None))),
        false => {
            let tree = parse_bytes(bytes.into_owned());
            let stray = tree.stray_byte();
            (tree, stray.map(|stray| Encoding(Some(stray))))
        }
    };
    Ok(Loaded { content: Content::Own(Arc::new(lower("", tree))), problem })
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it has 128 MiB or more")
}

/// The text of a file, or why there is none, in words.
pub fn text(path: &Path) -> Result<String, String> {
    decoded(bounded::file(path).map_err(|error| reason(&error))?)
}

/// The text that the bytes of a file are, or what is wrong with them, in words.
pub fn decoded(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > MAX_LEN {
        return Err("it has 128 MiB or more".to_owned());
    }
    if is_utf16(&bytes) {
        return Err(Encoding(None).at(FileId::new(0)).message.clone());
    }
    String::from_utf8(bytes).map_err(|error| {
        let invalid = first_invalid(error.as_bytes()).expect("it is not UTF-8");
        let text = replace_invalid(error.as_bytes());
        let line = LineIndex::new(&text).of(&text).line(invalid.0.start) + 1;
        format!("{}, in line {line}", Encoding(Some(invalid)).at(FileId::new(0)).message)
    })
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

fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_named() {
        let loaded = from_bytes(b"\xFF\xFEa\0".into(), None).expect("it is small");
        assert!(loaded.problem.is_some_and(|problem| problem.at(FileId::new(0)).message.contains("UTF-16")));
        assert!(decoded(b"\xFF\xFEa\0".to_vec()).is_err_and(|why| why.contains("UTF-16")));
    }

    #[test]
    fn comments_and_strings_hold_any_bytes() {
        let stray = |bytes: &'static [u8]| from_bytes(bytes.into(), None).expect("it is small").problem;
        assert!(stray(b"// \xE9\nimport 'caf\xE9';").is_none());
        let place = stray(b"message Caf\xE9 {}").and_then(|problem| problem.0);
        assert_eq!(place, Some((Span::new(11, 12), 0xE9)));
        assert!(decoded(b"// a\n// \xE9".to_vec()).is_err_and(|why| why.ends_with("in line 2")));
    }
}
