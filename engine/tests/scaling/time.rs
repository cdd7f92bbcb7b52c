//! The processor time of this process, all its threads together: work is spread over them with the feature
//! `rayon`. Other processes do not count, where the system separates them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

static ALONE: Mutex<()> = Mutex::new(());

/// Keeps other tests of the process from measuring, and so from being measured.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the time that `work` takes.
pub(crate) fn on_cpu(work: impl FnOnce()) -> Duration {
    let (start, clock) = (spent(), Instant::now());
    work();
    match (start, spent()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => clock.elapsed(),
    }
}

/// Returns the time that Linux has given to this process so far.
#[cfg(target_os = "linux")]
fn spent() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ProcessCPUTime).try_into().ok()
}

#[cfg(not(target_os = "linux"))]
fn spent() -> Option<Duration> {
    None
}
