//! A server without threads, that does nothing by itself: whoever owns it says which connection is
//! read when, over any [`Wire`] and by any [`Clock`]. Everything else is the code of
//! [`Server`](super::Server). So a test can replay a history to the last byte.

use super::config::Config;
use super::conn::Conn;
use super::reader::{Client, Lingering, Next, gone};
use super::shared::Shared;
use super::straggler::{Straggler, Stragglers};
use super::timer::{Timer, TimerQueue};
use super::wire::Wire;
use super::{StartError, acts, listener, sight};
use crate::clock::Clock;
use crate::hub::host::{Command, Done, HostError, Snapshot};
use crate::proto::error_code::ByeReason;
use crate::proto::ids::Tick;
use crossbeam_channel::{Receiver, bounded};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// A server that is driven step by step. Its wires must never wait in
/// [`receive`](Wire::receive), and know themselves [whether they can be written
/// to](super::Readiness::Known).
pub struct Driven {
    shared: Arc<Shared>,
    straggler: Straggler,
    timer: Timer,
    served: BTreeMap<u64, Served>,
    accepted: u64,
    /// Kept, so that what has changed can be marked.
    _changes: Receiver<()>,
}

/// A connection, as its thread would hold it.
struct Served {
    client: Client,
    buffer: Vec<u8>,
    /// When it is to be stepped even if nothing comes.
    due: Tick,
    /// Its last words were said.
    lingering: Option<Lingering>,
}

/// How a step of a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stepped {
    /// There was nothing to read.
    Idle,
    /// Something came.
    Busy,
    /// The connection is served no longer.
    Over,
}

impl Driven {
    /// A server with the rooms of its configuration. It listens nowhere.
    ///
    /// # Errors
    /// A room can't be opened.
    pub fn new(config: Config, clock: Clock) -> Result<Self, StartError> {
        let connections = config.limits.connections;
        let (stragglers, straggler) = Stragglers::driven(clock.clone());
        let (queue, timer) = TimerQueue::new(2 * connections);
        let (changed, changes) = bounded(1);
        let shared = Shared::new(config, connections, clock, stragglers, queue, changed)
            .map_err(|(name, cause)| StartError::Room { name, cause })?;
        let (served, accepted) = (BTreeMap::new(), 0);
        Ok(Self { shared: Arc::new(shared), straggler, timer, served, accepted, _changes: changes })
    }

    /// Takes a connection in, or turns it away. Its number, by which it is [stepped](Self::step).
    pub fn accept(&mut self, peer: SocketAddr, wire: Box<dyn Wire>) -> u64 {
        self.accepted += 1;
        let number = self.accepted;
        if let Err(refusal) = listener::admit(&self.shared, peer) {
            // Whatever fails here concerns only somebody who is being sent away.
            let _ = wire.try_send(&refusal);
            wire.finish_sending();
            return number;
        }
        let stragglers = Arc::clone(&self.shared.stragglers);
        let outbox = self.shared.config.limits.outbox_bytes;
        let conn = Conn::new(number, peer, wire, stragglers, outbox);
        self.shared.registry.add(&conn);
        let client = Client::new(&self.shared, &conn);
        let (buffer, due) = (Vec::new(), self.shared.clock.now());
        self.served.insert(number, Served { client, buffer, due, lingering: None });
        number
    }

    /// The connections that are served, the oldest first.
    pub fn connections(&self) -> impl Iterator<Item = u64> {
        self.served.keys().copied()
    }

    /// What the thread of a connection would do now: what is due, and one read. False if there was
    /// nothing to read, or the connection is served no longer.
    pub fn step(&mut self, connection: u64) -> bool {
        let Some(served) = self.served.get_mut(&connection) else { return false };
        let stepped = served.step(&self.shared);
        if stepped == Stepped::Over
            && let Some(served) = self.served.remove(&connection)
        {
            gone(&self.shared, &served.client.conn);
        }
        stepped == Stepped::Busy
    }

    /// What the straggler's thread would do now. False if there was nothing.
    pub fn straggle(&mut self) -> bool {
        self.straggler.step()
    }

    /// What the timer's thread would do now.
    pub fn ring(&mut self) {
        self.timer.step(&self.shared);
    }

    /// When something is to be done again even if nothing comes, once every connection was stepped
    /// until there was nothing to read.
    pub fn due(&self) -> Option<Tick> {
        let connections = self.served.values().map(|served| served.due);
        connections.chain(self.timer.due()).min()
    }

    /// Carries out a command of the host. [`Command::Stop`] says goodbye to everybody, and nobody may
    /// be accepted any more.
    ///
    /// # Errors
    /// It was not carried out, and why.
    pub fn command(&mut self, command: Command) -> Result<Done, HostError> {
        let Command::Stop { reason } = command else { return acts::execute(&self.shared, command) };
        let clients = self.shared.directory.lock().people_count();
        self.shared.begin_stopping();
        self.shared.registry.close_all(ByeReason::Stopping, &reason);
        Ok(Done::for_clients(clients))
    }

    /// What the host sees at this moment.
    pub fn snapshot(&self) -> Snapshot {
        sight::snapshot(&self.shared)
    }
}

/// Rooms and connections hold one another: whoever is still here is let go.
impl Drop for Driven {
    fn drop(&mut self) {
        self.shared.begin_stopping();
        self.shared.registry.close_all(ByeReason::Stopping, "");
    }
}

impl Served {
    fn step(&mut self, shared: &Shared) -> Stepped {
        if let Some(lingering) = &mut self.lingering {
            self.buffer.clear();
            return match receive(&self.client.conn, &mut self.buffer) {
                _ if shared.clock.now() >= lingering.until() => Stepped::Over,
                Received::Nothing => Stepped::Idle,
                Received::Bytes(count) if lingering.goes_on(count) => Stepped::Busy,
                Received::Bytes(_) | Received::End => Stepped::Over,
            };
        }
        let next = match self.client.poll() {
            Err(next) => next,
            Ok(due) => match receive(&self.client.conn, &mut self.buffer) {
                Received::Nothing => {
                    self.due = due;
                    return Stepped::Idle;
                }
                Received::Bytes(filled) => self.client.came(&mut self.buffer, filled),
                Received::End => Next::Gone,
            },
        };
        if next != Next::Go {
            self.client.lose_session();
        }
        match next {
            Next::Go | Next::TakeTurn => Stepped::Busy,
            Next::Linger => {
                let lingering = Lingering::new(shared);
                self.due = lingering.until();
                self.lingering = Some(lingering);
                Stepped::Busy
            }
            Next::Gone => Stepped::Over,
        }
    }
}

/// What a read that doesn't wait has brought.
enum Received {
    Nothing,
    Bytes(usize),
    End,
}

fn receive(conn: &Conn, into: &mut Vec<u8>) -> Received {
    into.reserve(super::reader::SMALL_BUFFER);
    match conn.wire().receive(into) {
        Ok(0) => Received::End,
        Ok(count) => Received::Bytes(count),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Received::Nothing,
        Err(_) => Received::End,
    }
}
