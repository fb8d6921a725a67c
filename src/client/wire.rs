//! One connection: the end that the reader thread reads, and the end that everybody writes to.
//!
//! Writing, in three rules:
//! 1. Whole messages are written under one lock, in pieces that may wait for the server, at most
//!    for the write timeout. A write that fails ends the connection; the reader notices.
//! 2. The reader thread doesn't wait for that lock. What it has to say (`PONG`, a request for
//!    members) it leaves in `urgent`, and whoever holds the lock writes that too before they let go.
//!    Where nobody does, it writes itself: little enough for the socket of a server that reads.
//! 3. The lock is held over nothing but writing, and choosing what is written next.

use super::error::ClientError;
use super::socket::Socket;
use crate::proto::header::{Frame, HEADER_LEN};
use crate::proto::limits::MAX_SERVER_PAYLOAD;
use parking_lot::Mutex;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// Bytes that one read may bring.
const READ: usize = 64 * 1024;

/// Bytes that may wait in `urgent`. A server that has so much unread is as good as gone.
const MAX_URGENT: usize = 256 * 1024;

/// The shortest time that a read waits: zero would mean for ever.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// What a read brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filled {
    /// Bytes.
    Bytes,
    /// Nothing within the time.
    Nothing,
}

/// The client's side of a connection.
pub trait Stream: Send + Sync {
    /// Waits for bytes, and puts them into the front of `into`; 0 at the end.
    ///
    /// # Errors
    /// The connection is gone. Past the timeout the error is of kind `WouldBlock` or `TimedOut`;
    /// where a client is [driven](super::Driven), as soon as there is nothing to read.
    fn read(&self, into: &mut [u8]) -> io::Result<usize>;

    /// How long [`Stream::read`] waits, each time.
    ///
    /// # Errors
    /// The connection is gone.
    fn set_read_timeout(&self, timeout: Duration) -> io::Result<()>;

    /// Sends all of `bytes`. It may wait for the other side, for a bounded time.
    ///
    /// # Errors
    /// The connection is gone, or the other side takes nothing.
    fn write_all(&self, bytes: &[u8]) -> io::Result<()>;

    /// Ends both directions, under whoever reads or writes.
    fn shut(&self);
}

macro_rules! stream_of {
    ($($socket:ty)*) => {$(
        impl Stream for $socket {
            fn read(&self, into: &mut [u8]) -> io::Result<usize> {
                Read::read(&mut &*self, into)
            }

            fn set_read_timeout(&self, timeout: Duration) -> io::Result<()> {
                self.set_read_timeout(Some(timeout.max(SHORTEST_WAIT)))
            }

            fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
                Write::write_all(&mut &*self, bytes)
            }

            fn shut(&self) {
                // It may be closed already, which is as good.
                drop(self.shutdown(Shutdown::Both));
            }
        }
    )*};
}

stream_of!(TcpStream Socket);

/// The reading end. Its buffer grows to one message and one read at most.
pub(super) struct Inlet {
    stream: Arc<dyn Stream>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Inlet {
    pub(super) fn new(stream: Arc<dyn Stream>) -> Self {
        Self { stream, buffer: vec![0; READ], start: 0, end: 0 }
    }

    pub(super) fn stream(&self) -> &Arc<dyn Stream> {
        &self.stream
    }

    /// What has come and was not consumed.
    pub(super) fn pending(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Drops `len` bytes from the front of it.
    pub(super) fn consume(&mut self, len: usize) {
        self.start = self.end.min(self.start + len);
    }

    /// The message at the front, and its length.
    ///
    /// # Errors
    /// It declares more than a server may send.
    pub(super) fn frame(&self, at: usize) -> Result<Option<(Frame<'_>, usize)>, ClientError> {
        let bytes = self.pending().get(at..).unwrap_or_default();
        let split = Frame::split(bytes, |_| MAX_SERVER_PAYLOAD).map_err(ClientError::lost)?;
        Ok(split.map(|(frame, _)| (frame, HEADER_LEN + frame.payload.len())))
    }

    /// Reads what is there, and waits for it for `wait` at most.
    ///
    /// # Errors
    /// The connection is gone, or was closed.
    pub(super) fn fill(&mut self, wait: Duration) -> Result<Filled, ClientError> {
        self.make_room();
        self.stream.set_read_timeout(wait).map_err(ClientError::lost)?;
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        match self.stream.read(room) {
            Ok(0) => Err(ClientError::lost("the server has closed it")),
            Ok(len) => {
                self.end += len;
                Ok(Filled::Bytes)
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock
                | io::ErrorKind::TimedOut
                | io::ErrorKind::Interrupted => Ok(Filled::Nothing),
                _ => Err(ClientError::lost(error)),
            },
        }
    }

    /// What is left moves to the front, and there is room for one read behind it.
    fn make_room(&mut self) {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        if self.buffer.len() < self.end + READ / 4 {
            self.buffer.resize(self.end + READ, 0);
        }
    }
}

/// The writing end, across the connections of a client.
#[derive(Default)]
pub(super) struct Outlet {
    gate: Mutex<Gate>,
    urgent: Mutex<Vec<u8>>,
    /// The same stream as the gate's, to be shut down while somebody writes.
    socket: Mutex<Option<Arc<dyn Stream>>>,
}

/// The right to write.
#[derive(Default)]
pub(super) struct Gate {
    stream: Option<Arc<dyn Stream>>,
    failure: Option<String>,
}

impl Gate {
    /// Writes whole messages.
    ///
    /// # Errors
    /// There is no connection, or it takes nothing any more. It is shut down then.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        let Some(stream) = &self.stream else {
            return Err(ClientError::lost("it was lost a moment ago"));
        };
        let Err(error) = stream.write_all(bytes) else { return Ok(()) };
        // Half a message may have left: nothing can follow it.
        stream.shut();
        self.stream = None;
        let cause = match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                "the server takes nothing any more".to_owned()
            }
            _ => error.to_string(),
        };
        self.failure = Some(cause.clone());
        Err(ClientError::Disconnected { cause })
    }
}

impl Outlet {
    /// A connection is being made, over `stream`: it too ends by [`Outlet::shutdown`].
    pub(super) fn prepare(&self, stream: &Arc<dyn Stream>) {
        *self.socket.lock() = Some(stream.clone());
    }

    /// Everything is written to `stream` from now on.
    pub(super) fn open(&self, stream: &Arc<dyn Stream>) {
        let mut gate = self.gate.lock();
        *gate = Gate { stream: Some(stream.clone()), failure: None };
        self.urgent.lock().clear();
        *self.socket.lock() = Some(stream.clone());
    }

    /// Nothing can be written from now on. Tells why writing had failed, if it had.
    pub(super) fn close(&self) -> Option<String> {
        self.shutdown();
        let mut gate = self.gate.lock();
        gate.stream = None;
        gate.failure.take()
    }

    /// Ends the connection under whoever reads or writes.
    pub(super) fn shutdown(&self) {
        if let Some(socket) = self.socket.lock().take() {
            socket.shut();
        }
    }

    /// Lets `act` write, when it is its turn.
    pub(super) fn turn<T>(&self, act: impl FnOnce(&mut Gate) -> T) -> T {
        let mut gate = self.gate.lock();
        let done = act(&mut gate);
        drop(gate);
        self.flush_urgent();
        done
    }

    /// Lets `act` write, if nobody else does now.
    pub(super) fn turn_now(&self, act: impl FnOnce(&mut Gate)) {
        if let Some(mut gate) = self.gate.try_lock() {
            act(&mut gate);
            drop(gate);
            self.flush_urgent();
        }
    }

    /// Writes `frames` soon, without waiting for others who write.
    pub(super) fn write_soon(&self, frames: &[u8]) {
        if frames.is_empty() {
            return;
        }
        let mut urgent = self.urgent.lock();
        if urgent.len() + frames.len() > MAX_URGENT {
            drop(urgent);
            return self.shutdown();
        }
        urgent.extend_from_slice(frames);
        drop(urgent);
        self.flush_urgent();
    }

    /// Writes what is urgent, unless somebody writes now: they do it then, since they look for it
    /// after they have let go of the lock.
    fn flush_urgent(&self) {
        while !self.urgent.lock().is_empty() {
            let Some(mut gate) = self.gate.try_lock() else { return };
            let frames = std::mem::take(&mut *self.urgent.lock());
            // A failure is the reader's to notice.
            drop(gate.write(&frames));
        }
    }
}
