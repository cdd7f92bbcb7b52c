//! Configuration files of api-linter: a list of entries, each of which switches rules on and off for some files. They are
//! recognised by being a list. Entries count in their order, and within one, what is enabled beats what is disabled.

use super::keys::{Is, Key, check, key};
use super::problem::{Problems, Reading};
use super::protune::{GlobSet, whole_glob};
use super::source;
use super::{Breaking, Chosen, Files, House, Ignore, Lint, Module, Project};
use crate::plugin::Plugins;
use protune_compiler::diagnostic::RuleId;
use protune_compiler::near::nearest;
use protune_data::{Kind, Language, Node, Span};
use protune_engine::fmt::Style;
use protune_rules::{Catalog, Rule, Wing};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KEYS: &[Key] = &[
    key("included_paths", Is::List(&Is::Text)),
    key("excluded_paths", Is::List(&Is::Text)),
    key("enabled_rules", Is::List(&Is::Text)),
    key("disabled_rules", Is::List(&Is::Text)),
];

/// Group of rules that api-linter has and leaves empty.
const EMPTY_GROUP: &str = "cloud";

/// A file, entry by entry.
pub(super) struct ApiLinter {
    pub(super) entries: Vec<Entry>,
    pub(super) reading: Reading,
}

/// Rules that are switched on and off for some files.
pub(super) struct Entry {
    pub(super) span: Span,
    pub(super) paths: Arc<Paths>,
    enabled: HashSet<RuleId>,
    disabled: HashSet<RuleId>,
}

/// Files that an entry is about, by the names that they are imported by: the included ones, or all if there are none,
/// without the excluded ones.
pub(super) struct Paths {
    pub(super) included: Vec<Glob>,
    pub(super) excluded: Vec<Glob>,
}

pub(super) struct Glob {
    pub(super) written: String,
    pub(super) span: Span,
    paths: GlobSet,
}

impl Paths {
    pub(super) fn are_all(&self) -> bool {
        self.included.is_empty() && self.excluded.is_empty()
    }

    fn contain(&self, path: &Path) -> bool {
        let is_in = |globs: &[Glob]| globs.iter().any(|glob| glob.paths.is_match(path));
        !is_in(&self.excluded) && (self.included.is_empty() || is_in(&self.included))
    }
}

impl Entry {
    /// Returns whether a rule is switched on or off; `None` if the entry does not name it.
    pub(super) fn switches(&self, rule: RuleId) -> Option<bool> {
        if self.enabled.contains(&rule) {
            return Some(true);
        }
        self.disabled.contains(&rule).then_some(false)
    }
}

/// The rules of api-linter. All are on unless an entry switches them off.
pub(super) fn rules() -> impl Iterator<Item = &'static Arc<Rule>> {
    Catalog::compiled_in().rules().iter().filter(|rule| rule.wing == Wing::Aip)
}

/// Returns whether a file is a configuration of api-linter.
pub(super) fn is_meant(value: &Node) -> bool {
    value.kind() == Kind::List
}

/// Reads a file, if it is one of api-linter. The path is absolute.
pub(super) fn open(path: &Path) -> Result<Option<ApiLinter>, Problems> {
    let (reading, value) = source::read(path, Language::Yaml)?;
    if is_meant(&value) { understand(reading, &value).map(Some) } else { Ok(None) }
}

/// Understands what was read.
pub(super) fn understand(mut reading: Reading, value: &Node) -> Result<ApiLinter, Problems> {
    let mut entries = Vec::new();
    for (at, item) in value.items().iter().enumerate() {
        check(item, &Is::Table(KEYS), &format!("[{at}]"), &mut reading);
        entries.push(Entry {
            span: item.span,
            paths: Arc::new(Paths {
                included: globs(item.get("included_paths"), &mut reading),
                excluded: globs(item.get("excluded_paths"), &mut reading),
            }),
            enabled: named(item.get("enabled_rules"), &mut reading),
            disabled: named(item.get("disabled_rules"), &mut reading),
        });
    }
    if reading.problems.is_empty() {
        Ok(ApiLinter { entries, reading })
    } else {
        Err(reading.into_problems())
    }
}

fn globs(list: Option<&Node>, reading: &mut Reading) -> Vec<Glob> {
    let mut globs = Vec::new();
    for item in list.map_or(&[][..], Node::items) {
        let Some(written) = item.text() else { continue };
        match whole_glob(written) {
            Ok(paths) => globs.push(Glob { written: written.to_owned(), span: item.span, paths }),
            Err(reason) => {
                let help = "`*`, `**`, `?`, `[a-z]` and `{a,b}` mean something; `\\` takes that away";
                reading.problem(item.span, format!("this is no glob: {reason}"), help);
            }
        }
    }
    globs
}

/// The rules that the names of a list mean. api-linter takes names of rules that it does not have.
fn named(list: Option<&Node>, reading: &mut Reading) -> HashSet<RuleId> {
    let mut rules = HashSet::new();
    for item in list.map_or(&[][..], Node::items) {
        let Some(name) = item.text() else { continue };
        let meant = Catalog::compiled_in().in_api_linter(name).filter(|rule| rule.wing == Wing::Aip);
        let meant: Vec<RuleId> = meant.map(|rule| rule.id).collect();
        if meant.is_empty() && !is_of_empty_group(name) {
            let help = match nearest(name, theirs()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`protune rules AIP` lists the rules".to_owned(),
            };
            reading.note(item.span, format!("api-linter has no rule or group of rules `{name}`"), help);
        }
        rules.extend(meant);
    }
    rules
}

fn is_of_empty_group(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let rest = name.strip_prefix("::").unwrap_or(&name).strip_prefix(EMPTY_GROUP);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Names of all rules in api-linter.
fn theirs() -> impl Iterator<Item = &'static str> {
    rules().flat_map(|rule| &rule.aliases).filter_map(|alias| alias.strip_prefix("api-linter:"))
}

impl ApiLinter {
    /// Returns the entries that decide about a rule, each with whether it switches the rule on, in order: from the last
    /// one on that is about all files.
    fn deciding(&self, rule: RuleId) -> Vec<(usize, bool)> {
        let switching = self.entries.iter().enumerate();
        let all: Vec<_> = switching.filter_map(|(at, entry)| Some((at, entry.switches(rule)?))).collect();
        let last = all.iter().rposition(|&(at, _)| self.entries[at].paths.are_all());
        all[last.unwrap_or(0)..].to_vec()
    }

    /// Returns the project of the file: a folder whose files are judged by all rules that it leaves on. Names of files
    /// start in the roots.
    pub(super) fn project(self, file: &Path, folder: &Path, roots: &[PathBuf]) -> Result<Project, Problems> {
        // Rules with the same entries are ignored in the same files.
        let mut by_entries: BTreeMap<Vec<(usize, bool)>, Vec<RuleId>> = BTreeMap::new();
        for rule in rules() {
            by_entries.entry(self.deciding(rule.id)).or_default().push(rule.id);
        }
        let mut off: HashSet<RuleId> = HashSet::new();
        let mut ignores = Vec::new();
        for (deciding, ids) in by_entries {
            if deciding.iter().all(|(_, on)| *on) {
                continue;
            }
            if deciding.len() == 1 && !deciding[0].1 && self.entries[deciding[0].0].paths.are_all() {
                off.extend(ids);
                continue;
            }
            for root in roots {
                let files = self.files_without(&deciding, root);
                ignores.push(Ignore { files, rules: Some(ids.clone()) });
            }
        }
        let rules: Vec<Chosen> = rules().filter(|rule| !off.contains(&rule.id)).map(Chosen::from).collect();
        let mut reading = self.reading;
        if rules.is_empty() {
            let whole = reading.data.root().span;
            reading.note(whole, "no lint rules are left to run", "enable some under `enabled_rules`");
        }
        let ((), notes) = reading.finish(())?;
        let lint = Lint { rules, ignores, ..Lint::unconfigured() };
        Ok(Project {
            file: file.to_owned(),
            modules_file: file.to_owned(),
            roots_key: None,
            modules: vec![Module {
                roots: vec![folder.to_owned()],
                includes: Vec::new(),
                excludes: Vec::new(),
                lint: Arc::new(lint),
                breaking: Arc::new(Breaking::unconfigured()),
            }],
            roots_are_known: false,
            dependencies: Vec::new(),
            exclude: None,
            deployed: None,
            baseline: None,
            style: Style::default(),
            plugins: Plugins::default(),
            catalog: Catalog::compiled_in().clone(),
            house: House::default(),
            missing: Vec::new(),
            notes,
        })
    }

    /// The files below a root for which the last entry that is about them switches a rule off.
    fn files_without(&self, deciding: &[(usize, bool)], root: &Path) -> Files {
        let steps = deciding.iter().map(|&(at, on)| (self.entries[at].paths.clone(), on));
        let steps: Vec<(Arc<Paths>, bool)> = steps.collect();
        let is_off = move |path: &Path| {
            let last = steps.iter().rev().find(|(paths, _)| paths.contain(path));
            last.is_some_and(|(_, on)| !on)
        };
        Files::Matching { folder: root.to_owned(), matches: Arc::new(is_off) }
    }
}
