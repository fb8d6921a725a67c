//! A client's thread: reads, lets the state machine say what came, and has it handled.
//!
//! Everything complete that one read brought is handled under one turn of the session, and what
//! that appended to rooms is carried afterwards, so that many posts leave together.

use super::conn::Conn;
use super::handle;
use super::latest::{self, Pending};
use super::linger::linger;
use super::room_cell::Carry;
use super::session::{Session, Turn};
use super::shared::Shared;
use super::streams::{self, Attachment};
use crate::hub::rate::TokenBucket;
use crate::proto::error_code::{ByeReason, ErrorCode};
use crate::proto::header::{Preface, VERSION};
use crate::proto::ids::{Correlation, SequenceId, Tick, UnixMillis};
use crate::proto::machine::{Due, Fatal, Machine, Phase, Step, Taken};
use crate::proto::message::{Added, Error, FRAME_ROOM, Message, Ping};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// What an idle client's buffer holds, in bytes.
pub(super) const SMALL_BUFFER: usize = 256;

/// The most that one read brings, in bytes.
const LARGE_BUFFER: usize = 64 * 1024;

/// Messages refused one after another, after which a client is let go.
const MAX_REFUSED_IN_A_ROW: u32 = 1_000;

/// What handlers work with: the connection, and whose it is.
pub(crate) struct Client {
    /// What all threads share.
    pub shared: Arc<Shared>,
    /// The connection.
    pub conn: Arc<Conn>,
    /// Whose it is, once a pseudo was accepted or a session resumed.
    pub session: Option<Arc<Session>>,
    /// What may come when.
    pub machine: Machine,
    /// How many requests may come.
    pub requests: TokenBucket,
    /// Rooms that this thread has to carry.
    pub carries: Vec<Carry>,
    /// When the last bytes came.
    pub now: Tick,
    /// The same, on the wall.
    pub wall: UnixMillis,
    /// What it said of which only the newest counts; none until it says any.
    pub latest: Option<Box<Pending>>,
    /// Whether the client may still lack its newest token.
    pub token: TokenProof,
    /// The end of a stream that this connection is for, once it is.
    pub attachment: Option<Box<Attachment>>,
    /// Messages that the last read has ended.
    messages: u64,
    refused_in_a_row: u32,
}

/// How a server comes to know that a client has its newest token: the answer to a `PING` that was
/// sent after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenProof {
    /// It has it, or never had another.
    Given,
    /// A token was sent, and no `PING` since.
    Wanted,
    /// A `PING` of this nonce was sent after it.
    Asked(u64),
}

/// Whether a client's thread goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// It does.
    Go,
    /// The connection now has a session, whose turn must be taken.
    TakeTurn,
    /// The connection is one end of a stream from now on.
    Attached,
    /// Our last words were said; the other side may close.
    Linger,
    /// The connection is gone.
    Gone,
}

/// Serves a connection to its end, whatever happens in it.
pub(crate) fn serve(shared: &Arc<Shared>, conn: &Arc<Conn>) {
    let mut client = Client::new(shared, conn);
    tracing::debug!(conn = conn.number, peer = %conn.peer, "connected");
    let ending = catch_unwind(AssertUnwindSafe(|| client.run()));
    let next = ending.unwrap_or_else(|_| {
        tracing::error!(conn = conn.number, "a client's thread panicked; only it is ended");
        conn.finish(error_frame(Correlation(0), ErrorCode::Internal, Duration::ZERO, ""));
        Next::Linger
    });
    client.lose_session();
    if next == Next::Linger {
        linger(shared, conn);
    }
    gone(shared, conn);
}

/// A connection is served no longer.
pub(super) fn gone(shared: &Shared, conn: &Conn) {
    conn.close(ByeReason::Refused, "");
    shared.registry.remove(conn);
    shared.mark_changed();
    tracing::debug!(conn = conn.number, "closed");
}

impl Client {
    /// What serves a connection from its first byte on.
    pub fn new(shared: &Arc<Shared>, conn: &Arc<Conn>) -> Self {
        let now = shared.clock.now();
        let config = &shared.config;
        let rate = config.limits.requests;
        Self {
            shared: Arc::clone(shared),
            conn: Arc::clone(conn),
            session: None,
            machine: Machine::new(now, config.limits.handshake, config.heartbeat),
            requests: TokenBucket::new(rate.per_second, rate.burst, now),
            carries: Vec::new(),
            now,
            wall: shared.clock.wall(),
            latest: None,
            token: TokenProof::Given,
            attachment: None,
            messages: 0,
            refused_in_a_row: 0,
        }
    }

    /// The connection is over: its session may be resumed, and somebody else carries its rooms.
    pub fn lose_session(&mut self) {
        self.carries.clear();
        if let Some(session) = self.session.take() {
            self.shared.lost(&session, &self.conn);
        }
    }

    fn run(&mut self) -> Next {
        let mut buffer = Vec::with_capacity(SMALL_BUFFER);
        let mut timeout = Duration::MAX;
        loop {
            let until = match self.poll() {
                Ok(until) => until,
                Err(next) => return next,
            };
            let wanted = until.since(self.now);
            // The timeout counts from each read anew: it is set again only when it would end
            // noticeably late, not for every message.
            if timeout > wanted + wanted / 64 {
                timeout = wanted.max(Duration::from_millis(1));
                if self.conn.wire().set_receive_timeout(timeout).is_err() {
                    return Next::Gone;
                }
            }
            let filled = match self.conn.wire().receive(&mut buffer) {
                Ok(0) => return Next::Gone,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    timeout = Duration::MAX;
                    resize(&mut buffer, 0);
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Next::Gone,
            };
            self.conn.meter.read(filled);
            match self.came(&mut buffer) {
                Next::Go => {}
                Next::Attached => return self.serve_stream(buffer),
                next => return next,
            }
            resize(&mut buffer, filled);
        }
    }

    /// The rest of the connection's life, as one end of a stream.
    #[inline(never)]
    fn serve_stream(&mut self, input: Vec<u8>) -> Next {
        let Some(attachment) = self.attachment.take() else { return Next::Gone };
        streams::serve(&self.shared, &self.conn, &attachment, input)
    }

    /// Does what is due. Tells when there will be something again, or how the connection ends.
    pub fn poll(&mut self) -> Result<Tick, Next> {
        loop {
            self.now = self.shared.clock.now();
            self.machine.heard(self.conn.taken_at());
            latest::hand_on(self);
            match self.machine.poll(self.now) {
                Ok(Due::Wait(until)) => {
                    let newest = self.latest.as_ref().and_then(|pending| pending.due());
                    return Ok(newest.map_or(until, |due| due.min(until)));
                }
                Ok(Due::Ping(nonce)) => {
                    if self.token == TokenProof::Wanted {
                        self.token = TokenProof::Asked(nonce);
                    }
                    self.conn.push(Ping { nonce }.to_frame(Correlation(0)));
                    self.conn.flush();
                }
                Err(fatal) => return Err(self.fatal(&fatal)),
            }
        }
    }

    /// Handles what a read has brought behind what was left of the one before: all complete messages,
    /// and what follows from them.
    pub fn came(&mut self, buffer: &mut Vec<u8>) -> Next {
        let (taken, next) = self.take_in(buffer);
        self.conn.meter.handled(std::mem::take(&mut self.messages));
        buffer.drain(..taken);
        for carry in self.carries.drain(..) {
            carry.run();
        }
        latest::hand_on(self);
        self.conn.flush();
        next
    }

    /// Handles all complete messages of `input`; tells how many bytes they took.
    fn take_in(&mut self, input: &[u8]) -> (usize, Next) {
        self.now = self.shared.clock.now();
        self.wall = self.shared.clock.wall();
        self.machine.heard(self.now);
        let mut taken = 0;
        loop {
            let session = self.session.clone();
            let mut turn = session.as_ref().map(|session| session.turn.lock());
            if turn.as_ref().is_some_and(|turn| !turn.is_on(&self.conn)) {
                return (taken, Next::Gone);
            }
            let next = loop {
                let rest = input.get(taken..).unwrap_or_default();
                match self.machine.next(rest) {
                    Ok(None) => break Next::Go,
                    Ok(Some(Taken { step, len })) => {
                        taken += len;
                        self.messages += 1;
                        let next = self.step(step, session.as_ref(), turn.as_deref_mut());
                        self.conn.relieve();
                        if next != Next::Go {
                            break next;
                        }
                    }
                    Err(fatal) => break self.fatal(&fatal),
                }
            };
            if next != Next::TakeTurn {
                return (taken, next);
            }
        }
    }

    fn step(
        &mut self,
        step: Step<'_>,
        session: Option<&Arc<Session>>,
        turn: Option<&mut Turn>,
    ) -> Next {
        let (correlation, handled) = match step {
            Step::Preface(preface) => {
                self.send_preface(preface);
                return Next::Go;
            }
            Step::Refuse(correlation, code, text) => {
                (correlation, Err(handle::Refusal::new(code, text)))
            }
            Step::Message(correlation, message) => {
                (correlation, handle::message(self, session, turn, correlation, message))
            }
        };
        match handled {
            Ok(next) => {
                self.refused_in_a_row = 0;
                next
            }
            Err(refusal) => self.refuse(correlation, &refusal),
        }
    }

    fn send_preface(&mut self, client: Preface) {
        let answer = crate::proto::machine::answer(client, self.shared.capabilities());
        let mut frames = Vec::with_capacity(FRAME_ROOM);
        frames.extend_from_slice(&answer.to_bytes());
        self.conn.push(frames);
    }

    fn refuse(&mut self, correlation: Correlation, refusal: &handle::Refusal) -> Next {
        let handle::Refusal { code, text, retry_after, about } = refusal;
        let frame = error_frame_about(correlation, *code, *retry_after, text, *about);
        if !code.survives() {
            self.conn.finish(frame);
            return Next::Linger;
        }
        self.conn.push(frame);
        self.refused_in_a_row += 1;
        if self.refused_in_a_row >= MAX_REFUSED_IN_A_ROW {
            let code = ErrorCode::TooManyErrors;
            self.conn.finish(error_frame(Correlation(0), code, Duration::ZERO, ""));
            return Next::Linger;
        }
        Next::Go
    }

    /// Says why the connection can't go on.
    fn fatal(&mut self, fatal: &Fatal) -> Next {
        tracing::info!(conn = self.conn.number, peer = %self.conn.peer, %fatal, "ended");
        let code = match fatal {
            Fatal::Preface(error) => {
                // The other side hears a Salon server out only if it begins as one.
                let capabilities = self.shared.capabilities();
                self.conn.push(Preface { version: VERSION, capabilities }.to_bytes().to_vec());
                match error {
                    crate::proto::header::PrefaceError::NotSalon => ErrorCode::NotSalon,
                    crate::proto::header::PrefaceError::Version => ErrorCode::Version,
                }
            }
            Fatal::TooLarge(_) => ErrorCode::TooLarge,
            Fatal::HandshakeTimeout => {
                if self.machine.phase() == Phase::AwaitPreface {
                    let capabilities = self.shared.capabilities();
                    self.conn.push(Preface { version: VERSION, capabilities }.to_bytes().to_vec());
                }
                ErrorCode::HandshakeTimeout
            }
            Fatal::Dead => {
                self.conn.close(ByeReason::Timeout, "");
                return Next::Gone;
            }
        };
        let correlation = match fatal {
            Fatal::TooLarge(message) => message.correlation,
            _ => Correlation(0),
        };
        let text = format!("{} ({fatal})", code.describe());
        self.conn.finish(error_frame(correlation, code, Duration::ZERO, &text));
        Next::Linger
    }
}

/// An `ERROR` as bytes; without a text of its own it has the code's.
pub(super) fn error_frame(
    correlation: Correlation,
    code: ErrorCode,
    retry_after: Duration,
    text: &str,
) -> Vec<u8> {
    error_frame_about(correlation, code, retry_after, text, SequenceId(0))
}

fn error_frame_about(
    correlation: Correlation,
    code: ErrorCode,
    retry_after: Duration,
    text: &str,
    about: SequenceId,
) -> Vec<u8> {
    let text = if text.is_empty() { code.describe() } else { text };
    let retry_after = u32::try_from(retry_after.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX);
    let (survives, text, about) = (code.survives(), text.into(), Added(about));
    Error { code, survives, retry_after, text, about }.to_frame(correlation)
}

/// Lets a buffer grow while reads fill it, and shrink once they are small again.
fn resize(buffer: &mut Vec<u8>, filled: usize) {
    let capacity = buffer.capacity();
    let full = buffer.len() == capacity;
    if full || filled > capacity / 2 && capacity < LARGE_BUFFER {
        // Doubling follows the bytes that came, never a length that was declared.
        buffer.reserve_exact((2 * capacity).max(SMALL_BUFFER) - buffer.len());
    } else if capacity > SMALL_BUFFER && filled < capacity / 8 && buffer.len() < capacity / 8 {
        buffer.shrink_to(SMALL_BUFFER.max(capacity / 4));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_grows_under_load_and_an_idle_one_is_small() {
        let mut buffer: Vec<u8> = Vec::with_capacity(SMALL_BUFFER);
        for _ in 0..10 {
            let filled = buffer.capacity();
            buffer.resize(filled, 0);
            buffer.clear();
            resize(&mut buffer, filled);
        }
        assert_eq!(buffer.capacity(), LARGE_BUFFER);
        for _ in 0..10 {
            resize(&mut buffer, 20);
        }
        assert_eq!(buffer.capacity(), SMALL_BUFFER);
        // A frame larger than the buffer makes room for itself as it comes.
        buffer.resize(SMALL_BUFFER, 0);
        resize(&mut buffer, 100);
        assert!(buffer.capacity() >= 2 * SMALL_BUFFER);
    }
}
