//! Judgement of fixes: whether they did what they announced, and no more, in files that compile. Says yes or why
//! not; changes nothing.

use super::before::{Before, compiled};
use super::{Announced, Changed, Second};
use crate::documents::Workspace;
use crate::parallel;
use protune_compiler::descriptor::likeness::{Allowed, Compiled, difference};
use protune_compiler::diagnostic::RuleId;
use protune_compiler::well_known;
use std::collections::{HashMap, HashSet};

/// A file that the second compiler could not judge.
#[derive(Debug)]
pub struct Unjudged {
    /// The file.
    pub path: String,
    /// Reason, in words.
    pub reason: String,
}

/// Effects that the fixes of a run may have.
#[derive(Debug)]
pub struct Allowance<'c> {
    may_rename: bool,
    changed: HashMap<&'c str, &'c Changed>,
}

impl Allowance<'_> {
    /// No machine can say how this file may differ.
    fn is_open(&self, key: &str) -> bool {
        self.changed.get(key).is_some_and(|changed| changed.announced == Announced::Anything)
    }

    /// Returns whether fixes set options in this file.
    fn sets_options(&self, key: &str) -> bool {
        self.changed.get(key).is_some_and(|changed| changed.sets_options)
    }

    /// Names the rules that a mistake in this file may be the fault of.
    pub fn blame(&self, key: &str) -> String {
        let rules = match self.changed.get(key) {
            Some(changed) => changed.rules.iter().copied().collect::<Vec<_>>(),
            None => self.changed.values().flat_map(|changed| changed.rules.iter().copied()).collect(),
        };
        let mut rules: Vec<&str> = rules.into_iter().map(RuleId::as_str).collect();
        rules.sort_unstable();
        rules.dedup();
        format!("the fixes are those of {}", rules.join(", "))
    }
}

/// The error says what is wrong, and with the fixes of which rules.
pub(super) fn judge(
    before: &Before,
    workspace: &Workspace,
    changed: &[Changed],
    second: Second<'_>,
) -> Result<Vec<Unjudged>, String> {
    let may_rename = changed.iter().any(|changed| changed.announced >= Announced::Names);
    let allowance = Allowance {
        may_rename,
        changed: changed.iter().map(|changed| (changed.path.as_str(), changed)).collect(),
    };
    // What a file with errors says is anybody's guess.
    let is_sound = |key: &str| !before.errors.contains_key(key);
    is_as_announced(&before.compiled, &compiled(workspace), &allowance, is_sound)?;
    second(before, workspace, changed, &allowance)
}

/// Holds each judged file that is in both against itself. The error says which differs more than it may.
pub fn is_as_announced(
    before: &Compiled,
    after: &Compiled,
    allowance: &Allowance<'_>,
    is_judged: impl Fn(&str) -> bool + Sync,
) -> Result<(), String> {
    let old: HashMap<&str, usize> =
        (0..).zip(before.files()).map(|(at, file)| (file.key.as_str(), at)).collect();
    let is_open = |key: &str| allowance.is_open(key);
    let unsteady = unsteady(after, &is_open);
    let places: Vec<usize> = (0..after.files().len()).collect();
    let wrong = parallel::map(&places, |&at| {
        let file = &after.files()[at];
        let is_held = !is_open(&file.key) && is_judged(&file.key);
        let before = (before, *old.get(file.key.as_str()).filter(|_| is_held)?);
        let options = unsteady.contains(&at) || allowance.sets_options(&file.key);
        let allowed = Allowed { names: allowance.may_rename, options, is_open: &is_open };
        Some((file.key.as_str(), difference(before, (after, at), allowed)?))
    });
    match wrong.into_iter().flatten().min() {
        None => Ok(()),
        Some((path, how)) => {
            Err(format!("{path} would mean something else: it {how}; {}", allowance.blame(path)))
        }
    }
}

/// The files that see one of which no machine can say how it may differ: their options may be declared there.
fn unsteady(compiled: &Compiled, is_open: &dyn Fn(&str) -> bool) -> HashSet<usize> {
    let files = compiled.files();
    let mut open: Vec<usize> = (0..files.len()).filter(|&at| is_open(&files[at].key)).collect();
    if open.iter().any(|&at| files[at].key.ends_with(well_known::DESCRIPTOR)) {
        return (0..files.len()).collect();
    }
    let mut importers: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        file.imports.iter().for_each(|import| importers.entry(*import).or_default().push(at));
    }
    let mut unsteady = HashSet::new();
    while let Some(at) = open.pop() {
        let new =
            importers.get(&at).into_iter().flatten().copied().filter(|&importer| unsteady.insert(importer));
        open.extend(new);
    }
    unsteady
}
