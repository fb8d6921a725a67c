//! From an address to a session: connection, preface, `HELLO`, and `PSEUDO` or `RESUME`
//! (`PROTOCOL.md`, "Connection").

use super::error::ClientError;
use super::link::Link;
use super::options::{Options, from_now};
use super::wire::{Filled, Inlet};
use crate::proto::error_code::ErrorCode;
use crate::proto::header::{Capabilities, Preface, PrefaceError, VERSION};
use crate::proto::ids::Correlation;
use crate::proto::limits::MAX_AGENT;
use crate::proto::message::{
    Accepted, FromServer, Hello, Message, Pong, PseudoWish, Resume, Resumed, Text, Welcome,
};
use std::io::Write;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A connection on which a session has begun.
pub(super) struct Opened {
    /// What follows is in there already, in part.
    pub(super) inlet: Inlet,
    pub(super) capabilities: Capabilities,
    pub(super) welcome: Welcome,
    pub(super) start: Start,
}

/// How it has begun.
pub(super) enum Start {
    /// As a new one.
    Accepted(Accepted),
    /// As the one that was lost.
    Resumed(Resumed),
}

/// Reaches the server and begins a session as `pseudo`, or goes on with the one of `resume`, or
/// begins anew where that is refused.
pub(super) fn open(
    link: &Link,
    options: &Options,
    pseudo: &str,
    resume: Option<Resume>,
) -> Result<Opened, ClientError> {
    let address = link.address();
    let stream = connect(link, options)
        .map_err(|cause| ClientError::Connect { address: address.clone(), cause })?;
    let deadline = from_now(options.request_timeout);
    let timeout = options.request_timeout;
    let mut handshake =
        Handshake { inlet: Inlet::new(Arc::new(stream)), address, deadline, timeout };
    handshake.greet(&options.agent, pseudo, resume);
    let capabilities = handshake.preface()?.capabilities;
    let welcome = handshake.welcome()?;
    let start = handshake.start(pseudo)?;
    Ok(Opened { inlet: handshake.inlet, capabilities, welcome, start })
}

/// A connection to one of the server's addresses, in the order in which the system names them.
fn connect(link: &Link, options: &Options) -> Result<TcpStream, String> {
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

struct Handshake {
    inlet: Inlet,
    address: String,
    deadline: Instant,
    timeout: Duration,
}

/// What the server may say before a session has begun.
enum Said {
    Welcome(Welcome),
    Start(Start),
    ResumeRefused,
    Other,
}

impl Handshake {
    /// Says everything at once, without waiting for the answers. Where it can't be written, the
    /// server may have said why before it closed: what it said is read next.
    fn greet(&mut self, agent: &str, pseudo: &str, resume: Option<Resume>) {
        let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
        let mut out = preface.to_bytes().to_vec();
        Hello { agent: Text::<MAX_AGENT>::new(agent) }.append(Correlation(1), &mut out);
        match resume {
            Some(resume) => resume.append(Correlation(2), &mut out),
            None => PseudoWish { pseudo: pseudo.into() }.append(Correlation(2), &mut out),
        }
        drop(self.write(&out));
    }

    fn preface(&mut self) -> Result<Preface, ClientError> {
        loop {
            match Preface::parse(self.inlet.pending()) {
                Ok(Some(preface)) => {
                    self.inlet.consume(crate::proto::header::PREFACE_LEN);
                    return Ok(preface);
                }
                Ok(None) => self.fill()?,
                Err(PrefaceError::NotSalon) => {
                    return Err(ClientError::NotSalon { address: self.address.clone() });
                }
                Err(PrefaceError::Version) => return Err(ClientError::refused(ErrorCode::Version)),
            }
        }
    }

    fn welcome(&mut self) -> Result<Welcome, ClientError> {
        loop {
            match self.next()? {
                Said::Welcome(welcome) => return Ok(welcome),
                Said::Other => {}
                Said::Start(_) | Said::ResumeRefused => {
                    return Err(ClientError::Unexpected { what: "Saying hello" });
                }
            }
        }
    }

    /// Waits until a session has begun. Where the old one is over, a new one is asked for.
    fn start(&mut self, pseudo: &str) -> Result<Start, ClientError> {
        loop {
            match self.next()? {
                Said::Start(start) => return Ok(start),
                Said::ResumeRefused => {
                    let wish = PseudoWish { pseudo: pseudo.into() };
                    self.write(&wish.to_frame(Correlation(3)))?;
                }
                Said::Welcome(_) | Said::Other => {}
            }
        }
    }

    /// The next message. A refusal is an error here; `PING` is answered.
    fn next(&mut self) -> Result<Said, ClientError> {
        let (said, len) = loop {
            if let Some((frame, len)) = self.inlet.frame(0)? {
                let correlation = frame.header.correlation;
                break (said(FromServer::decode(&frame)?, correlation)?, len);
            }
            self.fill()?;
        };
        self.inlet.consume(len);
        match said {
            Ok(said) => Ok(said),
            Err(answer) => self.write(&answer).map(|()| Said::Other),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        let stream = self.inlet.stream().clone();
        (&*stream).write_all(bytes).map_err(|error| self.unreachable(&error.to_string()))
    }

    fn fill(&mut self) -> Result<(), ClientError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ClientError::Timeout { what: "Saying hello", after: self.timeout });
        }
        match self.inlet.fill(left) {
            Ok(Filled::Bytes | Filled::Nothing) => Ok(()),
            Err(ClientError::Disconnected { cause }) => Err(self.unreachable(&cause)),
            Err(error) => Err(error),
        }
    }

    fn unreachable(&self, cause: &str) -> ClientError {
        ClientError::Connect { address: self.address.clone(), cause: cause.to_owned() }
    }
}

/// What a message means at this point, or the answer that it wants.
fn said(
    message: Option<FromServer<'_>>,
    correlation: Correlation,
) -> Result<Result<Said, Vec<u8>>, ClientError> {
    Ok(Ok(match message {
        Some(FromServer::Welcome(welcome)) => Said::Welcome(welcome),
        Some(FromServer::Accepted(accepted)) => Said::Start(Start::Accepted(accepted)),
        Some(FromServer::Resumed(resumed)) => Said::Start(Start::Resumed(resumed)),
        Some(FromServer::Error(error)) if error.code == ErrorCode::ResumeRefused => {
            Said::ResumeRefused
        }
        Some(FromServer::Error(error)) => return Err(error.into()),
        Some(FromServer::Bye(bye)) => {
            return Err(ClientError::Ended(bye.reason, bye.text.into_string()));
        }
        Some(FromServer::Ping(ping)) => {
            return Ok(Err(Pong { nonce: ping.nonce }.to_frame(correlation)));
        }
        _ => Said::Other,
    }))
}
