//! What happens, as the application reads it.

use super::content::Content;
use super::error::ClientError;
use super::introduction::Introduction;
use super::sequences::OpenSequence;
use super::stream::StreamOffer;
use crate::proto::error_code::{ByeReason, LeaveCause, NoticeScope, Outcome, Reaction, StreamEnd};
use crate::proto::ids::{ClientNumber, MemberId, Number, RoomId, SequenceId, StreamId, UnixMillis};
use crate::proto::message::{Place, Tally};
use std::time::Duration;

/// Something that happened. Events of one room come in the order of their numbers, each once; what
/// is missing is named by a [`Event::Gap`]. Room [`RoomId::INBOX`] stands for the whole server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Somebody posted to a room; for a post of one's own, this is the receipt.
    Posted {
        /// The room.
        room: RoomId,
        /// Its number and time.
        place: Place,
        /// Who said it.
        author: MemberId,
        /// What they were called then.
        pseudo: String,
        /// The author's own number for it.
        client_number: ClientNumber,
        /// What they said.
        content: Content,
    },
    /// A direct message, to this client or (the receipt) from it.
    Directed {
        /// Its number in the inbox, and its time.
        place: Place,
        /// Who said it.
        author: MemberId,
        /// What they were called then.
        pseudo: String,
        /// To whom.
        to: MemberId,
        /// What the receiver was called then.
        to_pseudo: String,
        /// The author's own number for it.
        client_number: ClientNumber,
        /// What they said.
        content: Content,
    },
    /// The newest of somebody's values ([`Room::latest`](super::Room::latest)). Older ones that were
    /// not read yet are gone, and so are those of somebody who has left.
    Newest {
        /// The room.
        room: RoomId,
        /// Whose it is.
        author: MemberId,
        /// What they were called when they said it.
        pseudo: String,
        /// Which of the author's values.
        key: u32,
        /// When the server took it.
        time: UnixMillis,
        /// The value.
        content: Content,
    },
    /// Somebody came into a room, or to the server.
    Joined {
        /// The room, or the inbox for the server.
        room: RoomId,
        /// Its number and time.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they are called.
        pseudo: String,
    },
    /// Somebody is gone from a room, or from the server.
    Left {
        /// The room, or the inbox for the server.
        room: RoomId,
        /// Its number and time.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they were called.
        pseudo: String,
        /// How they came to be gone.
        cause: LeaveCause,
        /// The host's words at a kick, or nothing.
        reason: String,
    },
    /// Somebody has another pseudo, perhaps this client itself.
    Renamed {
        /// The room, or the inbox for the server.
        room: RoomId,
        /// Its number and time.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they were called.
        old: String,
        /// What they are called now.
        new: String,
    },
    /// The host gave this room another name, topic or rule for its posts.
    RoomChanged {
        /// The room.
        room: RoomId,
        /// Its number and time; none where it was among what a [`Event::Gap`] names, and was learned
        /// from the list of rooms.
        place: Option<Place>,
        /// What it was called.
        old: String,
        /// What it is called now; [`Room::name`](super::Room::name) says so, too.
        name: String,
        /// What it is for now; may be empty.
        topic: String,
        /// Whether its posts may go from peer to peer from now on, where that is what changed.
        /// [`Room::peer_posts`](super::Room::peer_posts) says it, too.
        peer_posts: Option<bool>,
    },
    /// The host closed this room; the client is in it no longer.
    RoomClosed {
        /// The room. After [`Event::Fresh`] its id may be another room's: then the name counts.
        room: RoomId,
        /// What it was called.
        name: String,
        /// Its number and time, where it was closed before the client's eyes.
        place: Option<Place>,
        /// The host's words, or nothing.
        reason: String,
    },
    /// A room could not be entered again in a new session ([`Event::Fresh`], which comes before):
    /// the client is in it no longer.
    KeptOut {
        /// What it was called. Its id was the old session's.
        name: String,
        /// Why.
        error: ClientError,
    },
    /// The host speaks. Show it so that it can't be overlooked.
    Notice {
        /// The room, or the inbox.
        room: RoomId,
        /// Whom it is for.
        scope: NoticeScope,
        /// Its number and time.
        place: Place,
        /// The host's words.
        text: String,
    },
    /// A sequence is open: something that this client, or others, are to finish.
    Opened {
        /// The room, or the inbox for one toward members.
        room: RoomId,
        /// Its number and time; `None` for one that was open on entering, or whose own event was missed.
        place: Option<Place>,
        /// What it is; [`OpenSequence::asked`] says whether this client is waited for.
        sequence: OpenSequence,
    },
    /// One less is waited for.
    Answered {
        /// The room, or the inbox.
        room: RoomId,
        /// Its number and time.
        place: Place,
        /// Of which sequence.
        sequence: SequenceId,
        /// Who.
        member: MemberId,
        /// What they are called.
        pseudo: String,
        /// What they did.
        how: Reaction,
        /// Their words, where they declined; or nothing.
        reason: String,
        /// How all stand now.
        tally: Tally,
        /// What they answered; nothing where they didn't.
        content: Content,
    },
    /// A sequence is over.
    Resolved {
        /// The room, or the inbox.
        room: RoomId,
        /// Its number and time; `None` where its own event was missed.
        place: Option<Place>,
        /// Which.
        sequence: SequenceId,
        /// Its kind; empty where its opening was missed.
        kind: String,
        /// How; [`Outcome::Unknown`] where that was missed.
        outcome: Outcome,
        /// Why it was cancelled, or nothing.
        reason: String,
        /// How all stood in the end.
        tally: Tally,
    },
    /// Somebody wants to send a stream: [`Client::receive_stream`](super::Client::receive_stream).
    StreamOffered {
        /// Its number in the inbox, and its time.
        place: Place,
        /// What it is.
        offer: StreamOffer,
    },
    /// A stream that this client sent or received is over.
    StreamEnded {
        /// Its number in the inbox, and its time.
        place: Place,
        /// Which.
        stream: StreamId,
        /// How.
        how: StreamEnd,
        /// Up to where bytes were passed on.
        reached: u64,
        /// Why, in the words of the one who cancelled it; or nothing.
        reason: String,
    },
    /// The server introduces this client to another one, as both have agreed:
    /// [`peer::meet`](crate::peer::meet) is next.
    Introduced {
        /// Its number in the inbox, and its time.
        place: Place,
        /// To whom, and how.
        introduction: Introduction,
    },
    /// These events of a room are missing: the server no longer has them, they could not be read,
    /// or [`Options::event_capacity`](super::Options::event_capacity) were waiting already.
    Gap {
        /// The room, or the inbox.
        room: RoomId,
        /// The first that is missing.
        first: Number,
        /// The last that is missing.
        last: Number,
    },
    /// The list of members of a room had to be fetched again, after a [`Event::Gap`] or in a new
    /// session, and is whole now: [`Room::members`](super::Room::members) is exact again.
    MembersRefreshed {
        /// The room.
        room: RoomId,
    },
    /// A post had arrived before the connection was lost, and its own event is lost: this is its
    /// receipt.
    Acknowledged {
        /// The client's own number for it.
        client_number: ClientNumber,
        /// Where it stands.
        place: Place,
    },
    /// A post was not accepted, or nobody knows ([`ClientError::Unconfirmed`]).
    Refused {
        /// The client's own number for it.
        client_number: ClientNumber,
        /// Why.
        error: ClientError,
    },
    /// The connection is lost, or could not be taken up again.
    Disconnected {
        /// Why.
        error: ClientError,
        /// When the next attempt follows; `None` where none does, and events end here.
        retry_in: Option<Duration>,
    },
    /// The session goes on. What was missed follows.
    Resumed,
    /// The old session was over. A new one has begun: another member id, the rooms have been entered
    /// anew and may have other ids ([`Room::id`](super::Room::id)), numbers begin anew.
    Fresh,
    /// The session is over by somebody's will. The last event.
    Ended {
        /// Why.
        reason: ByeReason,
        /// The host's words, or nothing.
        text: String,
    },
}

impl Event {
    /// The numbers that it stands for in a room, where it stands there.
    pub(super) fn numbers(&self) -> Option<(RoomId, Number, Number)> {
        match self {
            Self::Gap { room, first, last } => Some((*room, *first, *last)),
            Self::Posted { place, .. }
            | Self::Directed { place, .. }
            | Self::Joined { place, .. }
            | Self::Left { place, .. }
            | Self::Renamed { place, .. }
            | Self::Notice { place, .. }
            | Self::StreamOffered { place, .. }
            | Self::StreamEnded { place, .. }
            | Self::Introduced { place, .. }
            | Self::RoomChanged { place: Some(place), .. }
            | Self::Answered { place, .. }
            | Self::Opened { place: Some(place), .. }
            | Self::Resolved { place: Some(place), .. }
            | Self::RoomClosed { place: Some(place), .. } => {
                Some((place.room, place.number, place.number))
            }
            _ => None,
        }
    }

    /// About how many bytes it keeps.
    pub(super) fn size(&self) -> usize {
        let more = match self {
            Self::Posted { content, .. }
            | Self::Directed { content, .. }
            | Self::Answered { content, .. } => content.bytes.len(),
            Self::Opened { sequence, .. } => sequence.content.bytes.len(),
            Self::Notice { text, .. } => text.len(),
            _ => 0,
        };
        size_of::<Self>() + more
    }
}
