//! What was said and what happened in one conversation, newest last and bounded.

use super::traffic::{Passage, Traffic};
use crate::client::{ClientError, Content};
use crate::client_ui::direct::Parting;
use crate::proto::error_code::{LeaveCause, NoticeScope, Outcome};
use crate::proto::ids::UnixMillis;
use crate::texts::day;
use std::collections::VecDeque;
use std::sync::Arc;

/// Most lines that a conversation keeps. The oldest go first.
pub const MAX_LINES: usize = 10_000;

/// Most bytes of text and pictures that a conversation keeps. The oldest lines go first.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// One entry of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When, by the server's clock, or by this machine's for what only it knows.
    pub at: UnixMillis,
    /// The day of that moment where the person is ([`day`]).
    pub day: i32,
    /// What.
    pub what: What,
    /// Whether it went from peer to peer in a room, and so past the server.
    pub directly: bool,
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
        /// What they said.
        body: Body,
        /// Whether the person is named in it.
        names_me: bool,
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

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Words.
    Text(String),
    /// A picture.
    Picture(Picture),
    /// Something else, of this content type.
    Other(String),
}

/// A picture as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What its bytes are, as in MIME.
    pub content_type: String,
    /// The bytes, which may be no picture at all: nobody has looked at them yet.
    pub bytes: Arc<[u8]>,
}

impl Body {
    /// What a message says, as the window can show it.
    pub fn of(content: Content) -> Self {
        if let Some(text) = content.text() {
            return Self::Text(readable(text));
        }
        let Content { content_type, bytes } = content;
        if content_type.starts_with("image/") {
            Self::Picture(Picture { content_type, bytes: bytes.into() })
        } else {
            Self::Other(content_type)
        }
    }

    /// The words, if it is some.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Picture(_) | Self::Other(_) => None,
        }
    }

    /// As it is sent.
    pub fn content(&self) -> Content {
        match self {
            Self::Text(text) => Content::plain(text),
            Self::Picture(picture) => Content {
                content_type: picture.content_type.clone(),
                bytes: picture.bytes.to_vec(),
            },
            Self::Other(content_type) => {
                Content { content_type: content_type.clone(), bytes: Vec::new() }
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Picture(picture) => picture.bytes.len(),
            Self::Other(_) => 0,
        }
    }
}

/// A text with nothing in it that would show as a box: line ends are `\n`, tabs are spaces, other
/// control characters are gone.
pub(super) fn readable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// Words of others on one line.
pub(super) fn one_line(words: &str) -> String {
    readable(words).replace('\n', " ")
}

/// Something that happened in a conversation, said in one unobtrusive line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// People came and went.
    Traffic(Traffic),
    /// Somebody went because the host wanted it, or with words.
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
    /// The host has given the room another name, topic or rule for its posts.
    RoomChanged {
        /// Its name before.
        old: String,
        /// Its name now.
        name: String,
        /// Its topic now.
        topic: String,
        /// Whether its posts may go from peer to peer now, where that is what changed.
        peer_posts: Option<bool>,
    },
    /// The host has closed the room, with these words or none.
    Closed(String),
    /// The room could not be entered again.
    KeptOut(ClientError),
    /// Somebody lets everybody vote.
    VoteOpened {
        /// Who.
        pseudo: String,
        /// On what.
        question: String,
    },
    /// A vote is over.
    VoteEnded(Verdict),
    /// Somebody offers a file.
    FileOffered {
        /// Who.
        pseudo: String,
        /// What it is called.
        name: String,
    },
    /// This person and another have come together.
    DirectBegun {
        /// Who the other is.
        pseudo: String,
        /// Whether the server carries what they say.
        relayed: bool,
    },
    /// A direct conversation is over.
    DirectOver {
        /// With whom it was.
        pseudo: String,
        /// How it ended.
        parting: Parting,
        /// Whether the server carried it.
        relayed: bool,
    },
}

/// What has come of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// On what it was.
    pub question: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was taken back, or nothing.
    pub reason: String,
    /// Each choice, and how many have chosen it.
    pub counts: Vec<(String, u32)>,
    /// Answers that are in no count.
    pub uncounted: u32,
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

    /// Somebody came or went: that goes into the newest line, if it tells of such on the same day.
    pub fn pass(&mut self, passage: Passage) {
        let day = day(passage.at);
        let newest = self.lines.back_mut().filter(|line| line.day == day);
        let rest = match newest.map(|line| &mut line.what) {
            Some(What::News(News::Traffic(traffic))) => {
                let before = traffic.bytes();
                let rest = traffic.add(passage);
                self.bytes += traffic.bytes() - before;
                rest
            }
            _ => Some(passage),
        };
        if let Some(passage) = rest {
            let (at, traffic) = (passage.at, Traffic::new(passage));
            self.push(Line::new(at, What::News(News::Traffic(traffic))));
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

    /// By which the next line will be known: lines are counted from the beginning, those that are
    /// gone, too.
    pub fn next_serial(&self) -> u64 {
        self.dropped + self.lines.len() as u64
    }

    /// Where the line of this number stands, if it is still there.
    pub fn index_of(&self, serial: u64) -> Option<usize> {
        let index = usize::try_from(serial.checked_sub(self.dropped)?).ok()?;
        (index < self.lines.len()).then_some(index)
    }
}

impl Verdict {
    /// About how many bytes it keeps.
    fn bytes(&self) -> usize {
        let choices: usize = self.counts.iter().map(|(choice, _)| choice.len()).sum();
        self.question.len() + self.reason.len() + choices
    }
}

impl Line {
    /// What happened at a moment.
    pub fn new(at: UnixMillis, what: What) -> Self {
        Self { at, day: day(at), what, directly: false }
    }

    fn bytes(&self) -> usize {
        match &self.what {
            What::Said { body, .. } => body.bytes(),
            What::Notice { text, .. } => text.len(),
            What::News(News::Traffic(traffic)) => traffic.bytes(),
            What::News(News::VoteOpened { question, .. }) => question.len(),
            What::News(News::VoteEnded(verdict)) => verdict.bytes(),
            What::News(News::FileOffered { name, .. }) => name.len(),
            What::News(_) => 0,
        }
    }

    /// The words that a search looks through.
    pub fn text(&self) -> Option<&str> {
        match &self.what {
            What::Said { body, .. } => body.text(),
            What::Notice { text, .. } => Some(text),
            What::News(_) => None,
        }
    }

    /// Whether a day begins with this line.
    pub fn begins_day(&self, before: Option<&Self>) -> bool {
        before.is_none_or(|before| before.day != self.day)
    }

    /// Whether this line goes on with what `before` began: the same person on the same day, soon
    /// after.
    pub fn continues(&self, before: Option<&Self>) -> bool {
        const SOON: i64 = 5 * 60 * 1000;
        let (What::Said { author, own, .. }, Some(before)) = (&self.what, before) else {
            return false;
        };
        let same = matches!(&before.what, What::Said { author: other, own: theirs, .. }
            if other == author && theirs == own);
        same && before.directly == self.directly
            && !self.begins_day(Some(before))
            && self.at.0.saturating_sub(before.at.0).unsigned_abs() < SOON.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, at: i64) -> Line {
        let body = Body::Text(text.into());
        let what = What::Said { author: "Ada".into(), own: false, body, names_me: false };
        Line::new(UnixMillis(at), what)
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
