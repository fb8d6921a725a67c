//! Votes in the terminal: `/vote`, `/answer`, and what is shown of them.

use super::Chat;
use crate::cli::exit::Failure;
use crate::cli::guest;
use salon::client::{Event, OpenSequence};
use salon::kinds::{Choice, Poll, Vote};
use salon::proto::error_code::{Outcome, Reaction};
use salon::proto::ids::SequenceId;
use salon::texts::{self, tr};
use std::collections::BTreeMap;

/// The votes of the room that go on.
pub(super) type Votes = BTreeMap<SequenceId, Poll>;

impl Chat {
    /// `/vote`: everybody in the room is asked.
    pub(super) fn vote(&mut self, question: &str, choices: &[&str]) -> Result<(), Failure> {
        let Some(room) = &self.room else { return self.terminal.print(&tr!("cli-chat-nowhere")) };
        let vote = match Vote::new(question, choices.iter().copied()) {
            Ok(vote) => vote,
            Err(_) => return self.terminal.print(&tr!("cli-chat-vote-usage")),
        };
        // Its end is shown when its event comes.
        room.open(Vote::opening(), &vote).map(drop).map_err(guest::failure)
    }

    /// `/answer`: a choice of the newest vote that still waits for this person, counted from 1.
    pub(super) fn answer(&mut self, number: u16) -> Result<(), Failure> {
        let Some(room) = &self.room else { return self.terminal.print(&tr!("cli-chat-nowhere")) };
        let asked = |open: &OpenSequence| open.asked && self.votes.contains_key(&open.id);
        let Some(open) = room.open_sequences().into_iter().rfind(asked) else {
            return self.terminal.print(&tr!("cli-chat-vote-none"));
        };
        let choices = self.votes.get(&open.id).map_or(0, |poll| poll.vote().choices.len());
        if number == 0 || usize::from(number) > choices {
            return self.terminal.print(&tr!("cli-chat-vote-choice", count = choices));
        }
        let choice = Choice { choice: number - 1 };
        self.guest.client.answer(open.id, &choice).map_err(guest::failure)
    }

    /// What is shown of an event, if it is one of a vote in this room.
    pub(super) fn show_vote(&mut self, event: &Event) -> Result<(), Failure> {
        shown(&mut self.votes, event).iter().try_for_each(|line| self.terminal.print(line))
    }
}

fn shown(votes: &mut Votes, event: &Event) -> Vec<String> {
    match event {
        Event::Opened { sequence, .. } => {
            let Some(poll) = Poll::of(sequence) else { return Vec::new() };
            let shown = question(&sequence.pseudo, &poll, sequence.asked);
            votes.insert(sequence.id, poll);
            shown
        }
        Event::Answered { sequence, pseudo, how, tally, content, .. } => {
            let Some(poll) = votes.get_mut(sequence) else { return Vec::new() };
            poll.reacted(*how, content, *tally);
            if *how != Reaction::Answered {
                return Vec::new();
            }
            vec![tr!("cli-chat-voted", pseudo = pseudo.as_str(), waiting = tally.waiting)]
        }
        Event::Resolved { sequence, outcome, reason, tally, .. } => {
            let Some(mut poll) = votes.remove(sequence) else { return Vec::new() };
            // Some answers may have been missed.
            poll.stand(*tally);
            result(&poll, *outcome, reason)
        }
        _ => Vec::new(),
    }
}

fn question(pseudo: &str, poll: &Poll, asked: bool) -> Vec<String> {
    let question = poll.vote().question.as_str();
    let mut lines = vec![tr!("cli-chat-vote", pseudo = pseudo, question = question)];
    let choices = poll.vote().choices.iter().zip(1u32..);
    lines.extend(choices.map(|(choice, number)| format!("  {number}. {choice}")));
    if asked {
        lines.push(tr!("cli-chat-vote-how"));
    }
    lines
}

fn result(poll: &Poll, outcome: Outcome, reason: &str) -> Vec<String> {
    let question = poll.vote().question.as_str();
    if outcome == Outcome::Cancelled {
        let cancelled = tr!("cli-chat-vote-cancelled", question = question);
        return vec![texts::with_words(cancelled, reason)];
    }
    let mut lines = vec![tr!("cli-chat-vote-result", question = question)];
    lines.extend(poll.counts().map(|(choice, count)| format!("  {count} × {choice}")));
    if poll.uncounted() > 0 {
        lines.push(tr!("cli-chat-vote-uncounted", count = poll.uncounted()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::client::{Content, Payload, Place};
    use salon::proto::error_code::Block;
    use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId, UnixMillis};
    use salon::proto::message::Tally;

    const VOTE: SequenceId = SequenceId(1);

    fn content<T: Payload>(payload: &T) -> Content {
        Content { content_type: T::CONTENT_TYPE.into(), bytes: payload.to_bytes() }
    }

    fn place() -> Place {
        Place { room: RoomId(1), number: Number(1), time: UnixMillis(0) }
    }

    fn opened() -> Event {
        let sequence = OpenSequence {
            id: VOTE,
            room: RoomId(1),
            opener: MemberId(1),
            pseudo: "Ada".into(),
            client_number: ClientNumber(1),
            kind: salon::kinds::VOTE.into(),
            block: Block::Kind,
            quorum: 0,
            expires: UnixMillis(0),
            audience: Vec::new(),
            tally: Tally { waiting: 3, ..Tally::default() },
            asked: false,
            content: content(&Vote::new("Soup?", ["yes", "no"]).unwrap()),
        };
        Event::Opened { room: RoomId(1), place: None, sequence }
    }

    fn reacted(how: Reaction, waiting: u32) -> Event {
        let content = content(&Choice { choice: 0 });
        let (place, pseudo) = (place(), "Bob".to_owned());
        let (room, member, reason) = (RoomId(1), MemberId(2), String::new());
        let tally = Tally { waiting, ..Tally::default() };
        Event::Answered { room, place, sequence: VOTE, member, pseudo, how, reason, tally, content }
    }

    #[test]
    fn who_leaves_or_declines_has_not_answered() {
        let mut votes = Votes::new();
        assert_eq!(shown(&mut votes, &opened()).len(), 3);
        assert!(shown(&mut votes, &reacted(Reaction::Declined, 2)).is_empty());
        assert!(shown(&mut votes, &reacted(Reaction::Left, 1)).is_empty());
        assert_eq!(shown(&mut votes, &reacted(Reaction::Answered, 0)).len(), 1);
    }

    #[test]
    fn answers_that_were_missed_are_named_in_the_end() {
        let mut votes = Votes::new();
        shown(&mut votes, &opened());
        let ended = Event::Resolved {
            room: RoomId(1),
            place: Some(place()),
            sequence: VOTE,
            kind: salon::kinds::VOTE.into(),
            outcome: Outcome::Completed,
            reason: String::new(),
            tally: Tally { answered: 3, ..Tally::default() },
        };
        let lines = shown(&mut votes, &ended);
        assert_eq!(lines.last(), Some(&tr!("cli-chat-vote-uncounted", count = 3)));
        assert!(votes.is_empty());
    }
}
