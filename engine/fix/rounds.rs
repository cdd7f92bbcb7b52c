//! Rounds of fixing: what one round makes of the files is loaded and linted again, until there is
//! nothing more to fix. Holds the new texts; writes none.

use super::Announced;
use super::aside::{Aside, Broken, Made, broken};
use super::before::Before;
use super::circle::Watch;
use super::judge::{self, Allowance, Unjudged};
use super::round::{Refused, Round, Taken, round};
use crate::documents::{Texts, Workspace};
use protune_compiler::diagnostic::{Diagnostic, RuleId, Safety};
use protune_compiler::schema::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// Fixes bring findings that bring fixes; no more often than this. Far more than there are declarations in each other,
/// so that only fixes that never end come here.
pub const MAX_ROUNDS: usize = 1000;

/// Files as they are once they are fixed, and what remains to be reported about them.
#[derive(Debug)]
pub struct Fixed {
    /// The files after all fixes.
    pub workspace: Workspace,
    /// Findings that remain.
    pub findings: Vec<Diagnostic>,
    /// In order of their paths.
    pub changed: Vec<Changed>,
    /// Number of fixes that were made.
    pub fixes: usize,
    /// Remaining findings that have a fix which cannot be made.
    pub refused: Vec<Refused>,
    /// Number of rounds after which there were still fixes to make.
    pub unfinished: Option<usize>,
    /// Files that the second compiler could not judge, and why.
    pub unjudged: Vec<Unjudged>,
}

/// A file that fixes change.
#[derive(Debug)]
pub struct Changed {
    /// Path as it is printed.
    pub path: String,
    /// Path on the disk.
    pub disk: PathBuf,
    /// Its text before the fixes.
    pub old: String,
    /// Its text after them.
    pub new: String,
    /// Number of fixes that change it; a fix may change several files.
    pub fixes: usize,
    /// The rules whose fixes these are.
    pub rules: BTreeSet<RuleId>,
    pub(super) announced: Announced,
    /// Whether any of the fixes sets options.
    pub(super) sets_options: bool,
}

/// Loads files, with these texts in place of some, and finds what is to be fixed. The texts are left as they are. The
/// error is for the user.
pub type Lint<'l> = &'l mut dyn FnMut(&mut Texts) -> Result<(Workspace, Vec<Diagnostic>), String>;

/// A second opinion on changed files: which of them it could not judge, or an error that says what it disagrees with.
pub type Second<'s> =
    &'s dyn Fn(&Before, &Workspace, &[Changed], &Allowance<'_>) -> Result<Vec<Unjudged>, String>;

/// The reason why nothing is fixed.
#[derive(Debug)]
pub enum Stopped {
    /// The files cannot be linted.
    Lint(String),
    /// Fixes do more than they may.
    Unsound(String),
}

/// Makes all fixes that are at most as unsafe as `limit`, but for those with which a file would not compile
/// any more and those that undo each other, and compares the result with the old texts. The error says what is wrong with the fixes;
/// nothing of them is to be kept then.
pub fn run(lint: Lint<'_>, limit: Safety, rounds: usize, second: Second<'_>) -> Result<Fixed, Stopped> {
    let mut aside = Aside::default();
    loop {
        let mut texts = Texts::new();
        match attempt(&mut texts, lint, limit, rounds, &aside).map_err(Stopped::Lint)? {
            Ok(rounds) => return rounds.judged(texts, second).map_err(Stopped::Unsound),
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
    texts: &mut Texts,
    lint: Lint<'_>,
    limit: Safety,
    rounds: usize,
    aside: &Aside,
) -> Result<Result<Rounds, Broken>, String> {
    let (mut workspace, mut findings) = lint(texts)?;
    let mut made = round(&workspace, &findings, limit, aside);
    let mut before = None;
    let mut changes = Changes::default();
    let mut watch = Watch::default();
    for number in 0..rounds {
        if made.files.is_empty() {
            break;
        }
        let round_of = Made { documents: &workspace.documents, findings: &findings, taken: &made.taken };
        if let Some(circle) = watch.close(&round_of) {
            return Ok(Err(circle));
        }
        let before = before.get_or_insert_with(|| Before::of(&workspace));
        changes.keep(&mut made, &workspace, texts);
        watch.see(number, hash(texts));
        // The schema goes before it is made again; there is room for one.
        let documents = workspace.documents;
        drop(workspace.schema);
        let new;
        (workspace, new) = lint(texts)?;
        let round_of = Made { documents: &documents, findings: &findings, taken: &made.taken };
        if let Some(broken) = broken(before, &workspace, &round_of) {
            return Ok(Err(broken));
        }
        findings = new;
        made = round(&workspace, &findings, limit, aside);
    }
    let unfinished = (!made.files.is_empty()).then_some(rounds);
    Ok(Ok(Rounds { workspace, findings, before, changes, refused: made.refused, unfinished }))
}

/// Hash of all new texts, independent of their order in the table.
fn hash(texts: &Texts) -> u64 {
    let one = |text: (&PathBuf, &String)| {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        hasher.finish()
    };
    texts.iter().map(one).fold(0, u64::wrapping_add)
}

/// State of the rounds.
struct Rounds {
    workspace: Workspace,
    findings: Vec<Diagnostic>,
    /// There is none when there was nothing to fix.
    before: Option<Before>,
    changes: Changes,
    refused: Vec<Refused>,
    unfinished: Option<usize>,
}

impl Rounds {
    fn judged(mut self, texts: Texts, second: Second<'_>) -> Result<Fixed, String> {
        let changed = self.changes.files(texts);
        let unjudged = match &self.before {
            Some(before) => judge::judge(before, &self.workspace, &changed, second)?,
            None => Vec::new(),
        };
        Ok(Fixed {
            workspace: self.workspace,
            findings: self.findings,
            changed,
            fixes: self.changes.fixes,
            refused: self.refused,
            unfinished: self.unfinished,
            unjudged,
        })
    }
}

/// Changes of the rounds so far.
#[derive(Default)]
struct Changes {
    files: BTreeMap<PathBuf, Changed>,
    fixes: usize,
}

impl Changes {
    fn keep(&mut self, made: &mut Round, workspace: &Workspace, texts: &mut Texts) {
        for (file, new) in std::mem::take(&mut made.files) {
            let source = workspace.document(file);
            let Some(disk) = source.disk.clone() else { continue };
            let changed = || Changed {
                path: source.path.clone(),
                disk: disk.clone(),
                old: workspace.text(file).text.to_owned(),
                new: String::new(),
                fixes: 0,
                rules: BTreeSet::new(),
                announced: Announced::Little,
                sets_options: false,
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
        let disk = workspace.document(file).disk.as_ref();
        let Some(changed) = disk.and_then(|disk| self.files.get_mut(disk)) else { return };
        changed.fixes += 1;
        changed.rules.insert(taken.rule);
        changed.announced = changed.announced.max(taken.announced);
        changed.sets_options |= taken.announced == Announced::Options;
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
