//! What a protune.toml says, gathered key by key, and what it comes to in the end.

use super::words::{self, SeverityOf};
use super::{Ours, globs};
use crate::config::keys::options as known_options;
use crate::config::paths::{self, Written, join, shown};
use crate::config::problem::{Problems, Reading};
use crate::config::{Breaking, Chosen, Files, Ignore, Lint};
use protune_data::{Entry, Node, Span};
use protune_engine::fmt::Style;
use protune_rules::{Default as Preset, Options, Rule, Setting, Wing};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) struct Draft {
    /// Folder that paths start in. Absolute.
    folder: PathBuf,
    pub(super) roots: Vec<PathBuf>,
    pub(super) excludes: Vec<PathBuf>,
    /// Place of `excludes`.
    pub(super) excluded: Option<Span>,
    pub(super) dependencies: Vec<PathBuf>,
    /// As it is written.
    pub(super) baseline: Option<String>,
    lint: Option<Selection>,
    breaking: Option<Selection>,
    pub(super) ignore_unstable_packages: bool,
    pub(super) style: Style,
    /// Place of `fmt.inline-options`.
    pub(super) inline_options: Option<Span>,
}

/// What a table says of rules.
#[derive(Default)]
pub(super) struct Selection {
    /// Place of the table.
    pub(super) span: Span,
    /// `None` for the rules that run by default.
    pub(super) selected: Option<Vec<String>>,
    pub(super) ignored: Vec<String>,
    severities: Vec<SeverityOf>,
    pub(super) ignores: Vec<Ignore>,
    pub(super) comment_ignores: Option<bool>,
    options: Options,
}

impl Draft {
    pub(super) fn new(folder: &Path) -> Draft {
        Draft {
            folder: folder.to_owned(),
            roots: Vec::new(),
            excludes: Vec::new(),
            excluded: None,
            dependencies: Vec::new(),
            baseline: None,
            lint: None,
            breaking: None,
            ignore_unstable_packages: false,
            style: Style::default(),
            inline_options: None,
        }
    }

    pub(super) fn lint(&mut self) -> &mut Selection {
        self.lint.get_or_insert_default()
    }

    pub(super) fn breaking(&mut self) -> &mut Selection {
        self.breaking.get_or_insert_default()
    }

    /// Reads a list of folders, all of which are there.
    pub(super) fn folders(&self, value: &Node, what: &str, reading: &mut Reading) -> Vec<PathBuf> {
        let written = self.written(value, what, reading);
        for missing in self.missing(&written) {
            let message = format!("there is no folder `{}`", shown(&missing.path));
            reading.problem(missing.value.span, message, "paths start in the folder of this file");
        }
        written.iter().map(|written| join(&self.folder, &written.path)).collect()
    }

    /// Reads a list of folders that may be gone.
    pub(super) fn excluded_folders(&self, value: &Node, reading: &mut Reading) -> Vec<PathBuf> {
        let written = self.written(value, "the excluded folder", reading);
        for missing in self.missing(&written) {
            let message = format!("there is no folder `{}`", shown(&missing.path));
            reading.note(missing.value.span, message, "remove it from `excludes`");
        }
        written.iter().map(|written| join(&self.folder, &written.path)).collect()
    }

    fn written<'v>(&self, value: &'v Node, what: &str, reading: &mut Reading) -> Vec<Written<'v>> {
        let written = paths::list(Some(value), what, reading);
        paths::check_nesting(&written, what, reading);
        written
    }

    fn missing<'w, 'v>(&self, written: &'w [Written<'v>]) -> impl Iterator<Item = &'w Written<'v>> {
        written.iter().filter(|written| !join(&self.folder, &written.path).is_dir())
    }

    /// Reads a table of globs and the rules that say nothing of the files.
    pub(super) fn per_file_ignores(&self, entries: &[Entry], reading: &mut Reading) -> Vec<Ignore> {
        let mut ignores = Vec::new();
        for entry in entries {
            let words = words::list(entry.value.items(), reading);
            let globs = match globs::build(&entry.key) {
                Ok(globs) => globs,
                Err(reason) => {
                    let message = format!("this is no glob: {reason}");
                    reading.problem(
                        entry.key_span,
                        message,
                        "`*`, `**`, `?`, `[a-z]` and `{a,b}` mean something; `\\` takes that away",
                    );
                    continue;
                }
            };
            ignores.push(Ignore {
                files: Files::Matching {
                    folder: self.folder.clone(),
                    matches: Arc::new(move |path| globs.is_match(path)),
                },
                rules: words::rules(&words, &reading.catalog),
            });
        }
        ignores
    }

    /// Returns what `file` says, unless it has problems.
    pub(super) fn finish(self, file: &Path, mut reading: Reading) -> Result<Ours, Problems> {
        if let (Some(excluded), true, true) =
            (self.excluded, self.roots.is_empty(), reading.problems.is_empty())
        {
            let help = "name the folders that imports start from under `roots`";
            reading.problem(excluded, "there are `excludes`, but no `roots` that they are in", help);
        }
        if let (true, None, Some(inline)) =
            (self.style.inline_options, self.style.line_width, self.inline_options)
        {
            let help = "say how wide a line may be under `line-width`";
            reading.problem(inline, "`inline-options` needs a `line-width`", help);
        }
        let lint = self.lint.map(|lint| lint.of_lint(&mut reading));
        let unstable = self.ignore_unstable_packages;
        let breaking = self.breaking.map(|breaking| breaking.of_changes(unstable, &mut reading));
        let ((), notes) = reading.finish(())?;
        let baseline = self.baseline.map(|path| join(&self.folder, Path::new(&path)));
        let Draft { roots, excludes, dependencies, style, .. } = self;
        let file = file.to_owned();
        Ok(Ours { file, baseline, lint, breaking, style, roots, excludes, dependencies, notes })
    }
}

impl Selection {
    pub(super) fn set_severities(&mut self, entries: &[Entry], reading: &mut Reading) {
        self.severities = words::severities(entries, reading);
    }

    pub(super) fn set_options(&mut self, entries: &[Entry], wings: &[Wing]) {
        for entry in entries {
            let Some(option) = known_options(wings).find(|option| option.name == &*entry.key) else {
                continue;
            };
            let text = |value: &Node| value.text().map(str::to_owned);
            let setting = match option.default {
                Preset::Flag(_) => entry.value.flag().map(Setting::Flag),
                Preset::Text(_) => text(&entry.value).map(Setting::Text),
                Preset::List => Some(Setting::List(entry.value.items().iter().filter_map(text).collect())),
            };
            setting.into_iter().for_each(|setting| self.options.set(option, setting));
        }
    }

    fn of_lint(self, reading: &mut Reading) -> Lint {
        let is_selected = |rule: &Rule| match &self.selected {
            None => rule.is_default(),
            Some(selected) => words::mean(selected, rule),
        };
        let catalog = reading.catalog.clone();
        let linting = catalog.rules().iter().filter(|rule| rule.wing.is_of_lint());
        let chosen = linting.filter(|rule| is_selected(rule) && !words::mean(&self.ignored, rule));
        let rules = chosen.filter_map(|rule| {
            let severity = self
                .severities
                .iter()
                .filter(|it| rule.answers_to(&it.word))
                .max_by_key(|it| rule.id == *it.word);
            let severity = severity.map_or(Some(rule.severity), |it| it.severity)?;
            Some(Chosen { rule: rule.clone(), severity })
        });
        let rules: Vec<Chosen> = rules.collect();
        if rules.is_empty() {
            reading.note(self.span, "no lint rules are left to run", "select some under `lint.select`");
        }
        Lint {
            rules,
            ignores: self.ignores,
            comment_ignores: self.comment_ignores.unwrap_or(true),
            foreign_ignores: true,
            options: self.options,
        }
    }

    fn of_changes(self, ignore_unstable_packages: bool, reading: &mut Reading) -> Breaking {
        let mut rules: Vec<Chosen> = match &self.selected {
            None => Breaking::unconfigured().rules,
            Some(selected) => {
                let is_selected = |rule: &Rule| selected.iter().any(|word| rule.answers_to_break(word));
                reading.catalog.rules().iter().filter(|rule| is_selected(rule)).map(Chosen::from).collect()
            }
        };
        rules.retain(|chosen| !words::mean(&self.ignored, &chosen.rule));
        if rules.is_empty() {
            let help = "select some under `breaking.select`";
            reading.note(self.span, "no rules about changes are left to run", help);
        }
        Breaking { rules, options: self.options, ignores: self.ignores, ignore_unstable_packages }
    }
}
