//! From a configuration of protolint to a protune.toml that says the same. What a protune.toml cannot say is listed.

use super::output::{Carried, Output};
use crate::config::problem::{Problems, Reading};
use crate::config::protune::globs;
use crate::config::protune::init::quoted;
use crate::config::source;
use crate::paths;
use protune_data::{Entry, Language, Node, Span};
use protune_rules::Catalog;
use std::collections::BTreeMap;
use std::path::Path;

/// Names of its configuration files.
pub(super) const NAMES: [&str; 4] = [".protolint.yaml", ".protolint.yml", "protolint.yaml", "protolint.yml"];

/// Rules that protolint runs by default.
const DEFAULT: [&str; 18] = [
    "ENUM_FIELD_NAMES_PREFIX",
    "ENUM_FIELD_NAMES_UPPER_SNAKE_CASE",
    "ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH",
    "ENUM_NAMES_UPPER_CAMEL_CASE",
    "FIELD_NAMES_LOWER_SNAKE_CASE",
    "FILE_NAMES_LOWER_SNAKE_CASE",
    "IMPORTS_SORTED",
    "INDENT",
    "MAX_LINE_LENGTH",
    "MESSAGE_NAMES_UPPER_CAMEL_CASE",
    "ORDER",
    "PACKAGE_NAME_LOWER_CASE",
    "PROTO3_FIELDS_AVOID_REQUIRED",
    "PROTO3_GROUPS_AVOID",
    "QUOTE_CONSISTENT",
    "REPEATED_FIELD_NAMES_PLURALIZED",
    "RPC_NAMES_UPPER_CAMEL_CASE",
    "SERVICE_NAMES_UPPER_CAMEL_CASE",
];

/// Carries a configuration over. The path is absolute; the text is for a file in the same folder.
pub(super) fn carry_over(path: &Path) -> Result<Carried, Problems> {
    let (reading, value) = source::read(path, Language::Yaml)?;
    let mut carrier = Carrier {
        reading: &reading,
        folder: path.parent().unwrap_or(path),
        out: Output::of(path, ""),
        excludes: Vec::new(),
        selected: Vec::new(),
        ignores: BTreeMap::new(),
        severities: Vec::new(),
        options: Vec::new(),
        layout: Vec::new(),
    };
    carrier.read(&value);
    Ok(carrier.written().carried())
}

struct Carrier<'r> {
    reading: &'r Reading,
    folder: &'r Path,
    out: Output,
    /// Globs.
    excludes: Vec<String>,
    /// Ids of rules of ours.
    selected: Vec<&'static str>,
    /// Rules of ours by globs.
    ignores: BTreeMap<String, Vec<&'static str>>,
    severities: Vec<(&'static str, &'static str)>,
    /// Lines of TOML.
    options: Vec<String>,
    layout: Vec<String>,
}

impl Carrier<'_> {
    fn leave(&mut self, span: Span, what: &str) {
        let line = self.reading.line(span);
        self.out.leave(line, what);
    }

    fn leave_key(&mut self, entry: &Entry, around: &str) {
        self.leave(entry.key_span, &format!("`{around}{}`: protune.toml has nothing like it", entry.key));
    }

    fn read(&mut self, value: &Node) {
        for entry in value.entries().iter().filter(|entry| &*entry.key != "lint") {
            self.leave_key(entry, "");
        }
        let lint = value.get("lint").unwrap_or(Node::NOTHING);
        self.read_rules(lint.get("rules").unwrap_or(Node::NOTHING));
        for entry in lint.entries() {
            match &*entry.key {
                "rules" => {}
                "files" | "directories" => self.read_excludes(entry),
                "ignores" => entry.value.items().iter().for_each(|ignore| self.read_ignore(ignore)),
                "rules_option" => entry.value.entries().iter().for_each(|of_rule| self.read_options(of_rule)),
                _ => self.leave_key(entry, "lint."),
            }
        }
    }

    fn read_rules(&mut self, rules: &Node) {
        let flag = |key: &str| rules.get(key).and_then(Node::flag).unwrap_or(false);
        let items = |key: &str| rules.get(key).map_or(&[][..], Node::items);
        if flag("all_default") {
            let all = Catalog::compiled_in().aliased("protolint", |_| true);
            self.selected.extend(all.map(|rule| rule.id.as_str()));
        } else if !flag("no_default") {
            let removed = |id: &&&str| !items("remove").iter().any(|word| word.text() == Some(**id));
            self.selected.extend(DEFAULT.iter().filter(removed).flat_map(|id| ours(id)));
        }
        for entry in rules.entries() {
            let is_known = ["no_default", "all_default", "add", "remove"].contains(&&*entry.key);
            if !is_known {
                self.leave_key(entry, "lint.rules.");
            }
        }
        for word in items("add") {
            let Some(id) = word.text() else { continue };
            self.selected.extend(ours(id));
            if ours(id).is_empty() {
                self.leave(word.span, &format!("`{id}`: no rule here is like it"));
            }
        }
        let removed: Vec<&str> = items("remove").iter().filter_map(Node::text).flat_map(ours).collect();
        self.selected.retain(|id| !removed.contains(id));
        self.selected.sort_unstable();
        self.selected.dedup();
    }

    fn read_excludes(&mut self, entry: &Entry) {
        for inner in entry.value.entries() {
            match &*inner.key {
                "exclude" => {
                    let globs: Vec<String> =
                        inner.value.items().iter().filter_map(|it| self.glob(it)).collect();
                    self.excludes.extend(globs);
                }
                _ => self.leave_key(inner, &format!("lint.{}.", entry.key)),
            }
        }
    }

    fn read_ignore(&mut self, ignore: &Node) {
        let Some(id) = ignore.get("id").and_then(Node::text) else { return };
        let files = ignore.get("files").map_or(&[][..], Node::items);
        self.ignore(id, files, ignore.span);
    }

    fn ignore(&mut self, id: &str, files: &[Node], span: Span) {
        if ours(id).is_empty() {
            return self.leave(span, &format!("files that `{id}` ignores: no rule here is like it"));
        }
        for file in files {
            let Some(glob) = self.glob(file) else { continue };
            self.ignores.entry(glob).or_default().extend(ours(id));
        }
    }

    /// The glob of a path, seen from the folder of the file.
    fn glob(&mut self, value: &Node) -> Option<String> {
        let path = paths::absolute(Path::new(value.text()?), self.folder);
        if !path.starts_with(self.folder) {
            self.leave(value.span, &format!("`{}`: it is outside of the folder", value.text()?));
            return None;
        }
        Some(globs::of_path(&paths::printed(&path, self.folder)))
    }

    fn read_options(&mut self, of_rule: &Entry) {
        let id = of_rule.key.to_ascii_uppercase();
        for entry in of_rule.value.entries() {
            let value = &entry.value;
            match (&*id, &*entry.key) {
                (_, "severity") if !ours(&id).is_empty() && severity(value).is_some() => {
                    let severity = severity(value).unwrap_or_default();
                    self.severities.extend(ours(&id).into_iter().map(|rule| (rule, severity)));
                }
                ("ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH", "suffix") if value.text().is_some() => {
                    let suffix = value.text().unwrap_or_default().trim_start_matches('_');
                    self.options.push(format!("enum_zero_value_suffix = {}", quoted(&format!("_{suffix}"))));
                }
                ("SERVICE_NAMES_END_WITH", "text") if value.text().is_some() => {
                    let text = value.text().unwrap_or_default();
                    self.options.push(format!("service_suffix = {}", quoted(text)));
                }
                ("FILE_NAMES_LOWER_SNAKE_CASE", "excludes") => {
                    self.ignore(&id, value.items(), entry.key_span)
                }
                ("MAX_LINE_LENGTH", "max_chars") if value.integer().is_some() => {
                    let most = value.integer().unwrap_or_default();
                    self.options.push(format!("style_line_length = {most}"));
                    self.layout.push(format!("line-width = {most}"));
                }
                ("MAX_LINE_LENGTH", "tab_chars") if value.integer().is_some() => {
                    self.options.push(format!("style_tab_width = {}", value.integer().unwrap_or_default()));
                }
                ("INDENT", "style") => match value.scalar() {
                    Some("tab" | "\t") => {
                        self.options.push("style_indent = \"tab\"".to_owned());
                        self.layout.push("tabs = true".to_owned());
                    }
                    Some(width @ ("2" | "4")) => {
                        self.options.push(format!("style_indent = \"{width}\""));
                        self.layout.push(format!("indent-width = {width}"));
                    }
                    _ => self.leave_key(entry, "rules_option.indent."),
                },
                ("INDENT", "not_insert_newline") if value.flag().is_some() => {
                    let flag = value.flag().unwrap_or_default();
                    self.options.push(format!("style_indent_allows_one_line = {flag}"));
                }
                ("QUOTE_CONSISTENT", "quote") => self.word(entry, "style_quotes", &["double", "single"]),
                ("RPC_NAMES_CASE", "convention") => {
                    self.word(
                        entry,
                        "style_rpc_case",
                        &["lower_camel_case", "lower_snake_case", "upper_snake_case"],
                    );
                }
                ("SYNTAX_CONSISTENT", "version") => self.word(entry, "style_syntax", &["proto3", "proto2"]),
                ("FIELD_NAMES_EXCLUDE_PREPOSITIONS", "prepositions") => {
                    self.words("style_field_prepositions", value);
                }
                ("FIELD_NAMES_EXCLUDE_PREPOSITIONS", "excludes") => {
                    self.words("style_field_preposition_exceptions", value);
                }
                ("MESSAGE_NAMES_EXCLUDE_PREPOSITIONS", "prepositions") => {
                    self.words("style_message_prepositions", value);
                }
                ("MESSAGE_NAMES_EXCLUDE_PREPOSITIONS", "excludes") => {
                    self.words("style_message_preposition_exceptions", value);
                }
                ("REPEATED_FIELD_NAMES_PLURALIZED", "uncountable_rules") => {
                    self.words("style_plural_exceptions", value);
                }
                (_, "should_follow_golang_style") if value.flag().is_some() => {
                    let flag = value.flag().unwrap_or_default();
                    self.options.push(format!("comment_starts_with_name = {flag}"));
                }
                _ => self.leave_key(entry, &format!("rules_option.{}.", of_rule.key)),
            }
        }
    }

    /// A setting that is one of these words.
    fn word(&mut self, entry: &Entry, option: &str, known: &[&str]) {
        match entry.value.text() {
            Some(word) if known.contains(&word) => self.options.push(format!("{option} = {}", quoted(word))),
            _ => self.leave_key(entry, ""),
        }
    }

    /// A setting that is a list of texts.
    fn words(&mut self, option: &str, value: &Node) {
        let words: Vec<String> = value.items().iter().filter_map(Node::text).map(quoted).collect();
        self.options.push(format!("{option} = [{}]", words.join(", ")));
    }

    /// All of it as a file.
    fn written(mut self) -> Output {
        // Without a convention, protolint checks no names of RPCs.
        if !self.options.iter().any(|option| option.starts_with("style_rpc_case")) {
            self.selected.retain(|id| *id != "STYLE_RPC_CASE");
        }
        self.options.sort_unstable();
        self.options.dedup();
        let out = &mut self.out;
        if !self.excludes.is_empty() {
            out.text += "\n";
        }
        out.list("exclude", self.excludes);
        out.text += "\n[lint]\n";
        match self.selected.is_empty() {
            true => out.text += "select = []\n",
            false => out.list("select", self.selected.into_iter().map(str::to_owned)),
        }
        let mut table = |name: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                out.text += &format!("\n[{name}]\n{}\n", lines.join("\n"));
            }
        };
        let severities =
            self.severities.into_iter().map(|(rule, severity)| format!("{rule} = {}", quoted(severity)));
        table("lint.severity", severities.collect());
        table("lint.options", self.options);
        let ignores = self.ignores.into_iter().map(|(glob, rules)| {
            let rules: Vec<String> = rules.into_iter().map(quoted).collect();
            format!("{} = [{}]", quoted(&glob), rules.join(", "))
        });
        table("lint.per-file-ignores", ignores.collect());
        table("fmt", self.layout);
        self.out
    }
}

/// Rules of ours that protolint has under an id.
fn ours(id: &str) -> Vec<&'static str> {
    Catalog::compiled_in().aliased("protolint", |known| known == id).map(|rule| rule.id.as_str()).collect()
}

fn severity(value: &Node) -> Option<&'static str> {
    match value.text()? {
        "error" => Some("error"),
        "warning" => Some("warning"),
        "note" => Some("info"),
        _ => None,
    }
}
