//! `--timing`: how long the stages of a run took, and each rule. Says so on standard error.

use super::terminal::tell;
use protune_compiler::diagnostic::RuleId;
use protune_engine::Workspace;
use protune_rules::Catalog;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Measurements while a command runs.
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
            rules.into_iter().for_each(|(rule, time)| row(&rule, time));
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

/// Time of each rule, summed over all threads.
pub(super) struct Times(HashMap<RuleId, Time>);

#[derive(Default)]
struct Time {
    nanoseconds: AtomicU64,
    runs: AtomicU64,
}

impl Times {
    fn new() -> Times {
        Times(Catalog::compiled_in().rules().iter().map(|rule| (rule.id, Time::default())).collect())
    }

    /// Adds the rules that a project brings.
    pub(super) fn add(&mut self, catalog: &Catalog) {
        for rule in catalog.rules() {
            self.0.entry(rule.id).or_default();
        }
    }

    /// Runs the check of a rule.
    pub(super) fn measure(&self, rule: RuleId, check: &mut dyn FnMut()) {
        let begin = Instant::now();
        check();
        if let Some(time) = self.0.get(&rule) {
            time.nanoseconds.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
            time.runs.fetch_add(1, Relaxed);
        }
    }

    /// Returns the rules that ran, the longest first.
    fn longest(&self) -> Vec<(RuleId, Duration)> {
        let ran = self
            .0
            .iter()
            .filter(|(_, time)| time.runs.load(Relaxed) > 0)
            .map(|(&rule, time)| (rule, Duration::from_nanos(time.nanoseconds.load(Relaxed))));
        let mut ran: Vec<_> = ran.collect();
        ran.sort_by_key(|&(rule, time)| (std::cmp::Reverse(time), rule));
        ran
    }
}
