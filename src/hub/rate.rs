//! How many messages in how short a time: a bucket of tokens for each client.

use crate::proto::ids::Tick;
use std::time::Duration;

/// Fills at a steady rate up to a burst; each message takes one.
#[derive(Debug, Clone)]
pub struct TokenBucket {
    per_second: u64,
    /// In millionths of a token, so that integers are exact. Below zero it is owed.
    level: i64,
    most: i64,
    filled: Tick,
}

const TOKEN: i64 = 1_000_000;

impl TokenBucket {
    /// A full bucket. A rate of 0 never refuses.
    pub fn new(per_second: u32, burst: u32, now: Tick) -> Self {
        let most = i64::from(burst.max(1)) * TOKEN;
        Self { per_second: u64::from(per_second), level: most, most, filled: now }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// There is none; tells in what time there will be one.
    pub fn take(&mut self, now: Tick) -> Result<(), Duration> {
        self.take_many(1, now)
    }

    /// Takes so many tokens, or none.
    ///
    /// # Errors
    /// There are fewer; tells in what time there would be enough if there may be so many at once.
    pub fn take_many(&mut self, count: u32, now: Tick) -> Result<(), Duration> {
        self.ready(count, now)?;
        self.spend(count);
        Ok(())
    }

    /// Takes so many tokens if there is one at all, and owes what is missing. So whoever needs many has
    /// their turn as those do who need few.
    ///
    /// # Errors
    /// There is none, or some are owed; tells in what time there will be one.
    pub fn overdraw(&mut self, count: u32, now: Tick) -> Result<(), Duration> {
        self.ready(1, now)?;
        self.spend(count);
        Ok(())
    }

    /// Whether so many tokens are there.
    ///
    /// # Errors
    /// As [`TokenBucket::take_many`].
    pub fn ready(&mut self, count: u32, now: Tick) -> Result<(), Duration> {
        let micros = now.0.saturating_sub(self.filled.0);
        let earned = i64::try_from(micros.saturating_mul(self.per_second)).unwrap_or(i64::MAX);
        self.level = self.level.saturating_add(earned).min(self.most);
        self.filled = self.filled.max(now);
        let missing = i64::from(count).saturating_mul(TOKEN).saturating_sub(self.level);
        match u64::try_from(missing) {
            Ok(missing @ 1..) if self.per_second > 0 => {
                Err(Duration::from_micros(missing.div_ceil(self.per_second)))
            }
            _ => Ok(()),
        }
    }

    fn spend(&mut self, count: u32) {
        self.level = self.level.saturating_sub(i64::from(count).saturating_mul(TOKEN));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_the_rate() {
        let mut bucket = TokenBucket::new(10, 3, Tick(0));
        for _ in 0..3 {
            assert_eq!(bucket.take(Tick(0)), Ok(()));
        }
        assert_eq!(bucket.take(Tick(0)), Err(Duration::from_millis(100)));
        assert_eq!(bucket.take(Tick(60_000)), Err(Duration::from_millis(40)));
        assert_eq!(bucket.take(Tick(100_000)), Ok(()));
        // After a long pause no more than the burst, and never less when time stands still.
        for _ in 0..3 {
            assert_eq!(bucket.take(Tick(1 << 50)), Ok(()));
        }
        assert!(bucket.take(Tick(1 << 50)).is_err());
        assert!(bucket.take(Tick(0)).is_err());
    }

    #[test]
    fn many_are_taken_together_or_not_at_all() {
        let mut bucket = TokenBucket::new(10, 5, Tick(0));
        assert_eq!(bucket.take_many(6, Tick(0)), Err(Duration::from_millis(100)));
        assert_eq!(bucket.take_many(3, Tick(0)), Ok(()));
        assert_eq!(bucket.take_many(3, Tick(0)), Err(Duration::from_millis(100)));
        assert_eq!(bucket.take_many(2, Tick(0)), Ok(()));
        assert_eq!(bucket.take_many(0, Tick(0)), Ok(()));
    }

    #[test]
    fn what_is_overdrawn_is_earned_before_anything_is_taken() {
        let mut bucket = TokenBucket::new(10, 5, Tick(0));
        assert_eq!(bucket.overdraw(8, Tick(0)), Ok(()));
        assert_eq!(bucket.overdraw(1, Tick(0)), Err(Duration::from_millis(400)));
        assert_eq!(bucket.overdraw(8, Tick(399_999)), Err(Duration::from_micros(1)));
        assert_eq!(bucket.overdraw(8, Tick(400_000)), Ok(()));
        assert_eq!(bucket.take(Tick(400_000)), Err(Duration::from_millis(800)));
    }

    #[test]
    fn a_rate_of_zero_never_refuses() {
        let mut bucket = TokenBucket::new(0, 0, Tick(0));
        assert!((0..1000).all(|_| bucket.take(Tick(0)).is_ok()));
    }
}
