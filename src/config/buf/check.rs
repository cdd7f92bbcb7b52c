//! The tables `lint` and `breaking`: which rules, and which files they say nothing of.

use super::rules::{BREAKING, LINT, Listing, Meaning, Version};
use crate::config::keys::options;
use crate::config::paths::{self, Written};
use crate::config::problem::{Reading, Section};
use crate::config::{Breaking, Chosen, Files, Ignore, Lint};
use protune_compiler::diagnostic::{RuleId, Severity};
use protune_compiler::near::nearest;
use protune_data::{Entry, Node, Span};
use protune_rules::{Catalog, Check, Default, Setting, Wing};
use std::path::{Path, PathBuf};

/// Rules for a table.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    pub version: Version,
    /// Words that mean nothing to us may be rules of plugins.
    pub has_plugins: bool,
}

/// Content of a table, whichever of the two it is.
pub(super) struct Table<'v> {
    value: Option<&'v Node>,
    pub rules: Vec<&'static str>,
    ignore: Vec<Written<'v>>,
    ignore_only: Vec<(Vec<&'static str>, Vec<Written<'v>>)>,
}

impl<'v> Table<'v> {
    pub(super) fn lint(value: Option<&'v Node>, dialect: Dialect, reading: &mut Reading) -> Table<'v> {
        reading.section = Some(Section::Lint);
        read(value, &LINT, dialect, reading)
    }

    pub(super) fn breaking(value: Option<&'v Node>, dialect: Dialect, reading: &mut Reading) -> Table<'v> {
        reading.section = Some(Section::Breaking);
        read(value, &BREAKING, dialect, reading)
    }

    /// Every path that is ignored.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Written<'v>> {
        self.ignore.iter().chain(self.ignore_only.iter().flat_map(|(_, paths)| paths))
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.and_then(|value| value.get(key)?.flag()).unwrap_or(false)
    }

    /// The configuration of a module. `locate` says where an ignored path lies, if the module has it.
    pub(super) fn to_lint(&self, version: Version, locate: &dyn Fn(&Path) -> Vec<PathBuf>) -> Lint {
        let beside_buf = (!self.flag("disable_builtin")).then(beside_buf);
        let mut lint = Lint {
            rules: self.chosen(beside_buf.into_iter().flatten()),
            ignores: self.ignores(locate),
            // What buf reports is to be reported here.
            foreign_ignores: false,
            comment_ignores: match version {
                Version::V2 => !self.flag("disallow_comment_ignores"),
                _ => self.flag("allow_comment_ignores"),
            },
            ..Lint::default()
        };
        for option in options(Wing::OF_LINT) {
            if let Some(setting) = self.setting(option.name, option.default) {
                lint.options.set(option, setting);
            }
        }
        lint
    }

    pub(super) fn to_breaking(&self, locate: &dyn Fn(&Path) -> Vec<PathBuf>) -> Breaking {
        Breaking {
            rules: self.chosen(of_configs()),
            ignores: self.ignores(locate),
            ignore_unstable_packages: self.flag("ignore_unstable_packages"),
            ..Breaking::default()
        }
    }

    /// Returns the chosen rules of protune, with others of its own, in order of their ids.
    fn chosen(&self, extra: impl IntoIterator<Item = Chosen>) -> Vec<Chosen> {
        let catalog = Catalog::compiled_in();
        let mut rules: Vec<Chosen> =
            self.rules.iter().filter_map(|id| catalog.find(id)).map(Chosen::from).collect();
        rules.extend(extra);
        rules.sort_by_key(|chosen| chosen.rule.id);
        rules
    }

    fn setting(&self, name: &str, default: Default) -> Option<Setting> {
        let value = self.value?.get(name)?;
        match default {
            Default::Flag(_) => value.flag().map(Setting::Flag),
            // An empty text is as good as none.
            Default::Text(_) => {
                value.text().filter(|text| !text.is_empty()).map(|text| Setting::Text(text.to_owned()))
            }
            // Only rules of ours have some.
            Default::List | Default::OneOf(_) | Default::Number(_) => None,
        }
    }

    fn ignores(&self, locate: &dyn Fn(&Path) -> Vec<PathBuf>) -> Vec<Ignore> {
        let ignore = |paths: &[Written<'_>], rules: Option<&Vec<&'static str>>| {
            let rules: Option<Vec<RuleId>> =
                rules.map(|rules| rules.iter().copied().map(RuleId::new).collect());
            let located = paths.iter().flat_map(|written| locate(&written.path));
            located
                .map(|path| Ignore { files: Files::Below(path), rules: rules.clone() })
                .collect::<Vec<Ignore>>()
        };
        let only = self.ignore_only.iter().flat_map(|(rules, paths)| ignore(paths, Some(rules)));
        ignore(&self.ignore, None).into_iter().chain(only).collect()
    }
}

/// Rules about what buf does not read: comments that hide findings, and configuration files that are deployed with the
/// schemas. They are warnings, so that what passes under buf passes here.
fn beside_buf() -> impl Iterator<Item = Chosen> {
    let defaults = Catalog::compiled_in().defaults();
    let about = defaults.filter(|rule| matches!(rule.check, Check::Suppressions(_) | Check::Deployed(_)));
    about.map(|rule| Chosen { severity: Severity::Warning.min(rule.severity), ..Chosen::from(rule) })
}

/// Rules about what a change does to configuration files, which run only where those are asked for.
fn of_configs() -> impl Iterator<Item = Chosen> {
    let rules = Catalog::compiled_in().rules().iter();
    rules.filter(|rule| matches!(rule.check, Check::DeployedChange(_))).map(Chosen::from)
}

fn read<'v>(
    value: Option<&'v Node>,
    listing: &Listing,
    dialect: Dialect,
    reading: &mut Reading,
) -> Table<'v> {
    let get = |key: &str| value.and_then(|value| value.get(key));
    let mut words = Words { listing, dialect, reading };
    let mut rules = match get("use").map_or(&[][..], Node::items) {
        [] => listing.defaults(dialect.version),
        used => words.rules(used),
    };
    if get("disable_builtin").and_then(Node::flag) == Some(true) {
        rules.clear();
    }
    let except = words.rules(get("except").map_or(&[][..], Node::items));
    rules.retain(|rule| !except.contains(rule));
    rules.sort_unstable();
    let entries = get("ignore_only").map_or(&[][..], Node::entries);
    let by_rule: Vec<Vec<&str>> = entries.iter().map(|entry| words.rules_of_key(entry)).collect();
    let what = "the ignored path";
    let mut ignored = |value: Option<&'v Node>| {
        let ignored = paths::list(value, what, reading);
        paths::check_nesting(&ignored, what, reading);
        ignored
    };
    let ignore = ignored(get("ignore"));
    let ignore_only =
        by_rule.into_iter().zip(entries).map(|(rules, entry)| (rules, ignored(Some(&entry.value)))).collect();
    Table { value, rules, ignore, ignore_only }
}

/// Words for rules, as they are looked up.
struct Words<'r> {
    listing: &'r Listing,
    dialect: Dialect,
    reading: &'r mut Reading,
}

impl Words<'_> {
    /// The rules that the words mean, each once.
    fn rules(&mut self, words: &[Node]) -> Vec<&'static str> {
        let mut rules = Vec::new();
        for value in words {
            let Some(word) = value.text() else { continue };
            rules.extend(self.rules_of(word, value.span));
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn rules_of_key(&mut self, entry: &Entry) -> Vec<&'static str> {
        self.rules_of(&entry.key, entry.key_span)
    }

    fn rules_of(&mut self, word: &str, span: Span) -> Vec<&'static str> {
        match self.listing.meaning(word, self.dialect.version) {
            Meaning::Rules(rules) => rules,
            Meaning::Deprecated(rules, by) => {
                let help = match by {
                    [] => "remove it: it does nothing any more".to_owned(),
                    by => format!("write {} instead", by.join(", ")),
                };
                self.reading.note(span, format!("`{word}` is deprecated"), help);
                rules
            }
            Meaning::Unknown if self.dialect.has_plugins => {
                let message =
                    format!("`{word}` is no rule that is built in, and those of plugins are not run");
                self.reading.skip(span, message, "nothing is to be done if it comes from a plugin");
                Vec::new()
            }
            Meaning::Unknown if self.is_of(&LINT, word) => {
                let message = format!("`{word}` is about linting, and means nothing here");
                self.reading.note(span, message, "move it to `lint`");
                Vec::new()
            }
            Meaning::Unknown => {
                let version = self.dialect.version.name();
                let message = format!("there is no rule or category `{word}` in version {version}");
                let help = self.help(word);
                self.reading.unknown_rule(span, message, help);
                Vec::new()
            }
        }
    }

    fn is_of(&self, listing: &Listing, word: &str) -> bool {
        listing.meaning(word, self.dialect.version) != Meaning::Unknown
    }

    fn help(&self, word: &str) -> String {
        let others = Version::ALL.iter().filter(|&&version| version != self.dialect.version);
        let knows = |version: &&Version| self.listing.meaning(word, **version) != Meaning::Unknown;
        if let Some(other) = others.rev().find(|version| knows(version)) {
            return format!("version {} has it", other.name());
        }
        if self.is_of(&BREAKING, word) {
            return "it belongs under `breaking`".to_owned();
        }
        if Catalog::compiled_in().rules().iter().any(|rule| rule.answers_to(word)) {
            return "rules that only protune has are selected in a protune.toml".to_owned();
        }
        match nearest(word, self.listing.words(self.dialect.version)) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => {
                format!("the categories are {}", self.listing.categories(self.dialect.version).join(", "))
            }
        }
    }
}
