//! What the client knows of its session: pure rules, told the time, over neither socket nor thread.
//! What comes from the server is handled in `dispatch.rs`; here is how a session begins and ends.

use super::error::ClientError;
use super::event::Event;
use super::outgoing::{Draft, Outgoing, Unacknowledged, Waiter};
use super::pace::Pace;
use super::rooms::{For, JoinedRoom, Loading, Position, RoomHandle};
use crate::proto::error_code::{ByeReason, ErrorCode, ResumeStatus};
use crate::proto::header::Capabilities;
use crate::proto::ids::{ClientNumber, Correlation, MemberId, Number, RoomId, Tick, Token};
use crate::proto::message::{
    Accepted, Join, ListMembers, Members, Message, Place, Resume, ResumePoint, Resumed, Rooms,
    Welcome,
};
use crate::proto::name::{NameKey, Pseudo};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

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
        }
    }

    /// Tells whoever waits that it failed.
    pub(super) fn fail(self, error: ClientError) {
        // One who no longer waits has been told of the timeout.
        match self {
            Self::Rooms(waiter) => drop(waiter.send(Err(error))),
            Self::Members(waiter) => drop(waiter.send(Err(error))),
            Self::Join(waiter) => drop(waiter.send(Err(error))),
            Self::Leave(_, waiter) | Self::Rename(waiter) => drop(waiter.send(Err(error))),
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
    pub(super) pseudo: Pseudo,
    pub(super) welcome: Welcome,
    pub(super) capabilities: Capabilities,
    pub(super) rooms: HashMap<RoomId, JoinedRoom>,
    pub(super) outgoing: Outgoing,
    pub(super) pace: Pace,
    pub(super) wanted: Vec<Wanted>,
    pub(super) pending: HashMap<Correlation, Wish>,
    pub(super) inbox: Position,
    pub(super) token: Token,
    correlation: u32,
}

impl State {
    /// The session that `accepted` begins.
    pub(super) fn new(welcome: Welcome, capabilities: Capabilities, accepted: Accepted) -> Self {
        let mut pace = Pace::default();
        pace.limit(welcome.posts_per_second, welcome.post_burst);
        Self {
            phase: Phase::Online,
            member: accepted.member,
            pseudo: accepted.pseudo,
            welcome,
            capabilities,
            rooms: HashMap::new(),
            outgoing: Outgoing::default(),
            pace,
            wanted: Vec::new(),
            pending: HashMap::new(),
            inbox: Position::before(accepted.inbox_epoch, accepted.inbox_next),
            token: accepted.token,
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

    /// Keeps a post until its receipt comes.
    pub(super) fn keep(&mut self, draft: Draft) -> ClientNumber {
        let correlation = self.next_correlation();
        self.outgoing.push(draft, correlation)
    }

    /// The room of that name, if the client is in it.
    pub(super) fn room_named(&self, name: &str) -> Option<Arc<RoomHandle>> {
        let keys = NameKey::of(name);
        let same = |handle: &Arc<RoomHandle>| {
            NameKey::of(handle.name()).iter().any(|key| keys.contains(key))
        };
        self.rooms.values().map(|room| &room.handle).find(|handle| same(handle)).cloned()
    }

    /// Whether the client is in this room, or about to enter it again.
    pub(super) fn is_in(&self, handle: &Arc<RoomHandle>) -> bool {
        let same = |other: &Arc<RoomHandle>| Arc::ptr_eq(other, handle);
        self.rooms.get(&handle.id()).is_some_and(|room| same(&room.handle))
            || self.wanted.iter().any(|wanted| same(&wanted.handle))
            || self.pending.values().any(|wish| matches!(wish, Wish::Rejoin(other) if same(other)))
    }

    /// The connection is gone. Posts stay; whoever waits for an answer is told.
    pub(super) fn disconnected(&mut self, error: &ClientError) {
        self.phase = Phase::Offline(error.clone());
        for (_, wish) in std::mem::take(&mut self.pending) {
            match wish {
                Wish::Rejoin(handle) => self.wanted.push(Wanted { handle, at: Tick(0) }),
                wish => wish.fail(error.clone()),
            }
        }
        for room in self.rooms.values_mut() {
            if let Some(Loading { purpose: For::Joiner(waiter), .. }) = &room.loading {
                drop(waiter.send(Err(error.clone())));
            }
            if let Some(loading) = &mut room.loading {
                loading.purpose = For::Refresh;
            }
        }
    }

    /// No connection follows, for the first reason that was given. Posts without a receipt are given
    /// up.
    pub(super) fn over(&mut self, error: &ClientError, fx: &mut Effects) {
        if matches!(self.phase, Phase::Over(_)) {
            return;
        }
        self.disconnected(error);
        self.phase = Phase::Over(error.clone());
        let given_up = self.outgoing.take_everything();
        fx.give_up(given_up, &ClientError::Unconfirmed);
        fx.settled = true;
    }

    /// What the server is asked to go on with.
    pub(super) fn resume(&self) -> Resume {
        let point = |(room, joined): (&RoomId, &JoinedRoom)| ResumePoint {
            room: *room,
            epoch: joined.position.epoch,
            last: joined.position.last,
        };
        Resume {
            token: self.token,
            inbox_epoch: self.inbox.epoch,
            inbox_last: self.inbox.last,
            rooms: self.rooms.iter().map(point).collect(),
        }
    }

    /// A new connection has been welcomed.
    pub(super) fn welcomed(&mut self, welcome: Welcome, capabilities: Capabilities) {
        self.pace.limit(welcome.posts_per_second, welcome.post_burst);
        (self.welcome, self.capabilities) = (welcome, capabilities);
    }

    /// The session goes on: posts without a receipt leave again, unfinished lists are fetched anew.
    pub(super) fn resumed(&mut self, resumed: Resumed, rejoin_by: Tick, fx: &mut Effects) {
        (self.member, self.pseudo, self.token) = (resumed.member, resumed.pseudo, resumed.token);
        fx.events.push(Event::Resumed);
        let known: Vec<RoomId> = self.rooms.keys().copied().collect();
        for room in known {
            match resumed.rooms.iter().find(|resumed| resumed.room == room) {
                Some(told) if told.status != ResumeStatus::Gone => {
                    let Some(joined) = self.rooms.get_mut(&room) else { continue };
                    if joined.position.epoch != told.epoch {
                        joined.position = Position::before(told.epoch, Number(1));
                        self.refresh(room, fx);
                    } else if joined.loading.is_some() {
                        self.refresh(room, fx);
                    }
                }
                _ => self.forget_room(room, None, "", fx),
            }
        }
        self.outgoing.again();
        // Rooms that an interrupted new session had still to enter.
        self.phase =
            if self.wanted.is_empty() { Phase::Online } else { Phase::Rejoining(rejoin_by) };
    }

    /// A new session begins, since the old one was over. Its rooms are to be entered again.
    pub(super) fn began_anew(&mut self, accepted: Accepted, rejoin_by: Tick, fx: &mut Effects) {
        (self.member, self.pseudo, self.token) = (accepted.member, accepted.pseudo, accepted.token);
        self.inbox = Position::before(accepted.inbox_epoch, accepted.inbox_next);
        let left = std::mem::take(&mut self.rooms);
        let wanted = left.into_values().map(|room| Wanted { handle: room.handle, at: Tick(0) });
        self.wanted.extend(wanted);
        let unconfirmed = self.outgoing.take_sent();
        fx.give_up(unconfirmed, &ClientError::Unconfirmed);
        self.phase = Phase::Rejoining(rejoin_by);
    }

    /// What the passing of time asks for.
    pub(super) fn tick(&mut self, now: Tick, fx: &mut Effects) {
        let (due, later) =
            std::mem::take(&mut self.wanted).into_iter().partition(|wanted| wanted.at <= now);
        self.wanted = later;
        let due: Vec<Wanted> = due;
        for wanted in due {
            let name = wanted.handle.name().into();
            let correlation = self.ask(Wish::Rejoin(wanted.handle));
            Join { name }.append(correlation, &mut fx.frames);
        }
        let retry = |(room, joined): (&RoomId, &JoinedRoom)| {
            let loading = joined.loading.as_ref()?;
            loading.retry_at.filter(|at| *at <= now).map(|_| (*room, loading.after))
        };
        let retries: Vec<_> = self.rooms.iter().filter_map(retry).collect();
        for (room, after) in retries {
            self.ask_page(room, after, fx);
        }
        self.check_rejoined(now, fx);
    }

    /// Ends the phase of entering rooms again, where it is over.
    fn check_rejoined(&mut self, now: Tick, fx: &mut Effects) {
        let Phase::Rejoining(until) = self.phase else { return };
        let loading =
            |room: &JoinedRoom| matches!(room.loading, Some(Loading { purpose: For::Rejoin, .. }));
        let done = self.wanted.is_empty()
            && !self.pending.values().any(|wish| matches!(wish, Wish::Rejoin(_)))
            && !self.rooms.values().any(loading);
        if done {
            self.phase = Phase::Online;
            self.outgoing.release();
            fx.fresh = true;
        } else if now >= until {
            let after = Duration::ZERO;
            fx.end =
                Some(End::Lost(ClientError::Timeout { what: "Entering the rooms again", after }));
        }
    }

    /// The next moment at which [`State::tick`] has something to do, or a backlog may go on.
    pub(super) fn due(&self) -> Option<Tick> {
        let wanted = self.wanted.iter().map(|wanted| wanted.at);
        let retries = self.rooms.values().filter_map(|room| room.loading.as_ref()?.retry_at);
        let (phase, backlog) = match self.phase {
            Phase::Rejoining(until) => (Some(until), None),
            Phase::Online => (None, self.outgoing.is_backlog().then(|| self.pace.ready_at())),
            Phase::Offline(_) | Phase::Over(_) => (None, None),
        };
        wanted.chain(retries).chain(phase).chain(backlog).min()
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
        if let Some(Loading { purpose: For::Joiner(waiter), .. }) = joined.loading {
            drop(waiter.send(Err(ClientError::refused(ErrorCode::NoSuchRoom))));
        }
        fx.events.push(Event::RoomClosed { room, place, reason: reason.to_owned() });
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
        match post.draft.waiter {
            Some(waiter) => drop(waiter.send(Err(error))),
            None => self.events.push(Event::Refused { client_number: post.number, error }),
        }
    }
}
