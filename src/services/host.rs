//! A service's hand on the server: it may speak in rooms, and ask members something.

use super::pool::{Chore, Pool};
use crate::proto::body::PackedBody;
use crate::proto::coding::DecodeError;
use crate::proto::error_code::{ErrorCode, Outcome};
use crate::proto::ids::{MemberId, SequenceId};
use crate::proto::message::{Place, Tally};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What a server does for its services.
pub trait House: Send + Sync {
    /// Posts to a room, in the name of a service.
    ///
    /// # Errors
    /// It can't be posted, and why.
    fn post(
        &self,
        service: &str,
        room: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Place, PostError>;

    /// Opens a sequence in the server's name. `then` is called once it is over, and doesn't wait.
    ///
    /// # Errors
    /// It can't be opened, and why.
    fn ask(&self, question: Question, then: Then) -> Result<SequenceId, ErrorCode>;

    /// Takes back what was asked.
    ///
    /// # Errors
    /// It is over, or nothing that was asked in the server's name.
    fn withdraw(&self, question: SequenceId, reason: &str) -> Result<(), ErrorCode>;
}

/// What is done when a question is over.
pub type Then = Box<dyn FnOnce(Resolved) + Send>;

/// What a service asks of members: a sequence whose opener is 0 (`PROTOCOL.md`, "Sequences").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// In which room; `None` for members wherever they are.
    pub room: Option<String>,
    /// What it is, for programs: 1 to 64 visible ASCII characters.
    pub kind: String,
    /// Who is asked; nobody named in a room: everybody who is in it.
    pub audience: Vec<MemberId>,
    /// How many answers complete it; 0 for all who can.
    pub quorum: u16,
    /// After how long it expires: one second to 24 hours.
    pub deadline: Duration,
    /// The content type of what is asked.
    pub content_type: String,
    /// What is asked, 16 KiB at most.
    pub bytes: Vec<u8>,
}

/// How a question ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// How.
    pub outcome: Outcome,
    /// Why it was cancelled, or nothing.
    pub reason: String,
    /// How all stood in the end.
    pub tally: Tally,
    /// What was answered, and by whom.
    pub answers: Vec<(MemberId, PackedBody)>,
}

/// Why a service's post was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// There is no room of this name.
    #[error("there is no such room")]
    NoSuchRoom,
    /// The body is over a limit, or not what its content type says.
    #[error(transparent)]
    Body(#[from] DecodeError),
    /// The server has stopped.
    #[error("the server has stopped")]
    Stopped,
}

/// See the module. Clones are the same hand.
#[derive(Clone)]
pub struct Host {
    house: Arc<dyn House>,
    service: Arc<str>,
    /// Weak, since the pool has it.
    pool: Weak<Pool>,
}

impl Host {
    pub(super) fn new(house: Arc<dyn House>, service: &str, pool: Weak<Pool>) -> Self {
        Self { house, service: service.into(), pool }
    }

    /// Posts a text to a room. Its author is 0, and its pseudo the service's name.
    ///
    /// # Errors
    /// There is no such room, the text is too long, or the server has stopped.
    pub fn post(&self, room: &str, text: &str) -> Result<Place, PostError> {
        self.post_bytes(room, "text/plain", text.as_bytes())
    }

    /// As [`Host::post`], for bytes of any content type.
    ///
    /// # Errors
    /// As [`Host::post`], or the content type can't be one.
    pub fn post_bytes(
        &self,
        room: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Place, PostError> {
        self.house.post(&self.service, room, content_type, bytes)
    }

    /// Asks members something, and doesn't wait. `then` is called once with how it ended, on a thread of
    /// the service. It is dropped if the server stops first.
    ///
    /// # Errors
    /// `NO_SUCH_ROOM`, `NOBODY_THERE`, `BAD_SEQUENCE` or `TOO_MANY_SEQUENCES`, what is wrong with the
    /// content, or `STOPPING`.
    pub fn ask(
        &self,
        question: Question,
        then: impl FnOnce(Resolved) + Send + 'static,
    ) -> Result<SequenceId, ErrorCode> {
        let pool = Weak::clone(&self.pool);
        let tell = move |resolved| {
            if let Some(pool) = pool.upgrade() {
                pool.take_on(Chore::Tell(Box::new(move || then(resolved))));
            }
        };
        self.house.ask(question, Box::new(tell))
    }

    /// Takes back what was asked.
    ///
    /// # Errors
    /// `NO_SUCH_SEQUENCE` if it is over.
    pub fn withdraw(&self, question: SequenceId, reason: &str) -> Result<(), ErrorCode> {
        self.house.withdraw(question, reason)
    }
}
