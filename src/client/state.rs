//! What the client knows of its session: pure rules, told the time, over neither socket nor thread.
//! What comes from the server is handled in `dispatch.rs` and `replies.rs`; how a session is lost and
//! taken up again is in `session.rs`.

use super::call::CallAnswer;
use super::error::ClientError;
use super::event::Event;
use super::handshake::{Opened, Start};
use super::introduction::Meetings;
use super::names::NameLookup;
use super::outgoing::{Draft, Outgoing, Target, Unacknowledged, Waiter};
use super::pace::Pace;
use super::rooms::{For, JoinedRoom, Loading, Position, RoomHandle};
use super::sequences::SequenceBook;
use super::stream::Ticket;
use crate::proto::error_code::{ByeReason, ErrorCode};
use crate::proto::header::Capabilities;
use crate::proto::ids::{ClientNumber, Correlation, MemberId, RoomId, Tick, Token};
use crate::proto::message::{
    Accepted, ListMembers, Members, Message, Place, Rooms, Services, Welcome,
};
use crate::proto::name::{NameKey, Pseudo};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether requests and posts can leave.
#[derive(Debug)]
pub(super) enum Phase {
    /// They can.
    Online,
    /// A new session is entering the rooms of the old one, which it must have done by then.
    Rejoining(Tick),
    /// There is no connection.
    Offline(ClientError),
    /// There will be none any more.
    Over(ClientError),
}

/// What was asked of the server, and who waits for the answer.
#[derive(Debug)]
pub(super) enum Wish {
    Rooms(Waiter<Rooms>),
    Members(Waiter<Members>),
    Join(Waiter<Arc<RoomHandle>>),
    Rejoin(Arc<RoomHandle>),
    Leave(RoomId, Waiter<()>),
    Rename(Waiter<()>),
    /// Something about a sequence or a stream.
    Act(&'static str, Waiter<()>),
    Ticket(Waiter<Ticket>),
    Services(Waiter<Services>),
    Call(Waiter<CallAnswer>),
}

impl Wish {
    /// What was asked, for a person.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Rooms(_) => "Listing the rooms",
            Self::Members(_) => "Listing the members",
            Self::Join(_) | Self::Rejoin(_) => "Joining the room",
            Self::Leave(..) => "Leaving the room",
            Self::Rename(_) => "Changing the pseudo",
            Self::Act(what, _) => what,
            Self::Ticket(_) => "Opening the stream",
            Self::Services(_) => "Listing the services",
            Self::Call(_) => "Calling a service",
        }
    }

    /// Tells whoever waits that it failed.
    pub(super) fn fail(self, error: ClientError) {
        // One who no longer waits has been told of the timeout.
        match self {
            Self::Rooms(waiter) => drop(waiter.send(Err(error))),
            Self::Members(waiter) => drop(waiter.send(Err(error))),
            Self::Join(waiter) => drop(waiter.send(Err(error))),
            Self::Leave(_, waiter) | Self::Rename(waiter) | Self::Act(_, waiter) => {
                drop(waiter.send(Err(error)));
            }
            Self::Ticket(waiter) => drop(waiter.send(Err(error))),
            Self::Services(waiter) => drop(waiter.send(Err(error))),
            Self::Call(waiter) => drop(waiter.send(Err(error))),
            Self::Rejoin(_) => {}
        }
    }
}

/// Why the server will say nothing more on this connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// It said `BYE`.
    Bye(ByeReason, String),
    /// A fatal error, or broken framing.
    Lost(ClientError),
}

/// What follows from what came: it is done once the state is unlocked.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// For the application.
    pub(super) events: Vec<Event>,
    /// For the server: whole messages.
    pub(super) frames: Vec<u8>,
    /// A place among the unacknowledged posts is free, or a request is settled.
    pub(super) settled: bool,
    /// The new session is in all its rooms.
    pub(super) fresh: bool,
    /// The connection is over.
    pub(super) end: Option<End>,
}

/// A room that a new session is to enter, and when.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) handle: Arc<RoomHandle>,
    pub(super) at: Tick,
}

/// Everything that one client knows.
#[derive(Debug)]
pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) member: MemberId,
    /// Which session it is, counted from 1.
    pub(super) session: u64,
    pub(super) pseudo: Pseudo,
    pub(super) welcome: Welcome,
    pub(super) capabilities: Capabilities,
    pub(super) rooms: BTreeMap<RoomId, JoinedRoom>,
    pub(super) outgoing: Outgoing,
    pub(super) sequences: SequenceBook,
    pub(super) pace: Pace,
    pub(super) wanted: Vec<Wanted>,
    pub(super) lookup: Option<NameLookup>,
    pub(super) pending: BTreeMap<Correlation, Wish>,
    pub(super) inbox: Position,
    pub(super) token: Token,
    pub(super) meetings: Meetings,
    correlation: u32,
}

impl State {
    /// The first session.
    ///
    /// # Errors
    /// It is no new one, as if there could have been another before it.
    pub(super) fn begin(opened: Opened) -> Result<Self, ClientError> {
        let Opened { capabilities, welcome, start } = opened;
        match start {
            Start::Accepted(accepted) => Ok(Self::new(welcome, capabilities, accepted)),
            Start::Resumed(_) => Err(ClientError::Unexpected { what: "Taking the pseudo" }),
        }
    }

    fn new(welcome: Welcome, capabilities: Capabilities, accepted: Accepted) -> Self {
        let mut pace = Pace::default();
        pace.limit(welcome.posts_per_second, welcome.post_burst);
        Self {
            phase: Phase::Online,
            member: accepted.member,
            session: 1,
            pseudo: accepted.pseudo,
            welcome,
            capabilities,
            rooms: BTreeMap::new(),
            outgoing: Outgoing::default(),
            sequences: SequenceBook::default(),
            pace,
            wanted: Vec::new(),
            lookup: None,
            pending: BTreeMap::new(),
            inbox: Position::before(accepted.inbox_epoch, accepted.inbox_next),
            token: accepted.token,
            meetings: Meetings::default(),
            correlation: 0,
        }
    }

    /// A correlation for one more request; never 0.
    pub(super) fn next_correlation(&mut self) -> Correlation {
        self.correlation = self.correlation.checked_add(1).unwrap_or(1);
        Correlation(self.correlation)
    }

    /// Whether a request can leave now.
    pub(super) fn check_online(&self) -> Result<(), ClientError> {
        match &self.phase {
            Phase::Online => Ok(()),
            Phase::Rejoining(_) => Err(ClientError::lost("a new session is being begun")),
            Phase::Offline(error) | Phase::Over(error) => Err(error.clone()),
        }
    }

    /// Whether there is a connection, be the session whole or not.
    pub(super) fn check_connected(&self) -> Result<(), ClientError> {
        match &self.phase {
            Phase::Online | Phase::Rejoining(_) => Ok(()),
            Phase::Offline(error) | Phase::Over(error) => Err(error.clone()),
        }
    }

    /// Whether a new session has rooms of the old one to enter.
    pub(super) fn is_rejoining(&self) -> bool {
        matches!(self.phase, Phase::Rejoining(_))
    }

    /// Notes what is about to be asked.
    pub(super) fn ask(&mut self, wish: Wish) -> Correlation {
        let correlation = self.next_correlation();
        self.pending.insert(correlation, wish);
        correlation
    }

    /// Nobody waits for the answer any more. Whether a room was left must be known all the same.
    pub(super) fn forget(&mut self, correlation: Correlation) {
        if !matches!(self.pending.get(&correlation), Some(Wish::Leave(..))) {
            self.pending.remove(&correlation);
        }
    }

    /// Whether a post may be kept.
    pub(super) fn check_post(&self, draft: &Draft) -> Result<(), ClientError> {
        match (&self.phase, &draft.target) {
            (Phase::Over(error), _) => Err(error.clone()),
            (_, target) if target.room().is_some_and(|room| !self.is_in(room)) => {
                Err(ClientError::refused(ErrorCode::NotInRoom))
            }
            _ => Ok(()),
        }
    }

    /// Whether a value of which only the newest counts can be said to a room now.
    pub(super) fn check_latest(&self, room: &Arc<RoomHandle>) -> Result<(), ClientError> {
        self.check_online()?;
        if !self.capabilities.has(Capabilities::LATEST) {
            return Err(ClientError::refused(ErrorCode::UnknownKind));
        }
        let joined = self.joined_room(room).map(drop);
        joined.ok_or_else(|| ClientError::refused(ErrorCode::NotInRoom))
    }

    /// Keeps a post until its receipt comes.
    pub(super) fn keep(&mut self, draft: Draft) -> ClientNumber {
        let correlation = self.next_correlation();
        self.outgoing.push(draft, correlation)
    }

    /// The room of that name, if the client is in it.
    pub(super) fn room_named(&self, name: &str) -> Option<Arc<RoomHandle>> {
        let keys = NameKey::of(name);
        let same = |handle: &Arc<RoomHandle>| {
            NameKey::of(&handle.name()).iter().any(|key| keys.contains(key))
        };
        self.rooms.values().map(|room| &room.handle).find(|handle| same(handle)).cloned()
    }

    /// The room of this handle, if the client is in it now. An id alone doesn't say so: in a new
    /// session it may be another room's.
    pub(super) fn joined_room(&self, handle: &Arc<RoomHandle>) -> Option<&JoinedRoom> {
        self.rooms.get(&handle.id()).filter(|room| Arc::ptr_eq(&room.handle, handle))
    }

    /// Whether the client is in this room, or about to enter it again.
    pub(super) fn is_in(&self, handle: &Arc<RoomHandle>) -> bool {
        let same = |other: &Arc<RoomHandle>| Arc::ptr_eq(other, handle);
        self.joined_room(handle).is_some()
            || self.wanted.iter().any(|wanted| same(&wanted.handle))
            || self.pending.values().any(|wish| matches!(wish, Wish::Rejoin(other) if same(other)))
    }

    /// The next posts that may be written at `now`.
    pub(super) fn batch(&mut self, now: Tick) -> Vec<u8> {
        match self.phase {
            Phase::Online => self.outgoing.batch(&mut self.pace, now),
            _ => Vec::new(),
        }
    }

    /// Fetches the members of a room again, from the first.
    pub(super) fn refresh(&mut self, room: RoomId, fx: &mut Effects) {
        let Some(joined) = self.rooms.get_mut(&room) else { return };
        if joined.loading.is_none() {
            let correlation = Correlation(0);
            let purpose = For::Refresh;
            let loading = Loading { correlation, after: MemberId(0), retry_at: None, purpose };
            joined.loading = Some(loading);
        }
        self.ask_page(room, MemberId(0), fx);
    }

    /// Asks for the members after `after`, for a room whose list is being fetched.
    pub(super) fn ask_page(&mut self, room: RoomId, after: MemberId, fx: &mut Effects) {
        let next = self.next_correlation();
        let loading = self.rooms.get_mut(&room).and_then(|joined| joined.loading.as_mut());
        let Some(loading) = loading else { return };
        (loading.correlation, loading.after, loading.retry_at) = (next, after, None);
        ListMembers { room, after }.append(next, &mut fx.frames);
    }

    /// The client is in `room` no longer, against its will.
    pub(super) fn forget_room(
        &mut self,
        room: RoomId,
        place: Option<Place>,
        reason: &str,
        fx: &mut Effects,
    ) {
        let Some(joined) = self.rooms.remove(&room) else { return };
        let name = joined.handle.name();
        if let Some(Loading { purpose: For::Joiner(waiter), .. }) = joined.loading {
            drop(waiter.send(Err(ClientError::refused(ErrorCode::NoSuchRoom))));
        }
        fx.events.push(Event::RoomClosed { room, name, place, reason: reason.to_owned() });
        self.sequences.lost(|of| of == room, &ClientError::OutcomeMissed);
        if place.is_none() {
            let refused = self.outgoing.refuse_room(&joined.handle);
            fx.give_up(refused, &ClientError::refused(ErrorCode::NotInRoom));
        }
    }
}

impl Effects {
    /// Tells what has become of posts that won't be sent again.
    pub(super) fn give_up(&mut self, posts: Vec<Unacknowledged>, error: &ClientError) {
        for post in posts {
            self.refused(post, error.clone());
        }
    }

    /// Tells what has become of one post.
    pub(super) fn refused(&mut self, post: Unacknowledged, error: ClientError) {
        self.settled = true;
        if let Target::Sequence(_, draft) = post.draft.target {
            return drop(draft.follow.opened.send(Err(error)));
        }
        match post.draft.waiter {
            Some(waiter) => drop(waiter.send(Err(error))),
            None => self.events.push(Event::Refused { client_number: post.number, error }),
        }
    }
}
