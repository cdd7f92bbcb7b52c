//! The threads that share the work. They are started once, before anything else is done.

use rayon::ThreadPoolBuilder;
use std::hint::black_box;

/// More than any machine gains from; each costs a stack.
const MOST: usize = 256;

/// What the memory of a thread is enlarged by at a time.
const ROOM: usize = 31 << 20;

/// Starts a thread for each core, or as many as `RAYON_NUM_THREADS` says. Where none can be started, the work goes on in
/// the thread that is there.
pub fn start() {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let pool = || ThreadPoolBuilder::new().thread_name(|at| format!("protune-{at}"));
    let started = pool().num_threads(usize::min(asked, MOST)).start_handler(|_| make_room()).build_global();
    if started.is_err() {
        // A pool that is there already is as good.
        let _ = pool().num_threads(1).use_current_thread().build_global();
    }
}

/// Enlarges the memory of this thread in two steps. The allocator of glibc does it page by page otherwise, each with a
/// call of the system that all threads wait for: a tenth of the time of a run. Nothing is touched, so nothing is used.
fn make_room() {
    // From the first one that is given back, the allocator learns to keep blocks of this size.
    drop(room());
    drop((room(), room()));
}

fn room() -> Option<Vec<u8>> {
    let mut room = Vec::new();
    room.try_reserve_exact(ROOM).ok().map(|()| black_box(room))
}
