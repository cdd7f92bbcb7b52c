//! Keys of a configuration file, with their types and setters. One table of them checks a file, suggests
//! names for mistyped keys, and is the source of reading, explanations and documents.

use super::problem::Reading;
use protune_compiler::near::nearest;
use protune_data::{Entry, Kind, Node, Style};
use protune_rules::{Catalog, Default, RuleOption, Wing};

/// A key of a table: all that is known of it. What a file says is gathered in a `T`.
pub(super) struct Key<T: 'static = ()> {
    pub name: &'static str,
    pub is: Is<T>,
    /// One line or more, for whoever writes the file; `{wings}` stands for the wings of `lint`. See [`Key::words`].
    pub doc: &'static str,
    /// Value without the key, as it is written; empty where no value says it.
    pub default: &'static str,
    /// Example of a value, as it is written; for beginners.
    pub example: &'static str,
    pub set: Set<T>,
}

impl<T> Key<T> {
    /// Its explanation.
    pub(super) fn words(&self) -> String {
        self.doc.replace("{wings}", &Wing::names(Wing::OF_LINT))
    }
}

/// Takes over the value of a key. A value of the wrong type is reported before, and sets nothing.
pub(super) type Set<T> = fn(&mut T, &Node, &mut Reading);

/// Type of the value of a key.
pub(super) enum Is<T: 'static = ()> {
    Text,
    Flag,
    /// A number, no greater than this.
    Count(u32),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The id of a rule, a category, or another word for rules.
    Rules,
    List(&'static Is<T>),
    /// One, or a list of them.
    OneOrMore(&'static Is<T>),
    Table(&'static [Key<T>]),
    /// A list of tables with these keys.
    Tables(&'static [Key<T>]),
    /// A table with any keys. The text says what they are.
    Map(&'static str, &'static Is<T>),
    /// The options of our rules of these wings, by their names.
    Options(&'static [Wing]),
    /// A value that protune ignores.
    Anything,
}

/// A key of buf, which buf explains. Files of buf are read by their structure, which differs between versions.
pub(super) const fn key(name: &'static str, is: Is) -> Key {
    Key { name, is, doc: "", default: "", example: "", set: |(), _, _| {} }
}

/// Takes over all that a table says.
pub(super) fn set<T>(table: &Node, keys: &[Key<T>], into: &mut T, reading: &mut Reading) {
    for entry in table.entries() {
        if let Some(key) = keys.iter().find(|key| key.name == &*entry.key) {
            (key.set)(into, &entry.value, reading);
        }
    }
}

/// Everything that does not fit the keys becomes a problem. `path` is how one gets here: `lint.use`.
pub(super) fn check<T>(value: &Node, is: &Is<T>, path: &str, reading: &mut Reading) {
    match is {
        // A key without a value is as good as none.
        _ if value.is_null() => {}
        Is::Anything => {}
        Is::Text | Is::Rules if value.text().is_some() => {}
        Is::Flag if value.flag().is_some() => {}
        Is::Count(most) if value.integer().is_some_and(|count| (0..=i128::from(*most)).contains(&count)) => {}
        Is::OneOf(words) if value.text().is_some_and(|text| words.contains(&text)) => {}
        Is::List(item) | Is::OneOrMore(item) if value.kind() == Kind::List => {
            for (at, value) in value.items().iter().enumerate() {
                check(value, item, &format!("{path}[{at}]"), reading);
            }
        }
        Is::OneOrMore(item) => check(value, item, path, reading),
        Is::Table(keys) if is_table(value) => check_table(value, keys, path, reading),
        Is::Tables(keys) if value.kind() == Kind::List && value.items().iter().all(is_table) => {
            value.items().iter().for_each(|table| check_table(table, keys, path, reading));
        }
        Is::Map(_, inner) if is_table(value) => {
            value.entries().iter().for_each(|entry| check(&entry.value, inner, &below(path, entry), reading));
        }
        Is::Options(wings) if is_table(value) => {
            value.entries().iter().for_each(|entry| check_option(entry, wings, path, reading));
        }
        is => wrong(value, is, path, reading),
    }
}

fn is_quoted(value: &Node) -> bool {
    !matches!(value.style(), None | Some(Style::Plain | Style::Bare))
}

fn is_table(value: &Node) -> bool {
    value.kind() == Kind::Table
}

fn check_table<T>(value: &Node, keys: &[Key<T>], path: &str, reading: &mut Reading) {
    for entry in value.entries() {
        match keys.iter().find(|key| key.name == &*entry.key) {
            Some(key) => check(&entry.value, &key.is, &below(path, entry), reading),
            None => unknown(entry, path, keys.iter().map(|key| key.name), reading),
        }
    }
}

fn check_option(entry: &Entry, wings: &[Wing], path: &str, reading: &mut Reading) {
    match options(wings).find(|option| option.name == &*entry.key) {
        Some(option) => {
            let is: &Is = match option.default {
                Default::Flag(_) => &Is::Flag,
                Default::Text(_) => &Is::Text,
                Default::OneOf(words) => &Is::OneOf(words),
                Default::Number(_) => &Is::Count(GREATEST),
                Default::List => &Is::List(&Is::Text),
            };
            check(&entry.value, is, &below(path, entry), reading);
        }
        None => unknown(entry, path, options(wings).map(|option| option.name), reading),
    }
}

/// Greatest number that an option of a rule takes.
const GREATEST: u32 = 100_000;

/// The options of all rules of these wings, in order of their names, each once.
pub(super) fn options(wings: &[Wing]) -> impl Iterator<Item = &'static RuleOption> {
    let rules = Catalog::compiled_in().rules().iter().filter(|rule| wings.contains(&rule.wing));
    let mut all: Vec<&RuleOption> = rules.flat_map(|rule| rule.options.iter().copied()).collect();
    all.sort_by_key(|option| option.name);
    all.dedup_by_key(|option| option.name);
    all.into_iter()
}

fn unknown(entry: &Entry, path: &str, known: impl Iterator<Item = &'static str>, reading: &mut Reading) {
    let known: Vec<&str> = known.collect();
    let help = match nearest(&entry.key, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "there are none yet".to_owned(),
        None => format!("the keys here are {}", list(known.iter().copied())),
    };
    let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
    reading.problem(entry.key_span, format!("there is no key `{}`{place}", entry.key), help);
}

fn wrong<T>(value: &Node, is: &Is<T>, path: &str, reading: &mut Reading) {
    let (wanted, help) = match is {
        Is::Count(most) => (format!("a number from 0 to {most}"), "write digits, without quotes".to_owned()),
        Is::OneOf(words) => {
            let near = value.text().and_then(|text| nearest(text, words.iter().copied()));
            let near = near.map(|near| format!("did you mean `{near}`?"));
            let wanted = format!("one of {}", list(words.iter().copied()));
            (wanted, near.unwrap_or_else(|| "write one of these words".to_owned()))
        }
        is => (is.what().to_owned(), is.help(value)),
    };
    let what = match (value.kind(), value.scalar()) {
        (_, Some(text)) if is_quoted(value) => format!("the text `{text}`"),
        (Kind::Flag | Kind::Date, Some(_)) if value.style() == Some(Style::Bare) => {
            value.kind().in_words().to_owned()
        }
        (_, Some(text)) => format!("`{text}`"),
        (kind, None) => kind.in_words().to_owned(),
    };
    reading.problem(value.span, format!("`{path}` must be {wanted}, not {what}"), help);
}

impl<T> Is<T> {
    /// In words: `a list`.
    fn what(&self) -> &'static str {
        match self {
            Is::Text | Is::Rules | Is::OneOf(_) => "text",
            Is::Flag => "`true` or `false`",
            Is::Count(_) => "a number",
            Is::List(_) => "a list",
            Is::OneOrMore(_) => "text or a list",
            Is::Table(_) | Is::Map(..) | Is::Options(_) => "a table of keys and values",
            Is::Tables(_) => "a list of tables",
            Is::Anything => "anything",
        }
    }

    fn help(&self, value: &Node) -> String {
        match self {
            Is::Flag if is_quoted(value) => "write it without quotes".to_owned(),
            Is::Flag => "write one of the two".to_owned(),
            Is::List(_) => "put it into brackets: `[...]`".to_owned(),
            Is::Tables(_) => "write its name in two brackets: `[[...]]`".to_owned(),
            Is::Table([first, ..]) => format!("it has keys of its own, such as `{}`", first.name),
            Is::Table(_) | Is::Map(..) | Is::Options(_) => "it has keys of its own".to_owned(),
            _ => "write one word or path, in quotes".to_owned(),
        }
    }
}

fn below(path: &str, entry: &Entry) -> String {
    if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) }
}

fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
