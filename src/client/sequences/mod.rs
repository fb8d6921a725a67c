//! Sequences, as an application sees them: what it opens, what others have opened, and how it ended.
//!
//! ```no_run
//! use salon::client::{Opening, Resolution, Room};
//!
//! salon::payload! { struct Question: "example/question" { text: String } }
//!
//! # fn ask(room: &Room) -> Result<(), salon::client::ClientError> {
//! let lunch = Question { text: "Soup?".into() };
//! match room.open(Opening::new("example/ask"), &lunch)?.wait()? {
//!     Resolution::Completed { answers, missed: 0, .. } => println!("{} answers", answers.len()),
//!     Resolution::Completed { tally, .. } => println!("{}, and some were lost", tally.answered),
//!     Resolution::Declined { .. } => println!("nobody wants to say"),
//!     Resolution::Expired { tally, .. } => println!("{} were too slow", tally.waiting),
//!     Resolution::Cancelled { reason, .. } => println!("never mind: {reason}"),
//! }
//! # Ok(()) }
//! ```

mod list;
mod state;

pub(super) use self::state::{Follow, Known, OpenDraft, SequenceBook};

use super::content::Content;
use super::error::ClientError;
use super::outgoing::{Draft, Target};
use super::rooms::RoomHandle;
use super::shared::Shared;
use super::state::Wish;
use crate::proto::body::PackedBody;
use crate::proto::error_code::{Block, Outcome};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId, UnixMillis};
use crate::proto::limits::{MAX_REASON, MAX_SEQUENCE_BODY};
use crate::proto::message::{self, Message, Tally, Text};
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Where something comes once.
type Coming<T> = Receiver<Result<T, ClientError>>;

/// How a sequence is to be opened. Begin with [`Opening::new`] and change what should be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What it is, for programs: 1 to 64 visible ASCII characters, as `example/ask`.
    pub kind: String,
    /// What it keeps this client from, there, while it is open.
    pub block: Block,
    /// Whether this client is asked, too.
    pub includes_opener: bool,
    /// How many answers complete it; 0 for all who can.
    pub quorum: u16,
    /// After how long it expires: one second to 24 hours.
    pub deadline: Duration,
    /// Who is asked, 500 at most; in a room, nobody named stands for everybody who is in it.
    pub audience: Vec<MemberId>,
}

impl Opening {
    /// Blocks nothing, asks all others, waits for all of them, five minutes at most.
    pub fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            block: Block::Nothing,
            includes_opener: false,
            quorum: 0,
            deadline: Duration::from_secs(300),
            audience: Vec::new(),
        }
    }

    /// The same, asking only `members`.
    #[must_use]
    pub fn toward(self, members: impl IntoIterator<Item = MemberId>) -> Self {
        Self { audience: members.into_iter().collect(), ..self }
    }

    /// The same, keeping this client from something while it is open.
    #[must_use]
    pub fn blocking(self, block: Block) -> Self {
        Self { block, ..self }
    }

    /// The same, with another deadline.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// The same, complete with so many answers.
    #[must_use]
    pub fn quorum(self, quorum: u16) -> Self {
        Self { quorum, ..self }
    }

    /// The same, asking this client, too.
    #[must_use]
    pub fn and_me(self) -> Self {
        Self { includes_opener: true, ..self }
    }
}

/// A sequence that is open, as [`Client::open_sequences`](super::Client::open_sequences) tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSequence {
    /// Which.
    pub id: SequenceId,
    /// The room, or [`RoomId::INBOX`] for one toward members.
    pub room: RoomId,
    /// Who has opened it; [`MemberId::SERVER`] for the server.
    pub opener: MemberId,
    /// What they were called then; empty for the server.
    pub pseudo: String,
    /// The opener's own number for it.
    pub client_number: ClientNumber,
    /// What it is.
    pub kind: String,
    /// What it keeps its opener from.
    pub block: Block,
    /// How many answers complete it; 0 for all who can.
    pub quorum: u16,
    /// When it expires, by the server's clock.
    pub expires: UnixMillis,
    /// Who was asked by name; nobody for everybody who was in the room.
    pub audience: Vec<MemberId>,
    /// How all stand.
    pub tally: Tally,
    /// Whether this client is still waited for.
    pub asked: bool,
    /// What is asked.
    pub content: Content,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceAnswer {
    /// Who.
    pub member: MemberId,
    /// What they were called then.
    pub pseudo: String,
    /// Their answer.
    pub content: Content,
}

/// How a sequence ended. `answers` are in the order in which they came, and `missed` are those of which this
/// client knows only that there were some: their events were in a gap, or can't be read. Who counts what was
/// answered looks at both. `tally` is always exact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a sequence may have ended otherwise than hoped"]
pub enum Resolution {
    /// Those who were needed have answered.
    Completed {
        /// What they answered.
        answers: Vec<SequenceAnswer>,
        /// How many answers are not among them.
        missed: u32,
        /// How all stood.
        tally: Tally,
    },
    /// Too many declined or left.
    Declined {
        /// What the others answered.
        answers: Vec<SequenceAnswer>,
        /// How many answers are not among them.
        missed: u32,
        /// How all stood.
        tally: Tally,
    },
    /// The deadline came first.
    Expired {
        /// What had been answered.
        answers: Vec<SequenceAnswer>,
        /// How many answers are not among them.
        missed: u32,
        /// How all stood.
        tally: Tally,
    },
    /// It was taken back, or this client left the place.
    Cancelled {
        /// Why, for people; or nothing.
        reason: String,
        /// How all stood.
        tally: Tally,
    },
}

impl Resolution {
    /// How it ended, as the wire says it; `None` for a way that this version doesn't know.
    fn of(
        outcome: Outcome,
        reason: String,
        tally: Tally,
        answers: Vec<SequenceAnswer>,
    ) -> Option<Self> {
        let here = u32::try_from(answers.len()).unwrap_or(u32::MAX);
        let missed = tally.answered.saturating_sub(here);
        match outcome {
            Outcome::Completed => Some(Self::Completed { answers, missed, tally }),
            Outcome::Declined => Some(Self::Declined { answers, missed, tally }),
            Outcome::Expired => Some(Self::Expired { answers, missed, tally }),
            Outcome::Cancelled => Some(Self::Cancelled { reason, tally }),
            Outcome::Unknown(_) => None,
        }
    }
}

/// A sequence that this client has opened. Dropping it changes nothing: it goes on, and its end comes as
/// an [`Event::Resolved`](super::Event::Resolved) all the same.
#[must_use = "how it ends is told by `wait`"]
pub struct Sequence {
    shared: Arc<Shared>,
    id: SequenceId,
    outcome: Coming<Resolution>,
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sequence").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Sequence {
    /// Which, as events say it.
    pub fn id(&self) -> SequenceId {
        self.id
    }

    /// Waits for its end, at the latest at its deadline or when the session is over.
    ///
    /// # Errors
    /// The session was over first, or the end was missed ([`ClientError::OutcomeMissed`]).
    pub fn wait(self) -> Result<Resolution, ClientError> {
        self.outcome.recv().unwrap_or(Err(ClientError::OutcomeMissed))
    }

    /// As [`Sequence::wait`], for so long at most: `None` if it is still open.
    pub fn wait_for(&self, wait: Duration) -> Option<Result<Resolution, ClientError>> {
        match self.outcome.recv_timeout(wait) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(ClientError::OutcomeMissed)),
        }
    }

    /// Takes it back.
    ///
    /// # Errors
    /// It is over already, or there is no connection.
    pub fn cancel(&self, reason: &str) -> Result<(), ClientError> {
        self.shared.cancel(self.id, reason)
    }
}

impl Shared {
    /// Answers a sequence.
    pub(super) fn answer_sequence(
        &self,
        sequence: SequenceId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<(), ClientError> {
        let packed = small(content_type, bytes)?;
        self.act("Answering", &message::Answer { sequence, body: packed.as_body() })
    }

    pub(super) fn decline(&self, sequence: SequenceId, reason: &str) -> Result<(), ClientError> {
        let reason = Text::<MAX_REASON>::new(reason);
        self.act("Declining", &message::Decline { sequence, reason })
    }

    pub(super) fn cancel(&self, sequence: SequenceId, reason: &str) -> Result<(), ClientError> {
        let reason = Text::<MAX_REASON>::new(reason);
        self.act("Taking it back", &message::Cancel { sequence, reason })
    }

    fn act<'a>(&self, what: &'static str, said: &impl Message<'a>) -> Result<(), ClientError> {
        self.request(|waiter| Wish::Act(what, waiter), said)
    }
}

/// A body that a sequence may carry.
pub(super) fn small(content_type: &str, bytes: &[u8]) -> Result<PackedBody, ClientError> {
    let packed = PackedBody::pack(content_type, bytes)?;
    packed.as_body().up_to(MAX_SEQUENCE_BODY)?;
    Ok(packed)
}

/// A sequence on its way, and where its id and its end come.
pub(super) fn draft(
    room: Option<&Arc<RoomHandle>>,
    opening: Opening,
    body: PackedBody,
) -> (Draft, Coming<SequenceId>, Coming<Resolution>) {
    let ((opened, id), (outcome, end)) = (bounded(1), bounded(1));
    let draft = OpenDraft { opening, follow: Follow { opened, outcome } };
    let target = Target::Sequence(room.cloned(), Box::new(draft));
    (Draft { target, body, waiter: None }, id, end)
}

/// Opens a sequence, and waits until it is open.
pub(super) fn open(
    shared: &Arc<Shared>,
    room: Option<&Arc<RoomHandle>>,
    opening: Opening,
    content_type: &str,
    bytes: &[u8],
) -> Result<Sequence, ClientError> {
    let (draft, id, outcome) = draft(room, opening, small(content_type, bytes)?);
    shared.post(draft)?;
    let id = shared.answer(&id, "Opening a sequence")?;
    Ok(Sequence { shared: Arc::clone(shared), id, outcome })
}
