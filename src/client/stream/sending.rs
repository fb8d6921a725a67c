//! The sending end of a stream.

use super::StreamError;
use super::line::{Handle, Line};
use crate::proto::limits::MAX_CHUNK;
use crate::proto::message::{End, FromServer};
use std::io::{self, Read, Write};

/// What an end reads at once of what it only hashes, in bytes.
const HASHED_AT_ONCE: usize = 256 * 1024;

/// The sending end of a stream: what is written to it arrives at the receiver. Writing waits where the
/// receiver has no room.
pub struct SendStream {
    line: Line,
    offset: u64,
    next: u64,
    credit: u64,
    hasher: blake3::Hasher,
}

/// The sending end of a stream whose receiver has not said yet where to begin.
pub struct PendingSend {
    line: Line,
}

impl PendingSend {
    pub(super) fn new(line: Line) -> Self {
        Self { line }
    }

    /// For other threads: to stop this end, also while it waits for the receiver.
    pub fn handle(&self) -> Handle {
        self.line.handle().clone()
    }

    /// Waits until the receiver says where to begin.
    ///
    /// # Errors
    /// They don't come within a minute, the connection is lost, or this end was stopped.
    pub fn begin(mut self) -> Result<SendStream, StreamError> {
        let offset = self.line.hear(|said| match said {
            FromServer::Start(start) => Ok(start.offset),
            _ => Err(StreamError::Nonsense),
        })?;
        let hasher = blake3::Hasher::new();
        Ok(SendStream { line: self.line, offset, next: 0, credit: offset, hasher })
    }
}

impl SendStream {
    /// Where the receiver wants to begin. If that isn't 0, [skip](SendStream::skip) what it has.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Up to where the content was sent, or skipped.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// For other threads: to stop this end, and to see whether the other pauses.
    pub fn handle(&self) -> Handle {
        self.line.handle().clone()
    }

    /// Reads what the receiver has already, for the hash, which is that of the whole content.
    /// `go_on` is asked now and then.
    ///
    /// # Errors
    /// It can't be read, is too short, or is not to go on.
    pub fn skip(
        &mut self,
        content: &mut impl Read,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> io::Result<()> {
        let mut buffer = vec![0; HASHED_AT_ONCE];
        while self.next < self.offset {
            if !go_on(self.next) {
                return Err(StreamError::Stopped.into());
            }
            self.line.say_still_there()?;
            let left = usize::try_from(self.offset - self.next).unwrap_or(usize::MAX);
            let room = buffer.get_mut(..left.min(HASHED_AT_ONCE)).unwrap_or_default();
            let count = content.read(room)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.hasher.update(room.get(..count).unwrap_or_default());
            self.next += count as u64;
        }
        Ok(())
    }

    /// Says whether this end's person has paused. Whoever pauses for long says so again every 10 s.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn say_paused(&mut self, paused: bool) -> Result<(), StreamError> {
        self.line.say_paused(paused)
    }

    /// For a sender that has nothing to say at the moment: shows every 10 s that it is there, and takes
    /// in what the receiver has said meanwhile.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn idle(&mut self) -> Result<(), StreamError> {
        self.line.say_still_there()?;
        while self.line.has_come()? {
            let credit = self.line.hear_one(|said| match said {
                FromServer::Credit(credit) => Ok(credit.upto),
                _ => Err(StreamError::Nonsense),
            })?;
            self.credit = credit.unwrap_or(self.credit);
        }
        Ok(())
    }

    /// Waits until the receiver has room.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn await_room(&mut self) -> Result<(), StreamError> {
        while self.credit <= self.next {
            self.credit = self.line.hear(|said| match said {
                FromServer::Credit(credit) => Ok(credit.upto),
                _ => Err(StreamError::Nonsense),
            })?;
        }
        Ok(())
    }

    /// Says that this was all, and waits until the receiver has checked it.
    ///
    /// # Errors
    /// What arrived differs, or the connection is lost.
    pub fn finish(mut self) -> Result<(), StreamError> {
        let hash = *self.hasher.finalize().as_bytes();
        self.line.say(&End { length: self.next, hash })?;
        loop {
            let checked = self.line.hear(|said| match said {
                FromServer::Checked(checked) => Ok(Some(checked.ok)),
                FromServer::Credit(_) => Ok(None),
                _ => Err(StreamError::Nonsense),
            })?;
            match checked {
                Some(true) => return Ok(()),
                Some(false) => return Err(StreamError::Differs),
                None => {}
            }
        }
    }
}

impl Write for SendStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.next < self.offset {
            let text = "what the receiver has already must be skipped first";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        self.await_room()?;
        let room = usize::try_from((self.credit - self.next).min(MAX_CHUNK.into()));
        let count = bytes.len().min(room.unwrap_or(usize::MAX));
        let chunk = bytes.get(..count).unwrap_or_default();
        self.line.write_chunk(self.next, chunk)?;
        self.hasher.update(chunk);
        self.next += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
