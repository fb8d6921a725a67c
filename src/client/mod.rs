//! The blocking client: a connection, rooms, posts, and what happens there as a queue of events.
//!
//! ```no_run
//! use salon::client::{Client, Event, Options};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::connect(&"salon://10.0.0.7/lobby".parse()?, Options::new("Ada"))?;
//! let room = client.join("lobby")?;
//! println!("{} are here", room.members().len());
//! room.post("Hello!")?;
//! for event in client.events() {
//!     if let Event::Posted { pseudo, content, .. } = event {
//!         println!("{pseudo}: {}", content.text().unwrap_or("(not a text)"));
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! - A client has one thread of its own, which reads, keeps the heartbeat and reconnects. Everything
//!   else runs on the caller's thread. Calls that ask something wait for its answer, for
//!   [`Options::request_timeout`] at most.
//! - Events come in order and once each. What is missing is named by [`Event::Gap`], whether the
//!   server no longer had it or the application didn't read: the queue holds
//!   [`Options::event_capacity`] events, never makes the client's thread wait, and keeps of what is too
//!   much only its numbers.
//! - [`Room::members`] is exact: the members on entering, and each change since. After a gap it is
//!   again from [`Event::MembersRefreshed`] on.
//! - Posts without a receipt (1024 at most) are kept, and sent again after a lost connection. The
//!   server recognises what it had already, so that nothing is said twice.
//! - A lost connection is taken up again, after pauses that grow to 10 s. Either the session goes on
//!   ([`Event::Resumed`], what was missed follows), or it was over and a new one begins
//!   ([`Event::Fresh`], the rooms are entered anew).
//! - [`Client::call`] asks one of the server's services. A call is never repeated: where the connection
//!   is lost before the answer, the error says that its outcome is unknown ([`CallError::Unknown`]).

mod call;
mod content;
mod dial;
mod dispatch;
mod driven;
mod error;
mod event;
mod events;
mod handshake;
mod introduction;
mod link;
mod names;
mod options;
mod outgoing;
mod pace;
mod payload;
mod reader;
mod replies;
mod room;
mod rooms;
mod sequences;
mod session;
mod shared;
mod socket;
mod state;
mod stream;
mod wire;

pub use self::call::{CallError, CallRequest, PendingCall, Schema};
pub use self::content::Content;
pub use self::dial::Dialer;
pub use self::driven::{Answer, Driven, Underway};
pub use self::error::ClientError;
pub use self::event::Event;
pub use self::events::Events;
pub use self::introduction::Introduction;
pub(crate) use self::introduction::{Word, prove};
pub use self::link::{Link, LinkError};
pub use self::options::Options;
pub use self::payload::{Payload, PayloadError, PayloadField};
pub use self::reader::Wait;
pub use self::room::Room;
pub use self::sequences::{OpenSequence, Opening, Resolution, Sequence, SequenceAnswer};
pub use self::socket::Socket;
pub use self::stream::{
    Handle as StreamHandle, PendingSend, ReceiveStream, Received, SendStream, StreamError,
    StreamOffer, StreamOpening, Ticket,
};
pub use self::wire::Stream;
pub use crate::proto::failure::Failure;
pub use crate::proto::message::{Member, MethodInfo, Place, RoomInfo, ServiceInfo, Welcome};

use self::outgoing::{Draft, Target};
use self::reader::ReaderThread;
use self::shared::Shared;
use self::state::{Phase, State, Wish};
use crate::clock::Clock;
use crate::proto::body::{PackedBody, TEXT};
use crate::proto::error_code::{ByeReason, ErrorCode};
use crate::proto::header::Capabilities;
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use crate::proto::limits::MAX_NAME_BYTES;
use crate::proto::message::{Join, ListMembers, ListRooms, PseudoWish};
use crossbeam_channel::RecvTimeoutError;
use std::sync::Arc;

/// A connected client. All of it can be used from several threads at once. Dropping it closes the
/// connection without a word, and the others see it as lost; [`Client::bye`] is the polite way.
pub struct Client {
    shared: Arc<Shared>,
    reader: Option<ReaderThread>,
    /// Whether the connection ends with this handle.
    owns: bool,
}

impl Client {
    /// Connects, says hello and takes the pseudo. The room of `link` is not entered by this.
    ///
    /// # Errors
    /// There is no Salon server at that address, or it refused: the pseudo is taken or can't be one,
    /// the server is full, somebody is banned.
    pub fn connect(link: &Link, options: Options) -> Result<Self, ClientError> {
        Self::connect_by(Arc::new(link.clone()), options)
    }

    /// As [`Client::connect`], over connections that `dialer` makes.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn connect_by(dialer: Arc<dyn Dialer>, options: Options) -> Result<Self, ClientError> {
        let clock = Clock::start();
        let (inlet, opened) = handshake::open(&*dialer, &options, &clock)?;
        let state = State::begin(opened)?;
        let shared = Arc::new(Shared::new(dialer, options, clock, state));
        let reader = reader::spawn(shared.clone(), inlet)
            .map_err(|error| ClientError::System { cause: error.to_string() })?;
        Ok(Self { shared, reader: Some(reader), owns: true })
    }

    /// Another handle on this client, for a thread of its own. Dropping it closes nothing.
    pub fn second_hand(&self) -> Self {
        Self { shared: self.shared.clone(), reader: None, owns: false }
    }

    /// Who this client is in this session.
    pub fn member(&self) -> MemberId {
        self.shared.state().member
    }

    /// What it is called, as others see it.
    pub fn pseudo(&self) -> String {
        self.shared.state().pseudo.to_string()
    }

    /// Which session this is: 1, and one more with each [`Event::Fresh`]. Ids of members, rooms, sequences
    /// and streams mean something within one only.
    pub fn session(&self) -> u64 {
        self.shared.state().session
    }

    /// Where the server is: `HOST:PORT`, or a name where it is reached otherwise.
    pub fn address(&self) -> String {
        self.shared.dialer.address()
    }

    /// What the server said of itself and its limits.
    pub fn welcome(&self) -> Welcome {
        self.shared.state().welcome.clone()
    }

    /// What the server is able to do.
    pub fn capabilities(&self) -> Capabilities {
        self.shared.state().capabilities
    }

    /// Whether there is a connection now.
    pub fn is_online(&self) -> bool {
        self.shared.state().check_online().is_ok()
    }

    /// All rooms of the server, by name.
    ///
    /// # Errors
    /// There is no connection, or no answer in time.
    pub fn rooms(&self) -> Result<Vec<RoomInfo>, ClientError> {
        let mut rooms: Vec<RoomInfo> = Vec::new();
        loop {
            let after = rooms.last().map_or("", |room| room.name.as_str()).into();
            let page = self.shared.request(Wish::Rooms, &ListRooms { after })?;
            let goes_on = page.rooms.first().map(|room| &room.name) > rooms.last().map(|r| &r.name);
            rooms.extend(page.rooms);
            if !(page.more && goes_on) {
                return Ok(rooms);
            }
        }
    }

    /// Everybody on the server, by id, as they were while this was asked.
    ///
    /// # Errors
    /// There is no connection, or no answer in time.
    pub fn people(&self) -> Result<Vec<Member>, ClientError> {
        let mut people: Vec<Member> = Vec::new();
        loop {
            let after = people.last().map_or(MemberId(0), |member| member.id);
            let ask = ListMembers { room: RoomId::INBOX, after };
            let page = self.shared.request(Wish::Members, &ask)?;
            let goes_on = page.members.first().is_some_and(|member| member.id > after);
            people.extend(page.members);
            if !(page.more && goes_on) {
                return Ok(people);
            }
        }
    }

    /// Enters a room; returns once its list of members is whole. A room that the client is in already
    /// is given at once.
    ///
    /// # Errors
    /// There is no such room, no connection, or no answer in time.
    pub fn join(&self, name: &str) -> Result<Room, ClientError> {
        let room = |handle| Room { shared: self.shared.clone(), handle };
        let known = || self.shared.state().room_named(name);
        if let Some(handle) = known() {
            return Ok(room(handle));
        }
        match self.shared.request(Wish::Join, &Join { name: name.into() }) {
            Ok(handle) => Ok(room(handle)),
            // Another thread was faster.
            Err(error) if error.code() == Some(ErrorCode::AlreadyInRoom) => {
                known().map(room).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Sends a text to whoever bears `pseudo`, and doesn't wait. The receipt is
    /// [`Event::Directed`] by this client, as [`Room::post`] says for rooms.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn direct(&self, pseudo: &str, text: &str) -> Result<ClientNumber, ClientError> {
        self.shared.post(direct(pseudo, TEXT, text.as_bytes())?)
    }

    /// As [`Client::direct`], and waits for the receipt. Its place is in this client's inbox.
    ///
    /// # Errors
    /// As [`Room::post_and_wait`]; or nobody bears the pseudo.
    pub fn direct_and_wait(&self, pseudo: &str, text: &str) -> Result<Place, ClientError> {
        self.shared.post_and_wait(direct(pseudo, TEXT, text.as_bytes())?)
    }

    /// Sends a typed message to whoever bears `pseudo`, and doesn't wait.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn send_direct<T: Payload>(
        &self,
        pseudo: &str,
        message: &T,
    ) -> Result<ClientNumber, ClientError> {
        self.shared.post(direct(pseudo, T::CONTENT_TYPE, &message.to_bytes())?)
    }

    /// Sends bytes of any content type to whoever bears `pseudo`, and doesn't wait.
    ///
    /// # Errors
    /// As [`Room::post_bytes`].
    pub fn direct_bytes(
        &self,
        pseudo: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<ClientNumber, ClientError> {
        self.shared.post(direct(pseudo, content_type, bytes)?)
    }

    /// Opens a sequence toward members wherever they are, named in [`Opening::audience`]; waits until it
    /// is open.
    ///
    /// # Errors
    /// As [`Room::open`].
    pub fn open<T: Payload>(&self, opening: Opening, payload: &T) -> Result<Sequence, ClientError> {
        sequences::open(&self.shared, None, opening, T::CONTENT_TYPE, &payload.to_bytes())
    }

    /// The open sequences of a room, or with [`RoomId::INBOX`] those toward members that concern this
    /// client, by id. As events tell them; after a gap, as the server lists them.
    pub fn open_sequences(&self, room: RoomId) -> Vec<OpenSequence> {
        self.shared.state().sequences.of_room(room).map(|known| known.info.clone()).collect()
    }

    /// Answers a sequence. What others answer, and how it ends, are events.
    ///
    /// # Errors
    /// It is over, this client isn't asked or has answered; the answer is over a limit; or there is no
    /// connection.
    pub fn answer<T: Payload>(&self, sequence: SequenceId, answer: &T) -> Result<(), ClientError> {
        self.answer_bytes(sequence, T::CONTENT_TYPE, &answer.to_bytes())
    }

    /// As [`Client::answer`], with bytes of any content type.
    ///
    /// # Errors
    /// As [`Client::answer`]; or the content type is not 1 to 64 visible ASCII characters.
    pub fn answer_bytes(
        &self,
        sequence: SequenceId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<(), ClientError> {
        self.shared.answer_sequence(sequence, content_type, bytes)
    }

    /// Says that this client won't take part in a sequence, with a reason or "".
    ///
    /// # Errors
    /// It is over, this client isn't asked or has answered, or there is no connection.
    pub fn decline(&self, sequence: SequenceId, reason: &str) -> Result<(), ClientError> {
        self.shared.decline(sequence, reason)
    }

    /// Takes back a sequence that this client has opened, as [`Sequence::cancel`] does.
    ///
    /// # Errors
    /// It is over, or somebody else's, or there is no connection.
    pub fn cancel(&self, sequence: SequenceId, reason: &str) -> Result<(), ClientError> {
        self.shared.cancel(sequence, reason)
    }

    /// Takes another pseudo.
    ///
    /// # Errors
    /// It is taken or can't be one, or there is no connection. The old one stays.
    pub fn rename(&self, pseudo: &str) -> Result<(), ClientError> {
        self.shared.request(Wish::Rename, &PseudoWish { pseudo: pseudo.into() })
    }

    /// What happens. Read it all the time: see [`Event::Gap`].
    pub fn events(&self) -> &Events {
        &self.shared.events
    }

    /// Waits until every post has its receipt or was refused, as long as some do within each
    /// request timeout.
    ///
    /// # Errors
    /// Nothing came in time, or the session is over.
    pub fn flush(&self) -> Result<(), ClientError> {
        self.shared.flush()
    }

    /// While the connection is lost: tries again now, and not after the pause.
    pub fn reconnect_now(&self) {
        self.shared.poke();
    }

    /// Says goodbye and waits until the server has. Posts without a receipt may be lost:
    /// [`Client::flush`] before it.
    ///
    /// # Errors
    /// There is no connection, or the server did not answer in time. It is closed all the same.
    pub fn bye(mut self) -> Result<(), ClientError> {
        self.shared.say_bye()?;
        let Some(reader) = self.reader.take() else { return Ok(()) };
        let after = self.shared.options.request_timeout;
        if reader.ended.recv_timeout(after) == Err(RecvTimeoutError::Timeout) {
            return Err(ClientError::Timeout { what: "Saying goodbye", after });
        }
        // The thread has ended: this doesn't wait. Had it panicked, its state says that it is over.
        drop(reader.thread.join());
        match &self.shared.state().phase {
            Phase::Over(ClientError::Ended(ByeReason::Leaving, _)) => Ok(()),
            Phase::Over(error) | Phase::Offline(error) => Err(error.clone()),
            Phase::Online | Phase::Rejoining(_) => Ok(()),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.owns {
            self.shared.close();
        }
    }
}

fn direct(pseudo: &str, content_type: &str, bytes: &[u8]) -> Result<Draft, ClientError> {
    // It would be cut on the wire, and might be somebody else's then.
    if pseudo.len() > MAX_NAME_BYTES {
        return Err(ClientError::refused(ErrorCode::NoSuchMember));
    }
    let body = PackedBody::pack(content_type, bytes)?;
    Ok(Draft { target: Target::Member(pseudo.to_owned()), body, waiter: None })
}
