//! How fast a transfer goes, and how long it still takes.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Over which time the rate is taken.
const WINDOW: Duration = Duration::from_secs(5);

/// How often a point is kept.
const STEP: Duration = Duration::from_millis(200);

/// What a person sees of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Speed {
    /// Bytes a second.
    pub rate: f64,
    /// How long the rest takes at this rate, where that can be told.
    pub left: Option<Duration>,
}

/// Points of the last few seconds.
#[derive(Debug, Default)]
pub(super) struct Meter(VecDeque<(Instant, u64)>);

impl Meter {
    /// Something else than before begins: a pause is not slowness.
    pub fn reset(&mut self) {
        self.0.clear();
    }

    /// So many bytes are done at `now`.
    pub fn note(&mut self, now: Instant, done: u64) {
        if self.0.back().is_some_and(|(last, _)| now.duration_since(*last) < STEP) {
            return;
        }
        self.0.push_back((now, done));
        while self.0.get(1).is_some_and(|(second, _)| now.duration_since(*second) >= WINDOW) {
            self.0.pop_front();
        }
    }

    /// The speed at `now`, with `done` of `size` bytes.
    pub fn speed(&self, now: Instant, done: u64, size: u64) -> Speed {
        let Some((since, from)) = self.0.front() else { return Speed::default() };
        let time = now.duration_since(*since).as_secs_f64();
        if time < STEP.as_secs_f64() {
            return Speed::default();
        }
        let rate = done.saturating_sub(*from) as f64 / time;
        let seconds = size.saturating_sub(done) as f64 / rate;
        Speed { rate, left: Duration::try_from_secs_f64(seconds).ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let mut meter = Meter::default();
        assert_eq!(meter.speed(begin, 0, 100), Speed::default());
        for ms in 0..20_000 {
            let done = if ms < 10_000 { ms } else { 10_000 + 10 * (ms - 10_000) };
            meter.note(at(ms), done);
        }
        let speed = meter.speed(at(20_000), 110_000, 210_000);
        assert!((speed.rate - 10_000.0).abs() < 100.0, "{speed:?}");
        assert!(speed.left.unwrap().abs_diff(Duration::from_secs(10)) < Duration::from_millis(200));
    }

    #[test]
    fn what_stands_still_takes_for_ever() {
        let begin = Instant::now();
        let mut meter = Meter::default();
        meter.note(begin, 5);
        assert_eq!(meter.speed(begin + WINDOW, 5, 10), Speed { rate: 0.0, left: None });
        assert_eq!(meter.speed(begin + WINDOW, 10, 10).rate, 1.0);
    }
}
