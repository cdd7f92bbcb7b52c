//! Random edits: what people type, and what nobody would.

use crate::world::{Document, World};
use protune_compiler::syntax::parse;

/// Numbers that only look random (xorshift).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub(crate) fn pick<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.below(all.len()))
    }
}

const STATEMENTS: &[&str] = &[
    "message M { int32 a = 1; }",
    "message M { N n = 1; E e = 2; repeated string s = 3; map<string, M> m = 4; }",
    "message N { message M { optional p.M m = 1; } M m = 1; extensions 100 to 200; }",
    "enum E { A = 0; B = 1; }",
    "enum E { C = 1; }",
    "service S { rpc R(M) returns (stream N); }",
    "message p { }",
    "message q { message M { } }",
    "import \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FieldOptions { optional M opt = 50001; }",
    "extend N { optional int32 x = 100; optional M y = 101; }",
    "message O { optional int32 a = 1 [(opt) = { a: 1 }]; optional int32 b = 2 [(opt).a = 3, deprecated = true]; }",
    "option deprecated = true;",
    "option features.field_presence = IMPLICIT;",
    "option optimize_for = LITE_RUNTIME;",
    "message F { M m = 1 [features.message_encoding = DELIMITED]; E e = 2; }",
    "local message L { } export enum X { X_A = 0; }",
    "// nothing but a comment",
    "\n\n",
    "message G { repeated group H = 1 { optional p.q.M m = 1; } }",
    "message R { required M m = 1; optional E e = 2 [default = B]; }",
];

const HEADERS: &[&str] = &[
    "syntax = \"proto2\";",
    "syntax = \"proto3\";",
    "edition = \"2023\";",
    "edition = \"2024\";",
    "package p;",
    "package p.q;",
    "package q;",
    "package r.p;",
    "",
];

/// Makes an edit of one or two documents.
pub(crate) fn edit(world: &mut World, random: &mut Random, own_descriptor: usize, modules: u32) {
    let there: Vec<usize> =
        (0..world.documents().len()).filter(|&at| world.documents()[at].is_some()).collect();
    let names: Vec<String> = world.documents().iter().flatten().map(|it| it.name.clone()).collect();
    let count = if random.below(5) == 0 { 2 } else { 1 };
    let mut changes: Vec<(usize, Option<Document>)> = Vec::new();
    for _ in 0..count {
        let Some(&at) = random.pick(&there) else { continue };
        let Some(document) = &world.documents()[at] else { continue };
        if changes.iter().any(|change| change.0 == at) {
            continue;
        }
        let mut document = document.clone();
        match random.below(24) {
            0 if there.len() > 1 => {
                changes.push((at, None));
                continue;
            }
            1 => {
                let free = world.free(own_descriptor);
                if changes.iter().all(|change| change.0 != free) {
                    let name = format!("new{}.proto", random.below(4));
                    changes.push((free, Some(Document { name, ..document })));
                }
                continue;
            }
            2 => document.name = format!("f{}.proto", random.below(8)),
            3 => document.name = random.pick(&names).cloned().unwrap_or_default(),
            4 => document.module = random.below(modules as usize) as u32,
            _ => document.text = edited(&document.text, random, &names),
        }
        changes.push((at, Some(document)));
    }
    world.change(changes);
}

fn edited(text: &str, random: &mut Random, names: &[String]) -> String {
    let import = |random: &mut Random| {
        let kind = ["", "", "public ", "option ", "weak "][random.below(5)];
        let name = random.pick(names).map_or("gone.proto", String::as_str);
        let name = if random.below(6) == 0 { "gone.proto" } else { name };
        let name = if random.below(8) == 0 { "google/protobuf/descriptor.proto" } else { name };
        format!("import {kind}\"{name}\";\n")
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = random.below(lines.len());
    let joined = |lines: &[&str]| lines.concat();
    match random.below(11) {
        // A header or an import.
        0 => {
            let head = HEADERS[random.below(HEADERS.len())];
            let kind = head.split(' ').next().unwrap_or_default();
            let rest: Vec<&str> = lines.iter().copied().filter(|line| !line.starts_with(kind)).collect();
            format!("{head}\n{}", joined(&rest))
        }
        1 | 2 => {
            let mut at = lines.iter().rposition(|line| line.starts_with("import")).map_or(0, |at| at + 1);
            if at == 0 {
                at = lines
                    .iter()
                    .rposition(|it| it.starts_with("package") || it.starts_with("syntax"))
                    .map_or(0, |at| at + 1);
            }
            format!("{}{}{}", joined(&lines[..at]), import(random), joined(&lines[at..]))
        }
        3 => {
            let imports: Vec<usize> =
                (0..lines.len()).filter(|&at| lines[at].starts_with("import")).collect();
            let Some(&at) = random.pick(&imports) else { return text.to_owned() };
            format!("{}{}", joined(&lines[..at]), joined(&lines[at + 1..]))
        }
        4 | 5 => {
            let statement = STATEMENTS[random.below(STATEMENTS.len())];
            let at = if random.below(2) == 0 { lines.len() } else { line };
            format!("{}\n{statement}\n{}", joined(&lines[..at]), joined(&lines[at..]))
        }
        // A line.
        6 if !lines.is_empty() => format!("{}{}", joined(&lines[..line]), joined(&lines[line + 1..])),
        7 if !lines.is_empty() => format!("{}{}", joined(&lines[..=line]), joined(&lines[line..])),
        _ => with_token(text, random),
    }
}

/// Removes, doubles or replaces a token.
fn with_token(text: &str, random: &mut Random) -> String {
    let tree = parse(text);
    let count = tree.tokens().len();
    let (at, other) = (random.below(count) as u32, random.below(count) as u32);
    let (span, other) = (tree.token_span(at), tree.token_text(other));
    let old = span.of(text);
    let new = match random.below(5) {
        0 => String::new(),
        1 => format!("{old} {old}"),
        2 => other.to_owned(),
        3 => format!("{old}x"),
        _ => format!("{other} {old}"),
    };
    format!("{}{new}{}", &text[..span.start as usize], &text[span.end as usize..])
}
