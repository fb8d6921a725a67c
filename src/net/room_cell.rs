//! A room behind its lock, the connections that read its tape, and the carrier's role.
//!
//! Whoever appends to an idle tape becomes the room's carrier: it seals what has come together,
//! and hands each reader the bytes between its cursor and the end, outside the room's lock. Posts
//! that arrive meanwhile go in its next round. At rest a message so leaves on the thread that read
//! it; under load many messages leave in one system call.
//!
//! That somebody came or went leaves the same way, or a little later if [`Presence`](super::presence::Presence) says so.

use super::conn::Conn;
use super::sequences::Desk;
use super::shared::Shared;
use super::straggler::Stragglers;
use crate::hub::room::Room;
use crate::hub::tape::{Ahead, Piece};
use crate::proto::body::Body;
use crate::proto::ids::{Epoch, MemberId, Number, RoomId, Tick, UnixMillis};
use crate::proto::message::{Place, Post};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;

/// After so many rounds the role goes to the straggler thread. Nobody carries for ever, and above
/// all, a carrier doesn't read its own client meanwhile: with ten senders, two rounds delivered
/// nearly twice as much as sixty-four. One round would wake the straggler for every post at rest.
const MAX_ROUNDS: usize = 2;

/// How often a carrier yields the core before a round while posts keep coming in.
const MAX_YIELDS: usize = 4;

/// See the module.
pub(crate) struct RoomCell {
    id: RoomId,
    epoch: Epoch,
    inner: Mutex<Inner>,
    /// Where it is told which sequences are over.
    desk: Arc<Desk>,
}

/// What the room's lock guards.
pub(crate) struct Inner {
    /// The room itself.
    pub room: Room,
    /// Whose cursors are on the tape; copied when it changes while a carrier looks at it.
    readers: Readers,
    carrying: bool,
    /// The straggler will look whether coming and going is still to be carried.
    deferred: bool,
    posters: Posters,
    /// Nobody enters or posts any more.
    closed: bool,
}

/// Who has posted lately: where only one does, a carrier has nobody to wait for.
#[derive(Default)]
struct Posters {
    last: Option<MemberId>,
    several: bool,
    /// As `several`, of the piece before.
    were_several: bool,
}

impl Posters {
    fn saw(&mut self, member: MemberId) {
        self.several |= self.last.replace(member).is_some_and(|last| last != member);
    }

    fn sealed(&mut self) {
        self.were_several = std::mem::take(&mut self.several);
    }

    fn are_several(&self) -> bool {
        self.several || self.were_several
    }
}

/// The connections whose cursors are on a tape.
pub(super) type Readers = Arc<Vec<Arc<Conn>>>;

/// The duty to carry what was appended. Dropped without [`Carry::run`] (by a panic, say), it goes
/// to the straggler.
#[must_use]
pub(crate) struct Carry {
    cell: Option<Arc<RoomCell>>,
    stragglers: Arc<Stragglers>,
}

impl RoomCell {
    /// Puts a room behind its lock.
    pub fn new(room: Room, desk: Arc<Desk>) -> Arc<Self> {
        Arc::new(Self {
            id: room.id(),
            epoch: room.tape().epoch(),
            inner: Mutex::new(Inner {
                room,
                readers: Arc::default(),
                carrying: false,
                deferred: false,
                posters: Posters::default(),
                closed: false,
            }),
            desk,
        })
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// The epoch of the room's tape.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Whether the host has closed the room.
    pub fn is_closed(&self) -> bool {
        self.inner.lock().closed
    }

    /// Whether somebody is a member.
    pub fn has(&self, member: MemberId) -> bool {
        self.inner.lock().room.has(member)
    }

    /// Whether two may be introduced for the room's posts; not once it is closed.
    pub fn introduces(&self, one: MemberId, other: MemberId) -> bool {
        let inner = self.inner.lock();
        !inner.closed && inner.room.introduces(one, other)
    }

    /// The number after its last event, and who reads it, for somebody who is a member. `None` if it
    /// is closed.
    pub fn readers_for(&self, member: MemberId) -> Option<(Number, Readers)> {
        let inner = self.inner.lock();
        let may = !inner.closed && inner.room.has(member);
        may.then(|| (inner.room.tape().next(), Arc::clone(&inner.readers)))
    }

    /// The number after its last event, and how many posts there were.
    pub fn measure(&self) -> (Number, u64) {
        let inner = self.inner.lock();
        (inner.room.tape().next(), inner.room.posts())
    }

    /// Does something with the room under its lock, `None` if it is closed. If that appended to an
    /// idle tape, the caller becomes its carrier.
    pub fn with<T>(
        self: &Arc<Self>,
        stragglers: &Arc<Stragglers>,
        act: impl FnOnce(&mut Inner) -> T,
    ) -> Option<(T, Option<Carry>)> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return None;
        }
        let done = act(&mut inner);
        self.desk.ended(inner.room.take_ended());
        let carry = inner.take_role();
        drop(inner);
        Some((done, carry.then(|| self.carry(stragglers))))
    }

    /// As [`RoomCell::with`], for coming and going: if it is to wait, the straggler carries it after
    /// a while, unless somebody else has by then.
    pub fn with_presence<T>(
        self: &Arc<Self>,
        shared: &Shared,
        now: Tick,
        act: impl FnOnce(&mut Inner) -> T,
    ) -> Option<(T, Option<Carry>)> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return None;
        }
        let done = act(&mut inner);
        self.desk.ended(inner.room.take_ended());
        if !inner.is_uncarried() {
            return Some((done, None));
        }
        match shared.presence.tell(inner.readers.len(), now) {
            Ok(()) => {
                inner.carrying = true;
                drop(inner);
                Some((done, Some(self.carry(&shared.stragglers))))
            }
            Err(due) => {
                let known = std::mem::replace(&mut inner.deferred, true);
                drop(inner);
                if !known {
                    shared.stragglers.carry_from(due, Arc::clone(self));
                }
                Some((done, None))
            }
        }
    }

    /// The straggler looks after what was deferred: true if it is the carrier now.
    pub fn take_deferred(&self) -> bool {
        let mut inner = self.inner.lock();
        inner.deferred = false;
        inner.take_role()
    }

    fn carry(self: &Arc<Self>, stragglers: &Arc<Stragglers>) -> Carry {
        Carry { cell: Some(Arc::clone(self)), stragglers: Arc::clone(stragglers) }
    }

    /// What a cursor finds. If it is nothing, `up_to_date` is called under the room's lock with the
    /// end of what is sealed and whether the room is closed, so that no piece can be sealed between
    /// the look and its consequence.
    pub fn ahead(&self, next: Number, up_to_date: impl FnOnce(Number, bool)) -> Ahead {
        let inner = self.inner.lock();
        let ahead = inner.room.tape().ahead(next);
        if ahead == Ahead::Nothing {
            up_to_date(inner.room.tape().sealed_end(), inner.closed);
        }
        ahead
    }

    /// One round of carrying; false if there was nothing, and the role is laid down.
    pub fn carry_round(&self) -> bool {
        let mut inner = self.inner.lock();
        if !inner.room.tape().has_open() {
            inner.lay_down();
            return false;
        }
        // Where one member alone posts, there is nobody to wait for.
        if inner.posters.are_several() {
            MutexGuard::unlocked(&mut inner, || self.gather());
        }
        let Some((piece, readers)) = inner.seal() else { return true };
        drop(inner);
        for reader in readers.iter() {
            reader.offer(self, &piece);
        }
        true
    }

    /// Lets others run, so that what they have read comes along: once costs nothing at rest, and
    /// more only while it pays.
    fn gather(&self) {
        let mut before = self.inner.lock().room.tape().next();
        for _ in 0..MAX_YIELDS {
            std::thread::yield_now();
            let now = self.inner.lock().room.tape().next();
            if now == before {
                break;
            }
            before = now;
        }
    }
}

impl Inner {
    /// Something was appended, and nobody carries it yet.
    fn is_uncarried(&self) -> bool {
        self.room.tape().has_open() && !self.carrying
    }

    /// Makes the caller the carrier, if there is something to carry and nobody does.
    fn take_role(&mut self) -> bool {
        let free = self.is_uncarried();
        self.carrying |= free;
        free
    }

    /// Closes what has come together into a piece, and says for whom it is.
    fn seal(&mut self) -> Option<(Arc<Piece>, Readers)> {
        let piece = self.room.tape_mut().seal()?;
        self.posters.sealed();
        Some((piece, Arc::clone(&self.readers)))
    }

    /// Puts a member's post on the tape, if they are one.
    pub fn post(&mut self, author: MemberId, post: &Post<'_>, now: UnixMillis) -> Option<Place> {
        let place = self.room.post(author, post, now)?;
        self.posters.saw(author);
        Some(place)
    }

    /// Puts a post of one of the server's services on the tape.
    pub fn post_as(&mut self, service: &str, body: Body<'_>, now: UnixMillis) -> Place {
        self.posters.saw(MemberId::SERVER);
        self.room.post_as(service, body, now)
    }

    /// A connection reads the tape from now on; its cursor is its own affair.
    pub fn add_reader(&mut self, conn: &Arc<Conn>) {
        Arc::make_mut(&mut self.readers).push(Arc::clone(conn));
    }

    /// A connection reads the tape no longer.
    pub fn remove_reader(&mut self, conn: &Conn) {
        Arc::make_mut(&mut self.readers).retain(|reader| reader.number != conn.number);
    }

    /// Nobody enters or posts any more. Readers go when they were offered the last event.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Nobody carries the room any more.
    fn lay_down(&mut self) {
        self.carrying = false;
        if self.closed {
            self.let_readers_go();
        }
    }

    fn let_readers_go(&mut self) {
        for reader in std::mem::take(&mut self.readers).iter() {
            reader.up_to_date(self.room.id(), self.room.tape().sealed_end(), true);
        }
    }
}

impl Carry {
    /// Carries until nothing more comes, or for so many rounds that it is somebody else's turn.
    pub fn run(mut self) {
        let Some(cell) = self.cell.take() else { return };
        // If this panics, the guard hands the role on.
        let mut guard = Self { cell: Some(cell), stragglers: Arc::clone(&self.stragglers) };
        for _ in 0..MAX_ROUNDS {
            let Some(cell) = &guard.cell else { return };
            if !cell.carry_round() {
                guard.cell = None;
                return;
            }
        }
    }
}

impl Drop for Carry {
    fn drop(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.stragglers.carry(cell);
        }
    }
}
