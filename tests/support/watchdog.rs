//! Ends a test that hangs, and shows where its threads are.

use std::io::Write;
use std::process::Command;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);

/// It watches until it is dropped.
pub struct Watchdog(#[expect(dead_code, reason = "its end is what is noticed")] Sender<()>);

impl Watchdog {
    /// After `patience`, or at a deadlock that can be seen, the process ends.
    pub fn new(patience: Duration) -> Self {
        let (watched, end) = channel();
        let deadline = Instant::now() + patience;
        std::thread::spawn(move || {
            while end.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let deadlock = deadlock();
                if deadlock.is_none() && Instant::now() < deadline {
                    continue;
                }
                say(&format!("The test hangs. {}\n{}\n", deadlock.unwrap_or_default(), threads()));
                std::process::abort();
            }
        });
        Self(watched)
    }
}

/// Threads that wait for one another.
#[cfg(feature = "deadlock-detection")]
fn deadlock() -> Option<String> {
    let found = parking_lot::deadlock::check_deadlock();
    let threads = found.iter().flatten();
    let told: Vec<String> = threads
        .map(|thread| format!("Thread {:?}:\n{:?}", thread.thread_id(), thread.backtrace()))
        .collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// They can't be seen without the feature `deadlock-detection`.
#[cfg(not(feature = "deadlock-detection"))]
fn deadlock() -> Option<String> {
    None
}

/// The stacks of all threads, where `gdb` is installed and may look.
fn threads() -> String {
    let pid = std::process::id().to_string();
    let gdb = Command::new("gdb")
        .args(["-p", &pid, "-batch", "-nx", "-ex", "thread apply all backtrace 24"])
        .output();
    match gdb {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) => format!("No stacks: gdb: {error}"),
    }
}

/// Past what the test harness keeps for itself, since it will not come to show it.
fn say(text: &str) {
    // Where nobody hears it, nothing can be done.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
