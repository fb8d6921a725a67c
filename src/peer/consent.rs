//! Both must wish to meet: one asks, or the host or a service does, and whoever is asked agrees.

use crate::client::{Client, ClientError, OpenSequence, Opening, Sequence};
use crate::proto::error_code::ErrorCode;
use crate::proto::header::Capabilities;
use crate::proto::ids::MemberId;
use crate::proto::message::PEER;
use std::time::Duration;

/// How long somebody may think about it.
const DEADLINE: Duration = Duration::from_secs(120);

crate::payload! {
    /// What is asked, and what is answered: nothing more than that.
    struct Meeting: "salon/peer" {}
}

/// Asks a member whether they would speak to this client directly. If they agree, both get
/// [`Event::Introduced`](crate::client::Event::Introduced).
///
/// # Errors
/// They are not there, introductions are switched off, or there is no connection.
pub fn ask(client: &Client, member: MemberId) -> Result<Sequence, ClientError> {
    // A server that doesn't know of introductions would pass the question on, and no more.
    if !client.capabilities().has(Capabilities::PEERS) {
        return Err(ClientError::refused(ErrorCode::NotAllowed));
    }
    client.open(Opening::new(PEER).toward([member]).within(DEADLINE), &Meeting {})
}

/// Whether a sequence asks this client to meet somebody. Its opener is the other, or the server, which
/// asks the other as well.
pub fn is_asked(sequence: &OpenSequence) -> bool {
    sequence.asked && sequence.kind == PEER
}

/// Agrees to meet. [`Client::decline`] is the other answer.
///
/// # Errors
/// It is over already, or there is no connection.
pub fn agree(client: &Client, sequence: &OpenSequence) -> Result<(), ClientError> {
    client.answer(sequence.id, &Meeting {})
}
