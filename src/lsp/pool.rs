//! Threads that answer requests, those about typing first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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

/// Jobs that wait.
#[derive(Default)]
struct Queue {
    jobs: Mutex<Jobs>,
    is_ready: Condvar,
}

#[derive(Default)]
struct Jobs {
    waiting: BinaryHeap<Job>,
    is_over: bool,
}

impl Queue {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a job; `None` once there are no more.
    fn next(&self) -> Option<Job> {
        let mut jobs = self.jobs();
        loop {
            if jobs.is_over {
                return None;
            }
            if let Some(job) = jobs.waiting.pop() {
                return Some(job);
            }
            jobs = self.is_ready.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Threads that share a queue. They end with the pool.
pub(super) struct Pool {
    queue: Arc<Queue>,
    number: u64,
}

impl Pool {
    pub(super) fn new() -> Pool {
        let queue: Arc<Queue> = Arc::default();
        let count = thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 4));
        for at in 0..count {
            let queue = queue.clone();
            let work = move || {
                while let Some(job) = queue.next() {
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
        self.queue.jobs().waiting.push(job);
        self.queue.is_ready.notify_one();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut jobs = self.queue.jobs();
        jobs.is_over = true;
        jobs.waiting.clear();
        drop(jobs);
        self.queue.is_ready.notify_all();
    }
}
