//! Names of one file. Owns their bytes; means nothing by them.
//!
//! Names stand end to end in one string. A full name repeats those of all scopes around it, so what nests below a
//! long name could take the square of the text: long full names are pairs of a scope and a last part, and are put
//! together when somebody asks for one.

use crate::scratch;
use std::cell::Cell;
use std::sync::OnceLock;

/// Longest full name in bytes, as in protoc.
pub(super) const MAX_FULL_NAME: usize = 65_535;

/// Longest full name, in bytes, that stands in the string of its file.
const MAX_STORED: usize = 512;

/// Bytes of names in the string above which full names are put together on demand, however short.
const MAX_BYTES: usize = 1 << 31;

/// A name of a file, to be read from its [`Names`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Name {
    /// Start in the string, or for a long name its index in the list of long names.
    start: u32,
    /// In bytes; the highest bit marks a long name.
    len: u32,
}

const LONG: u32 = 1 << 31;

impl Name {
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// In bytes.
    pub(super) fn len(self) -> usize {
        (self.len & !LONG) as usize
    }

    fn is_long(self) -> bool {
        self.len & LONG != 0
    }

    /// The last `len` bytes of the name: `C` of `a.b.C`.
    fn suffix(self, len: usize) -> Name {
        Name { start: self.start + self.len - len as u32, len: len as u32 }
    }
}

thread_local! {
    static BYTES: Cell<String> = const { Cell::new(String::new()) };
}

#[derive(Default, Debug)]
pub(crate) struct Names {
    bytes: String,
    long: Vec<LongName>,
}

#[derive(Debug)]
struct LongName {
    scope: Name,
    last: Name,
    /// The whole, once somebody asked for it.
    text: OnceLock<Box<str>>,
}

impl Names {
    /// No names yet, in the buffer of the thread, and about how many bytes they will have.
    pub(super) fn in_buffer(bytes: usize) -> Names {
        Names { bytes: scratch::take(&BYTES, bytes), long: Vec::new() }
    }

    /// All names are there.
    pub(super) fn settle(&mut self) {
        self.bytes = scratch::settle(&BYTES, std::mem::take(&mut self.bytes));
    }

    pub(crate) fn get(&self, name: Name) -> &str {
        if name.is_long() {
            return self.long[name.start as usize].text.get_or_init(|| self.put_together(name));
        }
        let start = name.start as usize;
        &self.bytes[start..start + name.len as usize]
    }

    /// The text of a long name; those around it are not kept along the way.
    fn put_together(&self, name: Name) -> Box<str> {
        let mut parts = Vec::new();
        let mut rest = name;
        while rest.is_long() {
            let long = &self.long[rest.start as usize];
            parts.push(self.get(long.last));
            rest = long.scope;
        }
        if !rest.is_empty() {
            parts.push(self.get(rest));
        }
        parts.reverse();
        parts.join(".").into()
    }

    pub(super) fn add(&mut self, text: &str) -> Name {
        self.add_parts([text])
    }

    /// One name made of several pieces.
    pub(super) fn add_parts<'t>(&mut self, parts: impl IntoIterator<Item = &'t str>) -> Name {
        let start = self.bytes.len();
        for part in parts {
            self.bytes.push_str(part);
        }
        self.stored_from(start)
    }

    /// The full name of a declaration, and its last part: `(a.b.C, C)`.
    pub(super) fn add_full(&mut self, scope: Name, text: &str) -> (Name, Name) {
        let start = self.bytes.len();
        let len = scope.len() + 1 + text.len();
        if !scope.is_empty() && (len > MAX_STORED || start > MAX_BYTES) {
            let last = self.add(text);
            let full = Name { start: self.long.len() as u32, len: len as u32 | LONG };
            self.long.push(LongName { scope, last, text: OnceLock::new() });
            return (full, last);
        }
        if !scope.is_empty() {
            let scope = scope.start as usize..(scope.start + scope.len) as usize;
            self.bytes.extend_from_within(scope);
            self.bytes.push('.');
        }
        self.bytes.push_str(text);
        let full = self.stored_from(start);
        (full, full.suffix(text.len()))
    }

    /// The name that begins at `start` in the string and ends with it. Offsets fit: no text is longer than
    /// [`MAX_LEN`](crate::text::MAX_LEN), a declaration adds less than twice its text beside its full name, and full
    /// names are not stored above [`MAX_BYTES`].
    fn stored_from(&self, start: usize) -> Name {
        debug_assert!(self.bytes.len() <= u32::MAX as usize);
        Name { start: start as u32, len: (self.bytes.len() - start) as u32 }
    }
}

/// The JSON name that a field of this name has by itself: `foo_bar` gives `fooBar`.
pub fn json_name(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut upper = false;
    for c in field.chars() {
        if c == '_' {
            upper = true;
        } else {
            out.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_read_like_short_ones() {
        let mut names = Names::default();
        let (scope, _) = names.add_full(Name::default(), &"A".repeat(MAX_STORED));
        let (outer, last) = names.add_full(scope, "B");
        let (inner, _) = names.add_full(outer, "C");
        assert!(outer.is_long() && inner.is_long() && !last.is_long());
        assert_eq!(names.get(last), "B");
        assert_eq!(names.get(inner), format!("{}.B.C", "A".repeat(MAX_STORED)));
        assert_eq!(inner.len(), MAX_STORED + 4);
        assert_eq!(names.bytes.len(), MAX_STORED + 2);
    }
}
