//! A client without a thread, that does nothing by itself: whoever owns it says when it reads and
//! what time it is, and brings it its connections, over any [`Stream`]. Everything else is the code
//! of [`Client`](super::Client). So a test can replay a history to the last byte.

mod sequences;

pub use sequences::Underway;

use super::call::{self, CallError, CallRequest, PendingCall};
use super::direct;
use super::error::ClientError;
use super::event::Event;
use super::handshake::Handshake;
use super::link::Link;
use super::options::Options;
use super::outgoing::{Draft, Waiter};
use super::pace::Backoff;
use super::reader::{Reader, Wait};
use super::room::Room;
use super::shared::{Asked, Shared};
use super::state::{State, Wish};
use super::wire::{Inlet, Stream};
use crate::clock::Clock;
use crate::proto::body::TEXT;
use crate::proto::ids::{ClientNumber, MemberId, Tick};
use crate::proto::message::{Join, Leave, Message, PseudoWish};
use crate::proto::value::Typed;
use crossbeam_channel::TryRecvError;
use std::sync::Arc;
use std::time::Duration;

/// A client that is driven step by step. Its streams must never wait in [`Stream::read`].
pub struct Driven {
    link: Link,
    options: Options,
    clock: Clock,
    chance: fastrand::Rng,
    stage: Stage,
}

/// How far its first session has come.
enum Stage {
    /// It waits for its first connection.
    Connecting,
    /// It has one, and asks for a session.
    Opening(Box<(Inlet, Handshake)>),
    /// It has begun.
    Live(Box<(Arc<Shared>, Reader)>),
    /// It will never begin.
    Failed(ClientError),
}

/// The answer to a request, which may not have come yet.
pub struct Answer(Box<dyn Fn() -> Option<Result<(), ClientError>> + Send>);

impl Answer {
    /// The answer, once. `None` while it may still come.
    ///
    /// # Errors
    /// The request was refused, the connection was lost before, or
    /// [`Options::request_timeout`] is over.
    pub fn poll(&self) -> Option<Result<(), ClientError>> {
        (self.0)()
    }
}

/// What [`Answer::poll`] finds.
fn poll<T>(shared: &Shared, asked: &Asked<T>, until: Tick) -> Option<Result<(), ClientError>> {
    match asked.answer.try_recv() {
        Ok(answer) => return Some(answer.map(drop)),
        Err(TryRecvError::Empty) if shared.now() < until => return None,
        Err(TryRecvError::Empty | TryRecvError::Disconnected) => shared.forget(asked),
    }
    let (what, after) = (asked.what, shared.options.request_timeout);
    Some(Err(ClientError::Timeout { what, after }))
}

impl Driven {
    /// A client that wants its first connection. `seed` decides what is left to chance: how long it
    /// pauses between attempts to reconnect.
    pub fn new(link: Link, options: Options, clock: Clock, seed: u64) -> Self {
        let chance = fastrand::Rng::with_seed(seed);
        Self { link, options, clock, chance, stage: Stage::Connecting }
    }

    /// Reads once, handles what came, and does what is due.
    pub fn step(&mut self) -> Wait {
        match &mut self.stage {
            Stage::Connecting => Wait::Connection,
            Stage::Failed(_) => Wait::Nothing,
            Stage::Opening(_) => self.begin(),
            Stage::Live(live) => {
                let (shared, reader) = &mut **live;
                match reader.step() {
                    Wait::Bytes(_) => reader.fill(Duration::ZERO),
                    Wait::Pause(until) if until <= shared.now() => reader.wake(),
                    wait => return wait,
                }
                reader.step()
            }
        }
    }

    fn begin(&mut self) -> Wait {
        let Stage::Opening(opening) = &mut self.stage else { return Wait::Nothing };
        let (inlet, handshake) = &mut **opening;
        let now = self.clock.now();
        let opened = handshake.fill(inlet, Duration::ZERO);
        match opened.and_then(|()| handshake.advance(inlet, now)) {
            Ok(None) => return Wait::Bytes(handshake.deadline()),
            Err(error) => self.stage = Stage::Failed(error),
            Ok(Some(opened)) => match State::begin(opened) {
                Err(error) => self.stage = Stage::Failed(error),
                Ok(state) => {
                    let (link, options) = (Arc::new(self.link.clone()), self.options.clone());
                    let shared = Arc::new(Shared::new(link, options, self.clock.clone(), state));
                    let backoff = Backoff::new(self.chance.fork());
                    let empty = Inlet::new(inlet.stream().clone());
                    let inlet = std::mem::replace(inlet, empty);
                    let reader = Reader::new(shared.clone(), inlet, backoff);
                    self.stage = Stage::Live(Box::new((shared, reader)));
                    return self.step();
                }
            },
        }
        Wait::Nothing
    }

    /// Brings the connection that it [wants](Wait::Connection).
    pub fn connected(&mut self, stream: Arc<dyn Stream>) {
        match &mut self.stage {
            Stage::Connecting => {
                let inlet = Inlet::new(stream);
                let pseudo = self.options.pseudo.clone();
                let (address, now) = (self.link.address(), self.clock.now());
                let handshake = Handshake::begin(&inlet, address, &self.options, pseudo, None, now);
                self.stage = Stage::Opening(Box::new((inlet, handshake)));
            }
            Stage::Live(live) => live.1.connected(Ok(stream)),
            Stage::Opening(_) | Stage::Failed(_) => {}
        }
    }

    /// There is no connection to be had: the server can't be reached.
    pub fn unreachable(&mut self, cause: &str) {
        let address = self.link.address();
        let error = ClientError::Connect { address, cause: cause.to_owned() };
        match &mut self.stage {
            Stage::Connecting => self.stage = Stage::Failed(error),
            Stage::Live(live) => live.1.connected(Err(error)),
            Stage::Opening(_) | Stage::Failed(_) => {}
        }
    }

    fn shared(&self) -> Result<&Arc<Shared>, ClientError> {
        match &self.stage {
            Stage::Live(live) => Ok(&live.0),
            Stage::Failed(error) => Err(error.clone()),
            Stage::Connecting | Stage::Opening(_) => {
                Err(ClientError::lost("there was no session yet"))
            }
        }
    }

    /// Why there is no session, if there isn't one, nor has been.
    pub fn error(&self) -> Option<ClientError> {
        self.shared().err()
    }

    /// Whether requests and posts can leave now.
    pub fn is_online(&self) -> bool {
        self.shared().is_ok_and(|shared| shared.state().check_online().is_ok())
    }

    /// Who this client is, once there is a session.
    pub fn member(&self) -> Option<MemberId> {
        self.shared().ok().map(|shared| shared.state().member)
    }

    /// What it is called, once there is a session.
    pub fn pseudo(&self) -> Option<String> {
        self.shared().ok().map(|shared| shared.state().pseudo.to_string())
    }

    /// The next thing that has happened.
    pub fn next_event(&self) -> Option<Event> {
        self.shared().ok().and_then(|shared| shared.events.try_recv().ok())
    }

    /// A room that it is in. Posts go through [`Driven::post`], leaving through [`Driven::leave`]: the
    /// room's own ways of that may wait.
    pub fn room(&self, name: &str) -> Option<Room> {
        let shared = self.shared().ok()?;
        let handle = shared.state().room_named(name)?;
        Some(Room { shared: shared.clone(), handle })
    }

    /// Asks to enter a room, which is there as [`Driven::room`] once that was answered.
    ///
    /// # Errors
    /// There is no connection.
    pub fn join(&self, name: &str) -> Result<Answer, ClientError> {
        self.ask(Wish::Join, &Join { name: name.into() })
    }

    /// Asks to leave a room.
    ///
    /// # Errors
    /// There is no connection.
    pub fn leave(&self, room: &Room) -> Result<Answer, ClientError> {
        let room = room.id();
        self.ask(|waiter| Wish::Leave(room, waiter), &Leave { room })
    }

    /// Asks for another pseudo.
    ///
    /// # Errors
    /// There is no connection.
    pub fn rename(&self, pseudo: &str) -> Result<Answer, ClientError> {
        self.ask(Wish::Rename, &PseudoWish { pseudo: pseudo.into() })
    }

    fn ask<'a, T: Send + 'static>(
        &self,
        wish: impl FnOnce(Waiter<T>) -> Wish,
        message: &impl Message<'a>,
    ) -> Result<Answer, ClientError> {
        let shared = self.shared()?.clone();
        let until = shared.now().plus(shared.options.request_timeout);
        let asked = shared.ask(wish, message)?;
        Ok(Answer(Box::new(move || poll(&shared, &asked, until))))
    }

    /// As [`Room::post`], without waiting for a place or for the pace.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn post(&self, room: &Room, text: &str) -> Result<ClientNumber, ClientError> {
        self.send(room.draft(TEXT, text.as_bytes())?)
    }

    /// As [`Client::direct`](super::Client::direct), without waiting for a place or for the pace.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn direct(&self, pseudo: &str, text: &str) -> Result<ClientNumber, ClientError> {
        self.send(direct(pseudo, TEXT, text.as_bytes())?)
    }

    fn send(&self, draft: Draft) -> Result<ClientNumber, ClientError> {
        self.shared()?.post_now(draft)
    }

    /// As [`Client::begin_call`](super::Client::begin_call); only [`PendingCall::poll`] doesn't wait. A server
    /// that never answers is given up by the system's clock.
    ///
    /// # Errors
    /// As there.
    pub fn call<T: Typed>(&self, request: &CallRequest<'_>) -> Result<PendingCall<T>, CallError> {
        call::begin(self.shared().map_err(CallError::NotSent)?, request)
    }

    /// Says goodbye. It is over when [`Driven::step`] says so.
    ///
    /// # Errors
    /// There is no connection.
    pub fn bye(&self) -> Result<(), ClientError> {
        self.shared()?.say_bye()
    }

    /// Ends it as dropping a [`Client`](super::Client) does, but what has happened can still be read.
    pub fn close(&mut self) {
        match &self.stage {
            Stage::Live(live) => live.0.close(),
            Stage::Opening(opening) => opening.0.stream().shut(),
            Stage::Connecting | Stage::Failed(_) => {}
        }
        if !matches!(self.stage, Stage::Live(_)) {
            self.stage = Stage::Failed(ClientError::lost("the client was closed"));
        }
    }
}

#[cfg(test)]
mod tests;
