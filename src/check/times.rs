//! How long each rule takes, summed over all threads. Measures; says nothing about it.

use protune_rules::RULES;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

pub struct Times(HashMap<&'static str, Time>);

#[derive(Default)]
struct Time {
    nanoseconds: AtomicU64,
    runs: AtomicU64,
}

impl Times {
    pub fn new() -> Times {
        Times(RULES.iter().map(|rule| (rule.id, Time::default())).collect())
    }

    pub(super) fn measure(&self, rule: &str, check: impl FnOnce()) {
        let begin = Instant::now();
        check();
        if let Some(time) = self.0.get(rule) {
            time.nanoseconds.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
            time.runs.fetch_add(1, Relaxed);
        }
    }

    /// The rules that ran, the longest first.
    pub fn longest(&self) -> Vec<(&'static str, Duration)> {
        let ran = RULES.iter().filter_map(|rule| {
            let time = self.0.get(rule.id).filter(|time| time.runs.load(Relaxed) > 0)?;
            Some((rule.id, Duration::from_nanos(time.nanoseconds.load(Relaxed))))
        });
        let mut ran: Vec<_> = ran.collect();
        ran.sort_by_key(|&(_, time)| std::cmp::Reverse(time));
        ran
    }
}
