//! The pure state machine of one connection as the server sees it: what may come when, how long a
//! hello may take, when to ask for a sign of life (`PROTOCOL.md`, "States").
//!
//! It owns no bytes, no socket and no clock. Its driver hands it the input buffer and the time:
//!
//! ```text
//! loop {
//!     read bytes until machine.poll(now) says otherwise
//!     while let Some(step) = machine.next(&bytes)? { act on step; drop step.taken bytes }
//! }
//! ```

use super::coding::DecodeError;
use super::error_code::{ByeReason, ErrorCode};
use super::header::{
    Capabilities, Frame, HEADER_LEN, PREFACE_LEN, Preface, PrefaceError, TooLarge,
};
use super::heartbeat::{Beat, Heartbeat, HeartbeatTiming};
use super::ids::{Correlation, Tick};
use super::kind::Kind;
use super::limits::{MAX_BODY_PAYLOAD, MAX_PAYLOAD_BEFORE_PSEUDO, MAX_REQUEST_PAYLOAD};
use super::message::{Bye, FromClient};
use std::time::Duration;

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing valid has come yet.
    AwaitPreface,
    /// The preface has come.
    AwaitHello,
    /// The client has said who is speaking; it bears no pseudo yet.
    AwaitPseudo,
    /// The client is connected: it bears a pseudo.
    Connected,
    /// `BYE` was said; the driver passes over what comes, without asking what it is.
    Closed,
}

/// What the next bytes of the input are.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The preface, whole.
    Preface(Preface),
    /// A message that may come in this phase.
    Message(Correlation, FromClient<'a>),
    /// A message that must be answered with an error; the connection goes on.
    Refuse(Correlation, ErrorCode, String),
}

/// A step, and how many bytes of the input it took.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken<'a> {
    /// What came.
    pub step: Step<'a>,
    /// Bytes to drop from the front of the input.
    pub len: usize,
}

/// Why a connection can't go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fatal {
    /// The first bytes are of no Salon client.
    #[error(transparent)]
    Preface(#[from] PrefaceError),
    /// A header declares too much.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The hello took longer than it may.
    #[error("the hello was not finished in time")]
    HandshakeTimeout,
    /// No sign of life came after a `PING`.
    #[error("no sign of life came in time")]
    Dead,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing before this moment, unless bytes come.
    Wait(Tick),
    /// Send a `PING` with this nonce.
    Ping(u64),
}

/// One connection's state.
#[derive(Debug, Clone)]
pub struct Machine {
    phase: Phase,
    handshake_ends: Tick,
    heartbeat: Heartbeat,
}

impl Machine {
    /// A connection accepted at `now`, which has `handshake` to finish its hello.
    pub fn new(now: Tick, handshake: Duration, timing: HeartbeatTiming) -> Self {
        Self {
            phase: Phase::AwaitPreface,
            handshake_ends: now.plus(handshake),
            heartbeat: Heartbeat::new(timing, now),
        }
    }

    /// How far the connection has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The hello was answered with `WELCOME`.
    pub fn welcomed(&mut self) {
        self.phase = Phase::AwaitPseudo;
    }

    /// The pseudo was accepted, or a session resumed.
    pub fn connected(&mut self) {
        self.phase = Phase::Connected;
    }

    /// `BYE` was said by either side.
    pub fn closed(&mut self) {
        self.phase = Phase::Closed;
    }

    /// Bytes came, or the peer took some.
    pub fn heard(&mut self, now: Tick) {
        self.heartbeat.heard(now);
    }

    /// A `PONG` came; the round-trip time if it answers the last `PING`.
    pub fn pong(&mut self, now: Tick, nonce: u64) -> Option<Duration> {
        self.heartbeat.pong(now, nonce)
    }

    /// What is due at `now`.
    ///
    /// # Errors
    /// The hello took too long, or no sign of life came.
    pub fn poll(&mut self, now: Tick) -> Result<Due, Fatal> {
        let handshaking = !matches!(self.phase, Phase::Connected | Phase::Closed);
        if handshaking && now >= self.handshake_ends {
            return Err(Fatal::HandshakeTimeout);
        }
        if handshaking {
            return Ok(Due::Wait(self.handshake_ends));
        }
        match self.heartbeat.poll(now) {
            Beat::Wait(until) => Ok(Due::Wait(until)),
            Beat::Ping(nonce) => Ok(Due::Ping(nonce)),
            Beat::Dead => Err(Fatal::Dead),
        }
    }

    /// What the front of `input` is; `None` while some of it is missing.
    ///
    /// # Errors
    /// Framing is broken: nothing that follows can be understood.
    pub fn next<'a>(&mut self, input: &'a [u8]) -> Result<Option<Taken<'a>>, Fatal> {
        if self.phase == Phase::AwaitPreface {
            let Some(preface) = Preface::parse(input)? else { return Ok(None) };
            self.phase = Phase::AwaitHello;
            return Ok(Some(Taken { step: Step::Preface(preface), len: PREFACE_LEN }));
        }
        let phase = self.phase;
        let Some((frame, _)) = Frame::split(input, |kind| limit(phase, kind))? else {
            return Ok(None);
        };
        let len = HEADER_LEN + frame.payload.len();
        Ok(Some(Taken { step: self.read(&frame), len }))
    }

    fn read<'a>(&self, frame: &Frame<'a>) -> Step<'a> {
        let correlation = frame.header.correlation;
        let kind = frame.header.kind;
        let message = match FromClient::decode(frame) {
            Ok(Some(message)) => message,
            Ok(None) if Kind::ALL.contains(&kind) => {
                let text = format!("{kind} is for servers to say");
                return Step::Refuse(correlation, ErrorCode::WrongState, text);
            }
            Ok(None) => {
                return Step::Refuse(
                    correlation,
                    ErrorCode::UnknownKind,
                    format!("{kind} is not known"),
                );
            }
            // Who says goodbye is let go, however it is said.
            Err(_) if kind == Kind::BYE && allowed(self.phase, kind) => {
                FromClient::Bye(Bye { reason: ByeReason::Leaving, text: "".into() })
            }
            // A message at the wrong moment is told so, whatever its payload.
            Err(_) if !allowed(self.phase, kind) => return self.wrong_state(correlation, kind),
            Err(error) => return malformed(correlation, kind, &error),
        };
        if allowed(self.phase, kind) {
            Step::Message(correlation, message)
        } else {
            self.wrong_state(correlation, kind)
        }
    }

    fn wrong_state<'a>(&self, correlation: Correlation, kind: Kind) -> Step<'a> {
        let text = match self.phase {
            Phase::AwaitPreface | Phase::AwaitHello => {
                format!("{kind} came before HELLO or ATTACH")
            }
            Phase::AwaitPseudo if kind == Kind::HELLO => "HELLO came a second time".to_owned(),
            Phase::AwaitPseudo => format!("{kind} came before a pseudo was accepted"),
            Phase::Connected => format!("{kind} can't come on a connection that bears a pseudo"),
            Phase::Closed => format!("{kind} came after BYE"),
        };
        Step::Refuse(correlation, ErrorCode::WrongState, text)
    }
}

fn malformed<'a>(correlation: Correlation, kind: Kind, error: &DecodeError) -> Step<'a> {
    Step::Refuse(correlation, error.into(), format!("{kind}: {error}"))
}

/// Whether a client may say `kind` in `phase`.
pub fn allowed(phase: Phase, kind: Kind) -> bool {
    match phase {
        Phase::AwaitPreface | Phase::Closed => false,
        Phase::AwaitHello => {
            matches!(kind, Kind::HELLO | Kind::ATTACH | Kind::PROVE | Kind::BYE)
        }
        Phase::AwaitPseudo => {
            matches!(kind, Kind::PSEUDO | Kind::RESUME | Kind::PING | Kind::PONG | Kind::BYE)
        }
        Phase::Connected => {
            !matches!(kind, Kind::HELLO | Kind::RESUME | Kind::ATTACH | Kind::PROVE)
                && !super::stream::is_between_ends(kind)
        }
    }
}

/// The longest payload that a client may send of `kind` in `phase`.
pub fn limit(phase: Phase, kind: Kind) -> u32 {
    match (phase, kind) {
        (Phase::Connected, Kind::POST | Kind::DIRECT | Kind::CALL) => MAX_BODY_PAYLOAD,
        (Phase::Connected, _) => MAX_REQUEST_PAYLOAD,
        _ => MAX_PAYLOAD_BEFORE_PSEUDO,
    }
}

/// The preface with which a server of these capabilities answers `client`.
pub fn answer(client: Preface, capabilities: Capabilities) -> Preface {
    Preface { version: client.version.min(super::header::VERSION), capabilities }
}

#[cfg(test)]
mod tests {
    use super::super::message::{Hello, Message, Ping};
    use super::*;

    const TIMING: HeartbeatTiming =
        HeartbeatTiming { interval: Duration::from_secs(30), timeout: Duration::from_secs(5) };

    fn machine() -> Machine {
        Machine::new(Tick(0), Duration::from_secs(10), TIMING)
    }

    fn at(phase: Phase) -> Machine {
        Machine { phase, ..machine() }
    }

    #[test]
    fn the_hello_has_one_deadline_for_all_of_it() {
        let mut m = machine();
        assert_eq!(m.poll(Tick(0)), Ok(Due::Wait(Tick(10_000_000))));
        m.heard(Tick(9_000_000));
        assert_eq!(m.poll(Tick(10_000_000)), Err(Fatal::HandshakeTimeout));
        m.connected();
        assert_eq!(m.poll(Tick(10_000_000)), Ok(Due::Wait(Tick(30_000_000))));
    }

    #[test]
    fn every_kind_in_every_phase_is_taken_or_refused_and_framing_goes_on() {
        let phases = [Phase::AwaitHello, Phase::AwaitPseudo, Phase::Connected, Phase::Closed];
        for phase in phases {
            for code in 0..=0x0800u16 {
                let mut bytes = vec![0, 0, 0, 1];
                bytes.extend_from_slice(&code.to_be_bytes());
                bytes.extend_from_slice(&[0, 0, 0, 0, 0, 9, 0xFF]);
                let taken = at(phase).next(&bytes).unwrap().unwrap();
                assert_eq!(taken.len, 13);
                let Step::Refuse(correlation, error, _) = taken.step else {
                    assert_eq!(Kind(code), Kind::BYE, "{phase:?}: no other fits into one byte");
                    continue;
                };
                assert_eq!(correlation, Correlation(9));
                let known = Kind::ALL.contains(&Kind(code));
                assert_eq!(error == ErrorCode::UnknownKind, !known, "{phase:?} {code:#x}");
                if known && !allowed(phase, Kind(code)) {
                    assert_eq!(error, ErrorCode::WrongState);
                }
            }
        }
    }

    #[test]
    fn a_hello_is_read_and_then_not_again() {
        let hello = Hello { agent: "x".into() }.to_frame(Correlation(1));
        let mut m = at(Phase::AwaitHello);
        let taken = m.next(&hello).unwrap().unwrap();
        assert!(matches!(taken.step, Step::Message(Correlation(1), FromClient::Hello(_))));
        m.welcomed();
        let taken = m.next(&hello).unwrap().unwrap();
        assert!(matches!(taken.step, Step::Refuse(_, ErrorCode::WrongState, _)));
    }

    #[test]
    fn trailing_fields_are_passed_over() {
        let mut bytes = Ping { nonce: 5 }.to_frame(Correlation(0));
        bytes[3] += 2;
        bytes.extend_from_slice(&[1, 2]);
        let taken = at(Phase::Connected).next(&bytes).unwrap().map(|t| (t.step, t.len));
        let ping = Step::Message(Correlation(0), FromClient::Ping(Ping { nonce: 5 }));
        assert_eq!(taken, Some((ping, bytes.len())));
    }
}
