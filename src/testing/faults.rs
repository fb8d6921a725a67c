//! What may happen to bytes on their way.

use super::random::Random;
use std::time::Duration;

/// What happens to what one end of a connection sends, until it is set otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// Bytes that may be under way or unread; over it, a write takes nothing more.
    pub capacity: usize,
    /// The most that one write takes: a longer one is partial.
    pub most_written: usize,
    /// The most that one read brings, however much has come.
    pub most_read: usize,
    /// How long each write is on its way.
    pub delay: Duration,
    /// By how much it may be longer, each time. Nothing overtakes what was sent before.
    pub jitter: Duration,
    /// The connection is reset once so many bytes were sent, counted from its beginning. Those
    /// still arrive, and so does what was under way in the other direction.
    pub cut_at: Option<u64>,
    /// Nothing arrives, not even the end: the half of a half-open connection, or a reader that
    /// doesn't read. What is sent meanwhile arrives once this is over.
    pub silent: bool,
}

impl Faults {
    /// A network as one wishes for.
    pub const NONE: Self = Self {
        capacity: 64 * 1024,
        most_written: usize::MAX,
        most_read: usize::MAX,
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
        cut_at: None,
        silent: false,
    };

    /// A bad network, of any kind but the silent: late, in small parts, with little room, and cut
    /// somewhere in the bytes to come, after `sent`.
    pub fn random(random: &mut Random, sent: u64) -> Self {
        let mut faults = Self::NONE;
        if random.percent(50) {
            faults.delay = random.up_to(Duration::from_millis(300));
            faults.jitter = random.up_to(Duration::from_millis(300));
        }
        if random.percent(30) {
            faults.capacity = 64 + random.below(2_000);
        }
        if random.percent(30) {
            faults.most_written = 16 + random.below(300);
        }
        if random.percent(30) {
            faults.most_read = 16 + random.below(300);
        }
        if random.percent(20) {
            let most = if random.percent(50) { 300 } else { 3_000 };
            faults.cut_at = Some(sent + random.below(most) as u64);
        }
        faults
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::NONE
    }
}
