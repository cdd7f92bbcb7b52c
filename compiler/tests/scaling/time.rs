//! The processor time of this thread. Other threads and processes do not count, where the system tells them apart.

use std::time::{Duration, Instant};

/// What `work` takes.
pub(crate) fn on_cpu(work: impl FnOnce()) -> Duration {
    let (start, clock) = (spent(), Instant::now());
    work();
    match (start, spent()) {
        (Some(start), Some(end)) => end - start,
        _ => clock.elapsed(),
    }
}

/// What Linux has given to this thread so far, in nanoseconds.
fn spent() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
