//! A conversation: a room, or one other person.

use super::asked::Asked;
use super::direct::DirectTalk;
use super::history::{Body, History, Line, News, Picture, What};
use super::traffic::Passage;
use crate::client::{ClientError, Content, Member};
use crate::client_ui::direct::DirectPosts;
use crate::client_ui::port::{Entered, Order, Ticket};
use crate::proto::error_code::LeaveCause;
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId, UnixMillis};
use std::collections::BTreeMap;

/// By which the window knows a conversation for as long as it is listed, over sessions too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TalkId(pub u32);

/// A conversation.
#[derive(Debug)]
pub struct Talk {
    /// By which the window knows it.
    pub id: TalkId,
    /// With whom.
    pub with: With,
    /// What was said.
    pub history: History,
    /// What this client has said and the server has not placed yet, oldest first.
    pub pending: Vec<Pending>,
    /// What is being typed.
    pub draft: String,
    /// The picture that is to be sent with it.
    pub attached: Option<Picture>,
    /// Messages of others since it was last looked at.
    pub unread: usize,
    /// Whether some of them name the person, or are for them alone.
    pub called: bool,
    /// Whether nobody is called by what comes here.
    pub muted: bool,
    /// The first line that had not been looked at when somebody came back. Lines are known by
    /// [`History::next_serial`].
    pub marker: Option<u64>,
}

/// With whom a conversation is.
#[derive(Debug)]
pub enum With {
    /// With everybody in a room.
    Room(RoomTalk),
    /// With one person.
    Person(PersonTalk),
    /// With one person, without the server in between.
    Direct(DirectTalk),
}

/// What a conversation knows of its room.
#[derive(Debug)]
pub struct RoomTalk {
    /// Its id in this session.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub topic: String,
    /// Who is in it, by id.
    pub members: BTreeMap<MemberId, String>,
    /// Sequences that are open in it and concern the person, by id.
    pub asked: BTreeMap<SequenceId, Asked>,
    /// Whether its posts go from peer to peer.
    pub direct: DirectPosts,
    /// Whether this client is still in it.
    pub open: bool,
    /// Whether it is to be entered again, in the session that comes next.
    pub wanted: bool,
}

/// What a conversation knows of its person.
#[derive(Debug)]
pub struct PersonTalk {
    /// Their id in this session, as far as it is known.
    pub member: Option<MemberId>,
    /// What they are called.
    pub pseudo: String,
    /// Whether they are there, as far as the server has told.
    pub present: bool,
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// By which the connection's thread names it.
    pub ticket: Ticket,
    /// What it says.
    pub body: Body,
    /// How far it has come.
    pub state: PendingState,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PendingState {
    /// The connection's thread has not taken it yet.
    Handed,
    /// It is kept, and sent until its receipt comes, which bears this number.
    Sent(ClientNumber),
    /// It was not accepted.
    Refused(ClientError),
}

impl Talk {
    /// An empty conversation.
    pub fn new(id: TalkId, with: With) -> Self {
        Self {
            id,
            with,
            history: History::default(),
            pending: Vec::new(),
            draft: String::new(),
            attached: None,
            unread: 0,
            called: false,
            muted: false,
            marker: None,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match &self.with {
            With::Room(room) => &room.name,
            With::Person(person) => &person.pseudo,
            With::Direct(direct) => &direct.pseudo,
        }
    }

    /// The room, if it is one.
    pub fn room(&self) -> Option<&RoomTalk> {
        match &self.with {
            With::Room(room) => Some(room),
            With::Person(_) | With::Direct(_) => None,
        }
    }

    /// The room, if it is one.
    pub fn room_mut(&mut self) -> Option<&mut RoomTalk> {
        match &mut self.with {
            With::Room(room) => Some(room),
            With::Person(_) | With::Direct(_) => None,
        }
    }

    /// The person, if it is with one by way of the server.
    pub fn person(&self) -> Option<&PersonTalk> {
        match &self.with {
            With::Person(person) => Some(person),
            With::Room(_) | With::Direct(_) => None,
        }
    }

    /// What is known of it, if it is with one person without the server in between.
    pub fn direct(&self) -> Option<&DirectTalk> {
        match &self.with {
            With::Direct(direct) => Some(direct),
            With::Room(_) | With::Person(_) => None,
        }
    }

    /// What is known of it, if it is with one person without the server in between.
    pub fn direct_mut(&mut self) -> Option<&mut DirectTalk> {
        match &mut self.with {
            With::Direct(direct) => Some(direct),
            With::Room(_) | With::Person(_) => None,
        }
    }

    /// Whether something can be said, as far as it is this conversation's matter.
    pub fn is_open(&self) -> bool {
        match &self.with {
            With::Room(room) => room.open,
            With::Person(_) => true,
            With::Direct(direct) => direct.over.is_none(),
        }
    }

    /// The order that sends this.
    pub fn order(&self, ticket: Ticket, content: Content) -> Order {
        match &self.with {
            With::Room(room) => Order::Post { room: room.name.clone(), content, ticket },
            With::Person(person) => {
                Order::Direct { pseudo: person.pseudo.clone(), content, ticket }
            }
            With::Direct(direct) => Order::Speak { direct: direct.direct, content, ticket },
        }
    }

    /// Something happened here.
    pub fn news(&mut self, at: UnixMillis, news: News) {
        self.history.push(Line::new(at, What::News(news)));
    }

    /// Somebody came (`left` is `None`) or went.
    pub fn pass(&mut self, at: UnixMillis, pseudo: String, left: Option<LeaveCause>) {
        self.history.pass(Passage { at, pseudo, left });
    }

    /// Somebody looks at it.
    pub fn look_at(&mut self) {
        (self.unread, self.called) = (0, false);
    }

    /// Something was said that nobody has looked at: the line that comes next.
    pub fn missed(&mut self, called: bool) {
        if self.unread == 0 {
            self.marker = Some(self.history.next_serial());
        }
        self.unread += 1;
        self.called |= called;
    }

    /// The client is in the room no longer.
    pub fn shut(&mut self) {
        if let Some(room) = self.room_mut() {
            room.open = false;
            room.members.clear();
            room.asked.clear();
        }
    }

    /// Nobody will say any more whether what is on its way has arrived.
    pub fn give_up_pending(&mut self) {
        for pending in &mut self.pending {
            let error = match pending.state {
                PendingState::Sent(_) => ClientError::Unconfirmed,
                PendingState::Handed => ClientError::Disconnected { cause: String::new() },
                PendingState::Refused(_) => continue,
            };
            pending.state = PendingState::Refused(error);
        }
    }

    /// The message with this number has its place.
    pub fn settle(&mut self, number: ClientNumber) -> Option<Pending> {
        let sent = |pending: &Pending| pending.state == PendingState::Sent(number);
        let at = self.pending.iter().position(sent)?;
        Some(self.pending.remove(at))
    }
}

impl RoomTalk {
    /// A room that was just entered.
    pub fn new(entered: Entered) -> Self {
        Self {
            id: entered.id,
            name: entered.name,
            topic: entered.topic,
            members: by_id(entered.members),
            asked: BTreeMap::new(),
            direct: DirectPosts::default(),
            open: true,
            wanted: false,
        }
    }
}

/// Members as a room keeps them.
pub fn by_id(members: Vec<Member>) -> BTreeMap<MemberId, String> {
    members.into_iter().map(|member| (member.id, member.pseudo.to_string())).collect()
}
