//! A vote: a question with choices, and who has chosen what.

use crate::client::{Content, OpenSequence, Opening, Payload};
use crate::proto::error_code::{Block, Reaction};
use crate::proto::limits::MAX_SEQUENCE_BODY;
use crate::proto::message::Tally;
use std::time::Duration;

/// The kind of a vote.
pub const VOTE: &str = "salon/vote";

/// The fewest choices of a vote.
pub const MIN_CHOICES: usize = 2;

/// The most choices of a vote.
pub const MAX_CHOICES: usize = 20;

/// How long a vote is open where nothing else is chosen.
const OPEN_FOR: Duration = Duration::from_secs(600);

crate::payload! {
    /// What is voted on.
    pub struct Vote: "salon/vote" {
        /// The question, for people.
        pub question: String,
        /// The choices, two at least.
        pub choices: Vec<String>,
    }
}

crate::payload! {
    /// What somebody has chosen.
    pub struct Choice: "salon/choice" {
        /// Its number, from 0 in the order of the choices.
        pub choice: u16,
    }
}

/// Why something can't be voted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// There is no question, or a choice without words.
    #[error("a vote needs a question, and words for each choice")]
    Empty,
    /// There are fewer than two choices, or more than twenty.
    #[error("a vote has 2 to 20 choices")]
    Choices,
    /// It is longer than a sequence may carry.
    #[error("the question and its choices are too long")]
    TooLong,
}

impl Vote {
    /// A vote on a question.
    ///
    /// # Errors
    /// It can't be voted on.
    pub fn new<'a>(
        question: &str,
        choices: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, VoteError> {
        let choices: Vec<String> = choices.into_iter().map(|c| c.trim().to_owned()).collect();
        let vote = Self { question: question.trim().to_owned(), choices };
        vote.check().map(|()| vote)
    }

    fn check(&self) -> Result<(), VoteError> {
        if self.question.is_empty() || self.choices.iter().any(String::is_empty) {
            Err(VoteError::Empty)
        } else if !(MIN_CHOICES..=MAX_CHOICES).contains(&self.choices.len()) {
            Err(VoteError::Choices)
        } else if self.to_bytes().len() > MAX_SEQUENCE_BODY as usize {
            Err(VoteError::TooLong)
        } else {
            Ok(())
        }
    }

    /// How it is opened: everybody in the room is asked, its opener, too; one at a time for each.
    pub fn opening() -> Opening {
        Opening::new(VOTE).blocking(Block::Kind).and_me().within(OPEN_FOR)
    }
}

/// A vote that goes on, as one client has seen it.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    vote: Vote,
    counts: Vec<u32>,
    tally: Tally,
}

impl Poll {
    /// The vote that a sequence is; `None` if it is none, or makes no sense.
    pub fn of(open: &OpenSequence) -> Option<Self> {
        let vote: Vote = open.content.get().ok().filter(|_| open.kind == VOTE)?;
        vote.check().ok()?;
        let counts = vec![0; vote.choices.len()];
        Some(Self { vote, counts, tally: open.tally })
    }

    /// What is voted on.
    pub fn vote(&self) -> &Vote {
        &self.vote
    }

    /// How those stand who are asked.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// All stand so: told as a whole, where events may be missing.
    pub fn stand(&mut self, tally: Tally) {
        self.tally = tally;
    }

    /// Somebody has voted, declined or left.
    pub fn reacted(&mut self, how: Reaction, content: &Content, tally: Tally) {
        self.tally = tally;
        if how != Reaction::Answered {
            return;
        }
        // One that names no choice counts for none.
        if let Ok(Choice { choice }) = content.get()
            && let Some(count) = self.counts.get_mut(usize::from(choice))
        {
            *count += 1;
        }
    }

    /// Each choice and how many have chosen it.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u32)> {
        self.vote.choices.iter().map(String::as_str).zip(self.counts.iter().copied())
    }

    /// Answers that are in no count: given before this client came, missed in a gap, or choosing nothing.
    pub fn uncounted(&self) -> u32 {
        self.tally.answered.saturating_sub(self.counts.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId, UnixMillis};

    fn soup() -> Vote {
        Vote::new(" Soup? ", ["yes", " no "]).unwrap()
    }

    fn open(content: Content) -> OpenSequence {
        OpenSequence {
            id: SequenceId(1),
            room: RoomId(1),
            opener: MemberId(1),
            pseudo: "ada".into(),
            client_number: ClientNumber(1),
            kind: VOTE.into(),
            block: Block::Kind,
            quorum: 0,
            expires: UnixMillis(0),
            audience: Vec::new(),
            tally: Tally { waiting: 3, answered: 1, ..Tally::default() },
            asked: true,
            content,
        }
    }

    fn content<T: Payload>(payload: &T) -> Content {
        Content { content_type: T::CONTENT_TYPE.into(), bytes: payload.to_bytes() }
    }

    #[test]
    fn it_is_what_protocol_md_says() {
        // The example of OPEN there.
        let bytes = b"\0\0\0\x05Soup?\0\0\0\x02\0\0\0\x03yes\0\0\0\x02no";
        assert_eq!(soup().to_bytes(), bytes);
        assert_eq!(Choice { choice: 1 }.to_bytes(), [0, 1]);
    }

    #[test]
    fn it_needs_a_question_and_choices() {
        assert_eq!(Vote::new(" ", ["yes", "no"]), Err(VoteError::Empty));
        assert_eq!(Vote::new("Soup?", ["yes", ""]), Err(VoteError::Empty));
        assert_eq!(Vote::new("Soup?", ["yes"]), Err(VoteError::Choices));
        assert_eq!(Vote::new("Soup?", ["yes"; MAX_CHOICES + 1]), Err(VoteError::Choices));
        let long = "x".repeat(16_384);
        assert_eq!(Vote::new(&long, ["yes", "no"]), Err(VoteError::TooLong));
    }

    #[test]
    fn what_is_chosen_counts_and_all_else_does_not() {
        let mut poll = Poll::of(&open(content(&soup()))).unwrap();
        let tally = |answered| Tally { answered, waiting: 4 - answered, ..Tally::default() };
        poll.reacted(Reaction::Answered, &content(&Choice { choice: 1 }), tally(2));
        poll.reacted(Reaction::Answered, &content(&Choice { choice: 2 }), tally(3));
        poll.reacted(Reaction::Declined, &content(&Choice { choice: 0 }), tally(3));
        assert_eq!(poll.counts().collect::<Vec<_>>(), [("yes", 0), ("no", 1)]);
        assert_eq!((poll.uncounted(), poll.tally().waiting), (2, 1));
    }

    #[test]
    fn another_kind_is_no_vote() {
        assert_eq!(Poll::of(&OpenSequence { kind: "x".into(), ..open(content(&soup())) }), None);
        assert_eq!(Poll::of(&open(Content::plain("Soup?"))), None);
        let one = Vote { question: "Soup?".into(), choices: vec!["yes".into()] };
        assert_eq!(Poll::of(&open(content(&one))), None);
    }
}
