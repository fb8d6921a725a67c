//! The rooms that the client is in, and who is in them.
//!
//! A list of members is the page of `JOINED` and of `MEMBERS` after it, each replacing the range of
//! ids that it speaks of, and the events between them. A page stands at its very point of the stream,
//! so that the list is exact once the last page has come, whatever happened meanwhile.

use super::outgoing::Waiter;
use crate::proto::ids::{Correlation, Epoch, MemberId, Number, RoomId, Tick};
use crate::proto::message::{Joined, Member};
use crate::proto::name::Pseudo;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What outlives the sessions of a room: the name and the id that it has now.
#[derive(Debug)]
pub(super) struct RoomHandle {
    id: AtomicU32,
    /// A leaf: held only while the name is copied.
    name: Mutex<String>,
}

impl RoomHandle {
    pub(super) fn new(id: RoomId, name: &str) -> Self {
        Self { id: AtomicU32::new(id.0), name: Mutex::new(name.to_owned()) }
    }

    pub(super) fn id(&self) -> RoomId {
        RoomId(self.id.load(Ordering::Acquire))
    }

    pub(super) fn name(&self) -> String {
        self.name.lock().clone()
    }

    /// The host has given the room another name; gives the old one.
    pub(super) fn rename(&self, name: &str) -> String {
        std::mem::replace(&mut self.name.lock(), name.to_owned())
    }

    /// The room was entered anew, in another session.
    pub(super) fn move_to(&self, id: RoomId) {
        self.id.store(id.0, Ordering::Release);
    }
}

/// How far a numbered stream has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    pub(super) epoch: Epoch,
    pub(super) last: Number,
}

impl Position {
    /// Just before `next`.
    pub(super) fn before(epoch: Epoch, next: Number) -> Self {
        Self { epoch, last: Number(next.0.saturating_sub(1)) }
    }

    /// An event with `number` comes. `None`: it was seen before. Otherwise the numbers that are
    /// missing before it.
    pub(super) fn arrive(&mut self, number: Number) -> Option<Option<(Number, Number)>> {
        let expected = self.last.next();
        if number < expected {
            return None;
        }
        self.last = number;
        Some((number > expected).then(|| (expected, Number(number.0 - 1))))
    }
}

/// Whom a list of members is fetched for.
#[derive(Debug)]
pub(super) enum For {
    /// For somebody who waits to enter the room.
    Joiner(Waiter<Arc<RoomHandle>>),
    /// To enter the room again in a new session.
    Rejoin,
    /// To know it again after a gap.
    Refresh,
}

/// A list of members of which pages are missing.
#[derive(Debug)]
pub(super) struct Loading {
    /// Of the request that is out.
    pub(super) correlation: Correlation,
    /// The last id that was fetched.
    pub(super) after: MemberId,
    /// When to ask again, where the server had said "too fast".
    pub(super) retry_at: Option<Tick>,
    pub(super) purpose: For,
}

/// One room.
#[derive(Debug)]
pub(super) struct JoinedRoom {
    pub(super) handle: Arc<RoomHandle>,
    pub(super) topic: String,
    pub(super) peer_posts: bool,
    pub(super) position: Position,
    pub(super) loading: Option<Loading>,
    /// Another name may be among what is missing, and the list of rooms is still to tell it.
    pub(super) name_in_doubt: bool,
    members: BTreeMap<MemberId, Pseudo>,
}

impl JoinedRoom {
    pub(super) fn new(handle: Arc<RoomHandle>, joined: Joined) -> Self {
        let mut room = Self {
            handle,
            topic: joined.topic.into_string(),
            peer_posts: joined.peer_posts.0,
            position: Position::before(joined.epoch, joined.next),
            loading: None,
            name_in_doubt: false,
            members: BTreeMap::new(),
        };
        room.page(MemberId(0), joined.members, joined.more);
        room
    }

    /// Everybody who is known to be there, by id.
    pub(super) fn members(&self) -> Vec<Member> {
        let member =
            |(id, pseudo): (&MemberId, &Pseudo)| Member { id: *id, pseudo: pseudo.clone() };
        self.members.iter().map(member).collect()
    }

    /// How many are known to be there.
    pub(super) fn count(&self) -> usize {
        self.members.len()
    }

    /// What somebody who is known to be there is called.
    pub(super) fn pseudo_of(&self, id: MemberId) -> Option<&Pseudo> {
        self.members.get(&id)
    }

    /// Whether somebody is there, or may be among those who are still to be fetched.
    pub(super) fn may_have(&self, id: MemberId) -> bool {
        self.loading.is_some() || self.members.contains_key(&id)
    }

    /// Somebody came, or is called otherwise.
    pub(super) fn put(&mut self, id: MemberId, pseudo: Pseudo) {
        self.members.insert(id, pseudo);
    }

    /// Somebody is gone.
    pub(super) fn remove(&mut self, id: MemberId) {
        self.members.remove(&id);
    }

    /// Those after `after` are exactly `page`, up to its last one if `more` follow. Tells after whom
    /// to go on.
    pub(super) fn page(
        &mut self,
        after: MemberId,
        page: Vec<Member>,
        more: bool,
    ) -> Option<MemberId> {
        let end = page.last().map(|member| member.id).filter(|_| more);
        let upper = end.map_or(Bound::Unbounded, Bound::Included);
        // A page that doesn't go on after `after` is no page: nothing is asked for without end.
        if end.is_some_and(|end| end <= after) {
            return None;
        }
        let stale: Vec<_> =
            self.members.range((Bound::Excluded(after), upper)).map(|(id, _)| *id).collect();
        for id in stale {
            self.members.remove(&id);
        }
        self.members.extend(page.into_iter().map(|member| (member.id, member.pseudo)));
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: u64) -> Member {
        Member { id: MemberId(id), pseudo: Pseudo::new(&format!("M{id}")).unwrap() }
    }

    fn members(ids: &[u64]) -> Vec<Member> {
        ids.iter().map(|id| member(*id)).collect()
    }

    fn room(first: &[u64], more: bool) -> JoinedRoom {
        let joined = Joined {
            room: RoomId(1),
            name: crate::proto::name::RoomName::new("lobby").unwrap(),
            topic: "".into(),
            epoch: Epoch(1),
            next: Number(5),
            count: 9,
            more,
            members: members(first),
            sequences: Default::default(),
            peer_posts: Default::default(),
        };
        JoinedRoom::new(Arc::new(RoomHandle::new(RoomId(1), "lobby")), joined)
    }

    #[test]
    fn pages_and_the_events_between_them_make_one_list() {
        let mut room = room(&[1, 3], true);
        room.put(MemberId(9), member(9).pseudo); // came, and is gone before its page is made
        room.remove(MemberId(1)); // of a page that has come
        room.put(MemberId(2), member(2).pseudo);
        assert_eq!(room.page(MemberId(3), members(&[4, 6]), true), Some(MemberId(6)));
        room.remove(MemberId(4));
        assert_eq!(room.page(MemberId(6), members(&[7]), false), None);
        assert_eq!(room.members(), members(&[2, 3, 6, 7]));
    }

    #[test]
    fn a_list_fetched_again_replaces_what_was_missed() {
        let mut room = room(&[1, 2, 3, 4], false);
        assert_eq!(room.page(MemberId(0), members(&[2]), true), Some(MemberId(2)));
        assert_eq!(room.page(MemberId(2), members(&[4, 5]), false), None);
        assert_eq!(room.members(), members(&[2, 4, 5]));
    }

    #[test]
    fn pages_that_lead_nowhere_end() {
        let mut room = room(&[5], true);
        assert_eq!(room.page(MemberId(5), members(&[5]), true), None);
        assert_eq!(room.page(MemberId(5), Vec::new(), true), None);
        assert_eq!(room.members(), members(&[5]));
    }

    #[test]
    fn numbers_come_once_and_holes_are_named() {
        let mut position = Position::before(Epoch(1), Number(5));
        assert_eq!(position.arrive(Number(4)), None);
        assert_eq!(position.arrive(Number(5)), Some(None));
        assert_eq!(position.arrive(Number(5)), None);
        assert_eq!(position.arrive(Number(9)), Some(Some((Number(6), Number(8)))));
        assert_eq!(position.last, Number(9));
    }
}
