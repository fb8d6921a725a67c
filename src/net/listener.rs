//! The listener thread: accepts connections, turns away those that there is no room for, and
//! starts a thread for each of the others. No accept error is fatal.

use super::conn::Conn;
use super::reader::{self, error_frame};
use super::shared::Shared;
use super::wire::{Plain, Wire};
use crate::proto::error_code::ErrorCode;
use crate::proto::header::{Preface, VERSION};
use crate::proto::ids::Correlation;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

/// Connections that the kernel keeps for us to accept: thousands may come at once.
const BACKLOG: i32 = 4096;

/// Connections that are accepted before a look at whether it is time to stop.
const ACCEPTED_IN_A_ROW: usize = 64;

/// How long to wait after an error of accepting: descriptors may have run out.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(100);

/// When somebody for whom there was no place should come again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Stack of a client's thread. Only what is touched is ever resident.
const CLIENT_STACK: usize = 512 * 1024;

/// Opens the listening socket. All interfaces means those of IPv4 as well.
pub(crate) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    match bind_exactly(address) {
        // A machine without IPv6 still has all its interfaces of IPv4.
        Err(error) if address.ip().is_unspecified() && address.is_ipv6() && !in_use(&error) => {
            bind_exactly(SocketAddr::from((std::net::Ipv4Addr::UNSPECIFIED, address.port())))
        }
        bound => bound,
    }
}

fn in_use(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied)
}

fn bind_exactly(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Accepts until something comes over `stop`.
pub(crate) fn run(shared: &Arc<Shared>, listener: &TcpListener, stop: &UnixStream) {
    while wait(listener, stop) {
        for _ in 0..ACCEPTED_IN_A_ROW {
            match listener.accept() {
                Ok((stream, peer)) => {
                    serve(shared, stream, plain_address(peer));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    tracing::warn!(%error, "can't accept connections at this moment");
                    if !pause(stop) {
                        return;
                    }
                    break;
                }
            }
        }
    }
}

/// Waits for a connection; false if it is time to stop.
fn wait(listener: &TcpListener, stop: &UnixStream) -> bool {
    let mut fds = [PollFd::new(listener, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
    if let Err(error) = poll(&mut fds, None)
        && error != rustix::io::Errno::INTR
    {
        tracing::error!(%error, "polling the listening socket failed");
        return pause(stop);
    }
    fds[1].revents().is_empty()
}

/// Waits a little; false if it is time to stop.
fn pause(stop: &UnixStream) -> bool {
    let mut fds = [PollFd::new(stop, PollFlags::IN)];
    let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(PAUSE_AFTER_ERROR.subsec_nanos()) };
    matches!(poll(&mut fds, Some(&timeout)), Ok(0) | Err(rustix::io::Errno::INTR))
}

/// An address of IPv4 that came through a socket of IPv6 is one of IPv4.
fn plain_address(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(peer.ip().to_canonical(), peer.port())
}

fn serve(shared: &Arc<Shared>, stream: TcpStream, peer: SocketAddr) {
    if let Err(refusal) = admit(shared, peer) {
        return turn_away(&stream, &refusal);
    }
    match Plain::new(stream) {
        Ok(wire) => start(shared, Box::new(wire), peer),
        Err(error) => {
            tracing::debug!(%peer, %error, "gone before it was served");
            shared.registry.release(peer);
        }
    }
}

/// Takes in a connection within this machine.
///
/// # Errors
/// There is no place for it.
pub(super) fn attach(shared: &Arc<Shared>, stream: UnixStream) -> io::Result<()> {
    let peer = SocketAddr::from((Ipv6Addr::LOCALHOST, 0));
    admit(shared, peer).map_err(|_| io::Error::from(io::ErrorKind::QuotaExceeded))?;
    start(shared, Box::new(Plain::local(stream)), peer);
    Ok(())
}

/// Starts the thread of a connection that was counted in.
fn start(shared: &Arc<Shared>, wire: Box<dyn Wire>, peer: SocketAddr) {
    let number = shared.registry.number();
    let stragglers = Arc::clone(&shared.stragglers);
    let conn = Conn::new(number, peer, wire, stragglers, shared.config.limits.outbox_bytes);
    shared.registry.add(&conn);
    let thread = std::thread::Builder::new()
        .name(format!("client-{number}"))
        .stack_size(CLIENT_STACK)
        .spawn({
            let (shared, conn) = (Arc::clone(shared), Arc::clone(&conn));
            move || reader::serve(&shared, &conn)
        });
    match thread {
        Ok(thread) => shared.registry.set_thread(number, thread),
        Err(error) => {
            tracing::warn!(%error, "no thread for another client");
            conn.finish(refusal(shared, ErrorCode::ServerFull, TRY_AGAIN, ""));
            shared.registry.remove(&conn);
        }
    }
    shared.mark_changed();
}

/// Counts a connection in.
///
/// # Errors
/// There is no place for it; what to say then.
pub(super) fn admit(shared: &Shared, peer: SocketAddr) -> Result<(), Vec<u8>> {
    let wall = shared.clock.wall();
    if let Some(ban) = shared.directory.lock().bans.of_address(peer.ip(), wall) {
        return Err(refusal(shared, ErrorCode::Banned, ban.left(wall), &ban.reason));
    }
    let per_address = shared.config.limits.connections_per_address;
    shared.registry.admit(peer, shared.max_connections, per_address).map_err(|code| {
        tracing::info!(%peer, ?code, "turned away");
        refusal(shared, code, TRY_AGAIN, "")
    })
}

/// Says why there is no place, without waiting, and hangs up.
fn turn_away(stream: &TcpStream, refusal: &[u8]) {
    // Whatever fails here concerns only somebody who is being sent away.
    let _ = stream.set_nonblocking(true);
    let _ = (&mut &*stream).write(refusal);
    let _ = stream.shutdown(Shutdown::Write);
    // What has come is read, since closing over unread bytes would take our words back.
    let mut unread = [0; 1024];
    let _ = (&mut &*stream).read(&mut unread);
}

/// A preface and a fatal error, as the whole conversation.
fn refusal(shared: &Shared, code: ErrorCode, retry_after: Duration, reason: &str) -> Vec<u8> {
    let preface = Preface { version: VERSION, capabilities: shared.capabilities() };
    let mut bytes = preface.to_bytes().to_vec();
    bytes.extend(error_frame(Correlation(0), code, retry_after, reason));
    bytes
}
