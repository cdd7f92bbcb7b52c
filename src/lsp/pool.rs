//! Threads that answer requests, those about typing first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// Stack of a thread in bytes: deep texts are walked along their nesting.
const STACK: usize = 8 << 20;

/// Urgency of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// The user reads, or waits for a list.
    Later,
    /// The user types, or looks at a word.
    Typing,
}

struct Job {
    urgency: Urgency,
    /// Jobs of one urgency run in the order in which they came.
    number: u64,
    work: Box<dyn FnOnce() + Send>,
}

impl PartialEq for Job {
    fn eq(&self, other: &Job) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Job {}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Job) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Job {
    fn cmp(&self, other: &Job) -> Ordering {
        (self.urgency, other.number).cmp(&(other.urgency, self.number))
    }
}

/// Threads that share a queue. They end with the process.
pub(super) struct Pool {
    queue: Arc<(Mutex<BinaryHeap<Job>>, Condvar)>,
    number: u64,
}

impl Pool {
    pub(super) fn new() -> Pool {
        let queue: Arc<(Mutex<BinaryHeap<Job>>, Condvar)> = Arc::default();
        let count = thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 4));
        for at in 0..count {
            let queue = queue.clone();
            let work = move || {
                loop {
                    let (jobs, ready) = &*queue;
                    let mut jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                    let job = loop {
                        match jobs.pop() {
                            Some(job) => break job,
                            None => jobs = ready.wait(jobs).unwrap_or_else(PoisonError::into_inner),
                        }
                    };
                    drop(jobs);
                    (job.work)();
                }
            };
            let _ = thread::Builder::new().name(format!("answers {at}")).stack_size(STACK).spawn(work);
        }
        Pool { queue, number: 0 }
    }

    /// Runs work on one of the threads. The work must not panic.
    pub(super) fn run(&mut self, urgency: Urgency, work: impl FnOnce() + Send + 'static) {
        let job = Job { urgency, number: self.number, work: Box::new(work) };
        self.number += 1;
        let (jobs, ready) = &*self.queue;
        jobs.lock().unwrap_or_else(PoisonError::into_inner).push(job);
        ready.notify_one();
    }
}
