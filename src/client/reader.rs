//! The one thread of a client: it reads and handles what comes, always; answers and sends `PING`;
//! and takes a lost connection up again. It ends when the session is over, or the client is dropped.

use super::error::ClientError;
use super::event::Event;
use super::handshake::{Handshake, Opened, Start};
use super::pace::Backoff;
use super::shared::Shared;
use super::state::{Effects, End};
use super::wire::{Filled, Inlet, Stream};
use crate::proto::error_code::{ByeReason, ErrorCode};
use crate::proto::heartbeat::{Beat, Heartbeat, HeartbeatTiming};
use crate::proto::ids::{Correlation, Tick};
use crate::proto::message::{Message, Ping, Welcome};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// The least that a heartbeat's times are taken for, whatever a server says.
const SHORTEST_BEAT: u32 = 10;

/// A running reader thread.
pub(super) struct ReaderThread {
    pub(super) thread: JoinHandle<()>,
    /// Disconnected once it has ended.
    pub(super) ended: Receiver<()>,
}

/// Starts it on a connection on which a session has begun.
pub(super) fn spawn(shared: Arc<Shared>, inlet: Inlet) -> io::Result<ReaderThread> {
    let (alive, ended) = bounded(0);
    let reader = Reader::new(shared, inlet, Backoff::new(fastrand::Rng::new()));
    let run = move || {
        let _alive: Sender<()> = alive;
        reader.run();
    };
    let thread = Builder::new().name("salon-client".into()).spawn(run)?;
    Ok(ReaderThread { thread, ended })
}

fn timing(welcome: &Welcome) -> HeartbeatTiming {
    let millis = |ms: u32| Duration::from_millis(ms.max(SHORTEST_BEAT).into());
    HeartbeatTiming {
        interval: millis(welcome.heartbeat_interval),
        timeout: millis(welcome.heartbeat_timeout),
    }
}

/// What the thread owns. It does everything in steps that don't wait, and says what it waits for in
/// between: so a client can also be [driven](super::Driven) without a thread.
pub(super) struct Reader {
    shared: Arc<Shared>,
    inlet: Inlet,
    timing: HeartbeatTiming,
    heartbeat: Heartbeat,
    backoff: Backoff,
    stage: Stage,
}

/// What the reader is about.
enum Stage {
    /// The session.
    Serving,
    /// Nothing, until the next attempt to reconnect.
    Pausing(Tick),
    /// Reaching the server.
    Connecting,
    /// Going on with the session, or beginning a new one.
    Opening(Handshake),
    /// Nothing any more.
    Over,
}

/// What a client waits for that is [driven](super::Driven).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Bytes, until that moment at most.
    Bytes(Tick),
    /// That moment: then it wants a connection.
    Pause(Tick),
    /// A connection, or word that there is none.
    Connection,
    /// Nothing: it is over.
    Nothing,
}

/// However the thread ends, nobody waits for it in vain.
impl Drop for Reader {
    fn drop(&mut self) {
        self.finish(&ClientError::lost("the client was closed"), None);
    }
}

impl Reader {
    /// Reads a connection on which a session has begun.
    pub(super) fn new(shared: Arc<Shared>, inlet: Inlet, backoff: Backoff) -> Self {
        shared.outlet.open(inlet.stream());
        let timing = timing(&shared.state().welcome);
        let heartbeat = Heartbeat::new(timing, shared.now());
        Self { shared, inlet, timing, heartbeat, backoff, stage: Stage::Serving }
    }

    fn run(mut self) {
        loop {
            match self.step() {
                Wait::Bytes(until) => self.fill(self.shared.clock.until(until)),
                Wait::Pause(until) => {
                    self.shared.pause(self.shared.clock.until(until));
                    self.wake();
                }
                Wait::Connection => {
                    let found = self.shared.dialer.dial(&self.shared.options);
                    self.connected(found.map(|socket| Arc::new(socket) as Arc<dyn Stream>));
                }
                Wait::Nothing => return,
            }
        }
    }

    /// Handles what has come and does what is due.
    pub(super) fn step(&mut self) -> Wait {
        loop {
            let now = self.shared.now();
            match &mut self.stage {
                Stage::Over => return Wait::Nothing,
                Stage::Serving => match self.serve(now) {
                    Ok(until) => return Wait::Bytes(until),
                    Err(end) => self.ended(end),
                },
                // The application has had enough: above all, no new session may begin.
                _ if self.shared.is_closing() => {
                    self.give_up(ClientError::lost("the client was closed"));
                }
                Stage::Pausing(until) => return Wait::Pause(*until),
                Stage::Connecting => return Wait::Connection,
                Stage::Opening(handshake) => match handshake.advance(&mut self.inlet, now) {
                    Ok(None) => return Wait::Bytes(handshake.deadline()),
                    Ok(Some(opened)) => self.go_on(opened),
                    Err(error) => self.refused(error),
                },
            }
        }
    }

    /// Reads what is there, and waits for it for `wait` at most.
    pub(super) fn fill(&mut self, wait: Duration) {
        if let Stage::Opening(handshake) = &self.stage {
            if let Err(error) = handshake.fill(&mut self.inlet, wait) {
                self.refused(error);
            }
            return;
        }
        match self.inlet.fill(wait) {
            // A PING follows a silence only: what comes begins the interval anew.
            Ok(Filled::Bytes) => self.heartbeat = Heartbeat::new(self.timing, self.shared.now()),
            Ok(Filled::Nothing) => {}
            Err(error) => self.ended(End::Lost(error)),
        }
    }

    /// The pause is over.
    pub(super) fn wake(&mut self) {
        if let Stage::Pausing(_) = self.stage {
            self.stage = Stage::Connecting;
        }
    }

    /// The server was reached, or wasn't.
    pub(super) fn connected(&mut self, found: Result<Arc<dyn Stream>, ClientError>) {
        let stream = match found {
            Ok(stream) => stream,
            Err(error) => return self.refused(error),
        };
        self.shared.outlet.prepare(&stream);
        if self.shared.is_closing() {
            return;
        }
        let (pseudo, resume) = {
            let state = self.shared.state();
            (state.pseudo.to_string(), state.resume())
        };
        self.inlet = Inlet::new(stream);
        let (address, options) = (self.shared.dialer.address(), &self.shared.options);
        let now = self.shared.now();
        let handshake = Handshake::begin(&self.inlet, address, options, pseudo, Some(resume), now);
        self.stage = Stage::Opening(handshake);
    }

    /// The connection is over. Another one follows, unless somebody wanted it so.
    fn ended(&mut self, end: End) {
        let failure = self.shared.outlet.close();
        let goes_on = self.shared.options.reconnect && !self.shared.is_closing();
        let error = match end {
            End::Bye(reason, text) => {
                let error = ClientError::Ended(reason, text);
                if !goes_on || is_for_good(reason) {
                    return self.give_up(error);
                }
                error
            }
            End::Lost(error) => failure.map_or(error, |cause| ClientError::Disconnected { cause }),
        };
        if !goes_on {
            return self.give_up(error);
        }
        self.backoff.start();
        // Of an earlier loss.
        self.shared.pause(Duration::ZERO);
        self.shared.events.release(Event::Fresh);
        self.pause(error);
    }

    /// An attempt to reconnect failed.
    fn refused(&mut self, error: ClientError) {
        self.shared.outlet.close();
        if is_final(&error) { self.give_up(error) } else { self.pause(error) }
    }

    /// Waits for the next attempt.
    fn pause(&mut self, error: ClientError) {
        self.shared.state().disconnected(&error);
        let pause = self.backoff.pause();
        self.shared.events.push([Event::Disconnected { error, retry_in: Some(pause) }]);
        self.stage = Stage::Pausing(self.shared.now().plus(pause));
    }

    /// Handles what has come, and does what is due. Tells when there will be something again.
    fn serve(&mut self, now: Tick) -> Result<Tick, End> {
        self.handle(now)?;
        let beat = self.beat(now)?;
        let due = self.shared.state().due();
        if due.is_some_and(|due| due <= now) {
            self.write_backlog(now);
        }
        Ok(self.shared.state().due().map_or(beat, |due| due.min(beat)))
    }

    /// Handles every whole message that has come, under one lock.
    fn handle(&mut self, now: Tick) -> Result<(), End> {
        let mut fx = Effects::default();
        let mut taken = 0;
        let mut state = self.shared.state();
        let broken = loop {
            match self.inlet.frame(taken) {
                Ok(Some((frame, len))) if fx.end.is_none() => {
                    state.handle(&frame, now, &mut fx);
                    taken += len;
                }
                Ok(_) => break None,
                Err(error) => break Some(End::Lost(error)),
            }
        };
        state.tick(now, &mut fx);
        drop(state);
        self.inlet.consume(taken);
        let end = fx.end.take().or(broken);
        self.shared.apply(fx);
        end.map_or(Ok(()), Err)
    }

    /// Keeps the heartbeat. Tells when it is due next.
    fn beat(&mut self, now: Tick) -> Result<Tick, End> {
        loop {
            match self.heartbeat.poll(now) {
                Beat::Wait(until) => return Ok(until),
                Beat::Ping(nonce) => {
                    self.shared.outlet.write_soon(&Ping { nonce }.to_frame(Correlation(0)));
                }
                Beat::Dead => return Err(End::Lost(ClientError::lost("the server is silent"))),
            }
        }
    }

    /// Writes one piece of what waits for the server's pace, unless somebody writes now.
    fn write_backlog(&self, now: Tick) {
        self.shared.outlet.turn_now(|gate| {
            let batch = self.shared.state().batch(now);
            if !batch.is_empty() {
                // A failure ends the connection, and the next one repeats the posts.
                drop(gate.write(&batch));
            }
        });
    }

    /// Takes a new connection over.
    fn go_on(&mut self, opened: Opened) {
        let Opened { capabilities, welcome, start } = opened;
        let now = self.shared.now();
        self.timing = timing(&welcome);
        self.heartbeat = Heartbeat::new(self.timing, now);
        self.stage = Stage::Serving;
        // The way out first: posts leave as soon as the state says that they may.
        self.shared.outlet.open(self.inlet.stream());
        let rejoin_by = now.plus(self.shared.options.request_timeout);
        let mut fx = Effects::default();
        let mut state = self.shared.state();
        state.welcomed(welcome, capabilities);
        match start {
            Start::Resumed(resumed) => state.resumed(resumed, rejoin_by, &mut fx),
            Start::Accepted(accepted) => state.began_anew(accepted, rejoin_by, &mut fx),
        }
        let rejoining = state.is_rejoining();
        drop(state);
        if rejoining {
            // Events of the new session come after the word that it is one.
            self.shared.events.hold();
        }
        self.shared.apply(fx);
    }

    /// No connection follows.
    fn give_up(&mut self, error: ClientError) {
        self.stage = Stage::Over;
        let last = match &error {
            ClientError::Ended(reason, text) => {
                Event::Ended { reason: *reason, text: text.clone() }
            }
            ClientError::Refused { code: ErrorCode::Banned, text, .. } => {
                Event::Ended { reason: ByeReason::Banned, text: text.clone() }
            }
            _ => Event::Disconnected { error: error.clone(), retry_in: None },
        };
        self.finish(&error, Some(last));
    }

    /// Tells everybody that it is over, once.
    fn finish(&self, error: &ClientError, last: Option<Event>) {
        self.shared.outlet.close();
        self.shared.events.release(Event::Fresh);
        let mut fx = Effects::default();
        self.shared.state().over(error, &mut fx);
        fx.events.extend(last);
        self.shared.apply(fx);
        self.shared.events.close();
    }
}

/// Whether the server has ended a connection so that none is to follow.
fn is_for_good(reason: ByeReason) -> bool {
    matches!(
        reason,
        ByeReason::Kicked | ByeReason::Banned | ByeReason::Superseded | ByeReason::Leaving
    )
}

/// Whether trying again is in vain.
fn is_final(error: &ClientError) -> bool {
    match error {
        ClientError::Refused { code, .. } => *code == ErrorCode::Banned,
        ClientError::Ended(reason, _) => matches!(reason, ByeReason::Kicked | ByeReason::Banned),
        _ => false,
    }
}
