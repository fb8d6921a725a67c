//! Who came and who went, one after the other: told in one line, however many they are.

use crate::proto::error_code::LeaveCause;
use crate::proto::ids::UnixMillis;
use std::collections::HashMap;

/// Comings and goings that one line tells. The next one begins another line.
const MOST_GATHERED: usize = 200;

/// For how long one line goes on, in milliseconds.
const LONGEST: i64 = 60 * 60 * 1000;

/// Somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// When.
    pub at: UnixMillis,
    /// Who.
    pub pseudo: String,
    /// How they went; `None` if they came.
    pub left: Option<LeaveCause>,
}

/// Comings and goings with nothing between them, in order; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    first: Passage,
    more: Vec<Passage>,
}

/// What has become of those who came and went, each in the order in which they first did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// Were not here, and are.
    pub came: Vec<&'a str>,
    /// Were here, and are not.
    pub left: Vec<&'a str>,
    /// Were not here, are not, and were between.
    pub looked_in: Vec<&'a str>,
    /// Were here, are here, and were not between.
    pub came_back: Vec<&'a str>,
}

impl Traffic {
    /// The first of them.
    pub fn new(first: Passage) -> Self {
        Self { first, more: Vec::new() }
    }

    /// Goes on with one more, if it belongs here; otherwise it is given back.
    pub fn add(&mut self, next: Passage) -> Option<Passage> {
        let soon =
            next.at.0.saturating_sub(self.first.at.0).unsigned_abs() < LONGEST.unsigned_abs();
        if self.more.len() + 1 >= MOST_GATHERED || !soon {
            return Some(next);
        }
        self.more.push(next);
        None
    }

    /// All of them, the first one first.
    pub fn passages(&self) -> impl DoubleEndedIterator<Item = &Passage> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The only one, if there is one only.
    pub fn single(&self) -> Option<&Passage> {
        self.more.is_empty().then_some(&self.first)
    }

    /// What has become of them.
    pub fn outcome(&self) -> Outcome<'_> {
        // Who, whether they were here before, and whether they are here now.
        let mut people: Vec<(&str, bool, bool)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for passage in self.passages() {
            let here = passage.left.is_none();
            let place = *places.entry(&passage.pseudo).or_insert(people.len());
            match people.get_mut(place) {
                Some((_, _, now)) => *now = here,
                None => people.push((&passage.pseudo, !here, here)),
            }
        }
        let mut outcome = Outcome::default();
        for (pseudo, before, now) in people {
            match (before, now) {
                (false, true) => outcome.came.push(pseudo),
                (true, false) => outcome.left.push(pseudo),
                (false, false) => outcome.looked_in.push(pseudo),
                (true, true) => outcome.came_back.push(pseudo),
            }
        }
        outcome
    }

    /// About how many bytes it keeps.
    pub(super) fn bytes(&self) -> usize {
        self.passages().map(|passage| passage.pseudo.len() + size_of::<Passage>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(at: i64, pseudo: &str) -> Passage {
        Passage { at: UnixMillis(at), pseudo: pseudo.into(), left: None }
    }

    fn left(at: i64, pseudo: &str) -> Passage {
        Passage { left: Some(LeaveCause::Left), ..came(at, pseudo) }
    }

    #[test]
    fn what_became_of_everybody_is_told() {
        let mut traffic = Traffic::new(came(0, "Ada"));
        let next = [
            left(1, "Bob"),
            came(2, "Cleo"),
            left(3, "Dan"),
            left(4, "Cleo"),
            came(5, "Dan"),
            came(6, "Eve"),
            left(7, "Dan"),
        ];
        assert!(next.into_iter().all(|next| traffic.add(next).is_none()));
        let outcome = traffic.outcome();
        assert_eq!((outcome.came, outcome.left), (vec!["Ada", "Eve"], vec!["Bob", "Dan"]));
        assert_eq!((outcome.looked_in, outcome.came_back), (vec!["Cleo"], vec![]));
        assert!(traffic.single().is_none() && traffic.passages().count() == 8);
        let mut traffic = Traffic::new(left(0, "Dan"));
        assert!(traffic.single().is_some());
        assert_eq!(traffic.add(came(1, "Dan")), None);
        assert_eq!(traffic.outcome().came_back, ["Dan"]);
    }

    #[test]
    fn a_line_ends_after_an_hour_and_when_it_is_full() {
        let mut traffic = Traffic::new(came(0, "a"));
        assert_eq!(traffic.add(came(LONGEST, "b")), Some(came(LONGEST, "b")));
        for i in 1..MOST_GATHERED {
            assert_eq!(traffic.add(came(0, &i.to_string())), None);
        }
        assert_eq!(traffic.add(left(0, "c")), Some(left(0, "c")));
    }
}
