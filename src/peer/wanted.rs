//! Whom a person would meet: an introduction alone doesn't tell. It may be for a path of a
//! [`Mesh`](super::Mesh) that isn't wanted any more, or for nothing that anybody here has asked for.

use crate::client::Introduction;
use crate::proto::ids::SequenceId;
use std::collections::VecDeque;

/// Questions that are remembered. Over it the oldest is forgotten, and comes to nothing.
const MAX_WANTED: usize = 64;

/// The questions to which a person has said yes, by asking or by agreeing, and of which nothing came yet.
/// Nobody else is to be [met](super::meet), whatever the server says.
#[derive(Debug, Default)]
pub struct Wanted(VecDeque<SequenceId>);

impl Wanted {
    /// The person has asked this, or agreed to it.
    pub fn add(&mut self, question: SequenceId) {
        self.0.truncate(MAX_WANTED - 1);
        self.0.push_front(question);
    }

    /// Whether this was wanted. It is no longer.
    pub fn take(&mut self, question: SequenceId) -> bool {
        let at = self.0.iter().position(|known| *known == question);
        at.and_then(|at| self.0.remove(at)).is_some()
    }

    /// Whether whoever is introduced was to be met. It is so once.
    pub fn take_met(&mut self, introduction: &Introduction) -> bool {
        self.take(SequenceId(introduction.id.0))
    }

    /// A new session has begun: questions of the one before are over with it, and their numbers may mean
    /// others.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wanted_is_met_once_and_the_oldest_is_forgotten() {
        let mut wanted = Wanted::default();
        (0..=MAX_WANTED as u64).for_each(|id| wanted.add(SequenceId(id)));
        assert_eq!((wanted.take(SequenceId(0)), wanted.take(SequenceId(1))), (false, true));
        assert!(!wanted.take(SequenceId(1)));
        wanted.clear();
        assert!(wanted.is_empty());
    }
}
