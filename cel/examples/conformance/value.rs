//! Messages and values of the tests.

use protune_cel::{Map, Messages, Type, Value};
use protune_compiler::descriptor::read_set;
use serde_json::Value as Json;

/// Packages under which cel-go's own tests know the messages.
const ALIASES: [(&str, &str); 2] = [
    ("cel.expr.conformance.proto2", "google.expr.proto2.test"),
    ("cel.expr.conformance.proto3", "google.expr.proto3.test"),
];

/// The messages that the tests use.
pub(super) fn messages(tests: &Json) -> Messages {
    let mut set = Vec::new();
    for file in tests["files"].as_array().into_iter().flatten() {
        let bytes = hex(file.as_str().unwrap_or(""));
        set.push(0x0A);
        let mut len = bytes.len();
        while len >= 0x80 {
            set.push(len as u8 | 0x80);
            len >>= 7;
        }
        set.push(len as u8);
        set.extend(bytes);
    }
    let files = read_set(&set).expect("the descriptors are valid");
    let mut sources: Vec<(String, String)> = Vec::new();
    for file in files {
        let (mut name, mut text) = (file.name.clone(), file.text.clone());
        for (package, alias) in ALIASES {
            if text.contains(package) && file.name.ends_with("test_all_types.proto") {
                name = name.replace("cel/expr/conformance", "alias");
                text = text
                    .replace(package, alias)
                    .replace("cel/expr/conformance", "alias")
                    .replace("single_id", "nested_id");
            }
        }
        if name != file.name {
            sources.push((name, text));
        }
        sources.push((file.name, file.text));
    }
    Messages::of(&protune_compiler::compile(sources, |_| None))
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// A value of a test.
pub(super) fn read(json: &Json, messages: &Messages) -> Value<'static> {
    let text = |key: &str| json[key].as_str().unwrap_or("").to_owned();
    if let Some(value) = json["bool"].as_bool() {
        return Value::Bool(value);
    }
    if let Some(values) = json["list"].as_array() {
        return Value::list(values.iter().map(|value| read(value, messages)));
    }
    if let Some(entries) = json["map"].as_array() {
        let entries = entries.iter().map(|entry| (read(&entry[0], messages), read(&entry[1], messages)));
        return Value::Map(Map::new(entries).expect("the keys differ"));
    }
    if json["message"].is_string() {
        let bytes: &'static [u8] = hex(&text("bytes")).leak();
        return messages.decode(&text("message"), bytes).unwrap_or_else(|failure| panic!("{failure}"));
    }
    let object = json.as_object().and_then(|object| object.keys().next()).map(String::as_str);
    match object {
        Some("int") => Value::Int(text("int").parse().unwrap_or(0)),
        Some("uint") => Value::Uint(text("uint").parse().unwrap_or(0)),
        Some("double") => Value::Double(text("double").parse().unwrap_or(f64::NAN)),
        Some("string") => Value::from(text("string")),
        Some("bytes") => Value::bytes(hex(&text("bytes"))),
        Some("type") => Value::Type(type_named(&text("type"))),
        _ => Value::Null,
    }
}

fn type_named(name: &str) -> Type {
    match name {
        "list" => Type::list(Type::Dyn),
        "map" => Type::map(Type::Dyn, Type::Dyn),
        "null_type" => Type::Null,
        "type" => Type::Type(None),
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "optional_type" => Type::opaque(name, vec![Type::Dyn]),
        name => Type::message(name),
    }
}

/// Returns whether two values are the same, types of numbers included.
pub(super) fn is_same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Double(a), Value::Double(b)) => a == b || a.is_nan() && b.is_nan(),
        (Value::Int(_) | Value::Uint(_), _) => {
            std::mem::discriminant(a) == std::mem::discriminant(b) && a == b
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| is_same(a, b))
        }
        _ => a == b,
    }
}
