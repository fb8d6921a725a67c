//! A room that the client is in.

use super::error::ClientError;
use super::outgoing::{Draft, Target};
use super::payload::Payload;
use super::rooms::RoomHandle;
use super::sequences::{self, OpenSequence, Opening, Sequence};
use super::shared::Shared;
use super::state::Wish;
use crate::proto::body::{PackedBody, TEXT};
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{ClientNumber, Correlation, MemberId, RoomId};
use crate::proto::limits::MAX_LATEST_BODY;
use crate::proto::message::{Latest, Leave, Member, Message, Place};
use crate::proto::name::Pseudo;
use std::sync::Arc;

/// A room, as [`Client::join`](super::Client::join) gives it. Clones speak of the same one. It stays
/// valid over lost connections and new sessions; once the room is left or closed, posting to it is
/// refused with `NotInRoom`.
#[derive(Clone)]
pub struct Room {
    pub(super) shared: Arc<Shared>,
    pub(super) handle: Arc<RoomHandle>,
}

impl Room {
    /// Its id, which events carry. A new session may change it ([`Event::Fresh`](super::Event::Fresh)).
    pub fn id(&self) -> RoomId {
        self.handle.id()
    }

    /// Its name as the host wrote it. The host may change it
    /// ([`Event::RoomChanged`](super::Event::RoomChanged)).
    pub fn name(&self) -> String {
        self.handle.name()
    }

    /// Whether the client is in it now; not while a new session is still about to enter it.
    pub fn is_joined(&self) -> bool {
        self.shared.state().joined_room(&self.handle).is_some()
    }

    /// What it is for; empty once the client is in it no longer.
    pub fn topic(&self) -> String {
        let state = self.shared.state();
        state.joined_room(&self.handle).map_or_else(String::new, |room| room.topic.clone())
    }

    /// Whether its posts may go from peer to peer, past the server, among members who allow it
    /// (`PROTOCOL.md`, "Posts from peer to peer"); no once the client is in it no longer. After a
    /// [`Event::Gap`](super::Event::Gap) it is known again with the members.
    pub fn peer_posts(&self) -> bool {
        let state = self.shared.state();
        state.joined_room(&self.handle).is_some_and(|room| room.peer_posts)
    }

    /// Everybody who is in it now, this client too, by id: those who were there on entering, and
    /// every change since. After a [`Event::Gap`](super::Event::Gap) of the server's it is fetched
    /// again, and exact from [`Event::MembersRefreshed`](super::Event::MembersRefreshed) on. Empty once the client is in the room no longer.
    pub fn members(&self) -> Vec<Member> {
        let state = self.shared.state();
        state.joined_room(&self.handle).map_or_else(Vec::new, |room| room.members())
    }

    /// How many of [`Room::members`] there are.
    pub(crate) fn count(&self) -> usize {
        self.shared.state().joined_room(&self.handle).map_or(0, |room| room.count())
    }

    /// What one of [`Room::members`] is called.
    pub(crate) fn pseudo_of(&self, member: MemberId) -> Option<String> {
        let state = self.shared.state();
        state.joined_room(&self.handle)?.pseudo_of(member).map(Pseudo::to_string)
    }

    /// Sends a text and doesn't wait. What becomes of it is an event:
    /// [`Posted`](super::Event::Posted) by this client, [`Acknowledged`](super::Event::Acknowledged)
    /// or [`Refused`](super::Event::Refused), with this number. It is kept and sent again over lost
    /// connections until then.
    ///
    /// # Errors
    /// It is over a limit, the client isn't in the room, the session is over, or 1024 posts without
    /// a receipt leave it no place within the request timeout.
    pub fn post(&self, text: &str) -> Result<ClientNumber, ClientError> {
        self.post_bytes(TEXT, text.as_bytes())
    }

    /// As [`Room::post`], and waits for the receipt: where it stands.
    ///
    /// # Errors
    /// As [`Room::post`]; or it was refused; or no receipt came in time, and it may still come.
    pub fn post_and_wait(&self, text: &str) -> Result<Place, ClientError> {
        self.shared.post_and_wait(self.draft(TEXT, text.as_bytes())?)
    }

    /// Sends a typed message, as [`Room::post`] does a text.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn send<T: Payload>(&self, message: &T) -> Result<ClientNumber, ClientError> {
        self.post_bytes(T::CONTENT_TYPE, &message.to_bytes())
    }

    /// As [`Room::send`], and waits for the receipt.
    ///
    /// # Errors
    /// As [`Room::post_and_wait`].
    pub fn send_and_wait<T: Payload>(&self, message: &T) -> Result<Place, ClientError> {
        self.shared.post_and_wait(self.draft(T::CONTENT_TYPE, &message.to_bytes())?)
    }

    /// Sends bytes of any content type, as [`Room::post`] does a text.
    ///
    /// # Errors
    /// As [`Room::post`]; or the content type is not 1 to 64 visible ASCII characters.
    pub fn post_bytes(
        &self,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<ClientNumber, ClientError> {
        self.shared.post(self.draft(content_type, bytes)?)
    }

    /// As [`Room::post_bytes`], and waits for no place: [`Room::takes`] tells whether there is one.
    pub(crate) fn post_bytes_now(
        &self,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<ClientNumber, ClientError> {
        self.shared.post_now(self.draft(content_type, bytes)?)
    }

    /// Whether the posts without a receipt leave place for one of so many bytes, and have no more bytes
    /// than that together.
    pub(crate) fn takes(&self, bytes: usize, together: usize) -> bool {
        self.shared.state().outgoing.takes(bytes, together)
    }

    /// Says to everybody else in the room what only the newest of counts: a cursor, a level. It
    /// replaces what this client said before under `key`; it has no receipt, is not kept for who comes
    /// later, and is lost with a connection: say it again then. For others it is an
    /// [`Event::Newest`](super::Event::Newest). As often as one likes: what comes faster than the
    /// server hands on is replaced.
    ///
    /// # Errors
    /// It has more than [`MAX_LATEST_BODY`] bytes, the client isn't in the room, there is no
    /// connection, or the server doesn't know such messages.
    pub fn latest<T: Payload>(&self, key: u32, message: &T) -> Result<(), ClientError> {
        self.latest_bytes(key, T::CONTENT_TYPE, &message.to_bytes())
    }

    /// As [`Room::latest`], with bytes of any content type.
    ///
    /// # Errors
    /// As [`Room::latest`]; or the content type is not 1 to 64 visible ASCII characters.
    pub fn latest_bytes(
        &self,
        key: u32,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<(), ClientError> {
        let packed = PackedBody::pack(content_type, bytes)?;
        let body = packed.as_body().up_to(MAX_LATEST_BODY)?;
        self.shared.say(|state| {
            state.check_latest(&self.handle)?;
            Ok(Latest { room: self.id(), key, body }.to_frame(Correlation(0)))
        })
    }

    /// Opens a sequence here; waits until it is open. It is kept and sent again over lost connections, as
    /// posts are.
    ///
    /// # Errors
    /// One that is open blocks it ([`ErrorCode::Blocked`]), nobody is there to be asked, there are too
    /// many, something of it is out of range, or the client isn't in the room; or nothing came in time,
    /// and it may still be opened.
    pub fn open<T: Payload>(&self, opening: Opening, payload: &T) -> Result<Sequence, ClientError> {
        let room = Some(&self.handle);
        sequences::open(&self.shared, room, opening, T::CONTENT_TYPE, &payload.to_bytes())
    }

    /// As [`Room::open`], with bytes of any content type.
    ///
    /// # Errors
    /// As [`Room::open`]; or the content type is not 1 to 64 visible ASCII characters.
    pub fn open_bytes(
        &self,
        opening: Opening,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Sequence, ClientError> {
        sequences::open(&self.shared, Some(&self.handle), opening, content_type, bytes)
    }

    /// The sequences that are open here, by id.
    pub fn open_sequences(&self) -> Vec<OpenSequence> {
        let state = self.shared.state();
        state.sequences.of_room(self.id()).map(|known| known.info.clone()).collect()
    }

    /// Leaves it. No event of the room comes after that.
    ///
    /// # Errors
    /// There is no connection, or the client isn't in the room.
    pub fn leave(&self) -> Result<(), ClientError> {
        if !self.shared.state().is_in(&self.handle) {
            return Err(ClientError::refused(ErrorCode::NotInRoom));
        }
        let room = self.id();
        self.shared.request(|waiter| Wish::Leave(room, waiter), &Leave { room })
    }

    pub(super) fn draft(&self, content_type: &str, bytes: &[u8]) -> Result<Draft, ClientError> {
        let body = PackedBody::pack(content_type, bytes)?;
        Ok(Draft { target: Target::Room(self.handle.clone()), body, waiter: None })
    }
}
