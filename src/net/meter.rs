//! What a connection's own thread counts of it, for the host to see: written by that thread alone,
//! once a read, so that it costs nothing but the writing.

use crate::proto::ids::Tick;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The nonce of the `PING` that only measures: heartbeats count from 1.
pub(crate) const MEASURING: u64 = u64::MAX;

/// See the module.
#[derive(Default)]
pub(crate) struct Meter {
    messages: AtomicU64,
    bytes: AtomicU64,
    /// In microseconds, and one more: 0 stands for none.
    round_trip: AtomicU64,
    /// When the `PING` was sent that only measures, as a [`Tick`] and one more: 0 stands for never.
    asked: AtomicU64,
}

impl Meter {
    /// A read brought so many bytes.
    pub fn read(&self, bytes: usize) {
        add(&self.bytes, bytes as u64);
    }

    /// So many messages were handled.
    pub fn handled(&self, messages: u64) {
        add(&self.messages, messages);
    }

    /// A `PING` was answered after so long. Whether it is the first.
    pub fn answered(&self, round_trip: Duration) -> bool {
        let micros = u64::try_from(round_trip.as_micros()).unwrap_or(u64::MAX - 1);
        self.round_trip.swap(micros + 1, Ordering::Relaxed) == 0
    }

    /// Whether to measure now: once a connection.
    pub fn ask(&self, now: Tick) -> bool {
        let asked = now.0.saturating_add(1);
        self.asked.compare_exchange(0, asked, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The `PING` that only measures was answered. Whether that is the first answer to any.
    pub fn measured(&self, now: Tick) -> bool {
        let asked = self.asked.load(Ordering::Relaxed).checked_sub(1).map(Tick);
        let asked = asked.filter(|_| self.round_trip().is_none());
        asked.is_some_and(|asked| self.answered(now.since(asked)))
    }

    /// How long the newest answer to a `PING` took.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip.load(Ordering::Relaxed).checked_sub(1).map(Duration::from_micros)
    }

    /// Messages and bytes that came in.
    pub fn counted(&self) -> (u64, u64) {
        (self.messages.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }
}

/// For one writer: no other adds meanwhile.
fn add(counter: &AtomicU64, more: u64) {
    counter.store(counter.load(Ordering::Relaxed) + more, Ordering::Relaxed);
}
