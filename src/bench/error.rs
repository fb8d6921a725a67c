//! Why a benchmark can't be run, or not to its end.

use std::io;
use std::net::SocketAddr;
use thiserror::Error;

/// See the module.
#[derive(Debug, Error)]
pub enum BenchError {
    /// The process of a server did not begin to listen.
    #[error("the server's process did not start ({0})")]
    NoServer(String),
    /// The system refused something.
    #[error("the system refuses: {0}")]
    System(#[from] io::Error),
    /// The server refused something, in its own words.
    #[error("the server refuses: {0}")]
    Refused(String),
    /// What the server said can't be understood.
    #[error("what the server sent is not the Salon protocol")]
    NotSalon,
    /// The server ended connections.
    #[error("the server ended a connection")]
    Ended,
    /// Not everybody was in their room in time.
    #[error("{joined} of {members} members could join in time")]
    Joining {
        /// How many were.
        joined: usize,
        /// How many there should be.
        members: usize,
    },
    /// The server holds clients to a number of posts a second, so that the limit would be measured.
    #[error("the server limits posts to {0} a second")]
    Limited(u32),
    /// There may not be as many open sockets.
    #[error("{wanted} open files are needed, and {allowed} are allowed")]
    Descriptors {
        /// How many are needed.
        wanted: u64,
        /// How many there may be.
        allowed: u64,
    },
    /// A server may not have a thread for each member.
    #[error("{wanted} memory mappings are needed, and {allowed} are allowed")]
    Mappings {
        /// How many are needed.
        wanted: u64,
        /// How many there may be.
        allowed: u64,
    },
    /// The load would leave this machine.
    #[error("{0} is not an address of this machine's loopback")]
    NotLoopback(SocketAddr),
    /// The person has had enough.
    #[error("interrupted")]
    Interrupted,
}

impl From<rustix::io::Errno> for BenchError {
    fn from(error: rustix::io::Errno) -> Self {
        Self::System(error.into())
    }
}
