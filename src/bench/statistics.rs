//! What is counted and drawn without touching anything: moments fixed in advance, and how
//! latencies are spread.

use std::time::Duration;

/// Numbers that look random and are the same in every run (xorshift).
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// A sequence; the same seed gives the same one.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// The next number above 0, up to 1.
    fn share(&mut self) -> f64 {
        const STEPS: u64 = 1 << 53;
        ((self.number() >> 11) + 1) as f64 / STEPS as f64
    }

    /// `len` visible ASCII bytes, which no compression makes notably shorter.
    pub fn text(&mut self, len: usize) -> Vec<u8> {
        let visible = usize::from(b'~' - b' ');
        let byte = |draw: &mut Self| b'!' + (draw.number() >> 32) as u8 % visible as u8;
        (0..len).map(|_| byte(self)).collect()
    }
}

/// Moments of a Poisson process of `rate` a second that lasts for `whole`, from its beginning on,
/// in nanoseconds: known before anything is sent, so that a slow server can't delay them.
pub fn poisson(rate: f64, whole: Duration, draw: &mut Draw) -> Vec<u64> {
    let end = whole.as_nanos() as f64;
    let mean = 1e9 / rate;
    let mut at = 0.0;
    let mut moments = Vec::new();
    loop {
        at -= draw.share().ln() * mean;
        if at >= end {
            return moments;
        }
        moments.push(at as u64);
    }
}

/// Binary digits of a value that a [`Histogram`] keeps: quantiles are good to 1 in 128.
const DIGITS: u32 = 7;

/// How values are spread, in constant memory: one counter for each step of less than 1 %.
#[derive(Debug, Clone)]
pub struct Histogram {
    counters: Vec<u64>,
    count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counters: vec![0; Self::step_of(u64::MAX) + 1], count: 0 }
    }
}

impl Histogram {
    /// Counts one value.
    pub fn add(&mut self, value: u64) {
        self.count += 1;
        if let Some(counter) = self.counters.get_mut(Self::step_of(value)) {
            *counter += 1;
        }
    }

    /// The smallest value that `share` of all are not above, to a step; 0 where there are none.
    pub fn quantile(&self, share: f64) -> u64 {
        let wanted = (self.count as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (step, counter) in self.counters.iter().enumerate() {
            seen += counter;
            if seen >= wanted {
                return Self::value_of(step);
            }
        }
        0
    }

    /// Values below 2^(DIGITS + 1) have a step each; from there on each doubling has 2^DIGITS.
    fn step_of(value: u64) -> usize {
        let shift = (u64::BITS - value.leading_zeros()).saturating_sub(DIGITS + 1);
        ((u64::from(shift) << DIGITS) + (value >> shift)) as usize
    }

    fn value_of(step: usize) -> u64 {
        let step = step as u64;
        let shift = (step >> DIGITS).saturating_sub(1);
        (step - (shift << DIGITS)) << shift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_moments_are_in_order_and_as_many_as_wanted() {
        let moments = poisson(2000.0, Duration::from_secs(50), &mut Draw::new(7));
        assert!(moments.is_sorted());
        assert!(moments.last().is_some_and(|last| *last < 50_000_000_000));
        assert!((98_000..102_000).contains(&moments.len()), "{}", moments.len());
        // The pauses are spread exponentially: their deviation is their mean.
        let pauses: Vec<f64> = moments.windows(2).map(|w| (w[1] - w[0]) as f64).collect();
        let mean = pauses.iter().sum::<f64>() / pauses.len() as f64;
        let variance = pauses.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / pauses.len() as f64;
        assert!((0.97..1.03).contains(&(variance.sqrt() / mean)));
        assert_eq!(moments, poisson(2000.0, Duration::from_secs(50), &mut Draw::new(7)));
    }

    #[test]
    fn quantiles_are_good_to_a_percent() {
        let mut spread = Histogram::default();
        assert_eq!(spread.quantile(0.99), 0);
        for value in 1..=100_000 {
            spread.add(value * 10);
        }
        for (share, exact) in [(0.5, 500_000), (0.99, 990_000), (0.999, 999_000), (1.0, 1_000_000)]
        {
            let found = spread.quantile(share);
            assert!(found.abs_diff(exact) <= exact / 100, "{share}: {found}");
        }
        assert_eq!(spread.quantile(0.0), 10);
    }

    #[test]
    fn every_step_begins_at_its_value() {
        for value in (0..300).chain([1 << 20, (1 << 40) + 5, u64::MAX]) {
            let step = Histogram::step_of(value);
            let begin = Histogram::value_of(step);
            assert!(begin <= value && value - begin <= value / 128, "{value}: {begin}");
            assert_eq!(Histogram::step_of(begin), step);
        }
    }

    #[test]
    fn texts_are_visible_and_do_not_compress() {
        let text = Draw::new(3).text(1000);
        assert!(text.iter().all(u8::is_ascii_graphic));
        let mut counts = [0; 256];
        text.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        assert!(counts.iter().all(|count| *count < 40));
    }
}
