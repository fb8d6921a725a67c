//! What a connection needs of the thing that carries its bytes. Plain TCP is one; TLS and
//! WebSocket will be others.
//!
//! Windows has no per-call non-blocking send: what it would need belongs here, and nowhere else.

use rustix::buffer::spare_capacity;
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{RecvFlags, SendFlags, Shutdown, recv, send, shutdown};
use std::io;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// The server's side of a connection. Writes never wait.
pub trait Wire: Send + Sync {
    /// Waits for bytes and puts them into the spare capacity of `into`; 0 at the end.
    ///
    /// # Errors
    /// The connection is gone. Past the timeout the error is of kind `WouldBlock`; where a server is
    /// [driven](super::Driven), as soon as there is nothing to read.
    fn receive(&self, into: &mut Vec<u8>) -> io::Result<usize>;

    /// How long [`Wire::receive`] waits, each time.
    ///
    /// # Errors
    /// The connection is gone.
    fn set_receive_timeout(&self, timeout: Duration) -> io::Result<()>;

    /// Sends as much as is taken at once.
    ///
    /// # Errors
    /// `WouldBlock` if that is nothing; otherwise the connection is gone.
    fn try_send(&self, bytes: &[u8]) -> io::Result<usize>;

    /// Ends the sending side: what was sent still arrives, followed by the end.
    fn finish_sending(&self);

    /// Ends both sides, and wakes whoever waits in [`Wire::receive`].
    fn shut(&self);

    /// How to learn when [`Wire::try_send`] will take something again.
    fn readiness(&self) -> Readiness<'_>;
}

/// How to learn whether a connection can be written to.
#[derive(Debug)]
pub enum Readiness<'a> {
    /// By polling this descriptor.
    Poll(BorrowedFd<'a>),
    /// There is no descriptor, and this is how it stands. Nothing wakes the straggler thread when
    /// that changes: it is for a server that is [driven](super::Driven).
    Known(bool),
}

/// Plain TCP, or a connection within this machine.
pub(crate) struct Plain<S>(S);

impl Plain<TcpStream> {
    /// Takes over an accepted connection. Small messages leave at once.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }
}

impl Plain<UnixStream> {
    /// Takes over a connection within this machine.
    pub fn local(stream: UnixStream) -> Self {
        Self(stream)
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const SEND_FLAGS: SendFlags = SendFlags::DONTWAIT.union(SendFlags::NOSIGNAL);
/// Elsewhere the standard library has switched the signal off for the whole process.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SEND_FLAGS: SendFlags = SendFlags::DONTWAIT;

impl<S: AsFd + Send + Sync> Wire for Plain<S> {
    fn receive(&self, into: &mut Vec<u8>) -> io::Result<usize> {
        let (count, _) = recv(&self.0, spare_capacity(into), RecvFlags::empty())?;
        Ok(count)
    }

    fn set_receive_timeout(&self, timeout: Duration) -> io::Result<()> {
        // A timeout of zero would mean none.
        let timeout = Some(timeout.max(Duration::from_millis(1)));
        Ok(set_socket_timeout(&self.0, Timeout::Recv, timeout)?)
    }

    fn try_send(&self, bytes: &[u8]) -> io::Result<usize> {
        Ok(send(&self.0, bytes, SEND_FLAGS)?)
    }

    fn finish_sending(&self) {
        // It may be closed already, which is as good.
        let _ = shutdown(&self.0, Shutdown::Write);
    }

    fn shut(&self) {
        let _ = shutdown(&self.0, Shutdown::Both);
    }

    fn readiness(&self) -> Readiness<'_> {
        Readiness::Poll(self.0.as_fd())
    }
}
