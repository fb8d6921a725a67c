//! The receiving end of a stream.

use super::StreamError;
use super::line::{Handle, Line};
use crate::proto::header::{HEADER_LEN, Header};
use crate::proto::kind::Kind;
use crate::proto::limits::MAX_CHUNK;
use crate::proto::message::{Checked, Credit, End, FromServer, Start};
use crate::proto::stream::CHUNK_HEAD;
use std::io::{self, Read};

/// How far the sender may be ahead, in bytes. What is granted is always read, also by whoever pauses: so
/// a sender waits for credits, and hears meanwhile that the receiver pauses.
const WINDOW: u64 = 8 * 1024 * 1024;

/// What was received on earlier connections: how much, and its hash so far.
#[derive(Debug, Clone)]
pub struct Received {
    length: u64,
    hasher: blake3::Hasher,
}

impl Received {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self { length: 0, hasher: blake3::Hasher::new() }
    }

    /// These bytes follow.
    pub fn add(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
    }

    /// How many bytes.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// The receiving end of a stream: what the sender has written is read from it, up to its end.
pub struct ReceiveStream {
    line: Line,
    received: Received,
    granted: u64,
    /// What is still to come of the present chunk.
    in_chunk: u64,
    end: Option<End>,
}

impl ReceiveStream {
    pub(super) fn begin(mut line: Line, received: Received) -> Result<Self, StreamError> {
        let offset = received.length;
        let granted = offset.saturating_add(WINDOW);
        line.say(&Start { offset })?;
        line.say(&Credit { upto: granted })?;
        Ok(Self { line, received, granted, in_chunk: 0, end: None })
    }

    /// How many bytes the whole has, where its sender has said so.
    pub fn length(&self) -> Option<u64> {
        self.line.length()
    }

    /// What was received so far: with it, another connection goes on where this one stopped.
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// For other threads: to stop this end, and to see whether the other pauses.
    pub fn handle(&self) -> Handle {
        self.line.handle().clone()
    }

    /// Says whether this end's person has paused. While they do, nothing more is granted: read on until
    /// [`ReceiveStream::is_used_up`], or the server takes the connection for dead. After that, whoever
    /// pauses for long says so again every 10 s.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn say_paused(&mut self, paused: bool) -> Result<(), StreamError> {
        self.line.say_paused(paused)
    }

    /// Whether this end has said that it pauses.
    pub fn is_paused(&self) -> bool {
        self.line.is_paused()
    }

    /// Whether all that was granted has been read, or all that there is: what follows comes only once
    /// this end has no pause.
    pub fn is_used_up(&self) -> bool {
        self.end.is_some() || self.received.length >= self.granted
    }

    /// Whether all has come, and is what the sender has. What it is for may be done now, before
    /// [`ReceiveStream::finish`] says to the sender that it is.
    pub fn is_whole(&self) -> bool {
        self.end.as_ref().is_some_and(|end| {
            end.length == self.received.length
                && self.received.hasher.finalize() == blake3::Hash::from_bytes(end.hash)
        })
    }

    /// Compares what has come with what the sender has, and tells both. To be called once
    /// [`Read::read`] has come to the end.
    ///
    /// # Errors
    /// It differs or has not come to the end, or the connection is lost.
    pub fn finish(mut self) -> Result<Received, StreamError> {
        if self.end.is_none() {
            return Err(StreamError::Nonsense);
        }
        let ok = self.is_whole();
        self.line.say(&Checked { ok })?;
        self.line.await_end();
        if ok { Ok(self.received) } else { Err(StreamError::Differs) }
    }

    /// The head of the next chunk, or the end.
    fn next_message(&mut self) -> Result<(), StreamError> {
        while self.line.ahead().len() < HEADER_LEN {
            self.line.fill()?;
        }
        let header = Header::parse(self.line.ahead()).ok_or(StreamError::Nonsense)?;
        if header.kind != Kind::CHUNK {
            // What follows a pause may be a chunk again.
            self.end = self.line.hear_one(|said| match said {
                FromServer::End(end) => Ok(end),
                _ => Err(StreamError::Nonsense),
            })?;
            return Ok(());
        }
        while self.line.ahead().len() < CHUNK_HEAD {
            self.line.fill()?;
        }
        let offset = self.line.ahead().get(HEADER_LEN..).and_then(|rest| rest.first_chunk::<8>());
        let offset = offset.map(|bytes| u64::from_be_bytes(*bytes));
        if offset != Some(self.received.length) || !(9..=MAX_CHUNK + 8).contains(&header.len) {
            return Err(StreamError::Nonsense);
        }
        self.in_chunk = u64::from(header.len) - 8;
        self.line.consume(CHUNK_HEAD);
        Ok(())
    }

    fn grant(&mut self) -> Result<(), StreamError> {
        let left = self.granted.saturating_sub(self.received.length);
        if left < WINDOW / 2 && !self.is_paused() {
            self.granted = self.received.length.saturating_add(WINDOW);
            return self.line.say(&Credit { upto: self.granted });
        }
        Ok(())
    }
}

impl Read for ReceiveStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.in_chunk == 0 {
            if self.end.is_some() {
                return Ok(0);
            }
            // Not behind what is read: where this fails, all that was counted has reached whoever reads.
            self.grant()?;
            self.next_message()?;
        }
        let most = into.len().min(usize::try_from(self.in_chunk).unwrap_or(usize::MAX));
        let count = self.line.read_content(into.get_mut(..most).unwrap_or_default())?;
        self.in_chunk -= count as u64;
        self.received.add(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{ClientError, Dialer, Options, Socket};
    use crate::proto::error_code::StreamRole;
    use crate::proto::header::{Capabilities, Preface, VERSION};
    use crate::proto::ids::{Correlation, Token};
    use crate::proto::limits::UNKNOWN_LENGTH;
    use crate::proto::message::{Attached, Message};
    use crate::proto::stream::chunk_head;
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::sync::Mutex;

    /// Hands over one connection.
    struct Once(Mutex<Option<UnixStream>>);

    impl Dialer for Once {
        fn dial(&self, _: &Options) -> Result<Socket, ClientError> {
            Ok(Socket::Local(self.0.lock().unwrap().take().unwrap()))
        }

        fn address(&self) -> String {
            "here".into()
        }
    }

    /// The receiving end of a stream, and the server's end of its connection.
    fn stream() -> (ReceiveStream, UnixStream) {
        let (near, mut far) = UnixStream::pair().unwrap();
        let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
        far.write_all(&preface.to_bytes()).unwrap();
        let attached = Attached { role: StreamRole::Receiver, length: UNKNOWN_LENGTH };
        far.write_all(&attached.to_frame(Correlation(1))).unwrap();
        let dialer = Once(Mutex::new(Some(near)));
        let (options, role) = (Options::new("Bob"), StreamRole::Receiver);
        let line = Line::attach(&dialer, &options, Token([0; 16]), role).unwrap();
        (ReceiveStream::begin(line, Received::nothing()).unwrap(), far)
    }

    #[test]
    fn what_is_counted_has_been_read_wherever_the_connection_is_lost() {
        let (mut stream, mut far) = stream();
        // Behind half of what was granted more is, which nobody takes any more.
        let sender = std::thread::spawn(move || {
            for offset in (0..WINDOW / 2).step_by(MAX_CHUNK as usize) {
                far.write_all(&chunk_head(offset, MAX_CHUNK)).unwrap();
                far.write_all(&[7; MAX_CHUNK as usize]).unwrap();
            }
            far.write_all(&chunk_head(WINDOW / 2, 5)).unwrap();
            far.write_all(b"hello").unwrap();
            far.shutdown(std::net::Shutdown::Both).unwrap();
        });
        let mut half = vec![0; WINDOW as usize / 2];
        stream.read_exact(&mut half).unwrap();
        sender.join().unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap_err();
        assert_eq!(stream.received().length(), (half.len() + rest.len()) as u64);
    }
}
