//! One room: its members and its tape. Whatever happens in it is an event with a number.

mod sequences;

pub use sequences::{Part, resolved};

use super::page::page;
use super::sequence::{End, Table};
use super::tape::Tape;
use crate::proto::body::Body;
use crate::proto::error_code::{LeaveCause, NoticeScope};
use crate::proto::ids::{ClientNumber, Correlation, Epoch, MemberId, Number, RoomId, UnixMillis};
use crate::proto::limits::{ENDED_PER_ROOM, MAX_TOPIC, MEMBERS_PER_PAGE};
use crate::proto::message::{
    Added, Joined, Member, MemberJoined, MemberLeft, MemberRenamed, Members, Message, Notice,
    Place, Post, Posted, RoomChanged, RoomClosed, Text,
};
use crate::proto::name::{Pseudo, RoomName};
use std::collections::BTreeMap;
use std::ops::Bound;

/// What the host says of a room, and may say otherwise while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSettings {
    /// Its name.
    pub name: RoomName,
    /// What it is for.
    pub topic: Text<MAX_TOPIC>,
    /// Whether its posts may go from peer to peer.
    pub peer_posts: bool,
}

impl RoomSettings {
    /// A room of which nothing is said but its name.
    pub fn named(name: RoomName) -> Self {
        Self { name, topic: "".into(), peer_posts: false }
    }
}

/// A room that is open. Closing it appends the last event of its epoch.
#[derive(Debug)]
pub struct Room {
    id: RoomId,
    settings: RoomSettings,
    members: BTreeMap<MemberId, Membership>,
    posts: u64,
    tape: Tape,
    sequences: Table,
    /// Sequences whose end nobody outside the room knows of yet.
    ended: Vec<End>,
}

#[derive(Debug)]
struct Membership {
    pseudo: Pseudo,
    /// The first event that is theirs to see: the one after their own joining.
    from: Number,
}

/// A post that has no place yet.
struct Said<'a> {
    author: MemberId,
    pseudo: &'a str,
    client_number: ClientNumber,
    body: Body<'a>,
}

impl Said<'_> {
    fn append(self, tape: &mut Tape, room: RoomId, time: UnixMillis) -> Place {
        let Self { author, pseudo, client_number, body } = self;
        let number = tape.append(|number, out| {
            let place = Place { room, number, time };
            let posted = Posted { place, author, pseudo, client_number, body };
            posted.append(Correlation(0), out);
        });
        Place { room, number, time }
    }
}

impl Room {
    /// An empty room, whose tape keeps `tape_bytes` bytes.
    pub fn new(id: RoomId, settings: RoomSettings, epoch: Epoch, tape_bytes: usize) -> Self {
        let tape = Tape::new(epoch, tape_bytes);
        let (sequences, ended) = (Table::new(ENDED_PER_ROOM), Vec::new());
        Self { id, settings, members: BTreeMap::new(), posts: 0, tape, sequences, ended }
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// The room's events.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The room's events, to be sealed.
    pub fn tape_mut(&mut self) -> &mut Tape {
        &mut self.tape
    }

    /// How many posts there were.
    pub fn posts(&self) -> u64 {
        self.posts
    }

    /// Whether somebody is a member.
    pub fn has(&self, member: MemberId) -> bool {
        self.members.contains_key(&member)
    }

    /// Whether two may be introduced for this room's posts: it says so, and both are in it.
    pub fn introduces(&self, one: MemberId, other: MemberId) -> bool {
        self.settings.peer_posts && self.has(one) && self.has(other)
    }

    /// Takes a new member in. What comes back says where its events begin: after its own joining.
    pub fn join(&mut self, member: MemberId, pseudo: &Pseudo, now: UnixMillis) -> Joined {
        self.event(now, |place| MemberJoined { place, member, pseudo: pseudo.clone() });
        let from = self.tape.next();
        self.members.insert(member, Membership { pseudo: pseudo.clone(), from });
        let (members, more) = self.page(MemberId(0));
        Joined {
            room: self.id,
            name: self.settings.name.clone(),
            topic: self.settings.topic.clone(),
            epoch: self.tape.epoch(),
            next: from,
            count: self.count(),
            more,
            members,
            sequences: Added(u16::try_from(self.sequences.len()).unwrap_or(u16::MAX)),
            peer_posts: Added(self.settings.peer_posts),
        }
    }

    /// Where a member goes on who says to have seen the events up to `last` of `epoch`; `None` if it
    /// is no member. Numbers of another epoch, or that were never given out, say nothing of it, and
    /// what was before its joining is nobody's to ask for.
    pub fn resume(&self, member: MemberId, epoch: Epoch, last: Number) -> Option<Number> {
        let from = self.members.get(&member)?.from;
        let known = epoch == self.tape.epoch() && last < self.tape.next();
        Some(if known { last.next().max(from) } else { from })
    }

    /// Lets a member go; false if it is none.
    pub fn leave(
        &mut self,
        member: MemberId,
        cause: LeaveCause,
        reason: &str,
        now: UnixMillis,
    ) -> bool {
        let Some(Membership { pseudo, .. }) = self.members.remove(&member) else { return false };
        self.event(now, |place| MemberLeft {
            place,
            member,
            pseudo: pseudo.clone(),
            cause,
            reason: reason.into(),
        });
        self.leave_sequences(member, pseudo.as_str(), now);
        true
    }

    /// A member bears another pseudo from now on.
    pub fn rename(&mut self, member: MemberId, new: &Pseudo, now: UnixMillis) {
        let Some(known) = self.members.get_mut(&member) else { return };
        let old = std::mem::replace(&mut known.pseudo, new.clone());
        self.event(now, |place| MemberRenamed { place, member, old, new: new.clone() });
    }

    /// Puts a member's post on the tape; `None` if its author is no member.
    pub fn post(&mut self, author: MemberId, post: &Post<'_>, now: UnixMillis) -> Option<Place> {
        let pseudo = self.members.get(&author)?.pseudo.as_str();
        self.posts += 1;
        let said = Said { author, pseudo, client_number: post.client_number, body: post.body };
        Some(said.append(&mut self.tape, self.id, now))
    }

    /// Puts a post of the server itself on the tape, under the name of one of its services.
    pub fn post_as(&mut self, service: &str, body: Body<'_>, now: UnixMillis) -> Place {
        self.posts += 1;
        let (author, client_number) = (MemberId::SERVER, ClientNumber(0));
        let said = Said { author, pseudo: service, client_number, body };
        said.append(&mut self.tape, self.id, now)
    }

    /// The host speaks to everybody in the room.
    pub fn notice(&mut self, text: &str, now: UnixMillis) {
        self.event(now, |place| Notice { place, scope: NoticeScope::Room, text: text.into() });
    }

    /// The host says otherwise of the room from now on.
    pub fn change(&mut self, settings: RoomSettings, now: UnixMillis) {
        self.settings = settings.clone();
        let RoomSettings { name, topic, peer_posts } = settings;
        let peer_posts = Added(peer_posts);
        self.event(now, |place| RoomChanged { place, name, topic, peer_posts });
    }

    /// The last event of the room, behind the ends of its sequences.
    pub fn close(&mut self, reason: &str, now: UnixMillis) {
        self.close_sequences(reason, now);
        self.event(now, |place| RoomClosed { place, reason: reason.into() });
        self.members.clear();
    }

    /// The members whose ids come after one, as they are at the end of the tape.
    pub fn members(&self, after: MemberId) -> Members {
        let (members, more) = self.page(after);
        Members {
            room: self.id,
            next: self.tape.next(),
            count: self.count(),
            more,
            members,
            peer_posts: Added(self.settings.peer_posts),
        }
    }

    fn page(&self, after: MemberId) -> (Vec<Member>, bool) {
        let rest = self.members.range((Bound::Excluded(after), Bound::Unbounded));
        let member = |(id, membership): (&MemberId, &Membership)| Member {
            id: *id,
            pseudo: membership.pseudo.clone(),
        };
        page(rest.map(member), MEMBERS_PER_PAGE)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    fn event<M: for<'a> Message<'a>>(&mut self, now: UnixMillis, message: impl FnOnce(Place) -> M) {
        let room = self.id;
        self.tape.append(|number: Number, out| {
            message(Place { room, number, time: now }).append(Correlation(0), out);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::body::{Body, TEXT};
    use crate::proto::header::Frame;
    use crate::proto::ids::ClientNumber;
    use crate::proto::message::FromServer;

    const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

    fn room() -> Room {
        let settings = RoomSettings { topic: "topic".into(), ..called("lobby") };
        Room::new(RoomId(7), settings, Epoch(1), 1 << 20)
    }

    fn called(name: &str) -> RoomSettings {
        RoomSettings::named(RoomName::new(name).unwrap())
    }

    fn pseudo(name: &str) -> Pseudo {
        Pseudo::new(name).unwrap()
    }

    /// What stands on the tape since it was last sealed.
    fn events(room: &mut Room) -> Vec<String> {
        let Some(piece) = room.tape_mut().seal() else { return Vec::new() };
        let mut rest = piece.slice(piece.first(), piece.end());
        let mut seen = Vec::new();
        while let Ok(Some((frame, after))) = Frame::split(rest, |_| u32::MAX) {
            seen.push(match FromServer::decode(&frame).unwrap().unwrap() {
                FromServer::MemberJoined(m) => format!("{} +{}", m.place.number, m.pseudo),
                FromServer::MemberLeft(m) => {
                    format!("{} -{} {:?}", m.place.number, m.pseudo, m.cause)
                }
                FromServer::MemberRenamed(m) => format!("{} {}>{}", m.place.number, m.old, m.new),
                FromServer::Posted(m) => {
                    format!("{} {}: {}", m.place.number, m.pseudo, m.body.bytes.len())
                }
                FromServer::Notice(m) => format!("{} ! {}", m.place.number, &*m.text),
                FromServer::RoomChanged(m) => format!("{} = {}", m.place.number, m.name),
                FromServer::RoomClosed(m) => format!("{} closed", m.place.number),
                other => panic!("{other:?}"),
            });
            rest = after;
        }
        seen
    }

    #[test]
    fn everything_that_happens_has_a_number() {
        let mut room = room();
        let joined = room.join(MemberId(1), &pseudo("ada"), NOW);
        assert_eq!((joined.next, joined.count, joined.members.len()), (Number(2), 1, 1));
        let joined = room.join(MemberId(2), &pseudo("bob"), NOW);
        assert_eq!((joined.next, joined.count), (Number(3), 2));
        let body = Body { content_type: TEXT, bytes: b"hello", compressed: false };
        let post = Post { room: RoomId(7), client_number: ClientNumber(9), body };
        assert_eq!(room.post(MemberId(1), &post, NOW).unwrap().number, Number(3));
        assert_eq!(room.post(MemberId(3), &post, NOW), None);
        room.rename(MemberId(2), &pseudo("bo"), NOW);
        room.notice("soup is ready", NOW);
        assert!(room.leave(MemberId(2), LeaveCause::Kicked, "enough", NOW));
        assert!(!room.leave(MemberId(2), LeaveCause::Left, "", NOW));
        room.change(called("hall"), NOW);
        room.close("", NOW);
        assert_eq!(room.posts(), 1);
        assert_eq!(
            events(&mut room),
            [
                "1 +ada",
                "2 +bob",
                "3 ada: 5",
                "4 bob>bo",
                "5 ! soup is ready",
                "6 -bo Kicked",
                "7 = hall",
                "8 closed"
            ]
        );
        assert!(!room.has(MemberId(1)));
    }

    #[test]
    fn a_member_goes_on_behind_what_it_saw_and_never_before_its_joining() {
        let mut room = room();
        room.join(MemberId(1), &pseudo("ada"), NOW);
        room.notice("soup is ready", NOW);
        room.join(MemberId(2), &pseudo("bob"), NOW);
        room.notice("soup is gone", NOW);
        let next = |epoch, last| room.resume(MemberId(2), Epoch(epoch), Number(last));
        assert_eq!(next(1, 4), Some(Number(5)));
        assert_eq!(next(1, 3), Some(Number(4)));
        assert_eq!(next(1, 0), Some(Number(4)));
        assert_eq!(next(1, 5), Some(Number(4)));
        assert_eq!(next(2, 4), Some(Number(4)));
        assert_eq!(room.resume(MemberId(3), Epoch(1), Number(0)), None);
    }

    #[test]
    fn members_come_in_pages() {
        let mut room = room();
        let all = MEMBERS_PER_PAGE as u64 + 3;
        let mut joined = None;
        for id in 1..=all {
            joined = Some(room.join(MemberId(id), &pseudo(&format!("p{id}")), NOW));
        }
        let joined = joined.unwrap();
        assert!(joined.more);
        let page = room.members(joined.members.last().unwrap().id);
        assert_eq!((page.members.len(), page.more, page.count), (3, false, 503));
        assert_eq!(room.members(MemberId(all)).members, []);
    }
}
