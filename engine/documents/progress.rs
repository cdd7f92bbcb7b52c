//! Progress of the work, for whoever wants to show it. Counts, and shows nothing.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

/// Counts the files, or the bytes, that are done in each stage.
#[derive(Default, Debug)]
pub struct Progress {
    stage: AtomicU8,
    done: AtomicUsize,
    all: AtomicUsize,
}

/// A stage of the work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Files are found.
    Finding,
    /// Files are read and parsed.
    Reading,
    /// Files are made one schema.
    Linking,
    /// Rules run.
    Checking,
    /// Files are laid out.
    Formatting,
    /// Messages are read; counted in bytes.
    Measuring,
}

const STAGES: [Stage; 6] =
    [Stage::Finding, Stage::Reading, Stage::Linking, Stage::Checking, Stage::Formatting, Stage::Measuring];

impl Progress {
    /// Begins a stage.
    pub fn begin(&self, stage: Stage) {
        self.all.store(0, Relaxed);
        self.done.store(0, Relaxed);
        self.stage.store(stage as u8, Relaxed);
    }

    /// Adds so many files or bytes to those of the stage.
    pub fn expect(&self, count: usize) {
        self.all.fetch_add(count, Relaxed);
    }

    /// Counts one file as done.
    pub fn step(&self) {
        self.advance(1);
    }

    /// Counts so many files or bytes as done.
    pub fn advance(&self, count: usize) {
        self.done.fetch_add(count, Relaxed);
    }

    /// Returns the stage, and how much of how much is done in it.
    pub fn now(&self) -> (Stage, usize, usize) {
        let stage = STAGES[usize::from(self.stage.load(Relaxed))];
        (stage, self.done.load(Relaxed), self.all.load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_counts_for_itself() {
        let progress = Progress::default();
        assert_eq!(progress.now(), (Stage::Finding, 0, 0));
        for stage in STAGES {
            progress.begin(stage);
            progress.expect(2);
            progress.step();
            assert_eq!(progress.now(), (stage, 1, 2));
        }
    }
}
