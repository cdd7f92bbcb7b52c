//! Files that the generated files import: in each syntax a message with fields of all types, and options of
//! such types for all kinds of declarations. Every field is named after its type.

use super::values::SCALARS;
use std::fmt::Write;

/// The names of the files.
pub(crate) const NAMES: [&str; 3] = ["base.proto", "base3.proto", "base23.proto"];

const OPTIONS: [&str; 9] =
    ["File", "Message", "Field", "Oneof", "Enum", "EnumValue", "Service", "Method", "ExtensionRange"];

const KEYS: [&str; 5] = ["int32", "string", "bool", "sint64", "fixed32"];

const VALUES: [&str; 5] = ["int32", "string", "bytes", "double", "bool"];

/// Differences between the syntaxes.
struct Syntax {
    head: &'static str,
    /// Label of a field that is no list.
    label: &'static str,
    /// The number of the first option.
    first: u32,
    /// The last members of the message, for syntaxes that have extensions.
    more: Option<&'static str>,
}

const SYNTAXES: [Syntax; 3] = [
    Syntax {
        head: "syntax = \"proto2\";\npackage base;\n",
        label: "optional ",
        first: 50_000,
        more: Some("  optional group G = 64 { optional int32 g = 1; }\n  extensions 200 to 300;\n"),
    },
    Syntax { head: "syntax = \"proto3\";\npackage base3;\n", label: "", first: 51_000, more: None },
    Syntax {
        head: "edition = \"2023\";\npackage base23;\n\
               option features.message_encoding = DELIMITED;\n\
               option features.repeated_field_encoding = EXPANDED;\n",
        label: "",
        first: 52_000,
        more: Some(
            "  message D { int32 g = 1; }\n  D d = 64;\n\
             \x20 int32 implicit = 65 [features.field_presence = IMPLICIT];\n  extensions 200 to 300;\n",
        ),
    },
];

/// The files, by name.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, String)> {
    NAMES.into_iter().zip(SYNTAXES.iter().map(text))
}

fn text(syntax: &Syntax) -> String {
    let Syntax { head, label, first, more } = syntax;
    let mut out = format!("{head}import \"google/protobuf/descriptor.proto\";\n");
    out.push_str("enum E { E_ZERO = 0; E_ONE = 1; E_MINUS = -1; }\nmessage All {\n");
    fields(&mut out, label, "s_", 1);
    fields(&mut out, "repeated ", "r_", 16);
    write!(out, "  {label}E e = 31;\n  repeated E re = 32;\n  {label}All m = 33;\n  repeated All rm = 34;\n")
        .unwrap();
    let maps = KEYS.into_iter().flat_map(|key| VALUES.map(|value| (key, value)));
    for ((key, value), number) in maps.zip(35..) {
        writeln!(out, "  map<{key}, {value}> map_{key}_{value} = {number};").unwrap();
    }
    out.push_str("  map<int32, All> map_m = 60;\n  map<string, E> map_e = 61;\n");
    out.push_str("  oneof one { int32 one_a = 62; sint32 one_b = 63; }\n");
    match more {
        None => out.push_str("}\n"),
        Some(more) => {
            write!(out, "{more}}}\nextend All {{\n").unwrap();
            fields(&mut out, label, "x_", 200);
            out.push_str("}\n");
        }
    }
    for extendee in OPTIONS {
        let name = extendee.to_lowercase();
        writeln!(out, "extend google.protobuf.{extendee}Options {{").unwrap();
        writeln!(out, "  {label}All {name}_all = {first};\n  repeated All {name}_alls = {};", first + 1)
            .unwrap();
        fields(&mut out, label, &format!("{name}_"), first + 2);
        fields(&mut out, "repeated ", &format!("{name}_r_"), first + 20);
        writeln!(out, "  {label}E {name}_e = {};\n}}", first + 40).unwrap();
    }
    out
}

/// A field of each scalar type.
fn fields(out: &mut String, label: &str, prefix: &str, first: u32) {
    for (ty, number) in SCALARS.iter().zip(first..) {
        writeln!(out, "  {label}{ty} {prefix}{ty} = {number};").unwrap();
    }
}
