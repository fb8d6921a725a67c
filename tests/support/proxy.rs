//! A way to a server that breaks where it is told to.

use super::PATIENCE;
use crossbeam_channel::{Receiver, Sender, unbounded};
use rustix::event::{PollFd, PollFlags, poll};
use socket2::SockRef;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// In which direction bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    ToServer,
    ToGuest,
}

/// Where a connection is reset: once so many bytes have gone in a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub direction: Direction,
    pub after: usize,
}

/// How many bytes went to the server and to the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    pub to_server: usize,
    pub to_guest: usize,
}

impl Passed {
    fn count(&mut self, direction: Direction) -> &mut usize {
        match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToGuest => &mut self.to_guest,
        }
    }
}

/// See the module. It carries one connection after another.
pub struct Proxy {
    pub address: SocketAddr,
    cuts: Sender<Cut>,
    passed: Receiver<Passed>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    pub fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (cuts, waiting) = unbounded();
        let (counts, passed) = unbounded();
        let stopping = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let stopping = Arc::clone(&stopping);
            move || {
                for guest in listener.incoming() {
                    if stopping.load(Ordering::Acquire) {
                        return;
                    }
                    let upstream = TcpStream::connect(server).expect("a server that listens");
                    let cut = waiting.try_recv().ok();
                    let _ = counts.send(carry(guest.expect("a connection"), upstream, cut));
                }
            }
        });
        Self { address, cuts, passed, stopping, thread: Some(thread) }
    }

    /// One of the next connections ends like this; each of them takes one.
    pub fn cut(&self, cut: Cut) {
        self.cuts.send(cut).expect("a proxy that runs");
    }

    /// A connection through it.
    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).expect("a proxy that runs")
    }

    /// Waits for the end of a connection: what it has carried.
    pub fn passed(&self) -> Passed {
        self.passed.recv_timeout(PATIENCE).expect("the end of a connection")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        // Wakes the thread. If nobody listens any more, it has failed, and so has the test.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Carries bytes both ways until both sides have ended, or to the cut.
fn carry(guest: TcpStream, server: TcpStream, cut: Option<Cut>) -> Passed {
    for stream in [&guest, &server] {
        stream.set_nodelay(true).expect("a socket");
    }
    let mut passed = Passed::default();
    let mut ways =
        vec![(Direction::ToServer, &guest, &server), (Direction::ToGuest, &server, &guest)];
    let mut buffer = vec![0; 16 * 1024];
    loop {
        if cut.is_some_and(|cut| *passed.count(cut.direction) >= cut.after) {
            for stream in [&guest, &server] {
                SockRef::from(stream).set_linger(Some(Duration::ZERO)).expect("a socket");
            }
            return passed;
        }
        if ways.is_empty() {
            return passed;
        }
        let mut fds: Vec<_> =
            ways.iter().map(|(_, from, _)| PollFd::new(*from, PollFlags::IN)).collect();
        poll(&mut fds, None).expect("sockets");
        let ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
        let mut ready = ready.into_iter();
        ways.retain(|(direction, from, to)| {
            if !ready.next().unwrap_or(false) {
                return true;
            }
            let count = passed.count(*direction);
            let most = cut
                .filter(|cut| cut.direction == *direction)
                .map_or(buffer.len(), |cut| buffer.len().min(cut.after - *count));
            let mut from: &TcpStream = from;
            let mut to: &TcpStream = to;
            match from.read(&mut buffer[..most]) {
                Ok(len) if len > 0 && to.write_all(&buffer[..len]).is_ok() => {
                    *count += len;
                    true
                }
                _ => {
                    // The other side learns of the end, unless it has gone itself.
                    let _ = to.shutdown(Shutdown::Write);
                    false
                }
            }
        });
    }
}
