//! Demands on names.

use super::{Pattern, Violation};
use crate::casing;
use crate::house::fix;
use crate::house::functions::{CASES, cased};
use crate::house::read::Reader;
use crate::house::scene::Element;
use protune_data::Node;

#[derive(Debug)]
pub(in crate::house) struct Name {
    case: Option<&'static str>,
    pattern: Option<Pattern>,
    prefix: Option<String>,
    suffix: Option<String>,
    not_prefix: Vec<String>,
    not_suffix: Vec<String>,
    words_in: Vec<String>,
    words_not_in: Vec<String>,
    max_length: Option<usize>,
}

const KEYS: &[&str] = &[
    "case",
    "pattern",
    "prefix",
    "suffix",
    "not-prefix",
    "not-suffix",
    "words-in",
    "words-not-in",
    "max-length",
];

impl Name {
    pub(super) fn read(table: &Node, reader: &mut Reader) -> Name {
        reader.known_keys(table, "name", KEYS);
        let text = |key: &str| table.get(key).and_then(Node::text).map(str::to_owned);
        let max_length = table.get("max-length");
        Name {
            case: reader.one_of(table.get("case"), "case", CASES),
            pattern: reader.pattern(table.get("pattern")),
            prefix: text("prefix"),
            suffix: text("suffix"),
            not_prefix: reader.texts(table.get("not-prefix"), "not-prefix"),
            not_suffix: reader.texts(table.get("not-suffix"), "not-suffix"),
            words_in: reader.texts(table.get("words-in"), "words-in"),
            words_not_in: reader.texts(table.get("words-not-in"), "words-not-in"),
            max_length: max_length.and_then(Node::integer).and_then(|length| length.try_into().ok()),
        }
    }

    pub(super) fn judge(&self, element: Element<'_>) -> Option<Violation> {
        let (name, word) = (element.name(), element.word());
        let name = name.strip_suffix(".proto").filter(|_| word == "file").unwrap_or(&name);
        if let Some(wanted) = self.wanted(name) {
            let message = match wanted.is_empty() {
                true => format!("{word} `{name}` should have another name"),
                false => casing::misnamed(word, name, &wanted),
            };
            return Some(Violation::new(message).fix(fix::rename(element, &wanted)));
        }
        let words = || casing::lower_snake(name).split('_').map(str::to_owned).collect::<Vec<String>>();
        let told = |text: String| Some(Violation::new(text));
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.matches(name)) {
            return told(format!("the name of {word} `{name}` should match `{}`", pattern.text));
        }
        if let Some(max) = self.max_length.filter(|&max| name.chars().count() > max) {
            return told(format!("the name of {word} `{name}` should have at most {max} characters"));
        }
        if !self.words_in.is_empty() {
            let first = words().into_iter().next().unwrap_or_default();
            if !self.words_in.iter().any(|word| word.to_lowercase() == first) {
                let allowed = self.words_in.join("`, `");
                return told(format!(
                    "the name of {word} `{name}` should begin with one of the words `{allowed}`"
                ));
            }
        }
        if !self.words_not_in.is_empty() {
            let found = words();
            let bad = self.words_not_in.iter().find(|word| found.contains(&word.to_lowercase()));
            if let Some(bad) = bad {
                return told(format!("the name of {word} `{name}` should not have the word `{bad}`"));
            }
        }
        None
    }

    /// The name that case and affixes demand, if it is another one.
    fn wanted(&self, name: &str) -> Option<String> {
        let mut wanted = name.to_owned();
        for prefix in &self.not_prefix {
            wanted = wanted.strip_prefix(prefix.as_str()).map_or(wanted.clone(), str::to_owned);
        }
        for suffix in &self.not_suffix {
            wanted = wanted.strip_suffix(suffix.as_str()).map_or(wanted.clone(), str::to_owned);
        }
        if let Some(case) = self.case.and_then(|case| cased(&wanted, case)) {
            wanted = case.into_owned();
        }
        if let Some(prefix) = self.prefix.as_ref().filter(|prefix| !wanted.starts_with(prefix.as_str())) {
            wanted.insert_str(0, prefix);
        }
        if let Some(suffix) = self.suffix.as_ref().filter(|suffix| !wanted.ends_with(suffix.as_str())) {
            wanted.push_str(suffix);
        }
        (wanted != name).then_some(wanted)
    }
}
