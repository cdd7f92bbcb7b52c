//! Whole files: declarations of all kinds in every syntax, most of them right.

use super::base;
use super::values::{Choices, SCALARS, literal, scalar};

pub(crate) struct Generated {
    pub(crate) text: String,
    /// Number of declarations and values.
    pub(crate) parts: usize,
}

pub(crate) fn generate(seed: usize) -> Generated {
    let mut random = Choices::new(seed as u64);
    let syntax = random.below(4);
    let mut file = Writer { seed, random, syntax, parts: 0, out: String::new(), number: 0 };
    file.file();
    Generated { text: file.out, parts: file.parts }
}

/// Features as a field, a file and a message may set them.
const FEATURES: &[&str] = &[
    "field_presence = EXPLICIT",
    "field_presence = IMPLICIT",
    "field_presence = LEGACY_REQUIRED",
    "enum_type = OPEN",
    "enum_type = CLOSED",
    "repeated_field_encoding = PACKED",
    "repeated_field_encoding = EXPANDED",
    "utf8_validation = VERIFY",
    "utf8_validation = NONE",
    "message_encoding = DELIMITED",
    "message_encoding = LENGTH_PREFIXED",
    "json_format = ALLOW",
    "json_format = LEGACY_BEST_EFFORT",
];
/// Features that any file may set.
const FILE_FEATURES: &[&str] = &[
    "field_presence = IMPLICIT",
    "enum_type = OPEN",
    "repeated_field_encoding = EXPANDED",
    "utf8_validation = NONE",
    "message_encoding = DELIMITED",
    "json_format = LEGACY_BEST_EFFORT",
];
const FIELD_OPTIONS: &[&str] = &[
    "lazy = true",
    "unverified_lazy = true",
    "packed = true",
    "packed = false",
    "jstype = JS_STRING",
    "ctype = CORD",
    "weak = false",
    "lazy = false",
    "deprecated = true",
    "debug_redact = true",
    "retention = RETENTION_SOURCE",
    "targets = TARGET_TYPE_FIELD, targets = TARGET_TYPE_FILE",
];

struct Writer {
    seed: usize,
    random: Choices,
    /// proto2, proto3, edition 2023, edition 2024.
    syntax: usize,
    parts: usize,
    out: String,
    number: usize,
}

impl Writer {
    fn is_edition(&self) -> bool {
        self.syntax >= 2
    }

    fn line(&mut self, text: &str) {
        self.parts += 1;
        self.out += text;
        self.out.push('\n');
    }

    fn file(&mut self) {
        let syntax =
            ["syntax = \"proto2\";", "syntax = \"proto3\";", "edition = \"2023\";", "edition = \"2024\";"];
        self.line(syntax[self.syntax]);
        let package = self.random.pick(&["gen", "base.sub", "gen.base"]);
        // The files of one call of protoc share one space of names.
        let seed = self.seed;
        self.line(&format!("package {package}{seed};"));
        for name in base::NAMES {
            self.line(&format!("import \"{name}\";"));
        }
        self.line("import \"google/protobuf/any.proto\";");
        if self.is_edition() && self.random.one_in(3) {
            let feature = self.random.pick_careful(FILE_FEATURES, FEATURES);
            self.line(&format!("option features.{feature};"));
        }
        self.options("file");
        self.line("message Plain { }");
        self.enumeration("Kind");
        for name in ["Alpha", "Beta"] {
            self.message(name, 1);
        }
        if self.random.one_in(2) {
            self.extensions();
        }
        if self.random.one_in(2) {
            self.service();
        }
    }

    /// Option statements of a declaration.
    fn options(&mut self, of: &str) {
        let most = if self.random.is_careful { 2 } else { 3 };
        for _ in 0..self.random.below(most) {
            let option = self.option(of);
            self.line(&format!("option {option};"));
        }
    }

    /// One custom option, with its value.
    fn option(&mut self, of: &str) -> String {
        let package = self.random.pick(&["base", "base3", "base23"]);
        let ty = self.random.pick(SCALARS);
        self.parts += 1;
        match self.random.below(8) {
            0..=1 => format!("({package}.{of}_{ty}) = {}", scalar(&mut self.random, ty, false)),
            2 => format!("({package}.{of}_r_{ty}) = {}", scalar(&mut self.random, ty, false)),
            3 => format!(
                "({package}.{of}_e) = {}",
                self.random.pick_careful(&["E_ONE", "E_ZERO", "E_MINUS"], &["E_ONE", "1"])
            ),
            4 => {
                let field = self.random.pick(&["s_", "m.s_", "m.m.s_", "r_"]);
                format!("({package}.{of}_all).{field}{ty} = {}", scalar(&mut self.random, ty, false))
            }
            5 => {
                let value = literal(&mut self.random, package, 2, &mut self.parts);
                format!("({package}.{of}_all).{} = {value}", self.random.pick(&["m", "rm", "m.m"]))
            }
            6 => {
                format!("({package}.{of}_alls) = {}", literal(&mut self.random, package, 2, &mut self.parts))
            }
            _ => format!("({package}.{of}_all) = {}", literal(&mut self.random, package, 2, &mut self.parts)),
        }
    }

    /// Options in brackets, with the default value if there is one.
    fn brackets(&mut self, of: &str, first: Vec<String>) -> String {
        let mut all = first;
        if self.random.one_in(6) {
            all.push(self.option(of));
        }
        if of == "field" && self.random.one_in(10) {
            all.push(self.random.pick_careful(&FIELD_OPTIONS[7..], FIELD_OPTIONS).to_owned());
        }
        if of == "field" && self.is_edition() && !self.random.is_careful && self.random.one_in(6) {
            let feature = self.random.pick(FEATURES);
            all.push(match self.random.one_in(3) {
                true => format!("features = {{ {} }}", feature.replace(" =", ":")),
                false => format!("features.{feature}"),
            });
        }
        self.parts += all.len();
        if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
    }

    fn message(&mut self, name: &str, depth: usize) {
        self.line(&format!("message {name} {{"));
        self.number = 0;
        self.options("message");
        if self.is_edition() && !self.random.is_careful && self.random.one_in(8) {
            let feature = self.random.pick(FEATURES);
            self.line(&format!("option features.{feature};"));
        }
        for at in 0..3 + self.random.below(5) {
            match self.random.below(9) {
                0 => self.map(at),
                1 => self.oneof(at),
                2 if self.syntax == 0 => {
                    let number = self.next();
                    let options = self.brackets("field", Vec::new());
                    self.line(&format!("optional group Grp{} = {number}{options} {{ }}", letter(at)));
                }
                _ => self.field(&format!("f_{}", letter(at)), true),
            }
        }
        if depth > 0 && self.random.one_in(2) {
            let number = self.number;
            let inner = self.random.pick_careful(&["Inner"], &["Inner", "_f_b", "X_f_c", "FDEntry"]);
            self.message(inner, depth - 1);
            self.number = number;
        }
        if self.syntax != 1 && self.random.one_in(2) {
            let options = self.brackets("extensionrange", Vec::new());
            self.line(&format!("extensions 1000 to 1999{options};"));
        }
        self.line("}");
    }

    fn next(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    fn label(&mut self) -> &'static str {
        match self.syntax {
            0 => self
                .random
                .pick_careful(&["optional ", "repeated "], &["optional ", "repeated ", "required "]),
            1 => self.random.pick(&["", "optional ", "repeated ", ""]),
            _ => self.random.pick(&["", "repeated ", ""]),
        }
    }

    /// A type, and a default value for it.
    fn ty(&mut self) -> (String, String) {
        match self.random.below(6) {
            0 => (
                self.random.pick(&["Plain", "Alpha", "base.All", "google.protobuf.Any"]).to_owned(),
                String::new(),
            ),
            1 => {
                let open = self
                    .random
                    .pick_careful(&["Kind", "base3.E"], &["Kind", "base.E", "base3.E", "base23.E"]);
                let value = if open == "Kind" { "KIND_ONE" } else { "E_ONE" };
                (open.to_owned(), value.to_owned())
            }
            _ => {
                let ty = self.random.pick(SCALARS);
                (ty.to_owned(), scalar(&mut self.random, ty, false))
            }
        }
    }

    fn field(&mut self, name: &str, with_label: bool) {
        let label = if with_label { self.label() } else { "" };
        let (ty, default) = self.ty();
        let mut first = Vec::new();
        let may_have_default = !default.is_empty() && self.syntax != 1 && label != "repeated ";
        let implicit = self.out.contains("IMPLICIT");
        if self.random.one_in(4) && (may_have_default && !implicit || !self.random.is_careful) {
            first.push(format!("default = {default}"));
        }
        if !self.random.is_careful && self.random.one_in(12) {
            let json = self.random.pick(&["fOne", "f", "[x]", "a b", "f1"]);
            first.push(format!("json_name = \"{json}\""));
        }
        let options = self.brackets("field", first);
        let number = self.next();
        self.line(&format!("{label}{ty} {name} = {number}{options};"));
    }

    fn map(&mut self, at: usize) {
        let key = self.random.pick_careful(&SCALARS[..12], SCALARS);
        let (value, _) = self.ty();
        let options = self.brackets("field", Vec::new());
        let number = self.next();
        self.line(&format!("map<{key}, {value}> f_{} = {number}{options};", letter(at)));
    }

    fn oneof(&mut self, at: usize) {
        self.line(&format!("oneof o_{} {{", letter(at)));
        self.options("oneof");
        for part in 0..1 + self.random.below(2) {
            self.field(&format!("o_{}_{}", letter(at), letter(part)), false);
        }
        self.line("}");
    }

    fn enumeration(&mut self, name: &str) {
        self.line(&format!("enum {name} {{"));
        self.options("enum");
        if self.is_edition() && self.random.one_in(4) {
            let feature = self.random.pick(&["enum_type = CLOSED", "enum_type = OPEN"]);
            self.line(&format!("option features.{feature};"));
        }
        let first = self.random.pick_careful(&["0"], &["0", "1"]);
        for (value, number) in [("KIND_ZERO", first), ("KIND_ONE", "7"), ("KIND_MINUS", "-7")] {
            let options = self.brackets("enumvalue", Vec::new());
            self.line(&format!("{value} = {number}{options};"));
        }
        self.line("}");
    }

    fn extensions(&mut self) {
        if self.syntax == 1 {
            return;
        }
        self.line("message Open { extensions 1 to 100; }");
        self.line("extend Open {");
        self.number = 0;
        for at in 0..1 + self.random.below(4) {
            self.field(&format!("x_{}", letter(at)), true);
        }
        self.line("}");
    }

    fn service(&mut self) {
        self.line("service Serve {");
        self.options("service");
        let stream = self.random.pick(&["", "stream "]);
        self.line(&format!("rpc Get ({stream}Plain) returns (Alpha) {{"));
        self.options("method");
        self.line("}\n}");
    }
}

fn letter(at: usize) -> char {
    char::from(b'a' + at as u8)
}
