//! Entries of `plugins`, in a buf.yaml of version v2 and in a protune.toml: which programs they name, with which options,
//! and what became of them. Starts none; see `src/plugin`.

use super::keys::{Is, Key, key};
use super::problem::Reading;
use crate::paths;
use crate::plugin::{self, Closed, Consent, Declared, Plugin, Plugins};
use protune_data::{Kind, Node, Span};
use protune_engine::plugins::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Most seconds of a call.
pub(super) const MOST_SECONDS: u32 = 24 * 60 * 60;

/// Keys of an entry in a file of buf.
pub(super) const OF_BUF: &[Key] =
    &[key("plugin", Is::OneOrMore(&Is::Text)), key("options", Is::Map("options", &Is::Anything))];

/// Reads the entries, and starts the plugins that may run. Their rules join those that the file can name.
pub(super) fn open(list: Option<&Node>, folder: &Path, reading: &mut Reading) -> Plugins {
    let items = list.map_or(&[][..], Node::items);
    let mut spans: Vec<Span> = Vec::new();
    let mut plugins = Plugins::default();
    for item in items {
        if let Some(declared) = declare(item, folder, reading) {
            spans.push(item.span);
            plugins.declared.push(declared);
        }
    }
    if !reading.problems.is_empty() {
        return plugins;
    }
    let started = plugin::open(&plugins.declared, reading.used.plugins);
    for ((started, span), declared) in started.into_iter().zip(spans).zip(plugins.declared.clone()) {
        let name = declared.name();
        let added = started.and_then(|plugin| add(plugin, reading));
        match added {
            Ok(plugin) => plugins.open.push(plugin),
            Err(closed) => {
                reading.has_closed_plugins = true;
                match closed {
                    Closed::Untrusted { is_new } => tell_untrusted(&declared, is_new, span, reading),
                    Closed::Refused => tell_refused(name, span, reading),
                    Closed::Unsupported(why) => {
                        let message = format!("the plugin `{name}` is not run: {why}");
                        reading.closed_plugin(span, message, "run its rules with buf");
                    }
                    Closed::Failed(why) => {
                        let message = format!(
                            "{}: the plugin `{}` failed: {why}; not checked: its rules",
                            declared.place,
                            declared.command()
                        );
                        plugins.failures.push(message);
                    }
                }
            }
        }
    }
    plugins
}

/// Adds the rules of a plugin to those that the file can name. A word must mean one thing.
fn add(plugin: Arc<Plugin>, reading: &mut Reading) -> Result<Arc<Plugin>, Closed> {
    let categories = plugin.listing.categories.iter().map(|category| &category.id);
    let words = plugin.listing.rules.iter().map(|rule| &rule.id).chain(categories);
    let is_taken = |word: &&String| {
        reading.catalog.words().any(|known| known == **word)
            || reading.plugins.iter().any(|other| other.knows(word))
    };
    if let Some(word) = words.clone().find(is_taken) {
        return Err(Closed::Failed(format!(
            "it lists `{word}`, which is a rule or a category of protune or of another plugin"
        )));
    }
    match reading.catalog.with(plugin.rules()) {
        Ok(catalog) => reading.catalog = Arc::new(catalog),
        Err(taken) => return Err(Closed::Failed(format!("it lists `{}`, which is another rule", taken.0))),
    }
    // The next one may not have its words.
    reading.plugins.push(plugin.clone());
    Ok(plugin)
}

fn tell_untrusted(declared: &Declared, is_new: bool, span: Span, reading: &mut Reading) {
    let command = declared.command();
    let (message, help) = match is_new {
        true => (
            format!("the plugin `{command}` is not run, since it is not trusted"),
            "look at the program, then run `protune trust`, or pass `--plugins` for one run",
        ),
        false => (
            format!("the plugin `{command}` is not run, since it has changed after it was trusted"),
            "look at the change, then run `protune trust` again, or pass `--plugins` for one run",
        ),
    };
    reading.closed_plugin(span, message, help);
}

fn tell_refused(name: &str, span: Span, reading: &mut Reading) {
    if reading.used.plugins.consent == Consent::Unneeded {
        let message = format!("the plugin `{name}` is not run");
        reading.closed_plugin(span, message, "`protune lint` and `protune breaking` run plugins");
    }
}

fn declare(item: &Node, folder: &Path, reading: &mut Reading) -> Option<Declared> {
    let Some(plugin) = item.get("plugin") else {
        reading.problem(
            item.span,
            "an entry of `plugins` has no `plugin`",
            "name a program: `plugin: my-plugin`",
        );
        return None;
    };
    let one = std::slice::from_ref(plugin);
    let items = if plugin.kind() == Kind::List { plugin.items() } else { one };
    let words: Vec<String> = items.iter().filter_map(|word| Some(word.text()?.to_owned())).collect();
    if words.first().is_none_or(String::is_empty) {
        reading.problem(plugin.span, "`plugin` names no program", "write its name, and its arguments behind");
        return None;
    }
    let mut options: Vec<(String, Value)> = Vec::new();
    for entry in item.get("options").map_or(&[][..], Node::entries) {
        match value(&entry.value) {
            Ok(value) => options.push((entry.key.to_string(), value)),
            Err(what) => {
                let message = format!("the option `{}` of a plugin is {what}", entry.key);
                let help = "options are texts, numbers, `true`, and lists of values of one kind";
                reading.problem(entry.value.span, message, help);
            }
        }
    }
    options.sort_by(|a, b| a.0.cmp(&b.0));
    let time = item.get("timeout").and_then(Node::integer);
    let time = time.and_then(|seconds| u64::try_from(seconds).ok()).filter(|&seconds| seconds > 0);
    Some(Declared {
        words,
        options,
        time: time.map(Duration::from_secs),
        folder: folder.to_owned(),
        place: format!("{}:{}", reading.source.path, reading.line(item.span)),
        file: paths::absolute(Path::new(&reading.source.path), &paths::working_dir()),
    })
}

/// The value of an option. The protocol has no values that say nothing; the error is what the value is instead.
fn value(node: &Node) -> Result<Value, String> {
    let value = match node.kind() {
        Kind::Flag => Value::Flag(node.flag().unwrap_or_default()),
        Kind::Integer => match node.integer().map(i64::try_from) {
            Some(Ok(number)) => Value::Integer(number),
            _ => return Err("a number beyond 64 bits".to_owned()),
        },
        Kind::List => {
            let values: Vec<Value> = node.items().iter().map(value).collect::<Result<_, _>>()?;
            if values.iter().any(|value| !value.is_like(&values[0])) {
                return Err("a list of values of several kinds".to_owned());
            }
            Value::List(values)
        }
        // In YAML, a number without quotes is a text as well.
        _ => match (node.number(), node.text()) {
            (Some(number), _) => Value::Double(number),
            (None, Some(text)) => Value::Text(text.to_owned()),
            (None, None) => return Err(node.kind().in_words().to_owned()),
        },
    };
    match value.is_nothing() {
        true => Err("a value that says no more than none: `false`, `0`, or empty".to_owned()),
        false => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_data::{Language, parse};

    #[test]
    fn options_are_what_they_are_written_as() {
        let yaml = parse(Language::Yaml, "{a: 1.5, b: '1.5', c: 2, d: two, e: 2026-01-02, f: [0.5]}");
        let read = |key: &str| value(yaml.root().get(key).unwrap());
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        assert_eq!((read("a"), read("b")), (Ok(Value::Double(1.5)), text("1.5")));
        assert_eq!((read("c"), read("d")), (Ok(Value::Integer(2)), text("two")));
        assert_eq!((read("e"), read("f")), (text("2026-01-02"), Ok(Value::List(vec![Value::Double(0.5)]))));
        let toml = parse(Language::Toml, "a = 1.5\nb = \"1.5\"");
        let read = |key: &str| value(toml.root().get(key).unwrap());
        assert_eq!((read("a"), read("b")), (Ok(Value::Double(1.5)), text("1.5")));
    }
}
