//! protune.toml: our own configuration file. Which keys it has is in [`keys`]; what they mean, here.

mod carry;
mod globs;
mod init;
mod keys;
mod schema;
mod words;

pub use carry::carry_over;
pub use init::starting_file;
pub use schema::schema;

use super::keys::{LINTING, check, options as known_options};
use super::paths::{self, Written, join, shown};
use super::problem::{Note, Problems, Reading};
use super::source;
use super::{Breaking, Chosen, Files, Ignore, Lint, Module};
use protune_compiler::diagnostic::Severity;
use protune_data::Language;
use protune_data::{Entry, Node};
use protune_engine::fmt::Style;
use protune_rules::{Default, Options, Setting, Wing};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const NAME: &str = "protune.toml";

/// What a protune.toml says.
pub(super) struct Ours {
    pub file: PathBuf,
    /// `None` when nothing is said of it.
    pub lint: Option<Lint>,
    /// `None` when nothing is said of it.
    pub breaking: Option<Breaking>,
    pub style: Style,
    /// Empty when modules are to be found otherwise.
    pub roots: Vec<PathBuf>,
    pub excludes: Vec<PathBuf>,
    pub dependencies: Vec<PathBuf>,
    pub notes: Vec<Note>,
}

/// Reads a file. The path is absolute.
pub(super) fn open(path: &Path) -> Result<Ours, Problems> {
    let (reading, value) = source::read(path, Language::Toml)?;
    understand(reading, &value, path, path.parent().unwrap_or(path))
}

/// Understands what was read from `file`; its paths start in `folder`.
pub(super) fn understand(
    mut reading: Reading,
    value: &Node,
    file: &Path,
    folder: &Path,
) -> Result<Ours, Problems> {
    check(value, &keys::FILE, "", &mut reading);
    let roots = folders(folder, value, "roots", "the root", &mut reading);
    let excludes = folders(folder, value, "excludes", "the excluded folder", &mut reading);
    let dependencies = folders(folder, value, "dependencies", "the folder", &mut reading);
    if let (Some(excluded), true, true) =
        (value.get("excludes"), roots.is_empty(), reading.problems.is_empty())
    {
        let help = "name the folders that imports start from under `roots`";
        reading.problem(excluded.span, "there are `excludes`, but no `roots` that they are in", help);
    }
    let lint = value.get("lint").filter(|lint| !lint.entries().is_empty());
    let lint = lint.map(|lint| self::lint(folder, lint, &mut reading));
    let breaking = value.get("breaking").filter(|breaking| !breaking.entries().is_empty());
    let breaking = breaking.map(|breaking| self::breaking(folder, breaking, &mut reading));
    let style = style(value.get("fmt").unwrap_or(Node::NOTHING), &mut reading);
    let ((), notes) = reading.finish(())?;
    Ok(Ours { file: file.to_owned(), lint, breaking, style, roots, excludes, dependencies, notes })
}

fn folders(folder: &Path, value: &Node, key: &str, what: &str, reading: &mut Reading) -> Vec<PathBuf> {
    let written = paths::list(value.get(key), what, reading);
    paths::check_nesting(&written, what, reading);
    let is_missing = |written: &&Written<'_>| !join(folder, &written.path).is_dir();
    for missing in written.iter().filter(is_missing) {
        let message = format!("there is no folder `{}`", shown(&missing.path));
        match key {
            "excludes" => reading.note(missing.value.span, message, "remove it from `excludes`"),
            _ => reading.problem(missing.value.span, message, "paths start in the folder of this file"),
        }
    }
    written.iter().map(|written| join(folder, &written.path)).collect()
}

impl Ours {
    /// The module of a file that names roots, or of one that stands alone: then its folder.
    pub(super) fn module(&self, folder: &Path) -> Module {
        let roots = if self.roots.is_empty() { vec![folder.to_owned()] } else { self.roots.clone() };
        Module {
            roots,
            includes: Vec::new(),
            excludes: self.excludes.clone(),
            lint: Arc::new(self.lint.clone().unwrap_or_else(Lint::unconfigured)),
            breaking: Arc::new(self.breaking.clone().unwrap_or_else(Breaking::unconfigured)),
        }
    }
}

fn lint(folder: &Path, value: &Node, reading: &mut Reading) -> Lint {
    let list = |key: &str| value.get(key).map_or(&[][..], Node::items);
    let entries = |key: &str| value.get(key).map_or(&[][..], Node::entries);
    let selected = words::list(list("select"), reading);
    let ignored = words::list(list("ignore"), reading);
    let severities = severities(entries("severity"), reading);
    let is_selected = |rule: &protune_rules::Rule| match value.get("select") {
        None => rule.is_default(),
        Some(_) => words::mean(&selected, rule),
    };
    let catalog = reading.catalog.clone();
    let linting = catalog.rules().iter().filter(|rule| rule.wing.is_of_lint());
    let chosen = linting.filter(|rule| is_selected(rule) && !words::mean(&ignored, rule));
    let rules = chosen.filter_map(|rule| {
        let severity =
            severities.iter().filter(|it| rule.answers_to(&it.word)).max_by_key(|it| rule.id == *it.word);
        let severity = severity.map_or(Some(rule.severity), |it| it.severity)?;
        Some(Chosen { rule: rule.clone(), severity })
    });
    let mut lint = Lint {
        rules: rules.collect(),
        ignores: per_file_ignores(folder, entries("per-file-ignores"), reading),
        comment_ignores: value.get("comment-ignores").and_then(Node::flag).unwrap_or(true),
        foreign_ignores: true,
        ..Lint::default()
    };
    if lint.rules.is_empty() {
        reading.note(value.span, "no lint rules are left to run", "select some under `lint.select`");
    }
    lint.options = options(entries("options"), LINTING);
    lint
}

fn breaking(folder: &Path, value: &Node, reading: &mut Reading) -> Breaking {
    let list = |key: &str| value.get(key).map_or(&[][..], Node::items);
    let entries = |key: &str| value.get(key).map_or(&[][..], Node::entries);
    let selected = words::list(list("select"), reading);
    let ignored = words::list(list("ignore"), reading);
    let is_selected = |rule: &protune_rules::Rule| selected.iter().any(|word| rule.answers_to_break(word));
    let rules: Vec<Chosen> = match value.get("select") {
        None => Breaking::unconfigured().rules,
        Some(_) => {
            reading.catalog.rules().iter().filter(|rule| is_selected(rule)).map(Chosen::from).collect()
        }
    };
    let breaking = Breaking {
        rules: rules.into_iter().filter(|chosen| !words::mean(&ignored, &chosen.rule)).collect(),
        options: options(entries("options"), &[Wing::Breaking]),
        ignores: per_file_ignores(folder, entries("per-file-ignores"), reading),
        ignore_unstable_packages: value.get("ignore-unstable-packages").and_then(Node::flag).unwrap_or(false),
    };
    if breaking.rules.is_empty() {
        let help = "select some under `breaking.select`";
        reading.note(value.span, "no rules about changes are left to run", help);
    }
    breaking
}

fn options(entries: &[Entry], wings: &[Wing]) -> Options {
    let mut options = Options::default();
    for entry in entries {
        let Some(option) = known_options(wings).find(|option| option.name == &*entry.key) else { continue };
        let text = |value: &Node| value.text().map(str::to_owned);
        let setting = match option.default {
            Default::Flag(_) => entry.value.flag().map(Setting::Flag),
            Default::Text(_) => text(&entry.value).map(Setting::Text),
            Default::List => Some(Setting::List(entry.value.items().iter().filter_map(text).collect())),
        };
        setting.into_iter().for_each(|setting| options.set(option, setting));
    }
    options
}

fn style(value: &Node, reading: &mut Reading) -> Style {
    let default = Style::default();
    let flag = |key: &str| value.get(key).and_then(Node::flag).unwrap_or(false);
    let count =
        |key: &str| value.get(key).and_then(Node::integer).and_then(|count| usize::try_from(count).ok());
    let groups = value.get("import-groups").map_or(&[][..], Node::items);
    let style = Style {
        indent_width: count("indent-width").unwrap_or(default.indent_width),
        tabs: flag("tabs"),
        align_fields: flag("align-fields"),
        blank_lines: flag("blank-lines"),
        line_width: count("line-width").filter(|&width| width > 0),
        inline_options: flag("inline-options"),
        import_groups: groups.iter().filter_map(Node::text).map(str::to_owned).collect(),
    };
    if let (true, None, Some(inline)) = (style.inline_options, style.line_width, value.get("inline-options"))
    {
        let help = "say how wide a line may be under `line-width`";
        reading.problem(inline.span, "`inline-options` needs a `line-width`", help);
    }
    style
}

/// What is set for a word that means rules.
struct SeverityOf {
    word: String,
    /// `None` for off.
    severity: Option<Severity>,
}

fn severities(entries: &[Entry], reading: &mut Reading) -> Vec<SeverityOf> {
    let mut severities = Vec::new();
    for entry in entries {
        let Some(word) = words::one(&entry.key, entry.key_span, reading) else { continue };
        let severity = match entry.value.text() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            _ => None,
        };
        severities.push(SeverityOf { word, severity });
    }
    severities
}

fn per_file_ignores(folder: &Path, entries: &[Entry], reading: &mut Reading) -> Vec<Ignore> {
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
                folder: folder.to_owned(),
                matches: Arc::new(move |path| globs.is_match(path)),
            },
            rules: words::rules(&words, &reading.catalog),
        });
    }
    ignores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::problem::Source;
    use protune_rules::{Check, Rule};

    /// A rule need not be compiled in to be named.
    #[test]
    fn rules_of_the_project_are_chosen_and_weighed() {
        let text = "[lint]\nselect = [\"ACME_ODD\"]\n[lint.severity]\nACME_ODD = \"info\"\n\
                    [lint.per-file-ignores]\n\"old/**\" = [\"ACME_ODD\"]\n";
        let source = Source { path: NAME.to_owned(), text: text.to_owned() };
        let Ok((mut reading, value)) = source::parse(source, Language::Toml) else { panic!("it is TOML") };
        let rule = Rule::brought("ACME_ODD", "# ACME_ODD\n", Check::Brought(Arc::new(|_, _| {})));
        reading.catalog = Arc::new(reading.catalog.with([rule]).unwrap());
        let folder = Path::new("/project");
        let Ok(ours) = understand(reading, &value, &folder.join(NAME), folder) else { panic!("it is right") };
        let lint = ours.lint.unwrap();
        assert_eq!(format!("{:?}", lint.rules), "[ACME_ODD (info)]");
        let id = lint.rules[0].rule.id;
        assert!(lint.ignored(&folder.join("old/a.proto")).has(id));
        assert!(!lint.ignored(&folder.join("a.proto")).has(id));
    }
}
