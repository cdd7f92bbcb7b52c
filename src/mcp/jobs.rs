//! Calls that run, and taking them back.

use std::collections::HashMap;
use std::io;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Calls that run at the same time. Each uses all cores.
const WORKERS: usize = 2;

type Job = Box<dyn FnOnce() + Send>;
type Stops = Arc<Mutex<HashMap<String, Arc<Stop>>>>;

/// Threads that run calls, in their order.
pub(super) struct Jobs {
    queue: Sender<Job>,
    stops: Stops,
    workers: Vec<thread::JoinHandle<()>>,
}

/// Way to take a call back.
#[derive(Default)]
pub(super) struct Stop {
    is_asked: AtomicBool,
    child: Mutex<Option<Child>>,
}

impl Jobs {
    pub(super) fn start() -> io::Result<Jobs> {
        let (queue, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let worker = |at: usize| {
            let jobs = Arc::clone(&jobs);
            let work = move || {
                while let Some(job) = next(&jobs) {
                    job();
                }
            };
            thread::Builder::new().name(format!("calls {at}")).spawn(work)
        };
        let workers = (0..WORKERS).map(worker).collect::<io::Result<_>>()?;
        Ok(Jobs { queue, stops: Stops::default(), workers })
    }

    /// Adds a call, under the id of its request.
    pub(super) fn add(&self, id: String, work: impl FnOnce(&Stop) + Send + 'static) {
        let stop = Arc::new(Stop::default());
        locked(&self.stops).insert(id.clone(), Arc::clone(&stop));
        let stops = Arc::clone(&self.stops);
        let job = move || {
            if !stop.is_asked() {
                work(&stop);
            }
            let mut stops = locked(&stops);
            // An id may be used again, against the protocol.
            if stops.get(&id).is_some_and(|known| Arc::ptr_eq(known, &stop)) {
                stops.remove(&id);
            }
        };
        let _ = self.queue.send(Box::new(job));
    }

    /// Takes a call back.
    pub(super) fn cancel(&self, id: &str) {
        let stop = locked(&self.stops).remove(id);
        if let Some(stop) = stop {
            stop.ask();
        }
    }

    /// Finishes the calls that there are: an agent may send all that it wants to know, and close the input then.
    pub(super) fn end(self) {
        drop(self.queue);
        for worker in self.workers {
            let _ = worker.join();
        }
    }
}

fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    locked(jobs).recv().ok()
}

impl Stop {
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::SeqCst)
    }

    fn ask(&self) {
        self.is_asked.store(true, Ordering::SeqCst);
        if let Some(child) = &mut *locked(&self.child) {
            // It may have ended by itself.
            let _ = child.kill();
        }
    }

    /// Lets a process be ended with the call.
    pub(super) fn follow(&self, mut child: Child) {
        let mut place = locked(&self.child);
        if self.is_asked() {
            let _ = child.kill();
        }
        *place = Some(child);
    }

    /// Waits for the end of the process. Its output has ended.
    pub(super) fn wait(&self) -> io::Result<Option<i32>> {
        match locked(&self.child).take() {
            Some(mut child) => Ok(child.wait()?.code()),
            None => Ok(None),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
