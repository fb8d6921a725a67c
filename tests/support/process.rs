//! What this process holds of the system: a server that lets go of a client must let go of these.
//! It is known on Linux alone; elsewhere it is taken for nothing.

use super::PATIENCE;
use parking_lot::{Mutex, MutexGuard};
use std::fs;
use std::time::Instant;

/// Tests that count what the process holds go one after another, and so do those beside them.
static ALONE: Mutex<()> = Mutex::new(());

/// Waits until no other test of this file runs.
pub fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock()
}

/// Threads that serve clients, and open descriptors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub client_threads: usize,
    pub descriptors: usize,
}

impl Held {
    /// As it is now.
    pub fn now() -> Self {
        let threads = fs::read_dir("/proc/self/task").into_iter().flatten();
        let client_threads = threads
            .flatten()
            .filter_map(|task| fs::read_to_string(task.path().join("comm")).ok())
            .filter(|name| name.starts_with("client-"))
            .count();
        // The descriptor that reads the folder is one of them, each time.
        let descriptors = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        Self { client_threads, descriptors }
    }

    /// Waits until it is so again. The system tells nobody when a thread has gone.
    #[track_caller]
    pub fn comes_back(self) {
        let deadline = Instant::now() + PATIENCE;
        while Self::now() != self {
            assert!(Instant::now() < deadline, "{:?} is left of {self:?}", Self::now());
            std::thread::yield_now();
        }
    }
}
