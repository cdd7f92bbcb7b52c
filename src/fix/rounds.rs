//! Rounds of fixing: what one round makes of the files is loaded and linted again, until there is
//! nothing more to fix. Holds the new texts; writes none.

use super::Announced;
use super::aside::{Aside, Broken, Made, broken};
use super::before::Before;
use super::judge::{self, Unjudged};
use super::round::{Refused, Round, Taken, round};
use crate::workspace::{Scope, Texts, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_compiler::schema::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Fixes bring findings that bring fixes; no more often than this.
pub const MAX_ROUNDS: usize = 10;

/// What the files say once they are fixed, and what is still to be said of them.
pub struct Fixed {
    pub workspace: Workspace,
    pub findings: Vec<Diagnostic>,
    /// In order of their paths.
    pub changed: Vec<Changed>,
    /// How many fixes were made.
    pub fixes: usize,
    /// Those of the findings that have a fix which cannot be made.
    pub refused: Vec<Refused>,
    /// There were fixes to make still after the last round.
    pub is_unfinished: bool,
    /// What the second compiler was not asked about, and why.
    pub unjudged: Vec<Unjudged>,
}

/// A file that fixes change.
pub struct Changed {
    /// As it is printed.
    pub path: String,
    pub disk: PathBuf,
    /// What it says on the disk.
    pub old: String,
    pub new: String,
    /// How many fixes change it; a fix may change several files.
    pub fixes: usize,
    /// The rules whose fixes these are.
    pub rules: BTreeSet<&'static str>,
    pub(super) announced: Announced,
}

/// Loads a scope and lints it. The error is for the user.
pub type Lint<'l> = &'l dyn Fn(&Scope) -> Result<(Workspace, Vec<Diagnostic>), String>;

/// Why nothing is fixed.
pub enum Stopped {
    /// The files cannot be linted.
    Lint(String),
    /// Fixes do more than they may.
    Unsound(String),
}

/// Makes all fixes that are at most as unsafe as `limit`, but for those with which a file would not compile
/// any more, and holds what comes of it against what was. The error says what is wrong with the fixes;
/// nothing of them is to be kept then.
pub fn run(scope: &mut Scope, lint: Lint<'_>, limit: Safety, rounds: usize) -> Result<Fixed, Stopped> {
    let mut aside = Aside::default();
    loop {
        let done = attempt(scope, lint, limit, rounds, &aside);
        let texts = std::mem::take(&mut scope.texts);
        match done.map_err(Stopped::Lint)? {
            Ok(rounds) => return rounds.judged(texts).map_err(Stopped::Unsound),
            Err(broken) => {
                let why = broken.why.clone();
                if !aside.add(broken) {
                    return Err(Stopped::Unsound(why));
                }
            }
        }
    }
}

/// Round after round, all from the start.
fn attempt(
    scope: &mut Scope,
    lint: Lint<'_>,
    limit: Safety,
    rounds: usize,
    aside: &Aside,
) -> Result<Result<Rounds, Broken>, String> {
    let (mut workspace, mut findings) = lint(scope)?;
    let mut made = round(&workspace, &findings, limit, aside);
    let mut before = None;
    let mut changes = Changes::default();
    for _ in 0..rounds {
        if made.files.is_empty() {
            break;
        }
        let before = before.get_or_insert_with(|| Before::of(&workspace));
        changes.keep(&mut made, &workspace, &mut scope.texts);
        // The schema goes before it is made again; there is room for one.
        let sources = workspace.sources;
        drop(workspace.schema);
        let new;
        (workspace, new) = lint(scope)?;
        let round_of = Made { sources: &sources, findings: &findings, taken: &made.taken };
        if let Some(broken) = broken(before, &workspace, &round_of) {
            return Ok(Err(broken));
        }
        findings = new;
        made = round(&workspace, &findings, limit, aside);
    }
    Ok(Ok(Rounds { workspace, findings, before, changes, next: made }))
}

/// What the rounds have come to.
struct Rounds {
    workspace: Workspace,
    findings: Vec<Diagnostic>,
    /// There is none when there was nothing to fix.
    before: Option<Before>,
    changes: Changes,
    /// What one more round would do.
    next: Round,
}

impl Rounds {
    fn judged(mut self, texts: Texts) -> Result<Fixed, String> {
        let changed = self.changes.files(texts);
        let unjudged = match &self.before {
            Some(before) => judge::judge(before, &self.workspace, &changed)?,
            None => Vec::new(),
        };
        Ok(Fixed {
            workspace: self.workspace,
            findings: self.findings,
            changed,
            fixes: self.changes.fixes,
            refused: self.next.refused,
            is_unfinished: !self.next.files.is_empty(),
            unjudged,
        })
    }
}

/// What the rounds so far have changed.
#[derive(Default)]
struct Changes {
    files: BTreeMap<PathBuf, Changed>,
    fixes: usize,
}

impl Changes {
    fn keep(&mut self, made: &mut Round, workspace: &Workspace, texts: &mut Texts) {
        for (file, new) in std::mem::take(&mut made.files) {
            let source = workspace.source(file);
            let Some(disk) = source.disk.clone() else { continue };
            let changed = || Changed {
                path: source.path.clone(),
                disk: disk.clone(),
                old: workspace.schema.file(file).text().to_owned(),
                new: String::new(),
                fixes: 0,
                rules: BTreeSet::new(),
                announced: Announced::Little,
            };
            self.files.entry(disk.clone()).or_insert_with(changed);
            texts.insert(disk, new);
        }
        self.fixes += made.taken.len();
        for taken in &made.taken {
            taken.files().into_iter().for_each(|file| self.note(taken, workspace, file));
        }
    }

    fn note(&mut self, taken: &Taken, workspace: &Workspace, file: FileId) {
        let disk = workspace.source(file).disk.as_ref();
        let Some(changed) = disk.and_then(|disk| self.files.get_mut(disk)) else { return };
        changed.fixes += 1;
        changed.rules.insert(taken.rule);
        changed.announced = changed.announced.max(taken.announced);
    }

    /// The files that say something else than they did.
    fn files(&mut self, mut texts: Texts) -> Vec<Changed> {
        let files = std::mem::take(&mut self.files).into_iter().filter_map(|(disk, changed)| {
            let new = texts.remove(&disk).filter(|new| *new != changed.old)?;
            Some(Changed { new, ..changed })
        });
        let mut changed: Vec<Changed> = files.collect();
        changed.sort_by(|a, b| a.path.cmp(&b.path));
        changed
    }
}
