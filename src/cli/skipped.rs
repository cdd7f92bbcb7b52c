//! Skipped parts: reports them, and fails if that is requested.

use super::{Exit, Terminal, problems};
use crate::config::Note;
use crate::workspace::input::Input;
use crate::workspace::{Idle, Scope};
use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

#[derive(clap::Args)]
pub(super) struct Skipped {
    /// Exit with 2 when something was skipped, such as a folder whose configuration cannot be used.
    #[arg(long, help_heading = "Output")]
    fail_on_skipped: bool,
    /// Reported skips that make the command fail.
    #[arg(skip)]
    told: Mutex<Vec<String>>,
    /// Number of skipped paths.
    #[arg(skip)]
    paths: AtomicUsize,
}

impl Skipped {
    /// Says what is odd about what was asked for: the configurations, and import roots that are not there.
    pub(super) fn tell_notes(&self, scope: &Scope, terminal: &Terminal) -> Exit {
        let exit = self.tell_all(scope.notes(), terminal);
        self.count(scope.passed_over().count());
        terminal.roots(scope);
        exit
    }

    /// Says which folders are left out, and which import roots are not there.
    pub(super) fn tell_left_out(&self, scope: &Scope, terminal: &Terminal) -> Exit {
        let exit = self.tell_all(scope.passed_over(), terminal);
        self.count(scope.passed_over().count());
        terminal.roots(scope);
        exit
    }

    /// Reports the named paths that are excluded and so are `what`, if that is requested or makes the command
    /// fail.
    pub(super) fn tell_excluded(
        &self,
        scope: &Scope,
        what: &str,
        is_told: bool,
        terminal: &Terminal,
    ) -> Exit {
        if is_told || self.fail_on_skipped {
            problems::tell_excluded(scope, what, terminal);
        }
        let excluded = scope.excluded();
        let skip = |(path, config): (String, String)| {
            self.count(1);
            self.exit(&format!("{path} is {what}: {config} excludes it"))
        };
        excluded.map(skip).max().unwrap_or(Exit::Clean)
    }

    /// Says which folders of an old side are left out, and which of its links lead nowhere.
    pub(super) fn tell_old_side(&self, scope: &Scope, input: &Input, terminal: &Terminal) -> Exit {
        let shown = |note: &Note| Note { message: input.shown(&note.message), ..note.clone() };
        let notes: Vec<Note> = scope.passed_over().map(shown).collect();
        let exit = self.tell_all(&notes, terminal);
        self.count(notes.len());
        let skip =
            |exit: Exit, what: &String| exit.max(self.skip(format_args!("{}: {what}", input.name), terminal));
        input.left_out.iter().fold(exit, skip)
    }

    /// Says which filters fit no file on any side; only after loading is that known.
    pub(super) fn tell_filters(&self, scope: &Scope, before: &[Scope], terminal: &Terminal) -> Exit {
        let is_idle = |idle: &&Idle| before.iter().all(|side| side.idle_filters().contains(idle));
        let tell = |idle: &Idle| {
            let (text, is_skip) = match *idle {
                Idle::Only(at) => {
                    (format!("no file is in --path {}", scope.request.only[at].display()), true)
                }
                Idle::Without(at) => {
                    (format!("no file is in --exclude-path {}", scope.request.without[at].display()), false)
                }
                Idle::All => ("--path and --exclude-path leave no file to check".to_owned(), true),
            };
            terminal.warn(&text);
            if is_skip { self.exit(&text) } else { Exit::Clean }
        };
        scope.idle_filters().iter().filter(is_idle).map(tell).max().unwrap_or(Exit::Clean)
    }

    fn tell_all<'n>(&self, notes: impl IntoIterator<Item = &'n Note>, terminal: &Terminal) -> Exit {
        let mut exit = Exit::Clean;
        for note in notes {
            terminal.note(note);
            if note.is_skip {
                exit = exit.max(self.exit(&note.message));
            }
        }
        exit
    }

    /// Says what of the findings is not known, if anything.
    pub(super) fn tell_unchecked(&self, what: Option<String>, terminal: &Terminal) -> Exit {
        let tell = |what: String| {
            terminal.warn(&what);
            self.exit(&what)
        };
        what.map_or(Exit::Clean, tell)
    }

    /// Says which work failed, whether skips fail or not.
    pub(super) fn fail(&self, what: &str, terminal: &Terminal) -> Exit {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_owned());
        terminal.fail(what)
    }

    /// Says which path is skipped.
    pub(super) fn skip(&self, what: impl Display, terminal: &Terminal) -> Exit {
        let what = what.to_string();
        terminal.warn(&what);
        self.count(1);
        self.exit(&what)
    }

    fn count(&self, paths: usize) {
        self.paths.fetch_add(paths, Ordering::Relaxed);
    }

    /// Returns how many paths were skipped since this was asked last.
    pub(super) fn paths(&self) -> usize {
        self.paths.swap(0, Ordering::Relaxed)
    }

    /// Returns what was skipped since this was asked last, where that fails: reports say so.
    pub(super) fn undone(&self) -> Vec<String> {
        std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn exit(&self, what: &str) -> Exit {
        if !self.fail_on_skipped {
            return Exit::Clean;
        }
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_owned());
        Exit::Failed
    }
}
