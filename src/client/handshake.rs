//! From a connection to a session: preface, `HELLO`, and `PSEUDO` or `RESUME`
//! (`PROTOCOL.md`, "Connection").

use super::dial::Dialer;
use super::error::ClientError;
use super::options::Options;
use super::wire::{Filled, Inlet};
use crate::clock::Clock;
use crate::proto::error_code::ErrorCode;
use crate::proto::header::{Capabilities, PREFACE_LEN, Preface, PrefaceError, VERSION};
use crate::proto::ids::{Correlation, Tick};
use crate::proto::limits::MAX_AGENT;
use crate::proto::message::{
    Accepted, FromServer, Hello, Message, Pong, PseudoWish, Resume, Resumed, Text, Welcome,
};
use std::sync::Arc;
use std::time::Duration;

/// A session that has begun.
pub(super) struct Opened {
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

/// Reaches the server and begins a session. What follows may be in the inlet already.
pub(super) fn open(
    dialer: &dyn Dialer,
    options: &Options,
    clock: &Clock,
) -> Result<(Inlet, Opened), ClientError> {
    let mut inlet = Inlet::new(Arc::new(dialer.dial(options)?));
    let pseudo = options.pseudo.clone();
    let address = dialer.address();
    let mut handshake = Handshake::begin(&inlet, address, options, pseudo, None, clock.now());
    loop {
        if let Some(opened) = handshake.advance(&mut inlet, clock.now())? {
            return Ok((inlet, opened));
        }
        handshake.fill(&mut inlet, clock.until(handshake.deadline))?;
    }
}

/// The beginning of a session, as `pseudo`; or going on with an old one, or beginning anew where
/// that is refused.
pub(super) struct Handshake {
    address: String,
    pseudo: String,
    deadline: Tick,
    timeout: Duration,
    awaits: Awaits,
}

/// What the server is to say next.
enum Awaits {
    Preface,
    Welcome(Capabilities),
    Start(Capabilities, Box<Welcome>),
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
    pub(super) fn begin(
        inlet: &Inlet,
        address: String,
        options: &Options,
        pseudo: String,
        resume: Option<Resume>,
        now: Tick,
    ) -> Self {
        let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
        let mut out = preface.to_bytes().to_vec();
        Hello { agent: Text::<MAX_AGENT>::new(&options.agent) }.append(Correlation(1), &mut out);
        match resume {
            Some(resume) => resume.append(Correlation(2), &mut out),
            None => PseudoWish { pseudo: pseudo.as_str().into() }.append(Correlation(2), &mut out),
        }
        drop(inlet.stream().write_all(&out));
        let timeout = options.request_timeout;
        let deadline = now.plus(timeout);
        Self { address, pseudo, deadline, timeout, awaits: Awaits::Preface }
    }

    /// When it must be over.
    pub(super) fn deadline(&self) -> Tick {
        self.deadline
    }

    /// Handles what has come, until the session has begun; `None` if that wants more.
    ///
    /// # Errors
    /// The server refused, made no sense, or took too long.
    pub(super) fn advance(
        &mut self,
        inlet: &mut Inlet,
        now: Tick,
    ) -> Result<Option<Opened>, ClientError> {
        loop {
            if let Awaits::Preface = self.awaits {
                let Some(preface) = self.preface(inlet)? else { break };
                self.awaits = Awaits::Welcome(preface.capabilities);
            }
            let Some(said) = self.next(inlet)? else { break };
            match (said, &self.awaits) {
                (Said::Welcome(welcome), Awaits::Welcome(capabilities)) => {
                    self.awaits = Awaits::Start(*capabilities, Box::new(welcome));
                }
                (Said::Start(_) | Said::ResumeRefused, Awaits::Welcome(_)) => {
                    return Err(ClientError::Unexpected { what: "Saying hello" });
                }
                (Said::Start(start), Awaits::Start(capabilities, welcome)) => {
                    let (capabilities, welcome) = (*capabilities, Welcome::clone(welcome));
                    return Ok(Some(Opened { capabilities, welcome, start }));
                }
                // The old session is over: a new one is asked for.
                (Said::ResumeRefused, _) => {
                    let wish = PseudoWish { pseudo: self.pseudo.as_str().into() };
                    self.write(inlet, &wish.to_frame(Correlation(3)))?;
                }
                _ => {}
            }
        }
        if now >= self.deadline {
            return Err(ClientError::Timeout { what: "Saying hello", after: self.timeout });
        }
        Ok(None)
    }

    fn preface(&self, inlet: &mut Inlet) -> Result<Option<Preface>, ClientError> {
        let preface = Preface::parse(inlet.pending()).map_err(|error| match error {
            PrefaceError::NotSalon => ClientError::NotSalon { address: self.address.clone() },
            PrefaceError::Version => ClientError::refused(ErrorCode::Version),
        })?;
        if preface.is_some() {
            inlet.consume(PREFACE_LEN);
        }
        Ok(preface)
    }

    /// The next message, if it has come. A refusal is an error here; `PING` is answered.
    fn next(&self, inlet: &mut Inlet) -> Result<Option<Said>, ClientError> {
        let Some((frame, len)) = inlet.frame(0)? else { return Ok(None) };
        let said = said(FromServer::decode(&frame)?, frame.header.correlation)?;
        inlet.consume(len);
        match said {
            Ok(said) => Ok(Some(said)),
            Err(answer) => self.write(inlet, &answer).map(|()| Some(Said::Other)),
        }
    }

    fn write(&self, inlet: &Inlet, bytes: &[u8]) -> Result<(), ClientError> {
        inlet.stream().write_all(bytes).map_err(|error| self.unreachable(&error.to_string()))
    }

    /// Reads what is there, and waits for it for `wait` at most.
    ///
    /// # Errors
    /// The connection is gone.
    pub(super) fn fill(&self, inlet: &mut Inlet, wait: Duration) -> Result<(), ClientError> {
        match inlet.fill(wait) {
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
