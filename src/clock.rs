//! The only place of the server and of the client library that reads a clock. Whoever drives them
//! without threads, a test say, hands in one that they set themselves.

use crate::proto::ids::{Tick, UnixMillis};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Hands out time: monotonic for deadlines, of the wall for people. Clones show the same.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    /// The system's clocks; ticks count from this moment.
    System(Instant),
    /// What a [`VirtualClock`] shows.
    Virtual(Arc<Hands>),
}

#[derive(Debug)]
struct Hands {
    now: AtomicU64,
    wall: AtomicI64,
}

impl Clock {
    /// The system's clocks. Ticks count from now.
    pub fn start() -> Self {
        Self(Source::System(Instant::now()))
    }

    /// Monotonic time.
    pub fn now(&self) -> Tick {
        match &self.0 {
            Source::System(origin) => Tick(0).plus(origin.elapsed()),
            Source::Virtual(hands) => Tick(hands.now.load(Ordering::Relaxed)),
        }
    }

    /// How long it is until `tick`.
    pub fn until(&self, tick: Tick) -> Duration {
        tick.since(self.now())
    }

    /// The time of the wall.
    pub fn wall(&self) -> UnixMillis {
        match &self.0 {
            Source::System(_) => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Source::Virtual(hands) => UnixMillis(hands.wall.load(Ordering::Relaxed)),
        }
    }
}

/// A clock that stands still until it is set.
///
/// ```
/// use salon::clock::VirtualClock;
/// use salon::proto::ids::{Tick, UnixMillis};
/// use std::time::Duration;
///
/// let time = VirtualClock::new(UnixMillis(1_700_000_000_000));
/// let clock = time.clock();
/// time.advance(Duration::from_secs(2));
/// assert_eq!(clock.now(), Tick(2_000_000));
/// assert_eq!(clock.wall(), UnixMillis(1_700_000_002_000));
/// ```
#[derive(Debug)]
pub struct VirtualClock(Arc<Hands>);

impl VirtualClock {
    /// At tick 0, with this time on the wall.
    pub fn new(wall: UnixMillis) -> Self {
        Self(Arc::new(Hands { now: AtomicU64::new(0), wall: AtomicI64::new(wall.0) }))
    }

    /// What is handed to those who ask for the time.
    pub fn clock(&self) -> Clock {
        Clock(Source::Virtual(Arc::clone(&self.0)))
    }

    /// Time passes, on the wall too (there in whole milliseconds).
    pub fn advance(&self, by: Duration) {
        let before = Tick(self.0.now.load(Ordering::Relaxed));
        let after = before.plus(by);
        self.0.now.store(after.0, Ordering::Relaxed);
        let millis = (after.0 / 1_000).saturating_sub(before.0 / 1_000);
        self.jump(i64::try_from(millis).unwrap_or(i64::MAX));
    }

    /// Somebody sets the clock on the wall, by so many milliseconds forward, or back. Monotonic time
    /// doesn't notice.
    pub fn jump(&self, millis: i64) {
        let wall = self.0.wall.load(Ordering::Relaxed);
        self.0.wall.store(wall.saturating_add(millis), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_moves_when_it_is_told_to() {
        let time = VirtualClock::new(UnixMillis(1_000));
        let clock = time.clock();
        time.advance(Duration::from_micros(1_500));
        time.advance(Duration::from_micros(500));
        assert_eq!((clock.now(), clock.wall()), (Tick(2_000), UnixMillis(1_002)));
        time.jump(-1_001);
        assert_eq!((clock.now(), clock.wall()), (Tick(2_000), UnixMillis(1)));
        assert_eq!(clock.until(Tick(5_000)), Duration::from_millis(3));
    }
}
