//! What the host sees and what the host may do, as plain values. The admin window and the control
//! socket get [`Snapshot`]s and send [`Command`]s; neither ever touches the server's state.

use crate::proto::ids::{MemberId, RoomId, UnixMillis};
use std::net::{IpAddr, SocketAddr};
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
    /// Connections that are served, those still without a pseudo among them.
    pub connections: usize,
    /// The most connections that will be served.
    pub max_connections: usize,
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
}

/// Whether a session has a connection at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// How many are in it.
    pub members: usize,
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

/// Who or what is kept out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BanTarget {
    /// Whoever bears this pseudo or one that looks like it.
    Pseudo(String),
    /// Whoever comes from this address.
    Address(IpAddr),
}

/// Whom a notice is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeTarget {
    /// Everybody on the server.
    Everyone,
    /// Everybody in the room.
    Room(RoomId),
    /// One client.
    Member(MemberId),
}

/// What the host may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ends a client's session; the others are told that they were kicked.
    Kick {
        /// Whom.
        member: MemberId,
        /// What they and the others are told; may be empty.
        reason: String,
    },
    /// Keeps somebody out for a time, and ends the sessions that it concerns.
    Ban {
        /// Whom.
        target: BanTarget,
        /// For how long from now.
        lasts: Duration,
        /// What they are told; may be empty.
        reason: String,
    },
    /// Lifts a ban.
    Unban {
        /// The ban's id.
        id: u64,
    },
    /// Says something that can't be overlooked.
    Notice {
        /// To whom.
        target: NoticeTarget,
        /// What.
        text: String,
    },
    /// Opens a room.
    AddRoom {
        /// Its name.
        name: String,
        /// What it is for; may be empty.
        topic: String,
    },
    /// Closes a room; its members are told and are no longer in it.
    CloseRoom {
        /// Which.
        room: RoomId,
        /// What they are told; may be empty.
        reason: String,
    },
    /// Says goodbye to everybody and stops the server.
    Stop {
        /// What they are told; may be empty.
        reason: String,
    },
}

/// What a command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many clients it concerned.
    pub clients: usize,
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The client is gone already.
    #[error("this client is no longer here")]
    NoSuchMember,
    /// The room is gone already.
    #[error("this room no longer exists")]
    NoSuchRoom,
    /// The ban has ended already.
    #[error("this ban is no longer in force")]
    NoSuchBan,
    /// There is a room of that name.
    #[error("there is a room of this name already")]
    RoomExists,
    /// The name can't be a room's or a pseudo.
    #[error("this can't be a name: {0}")]
    Name(#[from] crate::proto::name::NameError),
    /// There are as many rooms as there may be.
    #[error("there can't be more rooms")]
    TooManyRooms,
    /// A notice says nothing.
    #[error("the notice is empty")]
    EmptyNotice,
    /// The text is longer than it may be.
    #[error("the text is longer than {0} bytes")]
    TooLong(usize),
    /// Too many commands wait already.
    #[error("the server is busy: try again in a moment")]
    Busy,
    /// The server no longer runs.
    #[error("the server has stopped")]
    Stopped,
}
