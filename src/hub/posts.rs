//! Which of a session's posts were accepted, so that one that comes again is not delivered again
//! (`PROTOCOL.md`, "Receipts and repeats").

use crate::proto::ids::ClientNumber;
use crate::proto::limits::MAX_UNACKNOWLEDGED;
use crate::proto::message::Place;
use std::collections::VecDeque;

/// What a post's own number says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// It has not been accepted before.
    New,
    /// It was accepted, and has this place.
    Repeat(Place),
    /// It is 0, or so old that nobody remembers.
    Bad,
}

/// The accepted posts of a session that are remembered, by their own numbers.
#[derive(Debug, Default)]
pub struct PostWindow {
    /// Sorted by number. Almost always a post has the highest so far, so that it goes to the end.
    accepted: VecDeque<(ClientNumber, Place)>,
    /// The highest number that was forgotten.
    forgotten: ClientNumber,
}

impl PostWindow {
    /// What to do with a post of this number.
    pub fn judge(&self, number: ClientNumber) -> Judged {
        if number <= self.forgotten {
            return Judged::Bad;
        }
        if self.accepted.back().is_none_or(|(last, _)| *last < number) {
            return Judged::New;
        }
        match self.accepted.binary_search_by_key(&number, |(n, _)| *n) {
            Ok(index) => {
                self.accepted.get(index).map_or(Judged::New, |(_, at)| Judged::Repeat(*at))
            }
            Err(_) => Judged::New,
        }
    }

    /// Remembers that the post of this number was given `place`.
    pub fn accept(&mut self, number: ClientNumber, place: Place) {
        let index = match self.accepted.back() {
            Some((last, _)) if *last > number => {
                self.accepted.partition_point(|(n, _)| *n < number)
            }
            _ => self.accepted.len(),
        };
        self.accepted.insert(index, (number, place));
        if self.accepted.len() > MAX_UNACKNOWLEDGED
            && let Some((oldest, _)) = self.accepted.pop_front()
        {
            self.forgotten = oldest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ids::{Number, RoomId, UnixMillis};

    fn place(number: u64) -> Place {
        Place { room: RoomId(1), number: Number(number), time: UnixMillis(0) }
    }

    #[test]
    fn a_repeat_is_known_and_a_refused_number_may_come_again() {
        let mut window = PostWindow::default();
        window.accept(ClientNumber(1), place(10));
        window.accept(ClientNumber(3), place(11));
        assert_eq!(window.judge(ClientNumber(1)), Judged::Repeat(place(10)));
        assert_eq!(window.judge(ClientNumber(2)), Judged::New);
        window.accept(ClientNumber(2), place(12));
        assert_eq!(window.judge(ClientNumber(2)), Judged::Repeat(place(12)));
        assert_eq!(window.judge(ClientNumber(3)), Judged::Repeat(place(11)));
        assert_eq!(window.judge(ClientNumber(0)), Judged::Bad);
    }

    #[test]
    fn what_is_older_than_the_memory_is_bad() {
        let mut window = PostWindow::default();
        for n in 1..=MAX_UNACKNOWLEDGED as u64 + 5 {
            window.accept(ClientNumber(n), place(n));
        }
        assert_eq!(window.judge(ClientNumber(5)), Judged::Bad);
        assert_eq!(window.judge(ClientNumber(6)), Judged::Repeat(place(6)));
    }
}
