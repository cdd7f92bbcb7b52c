//! Options of protoc-gen-validate, and the options of protovalidate that mean the same. Reads only how they are
//! written, so the file that declares them may be missing.

use protune_compiler::schema::OptionView;
use protune_compiler::syntax::{LiteralField, Node, NodeKind, OptionEntry};

/// Option of fields.
pub(crate) const RULES: &str = "validate.rules";
/// Option of oneofs.
pub(crate) const REQUIRED: &str = "validate.required";

/// Returns whether a file is the one that declares the options.
pub(crate) fn is_declared_in(name: &str) -> bool {
    let is_other = name.starts_with("buf/") || name.contains("/buf/");
    name == "validate/validate.proto" || name.ends_with("/validate/validate.proto") && !is_other
}

/// Returns whether an option sets an extension, or a part of it.
pub(crate) fn sets(option: OptionView<'_>, extension: &str) -> bool {
    let name = OptionEntry::cast(option.node()).and_then(|entry| entry.name_parts().next()?.extension());
    name.is_some_and(|name| name.text().trim_start_matches('.') == extension)
}

/// Options of protovalidate, and what changes with them.
#[derive(Debug)]
pub(crate) struct Converted {
    pub(crate) options: Vec<String>,
    /// Differences in meaning.
    pub(crate) notes: Vec<&'static str>,
}

/// Returns the options of protovalidate for one option of a field; `None` if it is not one that can be read.
pub(crate) fn converted(option: OptionView<'_>) -> Option<Converted> {
    let entry = OptionEntry::cast(option.node())?;
    let path: Vec<&str> = entry.name_parts().skip(1).map(|part| part.node().text()).collect();
    let mut conversion = Conversion { hoisted: Vec::new(), notes: Vec::new() };
    let value = conversion.value(&path, entry.value()?)?;
    let mut options = Vec::new();
    if let Some(value) = value {
        let name: String = path.iter().map(|name| format!(".{name}")).collect();
        options.push(format!("(buf.validate.field){name} = {value}"));
    }
    options.extend(conversion.hoisted);
    Some(Converted { options, notes: conversion.notes })
}

struct Conversion {
    /// Options that stand elsewhere in protovalidate.
    hoisted: Vec<String>,
    notes: Vec<&'static str>,
}

impl Conversion {
    /// Returns the text of a value; `Some(None)` if nothing of it is left where it stands.
    fn value(&mut self, path: &[&str], node: Node<'_>) -> Option<Option<String>> {
        match node.kind() {
            NodeKind::Literal => self.literal(path, node),
            NodeKind::List => Some(Some(node.text().to_owned())),
            _ => self.scalar(path, node.text()),
        }
    }

    fn literal(&mut self, path: &[&str], node: Node<'_>) -> Option<Option<String>> {
        let fields: Vec<LiteralField<'_>> = node.children().filter_map(LiteralField::cast).collect();
        let (mut kept, mut is_same) = (Vec::new(), true);
        for field in &fields {
            let (name, value) = (field.name()?.node().text(), field.value()?);
            let path = [path, &[name]].concat();
            let Some(text) = self.value(&path, value)? else {
                is_same = false;
                continue;
            };
            is_same &= text == value.text();
            kept.push(format!("{name}: {text}"));
        }
        Some(match () {
            () if is_same => Some(node.text().to_owned()),
            () if kept.is_empty() => None,
            () => Some(format!("{{ {} }}", kept.join(", "))),
        })
    }

    fn scalar(&mut self, path: &[&str], text: &str) -> Option<Option<String>> {
        let depth = base(path);
        let (base, rest) = path.split_at(depth);
        let is_set = matches!(text, "true" | "True" | "t" | "1");
        let hoist = |name: &str| {
            let base: String = base.iter().map(|name| format!(".{name}")).collect();
            format!("(buf.validate.field){base}.{name}")
        };
        let (hoisted, note) = match rest {
            ["message" | "any" | "duration" | "timestamp", "required"] => match base.is_empty() {
                true => (Some(hoist("required = true")), None),
                false => (None, Some("`required` of items, keys and values has no counterpart")),
            },
            ["message", "skip"] => (Some(hoist("ignore = IGNORE_ALWAYS")), None),
            [_, "ignore_empty"] => (Some(hoist("ignore = IGNORE_IF_ZERO_VALUE")), None),
            ["map", "no_sparse"] => (None, Some("`no_sparse` has no counterpart")),
            ["string", "well_known_regex"] => {
                return Some(Some(match text {
                    "UNKNOWN" => "KNOWN_REGEX_UNSPECIFIED".to_owned(),
                    "HTTP_HEADER_NAME" | "HTTP_HEADER_VALUE" => format!("KNOWN_REGEX_{text}"),
                    _ => text.to_owned(),
                }));
            }
            ["string", "email"] => return self.noted(text, "addresses with a display name are refused"),
            ["string", "hostname" | "address"] => {
                return self.noted(text, "names that end with a number are refused");
            }
            ["string", "uri" | "uri_ref"] => return self.noted(text, "RFC 3986 decides"),
            _ => return Some(Some(text.to_owned())),
        };
        if is_set {
            self.notes.extend(note);
            if let Some(option) = hoisted.filter(|option| !self.hoisted.contains(option)) {
                self.hoisted.push(option);
            }
        }
        Some(None)
    }

    fn noted(&mut self, text: &str, note: &'static str) -> Option<Option<String>> {
        self.notes.push(note);
        Some(Some(text.to_owned()))
    }
}

/// Number of names that lead to the rules of items, keys or values.
fn base(path: &[&str]) -> usize {
    match path {
        ["repeated", "items", rest @ ..] | ["map", "keys" | "values", rest @ ..] => 2 + base(rest),
        _ => 0,
    }
}
