//! The threads that share the work of a command.

use rayon::ThreadPoolBuilder;
use std::hint::black_box;

/// More than any machine gains from; each costs a stack.
const MOST: usize = 256;

/// As much as the thread of a program has, in bytes.
const STACK: usize = 8 << 20;

/// What the memory of a thread is enlarged by at a time, in bytes.
const ROOM: usize = 31 << 20;

/// Does work on a thread for each core, or on as many as `RAYON_NUM_THREADS` says. Where they cannot be started, the work
/// is done by the thread that is there.
pub fn share<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let pool = ThreadPoolBuilder::new()
        .num_threads(usize::min(asked, MOST))
        .stack_size(STACK)
        .start_handler(|_| make_room())
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => {
            // Without threads of its own a pool can be made whenever there is none, and there is none yet.
            let _ = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
            work()
        }
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
