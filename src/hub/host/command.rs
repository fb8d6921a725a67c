//! What the host may do, and what came of it.

use crate::proto::error_code::NoticeScope;
use crate::proto::ids::{MemberId, RoomId, SequenceId};
use std::net::IpAddr;
use std::time::Duration;

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
    /// These clients, each alone.
    Members(Vec<MemberId>),
}

impl NoticeTarget {
    /// What those who get it are told of whom it is for.
    pub fn scope(&self) -> NoticeScope {
        match self {
            Self::Everyone => NoticeScope::Everyone,
            Self::Room(_) => NoticeScope::Room,
            Self::Members(_) => NoticeScope::You,
        }
    }
}

/// What the host may do. What concerns several is done for all of them that are still there, and
/// refused only if none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ends clients' sessions; the others are told that they were kicked.
    Kick {
        /// Whom.
        members: Vec<MemberId>,
        /// What they and the others are told; may be empty.
        reason: String,
    },
    /// Keeps somebody out for a time, and ends the sessions that it concerns.
    Ban {
        /// Whom; each becomes a ban of its own.
        targets: Vec<BanTarget>,
        /// For how long from now.
        lasts: Duration,
        /// What they are told; may be empty.
        reason: String,
    },
    /// Lifts bans.
    Unban {
        /// Their ids.
        ids: Vec<u64>,
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
        /// Whether its posts may go from peer to peer.
        peer_posts: bool,
    },
    /// Says otherwise of a room; its members are told.
    ChangeRoom {
        /// Which.
        room: RoomId,
        /// Its name from now on.
        name: String,
        /// What it is for from now on; may be empty.
        topic: String,
        /// Whether its posts may go from peer to peer from now on.
        peer_posts: bool,
    },
    /// Closes a room; its members are told and are no longer in it.
    CloseRoom {
        /// Which.
        room: RoomId,
        /// What they are told; may be empty.
        reason: String,
    },
    /// Asks two clients whether they would speak to each other directly; if both would, they are
    /// introduced.
    Introduce {
        /// Whom.
        members: [MemberId; 2],
    },
    /// Says goodbye to everybody and stops the server.
    Stop {
        /// What they are told; may be empty.
        reason: String,
    },
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// How many clients it concerned.
    pub clients: usize,
    /// The bans that it put in force, by which they can be lifted again.
    pub bans: Vec<u64>,
    /// By what two clients were asked whether they wish to be introduced. What comes of it stands in
    /// the snapshots ([`AskedRow`](super::AskedRow)).
    pub asked: Option<SequenceId>,
}

impl Done {
    /// It concerned so many clients.
    pub fn for_clients(clients: usize) -> Self {
        Self { clients, ..Self::default() }
    }
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
    /// There must be two of them.
    #[error("an introduction is of two clients who are both here")]
    NotTwo,
    /// The settings forbid it.
    #[error("introductions are switched off: set introductions = true in the configuration file")]
    IntroductionsOff,
    /// Too many commands wait already.
    #[error("the server is busy: try again in a moment")]
    Busy,
    /// The server no longer runs.
    #[error("the server has stopped")]
    Stopped,
}
