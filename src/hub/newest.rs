//! Values of which only the newest counts, while they wait: one for each key, so many at most.
//!
//! A newer value takes the place of the one before it, so that whoever says much is not said last.
//! When it is full, the value that has waited longest goes: its key has a newer one soon, or has lain
//! still for long.

use crate::proto::ids::{MemberId, RoomId};
use std::collections::VecDeque;

/// Most values that wait in one place.
pub const MAX_WAITING: usize = 256;

/// Most bytes of them.
pub const MAX_WAITING_BYTES: usize = 256 * 1024;

/// Whose value it is, where, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The room that it was said to.
    pub room: RoomId,
    /// Who said it.
    pub author: MemberId,
    /// Which of the author's values.
    pub key: u32,
}

/// See the module. `V` holds the value.
#[derive(Debug)]
pub struct Newest<V> {
    waiting: VecDeque<Waiting<V>>,
    bytes: usize,
}

#[derive(Debug)]
struct Waiting<V> {
    key: Key,
    size: usize,
    value: V,
}

impl<V> Default for Newest<V> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), bytes: 0 }
    }
}

impl<V> Newest<V> {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Keeps a value of `size` bytes. Whether another one is lost by that.
    pub fn put(&mut self, key: Key, size: usize, value: V) -> bool {
        self.bytes += size;
        let lost = if let Some(old) = self.waiting.iter_mut().find(|old| old.key == key) {
            self.bytes -= old.size;
            (old.size, old.value) = (size, value);
            true
        } else {
            self.waiting.push_back(Waiting { key, size, value });
            false
        };
        lost | self.make_room()
    }

    fn make_room(&mut self) -> bool {
        let before = self.waiting.len();
        while self.waiting.len() > MAX_WAITING || self.bytes > MAX_WAITING_BYTES {
            let Some(oldest) = self.waiting.pop_front() else { break };
            self.bytes -= oldest.size;
        }
        self.waiting.len() < before
    }

    /// The key of the value whose turn it is.
    pub fn first(&self) -> Option<Key> {
        self.waiting.front().map(|waiting| waiting.key)
    }

    /// Takes out the first value that is `wanted`.
    pub fn take(&mut self, wanted: impl Fn(&Key, &V) -> bool) -> Option<(Key, V)> {
        let index = self.waiting.iter().position(|w| wanted(&w.key, &w.value))?;
        let taken = self.waiting.remove(index)?;
        self.bytes -= taken.size;
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        Some((taken.key, taken.value))
    }

    /// Drops what is not `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&Key) -> bool) {
        self.waiting.retain(|waiting| wanted(&waiting.key));
        self.bytes = self.waiting.iter().map(|waiting| waiting.size).sum();
    }

    /// Whose values wait.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.waiting.iter().map(|waiting| waiting.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(author: u64, key: u32) -> Key {
        Key { room: RoomId(1), author: MemberId(author), key }
    }

    fn all<V>(newest: &mut Newest<V>) -> Vec<V> {
        std::iter::from_fn(|| newest.take(|_, _| true)).map(|(_, value)| value).collect()
    }

    #[test]
    fn a_newer_value_takes_the_place_of_the_older() {
        let mut newest = Newest::default();
        assert!(!newest.put(key(1, 0), 1, "a"));
        assert!(!newest.put(key(1, 7), 1, "b"));
        assert!(!newest.put(key(2, 0), 1, "c"));
        assert!(newest.put(key(1, 0), 1, "d"));
        assert_eq!(newest.first(), Some(key(1, 0)));
        assert_eq!(all(&mut newest), ["d", "b", "c"]);
        assert_eq!((newest.bytes, newest.first()), (0, None));
    }

    #[test]
    fn what_has_waited_longest_makes_room() {
        let mut newest = Newest::default();
        let lost = (0..MAX_WAITING as u32 + 3).filter(|k| newest.put(key(1, *k), 1, *k)).count();
        assert_eq!(lost, 3);
        assert_eq!((newest.keys().count(), newest.bytes), (MAX_WAITING, MAX_WAITING));
        assert_eq!(newest.first(), Some(key(1, 3)));
        assert!(newest.put(key(2, 0), MAX_WAITING_BYTES - 1, 0));
        assert_eq!(newest.keys().collect::<Vec<_>>(), [key(1, 258), key(2, 0)]);
        // One value replaced by a larger one, too.
        assert!(newest.put(key(2, 0), MAX_WAITING_BYTES, 1));
        assert_eq!(all(&mut newest), [1]);
    }

    #[test]
    fn only_what_is_wanted_is_taken_or_kept() {
        let mut newest = Newest::default();
        for author in 1..=3 {
            newest.put(key(author, 0), 10, author);
        }
        assert_eq!(newest.take(|_, value| *value > 1), Some((key(2, 0), 2)));
        newest.retain(|key| key.author != MemberId(1));
        assert_eq!((newest.bytes, all(&mut newest)), (10, vec![3]));
    }
}
