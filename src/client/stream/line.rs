//! The connection of one end of a stream: what both ends do in the same way.

use super::{StreamError, known};
use crate::client::dial::Dialer;
use crate::client::error::ClientError;
use crate::client::options::Options;
use crate::client::socket::Socket;
use crate::proto::error_code::StreamRole;
use crate::proto::header::{
    Capabilities, Frame, HEADER_LEN, PREFACE_LEN, Preface, PrefaceError, VERSION,
};
use crate::proto::ids::{Correlation, Token};
use crate::proto::limits::MAX_SERVER_PAYLOAD;
use crate::proto::message::{Attach, Attached, FromServer, Message, Pause};
use crate::proto::stream::chunk_head;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, IoSlice, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long an end waits before it says that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// How long the other end may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// How long to wait for the end after the last word.
const LAST_WORD: Duration = Duration::from_secs(5);

/// The most that is read ahead, in bytes: the heads of messages. Content is read to where it belongs.
const AHEAD: usize = 4 * 1024;

/// One end of a stream, for other threads than its own. Stopping it says nothing to the other end:
/// [`Client::cancel_stream`](super::Client::cancel_stream) does that.
#[derive(Debug, Clone)]
pub struct Handle {
    stream: Arc<Socket>,
    stopped: Arc<AtomicBool>,
    other_pauses: Arc<AtomicBool>,
}

impl Handle {
    /// Whoever reads or writes this end gets an error at once.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        // It may be closed already, which is as good.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Whether the other end has said that its person pauses.
    pub fn is_paused_there(&self) -> bool {
        self.other_pauses.load(Ordering::Acquire)
    }
}

/// See the module.
pub(super) struct Line {
    handle: Handle,
    ahead: Vec<u8>,
    heard: Instant,
    said: Instant,
    /// Whether this end's person pauses, as was said last.
    pauses: bool,
    length: Option<u64>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.handle.stream.shutdown(Shutdown::Both);
    }
}

impl Line {
    /// Connects, and gives the ticket in.
    pub fn attach(
        dialer: &dyn Dialer,
        options: &Options,
        ticket: Token,
        role: StreamRole,
    ) -> Result<Self, StreamError> {
        let stream = dialer.dial(options)?;
        let handle = Handle {
            stream: Arc::new(stream),
            stopped: Arc::default(),
            other_pauses: Arc::default(),
        };
        let (now, length) = (Instant::now(), None);
        let ahead = Vec::with_capacity(AHEAD);
        let mut line = Self { handle, ahead, heard: now, said: now, pauses: false, length };
        let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
        let mut hello = preface.to_bytes().to_vec();
        Attach { ticket }.append(Correlation(1), &mut hello);
        line.write(&hello)?;
        line.await_preface(&dialer.address())?;
        let attached = line.hear(|said| match said {
            FromServer::Attached(attached) => Ok(attached),
            FromServer::Error(error) => Err(ClientError::from(error).into()),
            _ => Err(StreamError::Nonsense),
        })?;
        let Attached { role: own, length } = attached;
        if own != role {
            return Err(ClientError::Unexpected { what: "Attaching the stream" }.into());
        }
        line.length = known(length);
        // A slow receiver makes the sender wait, for as long as it says something.
        let patience = Some(SILENCE + SIGN_OF_LIFE);
        line.handle.stream.set_write_timeout(patience).map_err(|error| line.lost(&error))?;
        Ok(line)
    }

    fn await_preface(&mut self, address: &str) -> Result<(), StreamError> {
        loop {
            match Preface::parse(&self.ahead) {
                Ok(Some(_)) => break,
                Ok(None) => self.fill()?,
                Err(PrefaceError::NotSalon) => {
                    return Err(ClientError::NotSalon { address: address.to_owned() }.into());
                }
                Err(PrefaceError::Version) => return Err(StreamError::Nonsense),
            }
        }
        self.ahead.drain(..PREFACE_LEN);
        Ok(())
    }

    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// As the stream was opened.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Waits for the next message that isn't `PAUSE`, and says meanwhile that this end is there.
    pub fn hear<T>(
        &mut self,
        meaning: impl Fn(FromServer<'_>) -> Result<T, StreamError>,
    ) -> Result<T, StreamError> {
        loop {
            if let Some(meant) = self.hear_one(&meaning)? {
                return Ok(meant);
            }
        }
    }

    /// Waits for the next message; `None` if that was `PAUSE`.
    pub fn hear_one<T>(
        &mut self,
        meaning: impl Fn(FromServer<'_>) -> Result<T, StreamError>,
    ) -> Result<Option<T>, StreamError> {
        loop {
            let split = Frame::split(&self.ahead, |_| MAX_SERVER_PAYLOAD);
            let Some((frame, _)) = split.map_err(|_| StreamError::Nonsense)? else {
                self.fill()?;
                continue;
            };
            let len = HEADER_LEN + frame.payload.len();
            let said = FromServer::decode(&frame).map_err(|_| StreamError::Nonsense)?;
            let meant = match said.ok_or(StreamError::Nonsense)? {
                FromServer::Pause(pause) => {
                    self.handle.other_pauses.store(pause.paused, Ordering::Release);
                    None
                }
                said => Some(meaning(said)?),
            };
            self.consume(len);
            return Ok(meant);
        }
    }

    /// Whether there is something to hear.
    pub fn has_come(&self) -> Result<bool, StreamError> {
        if !self.ahead.is_empty() {
            return Ok(true);
        }
        let mut fds = [PollFd::new(&*self.handle.stream, PollFlags::IN)];
        match poll(&mut fds, Some(&Timespec::default())) {
            Ok(ready) => Ok(ready > 0),
            Err(error) => Err(self.lost(&error)),
        }
    }

    /// What has come of the message at the front, for a reader of chunks.
    pub fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// Drops so many bytes from the front.
    pub fn consume(&mut self, len: usize) {
        self.ahead.drain(..len.min(self.ahead.len()));
    }

    /// Reads what comes, behind what is there.
    pub fn fill(&mut self) -> Result<(), StreamError> {
        let had = self.ahead.len();
        self.ahead.resize(had + AHEAD, 0);
        let mut room = std::mem::take(&mut self.ahead);
        let read = self.read(room.get_mut(had..).unwrap_or_default());
        room.truncate(had + read.as_ref().map_or(0, |count| *count));
        self.ahead = room;
        read.map(drop)
    }

    /// Reads content to where it belongs: at first what was read ahead.
    pub fn read_content(&mut self, into: &mut [u8]) -> Result<usize, StreamError> {
        if self.ahead.is_empty() {
            return self.read(into);
        }
        let count = self.ahead.len().min(into.len());
        let ahead = self.ahead.get(..count).unwrap_or_default();
        into.get_mut(..count).unwrap_or_default().copy_from_slice(ahead);
        self.consume(count);
        Ok(count)
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, StreamError> {
        loop {
            self.say_still_there()?;
            let timeout = SIGN_OF_LIFE.saturating_sub(self.said.elapsed());
            let timeout = Some(timeout.max(Duration::from_millis(1)));
            self.handle.stream.set_read_timeout(timeout).map_err(|error| self.lost(&error))?;
            match (&*self.handle.stream).read(into) {
                Ok(0) => return Err(self.lost(&"it was closed")),
                Ok(count) => {
                    self.heard = Instant::now();
                    return Ok(count);
                }
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                        if self.heard.elapsed() >= SILENCE {
                            return Err(self.lost(&"the other end is silent"));
                        }
                    }
                    io::ErrorKind::Interrupted => {}
                    _ => return Err(self.lost(&error)),
                },
            }
        }
    }

    /// Says that this end is there, if it hasn't said anything for long.
    pub fn say_still_there(&mut self) -> Result<(), StreamError> {
        if self.said.elapsed() < SIGN_OF_LIFE {
            return Ok(());
        }
        self.say_paused(self.pauses)
    }

    /// Says whether this end's person pauses, now and with each sign of life that follows.
    pub fn say_paused(&mut self, paused: bool) -> Result<(), StreamError> {
        self.pauses = paused;
        self.say(&Pause { paused })
    }

    /// Whether this end has said that its person pauses.
    pub fn is_paused(&self) -> bool {
        self.pauses
    }

    /// Waits until the server has taken note of the last word, for a while: it ends its side then.
    pub fn await_end(&mut self) {
        let until = Instant::now() + LAST_WORD;
        let wait = self.handle.stream.set_read_timeout(Some(LAST_WORD));
        while wait.is_ok() && Instant::now() < until {
            match (&*self.handle.stream).read(&mut [0; 256]) {
                Ok(count) if count > 0 => {}
                _ => return,
            }
        }
    }

    pub fn say<'a>(&mut self, message: &impl Message<'a>) -> Result<(), StreamError> {
        self.write(&message.to_frame(Correlation(0)))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        let written = (&*self.handle.stream).write_all(bytes);
        self.said = Instant::now();
        written.map_err(|error| self.lost(&error))
    }

    /// Writes a chunk of [`MAX_CHUNK`](crate::proto::limits::MAX_CHUNK) bytes at most, without copying
    /// it.
    pub fn write_chunk(&mut self, offset: u64, data: &[u8]) -> Result<(), StreamError> {
        let head = chunk_head(offset, u32::try_from(data.len()).unwrap_or(u32::MAX));
        let mut parts = [IoSlice::new(&head), IoSlice::new(data)];
        let mut rest = &mut parts[..];
        while !rest.is_empty() {
            match (&*self.handle.stream).write_vectored(rest) {
                Ok(count) => IoSlice::advance_slices(&mut rest, count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.lost(&error)),
            }
        }
        self.said = Instant::now();
        Ok(())
    }

    fn lost(&self, cause: &dyn ToString) -> StreamError {
        if self.handle.stopped.load(Ordering::Acquire) {
            return StreamError::Stopped;
        }
        StreamError::Lost { cause: cause.to_string() }
    }
}
