//! What the host sees.

use super::command::BanTarget;
use crate::proto::ids::{MemberId, RoomId, SequenceId, UnixMillis};
use std::net::SocketAddr;
use std::ops::AddAssign;
use std::sync::Arc;
use std::time::Duration;

/// Everything that the host sees, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// When it was taken.
    pub at: UnixMillis,
    /// Everybody who bears a pseudo, by id.
    pub clients: Vec<ClientRow>,
    /// All rooms, by name.
    pub rooms: Vec<RoomRow>,
    /// The bans in force, the newest last.
    pub bans: Vec<BanRow>,
    /// What the host said last, the newest last.
    pub notices: Vec<Arc<SentNotice>>,
    /// Whether clients may be introduced to each other.
    pub introductions: bool,
    /// For which introductions the server asked last, and what came of it, the newest last.
    pub asked: Vec<AskedRow>,
    /// Connections that are served, those still without a pseudo among them.
    pub connections: usize,
    /// The most connections that will be served.
    pub max_connections: usize,
    /// What went over all connections since the server was started.
    pub traffic: Traffic,
}

/// What has come in and gone out, counted since the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Messages of the protocol that came in.
    pub messages_in: u64,
    /// Bytes that came in.
    pub bytes_in: u64,
    /// Messages of the protocol that the sockets took.
    pub messages_out: u64,
    /// Bytes that the sockets took.
    pub bytes_out: u64,
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, other: Self) {
        self.messages_in += other.messages_in;
        self.bytes_in += other.bytes_in;
        self.messages_out += other.messages_out;
        self.bytes_out += other.bytes_out;
    }
}

/// One client as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// Who.
    pub id: MemberId,
    /// What they are called.
    pub pseudo: String,
    /// From where they speak.
    pub address: SocketAddr,
    /// The names of the rooms that they are in, in the order of joining.
    pub rooms: Vec<String>,
    /// When their last post or direct message was accepted.
    pub last_message: Option<UnixMillis>,
    /// Since when they bear a pseudo.
    pub since: UnixMillis,
    /// Whether there is a connection to them.
    pub link: LinkState,
    /// What went to and fro, over all connections of their session.
    pub traffic: Traffic,
    /// How long the answer to the newest `PING` took. The first one goes out when the host first sees
    /// the client; none before its answer.
    pub round_trip: Option<Duration>,
    /// How many events of their rooms their socket has not taken yet.
    pub lag: u64,
}

/// Whether a session has a connection at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkState {
    /// It has one.
    Online,
    /// It was lost, and may still be resumed.
    Lost,
}

/// One room as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRow {
    /// Its id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub topic: String,
    /// Whether its posts may go from peer to peer.
    pub peer_posts: bool,
    /// How many are in it.
    pub members: usize,
    /// How many posts there were since it was opened.
    pub posts: u64,
}

/// One ban as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanRow {
    /// By which it can be lifted.
    pub id: u64,
    /// Who or what is kept out.
    pub target: BanTarget,
    /// Until when.
    pub until: UnixMillis,
    /// The host's words.
    pub reason: String,
}

impl BanRow {
    /// How long it still lasts.
    pub fn left(&self, now: UnixMillis) -> Duration {
        Duration::from_millis(u64::try_from(self.until.0.saturating_sub(now.0)).unwrap_or(0))
    }
}

/// An introduction for which two clients were asked, at the wish of the host or of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedRow {
    /// By what they were asked.
    pub id: SequenceId,
    /// How it stands.
    pub state: AskedState,
}

/// How an introduction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedState {
    /// Not both have answered yet.
    Waiting,
    /// Both agreed, and were told of each other. What they do with it is theirs.
    Agreed,
    /// One of them does not wish it.
    Declined,
    /// One of them went away before.
    Left,
    /// One of them did not answer in time.
    Expired,
    /// It was taken back.
    Cancelled,
}

/// Something that the host said, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentNotice {
    /// When.
    pub at: UnixMillis,
    /// To whom.
    pub to: SentTo,
    /// What.
    pub text: String,
    /// How many it reached.
    pub clients: usize,
}

/// Whom a notice was for, by the names of that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentTo {
    /// Everybody on the server.
    Everyone,
    /// Everybody in a room.
    Room(String),
    /// These clients.
    Members(Vec<String>),
}
