//! `protune lint --watch`: lints again whenever a file has changed that matters. Looks at the files
//! themselves from time to time, as a walk finds them, which works on every disk and for every editor. A line begins
//! and a line ends each run, so that a program that reads along knows when it has all findings; `--quiet` keeps both.

use super::lint::{self, Lint};
use super::{Exit, Terminal, terminal};
use crate::workspace::{self, Request, Scope};
use protune_engine::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// A look may take this part of the time.
const SHARE: u32 = 10;

/// Ends on a signal such as that of Ctrl-C.
pub(super) fn run(args: &Lint, terminal: &Terminal) -> Exit {
    let mut imported = BTreeSet::new();
    loop {
        let mut seen = Seen::look(args.request(), &imported);
        terminal.clear();
        terminal::tell("linting");
        let linted = lint::once(args, terminal);
        if let Some(workspace) = linted.workspace {
            imported = disks(&workspace);
            seen.add(&imported);
        }
        terminal::tell("watching for changes; Ctrl-C ends");
        wait(args, &imported, &seen);
    }
}

/// Waits until a look shows something else.
fn wait(args: &Lint, imported: &BTreeSet<PathBuf>, seen: &Seen) {
    let mut pause = PAUSE;
    loop {
        thread::sleep(pause);
        let begin = Instant::now();
        if Seen::look(args.request(), imported) != *seen {
            return;
        }
        pause = PAUSE.max(begin.elapsed() * SHARE);
    }
}

fn disks(workspace: &Workspace) -> BTreeSet<PathBuf> {
    workspace.documents.iter().filter_map(|source| source.disk.clone()).collect()
}

/// Files to lint, as far as they are known without reading schemas.
#[derive(Default, PartialEq, Eq)]
struct Seen {
    files: BTreeMap<PathBuf, Stamp>,
    /// Errors in configurations, and paths that do not exist.
    problems: Vec<String>,
}

/// When a file was written and how long it is; `None` when it is not there.
type Stamp = Option<(Option<SystemTime>, u64)>;

impl Seen {
    fn look(request: Request, imported: &BTreeSet<PathBuf>) -> Seen {
        let mut seen = Seen::default();
        match Scope::find(request) {
            Ok(scope) => {
                seen.add(scope.projects.iter().map(|project| &project.file));
                let files = workspace::files(&scope);
                seen.problems.extend(files.failures.into_iter().map(|failure| failure.path));
                seen.add(files.files.iter().map(|found| &found.disk));
            }
            Err(problems) => {
                seen.problems
                    .extend(problems.iter().map(|problem| format!("{:?} {}", problem.span, problem.message)));
            }
        }
        seen.add(imported);
        seen
    }

    fn add<'p>(&mut self, paths: impl IntoIterator<Item = &'p PathBuf>) {
        let stamp = |path: &PathBuf| {
            let known = path.metadata().ok()?;
            Some((known.modified().ok(), known.len()))
        };
        let new = paths.into_iter().map(|path| (path.clone(), stamp(path)));
        for (path, stamp) in new {
            self.files.entry(path).or_insert(stamp);
        }
    }
}
