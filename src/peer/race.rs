//! Two peers try each other at once: each listens, and dials the other from the same port, at all
//! addresses that the server named. Whatever connection comes about, by accepting, by dialling or by
//! both at once, begins to speak Noise. Several may; the initiator says the last message of the
//! handshake on one alone, the first that was answered, and so both go on with the same one.

use super::code::Code;
use super::error::PeerError;
use super::line::Line;
use super::noise::{Handshake, MAX_HANDSHAKE, declared, split};
use super::outpost::Outpost;
use crate::client::Socket;
use crate::proto::error_code::PeerRole;
use crate::proto::ids::PeerSecret;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Connections that are tried at once. What knocks beyond that is turned away.
const MAX_CANDIDATES: usize = 24;

/// How long a connection may keep silent.
const SILENCE: Duration = Duration::from_secs(2);

/// When an address that refused is dialled again: the way may open once the other has dialled.
const AGAIN: Duration = Duration::from_millis(200);

/// How soon the race notices that it is to end.
const LOOK: Duration = Duration::from_millis(100);

/// The path that was found.
pub(super) struct Found {
    pub line: Line,
    pub code: Code,
    pub address: SocketAddr,
}

/// See the module.
pub(super) struct Race<'a> {
    outpost: &'a Outpost,
    role: PeerRole,
    secret: &'a PeerSecret,
    dials: Vec<Dial>,
    candidates: Vec<Candidate>,
}

/// An address that is dialled until it answers.
struct Dial {
    to: SocketAddr,
    /// When it is dialled next; none while it is.
    at: Option<Instant>,
}

/// A connection that may become the path.
struct Candidate {
    stream: TcpStream,
    /// Which address was dialled for it.
    dialled: Option<usize>,
    /// How far it has come; none while it is being made.
    handshake: Option<Handshake>,
    came: Vec<u8>,
    until: Instant,
}

/// What became of a candidate.
enum Fate {
    Goes,
    Fails,
    Wins(Box<Found>),
    /// Whoever it is knows the secret, and doesn't do what the one who was introduced would.
    Lies,
}

impl<'a> Race<'a> {
    /// Ready to dial these.
    pub fn new(
        outpost: &'a Outpost,
        role: PeerRole,
        secret: &'a PeerSecret,
        addresses: &[SocketAddr],
    ) -> Self {
        let now = Instant::now();
        let dials = addresses.iter().map(|to| Dial { to: *to, at: Some(now) }).collect();
        Self { outpost, role, secret, dials, candidates: Vec::new() }
    }

    /// Tries until a path is found, the time is over, or `enough` says so.
    ///
    /// # Errors
    /// Whoever answered is not the one who was introduced; or the system refuses to wait for sockets.
    pub fn run(
        mut self,
        lasts: Duration,
        enough: impl Fn() -> bool,
    ) -> Result<Option<Found>, PeerError> {
        let until = Instant::now() + lasts;
        loop {
            let now = Instant::now();
            if now >= until || enough() {
                return Ok(None);
            }
            self.dial(now);
            let ready = self.wait(LOOK.min(until - now))?;
            self.accept();
            if let Some(found) = self.advance(&ready)? {
                return Ok(Some(found));
            }
        }
    }

    /// Dials what is due.
    fn dial(&mut self, now: Instant) {
        for (index, dial) in self.dials.iter_mut().enumerate() {
            if dial.at.is_none_or(|at| at > now) || self.candidates.len() >= MAX_CANDIDATES {
                continue;
            }
            match self.outpost.dial(dial.to) {
                Ok(Some(stream)) => {
                    dial.at = None;
                    self.candidates.push(Candidate {
                        stream,
                        dialled: Some(index),
                        handshake: None,
                        came: Vec::new(),
                        // The system gives up by itself, or the race is over before.
                        until: now + Duration::from_secs(3600),
                    });
                }
                Ok(None) => dial.at = None,
                Err(error) => {
                    tracing::debug!(to = %dial.to, %error, "not dialled");
                    dial.at = Some(now + AGAIN);
                }
            }
        }
    }

    /// Waits until a candidate can go on, or somebody knocks. Which candidates can.
    fn wait(&self, most: Duration) -> Result<Vec<bool>, PeerError> {
        let mut fds = vec![PollFd::new(&self.outpost.listener, PollFlags::IN)];
        fds.extend(self.candidates.iter().map(|candidate| {
            let made = candidate.handshake.is_some();
            PollFd::new(&candidate.stream, if made { PollFlags::IN } else { PollFlags::OUT })
        }));
        let timeout = Timespec::try_from(most).ok();
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        Ok(fds.iter().skip(1).map(|fd| !fd.revents().is_empty()).collect())
    }

    /// Takes in who knocks.
    fn accept(&mut self) {
        while let Ok((stream, _)) = self.outpost.listener.accept() {
            if self.candidates.len() >= MAX_CANDIDATES {
                continue;
            }
            let until = Instant::now() + SILENCE;
            let mut candidate =
                Candidate { stream, dialled: None, handshake: None, came: Vec::new(), until };
            if candidate.begin(self.role, self.secret).is_ok() {
                self.candidates.push(candidate);
            }
        }
    }

    /// Lets those go on that can, and drops those that won't come to anything.
    fn advance(&mut self, ready: &[bool]) -> Result<Option<Found>, PeerError> {
        let now = Instant::now();
        let mut ready = ready.iter().copied();
        for mut candidate in std::mem::take(&mut self.candidates) {
            // Those that were accepted since have not been waited for.
            let fate = if ready.next().unwrap_or(false) {
                candidate.advance(self.role, self.secret)
            } else if now >= candidate.until {
                Ok(Fate::Fails)
            } else {
                Ok(Fate::Goes)
            };
            match fate {
                Ok(Fate::Goes) => self.candidates.push(candidate),
                Ok(Fate::Wins(found)) => return Ok(Some(*found)),
                Ok(Fate::Lies) => return Err(PeerError::NotThem),
                Ok(Fate::Fails) | Err(_) => {
                    let dial = candidate.dialled.and_then(|index| self.dials.get_mut(index));
                    if let Some(dial) = dial {
                        dial.at = Some(now + AGAIN);
                    }
                }
            }
        }
        Ok(None)
    }
}

impl Candidate {
    /// The connection stands: the initiator begins.
    fn begin(&mut self, role: PeerRole, secret: &PeerSecret) -> Result<(), PeerError> {
        self.stream.set_nonblocking(true)?;
        self.stream.set_nodelay(true)?;
        self.until = Instant::now() + SILENCE;
        let mut handshake = Handshake::new(role, secret)?;
        self.say(&mut handshake)?;
        self.handshake = Some(handshake);
        Ok(())
    }

    fn say(&mut self, handshake: &mut Handshake) -> Result<(), PeerError> {
        if let Some(message) = handshake.say()? {
            // A fresh socket takes as much as this at once.
            (&self.stream).write_all(&message)?;
        }
        Ok(())
    }

    fn advance(&mut self, role: PeerRole, secret: &PeerSecret) -> Result<Fate, PeerError> {
        let Some(mut handshake) = self.handshake.take() else {
            if let Some(error) = self.stream.take_error()? {
                return Err(error.into());
            }
            self.begin(role, secret)?;
            return Ok(Fate::Goes);
        };
        let mut read = [0; 2 * MAX_HANDSHAKE];
        match (&self.stream).read(&mut read) {
            Ok(0) => return Ok(Fate::Fails),
            Ok(count) => self.came.extend_from_slice(read.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
        // A stranger's bytes are not collected.
        if declared(&self.came).is_some_and(|length| length > MAX_HANDSHAKE) {
            return Ok(Fate::Fails);
        }
        if let Some((message, length)) = split(&self.came) {
            handshake.hear(message)?;
            self.came.drain(..length);
            self.say(&mut handshake)?;
        }
        if !handshake.is_finished() {
            self.handshake = Some(handshake);
            return Ok(Fate::Goes);
        }
        self.settle(role, handshake)
    }

    /// The handshake is over, which takes the secret: the code is agreed on, at once. Whoever can't do that
    /// may be somebody in between, and trying another path with them would hide it.
    fn settle(&mut self, role: PeerRole, handshake: Handshake) -> Result<Fate, PeerError> {
        let address = self.stream.peer_addr()?;
        let carrier = Socket::Tcp(self.stream.try_clone()?);
        let came = std::mem::take(&mut self.came);
        let mut line = Line { carrier, cipher: handshake.finish()?, came };
        let code = match line.agree(role) {
            Err(PeerError::NotThem) => return Ok(Fate::Lies),
            agreed => agreed?,
        };
        Ok(Fate::Wins(Box::new(Found { line, code, address })))
    }
}
