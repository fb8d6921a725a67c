//! What one member sees of its room's numbers: each must come once, in order.

use std::ops::Range;

/// Most separate holes that a member remembers. What comes late for a forgotten one counts as
/// doubled, which is a fault as well.
const MAX_HOLES: usize = 256;

/// Deliveries that were not as they must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// Never came.
    pub lost: u64,
    /// Came again.
    pub doubled: u64,
    /// Came after a later one.
    pub reordered: u64,
}

impl Faults {
    /// These and those of `other`.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            lost: self.lost + other.lost,
            doubled: self.doubled + other.doubled,
            reordered: self.reordered + other.reordered,
        }
    }
}

/// The numbers of one room as one member sees them.
#[derive(Debug, Clone)]
pub struct Numbers {
    next: u64,
    holes: Vec<Range<u64>>,
    faults: Faults,
}

impl Numbers {
    /// Nothing was seen; `next` comes first.
    pub fn from(next: u64) -> Self {
        Self { next, holes: Vec::new(), faults: Faults::default() }
    }

    /// The number that comes next if nothing is wrong.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Takes a number that came.
    #[inline]
    pub fn take(&mut self, number: u64) {
        if number == self.next {
            self.next += 1;
        } else {
            self.take_unexpected(number);
        }
    }

    #[cold]
    fn take_unexpected(&mut self, number: u64) {
        if number > self.next {
            self.faults.lost += number - self.next;
            if self.holes.len() < MAX_HOLES {
                self.holes.push(self.next..number);
            }
            self.next = number + 1;
            return;
        }
        let Some(index) = self.holes.iter().position(|hole| hole.contains(&number)) else {
            self.faults.doubled += 1;
            return;
        };
        self.faults.lost -= 1;
        self.faults.reordered += 1;
        let hole = self.holes.swap_remove(index);
        let around = [hole.start..number, number + 1..hole.end];
        self.holes.extend(around.into_iter().filter(|part| !part.is_empty()));
    }

    /// The faults, where `end` is the number that comes after the last one that was to come.
    pub fn faults(&self, end: u64) -> Faults {
        Faults {
            lost: self.faults.lost + end.saturating_sub(self.next),
            doubled: self.faults.doubled + self.next.saturating_sub(end),
            ..self.faults
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(came: &[u64], end: u64) -> (u64, u64, u64) {
        let mut numbers = Numbers::from(1);
        came.iter().for_each(|number| numbers.take(*number));
        let Faults { lost, doubled, reordered } = numbers.faults(end);
        (lost, doubled, reordered)
    }

    #[test]
    fn what_is_as_it_must_be_has_no_faults() {
        assert_eq!(faults(&[1, 2, 3], 4), (0, 0, 0));
        assert_eq!(faults(&[], 1), (0, 0, 0));
    }

    #[test]
    fn a_skipped_number_is_lost() {
        assert_eq!(faults(&[1, 3, 4], 5), (1, 0, 0));
        assert_eq!(faults(&[1, 2], 5), (2, 0, 0), "at the end");
        assert_eq!(faults(&[3, 4], 5), (2, 0, 0), "at the beginning");
    }

    #[test]
    fn a_doubled_number_is_seen() {
        assert_eq!(faults(&[1, 2, 2, 3], 4), (0, 1, 0));
        assert_eq!(faults(&[1, 2, 3, 4, 1], 5), (0, 1, 0));
        assert_eq!(faults(&[1, 2, 3, 4], 4), (0, 1, 0), "a post that was numbered twice");
    }

    #[test]
    fn a_swapped_number_is_reordered_and_not_lost() {
        assert_eq!(faults(&[1, 3, 2, 4], 5), (0, 0, 1));
        assert_eq!(faults(&[1, 6, 3, 2, 5, 4, 7], 8), (0, 0, 4));
        assert_eq!(faults(&[1, 5, 3, 3, 6], 7), (2, 1, 1), "all of it at once");
    }
}
