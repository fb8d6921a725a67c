//! The server itself as the opener of sequences: for the host, for services, for whatever introduces two
//! clients to each other.

use super::Then;
use crate::hub::sequence::{Order, Refused};
use crate::net::introduce;
use crate::net::shared::Shared;
use crate::proto::body::{Body, PackedBody};
use crate::proto::error_code::{Block, ErrorCode};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use crate::proto::limits::MAX_SEQUENCE_KIND;
use crate::proto::message::Text;
use std::sync::{Arc, Weak};
use std::time::Duration;

pub use crate::hub::sequence::End as Asked;

/// What the server asks of members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where; [`RoomId::INBOX`] for members wherever they are.
    pub room: RoomId,
    /// What it is, for programs: 1 to 64 visible ASCII characters.
    pub kind: String,
    /// How many answers complete it; 0 for all who can.
    pub quorum: u16,
    /// After how long it expires: one second to 24 hours.
    pub deadline: Duration,
    /// Who is asked, 500 at most; nobody named in a room: everybody who is in it.
    pub audience: Vec<MemberId>,
    /// What is asked, 16 KiB at most.
    pub body: PackedBody,
}

impl Ask {
    /// Asks nothing in particular of `audience`, within a minute, of all who can answer.
    pub fn members(kind: &str, audience: Vec<MemberId>) -> Self {
        let (room, body) = (RoomId::INBOX, PackedBody::keep(&Body::NOTHING));
        let (kind, deadline) = (kind.to_owned(), Duration::from_secs(60));
        Self { room, kind, quorum: 0, deadline, audience, body }
    }

    pub(in crate::net) fn order(self) -> Order {
        Order {
            opener: MemberId::SERVER,
            pseudo: String::new(),
            client_number: ClientNumber(0),
            kind: Text::new(&self.kind),
            block: Block::Nothing,
            includes_opener: false,
            quorum: self.quorum,
            deadline: u32::try_from(self.deadline.as_millis()).unwrap_or(u32::MAX),
            named: self.audience,
            body: self.body,
            keeps_answers: true,
        }
    }
}

/// A handle with which sequences are opened in the server's name (its opener is 0). It doesn't keep the
/// server alive.
#[derive(Clone)]
pub struct Opener(Weak<Shared>);

impl Opener {
    pub(in crate::net) fn new(shared: &Arc<Shared>) -> Self {
        Self(Arc::downgrade(shared))
    }

    /// Opens a sequence. `then` is called once with how it ended and what was answered, by the server's
    /// timer thread while no lock is held: it must be quick. It is dropped without a call if the server
    /// stops first.
    ///
    /// # Errors
    /// `NO_SUCH_ROOM`, `NOBODY_THERE`, `BAD_SEQUENCE` or `TOO_MANY_SEQUENCES`; `STOPPING` if there is no
    /// server any more.
    pub fn open(
        &self,
        ask: Ask,
        then: impl FnOnce(Asked) + Send + 'static,
    ) -> Result<SequenceId, ErrorCode> {
        let shared = self.0.upgrade().ok_or(ErrorCode::Stopping)?;
        if ask.kind.len() > MAX_SEQUENCE_KIND {
            // A text that is too long would be cut, and so be another kind.
            return Err(ErrorCode::BadSequence);
        }
        let (room, order) = (ask.room, ask.order());
        let code = |refused: Refused| refused.code().0;
        order.check().map_err(code)?;
        let then: Then = Box::new(then);
        if room == RoomId::INBOX {
            return shared.open_toward(order, Some(then)).map(|(id, _)| id).map_err(code);
        }
        let found = shared.directory.lock().room(room).map(|entry| Arc::clone(&entry.cell));
        let cell = found.ok_or(ErrorCode::NoSuchRoom)?;
        let opened = shared.open_in_room(&cell, order, Some(then)).ok_or(ErrorCode::NoSuchRoom)?;
        let started = opened.map_err(code)?;
        if let Some(carry) = started.carry {
            carry.run();
        }
        Ok(started.id)
    }

    /// Asks two members whether they would speak to each other directly. If both would, they are
    /// introduced (`PROTOCOL.md`, "Peers").
    ///
    /// # Errors
    /// `NOT_ALLOWED` if the host has switched introductions off; `NO_SUCH_MEMBER` if they are not two, or
    /// not here; `TOO_MANY_SEQUENCES`; `STOPPING` if there is no server any more.
    pub fn introduce(&self, who: [MemberId; 2]) -> Result<SequenceId, ErrorCode> {
        let shared = self.0.upgrade().ok_or(ErrorCode::Stopping)?;
        introduce::ask(&shared, who)
    }

    /// Takes back what was opened in the server's name.
    ///
    /// # Errors
    /// `NO_SUCH_SEQUENCE` if it is over; `NOT_ASKED` if it is somebody else's.
    pub fn cancel(&self, id: SequenceId, reason: &str) -> Result<(), ErrorCode> {
        let shared = self.0.upgrade().ok_or(ErrorCode::Stopping)?;
        let carry = shared.cancel(id, MemberId::SERVER, reason).map_err(|r| r.code().0)?;
        if let Some(carry) = carry {
            carry.run();
        }
        Ok(())
    }
}
