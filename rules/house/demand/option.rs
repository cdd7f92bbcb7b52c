//! Demands on options, and on fields within their values.

use super::{Pattern, Violation, place_of_name};
use crate::house::Against;
use crate::house::fix;
use crate::house::read::Reader;
use crate::house::scene::{Element, set_to};
use protune_compiler::schema::OptionValue;
use protune_data::{Kind, Node};

/// Demand on one option.
#[derive(Debug)]
pub(in crate::house) struct Constraint {
    name: String,
    /// Fields within the value, the outermost first.
    path: Vec<String>,
    required: bool,
    forbidden: bool,
    allowed: Vec<String>,
    refused: Vec<String>,
    pattern: Option<Pattern>,
    unchanged: bool,
    kept: bool,
}

const KEYS: &[&str] = &["required", "forbidden", "in", "not-in", "pattern", "unchanged", "kept"];

impl Constraint {
    pub(super) fn read_all(table: &Node, against: Option<Against>, reader: &mut Reader) -> Vec<Constraint> {
        let mut all = Vec::new();
        if table.entries().is_empty() {
            let help = "write `options.\"acme.owner\".required = true`";
            reader.fault(table, "`options` should be a table of options", help);
        }
        for entry in table.entries() {
            Constraint::read(&entry.key, Vec::new(), &entry.value, against, reader, &mut all);
        }
        all
    }

    fn read(
        name: &str,
        path: Vec<String>,
        table: &Node,
        against: Option<Against>,
        reader: &mut Reader,
        all: &mut Vec<Constraint>,
    ) {
        let is_field = |key: &str, node: &Node| !KEYS.contains(&key) && node.kind() == Kind::Table;
        let (fields, own): (Vec<_>, Vec<_>) =
            table.entries().iter().partition(|entry| is_field(&entry.key, &entry.value));
        for field in fields {
            let path = path.iter().cloned().chain([field.key.to_string()]).collect();
            Constraint::read(name, path, &field.value, against, reader, all);
        }
        if table.kind() != Kind::Table || own.iter().any(|entry| !KEYS.contains(&&*entry.key)) {
            reader.known_keys(table, name, KEYS);
            return;
        }
        if own.is_empty() {
            return;
        }
        let flag = |key: &str| table.get(key).and_then(Node::flag) == Some(true);
        let is_about_both = against == Some(Against::Both);
        for key in ["unchanged", "kept"].into_iter().filter(|key| flag(key) && !is_about_both) {
            reader.fault(table, format!("`{key}` compares two sides"), "set `against = \"both\"`");
        }
        all.push(Constraint {
            name: name.to_owned(),
            path,
            required: flag("required"),
            forbidden: flag("forbidden"),
            allowed: words(table.get("in")),
            refused: words(table.get("not-in")),
            pattern: reader.pattern(table.get("pattern")),
            unchanged: flag("unchanged"),
            kept: flag("kept"),
        });
    }

    /// Values that the options of an element give to the option, or to the field within it.
    fn values<'s>(&self, element: Element<'s>) -> Vec<OptionValue<'s>> {
        let mut values = set_to(&element.options(), &self.name);
        for name in &self.path {
            let inner = values.into_iter().flat_map(|value| value.fields());
            values = inner.filter(|value| value.field().name() == name).collect();
        }
        values
    }

    pub(super) fn judge(&self, element: Element<'_>, old: Option<Element<'_>>) -> Option<Violation> {
        let values = self.values(element);
        let (word, name, option) = (element.word(), element.name(), self.shown());
        let about = |what: &str| format!("{word} `{name}` should {what}");
        let Some(value) = values.last() else {
            if self.required {
                let wanted = self.allowed.first().filter(|_| self.allowed.len() == 1 && self.path.is_empty());
                let fix = wanted.and_then(|value| fix::set_option(element, &self.name, value));
                return Some(Violation::new(about(&format!("set the option `{option}`"))).fix(fix));
            }
            let was = old.is_some_and(|old| !self.values(old).is_empty());
            return (was && (self.kept || self.unchanged)).then(|| {
                Violation::new(about(&format!("keep the option `{option}`"))).at(place_of_name(element))
            });
        };
        let place = value.place();
        if self.forbidden {
            let fix = if self.path.is_empty() { fix::remove_option(element, &self.name) } else { None };
            let text = about(&format!("not set the option `{option}`"));
            return Some(Violation::new(text).at(place).fix(fix));
        }
        let texts: Vec<String> = values.iter().map(|value| text_of(*value)).collect();
        let told = |what: String| Some(Violation::new(about(&what)).at(place));
        for text in &texts {
            if !self.allowed.is_empty() && !self.allowed.contains(text) {
                let allowed = self.allowed.join("`, `");
                return told(format!("set `{option}` to one of `{allowed}`, not to `{text}`"));
            }
            if self.refused.contains(text) {
                return told(format!("not set `{option}` to `{text}`"));
            }
            if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
                return told(format!(
                    "set `{option}` to a value that matches `{}`, not to `{text}`",
                    pattern.text
                ));
            }
        }
        match old {
            Some(old) if self.unchanged && self.values(old) != values => {
                let what = if self.values(old).is_empty() { "not gain" } else { "not change" };
                told(format!("{what} the option `{option}`"))
            }
            _ => None,
        }
    }

    fn shown(&self) -> String {
        let name = if self.name.contains('.') { format!("({})", self.name) } else { self.name.clone() };
        [&[name][..], &self.path].concat().join(".")
    }
}

/// A value as it is written, a string without quotes.
fn text_of(value: OptionValue<'_>) -> String {
    match value.as_text().filter(|_| value.value_node().text().starts_with(['"', '\''])) {
        Some(text) => text.to_owned(),
        None => value.value_node().text().to_owned(),
    }
}

/// Texts, numbers and flags of a list, as they are written.
fn words(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = if node.kind() == Kind::List { node.items() } else { std::slice::from_ref(node) };
    items.iter().filter_map(Node::scalar).map(str::to_owned).collect()
}
