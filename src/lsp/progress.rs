//! Progress of work that takes long, for editors that show it.

use super::session::{Asked, Session};
use protune_engine::documents::{Progress, Stage};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time after which work counts as long.
const LONG: Duration = Duration::from_millis(300);
/// Time between two reports.
const PAUSE: Duration = Duration::from_millis(100);

/// Work whose progress is shown once it takes long.
pub(super) struct Bar {
    pub(super) number: u64,
    title: String,
    progress: Arc<Progress>,
    state: State,
    /// Time of the last change of the state, or of the last report.
    since: Instant,
    /// Percentage that was reported last.
    percentage: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is shown yet.
    New,
    /// The editor was asked for a bar.
    Asked,
    /// The bar is there.
    Shown,
}

impl Bar {
    fn token(&self) -> String {
        format!("protune/{}", self.number)
    }

    /// Part that is done, as a percentage that never falls, and in words.
    fn now(&self) -> (usize, String) {
        let (stage, done, all) = self.progress.now();
        let (from, to, verb) = match stage {
            Stage::Finding => (0, 5, "finding"),
            Stage::Reading => (5, 50, "reading"),
            Stage::Linking => (50, 60, "linking"),
            Stage::Checking | Stage::Formatting | Stage::Measuring => (60, 100, "checking"),
        };
        let part = ((to - from) * done.min(all)).checked_div(all).unwrap_or(0);
        let words = if all == 0 { format!("{verb} files") } else { format!("{verb} {done} of {all} files") };
        ((from + part).max(self.percentage), words)
    }
}

impl Session {
    /// Begins to count the progress of some work. Returns its number, which ends it, and the counter.
    pub(super) fn begin_bar(&mut self, title: impl Into<String>) -> (u64, Arc<Progress>) {
        let (number, progress) = (self.next_bar, Arc::<Progress>::default());
        self.next_bar += 1;
        if self.client.can("/window/workDoneProgress") {
            let (title, since) = (title.into(), Instant::now());
            let bar =
                Bar { number, title, progress: progress.clone(), state: State::New, since, percentage: 0 };
            self.bars.push(bar);
        }
        (number, progress)
    }

    /// Ends the bar of some work.
    pub(super) fn end_bar(&mut self, number: u64) {
        let Some(at) = self.bars.iter().position(|bar| bar.number == number) else { return };
        let bar = self.bars.remove(at);
        if bar.state == State::Shown {
            self.tell_bar(&bar, json!({ "kind": "end" }));
        }
    }

    /// Time until bars are to be shown or moved, if there are any.
    pub(super) fn until_bars(&self) -> Option<Duration> {
        let due = |bar: &Bar| match bar.state {
            State::New => Some(LONG.saturating_sub(bar.since.elapsed())),
            State::Asked => None,
            State::Shown => Some(PAUSE.saturating_sub(bar.since.elapsed())),
        };
        self.bars.iter().filter_map(due).min()
    }

    /// Asks for bars of work that takes long, and moves those that are there.
    pub(super) fn move_bars(&mut self) {
        let mut asked = Vec::new();
        let mut bars = std::mem::take(&mut self.bars);
        for bar in &mut bars {
            match bar.state {
                State::New if bar.since.elapsed() >= LONG => {
                    bar.state = State::Asked;
                    asked.push((bar.number, bar.token()));
                }
                State::Shown if bar.since.elapsed() >= PAUSE => {
                    let (percentage, message) = bar.now();
                    bar.since = Instant::now();
                    if percentage > bar.percentage {
                        bar.percentage = percentage;
                        let value = json!({ "kind": "report", "percentage": percentage, "message": message });
                        self.tell_bar(bar, value);
                    }
                }
                _ => {}
            }
        }
        self.bars = bars;
        for (number, token) in asked {
            self.ask("window/workDoneProgress/create", json!({ "token": token }), Asked::Bar(number));
        }
    }

    /// The editor made a bar. Work that ended in the meantime has none.
    pub(super) fn show_bar(&mut self, number: u64) {
        let Some(at) = self.bars.iter().position(|bar| bar.number == number) else { return };
        let bar = &mut self.bars[at];
        (bar.percentage, bar.state, bar.since) = (bar.now().0, State::Shown, Instant::now());
        let bar = &self.bars[at];
        let (percentage, message) = bar.now();
        let value = json!({
            "kind": "begin", "title": bar.title, "message": message, "percentage": percentage, "cancellable": false,
        });
        self.tell_bar(bar, value);
    }

    fn tell_bar(&self, bar: &Bar, value: Value) {
        self.notify("$/progress", json!({ "token": bar.token(), "value": value }));
    }
}
