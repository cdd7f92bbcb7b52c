//! The threads that share the work of a command.

use rayon::ThreadPoolBuilder;

/// More than any machine gains from; each costs a stack.
const MOST: usize = 256;

/// Stack of a thread in bytes, as large as that of the main thread.
const STACK: usize = 8 << 20;

/// Does work on a thread for each core, or on as many as `RAYON_NUM_THREADS` says. Where they cannot be started, the work
/// is done by the thread that is there.
pub fn share<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let pool = ThreadPoolBuilder::new().num_threads(usize::min(asked, MOST)).stack_size(STACK).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => {
            // Without threads of its own a pool can be made whenever there is none, and there is none yet.
            let _ = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
            work()
        }
    }
}
