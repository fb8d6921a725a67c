//! What goes between the window and the thread that speaks to the server: plain values, over two
//! bounded channels.

use super::direct::{DirectId, DirectPosts, Introduced};
use crate::client::{ClientError, Content, Event, Link, Member, OpenSequence, Opening, RoomInfo};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use crate::transfer::{Problem, To, Transfer, TransferKey};
use crossbeam_channel::{Receiver, Sender};
use std::path::PathBuf;

/// One connection as the window has it. Dropping it says goodbye.
#[derive(Debug)]
pub struct Port {
    /// What is to be done. If it is full, the window keeps what was typed and says so.
    pub orders: Sender<Order>,
    /// What has happened. If it is full, the connection's thread waits for the window.
    pub reports: Receiver<Report>,
}

/// Begins a connection with a pseudo. Its first report is [`Report::Connected`] or
/// [`Report::NotConnected`].
pub type Connector = Box<dyn FnMut(Link, String) -> Port>;

/// What the window calls a message of its own until the server has given it a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What the window wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Answered by [`Report::Rooms`].
    ListRooms,
    /// Answered by [`Report::Entered`] or [`Report::NotEntered`].
    Join {
        /// The room's name, as the server or a person wrote it.
        room: String,
    },
    /// Answered by [`Report::Left`] or [`Report::NotLeft`].
    Leave {
        /// The room's name.
        room: String,
    },
    /// Answered by [`Report::Sent`] or [`Report::NotSent`].
    Post {
        /// The room's name.
        room: String,
        /// What to say.
        content: Content,
        /// By which the answer names it.
        ticket: Ticket,
    },
    /// Says something to one person; answered as a post is.
    Direct {
        /// To whom.
        pseudo: String,
        /// What to say.
        content: Content,
        /// By which the answer names it.
        ticket: Ticket,
    },
    /// Answered by [`Report::Renamed`] or [`Report::NotRenamed`].
    Rename {
        /// The pseudo wished for.
        pseudo: String,
    },
    /// Opens a sequence in a room. Answered by [`Report::Opened`] or [`Report::NotOpened`].
    Open {
        /// The room's name.
        room: String,
        /// How.
        opening: Opening,
        /// What is asked.
        content: Content,
    },
    /// Does something with a sequence that is open. What comes of it is told by events, a refusal by
    /// [`Report::NotActed`].
    Act {
        /// Which.
        sequence: SequenceId,
        /// What.
        act: Act,
    },
    /// Asks a member whether they would speak directly. The question is told by an event, a refusal by
    /// [`Report::NotIntroduced`].
    Introduce {
        /// Whom.
        member: MemberId,
    },
    /// Agrees to speak directly. What comes of it is told by [`Report::Introduced`], a refusal by
    /// [`Report::NotActed`].
    Agree(Box<OpenSequence>),
    /// Lets what is posted in a room go from peer to peer where all who are there allow it, or no longer.
    /// How far that comes is told by [`Report::DirectPosts`].
    PostDirectly {
        /// The room's name.
        room: String,
        /// Whether it may.
        allowed: bool,
    },
    /// Says something in a direct conversation, which has a [port](super::DirectPort) of its own: this one
    /// goes there.
    Speak {
        /// Which conversation.
        direct: DirectId,
        /// What to say.
        content: Content,
        /// By which the answer names it.
        ticket: Ticket,
    },
    /// Offers a file. Answered by [`Report::Offered`] or [`Report::NotOffered`]; what comes of it is told
    /// by [`Report::Transfers`].
    Offer {
        /// Where it is.
        path: PathBuf,
        /// To whom.
        to: To,
    },
    /// Does something with a transfer. What comes of it is told by [`Report::Transfers`], or
    /// [`Report::NotTransferred`].
    Transfer {
        /// Which.
        key: TransferKey,
        /// What.
        act: TransferAct,
    },
    /// While the connection is lost: try again now.
    RetryNow,
}

/// What can be done with a sequence that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Answer it so.
    Answer(Content),
    /// Take no part in it.
    Decline,
    /// Take it back, as its opener.
    TakeBack,
}

/// What can be done with a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferAct {
    /// Take what is offered, into this folder.
    Accept(PathBuf),
    /// Decline it, or break it off.
    Cancel,
    /// Stop it for a while.
    Pause,
    /// Go on with it.
    Resume,
    /// Show it no longer, once it is over.
    Forget,
}

/// Who the client is in its session, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub member: MemberId,
    /// Its pseudo as others see it.
    pub pseudo: String,
    /// What the host calls the server.
    pub server: String,
    /// Whether it brings two together who wish to speak directly.
    pub introduces: bool,
}

/// A room that the client is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Its id in this session.
    pub id: RoomId,
    /// Its name as the host wrote it: what outlives sessions.
    pub name: String,
    /// What it is for.
    pub topic: String,
    /// Who is in it.
    pub members: Vec<Member>,
}

/// What has happened, in the order in which it did.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// The session has begun.
    Connected(Arrival),
    /// It could not be begun. The last report.
    NotConnected(ClientError),
    /// The rooms of the server.
    Rooms(Result<Vec<RoomInfo>, ClientError>),
    /// The client is in a room.
    Entered(Entered),
    /// The client could not enter a room.
    NotEntered {
        /// Its name as it was asked for.
        room: String,
        /// Why.
        error: ClientError,
    },
    /// The client is in this room no longer, as it wished.
    Left {
        /// Its name.
        room: String,
    },
    /// The client could not leave a room.
    NotLeft {
        /// Its name.
        room: String,
        /// Why.
        error: ClientError,
    },
    /// A message is on its way.
    Sent {
        /// Which.
        ticket: Ticket,
        /// By which its receipt names it.
        number: ClientNumber,
    },
    /// A message was not sent.
    NotSent {
        /// Which.
        ticket: Ticket,
        /// Why.
        error: ClientError,
    },
    /// The client has another pseudo.
    Renamed {
        /// As others see it.
        pseudo: String,
    },
    /// The pseudo stays as it was.
    NotRenamed(ClientError),
    /// Who is in a room, where events may have missed some.
    Members {
        /// The room's name.
        room: String,
        /// Everybody in it.
        members: Vec<Member>,
    },
    /// What is open in a room, where events may have missed some.
    Sequences {
        /// The room's name.
        room: String,
        /// All that is.
        open: Vec<OpenSequence>,
    },
    /// What was to be opened in a room is open; its event tells more.
    Opened {
        /// The room's name.
        room: String,
    },
    /// It could not be opened.
    NotOpened {
        /// The room's name.
        room: String,
        /// Why.
        error: ClientError,
    },
    /// What was to be done with a sequence was refused.
    NotActed {
        /// Which.
        sequence: SequenceId,
        /// Why.
        error: ClientError,
    },
    /// A member was not asked to speak directly.
    NotIntroduced {
        /// Whom.
        member: MemberId,
        /// Why.
        error: ClientError,
    },
    /// Whether the posts of a room go from peer to peer.
    DirectPosts {
        /// The room's name.
        room: String,
        /// How it stands.
        posts: DirectPosts,
    },
    /// A message in a room went from peer to peer: everybody has it, and the server doesn't.
    SentDirectly {
        /// Which.
        ticket: Ticket,
    },
    /// Something was said in a room, from peer to peer.
    SaidDirectly {
        /// The room's name.
        room: String,
        /// By whom.
        pseudo: String,
        /// What.
        content: Content,
    },
    /// So much that was said in a room from peer to peer is missing.
    MissedDirectly {
        /// The room's name.
        room: String,
        /// How much.
        count: u64,
    },
    /// Both have agreed to speak directly, and a path is looked for.
    Introduced(Introduced),
    /// All transfers, as they are at this moment.
    Transfers(Vec<Transfer>),
    /// A file is about to be offered.
    Offered {
        /// Where it is.
        path: PathBuf,
    },
    /// A file was not offered.
    NotOffered {
        /// Where it was to be.
        path: PathBuf,
        /// Why.
        problem: Problem,
    },
    /// What was to be done with a transfer was not done.
    NotTransferred {
        /// Which.
        key: TransferKey,
        /// Why.
        problem: Problem,
    },
    /// The old session was over and a new one has begun. What became of rooms that aren't named is
    /// told next.
    Fresh {
        /// Who the client is now.
        arrival: Arrival,
        /// The rooms that it is in again.
        rooms: Vec<Entered>,
    },
    /// What the library tells.
    Happened(Event),
}
