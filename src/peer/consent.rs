//! Both must wish to meet: one asks, or the host or a service does, and whoever is asked agrees.

use crate::client::{Client, ClientError, Event, OpenSequence, Opening, Payload, Sequence};
use crate::proto::error_code::ErrorCode;
use crate::proto::header::Capabilities;
use crate::proto::ids::{MemberId, RoomId, SequenceId};
use crate::proto::message::PEER;
use std::time::Duration;

/// How long somebody may think about it.
const DEADLINE: Duration = Duration::from_secs(120);

crate::payload! {
    /// What is asked, and what is answered: nothing more than that.
    struct Meeting: "salon/peer" {}
}

crate::payload! {
    /// What is asked for the posts of one room.
    struct ForRoom: "salon/peer-room" { room: u32 }
}

/// Asks a member whether they would speak to this client directly. If they agree, both get
/// [`Event::Introduced`](crate::client::Event::Introduced).
///
/// # Errors
/// They are not there, introductions are switched off, or there is no connection.
pub fn ask(client: &Client, member: MemberId) -> Result<Sequence, ClientError> {
    open(client, member, &Meeting {})
}

/// Asks a member for a path for the posts of a room.
///
/// # Errors
/// As [`ask`]; or the room doesn't say `peer_posts`, or one of the two isn't in it.
pub(super) fn ask_for_room(
    client: &Client,
    member: MemberId,
    room: RoomId,
) -> Result<Sequence, ClientError> {
    open(client, member, &ForRoom { room: room.0 })
}

fn open<T: Payload>(client: &Client, member: MemberId, what: &T) -> Result<Sequence, ClientError> {
    // A server that doesn't know of introductions would pass the question on, and no more.
    if !client.capabilities().has(Capabilities::PEERS) {
        return Err(ClientError::refused(ErrorCode::NotAllowed));
    }
    client.open(Opening::new(PEER).toward([member]).within(DEADLINE), what)
}

/// Whether a sequence asks the person at this client to meet somebody. Its opener is the other, or the
/// server, which asks the other as well. What is asked for a room isn't for people: see
/// [`decline_for_room`].
pub fn is_asked(sequence: &OpenSequence) -> bool {
    sequence.asked && sequence.kind == PEER && asked_for_room(sequence).is_none()
}

/// For the posts of which room a sequence asks somebody to meet, if it does.
pub(super) fn asked_for_room(sequence: &OpenSequence) -> Option<RoomId> {
    let asked = sequence.content.get::<ForRoom>().ok().filter(|_| sequence.kind == PEER)?;
    Some(RoomId(asked.room))
}

/// Declines what a member asks for the posts of a room where this client doesn't allow it: every
/// program that has no [`Mesh`](super::Mesh) there passes its events by here. Whether the event was
/// such a question, and need not be shown. It waits for the server.
///
/// # Errors
/// There is no connection.
pub fn decline_for_room(client: &Client, event: &Event) -> Result<bool, ClientError> {
    match event {
        Event::Opened { sequence, .. } if sequence.asked && asked_for_room(sequence).is_some() => {
            client.decline(sequence.id, "").map(|()| true)
        }
        _ => Ok(false),
    }
}

/// Agrees to meet. [`Client::decline`] is the other answer.
///
/// # Errors
/// It is over already, or there is no connection.
pub fn agree(client: &Client, sequence: &OpenSequence) -> Result<(), ClientError> {
    agree_to(client, sequence.id)
}

/// As [`agree`], by the number of the sequence alone.
pub(super) fn agree_to(client: &Client, question: SequenceId) -> Result<(), ClientError> {
    client.answer(question, &Meeting {})
}
