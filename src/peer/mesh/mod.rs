//! Posts that go from member to member of a room, past the server, where the room says so and its
//! members allow it (`PROTOCOL.md`, "Posts from peer to peer").
//!
//! ```no_run
//! use salon::client::{Client, ClientError, Room};
//! use salon::peer::{Arrival, MeetOptions, Mesh, Posted};
//!
//! # fn talk(client: &Client, room: &Room) -> Result<(), ClientError> {
//! // What can’t go directly goes to the server as a post.
//! let options = MeetOptions { relay: false, ..MeetOptions::default() };
//! let mut mesh = Mesh::new(client, room, options)?;
//! while let Ok(event) = client.events().recv() {
//!     if !mesh.handle(&event) {
//!         println!("to be shown: {event:?}");
//!     }
//!     for arrival in mesh.arrivals().try_iter() {
//!         if let Arrival::Post { pseudo, content, .. } = arrival {
//!             println!("{pseudo}, directly: {:?}", content.text());
//!         }
//!     }
//!     if let Posted::ToPeers { count } = mesh.post("Hello")? {
//!         println!("{count} have it, and the server doesn't");
//!     }
//! }
//! # Ok(()) }
//! ```

mod circle;
mod keeper;
mod ways;

#[cfg(test)]
mod tests;

pub use self::circle::MAX_MEMBERS;

use self::keeper::{Keeper, Note};
use self::ways::Ways;
use super::code::Code;
use super::consent;
use super::meet::MeetOptions;
use super::session::Path;
use crate::client::{Client, ClientError, Content, Event, Member, Room};
use crate::proto::body::TEXT;
use crate::proto::error_code::Outcome;
use crate::proto::ids::{ClientNumber, MemberId, SequenceId};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// What arrives and was not read yet. Over it the newest is dropped, and [`Arrival::Missed`] says how
/// many were.
const ARRIVALS: usize = 1024;

/// What the thread is still to be told. Over it a question or an introduction is lost, and the path
/// is asked for again.
const NOTES: usize = 64;

/// Questions of this room that are remembered until they are over. Over it the oldest is forgotten,
/// and what is said of it later is shown like any other event.
const QUESTIONS: usize = 64;

/// Bytes of posts without a receipt on one path, above which the next post goes through the server: what
/// a path takes in without a word from the other side.
const UNRECEIPTED: usize = 256 * 1024;

/// The direct paths of one client among the members of one room. As long as it lives, the member
/// allows it: it asks, agrees, and posts go from peer to peer where all are reached so. Those who do
/// see each other's addresses, unless [`MeetOptions::direct`] is switched off. Dropping it closes the paths,
/// all at once, when what was posted has arrived; that may wait for some seconds.
pub struct Mesh {
    room: Room,
    client: Client,
    ways: Arc<Ways>,
    notes: Sender<Note>,
    stir: Sender<()>,
    arrivals: Receiver<Arrival>,
    questions: VecDeque<SequenceId>,
    thread: Option<JoinHandle<()>>,
}

/// What comes over the paths, and of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// A member says something. It has no number of the room's, and the server has not seen it.
    Post {
        /// Who: the member to whom the path leads.
        member: MemberId,
        /// What they are called in the room, whatever they call themselves on the path.
        pseudo: String,
        /// What.
        content: Content,
    },
    /// There is a path to a member.
    PathOpened {
        /// To whom.
        member: MemberId,
        /// What they are called.
        pseudo: String,
        /// How the bytes go.
        path: Path,
    },
    /// A path is no more.
    PathClosed {
        /// To whom it led.
        member: MemberId,
        /// What they were called.
        pseudo: String,
        /// Whether it broke, or the member allows it no longer: what was on its way is lost, and it is
        /// asked for again. Otherwise it was closed here, as the member or the room has changed.
        lost: bool,
    },
    /// So many of these are missing here: they were not read in time.
    Missed(u64),
}

/// Which way a post went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// To so many members, and not to the server. No event follows.
    ToPeers {
        /// How many.
        count: usize,
    },
    /// To the server, as [`Room::post`] does it, under this number.
    ThroughServer(ClientNumber),
}

/// A path to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeshPath {
    /// To whom.
    pub member: MemberId,
    /// How the bytes go.
    pub path: Path,
    /// What the two may compare.
    pub code: Code,
}

/// How a mesh stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeshState {
    /// Whether the room says that its posts may go from peer to peer, and the server introduces.
    pub allowed: bool,
    /// Whether there are more members than [`MAX_MEMBERS`].
    pub too_many: bool,
    /// The paths that there are, by member.
    pub paths: Vec<MeshPath>,
    /// The other members to whom there is none.
    pub missing: Vec<Member>,
}

impl MeshState {
    /// Whether posts go from peer to peer now.
    pub fn is_whole(&self) -> bool {
        self.allowed && self.missing.is_empty() && !self.paths.is_empty()
    }
}

impl Mesh {
    /// Allows it in a room, from now on. Where the room doesn't say so, it waits until it does.
    ///
    /// [`MeetOptions::relay`] is best switched off: a path through the server takes up two of the streams
    /// that it has for all, and spares it nothing; it only keeps the posts from it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn new(client: &Client, room: &Room, options: MeetOptions) -> Result<Self, ClientError> {
        let (notes, told) = bounded(NOTES);
        let (stir, stirred) = bounded(1);
        let (outlet, arrivals) = bounded(ARRIVALS);
        let ways = Arc::new(Ways::default());
        let keeper = Keeper::new(
            (client.second_hand(), room.clone(), options),
            Arc::clone(&ways),
            (notes.clone(), stir.clone(), outlet),
        );
        let thread = Builder::new().name("salon-mesh".into());
        let thread = thread
            .spawn(move || keeper.run(&told, &stirred))
            .map_err(|error| ClientError::System { cause: error.to_string() })?;
        Ok(Self {
            room: room.clone(),
            client: client.second_hand(),
            ways,
            notes,
            stir,
            arrivals,
            questions: VecDeque::new(),
            thread: Some(thread),
        })
    }

    /// The room.
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Looks at an event of the client's; every one must pass here. Whether it was of the mesh's own
    /// business, and need not be shown. It doesn't wait for anything.
    pub fn handle(&mut self, event: &Event) -> bool {
        match event {
            Event::Opened { sequence, .. }
                if consent::asked_for_room(sequence) == Some(self.room.id()) =>
            {
                self.questions.truncate(QUESTIONS - 1);
                self.questions.push_front(sequence.id);
                if sequence.asked {
                    self.note(Note::Asked(sequence.opener, sequence.id));
                }
                true
            }
            Event::Answered { sequence, .. } => self.questions.contains(sequence),
            Event::Resolved { sequence, outcome, .. } if self.questions.contains(sequence) => {
                self.note(Note::Resolved(*sequence, *outcome));
                if *outcome != Outcome::Completed {
                    self.forget(*sequence);
                }
                true
            }
            Event::Introduced { introduction, .. } => {
                let question = SequenceId(introduction.id.0);
                let known = self.questions.contains(&question);
                if known {
                    self.note(Note::Introduced(introduction.clone()));
                    self.forget(question);
                }
                known
            }
            _ => {
                if *event == Event::Fresh {
                    self.questions.clear();
                }
                if self.concerns(event) {
                    // Where one waits already, it is as good.
                    let _ = self.stir.try_send(());
                }
                false
            }
        }
    }

    /// Posts a text: from peer to peer if there is a path to every other member of the room, through
    /// the server otherwise, and while one of them is behind with its receipts. A member whose path
    /// breaks at that moment misses it, as [`Arrival::PathClosed`] says then.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn post(&self, text: &str) -> Result<Posted, ClientError> {
        self.post_bytes(TEXT, text.as_bytes())
    }

    /// As [`Mesh::post`], with bytes of any content type.
    ///
    /// # Errors
    /// As [`Room::post_bytes`].
    pub fn post_bytes(&self, content_type: &str, bytes: &[u8]) -> Result<Posted, ClientError> {
        let ways = self.ways_to_all();
        // Nobody at the end of a path makes the application wait for them.
        let ways = ways.filter(|ways| ways.iter().all(|way| way.takes(bytes.len(), UNRECEIPTED)));
        let went = |way: &Room| match way.post_bytes_now(content_type, bytes) {
            Ok(_) => true,
            Err(error) => {
                tracing::debug!(%error, "not over this path");
                false
            }
        };
        match ways.into_iter().flatten().filter(went).count() {
            0 => self.room.post_bytes(content_type, bytes).map(Posted::ThroughServer),
            count => Ok(Posted::ToPeers { count }),
        }
    }

    /// How it stands now.
    pub fn state(&self) -> MeshState {
        let paths = self.ways.paths();
        let mut missing = self.others();
        let too_many = missing.len() >= MAX_MEMBERS;
        missing.retain(|member| paths.iter().all(|path| path.member != member.id));
        MeshState { allowed: self.is_allowed(), too_many, paths, missing }
    }

    /// What comes over the paths, and of them. Read it all the time: see [`Arrival::Missed`].
    pub fn arrivals(&self) -> &Receiver<Arrival> {
        &self.arrivals
    }

    /// The ways to everybody else in the room, if there is one to each.
    fn ways_to_all(&self) -> Option<Vec<Room>> {
        // Where there can't be, as in a large room, nobody's list is copied.
        let some_are_missing = self.room.count() > self.ways.count() + 1;
        if some_are_missing || !self.is_allowed() || !self.client.is_online() {
            return None;
        }
        self.ways.to_all(&self.others())
    }

    fn is_allowed(&self) -> bool {
        keeper::is_allowed(&self.client, &self.room)
    }

    fn others(&self) -> Vec<Member> {
        keeper::others(&self.client, &self.room)
    }

    fn forget(&mut self, question: SequenceId) {
        self.questions.retain(|known| *known != question);
    }

    fn note(&self, note: Note) {
        if self.notes.try_send(note).is_err() {
            tracing::debug!("a mesh has more to do than it may");
        }
    }

    /// Whether it tells of who is in the room, what the room says, or which session this is.
    fn concerns(&self, event: &Event) -> bool {
        match event {
            Event::Joined { room, .. }
            | Event::Left { room, .. }
            | Event::RoomChanged { room, .. }
            | Event::MembersRefreshed { room }
            | Event::Gap { room, .. } => *room == self.room.id(),
            Event::RoomClosed { .. } | Event::KeptOut { .. } | Event::Fresh | Event::Resumed => {
                true
            }
            _ => false,
        }
    }
}

impl Drop for Mesh {
    fn drop(&mut self) {
        // Unlike other notes this one must not be lost; the thread takes them one by one.
        let told = self.notes.send(Note::Stop).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| told)
            && thread.join().is_err()
        {
            tracing::error!("the thread of a mesh had panicked");
        }
    }
}
