//! Outlines of files: package, imports and the messages of RPCs, read from the text without a parser. A text
//! of which that cannot be said for certain is parsed. Knows nothing of other files.

use memchr::memmem::{self, Finder};
use protune_compiler::schema::{File, lower};
use protune_compiler::syntax::{parse, replace_invalid};

/// Parts of a file that can matter to others.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Outline {
    /// Empty when there is none.
    pub(super) package: Box<str>,
    /// Names of the imported files.
    pub(super) imports: Vec<Box<str>>,
    pub(super) rpcs: Vec<Rpc>,
    /// It may declare one of the words that were asked for, by their places in the list.
    pub(super) declares: Vec<usize>,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) struct Rpc {
    /// Types of the request and the response, as they are written.
    pub(super) types: [Box<str>; 2],
}

/// Memory of outlines.
pub(super) struct Outliner<'w> {
    rpc: Finder<'static>,
    import: Finder<'static>,
    package: Finder<'static>,
    block_comment: Finder<'static>,
    words: Vec<Finder<'w>>,
    /// Checks by the last part of its name whether a message matters; only RPCs with one that does are kept.
    is_sought: &'w (dyn Fn(&str) -> bool + Sync),
}

impl<'w> Outliner<'w> {
    pub(super) fn new(words: &'w [String], is_sought: &'w (dyn Fn(&str) -> bool + Sync)) -> Outliner<'w> {
        Outliner {
            rpc: Finder::new("rpc"),
            import: Finder::new("import"),
            package: Finder::new("package"),
            block_comment: Finder::new("/*"),
            words: words.iter().map(|word| Finder::new(word.as_str())).collect(),
            is_sought,
        }
    }

    /// Outline of the text that some bytes are; `decoded` makes it when a parser is needed.
    pub(super) fn of_bytes(&self, bytes: &[u8]) -> Outline {
        self.read(bytes).unwrap_or_else(|| self.of_file(&lower("", parse(replace_invalid(bytes)))))
    }

    /// Outline of a file that is parsed.
    pub(super) fn of_file(&self, file: &File) -> Outline {
        let rpcs = file.rpc_types().map(|types| Rpc { types: types.map(Into::into) });
        Outline {
            package: file.package().into(),
            imports: file.imported_names().map(|(name, _)| name.into()).collect(),
            rpcs: rpcs.filter(|rpc| self.matters(rpc)).collect(),
            declares: self.declares(file.text().as_bytes()),
        }
    }

    fn matters(&self, rpc: &Rpc) -> bool {
        rpc.types.iter().any(|ty| (self.is_sought)(last_part(ty)))
    }

    /// `None` when it takes a parser to be certain.
    fn read(&self, text: &[u8]) -> Option<Outline> {
        let mut head = Head::default();
        let end = head.read(text)?;
        let is_plain = self.block_comment.find_iter(&text[end..]).all(|at| !is_code(text, end + at));
        if !is_plain || self.has_late_statement(text, end) {
            return None;
        }
        let rpcs = self.rpcs(text, end)?;
        Some(Outline { package: head.package, imports: head.imports, rpcs, declares: self.declares(text) })
    }

    /// There may be an `import` or `package` statement behind the first declaration.
    fn has_late_statement(&self, text: &[u8], from: usize) -> bool {
        let late = |finder: &Finder<'_>, goes_on: fn(&[u8]) -> bool| {
            let mut found = finder.find_iter(&text[from..]).map(|at| from + at);
            found.any(|at| {
                let end = at + finder.needle().len();
                is_word(text, at, end) && goes_on(&text[end..]) && is_code(text, at)
            })
        };
        late(&self.import, starts_import) || late(&self.package, starts_package)
    }

    /// The RPCs that matter; no block comment stands behind `from`.
    fn rpcs(&self, text: &[u8], from: usize) -> Option<Vec<Rpc>> {
        let mut rpcs = Vec::new();
        for at in self.rpc.find_iter(&text[from..]).map(|at| from + at) {
            let end = at + "rpc".len();
            let is_part = at > 0 && matches!(text[at - 1], b'.' | b'/') || text.get(end) == Some(&b'.');
            if is_part || !is_word(text, at, end) || !is_code(text, at) {
                continue;
            }
            match rpc(&text[end..])? {
                Some(rpc) if self.matters(&rpc) => rpcs.push(rpc),
                _ => {}
            }
        }
        Some(rpcs)
    }

    fn declares(&self, text: &[u8]) -> Vec<usize> {
        let declares = |word: &Finder<'_>| {
            word.find_iter(text).any(|at| {
                let end = at + word.needle().len();
                let next = text.get(end).copied().unwrap_or(b' ');
                if matches!(next, b'.' | b'/') || !is_word(text, at, end) {
                    return false;
                }
                let next = text[end..].iter().find(|byte| !byte.is_ascii_whitespace());
                matches!(next, Some(b'{' | b'=' | b'/'))
            })
        };
        (0..self.words.len()).filter(|&index| declares(&self.words[index])).collect()
    }
}

pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The statements before the first declaration.
#[derive(Default)]
struct Head {
    package: Box<str>,
    has_package: bool,
    imports: Vec<Box<str>>,
}

impl Head {
    /// Returns the start of the first declaration; `None` if something is unusual.
    fn read(&mut self, text: &[u8]) -> Option<usize> {
        let bom = b"\xEF\xBB\xBF";
        let mut cursor = Cursor { text, at: if text.starts_with(bom) { bom.len() } else { 0 } };
        loop {
            cursor.skip_trivia()?;
            let start = cursor.at;
            match cursor.word() {
                b"" if cursor.eat(b';') => {}
                b"syntax" | b"edition" => {
                    cursor.expect(b'=')?;
                    cursor.string()?;
                    cursor.expect(b';')?;
                }
                b"import" => self.imports.push(cursor.import()?),
                b"package" => {
                    let package = cursor.name()?;
                    cursor.expect(b';')?;
                    if std::mem::replace(&mut self.has_package, true) {
                        return None;
                    }
                    self.package = package;
                }
                b"option" => cursor.option()?,
                _ => return Some(start),
            }
        }
    }
}

struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// Skips spaces and comments; `None` when one is never closed.
    fn skip_trivia(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'/') if self.text.get(self.at + 1) == Some(&b'/') => {
                    let rest = &self.text[self.at..];
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                Some(b'/') if self.text.get(self.at + 1) == Some(&b'*') => {
                    self.at += 2;
                    self.at += memmem::find(&self.text[self.at..], b"*/")? + 2;
                }
                _ => return Some(()),
            }
        }
    }

    /// Empty when there is none.
    fn word(&mut self) -> &'t [u8] {
        let start = self.at;
        if self.peek().is_some_and(|byte| is_word_byte(byte) && !byte.is_ascii_digit()) {
            while self.peek().is_some_and(is_word_byte) {
                self.at += 1;
            }
        }
        &self.text[start..self.at]
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_trivia()?;
        self.eat(byte).then_some(())
    }

    /// Words with dots between them, and nothing else.
    fn name(&mut self) -> Option<Box<str>> {
        self.skip_trivia()?;
        let start = self.at;
        while !self.word().is_empty() {
            if !self.eat(b'.') {
                return str::from_utf8(&self.text[start..self.at]).ok().map(Into::into);
            }
        }
        None
    }

    /// Returns the text between the quotes; `None` if there is an escape in it, or no end.
    fn string(&mut self) -> Option<&'t [u8]> {
        self.skip_trivia()?;
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let start = self.at + 1;
        let len = self.text[start..].iter().position(|&byte| byte == quote || b"\\\n\0".contains(&byte))?;
        self.at = start + len;
        self.eat(quote).then(|| &self.text[start..start + len])
    }

    /// Skips a string that may have escapes in it.
    fn skip_string(&mut self) -> Option<()> {
        let quote = self.peek()?;
        self.at += 1;
        loop {
            match self.peek()? {
                b'\n' => return None,
                b'\\' => self.at += 2,
                byte => {
                    self.at += 1;
                    if byte == quote {
                        return Some(());
                    }
                }
            }
        }
    }

    fn import(&mut self) -> Option<Box<str>> {
        self.skip_trivia()?;
        if !matches!(self.word(), b"" | b"public" | b"weak" | b"option") {
            return None;
        }
        let name = str::from_utf8(self.string()?).ok()?;
        self.expect(b';')?;
        Some(name.into())
    }

    /// Skips an option.
    fn option(&mut self) -> Option<()> {
        self.skip_trivia()?;
        let is_of_name = |byte: u8| is_word_byte(byte) || b".() ".contains(&byte);
        while self.peek().is_some_and(is_of_name) {
            self.at += 1;
        }
        self.expect(b'=')?;
        self.skip_trivia()?;
        match self.peek()? {
            b'"' | b'\'' => self.skip_string()?,
            b'{' => self.literal()?,
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|byte| is_word_byte(byte) || b".+-".contains(&byte)) {
                    self.at += 1;
                }
                (self.at > start).then_some(())?;
            }
        }
        self.expect(b';')
    }
}

impl Cursor<'_> {
    /// Skips a message literal.
    fn literal(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            self.skip_trivia()?;
            match self.peek()? {
                b'"' | b'\'' => self.skip_string()?,
                byte => {
                    depth += i32::from(matches!(byte, b'{' | b'[')) - i32::from(matches!(byte, b'}' | b']'));
                    let is_usual = is_word_byte(byte) || b"{}[]:,.-+/".contains(&byte);
                    is_usual.then_some(())?;
                    self.at += 1;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the text there is not part of a longer word.
fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let goes_on = |byte: Option<&u8>| byte.copied().is_some_and(is_word_byte);
    !goes_on(text[..start].last()) && !goes_on(text.get(end))
}

/// A place is in no string and no line comment, if no block comment is open where its line starts.
fn is_code(text: &[u8], at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    let mut line = text[start..at].iter().copied();
    let mut before = 0;
    while let Some(byte) = line.next() {
        match byte {
            b'/' if before == b'/' => return false,
            b'"' | b'\'' => loop {
                match line.next() {
                    None => return false,
                    Some(b'\\') => drop(line.next()),
                    Some(other) if other == byte => break,
                    Some(_) => {}
                }
            },
            _ => {}
        }
        before = byte;
    }
    true
}

/// Behind `import`: this may be a statement.
fn starts_import(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let words: [&[u8]; 3] = [b"public", b"weak", b"option"];
    matches!(rest, [b'"' | b'\'' | b'/', ..]) || words.iter().any(|word| rest.starts_with(word))
}

/// Behind `package`: this may be a statement, and no field of that type or name.
fn starts_package(rest: &[u8]) -> bool {
    let mut cursor = Cursor { text: rest, at: 0 };
    let Some(()) = cursor.skip_trivia() else { return true };
    if cursor.word().is_empty() {
        return false;
    }
    cursor.skip_trivia().is_none() || matches!(cursor.peek(), Some(b'.' | b';'))
}

/// Behind `rpc`: the RPC; `Some(None)` when it is something else by that word, `None` when it may be either.
fn rpc(rest: &[u8]) -> Option<Option<Rpc>> {
    let mut cursor = Cursor { text: rest, at: 0 };
    cursor.skip_trivia()?;
    if matches!(cursor.peek(), Some(b'=' | b',' | b')' | b';' | b':' | b']' | b'{' | b'}' | b'>')) {
        return Some(None);
    }
    let name = cursor.word();
    cursor.skip_trivia()?;
    if name.is_empty() {
        return None;
    }
    if cursor.peek() == Some(b'=') {
        return Some(None);
    }
    let input = cursor.rpc_type()?;
    cursor.skip_trivia()?;
    (cursor.word() == b"returns").then_some(())?;
    let output = cursor.rpc_type()?;
    Some(Some(Rpc { types: [input, output] }))
}

impl Cursor<'_> {
    fn rpc_type(&mut self) -> Option<Box<str>> {
        self.expect(b'(')?;
        self.skip_trivia()?;
        let start = self.at;
        if self.word() != b"stream" {
            self.at = start;
        }
        self.skip_trivia()?;
        let is_absolute = self.eat(b'.');
        let name = self.name()?;
        self.expect(b')')?;
        Some(if is_absolute { format!(".{name}").into() } else { name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outline, and whether it took no parser.
    fn outline(text: &str) -> (Outline, bool) {
        let words = ["acme".to_owned()];
        let outliner = Outliner::new(&words, &|_| true);
        let read = outliner.read(text.as_bytes());
        let parsed = outliner.of_file(&lower("", parse(text)));
        if let Some(read) = &read {
            assert_eq!(*read, parsed, "{text}");
        }
        (parsed, read.is_some())
    }

    #[test]
    fn plain_files_need_no_parser() {
        let head = "\u{FEFF}// a /* b\n/* c */ syntax = \"proto3\";\npackage acme.shop.v1 ;import \"a.proto\";\n\
            import public 'b.proto';\noption (x.y).z = -1;;option go_package = \"/*\\\\\";\n\
            option (x) = { a: [\"}\", 1] /* { */ b { c: -1 } };\n";
        let texts = [
            head.to_owned(),
            format!(
                "{head}message M {{ string package = 1; int32 import = 2; string rpc = 3; rpc rpc = 4; }}"
            ),
            format!(
                "{head}message M {{ package x = 1; // import \"c.proto\"; package d;\n google.rpc.Status s = 2; }}"
            ),
            format!(
                "{head}service S {{ rpc A(B) returns (stream .c.D); rpc E ( stream F ) returns(streams) {{\n}}}}"
            ),
            format!(
                "{head}service S {{ // rpc A(B) returns (C);\n option s = \"rpc A(B) returns (C); /*\"; }}"
            ),
        ];
        for text in &texts {
            assert!(outline(text).1, "{text}");
        }
        let (outline, _) = outline(&texts[3]);
        assert_eq!(*outline.imports, ["a.proto".into(), "b.proto".into()]);
        assert_eq!(outline.rpcs[0].types, ["B".into(), ".c.D".into()]);
        assert_eq!(outline.rpcs[1].types, ["F".into(), "streams".into()]);
    }

    #[test]
    fn what_is_unusual_is_parsed() {
        let texts = [
            "message M {} package late;",
            "message M {} import 'late.proto';",
            "message M {} /* rpc A(B) returns (C); */",
            "package a; package b;",
            "package acme . shop;",
            "import \"a\" \"b.proto\";",
            "import \"\\x61.proto\";",
            "package /* no */ a./* b */c;",
            "option x = { a: 1; };",
            "service S { rpc A(B) /* c */ returns (C); }",
            "service S { rpc A(B.) returns (C); rpc D(stream) returns (stream.E); }",
            "service S { rpc A(stream.B) returns (stream . C); }",
            "mesage M { package a; ",
            "/* never closed",
        ];
        for text in texts {
            outline(text);
        }
        assert_eq!(&*outline("message M {} package late;").0.package, "late");
        assert!(!outline("message M {} import 'late.proto';").1);
    }

    #[test]
    fn words_that_are_declared_are_seen() {
        let declares = |text| !outline(text).0.declares.is_empty();
        assert!(declares("message acme {}") && declares("enum E { acme\n= 0; }"));
        assert!(!declares("package acme.a; import \"acme/b.proto\"; message acmes { acme.C c = 1; }"));
    }
}
