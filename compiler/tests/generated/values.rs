//! Values of options: scalars as they may and may not be written, and literals of the message `base.All`.

use super::random::Random;
use std::ops::{Deref, DerefMut};

/// Random choices for one file.
pub(crate) struct Choices {
    random: Random,
    /// Most of the files are to be right: nothing in them is wrong on purpose.
    pub(crate) is_careful: bool,
}

impl Choices {
    pub(crate) fn new(seed: u64) -> Choices {
        let mut random = Random::new(seed);
        let is_careful = !random.one_in(4);
        Choices { random, is_careful }
    }

    /// One of the values that are right, or of some files one of all.
    pub(crate) fn pick_careful<'t>(&mut self, right: &[&'t str], all: &[&'t str]) -> &'t str {
        if self.is_careful { self.pick(right) } else { self.pick(all) }
    }
}

impl Deref for Choices {
    type Target = Random;

    fn deref(&self) -> &Random {
        &self.random
    }
}

impl DerefMut for Choices {
    fn deref_mut(&mut self) -> &mut Random {
        &mut self.random
    }
}

pub(crate) const SCALARS: &[&str] = &[
    "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64",
    "bool", "string", "bytes", "float", "double",
];

const SMALL: &[&str] = &["0", "1", "7", "0x7f", "017", "2147483647", "0x0"];
const NEGATIVE: &[&str] = &["-1", "-0", "-2147483648", "-0x10", "-017"];
const ODD: &[&str] = &[
    "4294967295",
    "4294967296",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "0xffffffffffffffff",
    "0x10000000000000000",
    "-0x1ffffffffffffffff",
    "01777777777777777777777",
    "02000000000000000000000",
    "1.5",
    "-2.5e10",
    "1e400",
    "1e-400",
    ".5",
    "5.",
    "inf",
    "-inf",
    "nan",
    "-nan",
    "Infinity",
    "true",
    "True",
    "t",
    "f",
    "False",
    "E_ONE",
    "E_NONE",
    "\"text\"",
    "''",
    "'a' \"b\"",
    "{}",
    "[]",
    "- 1",
];
const FLOATS: &[&str] = &[
    "0",
    "-0",
    "0.0",
    "-0.0",
    "1",
    "1.5",
    "-1.5",
    "1e10",
    "1e-7",
    "3.4028235e38",
    "3.5e38",
    "1e39",
    "1e-46",
    "0.1",
    "16777217",
    "123456789012345678",
    "inf",
    "-inf",
    "nan",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999",
    "2.5e-310",
    "1e308",
];
const STRINGS: &[&str] = &[
    "\"\"",
    "'a'",
    "\"a\" 'b'",
    "\"\\n\\t\\\\\\\"\"",
    "'\\x41\\101'",
    "\"\\u00e9\"",
    "\"é\"",
    "'\\U0001F600'",
    "\"\\?\\'\"",
    "\"\\0\"",
    "\"a\\0b\"",
];

/// A value of a scalar type, or now and then of another.
pub(crate) fn scalar(random: &mut Choices, ty: &str, in_literal: bool) -> String {
    if !random.is_careful && random.one_in(30) {
        return random.pick(ODD).to_owned();
    }
    match ty {
        "bool" if in_literal => random.pick(&["true", "false", "True", "f", "t", "1", "0"]),
        "bool" => random.pick(&["true", "false"]),
        "string" => random.pick(STRINGS),
        "bytes" if random.one_in(3) => random.pick(&["'\\377'", "'\\xff\\xfe'"]),
        "bytes" => random.pick(STRINGS),
        "float" | "double" => random.pick(FLOATS),
        "uint32" | "uint64" | "fixed32" | "fixed64" => random.pick(SMALL),
        _ if random.one_in(3) => random.pick(NEGATIVE),
        _ => random.pick(SMALL),
    }
    .to_owned()
}

/// A literal of a message of [`super::base`], in which every field is named after its type.
pub(crate) fn literal(random: &mut Choices, prefix: &str, depth: usize, parts: &mut usize) -> String {
    let mut out = String::from("{ ");
    let mut set: Vec<String> = Vec::new();
    for _ in 0..random.below(5) {
        let entry = entry(random, prefix, depth, parts);
        let end = entry.find([':', ' ']).unwrap_or(entry.len());
        let name = if entry.starts_with("one_") { "one" } else { &entry[..end] };
        if random.is_careful && set.iter().any(|other| other == name) {
            continue;
        }
        set.push(name.to_owned());
        *parts += 1;
        out += &entry;
        out += random.pick(&[" ", ", ", "; "]);
    }
    out + "}"
}

fn entry(random: &mut Choices, prefix: &str, depth: usize, parts: &mut usize) -> String {
    let ty = random.pick(SCALARS);
    match random.below(12) {
        0..=2 => format!("s_{ty}: {}", scalar(random, ty, true)),
        3 => format!("r_{ty}: {}", scalar(random, ty, true)),
        4 => {
            let values: Vec<String> = (0..random.below(4)).map(|_| scalar(random, ty, true)).collect();
            format!("r_{ty}: [{}]", values.join(", "))
        }
        5 => format!(
            "{}: {}",
            random.pick(&["e", "re"]),
            random.pick_careful(&["E_ZERO", "E_ONE", "1", "-1"], &["E_ZERO", "5"])
        ),
        6 if depth > 0 => format!(
            "{} {}",
            random.pick(&["m", "rm", "m:", "rm:"]),
            literal(random, prefix, depth - 1, parts)
        ),
        7 => {
            let key = random.pick(&["int32", "string", "bool", "sint64", "fixed32"]);
            let value = random.pick(&["int32", "string", "bytes", "double", "bool"]);
            let mut inside = String::new();
            if !random.one_in(3) {
                inside += &format!("key: {} ", scalar(random, key, true));
            }
            if !random.one_in(3) {
                inside += &format!("value: {} ", scalar(random, value, true));
            }
            format!("map_{key}_{value} {{ {inside}}}")
        }
        8 if depth > 0 => {
            let value = literal(random, prefix, depth - 1, parts);
            format!("map_m {{ key: {} value {value} }}", scalar(random, "int32", true))
        }
        9 => format!("{}: {}", random.pick(&["one_a", "one_b"]), random.pick(&["1", "0", "-3"])),
        10 if prefix != "base3" || !random.is_careful => {
            format!("[{prefix}.x_{ty}]: {}", scalar(random, ty, true))
        }
        11 if prefix != "base3" => {
            let name = if prefix == "base" { "G" } else { "d" };
            format!("{name} {{ g: {} }}", scalar(random, "int32", true))
        }
        _ => format!("map_e {{ key: 'k' value: {} }}", random.pick(&["E_ZERO", "E_ONE", "1"])),
    }
}
