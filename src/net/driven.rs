//! A server without threads, that does nothing by itself: whoever owns it says which connection is
//! read when, over any [`Wire`] and by any [`Clock`]. Everything else is the code of
//! [`Server`](super::Server). So a test can replay a history to the last byte.

use super::config::Config;
use super::conn::Conn;
use super::linger::Lingering;
use super::reader::{Client, Next, SMALL_BUFFER, gone};
use super::sequences::Opener;
use super::shared::Shared;
use super::straggler::{Straggler, Stragglers};
use super::streams::Streams;
use super::timer::{Timer, TimerQueue};
use super::wire::Wire;
use super::{StartError, acts, listener, sight};
use crate::clock::Clock;
use crate::hub::host::{Command, Done, HostError, Snapshot};
use crate::proto::error_code::ByeReason;
use crate::proto::ids::Tick;
use crossbeam_channel::{Receiver, bounded};
use std::collections::BTreeMap;
use std::io::ErrorKind;
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
    /// What was read is still to be handled.
    came: bool,
    /// When it is to be looked at even if nothing comes.
    due: Tick,
    /// Its last words were said.
    lingering: Option<Lingering>,
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
        // A stream's threads wait for one another.
        let streams = Streams::none();
        let shared = Shared::new(config, connections, clock, stragglers, queue, streams, changed)?;
        shared.switchboard.begin();
        let (served, accepted) = (BTreeMap::new(), 0);
        Ok(Self { shared, straggler, timer, served, accepted, _changes: changes })
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
        let served = Served { client, buffer, came: false, due, lingering: None };
        self.served.insert(number, served);
        number
    }

    /// The connections that are served, the oldest first.
    pub fn connections(&self) -> impl Iterator<Item = u64> {
        self.served.keys().copied()
    }

    /// What the thread of a connection would do now. False if there was nothing to read, or the
    /// connection is served no longer.
    pub fn step(&mut self, connection: u64) -> bool {
        self.read(connection) && self.handle(connection)
    }

    /// The first half of a [step](Self::step): what is due, and one read. True if that brought
    /// something, which waits for its handling: another thread may always come in between.
    pub fn read(&mut self, connection: u64) -> bool {
        let Some(served) = self.served.get_mut(&connection) else { return false };
        if served.came {
            return true;
        }
        let next = served.read();
        self.go(connection, next);
        self.served.get(&connection).is_some_and(|served| served.came)
    }

    /// The second half: handles what was read. False if the connection is served no longer.
    pub fn handle(&mut self, connection: u64) -> bool {
        let Some(served) = self.served.get_mut(&connection) else { return false };
        let next = served.handle();
        self.go(connection, next);
        self.served.contains_key(&connection)
    }

    /// Does what follows from a half of a step.
    fn go(&mut self, connection: u64, next: Next) {
        if next != Next::Go
            && let Some(served) = self.served.get_mut(&connection)
        {
            served.client.lose_session();
            if next == Next::Linger {
                let lingering = Lingering::new(&self.shared);
                served.due = lingering.until();
                served.lingering = Some(lingering);
            } else if let Some(served) = self.served.remove(&connection) {
                gone(&self.shared, &served.client.conn);
            }
        }
        self.timer.take_in();
    }

    /// What the straggler's thread would do now. False if there was nothing.
    pub fn straggle(&mut self) -> bool {
        self.straggler.step()
    }

    /// What the timer's thread would do now, and the watch over the services' deadlines.
    pub fn ring(&mut self) {
        self.timer.step(&self.shared);
        self.shared.switchboard.ring();
    }

    /// One thing of what the threads of services would do now. False if there was nothing.
    pub fn serve(&mut self) -> bool {
        self.shared.switchboard.step()
    }

    /// When something is to be done again even if nothing comes, once everything was done that there
    /// was to do.
    pub fn due(&self) -> Option<Tick> {
        let waiting = self.served.values().filter(|served| !served.came);
        let connections = waiting.map(|served| served.due);
        connections
            .chain(self.timer.due())
            .chain(self.shared.desk.due())
            .chain(self.straggler.due())
            .chain(self.shared.switchboard.due())
            .min()
    }

    /// Carries out a command of the host. [`Command::Stop`] says goodbye to everybody, and nobody may
    /// be accepted any more.
    ///
    /// # Errors
    /// It was not carried out, and why.
    pub fn command(&mut self, command: Command) -> Result<Done, HostError> {
        let Command::Stop { reason } = command else { return acts::execute(&self.shared, command) };
        let clients = self.shared.directory.lock().people_count();
        self.close_all(&reason);
        Ok(Done::for_clients(clients))
    }

    fn close_all(&self, reason: &str) {
        self.shared.begin_stopping();
        // In an order that is always the same.
        for served in self.served.values() {
            served.client.conn.close(ByeReason::Stopping, reason);
        }
        self.shared.registry.close_all(ByeReason::Stopping, reason);
    }

    /// What opens sequences in the server's name. How they ended is told by [`Driven::ring`].
    pub fn opener(&self) -> Opener {
        Opener::new(&self.shared)
    }

    /// What the host sees at this moment.
    pub fn snapshot(&self) -> Snapshot {
        sight::snapshot(&self.shared)
    }
}

/// Rooms and connections hold one another, and so do services and calls that wait: whoever is still here
/// is let go.
impl Drop for Driven {
    fn drop(&mut self) {
        self.close_all("");
        self.shared.switchboard.stop();
    }
}

impl Served {
    /// What is due, and one read that doesn't wait.
    fn read(&mut self) -> Next {
        match &self.lingering {
            Some(lingering) if self.client.shared.clock.now() >= lingering.until() => {
                return Next::Gone;
            }
            Some(_) => self.buffer.clear(),
            None => match self.client.poll() {
                Ok(due) => self.due = due,
                Err(next) => return next,
            },
        }
        self.buffer.reserve(SMALL_BUFFER);
        match self.client.conn.wire().receive(&mut self.buffer) {
            Ok(0) => return Next::Gone,
            Ok(count) => {
                self.client.conn.meter.read(count);
                self.came = true;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return Next::Gone,
        }
        Next::Go
    }

    /// Handles what was read.
    fn handle(&mut self) -> Next {
        if !std::mem::take(&mut self.came) {
            return Next::Go;
        }
        let Some(lingering) = &mut self.lingering else {
            return self.client.came(&mut self.buffer);
        };
        if lingering.goes_on(self.buffer.len()) { Next::Go } else { Next::Gone }
    }
}
