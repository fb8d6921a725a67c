//! Introductions for which the server asked, and what came of them.

use crate::hub::host::{AskedRow, AskedState};
use crate::hub::sequence::End;
use crate::proto::error_code::Outcome;
use crate::proto::ids::SequenceId;
use std::collections::VecDeque;

/// Most that are kept; of more, the oldest go.
const MAX_KEPT: usize = 50;

/// See the module. The newest last.
#[derive(Debug, Default)]
pub struct AskedList(VecDeque<AskedRow>);

impl AskedList {
    /// Two were asked. It may be over already: then that stays.
    pub fn began(&mut self, id: SequenceId) {
        if !self.0.iter().any(|row| row.id == id) {
            self.push(AskedRow { id, state: AskedState::Waiting });
        }
    }

    /// Both have answered, or it ended otherwise.
    pub fn ended(&mut self, end: &End) {
        let (id, state) = (end.sequence, state(end));
        if let Some(row) = self.0.iter_mut().find(|row| row.id == id) {
            row.state = state;
        } else if !self.was_pushed_out(id) {
            self.push(AskedRow { id, state });
        }
    }

    fn was_pushed_out(&self, id: SequenceId) -> bool {
        self.0.len() >= MAX_KEPT && self.0.front().is_some_and(|oldest| id < oldest.id)
    }

    fn push(&mut self, row: AskedRow) {
        if self.0.len() >= MAX_KEPT {
            self.0.pop_front();
        }
        self.0.push_back(row);
    }

    /// All that are kept.
    pub fn kept(&self) -> impl Iterator<Item = &AskedRow> {
        self.0.iter()
    }
}

fn state(end: &End) -> AskedState {
    match end.outcome {
        Outcome::Completed => AskedState::Agreed,
        Outcome::Declined if end.tally.left > 0 => AskedState::Left,
        Outcome::Declined => AskedState::Declined,
        Outcome::Expired => AskedState::Expired,
        Outcome::Cancelled | Outcome::Unknown(_) => AskedState::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ids::{ClientNumber, MemberId};
    use crate::proto::message::Tally;

    fn end(id: u64, outcome: Outcome, left: u32) -> End {
        End {
            sequence: SequenceId(id),
            opener: MemberId::SERVER,
            client_number: ClientNumber(0),
            outcome,
            reason: String::new(),
            tally: Tally { left, ..Tally::default() },
            audience: Vec::new(),
            answers: Vec::new(),
        }
    }

    fn states(list: &AskedList) -> Vec<AskedState> {
        list.kept().map(|row| row.state).collect()
    }

    #[test]
    fn how_each_ended_is_told() {
        let mut list = AskedList::default();
        (1..=6).for_each(|id| list.began(SequenceId(id)));
        list.ended(&end(1, Outcome::Completed, 0));
        list.ended(&end(2, Outcome::Declined, 0));
        list.ended(&end(3, Outcome::Declined, 1));
        list.ended(&end(4, Outcome::Expired, 0));
        list.ended(&end(5, Outcome::Cancelled, 0));
        use AskedState::*;
        assert_eq!(states(&list), [Agreed, Declined, Left, Expired, Cancelled, Waiting]);
    }

    #[test]
    fn an_end_that_is_told_before_the_beginning_stays() {
        let mut list = AskedList::default();
        list.ended(&end(1, Outcome::Completed, 0));
        list.began(SequenceId(1));
        assert_eq!(states(&list), [AskedState::Agreed]);
    }

    #[test]
    fn the_oldest_go() {
        let mut list = AskedList::default();
        (0..=MAX_KEPT as u64).for_each(|id| list.began(SequenceId(id)));
        let ids: Vec<u64> = list.kept().map(|row| row.id.0).collect();
        assert_eq!((ids.len(), ids[0], ids[MAX_KEPT - 1]), (MAX_KEPT, 1, MAX_KEPT as u64));
        // And don't come back when they end.
        list.ended(&end(0, Outcome::Completed, 0));
        assert!(list.kept().all(|row| row.state == AskedState::Waiting));
    }
}
