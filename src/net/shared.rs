//! What all threads of a server share, and the order in which its locks are taken.
//!
//! A session's turn, then the directory, then a room or the sequences toward members, then an inbox, then
//! a connection's write lock; each may be skipped, none taken the other way. The directory's is never held over I/O.

use super::StartError;
use super::config::Config;
use super::conn::Conn;
use super::house::ServiceHouse;
use super::presence::Presence;
use super::registry::Registry;
use super::room_cell::{Carry, RoomCell};
use super::sequences::Desk;
use super::session::{Session, SessionCalls, Turn};
use super::straggler::Stragglers;
use super::streams::Streams;
use super::timer::TimerQueue;
use crate::clock::Clock;
use crate::hub::directory::{Directory, Rules};
use crate::hub::host::HostError;
use crate::hub::introduction::Introductions;
use crate::hub::rate::TokenBucket;
use crate::hub::room::{Room, RoomSettings};
use crate::proto::error_code::{ByeReason, LeaveCause};
use crate::proto::header::Capabilities;
use crate::proto::ids::{Epoch, MemberId, RoomId, Token};
use crate::proto::limits::TOKEN_LEN;
use crate::proto::message::{MemberJoined, MemberLeft, Message, Place};
use crate::proto::name::RoomName;
use crate::services::Switchboard;
use crossbeam_channel::{Sender, TrySendError};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The directory of this server: its handles are sessions and rooms behind their locks.
pub(crate) type People = Directory<Arc<Session>, Arc<RoomCell>>;

/// See the module.
pub(crate) struct Shared {
    /// The settings.
    pub config: Config,
    /// The most connections that are served.
    pub max_connections: usize,
    /// The time.
    pub clock: Clock,
    /// Who is here, and which rooms there are.
    pub directory: Mutex<People>,
    /// The connections and their threads.
    pub registry: Registry,
    /// How soon others are told who comes and goes.
    pub presence: Presence,
    /// Who is being introduced to whom. A leaf: held for moments.
    pub introductions: Mutex<Introductions>,
    /// Values of which only the newest counts that may be told now; a leaf, held for moments.
    pub newest_tokens: Mutex<TokenBucket>,
    /// Where held connections go.
    pub stragglers: Arc<Stragglers>,
    /// Where lost sessions wait for their end.
    pub timer: TimerQueue,
    /// Which sequences are open.
    pub desk: Arc<Desk>,
    /// Streams from one client to another.
    pub streams: Streams,
    /// The services, and the calls that they work on.
    pub switchboard: Switchboard,
    stopping: AtomicBool,
    changed: AtomicBool,
    changes: Sender<()>,
}

impl Shared {
    /// A server's state, with the rooms of its configuration.
    ///
    /// # Errors
    /// A room or a service of the configuration can't be one.
    pub fn new(
        config: Config,
        max_connections: usize,
        clock: Clock,
        stragglers: Arc<Stragglers>,
        timer: TimerQueue,
        streams: Streams,
        changes: Sender<()>,
    ) -> Result<Arc<Self>, StartError> {
        let house = Arc::new(ServiceHouse::default());
        let switchboard = Switchboard::new(&config.services, &clock, &(Arc::clone(&house) as _))
            .map_err(|(name, cause)| StartError::Service { name, cause })?;
        let rules = Rules {
            max_rooms: config.limits.rooms,
            open_rooms: config.open_rooms,
            announce_below: config.announce_below,
        };
        let mut directory = Directory::new(rules, clock.wall());
        switchboard.names().for_each(|name| directory.reserve(name));
        let directory = Mutex::new(directory);
        let presence = Presence::new(config.limits.presence, config.presence_wait, clock.now());
        let newest = config.limits.newest;
        let newest = TokenBucket::new(newest.per_second, newest.burst, clock.now());
        let shared = Self {
            presence,
            newest_tokens: Mutex::new(newest),
            registry: Registry::default(),
            max_connections,
            clock,
            directory,
            introductions: Mutex::default(),
            stragglers,
            desk: Desk::new(timer.bells()),
            timer,
            streams,
            switchboard,
            stopping: AtomicBool::new(false),
            // Nobody watches yet; whoever begins to will look first.
            changed: AtomicBool::new(true),
            changes,
            config,
        };
        for room in &shared.config.rooms {
            let refused = |cause| StartError::Room { name: room.name.clone(), cause };
            let name = RoomName::new(&room.name).map_err(|error| refused(error.into()))?;
            let (topic, peer_posts) = (room.topic.as_str().into(), room.peer_posts);
            shared.add_room(RoomSettings { name, topic, peer_posts }).map_err(refused)?;
        }
        let shared = Arc::new(shared);
        house.open(&shared);
        Ok(shared)
    }

    /// What this server is able to do.
    pub fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::SEQUENCES.with(Capabilities::LATEST);
        if !self.config.resume_grace.is_zero() {
            capabilities = capabilities.with(Capabilities::RESUME);
        }
        if self.config.open_rooms {
            capabilities = capabilities.with(Capabilities::OPEN_ROOMS);
        }
        if self.streams.enabled() {
            capabilities = capabilities.with(Capabilities::STREAMS);
        }
        if !self.switchboard.is_empty() {
            capabilities = capabilities.with(Capabilities::CALLS);
        }
        if self.config.introductions {
            capabilities = capabilities.with(Capabilities::PEERS);
        }
        capabilities
    }

    /// What a new session may post.
    pub fn post_bucket(&self) -> TokenBucket {
        let rate = self.config.limits.posts;
        TokenBucket::new(rate.per_second, rate.burst, self.clock.now())
    }

    /// What a session has of the services, from its first call on.
    pub fn new_calls(&self) -> Box<SessionCalls> {
        let limit = self.config.limits.calls;
        let rate = TokenBucket::new(limit.per_second, limit.burst, self.clock.now());
        Box::new(SessionCalls { rate, calls: Arc::default() })
    }

    /// The server stops: whoever is lost from now on is not waited for.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Something that the host sees has changed. Costs a look at a flag while it is not yet seen.
    pub fn mark_changed(&self) {
        if self.changed.load(Ordering::Relaxed) || self.changed.swap(true, Ordering::AcqRel) {
            return;
        }
        match self.changes.try_send(()) {
            // One sign is enough, and at the end nobody needs it.
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
        }
    }

    /// The host looks now: the next change is a new one.
    pub fn clear_changed(&self) {
        self.changed.store(false, Ordering::Release);
    }

    /// Opens a room at the host's wish.
    pub fn add_room(&self, settings: RoomSettings) -> Result<RoomId, HostError> {
        let cell = |id, epoch, settings: &RoomSettings| self.cell(id, epoch, settings);
        let added = self.directory.lock().add_room(settings, false, cell);
        self.mark_changed();
        added
    }

    /// A room behind its lock.
    pub fn cell(&self, id: RoomId, epoch: Epoch, settings: &RoomSettings) -> Arc<RoomCell> {
        let bytes = self.config.limits.tape_bytes;
        let room = Room::new(id, settings.clone(), epoch, bytes);
        RoomCell::new(room, Arc::clone(&self.desk))
    }

    /// Tells everybody but `about` of an event of the whole server.
    pub fn announce<'a, M: Message<'a>>(&self, about: MemberId, event: impl Fn(Place) -> M) {
        let others: Vec<Arc<Session>> = {
            let directory = self.directory.lock();
            directory.people().filter(|p| p.id != about).map(|p| Arc::clone(&p.session)).collect()
        };
        let wall = self.clock.wall();
        let told: Vec<Arc<Conn>> =
            others.iter().filter_map(|other| other.deliver(wall, &event).1).collect();
        match self.presence.tell(told.len(), self.clock.now()) {
            Ok(()) => told.iter().for_each(Conn::flush),
            Err(due) => {
                // Who says nothing has nobody else to send what fills their outbox.
                told.iter().for_each(Conn::relieve);
                self.stragglers.flush_from(due, told);
            }
        }
    }

    /// Somebody bears a pseudo now; everybody is told while they are few.
    pub fn announce_arrival(&self, session: &Session, turn: &Turn) {
        let (member, pseudo) = (session.id, &turn.pseudo);
        self.announce(member, |place| MemberJoined { place, member, pseudo: pseudo.clone() });
    }

    /// Takes somebody out of one room.
    pub fn leave_room(
        &self,
        session: &Session,
        turn: &mut Turn,
        room: RoomId,
        cause: LeaveCause,
        reason: &str,
    ) -> Option<Carry> {
        let index = turn.rooms.iter().position(|cell| cell.id() == room)?;
        let cell = turn.rooms.remove(index);
        self.directory.lock().leave(session.id, room);
        self.leave_cell(session, turn.conn.as_ref(), &cell, cause, reason)
    }

    fn leave_cell(
        &self,
        session: &Session,
        conn: Option<&Arc<Conn>>,
        cell: &Arc<RoomCell>,
        cause: LeaveCause,
        reason: &str,
    ) -> Option<Carry> {
        let (now, wall) = (self.clock.now(), self.clock.wall());
        let left = cell.with_presence(self, now, |inner| {
            if let Some(conn) = conn {
                inner.remove_reader(conn);
                conn.leave(cell.id(), inner.room.tape());
            }
            inner.room.leave(session.id, cause, reason, wall);
        });
        self.mark_changed();
        left.and_then(|((), carry)| carry)
    }

    /// Ends a session: its name is free, its rooms and everybody who knew of it are told. Says
    /// nothing to its connection.
    pub fn end(&self, session: &Session, turn: &mut Turn, cause: LeaveCause, reason: &str) {
        if std::mem::replace(&mut turn.ended, true) {
            return;
        }
        session.close_inbox();
        if let Some(calls) = turn.calls.take() {
            self.switchboard.end(&calls.calls);
        }
        let conn = turn.conn.take();
        let person = self.directory.lock().exit(session.id);
        // Nobody opens another one toward somebody whom the directory doesn't know.
        self.end_streams_of(session.id);
        for cell in std::mem::take(&mut turn.rooms) {
            if let Some(carry) = self.leave_cell(session, conn.as_ref(), &cell, cause, reason) {
                carry.run();
            }
        }
        self.leave_sequences(session.id, turn.pseudo.as_str());
        if person.is_some_and(|person| person.announced) {
            let (member, pseudo) = (session.id, &turn.pseudo);
            self.announce(member, |place| MemberLeft {
                place,
                member,
                pseudo: pseudo.clone(),
                cause,
                reason: reason.into(),
            });
        }
        self.mark_changed();
    }

    /// Ends a session by the host's or the server's will, and says so on its connection.
    pub fn dismiss(&self, session: &Session, bye: ByeReason, cause: LeaveCause, reason: &str) {
        let mut turn = session.turn.lock();
        let conn = turn.conn.clone();
        self.end(session, &mut turn, cause, reason);
        if let Some(conn) = conn {
            conn.close(bye, reason);
        }
    }

    /// A session's connection is lost: others see nothing of it until the grace period is over.
    pub fn lost(&self, session: &Arc<Session>, conn: &Conn) {
        let mut turn = session.turn.lock();
        if !turn.is_on(conn) || self.stopping.load(Ordering::Acquire) {
            return;
        }
        self.detach(session, &mut turn);
        let waiting = {
            let mut directory = self.directory.lock();
            directory.lost(session.id);
            directory.lost_count()
        };
        self.mark_changed();
        let grace = self.config.resume_grace;
        let until = self.clock.now().plus(grace);
        turn.lost_until = Some(until);
        let allowed = !grace.is_zero() && waiting <= self.max_connections;
        if allowed && (turn.waits || self.timer.push(session, until)) {
            turn.waits = true;
        } else {
            self.end(session, &mut turn, LeaveCause::Lost, "");
        }
    }

    /// Takes a session's connection away from it; the session stays where it is.
    pub fn detach(&self, session: &Session, turn: &mut Turn) -> Option<Arc<Conn>> {
        session.close_inbox();
        if let Some(calls) = &turn.calls {
            calls.calls.abandon();
        }
        let conn = turn.conn.take()?;
        for cell in &turn.rooms {
            let detached = cell.with(&self.stragglers, |inner| inner.remove_reader(&conn));
            if let Some(((), Some(carry))) = detached {
                carry.run();
            }
            conn.unfollow(cell.id());
        }
        Some(conn)
    }
}

/// A token that nobody can guess.
///
/// # Errors
/// The system has no randomness to give.
pub(crate) fn new_token() -> Result<Token, getrandom::Error> {
    let mut bytes = [0; TOKEN_LEN];
    getrandom::fill(&mut bytes)?;
    Ok(Token(bytes))
}
