//! What each message of the server does to the client's state: the events. Replies to requests are
//! handled in `replies.rs`.

use super::content::Content;
use super::error::ClientError;
use super::event::Event;
use super::outgoing::{Target, Unacknowledged};
use super::rooms::Position;
use super::state::{Effects, End, State};
use crate::proto::coding::DecodeError;
use crate::proto::header::Frame;
use crate::proto::ids::{ClientNumber, Correlation, MemberId, Number, RoomId, Tick};
use crate::proto::message::{
    Ack, Directed, FromServer, Gap, MemberJoined, MemberLeft, MemberRenamed, Message, Newest,
    Notice, Place, Pong, Posted, RoomChanged, RoomClosed, StreamEnded, StreamOffered,
};

impl State {
    /// One message of the server. Unknown kinds are passed over; an event that can't be read is
    /// missing in its room, and told as a gap when the next one comes.
    pub(super) fn handle(&mut self, frame: &Frame<'_>, now: Tick, fx: &mut Effects) {
        let correlation = frame.header.correlation;
        match FromServer::decode(frame) {
            Ok(Some(message)) => self.dispatch(correlation, message, now, fx),
            Ok(None) => {}
            Err(error) => self.fail(correlation, ClientError::Body(error), fx),
        }
    }

    fn dispatch(&mut self, to: Correlation, message: FromServer<'_>, now: Tick, fx: &mut Effects) {
        match message {
            FromServer::Posted(posted) => self.posted(&posted, fx),
            FromServer::Directed(directed) => self.directed(&directed, fx),
            FromServer::Newest(newest) => self.newest(&newest, fx),
            FromServer::MemberJoined(joined) => self.member_joined(joined, fx),
            FromServer::MemberLeft(left) => self.member_left(left, fx),
            FromServer::MemberRenamed(renamed) => self.member_renamed(renamed, fx),
            FromServer::Notice(notice) => self.notice(notice, fx),
            FromServer::Introduce(introduce) => self.introduce(introduce, fx),
            FromServer::Dial(dial) => self.dial(&dial, fx),
            FromServer::RoomClosed(closed) => self.room_closed(&closed, fx),
            FromServer::RoomChanged(changed) => self.room_changed(changed, fx),
            FromServer::Gap(gap) => self.gap(&gap, fx),
            FromServer::Opened(opened) => self.opened(&opened, fx),
            FromServer::Answered(answered) => self.answered(&answered, fx),
            FromServer::Resolved(resolved) => self.resolved(resolved, fx),
            FromServer::Sequences(page) => self.page_of_sequences(to, page, fx),
            FromServer::Ack(ack) => self.ack(&ack, fx),
            FromServer::Joined(joined) => self.joined(to, joined, fx),
            FromServer::Members(members) => self.members(to, members, fx),
            FromServer::StreamTicket(ticket) => self.ticket(to, &ticket),
            FromServer::StreamOffered(offered) => self.stream_offered(offered, fx),
            FromServer::StreamEnded(ended) => self.stream_ended(&ended, fx),
            FromServer::Rooms(rooms) => self.rooms(to, rooms, fx),
            FromServer::Services(services) => self.services(to, services),
            FromServer::CallResult(result) => self.call_result(to, &result),
            FromServer::Failed(failed) => self.call_failed(to, failed),
            FromServer::Accepted(accepted) => self.accepted(to, accepted),
            FromServer::Ok(_) => self.done(to, fx),
            FromServer::Error(error) => self.error(to, error, now, fx),
            FromServer::Bye(bye) => fx.end = Some(End::Bye(bye.reason, bye.text.into_string())),
            FromServer::Ping(ping) => Pong { nonce: ping.nonce }.append(to, &mut fx.frames),
            // Every byte is a sign of life; WELCOME and RESUMED have had their moment.
            FromServer::Pong(_) | FromServer::Welcome(_) | FromServer::Resumed(_) => {}
            // What is said on connections of their own means nothing here.
            FromServer::Proven(_)
            | FromServer::Attached(_)
            | FromServer::Start(_)
            | FromServer::Credit(_)
            | FromServer::Chunk(_)
            | FromServer::End(_)
            | FromServer::Checked(_)
            | FromServer::Pause(_) => {}
        }
    }

    /// How far a room, or the inbox, has been read.
    fn position(&mut self, room: RoomId) -> Option<&mut Position> {
        match room {
            RoomId::INBOX => Some(&mut self.inbox),
            room => self.rooms.get_mut(&room).map(|joined| &mut joined.position),
        }
    }

    /// Whether an event is news. Names what is missing before it.
    pub(super) fn arrives(&mut self, place: Place, fx: &mut Effects) -> bool {
        let hole = self.position(place.room).and_then(|position| position.arrive(place.number));
        let Some(hole) = hole else { return false };
        if let Some((first, last)) = hole {
            self.missed(place.room, first, last, fx);
        }
        true
    }

    /// Events are lost, and with them who came and went, receipts, and what the room is called.
    fn missed(&mut self, room: RoomId, first: Number, last: Number, fx: &mut Effects) {
        fx.events.push(Event::Gap { room, first, last });
        self.refresh(room, fx);
        self.doubt_name(room, fx);
        self.list_sequences(room, fx);
        // The repeat of a post that had arrived is answered by ACK.
        self.outgoing.again();
    }

    fn gap(&mut self, gap: &Gap, fx: &mut Effects) {
        let Some(position) = self.position(gap.room) else { return };
        let first = if position.epoch == gap.epoch {
            // Whatever the server names: what comes next is missing up to the gap's end.
            position.last.next()
        } else {
            (position.epoch, position.last) = (gap.epoch, Number(0));
            gap.first.max(Number(1))
        };
        if gap.last >= first {
            position.last = gap.last;
            self.missed(gap.room, first, gap.last, fx);
        }
    }

    fn posted(&mut self, posted: &Posted<'_>, fx: &mut Effects) {
        let place = posted.place;
        if !self.arrives(place, fx) {
            return;
        }
        self.receipt(posted.author, posted.client_number, place, fx);
        fx.tell(place, Content::inflate(&posted.body), |content| Event::Posted {
            room: place.room,
            place,
            author: posted.author,
            pseudo: posted.pseudo.to_owned(),
            client_number: posted.client_number,
            content,
        });
    }

    fn directed(&mut self, directed: &Directed<'_>, fx: &mut Effects) {
        let place = directed.place;
        if !self.arrives(place, fx) {
            return;
        }
        self.receipt(directed.author, directed.client_number, place, fx);
        fx.tell(place, Content::inflate(&directed.body), |content| Event::Directed {
            place,
            author: directed.author,
            pseudo: directed.pseudo.to_owned(),
            to: directed.to,
            to_pseudo: directed.to_pseudo.to_owned(),
            client_number: directed.client_number,
            content,
        });
    }

    /// Whose author has left meanwhile, or whose body can't be read, is nobody's any more.
    fn newest(&self, newest: &Newest<'_>, fx: &mut Effects) {
        let joined = self.rooms.get(&newest.room);
        let known = joined.is_some_and(|room| room.may_have(newest.author));
        if let Ok(content) = Content::inflate(&newest.body)
            && known
        {
            fx.events.push(Event::Newest {
                room: newest.room,
                author: newest.author,
                pseudo: newest.pseudo.to_owned(),
                key: newest.key,
                time: newest.time,
                content,
            });
        }
    }

    /// A post of `author` stands at `place`: it is given if a receipt was missing for it.
    pub(super) fn receipt(
        &mut self,
        author: MemberId,
        number: ClientNumber,
        place: Place,
        fx: &mut Effects,
    ) -> Option<Unacknowledged> {
        let own = author == self.member;
        let mut post = own.then(|| self.outgoing.settle(number)).flatten()?;
        fx.settled = true;
        if let Some(waiter) = post.draft.waiter.take() {
            // One who no longer waits has been told of the timeout.
            drop(waiter.send(Ok(place)));
        }
        Some(post)
    }

    /// The receipt of a repeat. Where the post's own event is still to come, that is the receipt.
    fn ack(&mut self, ack: &Ack, fx: &mut Effects) {
        let (client_number, place) = (ack.client_number, ack.place);
        let to_come = |position: &mut Position| position.last < place.number;
        if self.position(place.room).is_some_and(to_come) {
            return;
        }
        match self.receipt(self.member, client_number, place, fx).map(|post| post.draft.target) {
            None => {}
            Some(Target::Sequence(_, draft)) => {
                self.opened_before(place.room, client_number, draft.follow, fx);
            }
            Some(_) => fx.events.push(Event::Acknowledged { client_number, place }),
        }
    }

    fn member_joined(&mut self, joined: MemberJoined, fx: &mut Effects) {
        let (place, member) = (joined.place, joined.member);
        if !self.arrives(place, fx) {
            return;
        }
        let (room, pseudo) = (place.room, joined.pseudo.to_string());
        if let Some(joined_room) = self.rooms.get_mut(&room) {
            joined_room.put(member, joined.pseudo);
        }
        fx.events.push(Event::Joined { room, place, member, pseudo });
    }

    fn member_left(&mut self, left: MemberLeft, fx: &mut Effects) {
        let (place, member, cause) = (left.place, left.member, left.cause);
        if !self.arrives(place, fx) {
            return;
        }
        if let Some(joined) = self.rooms.get_mut(&place.room) {
            joined.remove(member);
        }
        let (pseudo, reason) = (left.pseudo.to_string(), left.reason.into_string());
        fx.events.push(Event::Left { room: place.room, place, member, pseudo, cause, reason });
    }

    fn member_renamed(&mut self, renamed: MemberRenamed, fx: &mut Effects) {
        let (place, member) = (renamed.place, renamed.member);
        if !self.arrives(place, fx) {
            return;
        }
        let (old, new) = (renamed.old.to_string(), renamed.new.to_string());
        if let Some(joined) = self.rooms.get_mut(&place.room) {
            joined.put(member, renamed.new);
        }
        fx.events.push(Event::Renamed { room: place.room, place, member, old, new });
    }

    fn notice(&mut self, notice: Notice, fx: &mut Effects) {
        let (place, scope) = (notice.place, notice.scope);
        if self.arrives(place, fx) {
            let text = notice.text.into_string();
            fx.events.push(Event::Notice { room: place.room, scope, place, text });
        }
    }

    fn stream_offered(&mut self, offered: StreamOffered, fx: &mut Effects) {
        if self.arrives(offered.place, fx) {
            let place = offered.place;
            let offer = self.meetings.take_offer(offered.into());
            fx.events.extend(offer.map(|offer| Event::StreamOffered { place, offer }));
        }
    }

    fn stream_ended(&mut self, ended: &StreamEnded, fx: &mut Effects) {
        if self.arrives(ended.place, fx) {
            let StreamEnded { place, stream, how, reached, .. } = *ended;
            let reason = ended.reason.to_string();
            fx.events.push(Event::StreamEnded { place, stream, how, reached, reason });
        }
    }

    fn room_changed(&mut self, changed: RoomChanged, fx: &mut Effects) {
        let place = changed.place;
        if !self.arrives(place, fx) {
            return;
        }
        let (room, name, topic) =
            (place.room, changed.name.to_string(), changed.topic.into_string());
        if let Some(joined) = self.rooms.get_mut(&room) {
            let old = joined.handle.rename(&name);
            joined.topic.clone_from(&topic);
            joined.name_in_doubt = false;
            let allowed = changed.peer_posts.0;
            let before = std::mem::replace(&mut joined.peer_posts, allowed);
            let peer_posts = (before != allowed).then_some(allowed);
            let place = Some(place);
            fx.events.push(Event::RoomChanged { room, place, old, name, topic, peer_posts });
        }
    }

    fn room_closed(&mut self, closed: &RoomClosed, fx: &mut Effects) {
        if self.arrives(closed.place, fx) {
            self.forget_room(closed.place.room, Some(closed.place), &closed.reason, fx);
        }
    }
}

impl Effects {
    /// Tells an event whose content has been inflated; one that can't be is as good as missing.
    fn tell(
        &mut self,
        place: Place,
        content: Result<Content, DecodeError>,
        event: impl FnOnce(Content) -> Event,
    ) {
        let gap = Event::Gap { room: place.room, first: place.number, last: place.number };
        self.events.push(content.map_or(gap, event));
    }
}
