//! Votes in the terminal: `/vote`, `/answer`, and what is shown of them.

use super::Chat;
use crate::cli::exit::Failure;
use crate::cli::guest;
use salon::client::{Event, OpenSequence};
use salon::kinds::{Choice, Poll, Vote};
use salon::proto::error_code::{Outcome, Reaction};
use salon::proto::ids::SequenceId;
use salon::proto::message::Tally;
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
        let lines = match event {
            Event::Opened { sequence, .. } => {
                let Some(poll) = Poll::of(sequence) else { return Ok(()) };
                let shown = question(&sequence.pseudo, &poll, sequence.asked);
                self.votes.insert(sequence.id, poll);
                shown
            }
            Event::Answered { sequence, pseudo, how, tally, content, .. } => {
                let Some(poll) = self.votes.get_mut(sequence) else { return Ok(()) };
                poll.reacted(*how, content, *tally);
                vec![reacted(pseudo, *how, tally.waiting)]
            }
            Event::Resolved { sequence, outcome, reason, tally, .. } => {
                let Some(poll) = self.votes.remove(sequence) else { return Ok(()) };
                result(poll, *outcome, reason, *tally)
            }
            _ => return Ok(()),
        };
        lines.iter().try_for_each(|line| self.terminal.print(line))
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

fn reacted(pseudo: &str, how: Reaction, waiting: u32) -> String {
    match how {
        Reaction::Declined => tr!("cli-chat-vote-declined-by", pseudo = pseudo, waiting = waiting),
        Reaction::Left => tr!("cli-chat-vote-left", pseudo = pseudo, waiting = waiting),
        _ => tr!("cli-chat-voted", pseudo = pseudo, waiting = waiting),
    }
}

/// How a vote ended. What was voted in a gap is in the tally alone.
fn result(mut poll: Poll, outcome: Outcome, reason: &str, tally: Tally) -> Vec<String> {
    poll.stand(tally);
    let question = poll.vote().question.as_str();
    let mut lines = vec![match outcome {
        Outcome::Cancelled => {
            let cancelled = tr!("cli-chat-vote-cancelled", question = question);
            return vec![texts::with_words(cancelled, reason)];
        }
        Outcome::Unknown(_) => tr!("cli-chat-vote-missed", question = question),
        _ => tr!("cli-chat-vote-result", question = question),
    }];
    lines.extend(poll.counts().map(|(choice, count)| format!("  {count} × {choice}")));
    if poll.uncounted() > 0 {
        lines.push(tr!("cli-chat-vote-uncounted", count = poll.uncounted()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::client::{Content, Payload};
    use salon::proto::error_code::Block;
    use salon::proto::ids::{ClientNumber, MemberId, RoomId, UnixMillis};

    fn content<T: Payload>(payload: &T) -> Content {
        Content { content_type: T::CONTENT_TYPE.into(), bytes: payload.to_bytes() }
    }

    fn poll() -> Poll {
        let open = OpenSequence {
            id: SequenceId(1),
            room: RoomId(1),
            opener: MemberId(1),
            pseudo: "ada".into(),
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
        Poll::of(&open).unwrap()
    }

    #[test]
    fn who_declines_or_leaves_has_not_answered() {
        assert_eq!(reacted("Bob", Reaction::Answered, 2), "Bob has answered; 2 still to come");
        assert_eq!(reacted("Bob", Reaction::Declined, 2), "Bob takes no part; 2 still to come");
        assert_eq!(reacted("Bob", Reaction::Left, 0), "Bob has left; 0 still to come");
    }

    #[test]
    fn answers_of_a_gap_are_no_votes_for_anything_and_are_told() {
        let mut poll = poll();
        let tally = |answered| Tally { answered, waiting: 3 - answered, ..Tally::default() };
        poll.reacted(Reaction::Answered, &content(&Choice { choice: 0 }), tally(1));
        let shown = result(poll.clone(), Outcome::Completed, "", tally(1));
        assert_eq!(shown, ["The vote is over: Soup?", "  1 × yes", "  0 × no"]);
        let shown = result(poll.clone(), Outcome::Completed, "", tally(3));
        assert_eq!(shown[1..3], ["  1 × yes", "  0 × no"]);
        assert_eq!(shown[3], "and 2 answers of which the choice was missed");
        let shown = result(poll, Outcome::Unknown(0), "", tally(1));
        assert!(shown[0].contains("how it ended was missed"), "{shown:?}");
    }
}
