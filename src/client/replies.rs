//! What the server's replies to requests do to the client's state.

use super::call::CallAnswer;
use super::error::ClientError;
use super::event::Event;
use super::rooms::{For, JoinedRoom, Loading, RoomHandle};
use super::state::{Effects, End, State, Wanted, Wish};
use super::stream::Ticket;
use crate::proto::coding::DecodeError;
use crate::proto::error_code::ErrorCode;
use crate::proto::failure::Failure;
use crate::proto::ids::{Correlation, RoomId, Tick};
use crate::proto::message::{
    Accepted, CallResult, Error, Failed, Joined, Members, Rooms, Services, StreamTicket,
};
use crate::proto::value::Graph;
use std::sync::Arc;
use std::time::Duration;

impl State {
    pub(super) fn rooms(&mut self, to: Correlation, rooms: Rooms, fx: &mut Effects) {
        if self.names(to, &rooms, fx) {
            return;
        }
        match self.pending.remove(&to) {
            Some(Wish::Rooms(waiter)) => drop(waiter.send(Ok(rooms))),
            other => misfit(other),
        }
    }

    pub(super) fn services(&mut self, to: Correlation, services: Services) {
        match self.pending.remove(&to) {
            Some(Wish::Services(waiter)) => drop(waiter.send(Ok(services))),
            other => misfit(other),
        }
    }

    pub(super) fn call_result(&mut self, to: Correlation, result: &CallResult<'_>) {
        self.called(to, result.value, CallAnswer::Result);
    }

    pub(super) fn call_failed(&mut self, to: Correlation, failed: Failed<'_>) {
        let Failed { code, name, text, value } = failed;
        let (name, text) = (name.into_string(), text.into_string());
        let answer = |details| CallAnswer::Failed(Failure { code, name, text, details });
        self.called(to, value, answer);
    }

    /// A call is answered, with a value that is read only if somebody waits for it.
    fn called(&mut self, to: Correlation, value: &[u8], answer: impl FnOnce(Graph) -> CallAnswer) {
        match self.pending.remove(&to) {
            Some(Wish::Call(waiter)) => {
                let unreadable = |_| ClientError::Body(DecodeError::Invalid("value", "unreadable"));
                drop(waiter.send(Graph::decode(value).map(answer).map_err(unreadable)));
            }
            other => misfit(other),
        }
    }

    /// Inside a room, from this very point of the stream on.
    pub(super) fn joined(&mut self, to: Correlation, joined: Joined, fx: &mut Effects) {
        let (handle, purpose) = match self.pending.remove(&to) {
            Some(Wish::Rejoin(handle)) => {
                handle.move_to(joined.room);
                (handle, For::Rejoin)
            }
            other => {
                let handle = Arc::new(RoomHandle::new(joined.room, joined.name.as_str()));
                match other {
                    Some(Wish::Join(waiter)) => (handle, For::Joiner(waiter)),
                    // Nobody waits any more; the client is in the room all the same.
                    other => {
                        misfit(other);
                        (handle, For::Refresh)
                    }
                }
            }
        };
        let (id, more, sequences) = (joined.room, joined.more, joined.sequences.0);
        let after = joined.members.last().map(|member| member.id);
        let mut room = JoinedRoom::new(handle, joined);
        let correlation = Correlation(0);
        if sequences > 0 {
            self.list_sequences(id, fx);
        }
        match after.filter(|_| more) {
            Some(after) => {
                room.loading = Some(Loading { correlation, after, retry_at: None, purpose });
                self.rooms.insert(id, room);
                self.ask_page(id, after, fx);
            }
            None => {
                self.rooms.insert(id, room);
                self.members_whole(id, purpose, fx);
            }
        }
    }

    /// A page of members: of a list that somebody asked for, or of a room's that is being fetched.
    pub(super) fn members(&mut self, to: Correlation, page: Members, fx: &mut Effects) {
        match self.pending.remove(&to) {
            Some(Wish::Members(waiter)) => return drop(waiter.send(Ok(page))),
            other => misfit(other),
        }
        let Some(room) = self.rooms.get_mut(&page.room) else { return };
        let Some(loading) = room.loading.take_if(|loading| loading.correlation == to) else {
            return;
        };
        room.peer_posts = page.peer_posts.0;
        match room.page(loading.after, page.members, page.more) {
            Some(after) => {
                room.loading = Some(loading);
                self.ask_page(page.room, after, fx);
            }
            None => self.members_whole(page.room, loading.purpose, fx),
        }
    }

    /// The list of members of a room is whole, and whoever waits for the room is told once that of its
    /// sequences is.
    fn members_whole(&mut self, room: RoomId, purpose: For, fx: &mut Effects) {
        if let Some(list) = self.sequences.loading.get_mut(&room) {
            list.purpose = Some(purpose);
        } else if let Some(joined) = self.rooms.get(&room) {
            entered(joined, purpose, fx);
        }
    }

    /// Another pseudo is this client's.
    pub(super) fn accepted(&mut self, to: Correlation, accepted: Accepted) {
        (self.pseudo, self.token) = (accepted.pseudo, accepted.token);
        match self.pending.remove(&to) {
            Some(Wish::Rename(waiter)) => drop(waiter.send(Ok(()))),
            other => misfit(other),
        }
    }

    pub(super) fn done(&mut self, to: Correlation, fx: &mut Effects) {
        match self.pending.remove(&to) {
            Some(Wish::Leave(room, waiter)) => {
                self.left(room, fx);
                drop(waiter.send(Ok(())));
            }
            Some(Wish::Act(_, waiter)) => drop(waiter.send(Ok(()))),
            other => misfit(other),
        }
    }

    pub(super) fn ticket(&mut self, to: Correlation, given: &StreamTicket) {
        let ticket = Ticket { stream: given.stream, token: given.ticket };
        match self.pending.remove(&to) {
            Some(Wish::Ticket(waiter)) => drop(waiter.send(Ok(ticket))),
            other => misfit(other),
        }
    }

    /// The client has left a room. What it had posted there was answered before.
    fn left(&mut self, room: RoomId, fx: &mut Effects) {
        if let Some(joined) = self.rooms.remove(&room) {
            self.sequences.left(room);
            let refused = self.outgoing.refuse_room(&joined.handle);
            fx.give_up(refused, &ClientError::refused(ErrorCode::NotInRoom));
        }
    }

    /// Something was refused: a request, a post, a list of members, or the whole connection.
    pub(super) fn error(&mut self, to: Correlation, error: Error, now: Tick, fx: &mut Effects) {
        let survives = error.survives;
        let retry_at = (error.code == ErrorCode::RateLimited)
            .then(|| now.plus(Duration::from_millis(error.retry_after.max(1).into())));
        let post = self.outgoing.refuse(to, error.code);
        let error = ClientError::from(error);
        if let Some(post) = post {
            fx.refused(post, error.clone());
        } else {
            match (self.pending.remove(&to), retry_at) {
                (Some(Wish::Rejoin(handle)), Some(at)) => self.wanted.push(Wanted { handle, at }),
                (Some(Wish::Rejoin(handle)), None) => self.kept_out(&handle, &error, fx),
                (Some(wish), _) => wish.fail(error.clone()),
                (None, _) if self.sequences_refused(to, retry_at, fx) => {}
                (None, _) => {
                    self.page_refused(to, &error, retry_at);
                    self.names_refused(to, retry_at);
                }
            }
        }
        if !survives {
            fx.end = Some(End::Lost(error));
        }
    }

    /// A room of the old session can't be entered in the new one.
    fn kept_out(&mut self, handle: &Arc<RoomHandle>, error: &ClientError, fx: &mut Effects) {
        let name = handle.name();
        fx.events.push(Event::KeptOut { name, error: error.clone() });
        let refused = self.outgoing.refuse_room(handle);
        fx.give_up(refused, error);
    }

    /// A page of members was refused: later, if it came too soon; otherwise the list stays as it is.
    fn page_refused(&mut self, to: Correlation, error: &ClientError, retry_at: Option<Tick>) {
        let of_request =
            |room: &&mut JoinedRoom| room.loading.as_ref().is_some_and(|l| l.correlation == to);
        let Some(room) = self.rooms.values_mut().find(of_request) else { return };
        let Some(mut loading) = room.loading.take() else { return };
        if retry_at.is_some() {
            loading.retry_at = retry_at;
            room.loading = Some(loading);
        } else if let For::Joiner(waiter) = loading.purpose {
            drop(waiter.send(Err(error.clone())));
        }
    }

    /// A reply that can't be read.
    pub(super) fn fail(&mut self, to: Correlation, error: ClientError, fx: &mut Effects) {
        match self.pending.remove(&to) {
            Some(wish) => wish.fail(error),
            None => drop(self.sequences_refused(to, None, fx)),
        }
    }
}

/// The list of members of a room is whole.
pub(super) fn entered(room: &JoinedRoom, purpose: For, fx: &mut Effects) {
    match purpose {
        For::Joiner(waiter) => drop(waiter.send(Ok(room.handle.clone()))),
        For::Rejoin | For::Refresh => {
            fx.events.push(Event::MembersRefreshed { room: room.handle.id() });
        }
    }
}

/// A reply of the wrong kind. Without a request it comes after a timeout, and is passed over.
fn misfit(wish: Option<Wish>) {
    if let Some(wish) = wish {
        let error = ClientError::Unexpected { what: wish.what() };
        wish.fail(error);
    }
}
