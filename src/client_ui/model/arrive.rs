//! How a session begins, goes on after another one, and ends; and how rooms are entered.

use super::history::News;
use super::talk::{RoomTalk, With};
use super::{End, LinkState, Now, Session};
use crate::client::ClientError;
use crate::client_ui::port::{Arrival, Entered};

impl Session {
    /// A room is entered for the first time, or again: then what was said in it before stays.
    pub(super) fn entered(&mut self, entered: Entered) {
        let known = self.room_talk(&entered.name);
        let by_itself = known.and_then(|talk| talk.room()).is_some_and(|room| room.wanted);
        let known = known.map(|talk| talk.id);
        let with = With::Room(RoomTalk::new(entered));
        let id = match known.and_then(|id| self.talk_mut(id)) {
            Some(talk) => {
                talk.reenter(with);
                talk.id
            }
            None => self.begin(with),
        };
        // One that is only entered again takes nobody away from where they are.
        if !by_itself || self.shown.is_none() {
            self.show(id);
        }
    }

    /// The library has begun a new session by itself, and is in these rooms again.
    pub(super) fn renewed(&mut self, arrival: Arrival, rooms: Vec<Entered>, now: Now) {
        self.begin_anew(arrival, now);
        for entered in rooms {
            if let Some(talk) = self.talk_of_room(&entered.name) {
                talk.with = With::Room(RoomTalk::new(entered));
            }
        }
    }

    /// A new session goes on where this one ended: what was said and what is being typed stays. The
    /// rooms that are to be entered again are those that [`Session::finish`] had to leave.
    pub fn begin_anew(&mut self, arrival: Arrival, now: Now) {
        self.me = arrival;
        self.link = LinkState::Online;
        (self.end, self.end_read) = (None, false);
        self.meetings.session_over();
        for talk in self.talks.iter_mut().filter(|talk| talk.direct().is_none()) {
            talk.news(now.wall, News::Fresh);
            // Its old id may be another room's now, or another person's.
            talk.shut();
            if let With::Person(person) = &mut talk.with {
                person.member = None;
            }
        }
    }

    /// The session is over. Nothing is thrown away: it can still be read, copied, and gone on with.
    pub fn finish(&mut self, end: End) {
        if self.end.is_some() {
            return;
        }
        self.meetings.session_over();
        // What two say to each other directly goes on.
        for talk in self.talks.iter_mut().filter(|talk| talk.direct().is_none()) {
            if let Some(room) = talk.room_mut() {
                room.wanted |= room.open;
            }
            talk.shut();
            talk.give_up_pending();
        }
        // The others go on with the next session.
        self.transfers.retain(|transfer| transfer.state.is_over());
        self.end = Some(end);
    }

    /// How it ended, as long as nobody has read it.
    pub fn unread_end(&self) -> Option<&End> {
        self.end.as_ref().filter(|_| !self.end_read)
    }

    /// Somebody has read how it ended.
    pub fn end_is_read(&mut self) {
        self.end_read = true;
    }

    /// The rooms that are to be entered again.
    pub fn wanted_rooms(&self) -> Vec<String> {
        let rooms = self.talks.iter().filter_map(|talk| talk.room());
        rooms.filter(|room| room.wanted).map(|room| room.name.clone()).collect()
    }

    /// A room could not be entered again: nobody waits for it any more. Whether somebody did.
    pub fn gave_up(&mut self, room: &str, error: &ClientError, now: Now) -> bool {
        let Some(talk) = self.talk_of_room(room) else { return false };
        let Some(room) = talk.room_mut().filter(|room| room.wanted) else { return false };
        room.wanted = false;
        talk.news(now.wall, News::KeptOut(error.clone()));
        true
    }
}
