//! Valid schemas with random declarations, and random space and comments around each of their tokens.

use crate::random::Random;

/// The pieces that space between two tokens is made of.
const PIECES: [&str; 32] = [
    " ",
    " ",
    "\t",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n \n",
    "\r\n",
    "\r\n\r\n",
    "\x0b",
    "\x0c \n",
    "//\n",
    "// one\n",
    "// one\n",
    "// one\n// two\n",
    "//two \t\r\n",
    "/// \u{e9}\n",
    "// three\n\n",
    "/**/",
    "/* four */",
    "/* four */",
    "/* four */\n",
    "/* five\n */",
    "/* five\n*/\n",
    "/***/",
    "/** six\n\t * seven\n\n   eight **/",
    "/*\n*/",
    "/*\n * * nine\n **/\n",
    "/* \u{65e5}\u{672c} */ \n",
    "/*\r\n * ten\r\n */\r\n",
    "/* // */",
];

/// Writes the text of a schema in a package of its own.
pub(super) fn write(seed: u64, package: u64) -> String {
    let mut writer = Writer {
        random: Random::new(seed),
        text: String::new(),
        syntax: Syntax::Proto3,
        package: format!("p{package}"),
        names: 0,
        has_base: false,
        extendable: Vec::new(),
    };
    writer.file();
    writer.text
}

#[derive(Clone, Copy, PartialEq)]
enum Syntax {
    None,
    Proto2,
    Proto3,
    Edition,
}

struct Writer {
    random: Random,
    text: String,
    syntax: Syntax,
    package: String,
    /// Number of names in use.
    names: usize,
    has_base: bool,
    /// The top-level messages that have extensions, and the next number of each.
    extendable: Vec<(String, usize)>,
}

impl Writer {
    fn file(&mut self) {
        if self.random.one_in(10) {
            self.text.push('\u{feff}');
        }
        self.syntax = self.random.pick(&[
            Syntax::None,
            Syntax::Proto2,
            Syntax::Proto3,
            Syntax::Proto3,
            Syntax::Edition,
        ]);
        match self.syntax {
            Syntax::None => {}
            Syntax::Proto2 => self.words("syntax = \"proto2\" ;"),
            Syntax::Proto3 => self.words("syntax = \"proto3\" ;"),
            Syntax::Edition => self.words("edition = \"2023\" ;"),
        }
        self.stray();
        let package = self.package.clone();
        self.words(&format!("package {package} ;"));
        self.has_base = self.random.one_in(2);
        if self.has_base {
            let kind = self.random.pick(&["", "public", "weak"]);
            self.words(&format!("import {kind} \"option.proto\" ;"));
        }
        if self.random.one_in(3) {
            self.words("option java_package = \"a.b\" ;");
        }
        if self.random.one_in(3) {
            self.words("option optimize_for = SPEED ;");
        }
        while self.has_base && self.random.one_in(3) {
            self.words("option ( base . file ) = {");
            self.literal();
            self.words("} ;");
        }
        self.words("message Z { }");
        for _ in 0..self.random.below(5) {
            match self.random.below(8) {
                0..4 => self.message(0),
                4 => self.enumeration(),
                5 => self.service(),
                6 => self.extend(),
                _ => self.stray(),
            }
        }
        if self.random.one_in(3) {
            self.words("option objc_class_prefix = \"A\" ;");
        }
        self.gap(true);
        match self.random.below(8) {
            0 | 1 => self.text.push_str("// at the end"),
            2 => self.text.push_str("/* at the end */"),
            _ => {}
        }
    }

    // Declarations.

    fn message(&mut self, depth: usize) {
        let name = self.name("M");
        self.words(&format!("message {name} {{"));
        self.message_body(depth, (depth == 0).then_some(name));
    }

    fn message_body(&mut self, depth: usize, top_level: Option<String>) {
        let mut number = 0;
        for _ in 0..self.random.below(6) {
            match self.random.below(14) {
                0..5 => self.field(&mut number),
                5 => self.map(&mut number),
                6 if depth < 3 => self.message(depth + 1),
                7 => self.enumeration(),
                8 => self.oneof(&mut number),
                9 if depth < 3 && self.is_proto2() => self.group(&mut number, depth, true),
                10 => self.extend(),
                11 => self.stray(),
                12 => self.reserved(),
                _ => {}
            }
        }
        if self.random.one_in(4) {
            self.words("option deprecated = true ;");
        }
        if self.has_base && self.random.one_in(3) {
            if self.random.one_in(2) {
                self.words("option ( .base.message ) . a = 5 ;");
            } else {
                self.words("option ( base.message ) = {");
                self.literal();
                self.words("} ;");
            }
        }
        if let Some(name) = top_level.filter(|_| self.syntax != Syntax::Proto3 && self.random.one_in(2)) {
            self.words("extensions 1000 to 1999 ,  3000 ;");
            if self.random.one_in(3) {
                self.words("extensions 500000 to max [ verification = UNVERIFIED ] ;");
            }
            self.extendable.push((name, 1000));
        }
        self.words("}");
    }

    fn field(&mut self, number: &mut usize) {
        let label = match self.syntax {
            Syntax::None | Syntax::Proto2 => self.random.pick(&["optional", "required", "repeated"]),
            Syntax::Proto3 => self.random.pick(&["", "optional", "repeated"]),
            Syntax::Edition => self.random.pick(&["", "repeated"]),
        };
        self.words(label);
        self.labelled(number, label != "repeated");
    }

    /// The field behind its label.
    fn labelled(&mut self, number: &mut usize, is_single: bool) {
        let (name, package) = (self.name("f"), self.package.clone());
        let ty = self.random.pick(&["int32", "string", "Z", ". PACKAGE . Z"]);
        self.words(&ty.replace("PACKAGE", &package));
        *number += 1;
        self.words(&format!("{name} = {number}"));
        self.field_options(is_single && ty == "int32" && self.syntax != Syntax::Proto3);
        self.words(";");
    }

    fn field_options(&mut self, may_have_default: bool) {
        let mut options = Vec::new();
        if self.random.one_in(6) {
            options.push("deprecated = true".to_owned());
        }
        if self.random.one_in(6) {
            options.push(format!("json_name = \"{}\"", self.name("j")));
        }
        if may_have_default && self.random.one_in(4) {
            options.push(self.random.pick(&["default = 3", "default = - 4"]).to_owned());
        }
        if self.has_base && self.random.one_in(6) {
            options.push("( base . field ) . a = 4".to_owned());
        } else if self.has_base && self.random.one_in(6) {
            options.push("( base.field ) = { a : 4 }".to_owned());
        }
        if !options.is_empty() {
            self.words(&format!("[ {} ]", options.join(" , ")));
        }
    }

    fn map(&mut self, number: &mut usize) {
        *number += 1;
        let name = self.name("f");
        self.words(&format!("map < string , Z > {name} = {number}"));
        self.field_options(false);
        self.words(";");
    }

    fn group(&mut self, number: &mut usize, depth: usize, has_label: bool) {
        *number += 1;
        let name = self.name("G");
        let label = if has_label { self.random.pick(&["optional", "required", "repeated"]) } else { "" };
        self.words(&format!("{label} group {name} = {number}"));
        if self.random.one_in(4) {
            self.words("[ deprecated = true ]");
        }
        self.words("{");
        self.message_body(depth + 1, None);
    }

    fn oneof(&mut self, number: &mut usize) {
        let name = self.name("o");
        self.words(&format!("oneof {name} {{"));
        for _ in 0..self.random.below(3) + 1 {
            if self.is_proto2() && self.random.one_in(5) {
                self.group(number, 2, false);
            } else {
                self.labelled(number, false);
            }
        }
        self.words("}");
    }

    fn reserved(&mut self) {
        let name = self.name("r");
        let at = 20_000 + self.names * 20;
        if self.random.one_in(2) {
            self.words(&format!("reserved {at} , {} to {} ;", at + 2, at + 5));
        } else if self.syntax == Syntax::Edition {
            self.words(&format!("reserved {name} , {name}x ;"));
        } else {
            self.words(&format!("reserved \"{name}\" , '{name}x' ;"));
        }
    }

    fn enumeration(&mut self) {
        let name = self.name("E");
        self.words(&format!("enum {name} {{"));
        for number in 0..self.random.below(4) + 1 {
            let name = self.name("V");
            self.words(&format!("{name} = {number}"));
            if self.random.one_in(5) {
                self.words("[ deprecated = true ]");
            }
            self.words(";");
            if self.random.one_in(6) {
                self.stray();
            }
        }
        if self.random.one_in(4) {
            self.words("option deprecated = true ;");
        }
        if self.random.one_in(4) {
            self.reserved();
        }
        self.words("}");
    }

    fn service(&mut self) {
        let name = self.name("S");
        self.words(&format!("service {name} {{"));
        for _ in 0..self.random.below(4) {
            let name = self.name("R");
            let input = self.random.pick(&["stream Z", "Z"]);
            let output = self.random.pick(&["stream Z", "Z"]);
            self.words(&format!("rpc {name} ( {input} ) returns ( {output} )"));
            match self.random.below(3) {
                0 => self.words(";"),
                1 => self.words("{ }"),
                _ => {
                    self.words("{ option deprecated = true ;");
                    self.stray();
                    self.words("}");
                }
            }
        }
        if self.random.one_in(4) {
            self.words("option deprecated = true ;");
        }
        self.words("}");
    }

    fn extend(&mut self) {
        if self.extendable.is_empty() {
            return;
        }
        let at = self.random.below(self.extendable.len());
        let name = self.extendable[at].0.clone();
        let package = self.package.clone();
        self.words(&format!("extend . {package} . {name} {{"));
        for _ in 0..self.random.below(3) + 1 {
            if self.extendable[at].1 >= 1900 {
                break;
            }
            let mut number = self.extendable[at].1;
            self.extendable[at].1 += 1;
            let label = if self.is_proto2() {
                self.random.pick(&["optional", "repeated"])
            } else {
                self.random.pick(&["", "repeated"])
            };
            if self.is_proto2() && self.random.one_in(5) {
                self.group_in_extend(label, &mut number);
            } else {
                self.words(label);
                let name = self.name("x");
                self.words(&format!("int32 {name} = {number} ;"));
            }
        }
        self.words("}");
    }

    fn group_in_extend(&mut self, label: &str, number: &mut usize) {
        let name = self.name("G");
        self.words(&format!("{label} group {name} = {number} {{"));
        self.message_body(2, None);
    }

    fn literal(&mut self) {
        for _ in 0..self.random.below(2) {
            self.words("a : 1");
        }
        for _ in 0..self.random.below(3) {
            let field = self.random.pick(&["b : \"x\"", "b : \"y\" ,", "b : [ \"x\" , \"z\" ] ;"]);
            self.words(field);
        }
    }

    fn stray(&mut self) {
        while self.random.one_in(5) {
            self.words(";");
        }
    }

    fn is_proto2(&self) -> bool {
        matches!(self.syntax, Syntax::None | Syntax::Proto2)
    }

    fn name(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{kind}{}", self.names)
    }

    // Layout.

    /// Writes tokens, which spaces part here, with random space before each.
    fn words(&mut self, words: &str) {
        for word in words.split_ascii_whitespace() {
            let is_at_border =
                self.text.is_empty() || self.text.ends_with([';', '{', '}', ',']) || word == "}";
            self.gap(is_at_border);
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            if self.text.ends_with(is_word) && word.starts_with(is_word) {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }

    /// Space between two tokens: much of it between two declarations, less inside one.
    fn gap(&mut self, is_at_border: bool) {
        if !is_at_border && !self.random.one_in(12) {
            return self.text.push_str(self.random.pick(&["", " ", " "]));
        }
        for _ in 0..self.random.below(5) {
            self.text.push_str(self.random.pick(&PIECES));
        }
    }
}
