//! The file that `protune init` begins with: every key, explained, and with nothing set.

use super::draft::Draft;
use super::keys;
use crate::config::keys::{self as types, options};
use protune_rules::Default;

type Key = types::Key<Draft>;
type Is = types::Is<Draft>;

/// In columns.
const WIDTH: usize = 100;

/// The text of a new protune.toml.
pub fn starting_file() -> String {
    let mut out =
        String::from("# How protune judges these schemas. What is commented out shows how it is written.\n");
    let (tables, plain): (Vec<&Key>, Vec<&Key>) =
        keys::KEYS.iter().partition(|key| matches!(key.is, Is::Table(_) | Is::Tables(_)));
    for key in plain {
        out += &comment(&key.words());
        out += &format!("# {} = {}\n", key.name, key.example);
    }
    for table in tables {
        out += &comment(&table.words());
        match table.is {
            Is::Table(keys) => {
                out += &format!("[{}]\n", table.name);
                keys.iter().for_each(|key| write_key(table.name, key, &mut out));
            }
            // A list is empty until somebody adds to it.
            _ => out += &format!("{}\n", table.example),
        }
    }
    out
}

fn write_key(table: &str, key: &Key, out: &mut String) {
    *out += &comment(&key.words());
    match key.is {
        Is::Map(..) => *out += &format!("# [{table}.{}]\n# {}\n", key.name, key.example),
        Is::Options(wings) => {
            *out += &format!("# [{table}.{}]\n", key.name);
            for option in options(wings) {
                let default = match option.default {
                    Default::Flag(flag) => flag.to_string(),
                    Default::Text(text) => quoted(text),
                    Default::OneOf(words) => quoted(words[0]),
                    Default::Number(number) => number.to_string(),
                    Default::List => "[]".to_owned(),
                };
                *out += &format!("# {} = {default}  # {}\n", option.name, option.doc);
            }
        }
        _ => *out += &format!("# {} = {}\n", key.name, key.example),
    }
}

/// An empty line, and the text in lines that are not too long.
pub(super) fn comment(text: &str) -> String {
    let mut out = String::from("\n#");
    let mut column = 1;
    for word in text.split_whitespace() {
        if column + 1 + word.len() > WIDTH {
            out += "\n#";
            column = 1;
        }
        out += " ";
        out += word;
        column += 1 + word.chars().count();
    }
    out + "\n"
}

/// Quotes a text for TOML.
pub(in crate::config) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out += &format!("\\u{:04X}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::check;
    use crate::config::problem::{Problem, Source};
    use crate::config::source::parse;
    use crate::config::{Breaking, Lint};
    use protune_data::Language;
    use protune_engine::fmt::Style;
    use std::path::Path;

    /// A file that sets every key to its default says what no file says.
    #[test]
    fn defaults_are_what_holds_without_a_key() {
        let mut text = String::new();
        for table in keys::KEYS {
            let Is::Table(inner) = table.is else { continue };
            text += &format!("[{}]\n", table.name);
            let set = inner.iter().filter(|key| !key.default.is_empty());
            text.extend(set.map(|key| format!("{} = {}\n", key.name, key.default)));
        }
        let source = Source { path: "protune.toml".to_owned(), text };
        let (reading, value) = parse(source, Language::Toml).ok().unwrap();
        let folder = Path::new("/");
        let ours = super::super::understand(reading, &value, folder, folder).ok().unwrap();
        let ids = |lint: &Lint| lint.rules.iter().map(|it| (it.rule.id, it.severity)).collect::<Vec<_>>();
        let (mut lint, unconfigured) = (Lint::unconfigured(), Lint::unconfigured());
        ours.lint.unwrap().add_to_lint(&mut lint);
        assert_eq!(ids(&lint), ids(&unconfigured));
        assert_eq!(lint.comment_ignores, unconfigured.comment_ignores);
        let (mut breaking, unconfigured) = (Breaking::unconfigured(), Breaking::unconfigured());
        ours.breaking.unwrap().add_to_breaking(&mut breaking);
        assert_eq!(format!("{:?}", breaking.rules), format!("{:?}", unconfigured.rules));
        assert_eq!(breaking.ignore_unstable_packages, unconfigured.ignore_unstable_packages);
        assert_eq!(ours.style, Style::default());
    }

    /// With all that is commented out taken in, the file has every key, and no mistakes.
    #[test]
    fn every_example_is_valid() {
        let uncommented = |line: &str| match line.strip_prefix("# ") {
            Some(code) if code.starts_with('[') || code.contains(" = ") => format!("{code}\n"),
            _ => format!("{line}\n"),
        };
        let text: String = starting_file().lines().map(uncommented).collect();
        let source = Source { path: "protune.toml".to_owned(), text };
        let (mut reading, value) =
            parse(source, Language::Toml).unwrap_or_else(|problems| panic!("{}", problems[0].message));
        check(&value, &keys::FILE, "", &mut reading);
        let problems: Vec<&String> =
            reading.problems.iter().map(|problem: &Problem| &problem.message).collect();
        assert!(problems.is_empty(), "{problems:?}");
        let written: Vec<&str> = value.entries().iter().map(|entry| &*entry.key).collect();
        assert_eq!(written, keys::KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
    }
}
