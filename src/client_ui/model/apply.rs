//! What each report does to the session.

use super::alert::Call;
use super::history::{Body, Line, News, What, readable};
use super::said::Said;
use super::talk::{PendingState, PersonTalk, Talk, With, by_id};
use super::{End, LinkState, MAX_NOTICES, Notice, Now, Session};
use crate::client::{Event, Place};
use crate::client_ui::port::{Report, Ticket};
use crate::proto::error_code::{LeaveCause, NoticeScope};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, UnixMillis};

impl Session {
    /// Takes in what has happened. Answers to what a dialog asked for are the dialog's.
    pub fn take(&mut self, report: Report, now: Now) {
        match report {
            Report::Entered(entered) => self.entered(entered),
            Report::Left { room } => {
                let left = self.room_talk(&room).map(|talk| talk.id);
                left.into_iter().for_each(|id| self.close(id));
            }
            Report::Sent { ticket, number } => self.progress(ticket, PendingState::Sent(number)),
            Report::NotSent { ticket, error } => {
                self.progress(ticket, PendingState::Refused(error));
            }
            Report::Renamed { pseudo } => self.me.pseudo = pseudo,
            Report::Members { room, members } => {
                if let Some(room) = self.talk_of_room(&room).and_then(Talk::room_mut) {
                    room.members = by_id(members);
                }
            }
            Report::Sequences { room, open } => self.look_over(&room, open, now),
            Report::Transfers(transfers) => self.transfers = transfers,
            Report::NotActed { sequence, .. } => {
                self.not_acted(sequence);
                self.meeting_not_acted(sequence);
            }
            Report::DirectPosts { room, posts } => {
                if let Some(room) = self.talk_of_room(&room).and_then(Talk::room_mut) {
                    room.direct = posts;
                }
            }
            Report::SentDirectly { ticket } => self.sent_directly(ticket, now.wall),
            Report::SaidDirectly { room, pseudo, content } => {
                let talk = self.room_talk(&room).map(|talk| talk.id);
                let (at, own, body, directly) = (now.wall, None, Body::of(content), true);
                if let Some(id) = talk {
                    self.posted(id, Said { at, author: pseudo, own, body, directly });
                }
            }
            Report::MissedDirectly { room, count } => {
                let talk = self.talk_of_room(&room);
                talk.into_iter().for_each(|talk| talk.news(now.wall, News::Gap(count)));
            }
            Report::NotIntroduced { member, error } => self.not_introduced(member, error),
            Report::Fresh { arrival, rooms } => self.renewed(arrival, rooms, now),
            Report::Happened(event) => self.happened(event, now),
            Report::Connected(_)
            | Report::NotConnected(_)
            | Report::Rooms(_)
            | Report::NotEntered { .. }
            | Report::NotLeft { .. }
            | Report::Opened { .. }
            | Report::NotOpened { .. }
            | Report::Introduced(_)
            | Report::Offered { .. }
            | Report::NotOffered { .. }
            | Report::NotTransferred { .. }
            | Report::NotRenamed(_) => {}
        }
    }

    /// The client is in a room no longer.
    fn room_lost(&mut self, name: &str, at: UnixMillis, news: News) {
        if let Some(talk) = self.talk_of_room(name) {
            talk.news(at, news);
            talk.shut();
        }
    }

    fn happened(&mut self, event: Event, now: Now) {
        match event {
            Event::Posted { room, place, author, pseudo, client_number, content } => {
                let own = (author == self.me.member).then_some(client_number);
                let talk = self.talk_in(room).map(|talk| talk.id);
                let (at, body, directly) = (place.time, Body::of(content), false);
                if let Some(id) = talk {
                    self.posted(id, Said { at, author: pseudo, own, body, directly });
                }
            }
            Event::Directed { place, author, pseudo, to, to_pseudo, client_number, content } => {
                let own = author == self.me.member;
                let with = if own { (to, to_pseudo) } else { (author, pseudo.clone()) };
                let id = self.person_talk(with.0, &with.1);
                let (at, own) = (place.time, own.then_some(client_number));
                let (body, directly) = (Body::of(content), false);
                self.said_alone(id, Said { at, author: pseudo, own, body, directly });
            }
            Event::Joined { room, place, member, pseudo } => {
                self.joined(room, place, member, pseudo);
            }
            Event::Left { room, place, member, pseudo, cause, reason } => {
                if let Some(talk) = self.talk_about(room, member) {
                    talk.gone(place.time, member, pseudo, cause, reason);
                }
            }
            Event::Renamed { room, place, member, old, new } => {
                self.renamed(room, place, member, old, new);
            }
            Event::RoomChanged { room, place, old, name, topic, peer_posts } => {
                let Some(talk) = self.talk_in(room) else { return };
                if let Some(known) = talk.room_mut() {
                    known.name.clone_from(&name);
                    known.topic.clone_from(&topic);
                }
                let at = place.map_or(now.wall, |place| place.time);
                talk.news(at, News::RoomChanged { old, name, topic, peer_posts });
            }
            Event::RoomClosed { name, place, reason, .. } => {
                let at = place.map_or(now.wall, |place| place.time);
                self.room_lost(&name, at, News::Closed(reason));
            }
            Event::KeptOut { name, error } => {
                self.room_lost(&name, now.wall, News::KeptOut(error));
            }
            Event::Notice { room, scope, place, text } => self.notice(room, scope, place, text),
            Event::Gap { room, first, last } => {
                let count = last.0.saturating_sub(first.0).saturating_add(1);
                self.gap(room, count, now.wall);
            }
            Event::Acknowledged { client_number, place } => self.receipt(client_number, place),
            Event::Refused { client_number, error } => {
                let mut talks = self.talks.iter_mut().filter(|talk| talk.direct().is_none());
                talks.any(|talk| talk.refuse(client_number, error.clone()));
            }
            Event::Disconnected { error, retry_in: Some(pause) } => {
                self.link = LinkState::Lost { error, retry_at: now.seconds + pause.as_secs_f64() };
            }
            Event::Disconnected { error, retry_in: None } => self.finish(End::Lost(error)),
            Event::Resumed => self.link = LinkState::Online,
            Event::Ended { reason, text } => self.finish(End::Bye(reason, text)),
            // They come as reports, with the rooms' new ids and the members.
            Event::Fresh | Event::MembersRefreshed { .. } => {}
            // A chat says nothing of which only the newest counts.
            Event::Newest { .. } => {}
            Event::Opened { place, sequence, .. } => {
                self.asked_for(place, &sequence);
                self.opened(place, sequence, now);
            }
            Event::Answered { room, sequence, member, how, tally, content, .. } => {
                let own = member == self.me.member;
                if let Some(asked) = self.asked_mut(room, sequence) {
                    asked.answered(own, how, &content, tally);
                }
            }
            Event::Resolved { room, place, sequence, outcome, reason, tally, .. } => {
                let at = place.map_or(now.wall, |place| place.time);
                self.resolved(room, sequence, at, outcome, &reason, tally);
            }
            // Transfers take in what is told of streams; introductions come as reports.
            Event::StreamOffered { .. } | Event::StreamEnded { .. } | Event::Introduced { .. } => {}
        }
    }

    fn joined(&mut self, room: RoomId, place: Place, member: MemberId, pseudo: String) {
        if room == RoomId::INBOX {
            // Somebody is back whose conversation is open: under another id.
            let same = |talk: &&mut Talk| talk.person().is_some_and(|p| p.pseudo == pseudo);
            if let Some(talk) = self.talks.iter_mut().find(same) {
                let person =
                    PersonTalk { member: Some(member), pseudo: pseudo.clone(), present: true };
                talk.with = With::Person(person);
                talk.pass(place.time, pseudo, None);
            }
        } else if let Some(talk) = self.talk_in(room) {
            talk.room_mut().and_then(|room| room.members.insert(member, pseudo.clone()));
            talk.pass(place.time, pseudo, None);
        }
    }

    fn renamed(&mut self, room: RoomId, place: Place, member: MemberId, old: String, new: String) {
        if member == self.me.member {
            self.me.pseudo.clone_from(&new);
        }
        let Some(talk) = self.talk_about(room, member) else { return };
        match &mut talk.with {
            With::Room(room) => drop(room.members.insert(member, new.clone())),
            With::Person(person) => person.pseudo.clone_from(&new),
            With::Direct(_) => {}
        }
        talk.news(place.time, News::Renamed { old, new });
    }

    fn notice(&mut self, room: RoomId, scope: NoticeScope, place: Place, text: String) {
        let text = readable(&text);
        let line = Line::new(place.time, What::Notice { scope, text: text.clone() });
        let talk = match room {
            RoomId::INBOX => self.shown_mut(),
            room => self.talk_in(room),
        };
        let room = talk.and_then(|talk| {
            talk.history.push(line);
            talk.room().map(|room| room.name.clone())
        });
        let room = room.filter(|_| scope == NoticeScope::Room);
        if self.notices.len() >= MAX_NOTICES {
            self.notices.pop_front();
        }
        if !self.attended {
            self.alert(Call::Notice, &text);
        }
        self.notices.push_back(Notice { at: place.time, scope, room, text });
    }

    /// Events are missing: of a room, or of the inbox. The latter is said in the conversation that
    /// is shown, too, since the host's words may be among them.
    fn gap(&mut self, room: RoomId, count: u64, at: UnixMillis) {
        for talk in &mut self.talks {
            let here = match &talk.with {
                With::Room(_) if room == RoomId::INBOX => self.shown == Some(talk.id),
                With::Room(other) => other.id == room && other.open,
                With::Person(_) => room == RoomId::INBOX,
                With::Direct(_) => false,
            };
            if here {
                talk.news(at, News::Gap(count));
            }
        }
    }

    /// A message has its place, but its own event is lost.
    fn receipt(&mut self, number: ClientNumber, place: Place) {
        let author = self.me.pseudo.clone();
        let settled = |talk: &mut Talk| talk.settle(number).map(|pending| (talk.id, pending));
        // What is said directly has numbers of its own.
        let mut talks = self.talks.iter_mut().filter(|talk| talk.direct().is_none());
        let Some((id, pending)) = talks.find_map(settled) else { return };
        if let Some(talk) = self.talk_mut(id) {
            let what = What::Said { author, own: true, body: pending.body, names_me: false };
            talk.history.push(Line::new(place.time, what));
        }
    }

    pub(super) fn progress(&mut self, ticket: Ticket, state: PendingState) {
        let mut pending = self.talks.iter_mut().flat_map(|talk| &mut talk.pending);
        if let Some(pending) = pending.find(|pending| pending.ticket == ticket) {
            pending.state = state;
        }
    }

    /// The conversation of a room of this session.
    pub(super) fn talk_in(&mut self, id: RoomId) -> Option<&mut Talk> {
        let same = |talk: &&mut Talk| talk.room().is_some_and(|room| room.id == id && room.open);
        self.talks.iter_mut().find(same)
    }

    /// The conversation in which it matters that something happened to somebody: the room's, or for
    /// what concerns the whole server, the private one.
    fn talk_about(&mut self, room: RoomId, member: MemberId) -> Option<&mut Talk> {
        if room != RoomId::INBOX {
            return self.talk_in(room);
        }
        let same = |talk: &&mut Talk| talk.person().is_some_and(|p| p.member == Some(member));
        self.talks.iter_mut().find(same)
    }

    pub(super) fn talk_of_room(&mut self, name: &str) -> Option<&mut Talk> {
        let id = self.room_talk(name)?.id;
        self.talk_mut(id)
    }
}

impl Talk {
    /// Somebody is here no longer. What the host did, and what words there are, has a line of its own.
    fn gone(
        &mut self,
        at: UnixMillis,
        member: MemberId,
        pseudo: String,
        cause: LeaveCause,
        reason: String,
    ) {
        match &mut self.with {
            With::Room(room) => drop(room.members.remove(&member)),
            With::Person(person) => person.present = false,
            With::Direct(_) => {}
        }
        if matches!(cause, LeaveCause::Left | LeaveCause::Lost) && reason.is_empty() {
            self.pass(at, pseudo, Some(cause));
        } else {
            self.news(at, News::Left { pseudo, cause, reason });
        }
    }
}
