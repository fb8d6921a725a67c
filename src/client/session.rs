//! How a session is lost, goes on, begins anew, and is over; and what time asks for.

use super::error::ClientError;
use super::event::Event;
use super::rooms::{For, JoinedRoom, Loading, Position};
use super::state::{Effects, End, Phase, State, Wanted, Wish};
use crate::proto::error_code::ResumeStatus;
use crate::proto::header::Capabilities;
use crate::proto::ids::{Correlation, Number, RoomId, Tick};
use crate::proto::message::{Accepted, Join, Message, Resume, ResumePoint, Resumed, Welcome};
use std::collections::BTreeSet;

impl State {
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
        for loading in self.sequences.loading.values_mut() {
            if let Some(For::Joiner(waiter)) = loading.purpose.take() {
                drop(waiter.send(Err(error.clone())));
            }
            loading.correlation = Correlation(0);
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
        self.sequences.lost(|_| true, error);
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
        // Each list is asked for once, whatever speaks for it.
        let mut unlisted: BTreeSet<RoomId> = self.sequences.loading.keys().copied().collect();
        let known: Vec<RoomId> = self.rooms.keys().copied().collect();
        for room in known {
            match resumed.rooms.iter().find(|resumed| resumed.room == room) {
                Some(told) if told.status != ResumeStatus::Gone => {
                    let Some(joined) = self.rooms.get_mut(&room) else { continue };
                    if joined.position.epoch != told.epoch {
                        joined.position = Position::before(told.epoch, Number(1));
                        self.refresh(room, fx);
                        self.doubt_name(room, fx);
                        unlisted.insert(room);
                    } else if joined.loading.is_some() {
                        self.refresh(room, fx);
                    }
                }
                _ => {
                    unlisted.remove(&room);
                    self.forget_room(room, None, "", fx);
                }
            }
        }
        if self.lookup.is_some() {
            self.look_names_up(String::new(), fx);
        }
        for room in unlisted {
            self.list_sequences(room, fx);
        }
        self.outgoing.over_again();
        // Rooms that an interrupted new session had still to enter.
        self.phase =
            if self.wanted.is_empty() { Phase::Online } else { Phase::Rejoining(rejoin_by) };
    }

    /// A new session begins, since the old one was over. Its rooms are to be entered again.
    pub(super) fn began_anew(&mut self, accepted: Accepted, rejoin_by: Tick, fx: &mut Effects) {
        (self.member, self.pseudo, self.token) = (accepted.member, accepted.pseudo, accepted.token);
        self.inbox = Position::before(accepted.inbox_epoch, accepted.inbox_next);
        self.session += 1;
        // Ids may be other rooms' now: names that are still in doubt stay so.
        self.lookup = None;
        let left = std::mem::take(&mut self.rooms);
        let wanted = left.into_values().map(|room| Wanted { handle: room.handle, at: Tick(0) });
        self.wanted.extend(wanted);
        self.sequences.lost(|_| true, &ClientError::OutcomeMissed);
        let unconfirmed = self.outgoing.take_sent();
        fx.give_up(unconfirmed, &ClientError::Unconfirmed);
        self.phase = Phase::Rejoining(rejoin_by);
    }

    /// What the passing of time asks for.
    pub(super) fn tick(&mut self, now: Tick, fx: &mut Effects) {
        for wanted in self.wanted.extract_if(.., |wanted| wanted.at <= now).collect::<Vec<_>>() {
            let name = wanted.handle.name().as_str().into();
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
        self.look_names_up_again(now, fx);
        let lists = self.sequences.loading.iter();
        let retries: Vec<_> = lists
            .filter(|(_, loading)| loading.retry_at.is_some_and(|at| at <= now))
            .map(|(room, loading)| (*room, loading.after))
            .collect();
        for (room, after) in retries {
            self.ask_sequences(room, after, fx);
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
            && !self.rooms.values().any(loading)
            && !self
                .sequences
                .loading
                .values()
                .any(|list| matches!(list.purpose, Some(For::Rejoin)));
        if done {
            self.phase = Phase::Online;
            self.outgoing.release();
            fx.fresh = true;
        } else if now >= until && fx.end.is_none() {
            fx.end = Some(End::Lost(ClientError::lost("the rooms could not be entered again")));
        }
    }

    /// The next moment at which [`State::tick`] has something to do, or a backlog may go on.
    pub(super) fn due(&self) -> Option<Tick> {
        let wanted = self.wanted.iter().map(|wanted| wanted.at);
        let retries = self.rooms.values().filter_map(|room| room.loading.as_ref()?.retry_at);
        let lookup = self.lookup.as_ref().and_then(|lookup| lookup.retry_at);
        let (phase, backlog) = match self.phase {
            Phase::Rejoining(until) => (Some(until), None),
            Phase::Online => (None, self.outgoing.is_backlog().then(|| self.pace.ready_at())),
            Phase::Offline(_) | Phase::Over(_) => (None, None),
        };
        let lists = self.sequences.loading.values().filter_map(|list| list.retry_at);
        wanted.chain(retries).chain(lookup).chain(lists).chain(phase).chain(backlog).min()
    }
}
