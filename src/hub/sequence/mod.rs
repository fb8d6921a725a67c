//! Sequences: what somebody starts and others are to finish (`PROTOCOL.md`, "Sequences"). Pure rules:
//! a [`Sequence`] counts those who were asked and says when it is over, a [`Table`] holds those that are
//! open in one place and what they block. Whoever owns a table tells the world what comes out of it.
//!
//! ```text
//!          answer, decline, leave: one less is waited for
//!               ┌────┐
//! open ──> waiting ──┴──> completed   enough have answered
//!               ├───────> declined    enough can't answer any more
//!               ├───────> expired     the deadline came first
//!               └───────> cancelled   by the opener, or the opener is gone
//! ```

mod one;
mod table;

pub use one::{Answer, End, Order, Sequence, Step};
pub use table::{Act, Table};

use crate::proto::error_code::ErrorCode;
use crate::proto::ids::SequenceId;

/// Why something about a sequence was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// One that is open keeps its opener from this.
    Blocked(SequenceId),
    /// There is none, or it is over.
    NoSuch,
    /// They have answered or declined already.
    Already,
    /// They were not asked, or have left since; or it isn't theirs to cancel.
    NotAsked,
    /// Nobody could answer.
    Nobody,
    /// There are as many as there may be.
    TooMany,
    /// What was ordered makes no sense.
    Bad,
}

impl Refused {
    /// What an `ERROR` says of it, and which sequence it is about.
    pub fn code(self) -> (ErrorCode, SequenceId) {
        let none = SequenceId(0);
        match self {
            Self::Blocked(by) => (ErrorCode::Blocked, by),
            Self::NoSuch => (ErrorCode::NoSuchSequence, none),
            Self::Already => (ErrorCode::AlreadyAnswered, none),
            Self::NotAsked => (ErrorCode::NotAsked, none),
            Self::Nobody => (ErrorCode::NobodyThere, none),
            Self::TooMany => (ErrorCode::TooManySequences, none),
            Self::Bad => (ErrorCode::BadSequence, none),
        }
    }
}

#[cfg(test)]
mod tests;
