//! Choices that come again with the same seed.

use std::time::Duration;

/// A stream of choices.
#[derive(Debug, Clone)]
pub struct Random(fastrand::Rng);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A stream of its own, for a part whose choices are not to change those of others.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.0.fork())
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.usize(..end) }
    }

    /// Yes, so many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Any time up to `longest`, in whole microseconds.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.0.u64(..=micros))
    }

    /// One of some; `None` if there is none.
    pub fn one_of<'a, T>(&mut self, some: &'a [T]) -> Option<&'a T> {
        some.get(self.below(some.len()))
    }

    /// Puts some into any order.
    pub fn shuffle<T>(&mut self, some: &mut [T]) {
        self.0.shuffle(some);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_choices_again() {
        let choices = |seed| {
            let mut random = Random::new(seed);
            let mut fork = random.fork();
            let mut order: Vec<_> = (0..20).collect();
            random.shuffle(&mut order);
            (random.number(), fork.number(), order, random.up_to(Duration::from_secs(9)))
        };
        assert_eq!(choices(7), choices(7));
        assert_ne!(choices(7), choices(8));
    }

    #[test]
    fn choices_stay_within_their_bounds() {
        let mut random = Random::new(1);
        assert!((0..100).all(|_| random.below(3) < 3));
        assert_eq!((random.below(0), random.one_of::<u8>(&[])), (0, None));
        assert!((0..100).all(|_| !random.percent(0) && random.percent(100)));
        assert!((0..100).all(|_| random.up_to(Duration::from_micros(2)).as_micros() <= 2));
    }
}
