//! What the window knows, as plain values with pure rules: reports go in, time is an argument, and
//! nothing here draws or waits.

mod alert;
mod apply;
mod arrive;
mod asked;
mod direct;
mod history;
mod meeting;
mod people;
mod said;
mod talk;
mod traffic;

pub use alert::{Alert, Alerts, Call};
pub use asked::{Asked, Step, open_vote};
pub use direct::DirectTalk;
pub use history::{Body, History, Line, News, Picture, Verdict, What};
pub use meeting::{Asker, Failure, Meeting, MeetingKey, Meetings, Stage};
pub use talk::{Pending, PendingState, PersonTalk, RoomTalk, Talk, TalkId, With};
pub use traffic::{Outcome, Passage, Traffic};

use super::port::{Arrival, Order, Ticket};
use crate::client::ClientError;
use crate::proto::error_code::{ByeReason, NoticeScope};
use crate::proto::ids::{MemberId, UnixMillis};
use crate::proto::name::NameKey;
use crate::transfer::{To, Transfer};
use std::collections::VecDeque;

/// Notices that wait to be read. Of more, the oldest are given up; those to rooms stand there.
const MAX_NOTICES: usize = 50;

/// Most private conversations that are listed: others begin them, too. Over it, the oldest that
/// nothing was typed in goes.
const MAX_PEOPLE: usize = 200;

/// Messages of one conversation that may be on their way. Typing goes on, sending does not.
const MAX_PENDING: usize = 200;

/// The moment at which something is taken in.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// By the calendar.
    pub wall: UnixMillis,
    /// In seconds since the window was opened.
    pub seconds: f64,
}

/// Whether there is a connection.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkState {
    /// There is.
    Online,
    /// It was lost, and is tried again.
    Lost {
        /// How, or why the last attempt failed.
        error: ClientError,
        /// The next attempt, in seconds since the window was opened.
        retry_at: f64,
    },
}

/// How a session came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Somebody willed it, with the host's words or none.
    Bye(ByeReason, String),
    /// The connection is lost for good.
    Lost(ClientError),
}

/// Words of the host that are still to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When they were said.
    pub at: UnixMillis,
    /// To whom.
    pub scope: NoticeScope,
    /// The room's name, for words to a room.
    pub room: Option<String>,
    /// The words.
    pub text: String,
}

/// One session, from the accepted pseudo to its end.
#[derive(Debug)]
pub struct Session {
    /// Who the client is.
    pub me: Arrival,
    /// Whether there is a connection.
    pub link: LinkState,
    /// How it ended, if it has.
    pub end: Option<End>,
    /// What the host said, oldest first.
    pub notices: VecDeque<Notice>,
    /// What calls the person, oldest first.
    pub alerts: Alerts,
    /// Rooms that call nobody, by name, from their first line on.
    pub muted_rooms: Vec<String>,
    /// Files on their way, and those that are over until somebody puts them away.
    pub transfers: Vec<Transfer>,
    /// Coming together to speak directly.
    pub meetings: Meetings,
    attended: bool,
    talks: Vec<Talk>,
    shown: Option<TalkId>,
    end_read: bool,
    next_talk: u32,
    next_ticket: u64,
}

impl Session {
    /// A session that has just begun.
    pub fn new(me: Arrival) -> Self {
        Self {
            me,
            link: LinkState::Online,
            end: None,
            notices: VecDeque::new(),
            alerts: Alerts::new(),
            muted_rooms: Vec::new(),
            transfers: Vec::new(),
            meetings: Meetings::default(),
            attended: true,
            talks: Vec::new(),
            shown: None,
            end_read: false,
            next_talk: 0,
            next_ticket: 0,
        }
    }

    /// The conversations, in the order in which they began.
    pub fn talks(&self) -> &[Talk] {
        &self.talks
    }

    /// The conversation that is shown.
    pub fn shown(&self) -> Option<&Talk> {
        self.shown.and_then(|id| self.talk(id))
    }

    /// The conversation that is shown.
    pub fn shown_mut(&mut self) -> Option<&mut Talk> {
        self.shown.and_then(|id| self.talk_mut(id))
    }

    /// Shows a conversation; it counts as read. The one that was shown has nothing new any more.
    pub fn show(&mut self, id: TalkId) {
        if self.shown == Some(id) || self.talk(id).is_none() {
            return;
        }
        if let Some(left) = self.shown_mut() {
            left.marker = None;
        }
        self.shown = Some(id);
        if let Some(talk) = self.shown_mut() {
            talk.look_at();
        }
    }

    /// Shows the conversation with somebody, and begins it if there is none. There is none with
    /// oneself.
    pub fn talk_to(&mut self, member: MemberId, pseudo: &str) {
        if member != self.me.member {
            let id = self.person_talk(member, pseudo);
            self.show(id);
        }
    }

    /// Leaves a conversation. A room that the client is still in stays listed until the server has
    /// agreed to the order.
    pub fn leave(&mut self, id: TalkId) -> Option<Order> {
        let room = self.talk(id).and_then(Talk::room).filter(|room| room.open);
        let order = room.map(|room| Order::Leave { room: room.name.clone() });
        if order.is_none() {
            self.close(id);
        }
        order
    }

    /// Takes a conversation off the list. The one above it is shown instead.
    pub fn close(&mut self, id: TalkId) {
        let Some(at) = self.talks.iter().position(|talk| talk.id == id) else { return };
        self.talks.remove(at);
        if self.shown == Some(id) {
            self.shown = None;
            let next = self.talks.get(at.saturating_sub(1)).map(|talk| talk.id);
            next.into_iter().for_each(|next| self.show(next));
        }
    }

    /// Whether so much is on its way in the conversation that is shown that nothing more is sent.
    pub fn is_backed_up(&self) -> bool {
        self.shown().is_some_and(|talk| talk.pending.len() >= MAX_PENDING)
    }

    /// Says something in a conversation. `None`, and nothing is kept, if that isn't possible there or
    /// too much is on its way.
    pub fn say(&mut self, id: TalkId, body: Body) -> Option<Order> {
        let ticket = Ticket(self.next_ticket);
        let possible = self.talk(id).is_some_and(|talk| self.can_say(talk));
        let talk = self.talk_mut(id)?;
        if !possible || talk.pending.len() >= MAX_PENDING {
            return None;
        }
        talk.marker = None;
        let order = talk.order(ticket, body.content());
        talk.pending.push(Pending { ticket, body, state: PendingState::Handed });
        self.next_ticket += 1;
        Some(order)
    }

    /// Whether something can be said in a conversation: what is said directly needs no server.
    pub fn can_say(&self, talk: &Talk) -> bool {
        talk.is_open() && (self.end.is_none() || talk.direct().is_some())
    }

    /// Sends what is typed in the conversation that is shown, the picture with it first. Nothing if
    /// that isn't possible: then it stays where it is.
    pub fn send(&mut self) -> Vec<Order> {
        let Some(talk) = self.shown_mut() else { return Vec::new() };
        let id = talk.id;
        let text = talk.draft.trim().to_owned();
        let picture = talk.attached.clone().map(Body::Picture);
        let text = (!text.is_empty()).then_some(Body::Text(text));
        let mut orders = Vec::new();
        if let Some(order) = picture.and_then(|picture| self.say(id, picture)) {
            orders.push(order);
            self.talk_mut(id).into_iter().for_each(|talk| talk.attached = None);
        }
        if let Some(order) = text.and_then(|text| self.say(id, text)) {
            orders.push(order);
            self.talk_mut(id).into_iter().for_each(|talk| talk.draft.clear());
        }
        orders
    }

    /// Sends a refused message once more.
    pub fn send_again(&mut self, ticket: Ticket) -> Option<Order> {
        let (at, talk) =
            self.talks.iter_mut().find_map(|talk| Some((talk.pending_at(ticket)?, talk)))?;
        if !talk.is_open() {
            return None;
        }
        talk.pending[at].state = PendingState::Handed;
        Some(talk.order(ticket, talk.pending[at].body.content()))
    }

    /// An order was not taken: a message is in the field again, and what was asked can be answered.
    pub fn take_back(&mut self, order: &Order) {
        match order {
            Order::Act { sequence, .. } => {
                self.not_acted(*sequence);
                return self.meeting_not_acted(*sequence);
            }
            Order::Agree(question) => return self.meeting_not_acted(question.id),
            Order::Introduce { member } => return self.not_asked(*member),
            _ => {}
        }
        let (Order::Post { ticket, .. }
        | Order::Direct { ticket, .. }
        | Order::Speak { ticket, .. }) = order
        else {
            return;
        };
        let found = self.talks.iter_mut().find_map(|talk| Some((talk.pending_at(*ticket)?, talk)));
        let Some((at, talk)) = found else { return };
        match talk.pending.remove(at).body {
            Body::Picture(picture) => talk.attached = Some(picture),
            body => {
                let mut text = body.text().unwrap_or_default().to_owned();
                if !talk.draft.is_empty() {
                    text.push('\n');
                }
                talk.draft.insert_str(0, &text);
            }
        }
    }

    /// To whom a file goes that is offered in the conversation that is shown; nobody where that isn't
    /// possible.
    pub fn receivers(&self) -> Option<To> {
        let talk = self.shown().filter(|talk| self.can_say(talk) && talk.direct().is_none())?;
        let name = talk.name().to_owned();
        Some(if talk.room().is_some() { To::Room(name) } else { To::Member(name) })
    }

    /// Gives a refused message up.
    pub fn discard(&mut self, ticket: Ticket) {
        for talk in &mut self.talks {
            talk.pending.retain(|pending| pending.ticket != ticket);
        }
    }

    /// The conversation of a room, by the room's name.
    pub fn room_talk(&self, name: &str) -> Option<&Talk> {
        let keys = NameKey::of(name);
        let same = |talk: &&Talk| {
            let room = talk.room();
            room.is_some_and(|room| NameKey::of(&room.name).iter().any(|key| keys.contains(key)))
        };
        self.talks.iter().find(same)
    }

    /// The conversation that the window knows by this id.
    pub fn talk(&self, id: TalkId) -> Option<&Talk> {
        self.talks.iter().find(|talk| talk.id == id)
    }

    /// The conversation that the window knows by this id.
    pub fn talk_mut(&mut self, id: TalkId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == id)
    }

    /// The conversation with somebody: the one with this id, else with this pseudo, else a new one.
    fn person_talk(&mut self, member: MemberId, pseudo: &str) -> TalkId {
        let found = |is: &dyn Fn(&PersonTalk) -> bool| {
            self.talks.iter().position(|talk| talk.person().is_some_and(is))
        };
        let known = found(&|person| person.member == Some(member))
            .or_else(|| found(&|person| person.pseudo == pseudo));
        let member = Some(member);
        let person = PersonTalk { member, pseudo: pseudo.to_owned(), present: true };
        match known {
            Some(at) => {
                self.talks[at].with = With::Person(person);
                self.talks[at].id
            }
            None => {
                self.make_room_for_a_person();
                self.begin(With::Person(person))
            }
        }
    }

    fn make_room_for_a_person(&mut self) {
        if self.talks.iter().filter(|talk| talk.room().is_none()).count() < MAX_PEOPLE {
            return;
        }
        let idle = |talk: &&Talk| {
            let unused = talk.draft.is_empty() && talk.pending.is_empty();
            let settled = talk.direct().is_none_or(|direct| direct.over.is_some());
            talk.room().is_none() && settled && unused && self.shown != Some(talk.id)
        };
        let oldest = self.talks.iter().find(idle).map(|talk| talk.id);
        oldest.into_iter().for_each(|id| self.close(id));
    }

    fn begin(&mut self, with: With) -> TalkId {
        let id = TalkId(self.next_talk);
        self.next_talk += 1;
        let mut talk = Talk::new(id, with);
        talk.muted = talk.room().is_some_and(|room| self.muted_rooms.contains(&room.name));
        self.talks.push(talk);
        id
    }
}

impl Talk {
    fn pending_at(&self, ticket: Ticket) -> Option<usize> {
        self.pending.iter().position(|pending| pending.ticket == ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(session: &mut Session, id: u64) -> TalkId {
        session.person_talk(MemberId(id), &format!("p{id}"))
    }

    #[test]
    fn of_too_many_private_conversations_the_oldest_unused_goes() {
        let me = Arrival {
            member: MemberId(0),
            pseudo: "me".into(),
            server: String::new(),
            introduces: true,
        };
        let mut session = Session::new(me);
        let shown = person(&mut session, 1);
        session.show(shown);
        let typed = person(&mut session, 2);
        session.talk_mut(typed).unwrap().draft = "half a sentence".into();
        for id in 3..=MAX_PEOPLE as u64 + 2 {
            person(&mut session, id);
        }
        let names: Vec<&str> = session.talks().iter().map(Talk::name).collect();
        assert_eq!((names.len(), &names[..3]), (MAX_PEOPLE, &["p1", "p2", "p5"][..]));
    }
}
