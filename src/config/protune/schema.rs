//! The JSON schema of protune.toml, for editors.

use super::draft::Draft;
use super::keys;
use super::words;
use crate::config::keys::{self as types, options};
use protune_rules::{Catalog, Default, Wing};
use serde_json::{Map, Value, json};

type Key = types::Key<Draft>;
type Is = types::Is<Draft>;

/// The schema as text.
pub fn schema() -> String {
    let mut schema = table(keys::KEYS);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("protune.toml");
    schema["definitions"] = json!({ "rules": { "type": "string", "enum": rule_words() } });
    format!("{schema:#}\n")
}

fn rule_words() -> Vec<&'static str> {
    let mut words: Vec<&str> = words::known(Catalog::compiled_in()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn table(keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut schema = of(&key.is);
        schema["description"] = json!(key.words());
        if !key.default.is_empty() {
            schema["default"] = written(key.default);
        }
        (key.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// Parses a value as written, which is the same in TOML and JSON for all values here.
fn written(value: &str) -> Value {
    serde_json::from_str(value).expect("defaults are JSON too")
}

fn of(is: &Is) -> Value {
    match is {
        Is::Text => json!({ "type": "string" }),
        Is::Count(most) => json!({ "type": "integer", "minimum": 0, "maximum": most }),
        Is::Flag => json!({ "type": "boolean" }),
        Is::OneOf(words) => json!({ "enum": words }),
        Is::Rules => json!({ "$ref": "#/definitions/rules" }),
        Is::List(item) => json!({ "type": "array", "items": of(item) }),
        Is::OneOrMore(item) => json!({ "anyOf": [of(item), { "type": "array", "items": of(item) }] }),
        Is::Table(keys) => table(keys),
        Is::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
        Is::Map("rules", inner) => {
            let names = json!({ "$ref": "#/definitions/rules" });
            json!({ "type": "object", "propertyNames": names, "additionalProperties": of(inner) })
        }
        Is::Map(_, inner) => json!({ "type": "object", "additionalProperties": of(inner) }),
        Is::Options(wings) => option_table(wings),
        Is::Anything => json!({}),
    }
}

fn option_table(wings: &[Wing]) -> Value {
    let property = |option: &protune_rules::RuleOption| {
        let schema = match option.default {
            Default::Flag(flag) => json!({ "type": "boolean", "default": flag, "description": option.doc }),
            Default::Text(text) => json!({ "type": "string", "default": text, "description": option.doc }),
            Default::OneOf(words) => {
                json!({ "type": "string", "enum": words, "default": words[0], "description": option.doc })
            }
            Default::Number(number) => {
                json!({ "type": "integer", "minimum": 0, "default": number, "description": option.doc })
            }
            Default::List => {
                json!({ "type": "array", "items": { "type": "string" }, "description": option.doc })
            }
        };
        (option.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = options(wings).map(property).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}
