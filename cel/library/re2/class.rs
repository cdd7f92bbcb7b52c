//! Classes and escaped characters of patterns.

use super::{Parsed, Parser};
use regex::Regex;

impl Parser<'_> {
    /// `\d`, `\s`, `\w` and their complements, of ASCII only.
    pub(super) fn perl_class(&mut self, c: char) -> Option<&'static str> {
        let class = match c {
            'd' => "0-9",
            'D' => r"\x00-/:-\x{10FFFF}",
            's' => r"\t\n\x0C\r ",
            'S' => r"\x00-\x08\x0B\x0E-\x1F!-\x{10FFFF}",
            'w' => "0-9A-Za-z_",
            'W' => r"\x00-/:-@\[-\^`\{-\x{10FFFF}",
            _ => return None,
        };
        self.at += 1;
        Some(class)
    }

    /// `\pL`, `\p{Greek}`, `\P{^Lu}`, as a class of the `regex` crate.
    pub(super) fn property(&mut self, start: usize) -> Parsed<String> {
        let mut negative = self.rest().starts_with('P');
        self.at += 1;
        let name = match self.rest().strip_prefix('{') {
            Some(rest) => {
                let Some(end) = rest.find('}') else {
                    return Err(self.fault(start, "a property is not closed"));
                };
                self.at += end + 2;
                &rest[..end]
            }
            None => {
                let len = self.peek().map_or(0, char::len_utf8);
                let name = &self.rest()[..len];
                self.at += len;
                name
            }
        };
        let name = match name.strip_prefix('^') {
            Some(name) => {
                negative = !negative;
                name
            }
            None => name,
        };
        let lower = name.to_ascii_lowercase();
        let is_name = !name.is_empty()
            && name.len() < 40
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !(lower.starts_with("is") && lower.len() > 2)
            && !matches!(&*lower, "ascii" | "assigned");
        let class = format!("\\{}{{{name}}}", if negative { 'P' } else { 'p' });
        // RE2 has categories and scripts, and no other properties. The `regex` crate may be built with more.
        let mut kinds = ["gc", "sc"].into_iter();
        if !is_name || !kinds.any(|kind| Regex::new(&format!("\\p{{{kind}={name}}}")).is_ok()) {
            return Err(self.fault(start, "RE2 has no such property"));
        }
        Ok(class)
    }

    /// One character behind a backslash.
    pub(super) fn escaped_char(&mut self, start: usize) -> Parsed<char> {
        let rest = self.rest();
        let c = rest.chars().next().unwrap_or(' ');
        self.at += c.len_utf8();
        let plain = match c {
            'a' => Some('\x07'),
            'f' => Some('\x0C'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\x0B'),
            'x' => return self.hexadecimal(start),
            '0'..='7' => {
                let len = rest.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                self.at += len - 1;
                let is_reference = c != '0' && len == 1;
                u32::from_str_radix(&rest[..len], 8).ok().and_then(char::from_u32).filter(|_| !is_reference)
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c),
            _ => None,
        };
        plain.ok_or_else(|| self.fault(start, "RE2 has no such escape sequence"))
    }

    fn hexadecimal(&mut self, start: usize) -> Parsed<char> {
        let rest = self.rest();
        let (digits, len) = match rest.strip_prefix('{') {
            Some(inner) => match inner.find('}') {
                Some(end) => (&inner[..end], end + 2),
                None => ("", 1),
            },
            None => (rest.get(..2).unwrap_or(""), rest.len().min(2)),
        };
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let c = is_number.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten();
        if rest.is_char_boundary(len) {
            self.at += len;
        }
        c.ok_or_else(|| self.fault(start, "not the number of a character"))
    }

    pub(super) fn class(&mut self, start: usize) -> Parsed {
        let mut class = String::from("[");
        if self.peek() == Some('^') {
            self.at += 1;
            class.push('^');
        }
        let mut is_first = true;
        loop {
            let at = self.at;
            let Some(c) = self.peek() else { return Err(self.fault(start, "a class is not closed")) };
            if c == ']' && !is_first {
                self.at += 1;
                break;
            }
            is_first = false;
            if self.rest().starts_with("[:") && self.rest().contains(":]") {
                class += self.posix(at)?;
                continue;
            }
            if c == '\\' {
                self.at += 1;
                let next = self.peek().unwrap_or(' ');
                if let Some(perl) = self.perl_class(next) {
                    class += perl;
                    continue;
                }
                if next == 'p' || next == 'P' {
                    class += &self.property(at)?;
                    continue;
                }
                self.at -= 1;
            }
            let low = self.class_char(start)?;
            let mut after = self.rest().chars();
            let mut high = low;
            if after.next() == Some('-') && after.next().is_some_and(|next| next != ']') {
                self.at += 1;
                high = self.class_char(start)?;
            }
            if high < low {
                return Err(self.fault(at, "the range ends before it starts"));
            }
            push_class_char(&mut class, low);
            if high > low {
                class.push('-');
                push_class_char(&mut class, high);
            }
        }
        class.push(']');
        self.out += &class;
        self.part(1);
        Ok(())
    }

    fn class_char(&mut self, start: usize) -> Parsed<char> {
        let at = self.at;
        let Some(c) = self.peek() else { return Err(self.fault(start, "a class is not closed")) };
        self.at += c.len_utf8();
        match c {
            '\\' if self.rest().is_empty() => Err(self.fault(start, "a class is not closed")),
            '\\' => self.escaped_char(at),
            c => Ok(c),
        }
    }

    /// `[:alpha:]`, whose names are those of ASCII.
    fn posix(&mut self, start: usize) -> Parsed<&'static str> {
        let rest = self.rest();
        let end = rest.find(":]").map_or(rest.len(), |end| end + 2);
        let name = &rest[2..end.saturating_sub(2).max(2)];
        self.at += end;
        let (name, negative) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
        let class = POSIX.iter().find(|(known, ..)| *known == name);
        match class {
            Some((_, class, complement)) => Ok(if negative { complement } else { class }),
            None => Err(self.fault(start, "RE2 has no such class")),
        }
    }
}

/// Classes by name: the class, and its complement.
const POSIX: [(&str, &str, &str); 14] = [
    ("alnum", "[[:alnum:]]", "[[:^alnum:]]"),
    ("alpha", "[[:alpha:]]", "[[:^alpha:]]"),
    ("ascii", "[[:ascii:]]", "[[:^ascii:]]"),
    ("blank", "[[:blank:]]", "[[:^blank:]]"),
    ("cntrl", "[[:cntrl:]]", "[[:^cntrl:]]"),
    ("digit", "[[:digit:]]", "[[:^digit:]]"),
    ("graph", "[[:graph:]]", "[[:^graph:]]"),
    ("lower", "[[:lower:]]", "[[:^lower:]]"),
    ("print", "[[:print:]]", "[[:^print:]]"),
    ("punct", "[[:punct:]]", "[[:^punct:]]"),
    ("space", "[[:space:]]", "[[:^space:]]"),
    ("upper", "[[:upper:]]", "[[:^upper:]]"),
    ("word", "[[:word:]]", "[[:^word:]]"),
    ("xdigit", "[[:xdigit:]]", "[[:^xdigit:]]"),
];

fn push_class_char(out: &mut String, c: char) {
    if matches!(c, '\\' | '[' | ']' | '^' | '-' | '&' | '~') {
        out.push('\\');
    }
    out.push(c);
}
