//! Sequences between the rooms: which are open, where, and until when; those toward members anywhere; and
//! whoever wants to know how the server's own ended.
//!
//! A sequence in a room is the room's ([`hub::room`](crate::hub::room)), under the room's lock. Those toward
//! members are in [`Private`], under a lock of their own behind the directory's. The **index** knows
//! both by their ids; its lock is a leaf.

mod opener;
mod private;

pub use opener::{Ask, Asked, Opener};

use super::room_cell::{Carry, RoomCell};
use super::shared::Shared;
use super::timer::Bells;
use crate::hub::room::Part;
use crate::hub::sequence::{End, Order, Refused};
use crate::proto::ids::{MemberId, SequenceId, Tick};
use crate::proto::limits::MAX_SEQUENCES_PER_MEMBER;
use crate::proto::message::Place;
use parking_lot::Mutex;
use private::Private;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Most sequences of whose end the server is told: its own, and others that it watches. Those count on
/// until it was told.
pub(crate) const MAX_WATCHED: usize = 1024;

/// Up to how many of those clients can open one: what introduces them is watched, too, and must not
/// use up the places of the server's own.
const MAX_WATCHED_OF_CLIENTS: usize = MAX_WATCHED / 2;

/// What is done with the end of one that is watched.
pub(crate) type Then = Box<dyn FnOnce(End) + Send>;

/// Where a sequence is open.
#[derive(Clone)]
pub(crate) enum Where {
    /// In a room. Weak, since the room's cell knows the desk.
    Room(Weak<RoomCell>),
    /// Toward members, in their inboxes.
    Inboxes,
}

/// See the module.
pub(crate) struct Desk {
    last: AtomicU64,
    index: Mutex<Index>,
    private: Mutex<Private>,
    bells: Bells,
}

/// A sequence that was opened in a room.
pub(crate) struct Started {
    /// Which.
    pub id: SequenceId,
    /// Where it stands.
    pub place: Place,
    /// The duty to let others know.
    pub carry: Option<Carry>,
}

#[derive(Default)]
struct Index {
    open: HashMap<SequenceId, Entry>,
    due: BTreeSet<(Tick, SequenceId)>,
    /// How many each member has open.
    of: HashMap<MemberId, usize>,
    /// How many are watched.
    watched: usize,
}

struct Entry {
    due: Tick,
    at: Where,
    then: Option<Then>,
}

impl Index {
    fn count_in(&mut self, opener: MemberId, watched: bool) -> Result<(), Refused> {
        let own = opener == MemberId::SERVER;
        let most = if own { MAX_WATCHED } else { MAX_WATCHED_OF_CLIENTS };
        if watched && self.watched >= most {
            return Err(Refused::TooMany);
        }
        if !own {
            let open = self.of.entry(opener).or_default();
            if *open >= MAX_SEQUENCES_PER_MEMBER {
                return Err(Refused::TooMany);
            }
            *open += 1;
        }
        self.watched += usize::from(watched);
        Ok(())
    }

    fn count_out(&mut self, opener: MemberId) {
        if let Some(open) = self.of.get_mut(&opener) {
            *open -= 1;
            if *open == 0 {
                self.of.remove(&opener);
            }
        }
    }
}

impl Desk {
    /// Nothing is open.
    pub fn new(bells: Bells) -> Arc<Self> {
        let (last, index) = (AtomicU64::new(0), Mutex::default());
        Arc::new(Self { last, index, private: Mutex::default(), bells })
    }

    /// An id that was never given out.
    fn new_id(&self) -> SequenceId {
        SequenceId(self.last.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Where a sequence is open.
    pub fn find(&self, id: SequenceId) -> Option<Where> {
        self.index.lock().open.get(&id).map(|entry| entry.at.clone())
    }

    /// A sequence is about to be open. Called under the lock of the place where it will be.
    fn register(&self, id: SequenceId, opener: MemberId, entry: Entry) -> Result<(), Refused> {
        let due = entry.due;
        let sooner = {
            let mut index = self.index.lock();
            index.count_in(opener, entry.then.is_some())?;
            index.open.insert(id, entry);
            index.due.insert((due, id));
            index.due.first() == Some(&(due, id))
        };
        if sooner {
            self.bells.wake();
        }
        Ok(())
    }

    /// Sequences are over. Called under the lock of the place where they were.
    pub fn ended(&self, ends: Vec<End>) {
        for end in ends {
            let mut index = self.index.lock();
            let Some(entry) = index.open.remove(&end.sequence) else { continue };
            index.due.remove(&(entry.due, end.sequence));
            index.count_out(end.opener);
            if let Some(then) = entry.then {
                self.bells.tell(then, end);
            }
        }
    }

    /// The end of one that was watched is told.
    pub fn told(&self) {
        self.index.lock().watched -= 1;
    }

    /// When the next one expires.
    pub fn due(&self) -> Option<Tick> {
        self.index.lock().due.first().map(|(due, _)| *due)
    }

    /// One whose deadline has come.
    fn take_due(&self, now: Tick) -> Option<(SequenceId, Where)> {
        let mut index = self.index.lock();
        let first = index.due.first().copied().filter(|(due, _)| *due <= now)?;
        index.due.remove(&first);
        index.open.get(&first.1).map(|entry| (first.1, entry.at.clone()))
    }
}

impl Shared {
    /// Opens a sequence in a room, as one of its members or as the server. `None` if the room is closed.
    pub fn open_in_room(
        &self,
        cell: &Arc<RoomCell>,
        order: Order,
        then: Option<Then>,
    ) -> Option<Result<Started, Refused>> {
        let (id, wall) = (self.desk.new_id(), self.clock.wall());
        let entry = Entry { due: self.due(&order), at: Where::Room(Arc::downgrade(cell)), then };
        let (opened, carry) = cell.with(&self.stragglers, |inner| {
            let audience = inner.room.may_open(&order)?;
            self.desk.register(id, order.opener, entry)?;
            Ok(inner.room.open(id, order, audience, wall))
        })?;
        Some(opened.map(|place| Started { id, place, carry }))
    }

    /// When a sequence that is opened now expires.
    fn due(&self, order: &Order) -> Tick {
        self.clock.now().plus(Duration::from_millis(order.deadline.into()))
    }

    /// Somebody does their part of a sequence.
    pub fn react(
        &self,
        id: SequenceId,
        member: MemberId,
        pseudo: &str,
        part: &Part<'_>,
    ) -> Result<Option<Carry>, Refused> {
        match self.desk.find(id).ok_or(Refused::NoSuch)? {
            Where::Inboxes => self.react_private(id, member, pseudo, part).map(|()| None),
            Where::Room(cell) => {
                let cell = cell.upgrade().ok_or(Refused::NoSuch)?;
                let wall = self.clock.wall();
                let act =
                    |room: &mut super::room_cell::Inner| room.room.react(id, member, part, wall);
                let (done, carry) = cell.with(&self.stragglers, act).ok_or(Refused::NoSuch)?;
                done.map(|()| carry)
            }
        }
    }

    /// The opener of a sequence takes it back.
    pub fn cancel(
        &self,
        id: SequenceId,
        opener: MemberId,
        reason: &str,
    ) -> Result<Option<Carry>, Refused> {
        match self.desk.find(id).ok_or(Refused::NoSuch)? {
            Where::Inboxes => self.cancel_private(id, opener, reason).map(|()| None),
            Where::Room(cell) => {
                let cell = cell.upgrade().ok_or(Refused::NoSuch)?;
                let wall = self.clock.wall();
                let cancelled =
                    cell.with(&self.stragglers, |room| room.room.cancel(id, opener, reason, wall));
                let (done, carry) = cancelled.ok_or(Refused::NoSuch)?;
                done.map(|()| carry)
            }
        }
    }

    /// Ends the sequences whose deadline has come.
    pub fn expire_sequences(&self) {
        while let Some((id, at)) = self.desk.take_due(self.clock.now()) {
            let Where::Room(cell) = at else {
                self.expire_private(id);
                continue;
            };
            let Some(cell) = cell.upgrade() else { continue };
            let wall = self.clock.wall();
            let expired = cell.with(&self.stragglers, |inner| inner.room.expire(id, wall));
            if let Some(((), Some(carry))) = expired {
                carry.run();
            }
        }
    }
}
