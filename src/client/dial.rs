//! How connections to a server are made.

use super::error::ClientError;
use super::link::Link;
use super::options::{Options, from_now};
use super::socket::Socket;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// What makes a client's connections: over TCP for a [`Link`], through something else for one
/// that is reached otherwise.
pub trait Dialer: Send + Sync {
    /// One more connection to the server.
    ///
    /// # Errors
    /// The server can't be reached.
    fn dial(&self, options: &Options) -> Result<Socket, ClientError>;

    /// Where the server is, for a person.
    fn address(&self) -> String;

    /// The server's link, where it is reached by one.
    fn link(&self) -> Option<&Link> {
        None
    }
}

impl Dialer for Link {
    fn dial(&self, options: &Options) -> Result<Socket, ClientError> {
        match connect_to_any(self, options) {
            Ok(stream) => Ok(Socket::Tcp(stream)),
            Err(cause) => Err(ClientError::Connect { address: Link::address(self), cause }),
        }
    }

    fn address(&self) -> String {
        Link::address(self)
    }

    fn link(&self) -> Option<&Link> {
        Some(self)
    }
}

/// A connection to one of the server's addresses, in the order in which the system names them.
fn connect_to_any(link: &Link, options: &Options) -> Result<TcpStream, String> {
    let until = from_now(options.connect_timeout);
    let found = (link.host.as_str(), link.port).to_socket_addrs().map_err(|e| e.to_string())?;
    let mut cause = "this name has no address".to_owned();
    for address in found {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(format!("no answer within {:?}", options.connect_timeout));
        }
        match connect_to(address, left, options.request_timeout) {
            Ok(stream) => return Ok(stream),
            Err(error) => cause = error.to_string(),
        }
    }
    Err(cause)
}

fn connect_to(at: SocketAddr, wait: Duration, write: Duration) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&at, wait)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(write.max(Duration::from_millis(1))))?;
    Ok(stream)
}
