//! What connections are made of.

use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// A connection that the system carries: over the network, or within this machine.
#[derive(Debug)]
pub enum Socket {
    /// Over TCP.
    Tcp(TcpStream),
    /// Within this machine, to whatever carries it on.
    Local(UnixStream),
}

/// Does the same with either.
macro_rules! either {
    ($socket:expr, $stream:ident => $act:expr) => {
        match $socket {
            Socket::Tcp($stream) => $act,
            Socket::Local($stream) => $act,
        }
    };
}

impl Socket {
    /// Whether reads and writes never wait.
    ///
    /// # Errors
    /// The system refuses.
    pub fn set_nonblocking(&self, on: bool) -> io::Result<()> {
        either!(self, stream => stream.set_nonblocking(on))
    }

    /// How long a read waits; none for ever.
    ///
    /// # Errors
    /// The system refuses, or it is zero.
    pub fn set_read_timeout(&self, wait: Option<Duration>) -> io::Result<()> {
        either!(self, stream => stream.set_read_timeout(wait))
    }

    /// How long a write waits; none for ever.
    ///
    /// # Errors
    /// The system refuses, or it is zero.
    pub fn set_write_timeout(&self, wait: Option<Duration>) -> io::Result<()> {
        either!(self, stream => stream.set_write_timeout(wait))
    }

    /// Ends one direction, or both.
    ///
    /// # Errors
    /// It is closed already.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        either!(self, stream => stream.shutdown(how))
    }
}

impl Read for &Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        either!(self, stream => (&mut &*stream).read(into))
    }
}

impl Write for &Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        either!(self, stream => (&mut &*stream).write(bytes))
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        either!(self, stream => (&mut &*stream).write_vectored(parts))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        either!(self, stream => stream.as_fd())
    }
}
