//! Whether fixes did what they announced, and no more, in files that compile: by our compiler over all
//! files, and by a second one over some that changed. Says yes or why not; changes nothing.

use super::before::{Before, compiled};
use super::second;
use super::{Announced, Changed};
use crate::workspace::Workspace;
use protune_compiler::descriptor::likeness::{Allowed, Compiled, difference};
use protune_compiler::well_known;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// A file that the second compiler could not judge.
pub struct Unjudged {
    pub path: String,
    /// Why, in words.
    pub reason: String,
}

/// What the fixes of a run are allowed to do.
pub(super) struct Terms<'c> {
    may_rename: bool,
    changed: HashMap<&'c str, &'c Changed>,
}

impl Terms<'_> {
    /// No machine can say how this file may differ.
    fn is_open(&self, key: &str) -> bool {
        self.changed.get(key).is_some_and(|changed| changed.announced == Announced::Anything)
    }

    /// Whose fault a mistake in this file is, as far as we know.
    pub(super) fn blame(&self, key: &str) -> String {
        let rules = match self.changed.get(key) {
            Some(changed) => changed.rules.iter().copied().collect::<Vec<_>>(),
            None => self.changed.values().flat_map(|changed| changed.rules.iter().copied()).collect(),
        };
        let mut rules: Vec<&str> = rules;
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
) -> Result<Vec<Unjudged>, String> {
    let may_rename = changed.iter().any(|changed| changed.announced >= Announced::Names);
    let terms = Terms {
        may_rename,
        changed: changed.iter().map(|changed| (changed.path.as_str(), changed)).collect(),
    };
    // What a file with errors says is anybody's guess.
    let is_sound = |key: &str| !before.errors.contains_key(key);
    is_as_announced(&before.compiled, &compiled(workspace), &terms, is_sound)?;
    second::agrees(before, workspace, changed, &terms)
}

/// Holds each judged file that is in both against itself.
pub(super) fn is_as_announced(
    before: &Compiled,
    after: &Compiled,
    terms: &Terms<'_>,
    is_judged: impl Fn(&str) -> bool + Sync,
) -> Result<(), String> {
    let old: HashMap<&str, usize> =
        (0..).zip(before.files()).map(|(at, file)| (file.key.as_str(), at)).collect();
    let is_open = |key: &str| terms.is_open(key);
    let unsteady = unsteady(after, &is_open);
    let judged =
        after.files().par_iter().enumerate().filter(|(_, file)| !is_open(&file.key) && is_judged(&file.key));
    let wrong = judged.filter_map(|(at, file)| {
        let before = (before, *old.get(file.key.as_str())?);
        let options = unsteady.contains(&at);
        let allowed = Allowed { names: terms.may_rename, options, is_open: &is_open };
        Some((file.key.as_str(), difference(before, (after, at), allowed)?))
    });
    match wrong.min() {
        None => Ok(()),
        Some((path, how)) => {
            Err(format!("{path} would mean something else: it {how}; {}", terms.blame(path)))
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
