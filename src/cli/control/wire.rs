//! What is said through the control socket.

use salon::hub::host::{BanRow, BanTarget, ClientRow, LinkState, RoomRow, SentNotice, SentTo};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What the host wants. Clients and rooms go by their names, as the host types them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// Who is connected.
    Clients,
    /// Which rooms there are.
    Rooms,
    /// Which bans are in force.
    Bans,
    /// What the host said last.
    Notices,
    /// End clients' sessions.
    Kick { pseudos: Vec<String>, reason: String },
    /// Keep somebody out.
    Ban { targets: Vec<Target>, seconds: u64, reason: String },
    /// Lift bans.
    Unban { ids: Vec<u64> },
    /// Say something that can't be overlooked.
    Notice { audience: Audience, text: String },
    /// Open a room.
    AddRoom { name: String, topic: String, peer_posts: bool },
    /// Say otherwise of a room; what is left out stays.
    ChangeRoom {
        name: String,
        new_name: Option<String>,
        topic: Option<String>,
        peer_posts: Option<bool>,
    },
    /// Close a room.
    CloseRoom { name: String, reason: String },
    /// Ask two whether they would speak to each other directly.
    Introduce { pseudos: [String; 2] },
    /// Stop the server.
    Stop { reason: String },
}

/// Who or what is banned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Whoever bears this pseudo or one that looks like it.
    Pseudo(String),
    /// Whoever comes from this address.
    Address(IpAddr),
}

/// To whom a notice goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody on the server.
    Everyone,
    /// Everybody in the room of this name.
    Room(String),
    /// The clients of these pseudos.
    Members(Vec<String>),
}

/// What the server says to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Who is connected.
    Clients(Vec<ClientView>),
    /// Which rooms there are.
    Rooms(Vec<RoomView>),
    /// Which bans are in force.
    Bans(Vec<BanView>),
    /// What the host said last.
    Notices(Vec<NoticeView>),
    /// It is done.
    Done {
        /// How many clients it concerned.
        clients: usize,
        /// The bans that it put in force.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bans: Vec<u64>,
    },
    /// It is not done.
    Refused {
        /// Why, for a person.
        why: String,
    },
}

/// A client. Times are milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientView {
    pub id: u64,
    pub pseudo: String,
    pub ip: IpAddr,
    pub port: u16,
    pub rooms: Vec<String>,
    pub last_message: Option<i64>,
    pub since: i64,
    pub state: State,
    pub messages_in: u64,
    pub bytes_in: u64,
    pub messages_out: u64,
    pub bytes_out: u64,
    /// In milliseconds.
    pub round_trip: Option<f64>,
    /// Events of their rooms that they have not taken yet.
    pub lag: u64,
}

/// Whether there is a connection to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There is one.
    Online,
    /// It was lost, and may still be resumed.
    Lost,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    pub id: u32,
    pub name: String,
    pub topic: String,
    pub peer_posts: bool,
    pub members: usize,
    pub posts: u64,
}

/// A ban. Its end is in milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanView {
    pub id: u64,
    pub target: Target,
    pub until: i64,
    pub reason: String,
}

/// Something that the host said. The time is in milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    pub time: i64,
    pub to: Audience,
    pub text: String,
    pub clients: usize,
}

impl From<&ClientRow> for ClientView {
    fn from(row: &ClientRow) -> Self {
        Self {
            id: row.id.0,
            pseudo: row.pseudo.clone(),
            ip: row.address.ip().to_canonical(),
            port: row.address.port(),
            rooms: row.rooms.clone(),
            last_message: row.last_message.map(|t| t.0),
            since: row.since.0,
            state: match row.link {
                LinkState::Online => State::Online,
                LinkState::Lost => State::Lost,
            },
            messages_in: row.traffic.messages_in,
            bytes_in: row.traffic.bytes_in,
            messages_out: row.traffic.messages_out,
            bytes_out: row.traffic.bytes_out,
            round_trip: row.round_trip.map(|time| time.as_secs_f64() * 1000.0),
            lag: row.lag,
        }
    }
}

impl From<&RoomRow> for RoomView {
    fn from(row: &RoomRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name.clone(),
            topic: row.topic.clone(),
            peer_posts: row.peer_posts,
            members: row.members,
            posts: row.posts,
        }
    }
}

impl From<&BanRow> for BanView {
    fn from(row: &BanRow) -> Self {
        Self {
            id: row.id,
            target: match &row.target {
                BanTarget::Pseudo(pseudo) => Target::Pseudo(pseudo.clone()),
                BanTarget::Address(address) => Target::Address(*address),
            },
            until: row.until.0,
            reason: row.reason.clone(),
        }
    }
}

impl From<&SentNotice> for NoticeView {
    fn from(notice: &SentNotice) -> Self {
        Self {
            time: notice.at.0,
            to: match &notice.to {
                SentTo::Everyone => Audience::Everyone,
                SentTo::Room(room) => Audience::Room(room.clone()),
                SentTo::Members(pseudos) => Audience::Members(pseudos.clone()),
            },
            text: notice.text.clone(),
            clients: notice.clients,
        }
    }
}
