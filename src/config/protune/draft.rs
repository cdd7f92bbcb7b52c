//! Content of a protune.toml, gathered key by key, and the resulting settings.

use super::Ours;
use super::globs::{self, GlobSet};
use super::house::House;
use super::words::{self, SeverityOf};
use crate::config::keys::options as known_options;
use crate::config::paths::{self, Written, join, shown};
use crate::config::problem::{Problems, Reading};
use crate::config::{Breaking, Chosen, Files, Ignore, Lint, Note};
use crate::plugin::Plugins;
use protune_data::{Entry, Node, Span};
use protune_engine::fmt::Style;
use protune_rules::{Catalog, Default as Preset, Options, Rule, RuleOption, Setting, Wing};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) struct Draft {
    /// Folder that paths start in. Absolute.
    folder: PathBuf,
    pub(super) roots: Vec<PathBuf>,
    pub(super) excludes: Vec<PathBuf>,
    /// Place of `excludes`.
    pub(super) excluded: Option<Span>,
    /// Globs, and the files that they mean.
    pub(super) exclude: Option<(Vec<String>, Files)>,
    /// Configuration files that are deployed with the schemas.
    pub(super) deployed: Option<(Vec<String>, Files)>,
    pub(super) dependencies: Vec<PathBuf>,
    /// Path as written.
    pub(super) baseline: Option<String>,
    lint: Option<Selection>,
    breaking: Option<Selection>,
    pub(super) style: Style,
    /// Place of `fmt.inline-options`.
    pub(super) inline_options: Option<Span>,
    /// Rules that the project wrote.
    pub(super) house: House,
}

/// Rules that a table selects. It adds to the selection of another file, or else to the default.
#[derive(Default)]
pub(in crate::config) struct Selection {
    /// Place of the table.
    pub(super) span: Span,
    /// `None` for the rules that run anyway.
    pub(super) selected: Option<Vec<String>>,
    /// Rules that run besides those.
    pub(super) extended: Vec<String>,
    pub(super) ignored: Vec<String>,
    severities: Vec<SeverityOf>,
    pub(super) ignores: Vec<Ignore>,
    pub(super) comment_ignores: Option<bool>,
    pub(super) ignore_unstable_packages: Option<bool>,
    options: Vec<(&'static RuleOption, Setting)>,
    /// Rules that the file can name.
    catalog: Option<Arc<Catalog>>,
    /// Holds where no rules are left.
    nothing: Option<Note>,
}

impl Draft {
    pub(super) fn new(folder: &Path) -> Draft {
        Draft {
            folder: folder.to_owned(),
            roots: Vec::new(),
            excludes: Vec::new(),
            excluded: None,
            exclude: None,
            deployed: None,
            dependencies: Vec::new(),
            baseline: None,
            lint: None,
            breaking: None,
            style: Style::default(),
            inline_options: None,
            house: House::default(),
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

    /// Reads a table of globs and the rules that say nothing of the files. A `!` before a glob means all others.
    pub(super) fn per_file_ignores(&self, entries: &[Entry], reading: &mut Reading) -> Vec<Ignore> {
        let mut ignores = Vec::new();
        for entry in entries {
            let words = words::list(entry.value.items(), reading);
            let (written, is_of_others) = match entry.key.strip_prefix('!') {
                Some(written) => (written, true),
                None => (&*entry.key, false),
            };
            let Some(globs) = glob(written, entry.key_span, reading) else { continue };
            ignores.push(Ignore {
                files: if is_of_others { self.not_matching(globs) } else { self.matching(vec![globs]) },
                rules: words::rules(&words, &reading.catalog),
            });
        }
        ignores
    }

    /// Reads a list of globs.
    pub(super) fn globs(&self, items: &[Node], reading: &mut Reading) -> Option<(Vec<String>, Files)> {
        let read = |item: &Node| glob(item.text()?, item.span, reading);
        let globs: Vec<GlobSet> = items.iter().filter_map(read).collect();
        let written = items.iter().filter_map(Node::text).map(str::to_owned).collect();
        (!globs.is_empty()).then(|| (written, self.matching(globs)))
    }

    fn matching(&self, globs: Vec<GlobSet>) -> Files {
        let matches = move |path: &Path| globs.iter().any(|globs| globs.is_match(path));
        Files::Matching { folder: self.folder.clone(), matches: Arc::new(matches) }
    }

    fn not_matching(&self, globs: GlobSet) -> Files {
        let matches = move |path: &Path| !globs.is_match(path);
        Files::Matching { folder: self.folder.clone(), matches: Arc::new(matches) }
    }

    /// Returns what `file` says, unless it has problems.
    pub(super) fn finish(
        self,
        file: &Path,
        plugins: Plugins,
        mut reading: Reading,
    ) -> Result<Ours, Problems> {
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
        let lint = self.lint.map(|lint| {
            let nothing = ("no lint rules are left to run", "select some under `lint.select`");
            lint.of_file(nothing, &reading)
        });
        let breaking = self.breaking.map(|breaking| {
            let nothing = ("no rules about changes are left to run", "select some under `breaking.select`");
            breaking.of_file(nothing, &reading)
        });
        let catalog = reading.catalog.clone();
        let ((), notes) = reading.finish(())?;
        let baseline = self.baseline.map(|path| join(&self.folder, Path::new(&path)));
        let Draft { roots, excludes, exclude, dependencies, style, house, deployed, .. } = self;
        let (file, deployed) = (file.to_owned(), deployed.map(|(_, files)| files));
        Ok(Ours {
            file,
            baseline,
            lint,
            breaking,
            style,
            catalog,
            roots,
            excludes,
            exclude,
            deployed,
            dependencies,
            plugins,
            house,
            notes,
        })
    }
}

/// Reads a glob, or reports what is wrong with it.
fn glob(written: &str, span: Span, reading: &mut Reading) -> Option<GlobSet> {
    let refused = |reason: String| {
        let help = "`*`, `**`, `?`, `[a-z]` and `{a,b}` mean something; `\\` takes that away";
        reading.problem(span, format!("this is no glob: {reason}"), help);
    };
    globs::build(written).map_err(refused).ok()
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
                Preset::Text(_) | Preset::OneOf(_) => text(&entry.value).map(Setting::Text),
                Preset::Number(_) => {
                    let number = entry.value.integer().and_then(|number| u32::try_from(number).ok());
                    number.map(Setting::Number)
                }
                Preset::List => Some(Setting::List(entry.value.items().iter().filter_map(text).collect())),
            };
            self.options.extend(setting.map(|setting| (option, setting)));
        }
    }

    fn of_file(self, (nothing, help): (&str, &str), reading: &Reading) -> Selection {
        // Rules that are left may be those of plugins that are not run.
        let nothing = (!reading.has_closed_plugins).then(|| reading.note_of(self.span, nothing, help));
        Selection { catalog: Some(reading.catalog.clone()), nothing, ..self }
    }

    fn catalog(&self) -> &Arc<Catalog> {
        self.catalog.as_ref().unwrap_or(Catalog::compiled_in())
    }

    /// Adds what is said here to how a module is linted. Returns a note where no rule is left.
    pub(in crate::config) fn add_to_lint(&self, lint: &mut Lint) -> Option<Note> {
        // Rules that protune selects understand every comment that it knows.
        lint.foreign_ignores |= self.selected.is_some();
        let is_meant = |rule: &Rule, words: &[String]| rule.wing.is_of_lint() && words::mean(words, rule);
        self.choose(&mut lint.rules, is_meant);
        for chosen in &mut lint.rules {
            let about = self.severities.iter().filter(|it| chosen.rule.answers_to(&it.word));
            if let Some(it) = about.max_by_key(|it| chosen.rule.id == *it.word) {
                chosen.severity = it.severity.unwrap_or(chosen.severity);
            }
        }
        lint.rules.retain(|chosen| !self.is_off(&chosen.rule));
        lint.ignores.extend(self.ignores.iter().cloned());
        lint.comment_ignores = self.comment_ignores.unwrap_or(lint.comment_ignores);
        self.set_in(&mut lint.options);
        if lint.rules.is_empty() { self.nothing.clone() } else { None }
    }

    /// Adds what is said here to how a module is compared. Returns a note where no rule is left.
    pub(in crate::config) fn add_to_breaking(&self, breaking: &mut Breaking) -> Option<Note> {
        let is_meant = |rule: &Rule, words: &[String]| words.iter().any(|word| rule.answers_to_break(word));
        self.choose(&mut breaking.rules, is_meant);
        breaking.ignores.extend(self.ignores.iter().cloned());
        breaking.ignore_unstable_packages =
            self.ignore_unstable_packages.unwrap_or(breaking.ignore_unstable_packages);
        self.set_in(&mut breaking.options);
        if breaking.rules.is_empty() { self.nothing.clone() } else { None }
    }

    /// Chooses rules. Only `select` replaces the rules that run by default. Those that stay keep their
    /// severity.
    fn choose(&self, rules: &mut Vec<Chosen>, is_meant: impl Fn(&Rule, &[String]) -> bool) {
        let is_known = |rule: &Rule| rules.iter().any(|chosen| chosen.rule.id == rule.id);
        let runs = |rule: &Rule| {
            let is_selected = match &self.selected {
                None => is_known(rule),
                // A project writes a rule so that it runs.
                Some(selected) => is_meant(rule, selected) || rule.is_house() && is_known(rule),
            };
            (is_selected || is_meant(rule, &self.extended)) && !words::mean(&self.ignored, rule)
        };
        let severity = |rule: &Arc<Rule>| match rules.iter().find(|chosen| chosen.rule.id == rule.id) {
            Some(known) if self.selected.is_none() => known.clone(),
            _ => Chosen::from(rule),
        };
        *rules = self.catalog().rules().iter().filter(|rule| runs(rule)).map(severity).collect();
    }

    fn is_off(&self, rule: &Rule) -> bool {
        let about = self.severities.iter().filter(|it| rule.answers_to(&it.word));
        about.max_by_key(|it| rule.id == *it.word).is_some_and(|it| it.severity.is_none())
    }

    fn set_in(&self, options: &mut Options) {
        self.options.iter().for_each(|(option, setting)| options.set(option, setting.clone()));
    }
}
