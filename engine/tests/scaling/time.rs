//! The processor time of this thread. Other threads and processes do not count, where the system tells them apart.

use std::time::{Duration, Instant};

/// What `work` takes.
pub(crate) fn on_cpu(work: impl FnOnce()) -> Duration {
    let (start, clock) = (spent(), Instant::now());
    work();
    match (start, spent()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => clock.elapsed(),
    }
}

/// What Linux has given to this thread so far.
#[cfg(target_os = "linux")]
fn spent() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ThreadCPUTime).try_into().ok()
}

#[cfg(not(target_os = "linux"))]
fn spent() -> Option<Duration> {
    None
}
