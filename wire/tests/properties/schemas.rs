//! Random schemas, as texts. Numbers lie around the places where tags get longer.

use super::random::Random;
use std::collections::BTreeSet;
use std::fmt::Write as _;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Syntax {
    Proto2,
    Proto3,
    Edition,
}

const MESSAGES: usize = 4;
const NUMBERS: [u32; 22] = [
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    14,
    15,
    16,
    17,
    18,
    2046,
    2047,
    2048,
    2049,
    262_143,
    262_144,
    33_554_431,
    33_554_432,
    536_870_911,
];
const SCALARS: [&str; 15] = [
    "double", "float", "int64", "uint64", "int32", "fixed64", "fixed32", "bool", "string", "bytes", "uint32",
    "sfixed32", "sfixed64", "sint32", "sint64",
];
const KEYS: [&str; 6] = ["string", "int32", "uint64", "sint64", "bool", "fixed32"];
const WRAPPERS: [&str; 9] = [
    "DoubleValue",
    "FloatValue",
    "Int64Value",
    "UInt64Value",
    "Int32Value",
    "UInt32Value",
    "BoolValue",
    "StringValue",
    "BytesValue",
];

/// A schema whose messages are `M0`, `M1` and so on.
pub(crate) fn schema(random: &mut Random, syntax: Syntax) -> String {
    let mut text = String::from(match syntax {
        Syntax::Proto2 => "syntax = \"proto2\";\n",
        Syntax::Proto3 => "syntax = \"proto3\";\n",
        Syntax::Edition => "edition = \"2023\";\n",
    });
    text += "import \"google/protobuf/any.proto\";\nimport \"google/protobuf/wrappers.proto\";\n";
    text += "enum Open { O_ZERO = 0; O_ONE = 1; O_MINUS = -1; O_BIG = 300; }\n";
    if syntax != Syntax::Proto3 {
        let closed = if syntax == Syntax::Edition { "option features.enum_type = CLOSED; " } else { "" };
        let _ = writeln!(text, "enum Closed {{ {closed}C_ZERO = 0; C_ONE = 1; C_MINUS = -1; C_BIG = 300; }}");
    }
    for at in 0..MESSAGES {
        message(random, syntax, at, &mut text);
    }
    text
}

fn message(random: &mut Random, syntax: Syntax, at: usize, text: &mut String) {
    let mut numbers: BTreeSet<u32> = BTreeSet::new();
    while numbers.len() < 3 + at {
        numbers.insert(*random.pick(&NUMBERS));
    }
    let mut numbers: Vec<u32> = numbers.into_iter().collect();
    random.shuffle(&mut numbers);
    let _ = writeln!(text, "message M{at} {{");
    let extensible = syntax != Syntax::Proto3 && random.one_in(2);
    if extensible {
        text.push_str("  extensions 100 to 200, 3000 to max;\n  reserved 9;\n");
        numbers.retain(|&number| number < 3000);
    }
    let mut in_oneof = 0;
    for &number in &numbers {
        if in_oneof == 0 && random.one_in(8) {
            let _ = writeln!(text, "  oneof choice_{number} {{");
            in_oneof = 2;
        }
        match in_oneof {
            0 => field(random, syntax, number, text),
            _ => {
                let _ = writeln!(text, "    {} f{number} = {number};", singular_type(random, syntax));
            }
        }
        if in_oneof == 1 || in_oneof == 2 && number == numbers[numbers.len() - 1] {
            text.push_str("  }\n");
            in_oneof = 0;
        }
        in_oneof = usize::saturating_sub(in_oneof, 1);
    }
    text.push_str("}\n");
    if extensible {
        let _ = writeln!(text, "extend M{at} {{");
        for number in [100, 3001] {
            let label = if syntax == Syntax::Proto2 { *random.pick(&["optional ", "repeated "]) } else { "" };
            let name = format!("e{at}_{number}");
            let _ = writeln!(text, "  {label}{} {name} = {number};", singular_type(random, syntax));
        }
        text.push_str("}\n");
    }
}

fn field(random: &mut Random, syntax: Syntax, number: u32, text: &mut String) {
    if random.one_in(8) {
        let value = match random.one_in(3) {
            true => format!("M{}", random.below(MESSAGES)),
            false => singular_type(random, syntax),
        };
        let key = random.pick(&KEYS);
        let _ = writeln!(text, "  map<{key}, {value}> f{number} = {number};");
        return;
    }
    let repeated = random.one_in(2);
    if syntax == Syntax::Proto2 && random.one_in(8) {
        let label = if repeated { "repeated" } else { "optional" };
        let inner = singular_type(random, syntax);
        let _ = writeln!(text, "  {label} group G{number} = {number} {{ optional {inner} inner = 1; }}");
        return;
    }
    let ty = singular_type(random, syntax);
    let is_text = ty == "string" || ty == "bytes" || ty.starts_with('M') || ty.starts_with("google");
    let is_message = is_text && ty != "string" && ty != "bytes";
    let (label, options) = match (syntax, repeated) {
        (Syntax::Proto2, true) => ("repeated ", *random.pick(&["", "packed = true"])),
        (Syntax::Proto3, true) => ("repeated ", *random.pick(&["", "packed = false"])),
        (Syntax::Edition, true) => {
            ("repeated ", *random.pick(&["", "features.repeated_field_encoding = EXPANDED"]))
        }
        (Syntax::Proto2, false) => (*random.pick(&["optional ", "optional ", "required "]), ""),
        (Syntax::Proto3, false) => (*random.pick(&["", "", "optional "]), ""),
        (Syntax::Edition, false) => (
            "",
            *random.pick(&[
                "",
                "features.field_presence = IMPLICIT",
                "features.field_presence = LEGACY_REQUIRED",
            ]),
        ),
    };
    let options = match options {
        _ if syntax == Syntax::Edition && is_message && random.one_in(3) => {
            "features.message_encoding = DELIMITED"
        }
        _ if is_text && repeated => "",
        "features.field_presence = IMPLICIT" if is_message || ty == "Closed" => "",
        options => options,
    };
    let options = if options.is_empty() { String::new() } else { format!(" [{options}]") };
    let _ = writeln!(text, "  {label}{ty} f{number} = {number}{options};");
}

fn singular_type(random: &mut Random, syntax: Syntax) -> String {
    match random.below(20) {
        0 => "google.protobuf.Any".to_owned(),
        1 => format!("google.protobuf.{}", random.pick(&WRAPPERS)),
        2 | 3 => format!("M{}", random.below(MESSAGES)),
        4 if syntax != Syntax::Proto3 => "Closed".to_owned(),
        4 | 5 => "Open".to_owned(),
        _ => (*random.pick(&SCALARS)).to_owned(),
    }
}
