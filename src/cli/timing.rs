//! `--timing`: how long the stages of a run took, and each rule. Says so on standard error.

use super::terminal::tell;
use crate::check::Times;
use crate::workspace::Workspace;
use std::time::{Duration, Instant};

/// What is measured while a command runs.
pub(super) struct Timing {
    begin: Instant,
    pub(super) configured: Duration,
    pub(super) reported: Duration,
    pub(super) rules: Times,
}

impl Timing {
    pub(super) fn start() -> Timing {
        let none = Duration::ZERO;
        Timing { begin: Instant::now(), configured: none, reported: none, rules: Times::new() }
    }

    /// Says it in order of the work, rules behind; `linted` is how long it took to load and check.
    pub(super) fn tell(&self, workspace: &Workspace, linted: Duration) {
        let took = workspace.took;
        let stages = [
            ("configuration", self.configured),
            ("find files", took.find),
            ("read and parse", took.read),
            ("link and resolve", took.link),
            ("rules", linted - took.find - took.read - took.link),
            ("report", self.reported),
            ("all", self.begin.elapsed()),
        ];
        stages.into_iter().for_each(|(name, time)| row(name, time));
        let rules = self.rules.longest();
        if !rules.is_empty() {
            tell("rules, summed over all threads:");
            rules.into_iter().for_each(|(rule, time)| row(rule, time));
        }
    }
}

/// Runs something, and notes how long it took where that is asked for.
pub(super) fn measure<T>(
    timing: Option<&mut Timing>,
    stage: fn(&mut Timing) -> &mut Duration,
    work: impl FnOnce() -> T,
) -> T {
    let Some(timing) = timing else { return work() };
    let begin = Instant::now();
    let out = work();
    *stage(timing) += begin.elapsed();
    out
}

fn row(name: &str, time: Duration) {
    tell(format_args!("{:>10.2} ms  {name}", time.as_secs_f64() * 1e3));
}
