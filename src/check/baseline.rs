//! Findings that were there on some day, in a file: they are recorded, and not reported again. Knows how
//! the file looks; which findings there are, it is told.

use super::fingerprint::context;
use crate::workspace::{Workspace, paths};
use crate::write;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{COMPILE, FileId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// It grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

/// What is recorded. A finding has its file, its rule and the line where it begins: it stays the same
/// when lines are put in above it. Of findings that agree in all three only the number counts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: u32,
    files: Files,
}

/// By path, seen from the folder of the baseline and with `/`; then by rule; then by the hash of a line.
type Files = BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>;

/// A baseline in its place.
#[derive(Clone)]
pub struct Baseline {
    /// As it was named.
    path: PathBuf,
    /// Where it lies. Absolute.
    folder: PathBuf,
    files: Files,
}

/// What came of a baseline.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// How many findings are recorded in it, and of how many files.
    pub recorded: usize,
    pub files: usize,
    /// How many findings it hides.
    pub hidden: usize,
    /// How many of those recorded are no longer found, although it was looked for them.
    pub gone: usize,
}

impl Baseline {
    /// Reads a baseline. The error is for the user.
    pub fn read(path: &Path) -> Result<Baseline, String> {
        let text = fs::read_to_string(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let path = path.display();
                format!("there is no baseline {path}; --write-baseline {path} records what is found today")
            }
            _ => format!("cannot read the baseline {}: {}", path.display(), write::reason(&error)),
        })?;
        let files = parse(&text).map_err(|reason| format!("cannot use {}: {reason}", path.display()))?;
        Ok(Baseline::new(path, files))
    }

    /// What is there to be written anew: empty where there is no file yet. A file that is something
    /// else is not written over.
    pub fn renew(path: &Path) -> Result<Baseline, String> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() && found.len() > 0 => Baseline::read(path)
                .map_err(|reason| format!("{reason}; remove the file to have it written anew")),
            _ => Ok(Baseline::new(path, Files::new())),
        }
    }

    fn new(path: &Path, files: Files) -> Baseline {
        let mut folder = paths::absolute(path, &paths::working_dir());
        folder.pop();
        Baseline { path: path.to_owned(), folder, files }
    }

    /// As it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the findings out that are recorded: of those that agree the first, as many as there were. Gives
    /// them beside what came of it.
    pub fn hide(&self, workspace: &Workspace, findings: &mut Vec<Diagnostic>) -> (Outcome, Vec<Diagnostic>) {
        let mut left = self.files.clone();
        let mut names = Names::new(self, workspace);
        let is_known =
            |finding: &mut Diagnostic| take(&mut left, names.of(finding.place.file), workspace, finding);
        let known: Vec<Diagnostic> = findings.extract_if(.., is_known).collect();
        let judged = Judged::new(self, workspace);
        let gone = left.iter().map(|(path, rules)| judged.count(path, rules)).sum();
        (Outcome { hidden: known.len(), gone, ..self.size() }, known)
    }

    /// Records the findings, and takes them out; compiler errors stay. What was recorded of files and
    /// rules that were not judged this time is kept.
    pub fn record(
        mut self,
        workspace: &Workspace,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Outcome, String> {
        let judged = Judged::new(&self, workspace);
        let mut files = std::mem::take(&mut self.files);
        for (path, rules) in &mut files {
            rules.retain(|rule, _| !judged.has(path, rule));
        }
        let mut names = Names::new(&self, workspace);
        findings.retain(|finding| {
            if finding.rule == COMPILE {
                return true;
            }
            let rules = files.entry(names.of(finding.place.file).to_owned()).or_default();
            let lines = rules.entry(finding.rule.to_owned()).or_default();
            *lines.entry(context(workspace, finding).to_string()).or_default() += 1;
            false
        });
        files.retain(|_, rules| !rules.is_empty());
        self.files = files;
        self.write()?;
        Ok(self.size())
    }

    fn write(&self) -> Result<(), String> {
        let fill = |out: &mut dyn Write| {
            serde_json::to_writer_pretty(&mut *out, &Layout { version: VERSION, files: &self.files })?;
            out.write_all(b"\n")
        };
        write::file(&self.path, fill)
            .map_err(|reason| format!("cannot write the baseline {}: {reason}", self.path.display()))
    }

    fn size(&self) -> Outcome {
        let recorded = self.files.values().map(sum).sum();
        Outcome { recorded, files: self.files.len(), ..Outcome::default() }
    }
}

/// As [`Record`] is written.
#[derive(Serialize)]
struct Layout<'f> {
    version: u32,
    files: &'f Files,
}

/// The error says why, in words.
fn parse(text: &str) -> Result<Files, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let no_baseline = |error: serde_json::Error| format!("it is not a baseline: {error}");
    let Versioned { version } = serde_json::from_str(text).map_err(no_baseline)?;
    if version != VERSION {
        return Err(format!(
            "it is a baseline of version {version}, and this is protune {}, which knows version {VERSION}",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let record: Record = serde_json::from_str(text).map_err(no_baseline)?;
    Ok(record.files)
}

fn take(left: &mut Files, path: &str, workspace: &Workspace, finding: &Diagnostic) -> bool {
    // First without the hash: most findings of a run that has news are in files without records.
    let Some(lines) = left.get_mut(path).and_then(|rules| rules.get_mut(finding.rule)) else { return false };
    match lines.get_mut(&context(workspace, finding).to_string()) {
        Some(count) if *count > 0 && finding.rule != COMPILE => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

fn sum(rules: &BTreeMap<String, BTreeMap<String, u32>>) -> usize {
    rules.values().flat_map(BTreeMap::values).map(|&count| count as usize).sum()
}

/// What the files of a workspace are called in a baseline.
struct Names<'w> {
    baseline_folder: PathBuf,
    workspace: &'w Workspace,
    known: HashMap<FileId, String>,
}

impl<'w> Names<'w> {
    fn new(baseline: &Baseline, workspace: &'w Workspace) -> Names<'w> {
        Names { baseline_folder: baseline.folder.clone(), workspace, known: HashMap::new() }
    }

    fn of(&mut self, file: FileId) -> &str {
        self.known.entry(file).or_insert_with(|| {
            let source = self.workspace.source(file);
            match &source.disk {
                Some(disk) => paths::printed(disk, &self.baseline_folder),
                None => source.path.clone(),
            }
        })
    }
}

/// Which rules were judged in which files, so that what is recorded and was not found is gone.
struct Judged<'w> {
    folder: PathBuf,
    rules: HashMap<String, HashSet<&'w str>>,
    broken: HashSet<String>,
}

impl<'w> Judged<'w> {
    fn new(baseline: &Baseline, workspace: &'w Workspace) -> Judged<'w> {
        let mut names = Names::new(baseline, workspace);
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        let mut judged =
            Judged { folder: baseline.folder.clone(), rules: HashMap::new(), broken: HashSet::new() };
        for module in &workspace.modules {
            let rules: HashSet<&str> = module.lint.rules.iter().map(|chosen| chosen.rule.id).collect();
            for &file in module.files.iter().filter(|file| targets.contains(file)) {
                let name = names.of(file).to_owned();
                // Rules may keep silent where something is wrong with a file.
                if workspace.schema.file(file).problems().is_empty() {
                    judged.rules.insert(name, rules.clone());
                } else {
                    judged.broken.insert(name);
                }
            }
        }
        judged
    }

    /// A file that is there no more is judged, as it were.
    fn has(&self, path: &str, rule: &str) -> bool {
        match self.rules.get(path) {
            Some(rules) => rules.contains(rule),
            None => !self.broken.contains(path) && !self.folder.join(path).exists(),
        }
    }

    fn count(&self, path: &str, rules: &BTreeMap<String, BTreeMap<String, u32>>) -> usize {
        let judged = rules.iter().filter(|(rule, _)| self.has(path, rule));
        judged.flat_map(|(_, lines)| lines.values()).map(|&count| count as usize).sum()
    }
}
