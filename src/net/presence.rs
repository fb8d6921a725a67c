//! How soon others are told that somebody came or went: at once, unless there is so much of it that
//! telling each of each would cost the square of their number.
//!
//! Each telling of one to one takes a token. Where there are too few, what happened waits for the
//! next message that goes the same way, or until the straggler sends it after a while, together
//! with all that has come by then. Nothing is lost, and nothing changes places.

use super::config::Rate;
use crate::hub::rate::TokenBucket;
use crate::proto::ids::Tick;
use parking_lot::Mutex;
use std::time::Duration;

/// See the module. Its lock is a leaf, held for moments.
pub(crate) struct Presence {
    tokens: Mutex<TokenBucket>,
    wait: Duration,
}

impl Presence {
    /// So many may be told at once; others wait for `wait` at most.
    pub fn new(rate: Rate, wait: Duration, now: Tick) -> Self {
        Self { tokens: Mutex::new(TokenBucket::new(rate.per_second, rate.burst, now)), wait }
    }

    /// Whether so many may be told at once, or until when they wait.
    pub fn tell(&self, count: usize, now: Tick) -> Result<(), Tick> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.tokens.lock().take_many(count, now).map_err(|_| now.plus(self.wait))
    }
}
