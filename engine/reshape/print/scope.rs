//! Names that are free in their scope.

use protune_compiler::schema::{Schema, json_name};
use std::collections::BTreeSet;

/// Names in a message: of its fields, oneofs, and enums with their values.
#[derive(Default, Debug)]
pub(super) struct Scope {
    names: BTreeSet<String>,
    json: BTreeSet<String>,
}

impl Scope {
    /// Returns the name, with a number behind it if it is taken.
    pub(super) fn name(&mut self, name: &str) -> String {
        let name = numbered(name, "_", |name| !self.names.contains(name));
        self.names.insert(name.clone());
        name
    }

    /// Returns a name for a field, whose name in JSON is free as well.
    pub(super) fn field(&mut self, name: &str, json: Option<&str>) -> String {
        let json_of = |name: &str| json.map_or_else(|| json_name(name), str::to_owned);
        let is_free =
            |it: &str| !self.names.contains(it) && (json.is_some() || !self.json.contains(&json_of(it)));
        let name = numbered(name, "_", is_free);
        self.json.insert(json_of(&name));
        self.names.insert(name.clone());
        name
    }

    /// Returns a name for an enum, which hides no message of the file.
    pub(super) fn of_enum(&mut self, name: &str, messages: &BTreeSet<String>) -> String {
        let name = numbered(name, "", |name| !self.names.contains(name) && !messages.contains(name));
        self.names.insert(name.clone());
        name
    }
}

/// Names of values in an enum. Two must differ without prefix, underscores and case: generators drop them.
#[derive(Default, Debug)]
pub(super) struct ValueNames(BTreeSet<String>);

impl ValueNames {
    /// Returns a name for a string, without a prefix.
    pub(super) fn of(&mut self, word: &str, number: usize) -> String {
        let parts = word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        let name = parts.map(str::to_ascii_uppercase).collect::<Vec<_>>().join("_");
        let name = if name.is_empty() { format!("VALUE_{number}") } else { name };
        let plain = |name: &str| name.replace('_', "");
        let name = numbered(&name, "_", |name| !self.0.contains(&plain(name)));
        self.0.insert(plain(&name));
        name
    }
}

pub(super) fn numbered(name: &str, gap: &str, is_free: impl Fn(&str) -> bool) -> String {
    let others = (2..).map(|number: u64| format!("{name}{gap}{number}"));
    std::iter::once(name.to_owned()).chain(others).find(|name| is_free(name)).unwrap_or_default()
}

/// Names at the top of a package, with those of its subpackages.
pub(super) fn of_package(schema: &Schema, package: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in schema.files() {
        let below = match package {
            "" => Some(file.package()),
            _ => file.package().strip_prefix(package).and_then(|rest| rest.strip_prefix('.')),
        };
        names.extend(below.and_then(|below| below.split('.').next()).map(str::to_owned));
        if file.package() != package {
            continue;
        }
        names.extend(file.messages().filter(|it| it.parent().is_none()).map(|it| it.name().to_owned()));
        for of in file.enums().filter(|it| it.parent().is_none()) {
            names.insert(of.name().to_owned());
            names.extend(of.values().map(|value| value.name().to_owned()));
        }
        names.extend(file.services().map(|it| it.name().to_owned()));
        names.extend(file.extensions().map(|it| it.name().to_owned()));
    }
    names
}

/// Returns the name of a new version of a message: `V2` behind it, or the next number that is free.
pub(super) fn next_version(name: &str, taken: &BTreeSet<String>) -> String {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (front, number) = name.split_at(name.len() - digits);
    let (stem, first) = match (front.strip_suffix('V'), number.parse::<u32>()) {
        (Some(stem), Ok(number)) if !stem.is_empty() => (stem, number.saturating_add(1)),
        _ => (name, 2),
    };
    let versions = (u64::from(first)..).map(|number| format!("{stem}V{number}"));
    versions.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
