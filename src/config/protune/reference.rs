//! The keys of protune.toml in words: one by one, and as a page.

use super::draft::Draft;
use super::keys::KEYS;
use crate::config::keys::{self, options};

type Key = keys::Key<Draft>;
type Is = keys::Is<Draft>;

/// Returns the paths of all keys: `lint.select`.
pub fn paths() -> impl Iterator<Item = String> {
    all().into_iter().map(|(path, _)| path)
}

/// Returns the page of a key, by its path in any case.
pub fn explain(path: &str) -> Option<String> {
    let (path, key) = all().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(path))?;
    let mut out = format!("# {path}\n\n{}\n", key.words());
    let mut line = |what: &str, value: &str| {
        if !value.is_empty() {
            out += &format!("\n- {what}: {value}");
        }
    };
    line("value", &in_words(&key.is));
    line("default", &code(key.default));
    line("example", &code(&example(key)));
    Some(out + "\n")
}

/// Returns all keys as a page, in Markdown.
pub fn reference() -> String {
    let mut out = "# protune.toml\n\n\
        Each key can be left out. `protune init` writes a file with all of them, `protune explain lint.select` prints\n\
        what stands here about one, and [protune.schema.json](protune.schema.json) is for editors.\n"
        .to_owned();
    let is_table = |key: &&Key| matches!(key.is, Is::Table(_) | Is::Tables(_));
    let (tables, plain): (Vec<&Key>, Vec<&Key>) = KEYS.iter().partition(is_table);
    out += &rows(&plain);
    for table in tables {
        let (keys, name) = match table.is {
            Is::Table(keys) => (keys, format!("[{}]", table.name)),
            Is::Tables(keys) => (keys, format!("[[{}]]", table.name)),
            _ => continue,
        };
        out += &format!("\n## {name}\n\n{}\n", table.words());
        out += &rows(&keys.iter().collect::<Vec<_>>());
        for key in keys {
            let Is::Options(wings) = key.is else { continue };
            out += &format!("\n### [{}.{}]\n\n", table.name, key.name);
            let lines = options(wings).map(|option| format!("- `{}`: {}\n", option.name, option.doc));
            out.extend(lines);
        }
    }
    out
}

fn rows(keys: &[&Key]) -> String {
    let mut out = "\n| key | value | default | |\n|---|---|---|---|\n".to_owned();
    for key in keys {
        let (value, default) = (in_words(&key.is), code(key.default));
        let example = example(key);
        let example =
            if example.is_empty() { String::new() } else { format!(" Example: {}", code(&example)) };
        out += &format!("| `{}` | {value} | {default} | {}{example} |\n", key.name, key.words());
    }
    out
}

fn all() -> Vec<(String, &'static Key)> {
    let mut out = Vec::new();
    for key in KEYS {
        out.push((key.name.to_owned(), key));
        if let Is::Table(keys) | Is::Tables(keys) = key.is {
            out.extend(keys.iter().map(|inner| (format!("{}.{}", key.name, inner.name), inner)));
        }
    }
    out
}

/// An example that says more than the default does.
fn example(key: &Key) -> String {
    match key.is {
        _ if key.example.is_empty() || key.example == key.default => String::new(),
        Is::Map(..) => key.example.to_owned(),
        _ => format!("{} = {}", key.name, key.example),
    }
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// Describes the type of the value of a key.
fn in_words(is: &Is) -> String {
    match is {
        Is::Text => "text".to_owned(),
        Is::Flag => "`true` or `false`".to_owned(),
        Is::Count(most) => format!("number from 0 to {most}"),
        Is::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Is::Rules => "rules".to_owned(),
        Is::List(item) => format!("list of {}", in_words(item)),
        Is::OneOrMore(item) => format!("{}, or a list", in_words(item)),
        Is::Table(_) => "table".to_owned(),
        Is::Tables(_) => "list of tables".to_owned(),
        Is::Map(keys, inner) => format!("table: {keys}, each with {}", in_words(inner)),
        Is::Options(_) => "table: options of rules".to_owned(),
        Is::Anything => "anything".to_owned(),
    }
}
