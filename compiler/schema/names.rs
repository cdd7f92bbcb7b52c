//! Names of one file, end to end in one string. Owns their bytes; means nothing by them.

/// A slice of its file's [`Names`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Name {
    start: u32,
    len: u32,
}

impl Name {
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The last `len` bytes of the name: `C` of `a.b.C`.
    fn suffix(self, len: usize) -> Name {
        Name { start: self.start + self.len - len as u32, len: len as u32 }
    }
}

#[derive(Default, Debug)]
pub struct Names {
    bytes: String,
}

impl Names {
    pub(super) fn with_capacity(bytes: usize) -> Names {
        Names { bytes: String::with_capacity(bytes) }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub fn get(&self, name: Name) -> &str {
        let start = name.start as usize;
        &self.bytes[start..start + name.len as usize]
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
        Name { start: start as u32, len: (self.bytes.len() - start) as u32 }
    }

    /// The full name of a declaration, and its last part: `(a.b.C, C)`.
    pub(super) fn add_full(&mut self, scope: Name, text: &str) -> (Name, Name) {
        let start = self.bytes.len();
        if !scope.is_empty() {
            let scope = scope.start as usize..(scope.start + scope.len) as usize;
            self.bytes.extend_from_within(scope);
            self.bytes.push('.');
        }
        self.bytes.push_str(text);
        let full = Name { start: start as u32, len: (self.bytes.len() - start) as u32 };
        (full, full.suffix(text.len()))
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
