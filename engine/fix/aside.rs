//! Fixes that are put aside, since files would not compile any more with them, or other fixes undo them: which those are,
//! and why.

use super::Announced;
use super::before::{Before, errors, key};
use super::round::Taken;
use crate::documents::{Document, Workspace};
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Reason for putting each fix aside, by its finding.
#[derive(Default)]
pub(super) struct Aside(HashMap<Finding, String>);

/// Key of a finding when the files are loaded again: path, rule and message.
pub(super) type Finding = (String, RuleId, String);

/// Fixes that cannot be made together with the others.
pub(super) struct Broken {
    /// The fixes that may be to blame, each with the reason why it cannot be made.
    pub(super) culprits: Vec<(Finding, String)>,
    /// The first reason.
    pub(super) why: String,
}

impl Aside {
    /// Whether any of them was not put aside before.
    pub(super) fn add(&mut self, broken: Broken) -> bool {
        let before = self.0.len();
        for (finding, why) in broken.culprits {
            self.0.entry(finding).or_insert(why);
        }
        self.0.len() > before
    }

    pub(super) fn reason(&self, workspace: &Workspace, finding: &Diagnostic) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&known_by(&workspace.documents, finding)).map(String::as_str)
    }
}

fn known_by(documents: &[Document], finding: &Diagnostic) -> Finding {
    let path = documents[finding.place.file.index()].path.clone();
    (path, finding.rule, finding.message.clone())
}

/// Result of a round for a workspace.
pub(super) struct Made<'r> {
    pub(super) documents: &'r [Document],
    pub(super) findings: &'r [Diagnostic],
    pub(super) taken: &'r [Taken],
}

impl Made<'_> {
    /// The findings whose fixes were made.
    pub(super) fn keys(&self) -> impl Iterator<Item = Finding> {
        self.taken.iter().map(|taken| known_by(self.documents, &self.findings[taken.finding]))
    }
}

/// The files that have more errors than before, and the fixes that they may have them from.
pub(super) fn broken(before: &Before, workspace: &Workspace, made: &Made<'_>) -> Option<Broken> {
    let now = errors(workspace);
    let was = |file: &String| before.errors.get(file).copied().unwrap_or(0);
    let mut paths: BTreeSet<&String> =
        now.iter().filter(|(path, errors)| **errors > was(path)).map(|(path, _)| path).collect();
    if paths.is_empty() {
        return None;
    }
    let mut broken = Broken { culprits: Vec::new(), why: String::new() };
    let written = Written::of(made);
    let problems = || workspace.problems();
    let is_broken = paths.clone();
    for problem in problems().filter(|problem| is_broken.contains(&key(workspace, problem.place.file))) {
        let culprits = written.in_the_place_of(problem, workspace);
        if !culprits.is_empty() {
            broken.blame(culprits, problem, workspace);
            paths.remove(&key(workspace, problem.place.file));
        }
    }
    // Of the others it takes a guess.
    for problem in problems() {
        if paths.remove(&key(workspace, problem.place.file)) {
            broken.blame(culprits(&seen_by(workspace, problem.place.file), made), problem, workspace);
        }
    }
    Some(broken)
}

impl Broken {
    fn blame(&mut self, culprits: Vec<Finding>, problem: &Diagnostic, workspace: &Workspace) {
        let why = format!("{} would not compile: {}", key(workspace, problem.place.file), problem.message);
        let with_it = format!("with it, {why}");
        self.culprits.extend(culprits.into_iter().map(|finding| (finding, with_it.clone())));
        if self.why.is_empty() {
            self.why = why;
        }
    }
}

/// Texts of the fixes that were made, by file and in order, each with its finding. Those of two fixes do not overlap,
/// but may be the same.
struct Written<'r> {
    made: &'r Made<'r>,
    places: HashMap<&'r str, Vec<(Span, usize)>>,
}

impl<'r> Written<'r> {
    fn of(made: &'r Made<'r>) -> Written<'r> {
        let mut places: HashMap<&str, Vec<(Span, usize)>> = HashMap::new();
        for taken in made.taken {
            for &(file, span) in &taken.places {
                places.entry(&made.documents[file.index()].path).or_default().push((span, taken.finding));
            }
        }
        places.values_mut().for_each(|places| places.sort_unstable());
        Written { made, places }
    }

    /// The fixes that wrote what the problem is about.
    fn in_the_place_of(&self, problem: &Diagnostic, workspace: &Workspace) -> Vec<Finding> {
        let labelled = problem.labels.iter().map(|label| workspace.schema.place_of(label.spot));
        let meant = labelled.chain([problem.place]).filter_map(|place| Some((place.file, place.span?)));
        let guilty: BTreeSet<usize> =
            meant.flat_map(|(file, span)| self.over(&key(workspace, file), span)).collect();
        guilty.into_iter().map(|at| known_by(self.made.documents, &self.made.findings[at])).collect()
    }

    /// Findings whose fixes wrote a part of a span.
    fn over<'w>(&'w self, path: &str, span: Span) -> impl Iterator<Item = usize> + use<'w> {
        let places = self.places.get(path).map_or(&[][..], Vec::as_slice);
        let first = places.partition_point(|(place, _)| place.end <= span.start);
        places[first..].iter().take_while(move |(place, _)| place.start < span.end).map(|&(_, at)| at)
    }
}

/// The paths of a file and all that it imports.
fn seen_by(workspace: &Workspace, file: FileId) -> HashSet<String> {
    let mut seen = HashSet::from([file]);
    // Only schemas import something.
    let mut open = if workspace.document(file).content.is_none() { vec![file] } else { Vec::new() };
    while let Some(file) = open.pop() {
        let imports = workspace.schema.file(file).imports().filter_map(|import| import.target());
        open.extend(imports.map(|import| import.id).filter(|&import| seen.insert(import)));
    }
    seen.into_iter().map(|file| key(workspace, file)).collect()
}

/// Returns the fixes to put aside: among those that change what the file sees, the ones whose effects are the
/// least certain; and among those, the ones of the rule with the fewest. The others follow if these were not
/// the cause.
fn culprits(seen: &HashSet<String>, made: &Made<'_>) -> Vec<Finding> {
    let changes_seen =
        |taken: &&Taken| taken.files().iter().any(|file| seen.contains(&made.documents[file.index()].path));
    let suspects: Vec<&Taken> = made.taken.iter().filter(changes_seen).collect();
    let wildest: Option<Announced> = suspects.iter().map(|taken| taken.announced).max();
    let mut by_rule: BTreeMap<RuleId, Vec<Finding>> = BTreeMap::new();
    for taken in suspects.into_iter().filter(|taken| Some(taken.announced) == wildest) {
        let finding = known_by(made.documents, &made.findings[taken.finding]);
        by_rule.entry(taken.rule).or_default().push(finding);
    }
    by_rule.into_values().min_by_key(Vec::len).unwrap_or_default()
}
