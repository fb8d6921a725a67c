//! The program's own kinds of sequences, whose names begin with `salon/`: what they carry, for the
//! terminal and for the window (`PROTOCOL.md`, "Kinds of this program").

mod vote;

pub use vote::{Choice, MAX_CHOICES, MIN_CHOICES, Poll, VOTE, Vote, VoteError};
