//! Findings that were there on some day: they are recorded, and not reported again. How a record is kept in a file
//! is for the caller.

use super::built_in;
use super::fingerprint::context;
use crate::documents::{Document, Workspace};
use crate::settings::Settings;
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_compiler::schema::FileId;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Recorded findings by path, with `/`; then by rule; then by the hash of the line where they begin. A finding stays
/// the same when lines are put in above it. Of findings that agree in all three only the number counts.
pub type Record = BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>;

/// What a record knows files by.
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
    let is_known =
        |finding: &mut Diagnostic| take(&mut left, paths.of(finding.place.file), workspace, finding);
    let known: Vec<Diagnostic> = findings.extract_if(.., is_known).collect();
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
    let judged = Judged::new(names, workspace, settings);
    for (path, rules) in record.iter_mut() {
        rules.retain(|rule, _| !judged.has(path, rule));
    }
    let mut paths = Paths { names, workspace, known: HashMap::new() };
    findings.retain(|finding| {
        if built_in(&finding.rule).is_some() {
            return true;
        }
        let rules = record.entry(paths.of(finding.place.file).to_owned()).or_default();
        let lines = rules.entry(finding.rule.as_str().to_owned()).or_default();
        *lines.entry(context(workspace, finding).to_string()).or_default() += 1;
        false
    });
    record.retain(|_, rules| !rules.is_empty());
}

/// Returns how many findings are recorded.
pub fn size(record: &Record) -> usize {
    record.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).map(|&count| count as usize).sum()
}

fn take(left: &mut Record, path: &str, workspace: &Workspace, finding: &Diagnostic) -> bool {
    // First without the hash: most findings of a run that has news are in files without records.
    let Some(lines) = left.get_mut(path).and_then(|rules| rules.get_mut(finding.rule.as_str())) else {
        return false;
    };
    match lines.get_mut(&context(workspace, finding).to_string()) {
        Some(count) if *count > 0 && built_in(&finding.rule).is_none() => {
            *count -= 1;
            true
        }
        _ => false,
    }
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
