//! The one thread of a client: it reads and handles what comes, always; answers and sends `PING`;
//! and takes a lost connection up again. It ends when the session is over, or the client is dropped.

use super::error::ClientError;
use super::event::Event;
use super::handshake::{self, Opened, Start};
use super::pace::Backoff;
use super::shared::Shared;
use super::state::{Effects, End};
use super::wire::{Filled, Inlet};
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
    shared.outlet.open(inlet.stream());
    let timing = timing(&shared.state().welcome);
    let heartbeat = Heartbeat::new(timing, shared.now());
    let reader = Reader { shared, inlet, timing, heartbeat, _alive: alive };
    let thread = Builder::new().name("salon-client".into()).spawn(move || reader.run())?;
    Ok(ReaderThread { thread, ended })
}

fn timing(welcome: &Welcome) -> HeartbeatTiming {
    let millis = |ms: u32| Duration::from_millis(ms.max(SHORTEST_BEAT).into());
    HeartbeatTiming {
        interval: millis(welcome.heartbeat_interval),
        timeout: millis(welcome.heartbeat_timeout),
    }
}

struct Reader {
    shared: Arc<Shared>,
    inlet: Inlet,
    timing: HeartbeatTiming,
    heartbeat: Heartbeat,
    _alive: Sender<()>,
}

/// However the thread ends, nobody waits for it in vain.
impl Drop for Reader {
    fn drop(&mut self) {
        self.finish(&ClientError::lost("the client was closed"), None);
    }
}

impl Reader {
    fn run(mut self) {
        loop {
            let end = self.serve();
            let failure = self.shared.outlet.close();
            let error = match end {
                End::Bye(reason, text) => {
                    let error = ClientError::Ended(reason, text.clone());
                    if !self.goes_on_after(reason) {
                        return self.finish(&error, Some(Event::Ended { reason, text }));
                    }
                    error
                }
                End::Lost(error) => {
                    failure.map_or(error, |cause| ClientError::Disconnected { cause })
                }
            };
            if self.shared.is_closing() || !self.shared.options.reconnect {
                return self.give_up(error);
            }
            if let Err(error) = self.reconnect(error) {
                return self.give_up(error);
            }
        }
    }

    /// Whether a connection may follow one that the server ended.
    fn goes_on_after(&self, reason: ByeReason) -> bool {
        let for_good = matches!(
            reason,
            ByeReason::Kicked | ByeReason::Banned | ByeReason::Superseded | ByeReason::Leaving
        );
        self.shared.options.reconnect && !self.shared.is_closing() && !for_good
    }

    /// Reads and handles until the connection is over.
    fn serve(&mut self) -> End {
        loop {
            if let Err(end) = self.turn() {
                return end;
            }
        }
    }

    /// Handles what has come, does what is due, and waits for more.
    fn turn(&mut self) -> Result<(), End> {
        let now = self.shared.now();
        self.handle(now)?;
        let beat = self.beat(now)?;
        let due = self.shared.state().due();
        if due.is_some_and(|due| due <= now) {
            self.write_backlog(now);
        }
        let due = self.shared.state().due().map_or(beat, |due| due.min(beat));
        match self.inlet.fill(due.since(self.shared.now())).map_err(End::Lost)? {
            // A PING follows a silence only: what comes begins the interval anew.
            Filled::Bytes => self.heartbeat = Heartbeat::new(self.timing, self.shared.now()),
            Filled::Nothing => {}
        }
        Ok(())
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

    /// Tries until the session goes on or a new one has begun.
    ///
    /// # Errors
    /// It makes no sense to try again, or the application has had enough.
    fn reconnect(&mut self, mut error: ClientError) -> Result<(), ClientError> {
        let mut backoff = Backoff::new();
        // Of an earlier loss.
        self.shared.pause(Duration::ZERO);
        self.shared.events.release(Event::Fresh);
        loop {
            self.shared.state().disconnected(&error);
            let pause = backoff.pause();
            self.shared.events.push([Event::Disconnected { error, retry_in: Some(pause) }]);
            self.shared.pause(pause);
            if self.shared.is_closing() {
                return Err(ClientError::lost("the client was closed"));
            }
            let (pseudo, resume) = {
                let state = self.shared.state();
                (state.pseudo.clone(), state.resume())
            };
            let (link, options) = (&self.shared.link, &self.shared.options);
            match handshake::open(link, options, pseudo.as_str(), Some(resume)) {
                Ok(opened) => return self.go_on(opened),
                Err(refused) if is_final(&refused) => return Err(refused),
                Err(again) => error = again,
            }
        }
    }

    /// Takes a new connection over.
    fn go_on(&mut self, opened: Opened) -> Result<(), ClientError> {
        let Opened { inlet, capabilities, welcome, start } = opened;
        let now = self.shared.now();
        self.timing = timing(&welcome);
        self.heartbeat = Heartbeat::new(self.timing, now);
        self.inlet = inlet;
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
        if self.shared.is_closing() {
            return Err(ClientError::lost("the client was closed"));
        }
        Ok(())
    }

    /// No connection follows.
    fn give_up(&self, error: ClientError) {
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

/// Whether trying again is in vain.
fn is_final(error: &ClientError) -> bool {
    match error {
        ClientError::Refused { code, .. } => *code == ErrorCode::Banned,
        ClientError::Ended(reason, _) => matches!(reason, ByeReason::Kicked | ByeReason::Banned),
        _ => false,
    }
}
