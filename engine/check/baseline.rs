//! Findings that were there on some day: they are recorded, and not reported again. How a record is kept in a file
//! is for the caller.

use super::built_in;
use super::declared::{Declarations, are_alike, outer};
use super::fingerprint::of_line;
use crate::documents::{Document, Workspace};
use crate::settings::Settings;
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_compiler::schema::FileId;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Recorded findings by path, with `/`; then by rule; then by the declaration that they are in, as `field Cat.name`, or,
/// where they are in none, the hash of the line where they begin. A finding stays the same when its declaration moves,
/// or gains a comment or an option. Of findings that agree in all three only the number counts. Older records have the
/// hash of the line for every finding.
pub type Record = BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>;

/// Names by which a record identifies files.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    /// Returns the path of a document, seen from the record.
    pub path: &'n dyn Fn(&Document) -> String,
    /// Returns whether there is a file at such a path.
    pub is_there: &'n dyn Fn(&str) -> bool,
}

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

/// Result of holding findings against a record.
#[derive(Debug, Default)]
pub struct Hidden {
    /// Findings that the record hides.
    pub known: Vec<Diagnostic>,
    /// Number of recorded findings that are gone, although they were looked for.
    pub gone: usize,
}

/// Takes the recorded findings out: of those that agree the first, as many as are recorded.
pub fn hide(
    record: &Record,
    names: Names<'_>,
    workspace: &Workspace,
    settings: &Settings,
    findings: &mut Vec<Diagnostic>,
) -> Hidden {
    let mut left = record.clone();
    let mut paths = Paths { names, workspace, known: HashMap::new() };
    let mut declarations = Declarations::default();
    let mut known: Vec<Diagnostic> = findings
        .extract_if(.., |finding| {
            // First without the place: most findings of a run that has news are in files without records.
            rows(&mut left, &mut paths, finding).is_some_and(|rows| {
                take(rows, &key(&mut declarations, workspace, finding))
                    || take(rows, &of_line(workspace, finding).to_string())
            })
        })
        .collect();
    known.extend(findings.extract_if(.., |finding| {
        rows(&mut left, &mut paths, finding)
            .is_some_and(|rows| take_moved(rows, &mut declarations, workspace, finding))
    }));
    let judged = Judged::new(names, workspace, settings);
    let gone = left.iter().map(|(path, rules)| judged.count(path, rules)).sum();
    Hidden { known, gone }
}

/// Records the findings and takes them out; compiler errors stay. Entries about files and rules that were not judged
/// this time are kept.
pub fn record(
    record: &mut Record,
    names: Names<'_>,
    workspace: &Workspace,
    settings: &Settings,
    findings: &mut Vec<Diagnostic>,
) {
    renew(record, names, workspace, settings, findings.iter());
    findings.retain(|finding| built_in(&finding.rule).is_some());
}

/// Drops the entries of what was judged and is gone, and records nothing new: `known` is what the record hides.
pub fn prune(
    record: &mut Record,
    names: Names<'_>,
    workspace: &Workspace,
    settings: &Settings,
    known: &[Diagnostic],
) {
    renew(record, names, workspace, settings, known.iter());
}

/// Puts these findings in place of the entries about files and rules that were judged.
fn renew<'f>(
    record: &mut Record,
    names: Names<'_>,
    workspace: &Workspace,
    settings: &Settings,
    findings: impl Iterator<Item = &'f Diagnostic>,
) {
    let judged = Judged::new(names, workspace, settings);
    for (path, rules) in record.iter_mut() {
        rules.retain(|rule, _| !judged.has(path, rule));
    }
    let mut paths = Paths { names, workspace, known: HashMap::new() };
    let mut declarations = Declarations::default();
    for finding in findings.filter(|finding| built_in(&finding.rule).is_none()) {
        let rules = record.entry(paths.of(finding.place.file).to_owned()).or_default();
        let rows = rules.entry(finding.rule.as_str().to_owned()).or_default();
        *rows.entry(key(&mut declarations, workspace, finding)).or_default() += 1;
    }
    record.retain(|_, rules| !rules.is_empty());
}

/// Returns whether some finding is known by its line: then fixes on the line make another one of it.
pub fn is_by_line(record: &Record) -> bool {
    let is_hash = |key: &String| key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    record.values().flat_map(BTreeMap::values).flat_map(BTreeMap::keys).any(is_hash)
}

/// Returns how many findings are recorded.
pub fn size(record: &Record) -> usize {
    record.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).map(|&count| count as usize).sum()
}

/// Entries of one rule in one file.
type Rows = BTreeMap<String, u32>;

fn rows<'r>(left: &'r mut Record, paths: &mut Paths<'_>, finding: &Diagnostic) -> Option<&'r mut Rows> {
    let rules = left.get_mut(paths.of(finding.place.file))?;
    rules.get_mut(finding.rule.as_str()).filter(|_| built_in(&finding.rule).is_none())
}

/// The part of a finding that is recorded beside its path and rule.
fn key(declarations: &mut Declarations, workspace: &Workspace, finding: &Diagnostic) -> String {
    match declarations.around(workspace, finding.place) {
        Some(name) => name.to_string(),
        None => of_line(workspace, finding).to_string(),
    }
}

fn take(rows: &mut Rows, key: &str) -> bool {
    let count = rows.get_mut(key).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

/// Takes the records of declarations whose surroundings got another name: they look like records of something
/// deleted as a whole.
fn take_moved(
    rows: &mut Rows,
    declarations: &mut Declarations,
    workspace: &Workspace,
    finding: &Diagnostic,
) -> bool {
    let Some(name) = declarations.around(workspace, finding.place).map(|name| name.to_string()) else {
        return false;
    };
    let is_left = |(key, count): (&String, &u32)| (*count > 0 && are_alike(key, &name)).then(|| key.clone());
    let mut like = rows.iter().filter_map(is_left);
    let mut is_gone = |path: &str| !declarations.has(workspace, finding.place.file, path);
    let moved = like.find(|key| outer(key).is_some_and(&mut is_gone));
    moved.is_some_and(|key| take(rows, &key))
}

/// The paths of files, each made once.
struct Paths<'w> {
    names: Names<'w>,
    workspace: &'w Workspace,
    known: HashMap<FileId, String>,
}

impl Paths<'_> {
    fn of(&mut self, file: FileId) -> &str {
        self.known.entry(file).or_insert_with(|| (self.names.path)(self.workspace.document(file)))
    }
}

/// The rules that were judged in each file: what is recorded of them and was not found is gone.
struct Judged<'w> {
    names: Names<'w>,
    rules: HashMap<String, HashSet<RuleId>>,
    broken: HashSet<String>,
}

impl<'w> Judged<'w> {
    fn new(names: Names<'w>, workspace: &Workspace, settings: &Settings) -> Judged<'w> {
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        let mut judged = Judged { names, rules: HashMap::new(), broken: HashSet::new() };
        for module in &workspace.modules {
            let lint = &settings.modules[module.settings].lint;
            let rules: HashSet<RuleId> = lint.rules.iter().map(|chosen| chosen.rule.id).collect();
            for &file in module.files.iter().filter(|file| targets.contains(file)) {
                let path = (names.path)(workspace.document(file));
                // Rules may keep silent where something is wrong with a file.
                if workspace.schema.file(file).problems().is_empty() {
                    judged.rules.insert(path, rules.clone());
                } else {
                    judged.broken.insert(path);
                }
            }
        }
        for config in &workspace.configs {
            let lint = &settings.modules[config.settings].lint;
            let rules = lint.rules.iter().map(|chosen| chosen.rule.id).collect();
            judged.rules.insert((names.path)(workspace.document(config.file)), rules);
        }
        judged
    }

    /// A file that is gone counts as judged.
    fn has(&self, path: &str, rule: &str) -> bool {
        match self.rules.get(path) {
            Some(rules) => rules.contains(rule),
            None => !self.broken.contains(path) && !(self.names.is_there)(path),
        }
    }

    fn count(&self, path: &str, rules: &BTreeMap<String, BTreeMap<String, u32>>) -> usize {
        let judged = rules.iter().filter(|(rule, _)| self.has(path, rule));
        judged.flat_map(|(_, lines)| lines.values()).map(|&count| count as usize).sum()
    }
}
