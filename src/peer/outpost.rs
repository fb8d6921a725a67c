//! A port of one's own, from which the server is dialled, at which the other is awaited, and from
//! which it is dialled: so that the address which the server sees is the one where it can be reached.

use super::error::PeerError;
use crate::client::{ClientError, Link, prove};
use crate::proto::ids::Token;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long reaching the server may take, and its answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections that wait to be accepted, at most.
const BACKLOG: i32 = 16;

/// See the module.
pub(super) struct Outpost {
    /// Where the other is awaited. Accepting never waits.
    pub listener: TcpListener,
    domain: Domain,
    port: u16,
}

/// A connection from an outpost to the server, on which nothing was said yet.
pub(super) struct Probe(TcpStream);

impl Outpost {
    /// Opens a port, and dials the server from there.
    ///
    /// # Errors
    /// The server can't be reached so.
    pub fn open(link: &Link) -> Result<(Self, Probe), PeerError> {
        let unreachable = |cause: String| ClientError::Connect { address: link.address(), cause };
        let found = (link.host.as_str(), link.port).to_socket_addrs();
        let mut cause = "this name has no address".to_owned();
        for server in found.map_err(|error| unreachable(error.to_string()))? {
            match Self::toward(server) {
                Ok(open) => return Ok(open),
                Err(error) => cause = error.to_string(),
            }
        }
        Err(unreachable(cause).into())
    }

    fn toward(server: SocketAddr) -> io::Result<(Self, Probe)> {
        let domain = Domain::for_address(server);
        let listening = bound(domain, 0)?;
        listening.listen(BACKLOG)?;
        listening.set_nonblocking(true)?;
        let port = listening.local_addr()?.as_socket().map_or(0, |address| address.port());
        let outpost = Self { listener: listening.into(), domain, port };
        let probe = bound(domain, port)?;
        probe.connect_timeout(&server.into(), PATIENCE)?;
        Ok((outpost, Probe(probe.into())))
    }

    /// Begins to dial, without waiting. None where this port can't dial there: another family.
    ///
    /// # Errors
    /// The system refuses.
    pub fn dial(&self, to: SocketAddr) -> io::Result<Option<TcpStream>> {
        let to = match (self.domain, to.ip()) {
            (Domain::IPV6, IpAddr::V4(ip)) => {
                SocketAddr::new(ip.to_ipv6_mapped().into(), to.port())
            }
            (Domain::IPV4, IpAddr::V6(_)) => return Ok(None),
            _ => to,
        };
        let socket = bound(self.domain, self.port)?;
        socket.set_nonblocking(true)?;
        match socket.connect(&SockAddr::from(to)) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(IN_PROGRESS) => {}
            Err(error) => return Err(error),
        }
        Ok(Some(socket.into()))
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// What the system says of a connection that is being made.
const IN_PROGRESS: i32 = rustix::io::Errno::INPROGRESS.raw_os_error();

/// A socket at a port that others of this program may have, too.
fn bound(domain: Domain, port: u16) -> io::Result<Socket> {
    let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
    let any: IpAddr = if domain == Domain::IPV6 {
        socket.set_only_v6(false)?;
        Ipv6Addr::UNSPECIFIED.into()
    } else {
        Ipv4Addr::UNSPECIFIED.into()
    };
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::new(any, port).into())?;
    Ok(socket)
}

impl Probe {
    /// The address that this machine has toward the server, if others could have it as a neighbour.
    pub fn own_address(&self) -> Option<IpAddr> {
        let own = self.0.local_addr().ok()?.ip().to_canonical();
        (!own.is_loopback()).then_some(own)
    }

    /// Shows the server where the outpost is. Tells how it is seen.
    ///
    /// # Errors
    /// The server refused, or did not answer.
    pub fn prove(self, token: Token) -> Result<SocketAddr, PeerError> {
        Ok(prove(self.0, token, PATIENCE)?)
    }
}
