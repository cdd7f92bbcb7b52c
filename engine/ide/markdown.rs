//! Parts of declarations as text to read: code without its indentation, comments, bytes on the wire.

use protune_compiler::schema::{Cardinality, DeclarationView, FieldView, Scalar, Schema, Type};
use protune_compiler::syntax::TokenKind;
use protune_compiler::text::Span;

/// Number of lines of a definition that are shown.
const LINES: usize = 20;

/// The text of a declaration, moved to the left, and cut after some lines.
pub(super) fn code(text: &str, span: Span) -> String {
    let start = span.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[line..start].len() - text[line..start].trim_start().len();
    let written = span.of(text);
    let all: Vec<&str> = written.lines().collect();
    let mut out = String::new();
    for (at, line) in all.iter().take(LINES).enumerate() {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        let line = if at == 0 { *line } else { &line[blank.min(indent)..] };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if all.len() > LINES {
        out.push_str(&format!("  // {} more lines\n", all.len() - LINES));
        if written.ends_with('}') {
            out.push_str("}\n");
        }
    }
    out
}

/// The comment above a declaration, and the one behind it.
pub(super) fn comment(declaration: DeclarationView<'_>) -> String {
    let above = declaration.leading_comment();
    let behind = trailing_comment(declaration);
    let parts = [above.as_str(), behind.as_str()].map(plain).into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// A comment without the space that each of its lines begins with.
fn plain(comment: &str) -> String {
    let lines: Vec<&str> = comment.lines().collect();
    let is_indented = lines.iter().all(|line| line.is_empty() || line.starts_with(' '));
    let line = |line: &&str| {
        if is_indented { line.strip_prefix(' ').unwrap_or(line) } else { line }.trim_end().to_owned()
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    lines.join("\n").trim().to_owned()
}

/// The comment behind a declaration, or behind its `{`.
fn trailing_comment(declaration: DeclarationView<'_>) -> String {
    let node = declaration.node();
    let tree = node.tree();
    let brace = node.own_tokens().find(|&at| tree.tokens()[at as usize].kind() == TokenKind::LBrace);
    let mut at = brace.map_or(node.token_range().end, |brace| brace + 1);
    while let Some(token) = tree.tokens().get(at as usize) {
        match token.kind() {
            TokenKind::Space if !tree.token_text(at).contains(['\n', '\r']) => at += 1,
            TokenKind::LineComment => return tree.token_text(at).trim_start_matches('/').to_owned(),
            TokenKind::BlockComment => {
                let text = tree.token_text(at);
                return text.trim_start_matches("/*").trim_end_matches("*/").trim().to_owned();
            }
            _ => break,
        }
    }
    String::new()
}

/// Facts about a declaration, besides its text and comment. In Markdown.
pub(super) fn facts(schema: &Schema, declaration: DeclarationView<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if declaration.is_deprecated() {
        facts.push("deprecated".to_owned());
    }
    match declaration {
        DeclarationView::Field(field) => of_field(field, &mut facts),
        DeclarationView::Value(value) => {
            facts.extend(value.number().map(|number| format!("number {number}")));
        }
        DeclarationView::Message(message) => {
            let reserved: Vec<String> =
                message.reserved_ranges().map(|range| numbers(range.numbers())).collect();
            if !reserved.is_empty() {
                facts.push(format!("reserved: {}", reserved.join(", ")));
            }
        }
        _ => {}
    }
    facts.push(format!("in `{}`", schema.file(declaration.symbol().file).name()));
    facts
}

fn numbers(range: std::ops::RangeInclusive<i32>) -> String {
    match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{} to {}", range.start(), range.end()),
    }
}

fn of_field(field: FieldView<'_>, facts: &mut Vec<String>) {
    facts.extend(wire(field));
    let json = field.json_name();
    if json != field.name() && !field.is_extension() {
        facts.push(format!("JSON name `{json}`"));
    }
    if let Some(extendee) = field.extendee() {
        facts.push(format!("extends `{}`", extendee.full_name()));
    }
    if field.file.edition().is_edition() {
        let presence = match field.cardinality() {
            Cardinality::Explicit => "presence: explicit",
            Cardinality::Implicit => "presence: implicit",
            Cardinality::Required => "presence: required",
            Cardinality::Repeated if field.is_packed() => "packed",
            Cardinality::Repeated | Cardinality::Map => return,
        };
        facts.push(presence.to_owned());
    }
}

/// The tag of a field on the wire: its bytes, and what follows them.
pub(super) fn wire(field: FieldView<'_>) -> Option<String> {
    let number = field.number()?;
    let (wire_type, what) = match field.ty() {
        _ if field.is_packed() => (2, "a length and the packed values follow"),
        Type::Message(_) if field.is_delimited() => (3, "the fields of the group follow"),
        Type::Message(_) => (2, "a length and the message follow"),
        Type::Enum(_) => (0, "a varint follows"),
        Type::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::Bytes => (2, "a length and the bytes follow"),
            Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => (1, "8 bytes follow"),
            Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => (5, "4 bytes follow"),
            _ => (0, "a varint follows"),
        },
        Type::Unknown => return None,
    };
    let mut tag = (number as u32) << 3 | wire_type;
    let mut bytes = Vec::new();
    while tag >= 0x80 {
        bytes.push(format!("{:02X}", tag as u8 | 0x80));
        tag >>= 7;
    }
    bytes.push(format!("{tag:02X}"));
    let count = if bytes.len() == 1 { "1 byte".to_owned() } else { format!("{} bytes", bytes.len()) };
    Some(format!("tag `{}`, {count}; {what}", bytes.join(" ")))
}

/// Purpose of a scalar type, and its size on the wire.
pub(super) fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double => "64-bit floating point. Always 8 bytes.",
        Scalar::Float => "32-bit floating point. Always 4 bytes.",
        Scalar::Int32 => {
            "32-bit integer of variable length: 1 to 5 bytes, but 10 bytes for every negative number; `sint32` is smaller for those."
        }
        Scalar::Int64 => {
            "64-bit integer of variable length: 1 to 9 bytes, but 10 bytes for every negative number; `sint64` is smaller for those."
        }
        Scalar::Uint32 => {
            "Unsigned 32-bit integer of variable length: 1 to 5 bytes. `fixed32` is smaller above 2^28."
        }
        Scalar::Uint64 => {
            "Unsigned 64-bit integer of variable length: 1 to 10 bytes. `fixed64` is smaller above 2^56."
        }
        Scalar::Sint32 => {
            "32-bit integer of variable length in zigzag form: small negative numbers are short, 1 to 5 bytes."
        }
        Scalar::Sint64 => {
            "64-bit integer of variable length in zigzag form: small negative numbers are short, 1 to 10 bytes."
        }
        Scalar::Fixed32 => {
            "Unsigned 32-bit integer. Always 4 bytes, which is smaller than `uint32` above 2^28."
        }
        Scalar::Fixed64 => {
            "Unsigned 64-bit integer. Always 8 bytes, which is smaller than `uint64` above 2^56."
        }
        Scalar::Sfixed32 => "32-bit integer. Always 4 bytes.",
        Scalar::Sfixed64 => "64-bit integer. Always 8 bytes.",
        Scalar::Bool => "`true` or `false`. 1 byte.",
        Scalar::String => "Text in UTF-8, behind its length.",
        Scalar::Bytes => "Any bytes, behind their length.",
    }
}

/// Meaning of a word of the language.
pub(super) fn keyword(word: &str) -> Option<&'static str> {
    Some(match word {
        "syntax" => "The version of the language that the file is written in.",
        "edition" => {
            "The edition of the language that the file is written in. It sets the defaults of all features."
        }
        "package" => "The package that the names of the file belong to.",
        "import" => "Makes the names of another file usable in this one.",
        "public" => "Files that import this one see the imported file as well.",
        "weak" => "The imported file may be missing at run time. Obsolete.",
        "option" => "Sets an option of the declaration around it.",
        "message" => "A record with numbered fields.",
        "enum" => "A type with named numbers.",
        "service" => "A group of RPCs.",
        "rpc" => "A call: the message that it takes, and the message that it returns.",
        "returns" => "The response of the RPC.",
        "stream" => "Any number of messages instead of one.",
        "oneof" => "Fields of which at most one is set. Setting one clears the others.",
        "map" => "Key and value pairs. Keys are integers, `bool` or `string`.",
        "repeated" => "Any number of values, in order.",
        "optional" => "The field tells whether it is set, also for the default value.",
        "required" => "The field has to be set in every message. It can never be removed safely.",
        "reserved" => "Numbers and names that no field or value may have again.",
        "extensions" => "Numbers that other files may use for extensions of the message.",
        "extend" => "Adds fields to a message of another place, such as options.",
        "group" => "A field together with its message. Obsolete: use a message field.",
        "export" => "The type can be used in other files.",
        "local" => "The type can be used in this file only.",
        "max" => "The greatest number that is allowed here.",
        "to" => "A range of numbers, both ends included.",
        _ => return None,
    })
}
