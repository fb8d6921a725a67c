//! The pure state machine of a stream between its two ends (`PROTOCOL.md`, "Streams"): what either
//! may say when, and how much of what came may be passed on to the other.
//!
//! Bytes are passed on as they come, without waiting for the end of a chunk: the head of each
//! message is looked at, and what follows it is counted. It owns no bytes, no socket and no clock.

use super::coding::DecodeError;
use super::error_code::StreamRole;
use super::header::{Flags, Frame, HEADER_LEN, Header, TooLarge};
use super::ids::Correlation;
use super::kind::Kind;
use super::limits::{MAX_CHUNK, MAX_STREAM_CONTROL, UNKNOWN_LENGTH};
use super::message::{Checked, Credit, End, Message, Start};

/// Bytes of a `CHUNK` before its content: the header and the offset.
pub const CHUNK_HEAD: usize = HEADER_LEN + 8;

/// Whether messages of `kind` are those that the two ends of a stream say to one another.
pub fn is_between_ends(kind: Kind) -> bool {
    (Kind::START..=Kind::PAUSE).contains(&kind)
}

/// The longest payload of a message of `kind` on the connection of a stream.
pub fn limit(kind: Kind) -> u32 {
    if kind == Kind::CHUNK { MAX_CHUNK + 8 } else { MAX_STREAM_CONTROL }
}

/// The head of a `CHUNK` of `len` bytes at `offset`; its content follows it.
pub fn chunk_head(offset: u64, len: u32) -> [u8; CHUNK_HEAD] {
    let correlation = Correlation(0);
    let header = Header { len: len + 8, kind: Kind::CHUNK, flags: Flags::NONE, correlation };
    let mut head = [0; CHUNK_HEAD];
    head[..HEADER_LEN].copy_from_slice(&header.to_bytes());
    head[HEADER_LEN..].copy_from_slice(&offset.to_be_bytes());
    head
}

/// An end said what it may not: the stream can't go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// It isn't this end's to say, or not now.
    #[error("{0} can't come here")]
    Unexpected(Kind),
    /// A header declares too much.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The payload can't be read.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// A chunk has no content.
    #[error("a CHUNK without content")]
    Empty,
    /// An offset or a length does not follow from what came before.
    #[error("{kind} says {said}, where {limit} was to be or the most")]
    Offset {
        /// What said so.
        kind: Kind,
        /// The offset or length that it names.
        said: u64,
        /// The one that it had to be, or the furthest.
        limit: u64,
    },
}

/// How far a stream has come on one pair of connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    length: u64,
    started: bool,
    /// Where the next chunk begins.
    next: u64,
    /// Where the receiver has room up to.
    credit: u64,
    ended: bool,
    checked: Option<bool>,
    /// Bytes that are still to come of the sender's present chunk.
    in_chunk: u64,
}

impl Flow {
    /// Before anything was said, of a stream that was opened with `length`.
    pub fn new(length: u64) -> Self {
        let (next, credit, in_chunk) = (0, 0, 0);
        Self { length, started: false, next, credit, ended: false, checked: None, in_chunk }
    }

    /// Up to where bytes were passed on.
    pub fn reached(&self) -> u64 {
        self.next - self.in_chunk
    }

    /// What the receiver has found, once it has: then the stream is over.
    pub fn checked(&self) -> Option<bool> {
        self.checked
    }

    /// How many bytes at the front of `input`, which `from` has said, may be passed on to the other
    /// end. What is left is the beginning of a message, fewer than
    /// [`MAX_STREAM_CONTROL`] and a header.
    ///
    /// # Errors
    /// The end said what it may not. Nothing of `input` may be passed on.
    pub fn pass(&mut self, from: StreamRole, input: &[u8]) -> Result<usize, Violation> {
        let mut taken = 0;
        loop {
            let rest = input.get(taken..).unwrap_or_default();
            if from == StreamRole::Sender && self.in_chunk > 0 {
                let content = u64::try_from(rest.len()).unwrap_or(u64::MAX).min(self.in_chunk);
                self.in_chunk -= content;
                taken += usize::try_from(content).unwrap_or(rest.len());
                if self.in_chunk > 0 {
                    return Ok(taken);
                }
                continue;
            }
            match self.message(from, rest)? {
                0 => return Ok(taken),
                len => taken += len,
            }
        }
    }

    /// Looks at the message at the front of `input`. How many bytes of it are understood, the content
    /// of a chunk not among them; 0 if some are missing.
    fn message(&mut self, from: StreamRole, input: &[u8]) -> Result<usize, Violation> {
        let Some(header) = Header::parse(input) else { return Ok(0) };
        let Header { len, kind, correlation, .. } = header;
        if !self.may_come(from, kind) {
            return Err(Violation::Unexpected(kind));
        }
        if len > limit(kind) {
            return Err(TooLarge { kind, len, limit: limit(kind), correlation }.into());
        }
        if kind == Kind::CHUNK {
            return self.chunk(len, input);
        }
        let Some((frame, _)) = Frame::split(input, limit)? else { return Ok(0) };
        match kind {
            Kind::START => self.start(&Start::decode(&frame)?)?,
            Kind::CREDIT => self.grant(&Credit::decode(&frame)?)?,
            Kind::END => self.end(&End::decode(&frame)?)?,
            Kind::CHECKED => self.checked = Some(Checked::decode(&frame)?.ok),
            // PAUSE is for the other end, and changes nothing.
            _ => {}
        }
        Ok(HEADER_LEN + frame.payload.len())
    }

    fn may_come(&self, from: StreamRole, kind: Kind) -> bool {
        let sends = self.started && !self.ended;
        match (from, kind) {
            (_, Kind::PAUSE) => self.checked.is_none(),
            (StreamRole::Sender, Kind::CHUNK | Kind::END) => sends,
            (StreamRole::Receiver, Kind::START) => !self.started,
            (StreamRole::Receiver, Kind::CREDIT) => self.started && self.checked.is_none(),
            (StreamRole::Receiver, Kind::CHECKED) => self.ended && self.checked.is_none(),
            _ => false,
        }
    }

    fn start(&mut self, start: &Start) -> Result<(), Violation> {
        if self.length != UNKNOWN_LENGTH && start.offset > self.length {
            return Err(offset(Kind::START, start.offset, self.length));
        }
        self.started = true;
        (self.next, self.credit) = (start.offset, start.offset);
        Ok(())
    }

    fn grant(&mut self, credit: &Credit) -> Result<(), Violation> {
        if credit.upto < self.credit {
            return Err(offset(Kind::CREDIT, credit.upto, self.credit));
        }
        self.credit = credit.upto;
        Ok(())
    }

    fn chunk(&mut self, len: u32, input: &[u8]) -> Result<usize, Violation> {
        let content = u64::from(len).checked_sub(8).filter(|content| *content > 0);
        let content = content.ok_or(Violation::Empty)?;
        let Some(at) = input.get(HEADER_LEN..).and_then(|rest| rest.first_chunk::<8>()) else {
            return Ok(0);
        };
        let at = u64::from_be_bytes(*at);
        if at != self.next {
            return Err(offset(Kind::CHUNK, at, self.next));
        }
        // A stream of unknown length ends before the number that says so.
        let most = self.credit.min(self.length);
        let end = at.checked_add(content).filter(|end| *end <= most);
        self.next = end.ok_or(offset(Kind::CHUNK, at.saturating_add(content), most))?;
        self.in_chunk = content;
        Ok(CHUNK_HEAD)
    }

    fn end(&mut self, end: &End) -> Result<(), Violation> {
        let length = if self.length == UNKNOWN_LENGTH { self.next } else { self.length };
        if end.length != self.next || end.length != length {
            return Err(offset(Kind::END, end.length, length));
        }
        self.ended = true;
        Ok(())
    }
}

fn offset(kind: Kind, said: u64, limit: u64) -> Violation {
    Violation::Offset { kind, said, limit }
}

#[cfg(test)]
mod tests;
