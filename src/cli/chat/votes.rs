//! Votes in the terminal: `/vote`, `/answer`, and what is shown of them.

use super::Chat;
use crate::cli::exit::Failure;
use crate::cli::guest;
use salon::client::{Event, OpenSequence};
use salon::kinds::{Choice, Poll, Vote};
use salon::proto::error_code::Outcome;
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
                vec![tr!("cli-chat-voted", pseudo = pseudo.as_str(), waiting = tally.waiting)]
            }
            Event::Resolved { sequence, outcome, reason, .. } => {
                let Some(poll) = self.votes.remove(sequence) else { return Ok(()) };
                result(&poll, *outcome, reason)
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
