//! The sequences toward members anywhere: all concerned learn of them in their inboxes.

use super::{Entry, Then, Where};
use crate::hub::room::{Part, resolved};
use crate::hub::sequence::{Act, End, Order, Refused, Sequence, Table};
use crate::net::conn::Conn;
use crate::net::session::Session;
use crate::net::shared::Shared;
use crate::proto::ids::{Correlation, MemberId, RoomId, SequenceId, UnixMillis};
use crate::proto::limits::ENDED_PER_ROOM;
use crate::proto::message::{Message, Place, Sequences};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::{Arc, Weak};

/// Sequences toward members that are over and whose outcome is still told to who asks.
const ENDED_KEPT: usize = 1024;

/// What its lock guards.
pub(super) struct Private {
    table: Table,
    /// Whom each concerns: its opener and its audience. Weak, since sessions know rooms, and rooms the
    /// desk.
    concerned: HashMap<SequenceId, Vec<Weak<Session>>>,
    /// Those that concern somebody.
    of: HashMap<MemberId, BTreeSet<SequenceId>>,
}

impl Default for Private {
    fn default() -> Self {
        let table = Table::new(ENDED_KEPT);
        Self { table, concerned: HashMap::new(), of: HashMap::new() }
    }
}

/// The connections that something was put into the outbox of. They are flushed once no lock is held.
#[derive(Default)]
struct Told(Vec<Arc<Conn>>);

impl Told {
    fn flush(self) {
        self.0.iter().for_each(Conn::flush);
    }
}

impl Private {
    fn open(
        &mut self,
        id: SequenceId,
        order: Order,
        audience: BTreeSet<MemberId>,
        sessions: &BTreeMap<MemberId, Arc<Session>>,
        now: UnixMillis,
    ) {
        let opener = order.opener;
        let concerned = audience.iter().copied().chain([opener]).collect::<BTreeSet<_>>();
        self.table.open(id, order, audience, now);
        let mut known = Vec::new();
        for (member, session) in concerned.iter().filter_map(|id| sessions.get_key_value(id)) {
            known.push(Arc::downgrade(session));
            self.of.entry(*member).or_default().insert(id);
        }
        self.concerned.insert(id, known);
    }

    /// Tells everybody concerned. What comes back is the place in the inbox of `receipt_of`.
    fn tell<'a, M: Message<'a>>(
        &self,
        id: SequenceId,
        receipt_of: MemberId,
        now: UnixMillis,
        event: impl Fn(Place) -> M,
        told: &mut Told,
    ) -> Option<Place> {
        let mut receipt = None;
        let sessions = self.concerned.get(&id).into_iter().flatten().filter_map(Weak::upgrade);
        for session in sessions {
            let (place, conn) = session.deliver(now, &event);
            told.0.extend(conn);
            if session.id == receipt_of {
                receipt = Some(place);
            }
        }
        receipt
    }

    fn react(
        &mut self,
        id: SequenceId,
        (member, pseudo): (MemberId, &str),
        part: &Part<'_>,
        now: UnixMillis,
        told: &mut Told,
    ) -> Result<Option<End>, Refused> {
        let step = self.table.react(id, member, part.how, &part.body)?;
        let event = |place| part.answered(&step, place, member, pseudo);
        self.tell(id, MemberId::SERVER, now, event, told);
        if let Some(end) = &step.end {
            self.close(end, now, told);
        }
        Ok(step.end)
    }

    /// Tells that one is over, and forgets whom it concerned.
    fn close(&mut self, end: &End, now: UnixMillis, told: &mut Told) {
        let id = end.sequence;
        self.tell(id, MemberId::SERVER, now, |place| resolved(end, place), told);
        self.concerned.remove(&id);
        for member in end.audience.iter().copied().chain([end.opener]) {
            if let Some(own) = self.of.get_mut(&member) {
                own.remove(&id);
                if own.is_empty() {
                    self.of.remove(&member);
                }
            }
        }
    }

    /// Those of `viewer` after one.
    fn page(&self, after: SequenceId, viewer: MemberId) -> Sequences {
        let range = (Bound::Excluded(after), Bound::Unbounded);
        let own = self.of.get(&viewer).into_iter().flat_map(|own| own.range(range));
        let (open, more) = self.table.page(own, viewer);
        let own_end = |end: &&End| !more && end.concerned(viewer);
        let mut ended: Vec<_> =
            self.table.ended().rev().filter(own_end).take(ENDED_PER_ROOM).collect();
        ended.reverse();
        let ended = ended.into_iter().map(End::listed).collect();
        Sequences { room: RoomId::INBOX, more, open, ended }
    }
}

impl Shared {
    /// Opens a sequence toward members. What comes back is where it stands in the opener's inbox, if
    /// it has one.
    pub fn open_toward(
        &self,
        order: Order,
        then: Option<Then>,
    ) -> Result<(SequenceId, Option<Place>), Refused> {
        let (id, now) = (self.desk.new_id(), self.clock.wall());
        let opener = order.opener;
        let entry = Entry { due: self.due(&order), at: Where::Inboxes, then };
        let directory = self.directory.lock();
        let sessions: BTreeMap<MemberId, Arc<Session>> = order
            .named
            .iter()
            .chain([&opener])
            .filter_map(|id| Some((*id, Arc::clone(&directory.person(*id)?.session))))
            .collect();
        // Taken before the directory is let go: who is about to leave it will find the sequence.
        let mut private = self.desk.private.lock();
        drop(directory);
        let audience = order.audience(sessions.keys().copied())?;
        let concerns = |open: &Sequence| audience.iter().any(|member| open.asks(*member));
        if let Some(by) = private.table.blocks(opener, Act::Open(&order.kind), concerns) {
            return Err(Refused::Blocked(by));
        }
        self.desk.register(id, opener, entry)?;
        private.open(id, order, audience, &sessions, now);
        let mut told = Told::default();
        let Some(opened) = private.table.get(id) else { return Err(Refused::NoSuch) };
        let place = private.tell(id, opener, now, |place| opened.opened(place), &mut told);
        drop(private);
        told.flush();
        Ok((id, place))
    }

    /// Which sequence keeps somebody from saying something to `receiver`.
    pub fn blocks_direct(&self, opener: MemberId, receiver: MemberId) -> Option<SequenceId> {
        self.desk.private.lock().table.blocks(opener, Act::Post, |open| open.asks(receiver))
    }

    pub(super) fn react_private(
        &self,
        id: SequenceId,
        member: MemberId,
        pseudo: &str,
        part: &Part<'_>,
    ) -> Result<(), Refused> {
        self.with_private(|private, told| {
            if !private.of.get(&member).is_some_and(|own| own.contains(&id)) {
                return Err(Refused::NoSuch);
            }
            let now = self.clock.wall();
            private
                .react(id, (member, pseudo), part, now, told)
                .map(|end| ((), end.into_iter().collect()))
        })
    }

    pub(super) fn cancel_private(
        &self,
        id: SequenceId,
        opener: MemberId,
        reason: &str,
    ) -> Result<(), Refused> {
        self.with_private(|private, told| {
            let own = private.of.get(&opener).is_some_and(|own| own.contains(&id));
            if !own && opener != MemberId::SERVER {
                return Err(Refused::NoSuch);
            }
            let end = private.table.cancel(id, opener, reason)?;
            private.close(&end, self.clock.wall(), told);
            Ok(((), vec![end]))
        })
    }

    pub(super) fn expire_private(&self, id: SequenceId) {
        // One that is over meanwhile can't expire any more.
        let _ = self.with_private(|private, told| {
            let end = private.table.expire(id).ok_or(Refused::NoSuch)?;
            private.close(&end, self.clock.wall(), told);
            Ok(((), vec![end]))
        });
    }

    /// Somebody's session is over: their own sequences toward members are cancelled, others wait for one
    /// less.
    pub fn leave_sequences(&self, member: MemberId, pseudo: &str) {
        let _ = self.with_private(|private, told| {
            let Some(own) = private.of.get(&member).cloned() else { return Ok(((), Vec::new())) };
            let now = self.clock.wall();
            let mut ends = private.table.opener_left(member);
            for end in &ends {
                private.close(end, now, told);
            }
            for id in own {
                let waits = private.table.get(id).is_some_and(|open| open.waits_for(member));
                if waits {
                    ends.extend(private.react(id, (member, pseudo), &Part::LEFT, now, told)?);
                }
            }
            private.of.remove(&member);
            Ok(((), ends))
        });
    }

    /// Answers who asks for the open sequences that concern them, at that very point of their inbox.
    pub fn list_private(&self, session: &Session, after: SequenceId, conn: &Conn, to: Correlation) {
        let private = self.desk.private.lock();
        session.push_at_inbox(conn, |_| private.page(after, session.id).to_frame(to));
    }

    /// Does something with the sequences toward members, and tells who is concerned once that is done.
    fn with_private<T>(
        &self,
        act: impl FnOnce(&mut Private, &mut Told) -> Result<(T, Vec<End>), Refused>,
    ) -> Result<T, Refused> {
        let mut told = Told::default();
        let done = {
            let mut private = self.desk.private.lock();
            let done = act(&mut private, &mut told);
            done.map(|(done, ends)| {
                self.desk.ended(ends);
                done
            })
        };
        told.flush();
        done
    }
}
