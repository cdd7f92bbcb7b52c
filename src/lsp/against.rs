//! Changes that break an older version, for editors whose settings name one. They are looked for on a thread of their own
//! when nobody types, and again when the version moves.

use super::client::Client;
use super::diagnostics;
use super::session::{Event, Session, is_schema};
use super::settings::Settings;
use super::world::{Place, World};
use crate::config::{Problem, Section};
use crate::workspace::input::{self, Input};
use crate::workspace::{self, Elsewhere, Reach, Request, Scope};
use gen_lsp_types::Diagnostic;
use protune_compiler::schema::COMPILE;
use protune_engine::check::{Limits, breaking, problems_before};
use protune_engine::documents::{Progress, Side, Texts};
use serde_json::json;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Time without edits after which a comparison begins.
const CALM: Duration = Duration::from_secs(1);
/// Time between two looks at whether the version has moved.
const PAUSE: Duration = Duration::from_secs(3);
/// Most changes in files that are gone that are named in the log.
const MOST_GONE: usize = 50;

/// Comparison of a world with an older version.
#[derive(Default)]
pub(super) struct Comparison {
    /// Since when it may differ; `None` if it does not.
    behind: Option<Instant>,
    is_running: bool,
    /// Breaking changes in files that have any.
    found: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// State of the repository at the last comparison.
    stamp: Stamp,
    /// Error that was shown last.
    problem: Option<String>,
}

/// Result of a comparison.
pub(super) struct Compared {
    found: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// Changes in files that are gone, in words.
    gone: Vec<String>,
}

/// Times at which the files of a repository changed that say where its branches are.
type Stamp = Vec<Option<SystemTime>>;

impl Comparison {
    /// Schemas have changed.
    pub(super) fn follow(&mut self) {
        self.behind = Some(Instant::now());
    }

    pub(super) fn found(&self, path: &Path) -> &[Diagnostic] {
        self.found.get(path).map_or(&[], Vec::as_slice)
    }
}

impl Session {
    /// Time until a comparison begins, or until it is looked whether the version has moved.
    pub(super) fn until_comparison(&self) -> Option<Duration> {
        self.settings.against()?;
        let waits = self.worlds.iter().filter(|world| can_be_compared(world));
        let due = waits.map(|world| match world.comparison.behind {
            Some(since) => CALM.saturating_sub(since.elapsed()),
            None => PAUSE.saturating_sub(self.looked_at_refs.elapsed()),
        });
        due.min()
    }

    /// The version to compare with is another one, or there is none any more.
    pub(super) fn compared_anew(&mut self) {
        for world in &mut self.worlds {
            world.comparison.problem = None;
            world.comparison.follow();
        }
        if self.settings.against().is_none() {
            for at in 0..self.worlds.len() {
                self.worlds[at].comparison.behind = None;
                self.show_compared(at, BTreeMap::new());
            }
        }
    }

    /// Begins the comparisons that are due.
    pub(super) fn compare(&mut self) {
        if self.settings.against().is_none() {
            return;
        }
        if self.looked_at_refs.elapsed() >= PAUSE {
            self.looked_at_refs = Instant::now();
            for world in self.worlds.iter_mut().filter(|world| can_be_compared(world)) {
                if stamp(world.place.folder()) != world.comparison.stamp {
                    world.comparison.behind.get_or_insert_with(Instant::now);
                }
            }
        }
        for at in 0..self.worlds.len() {
            let world = &self.worlds[at];
            let is_due = world.comparison.behind.is_some_and(|since| since.elapsed() >= CALM);
            if is_due && can_be_compared(world) {
                self.start_comparing(at);
            }
        }
    }

    fn start_comparing(&mut self, at: usize) {
        let Some(version) = self.settings.against() else { return };
        let (bar, progress) = self.begin_bar(format!("Comparing with {version}"));
        let texts: Texts = self
            .documents
            .iter()
            .filter_map(|(key, document)| Some((key.path()?.to_owned(), document.text.clone())))
            .filter(|(path, _)| is_schema(path))
            .collect();
        let world = &mut self.worlds[at];
        let comparison = &mut world.comparison;
        (comparison.behind, comparison.is_running) = (None, true);
        comparison.stamp = stamp(world.place.folder());
        let (place, settings, client) = (world.place.clone(), self.settings.clone(), self.client.clone());
        let events = self.events.clone();
        let work = move || {
            let job = Job { place: &place, settings: &settings, client: &client };
            let result = catch_unwind(AssertUnwindSafe(|| job.run(texts, progress)));
            let result =
                result.unwrap_or_else(|_| Err("the comparison failed: this is a bug of protune".to_owned()));
            let _ = events.send(Event::Compared { place, bar, result });
        };
        let spawned = thread::Builder::new().name("comparing".to_owned()).stack_size(8 << 20).spawn(work);
        if spawned.is_err() {
            self.worlds[at].comparison.is_running = false;
            self.end_bar(bar);
        }
    }

    /// Takes over the result of a comparison.
    pub(super) fn compared(&mut self, place: &Place, bar: u64, result: Result<Compared, String>) {
        self.end_bar(bar);
        let Some(at) = self.worlds.iter().position(|world| world.place == *place) else { return };
        self.worlds[at].comparison.is_running = false;
        if self.settings.against().is_none() {
            return;
        }
        match result {
            Ok(Compared { found, gone }) => {
                self.worlds[at].comparison.problem = None;
                for line in gone.iter().take(MOST_GONE) {
                    self.notify("window/logMessage", json!({ "type": 3, "message": line }));
                }
                self.show_compared(at, found);
            }
            Err(problem) => {
                let comparison = &mut self.worlds[at].comparison;
                if comparison.problem.as_ref() != Some(&problem) {
                    comparison.problem = Some(problem.clone());
                    self.notify(
                        "window/showMessage",
                        json!({ "type": 2, "message": format!("protune: {problem}") }),
                    );
                }
                self.show_compared(at, BTreeMap::new());
            }
        }
    }

    /// Has the files shown again whose breaking changes differ.
    fn show_compared(&mut self, at: usize, found: BTreeMap<PathBuf, Vec<Diagnostic>>) {
        let world = &mut self.worlds[at];
        let before = std::mem::replace(&mut world.comparison.found, found);
        let Some(loaded) = &mut world.loaded else { return };
        for path in before.keys().chain(world.comparison.found.keys()) {
            let is_same = before.get(path) == world.comparison.found.get(path);
            if let Some(file) = loaded.files.find(path).filter(|_| !is_same) {
                loaded.touched.insert(file);
                loaded.fingerprints.remove(&file);
            }
        }
    }
}

/// Whether a comparison can begin.
fn can_be_compared(world: &World) -> bool {
    !world.comparison.is_running && world.loaded.is_some() && world.loading.is_none()
}

/// Input of a comparison.
struct Job<'j> {
    place: &'j Place,
    settings: &'j Settings,
    client: &'j Client,
}

impl Job<'_> {
    /// The error is for the user.
    fn run(&self, texts: Texts, progress: Arc<Progress>) -> Result<Compared, String> {
        let folder = self.place.folder();
        let input = self.settings.open_against(folder)?;
        let cannot = |why: String| format!("cannot compare with {}: {why}", input.name);
        let request = Request {
            paths: vec![self.place.path().to_owned()],
            obeys_exclude: true,
            config: self.settings.configuration.clone(),
            used: &[Section::Breaking],
            texts,
            elsewhere: Elsewhere::of_sparse_checkout(folder, false).map_err(cannot)?.into(),
            progress,
            ..Request::default()
        };
        let (after, before) = workspace::requests(request, None, std::slice::from_ref(&input), None);
        let first = |problems: Vec<Problem>| {
            cannot(problems.first().map_or_else(String::new, |it| input.shown(&it.in_one_line())))
        };
        let after = Scope::find(after).map_err(first)?;
        let before: Vec<Scope> =
            before.into_iter().map(|it| Scope::find(it).map_err(first)).collect::<Result<_, _>>()?;
        let before: Vec<Scope> = before
            .into_iter()
            .map(|mut scope| {
                workspace::exclude_alike(&mut scope, &after);
                scope
            })
            .collect();
        let workspace = workspace::load_sides(&before, &after, Reach::Modules);
        if let Some(problem) = problems_before(&workspace).first() {
            let path = &workspace.document(problem.place.file).path;
            return Err(cannot(format!("it does not compile: {path}: {}", problem.message)));
        }
        let limits = Limits { compared_from: after.compared_from().map(Path::to_owned), ..Limits::default() };
        let mut findings = breaking(&workspace, &after.settings(), &limits);
        // The compiler's errors are shown in any case.
        findings.retain(|finding| finding.rule != COMPILE);
        let (gone, here): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| workspace.document(finding.place.file).side == Side::Before);
        let gone = gone.iter().map(|finding| {
            let path = &workspace.document(finding.place.file).path;
            format!("{path}: [{}] {}", finding.rule, finding.message)
        });
        let catalog = after.catalog();
        let mut found: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for finding in &here {
            let document = workspace.document(finding.place.file);
            if let Some(disk) = &document.disk {
                let shown =
                    diagnostics::of_comparison(self.client, catalog, &workspace, finding, &input.name);
                found.entry(disk.clone()).or_default().push(shown);
            }
        }
        Ok(Compared { found, gone: gone.collect() })
    }
}

impl Settings {
    /// The version to compare with, in words.
    pub(super) fn against(&self) -> Option<String> {
        let merge_base = self.merge_base.as_ref().map(|branch| format!("the merge base with {branch}"));
        self.against.clone().or(merge_base)
    }

    /// Opens the version to compare with. The error is for the user.
    fn open_against(&self, folder: &Path) -> Result<Input, String> {
        let opened = match (&self.against, &self.merge_base) {
            // That of a run in CI may be fetched.
            (Some(text), _) if text == "ci" => Err("an editor runs in no CI; name a git revision".to_owned()),
            (Some(text), _) => input::open(text, folder),
            (None, Some(branch)) => input::open_merge_base(branch, folder),
            (None, None) => Err("the settings name no version".to_owned()),
        };
        opened.map_err(|why| format!("cannot compare with {}: {why}", self.against().unwrap_or_default()))
    }
}

impl Place {
    /// The folder, or that of the file.
    fn folder(&self) -> &Path {
        match self {
            Place::Folder(folder) => folder,
            Place::File(file) => file.parent().unwrap_or(file),
        }
    }
}

/// Looks at the repository around a folder. Reads no commit.
fn stamp(folder: &Path) -> Stamp {
    let git = workspace::repository_around(folder).join(".git");
    // In a linked worktree it is a file that names the folder.
    let linked = std::fs::read_to_string(&git).ok();
    let linked = linked.as_deref().and_then(|text| text.strip_prefix("gitdir: "));
    let git = linked.map_or(git.clone(), |path| git.with_file_name("").join(path.trim_end()));
    let time = |name: &str| std::fs::metadata(git.join(name)).and_then(|it| it.modified()).ok();
    ["HEAD", "logs/HEAD", "FETCH_HEAD", "packed-refs", "refs/heads", "refs/tags"].map(time).to_vec()
}
