//! The only place of the server that reads a clock.

use crate::proto::ids::{Tick, UnixMillis};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Hands out time: monotonic for deadlines, of the wall for people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    origin: Instant,
}

impl Clock {
    /// Ticks count from now.
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// Monotonic time.
    pub fn now(&self) -> Tick {
        Tick(0).plus(self.origin.elapsed())
    }

    /// How long it is until `tick`.
    pub fn until(&self, tick: Tick) -> Duration {
        tick.since(self.now())
    }

    /// The time of the wall.
    pub fn wall(&self) -> UnixMillis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
