//! Keeping below the server's limit of posts, and pausing between attempts to reconnect. Both are
//! told the time.

use crate::proto::ids::Tick;
use std::time::Duration;

/// The first pause before an attempt to reconnect.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// When the next post may be sent. It spends nine tenths of what the server allows: the network
/// delays one post more than the next, so that the server sees them closer together than they were
/// sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    /// Time that one post takes; zero for no limit.
    each: Duration,
    /// Time that a burst may be ahead of that.
    ahead: Duration,
    /// When everything sent so far would have been sent evenly.
    even: Tick,
}

impl Pace {
    /// Changes the limit to so many posts a second in the long run (0 for no limit), and so many at
    /// once. What was spent stays spent.
    pub(super) fn limit(&mut self, posts_per_second: u32, burst: u32) {
        if posts_per_second == 0 {
            (self.each, self.ahead) = (Duration::ZERO, Duration::ZERO);
            return;
        }
        self.each = Duration::from_micros(1_111_112) / posts_per_second;
        self.ahead = self.each * (burst.saturating_mul(9) / 10).saturating_sub(1);
    }

    /// The moment from which on a post may be sent.
    pub(super) fn ready_at(&self) -> Tick {
        let ahead = u64::try_from(self.ahead.as_micros()).unwrap_or(u64::MAX);
        Tick(self.even.0.saturating_sub(ahead))
    }

    /// A post is sent at `now`.
    pub(super) fn spend(&mut self, now: Tick) {
        self.even = self.even.max(now).plus(self.each);
    }
}

/// Pauses that double up to a longest one. Half of each is left to chance, so that those who lost
/// the same server don't come back all at once.
#[derive(Debug)]
pub(super) struct Backoff {
    next: Duration,
    chance: fastrand::Rng,
}

impl Backoff {
    pub(super) fn new(chance: fastrand::Rng) -> Self {
        Self { next: FIRST_PAUSE, chance }
    }

    /// The next pause is the first one again.
    pub(super) fn start(&mut self) {
        self.next = FIRST_PAUSE;
    }

    /// The pause before the next attempt.
    pub(super) fn pause(&mut self) -> Duration {
        let longest = self.next;
        self.next = (longest * 2).min(LONGEST_PAUSE);
        longest.mul_f64(0.5 + self.chance.f64() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends `posts` at the first moment each, and tells when the last one left.
    fn last_of(pace: &mut Pace, posts: usize) -> Tick {
        let mut now = Tick(1_000_000);
        for _ in 0..posts {
            now = now.max(pace.ready_at());
            pace.spend(now);
        }
        now
    }

    #[test]
    fn a_burst_leaves_at_once_and_the_rest_evenly() {
        let mut pace = Pace::default();
        pace.limit(10, 50);
        assert_eq!(last_of(&mut pace.clone(), 45), Tick(1_000_000));
        let long = last_of(&mut pace, 1_000).since(Tick(1_000_000));
        assert!(long > Duration::from_secs(105) && long < Duration::from_secs(107), "{long:?}");
    }

    #[test]
    fn the_smallest_limits_and_none_at_all() {
        let mut pace = Pace::default();
        assert_eq!(last_of(&mut pace, 9), Tick(1_000_000));
        pace.limit(1, 1);
        let long = last_of(&mut pace, 3).since(Tick(1_000_000));
        assert!(long > Duration::from_secs(2) && long < Duration::from_millis(2_400), "{long:?}");
        pace.limit(u32::MAX, u32::MAX);
        assert!(last_of(&mut pace, 9) < Tick(9_000_000));
        pace.limit(1, u32::MAX);
        assert!(pace.ready_at() < Tick(9_000_000));
    }

    #[test]
    fn pauses_grow_to_a_longest_one() {
        let mut backoff = Backoff::new(fastrand::Rng::with_seed(1));
        let mut shares = Vec::new();
        for longest in [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000] {
            let pause = backoff.pause().as_millis();
            assert!(longest / 2 <= pause && pause <= longest, "{pause} of {longest}");
            shares.push(pause * 100 / longest);
        }
        backoff.start();
        assert!(backoff.pause() <= FIRST_PAUSE);
        shares.dedup();
        assert!(shares.len() > 4, "no chance in them: {shares:?}");
    }
}
