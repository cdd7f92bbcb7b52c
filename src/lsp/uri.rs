//! Addresses of documents. Files are compared by their decoded paths, since one file has many addresses.

use gen_lsp_types::Uri;
use std::path::{Path, PathBuf};

/// Identity of a document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    /// A file, by its absolute path.
    File(PathBuf),
    /// A document that is no file, by its address.
    Other(String),
}

impl Key {
    pub(super) fn of(uri: &Uri) -> Key {
        match path(uri) {
            Some(path) => Key::File(path),
            None => Key::Other(uri.0.clone()),
        }
    }

    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Key::File(path) => Some(path),
            Key::Other(_) => None,
        }
    }
}

/// Path of a `file:` address.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://")).map(|_| &uri.0[7..])?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let decoded = decoded(&rest[..end])?;
    if !decoded.starts_with('/') || decoded.contains('\0') {
        return None;
    }
    // `/c:/folder` on Windows.
    let bytes = decoded.as_bytes();
    let has_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    let path = if cfg!(windows) && has_drive { &decoded[1..] } else { decoded.as_str() };
    Some(crate::paths::absolute(Path::new(path), Path::new("/")))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [a, b, ..]) => hex(*a).zip(hex(*b)).map(|(a, b)| a << 4 | b),
            _ => None,
        };
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|digit| digit as u8)
}

/// Address of a file.
pub(super) fn of(path: &Path) -> Uri {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.into_owned() };
    let mut out = String::from("file://");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_the_same_whatever_their_addresses() {
        let of_text = |text: &str| path(&Uri(text.to_owned()));
        assert_eq!(of_text("file:///a/m%61in.proto"), Some(PathBuf::from("/a/main.proto")));
        assert_eq!(of_text("FILE:///a%20b/%C3%BC%23.proto"), Some(PathBuf::from("/a b/ü#.proto")));
        assert_eq!(of_text("file:///100%.proto"), Some(PathBuf::from("/100%.proto")));
        assert_eq!(of_text("untitled:Untitled-1"), None);
        assert_eq!(of_text("file:///%FF"), None);
        assert_eq!(of_text(""), None);
    }

    #[test]
    fn addresses_lead_back() {
        for name in ["/a b/ü#%+.proto", "/x/y.proto"] {
            assert_eq!(path(&of(Path::new(name))), Some(PathBuf::from(name)));
        }
    }
}
