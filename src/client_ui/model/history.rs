//! What was said and what happened in one conversation, newest last and bounded.

use crate::client::ClientError;
use crate::proto::error_code::{LeaveCause, NoticeScope};
use crate::proto::ids::UnixMillis;
use std::collections::VecDeque;

/// Most lines that a conversation keeps. The oldest go first.
pub const MAX_LINES: usize = 10_000;

/// Most bytes of text that a conversation keeps. The oldest lines go first.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// One entry of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When, by the server's clock, or by this machine's for what only it knows.
    pub at: UnixMillis,
    /// What.
    pub what: What,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Somebody said this.
    Said {
        /// What they were called then.
        author: String,
        /// Whether it was this client.
        own: bool,
        /// Their words, or `None` for something that is no text.
        text: Option<String>,
    },
    /// The host said this.
    Notice {
        /// To whom.
        scope: NoticeScope,
        /// What.
        text: String,
    },
    /// Something happened.
    News(News),
}

/// Something that happened in a conversation, said in one unobtrusive line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Somebody came.
    Joined(String),
    /// Somebody went.
    Left {
        /// Who.
        pseudo: String,
        /// How.
        cause: LeaveCause,
        /// The host's words, or nothing.
        reason: String,
    },
    /// Somebody is called otherwise.
    Renamed {
        /// The name before.
        old: String,
        /// The name now.
        new: String,
    },
    /// So many events are missing here.
    Gap(u64),
    /// A new session has begun: what was said meanwhile is missing.
    Fresh,
    /// The host has given the room another name or topic.
    RoomChanged {
        /// Its name before.
        old: String,
        /// Its name now.
        name: String,
        /// Its topic now.
        topic: String,
    },
    /// The host has closed the room, with these words or none.
    Closed(String),
    /// The room could not be entered again.
    KeptOut(ClientError),
}

/// The lines of a conversation.
#[derive(Debug, Default)]
pub struct History {
    lines: VecDeque<Line>,
    bytes: usize,
    dropped: u64,
}

impl History {
    /// Adds the newest line.
    pub fn push(&mut self, line: Line) {
        self.bytes += line.bytes();
        self.lines.push_back(line);
        while self.lines.len() > MAX_LINES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.lines.pop_front() else { return };
            self.bytes -= oldest.bytes();
            self.dropped += 1;
        }
    }

    /// Lines, the oldest first.
    pub fn lines(&self) -> &VecDeque<Line> {
        &self.lines
    }

    /// How many of the oldest lines are kept no longer.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl Line {
    fn bytes(&self) -> usize {
        match &self.what {
            What::Said { text: Some(text), .. } | What::Notice { text, .. } => text.len(),
            _ => 0,
        }
    }

    /// Whether this line goes on with what `before` began: the same person, soon after.
    pub fn continues(&self, before: Option<&Self>) -> bool {
        const SOON: i64 = 5 * 60 * 1000;
        let (What::Said { author, own, .. }, Some(before)) = (&self.what, before) else {
            return false;
        };
        let same = matches!(&before.what, What::Said { author: other, own: theirs, .. }
            if other == author && theirs == own);
        same && self.at.0.saturating_sub(before.at.0).unsigned_abs() < SOON.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, at: i64) -> Line {
        let what = What::Said { author: "Ada".into(), own: false, text: Some(text.into()) };
        Line { at: UnixMillis(at), what }
    }

    #[test]
    fn the_oldest_lines_go_first() {
        let mut history = History::default();
        (0..MAX_LINES as i64 + 3).for_each(|i| history.push(said("x", i)));
        assert_eq!((history.lines().len(), history.dropped()), (MAX_LINES, 3));
        assert_eq!(history.lines().front().map(|line| line.at), Some(UnixMillis(3)));
    }

    #[test]
    fn long_texts_count_by_their_bytes() {
        let mut history = History::default();
        let long = "x".repeat(MAX_BYTES / 4);
        (0..6).for_each(|i| history.push(said(&long, i)));
        assert_eq!((history.lines().len(), history.dropped()), (4, 2));
    }

    #[test]
    fn a_person_goes_on_for_five_minutes() {
        let first = said("a", 0);
        assert!(said("b", 299_999).continues(Some(&first)));
        assert!(!said("b", 300_000).continues(Some(&first)));
        assert!(!first.continues(None));
    }
}
