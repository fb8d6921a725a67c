//! The list of transfers: what a person sees of each, and by what its events find it.

use super::offer::FileOffer;
use super::problem::Problem;
use super::rate::{Meter, Speed};
use super::worker::{Control, Note};
use crate::proto::ids::{MemberId, SequenceId, StreamId, UnixMillis};
use crate::proto::name::NameKey;
use crossbeam_channel::{Receiver, Sender};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Ends of sequences and streams that are kept until somebody asks: they may come before their opener
/// knows the id. Of more, the oldest are given up.
const MOST_EARLY: usize = 64;

/// Which transfer, among those of one client while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferKey(pub u64);

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To this client.
    Incoming,
    /// From it.
    Outgoing,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferState {
    /// It waits until it can be offered: another one toward the same people is open.
    Waiting,
    /// It is offered: an incoming one waits for [`Transfers::accept`](super::Transfers::accept).
    Offered {
        /// Until when, by the server's clock, for an incoming one.
        until: Option<UnixMillis>,
    },
    /// It was accepted, and is about to begin.
    Starting,
    /// Bytes flow.
    Running,
    /// Somebody has stopped it for a while.
    Paused {
        /// This side.
        here: bool,
        /// The other side.
        there: bool,
    },
    /// The disk here is full: it goes on as soon as there is room.
    NoRoom,
    /// The connection, or the other one, is lost: it goes on as soon as may be.
    Interrupted,
    /// It has arrived, and was checked. An offer to a room: it is over, and those who took it have their
    /// own transfers.
    Done,
    /// This side has broken it off.
    Cancelled,
    /// It won't arrive.
    Failed(Problem),
}

impl TransferState {
    /// Whether nothing comes after it.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed(_))
    }
}

/// A transfer as it is at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Which.
    pub key: TransferKey,
    /// Which way it goes.
    pub direction: Direction,
    /// With whom: a pseudo, as its bearer writes it once they are found, or the name of a room for an
    /// offer to one.
    pub with: String,
    /// Whether it is an offer to a room.
    pub is_room: bool,
    /// What it is called: of an incoming one, the safe name that it will have.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// What it is, as its sender says.
    pub media_type: String,
    /// The beginning of a text, or nothing.
    pub text: String,
    /// A picture as PNG or JPEG from whoever sends it, or nothing.
    pub picture: Arc<[u8]>,
    /// How many bytes have arrived, as far as this side knows.
    pub done: u64,
    /// How fast it goes.
    pub speed: Speed,
    /// How far it is.
    pub state: TransferState,
    /// The file that is sent, or the one that has arrived.
    pub path: Option<PathBuf>,
}

impl Transfer {
    /// Whether it comes to this client.
    pub fn is_incoming(&self) -> bool {
        self.direction == Direction::Incoming
    }
}

/// A transfer, and what only its own thread and the events know.
pub(super) struct Row {
    pub seen: Transfer,
    pub transfer: u128,
    pub control: Arc<Control>,
    pub notes: Sender<Note>,
    /// By what its events find it.
    pub session: u64,
    pub sequence: Option<SequenceId>,
    pub stream: Option<StreamId>,
    pub peer: Option<MemberId>,
    /// What is told of an offer until somebody accepts it.
    pub waiting: Option<Receiver<Note>>,
    meter: Meter,
}

impl Row {
    /// A row of a transfer that was offered as `offer`.
    pub fn new(direction: Direction, with: &str, offer: FileOffer, notes: Sender<Note>) -> Self {
        let state = TransferState::Waiting;
        let seen = Transfer {
            key: TransferKey(0),
            direction,
            with: with.to_owned(),
            is_room: false,
            name: offer.name,
            size: offer.size,
            media_type: offer.media_type,
            text: offer.text,
            picture: offer.picture.into(),
            done: 0,
            speed: Speed::default(),
            state,
            path: None,
        };
        let (transfer, control) = (offer.transfer, Arc::default());
        let (sequence, stream, peer, waiting) = (None, None, None, None);
        let meter = Meter::default();
        Self { seen, transfer, control, notes, session: 0, sequence, stream, peer, waiting, meter }
    }

    /// Tells its thread something. One that has so much to read already learns nothing new by it.
    pub fn note(&self, note: Note) {
        if self.notes.try_send(note).is_err() {
            tracing::debug!(transfer = self.seen.key.0, "nobody reads");
        }
    }

    /// Whether it was offered, or is about to be.
    fn waits_for_answer(&self) -> bool {
        let Transfer { direction, state, .. } = &self.seen;
        *direction == Direction::Outgoing
            && matches!(state, TransferState::Waiting | TransferState::Offered { .. })
    }

    /// Whether it waits for an answer of those to whom `other` goes, too.
    fn waits_with(&self, other: &Self) -> bool {
        let (own, other) = (&self.seen, &other.seen);
        // However they are written.
        let same = || {
            let keys = NameKey::of(&other.with);
            NameKey::of(&own.with).iter().any(|key| keys.contains(key))
        };
        self.waits_for_answer() && own.is_room == other.is_room && same()
    }

    /// What a person sees at `now`.
    fn look(&mut self, now: Instant) -> Transfer {
        let control = &self.control;
        self.seen.done = control.done();
        let mut seen = self.seen.clone();
        if seen.state == TransferState::Running {
            let (here, there) = (control.is_paused(), control.is_paused_there());
            if here || there {
                seen.state = TransferState::Paused { here, there };
            }
        }
        if seen.state == TransferState::Running {
            self.meter.note(now, seen.done);
            seen.speed = self.meter.speed(now, seen.done, seen.size);
        } else {
            self.meter.reset();
        }
        seen
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Book {
    rows: BTreeMap<TransferKey, Row>,
    last: u64,
    early: VecDeque<(Of, Note)>,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Sequence(SequenceId),
    Stream(StreamId),
}

impl Book {
    pub fn list(&mut self) -> Vec<Transfer> {
        let now = Instant::now();
        self.rows.values_mut().map(|row| row.look(now)).collect()
    }

    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    pub fn row(&mut self, key: TransferKey) -> Option<&mut Row> {
        self.rows.get_mut(&key)
    }

    /// The first row that is the one.
    pub fn find(&mut self, is_it: impl Fn(&Row) -> bool) -> Option<&mut Row> {
        self.rows.values_mut().find(|row| is_it(row))
    }

    /// Takes a row in, if there is room: one that is over goes for it.
    pub fn add(&mut self, mut row: Row) -> Result<TransferKey, Problem> {
        if self.rows.len() >= super::MOST {
            let over = self.rows.values().find(|row| row.seen.state.is_over());
            let over = over.map(|row| row.seen.key).ok_or(Problem::TooMany)?;
            self.rows.remove(&over);
        }
        self.last += 1;
        row.seen.key = TransferKey(self.last);
        let key = row.seen.key;
        self.rows.insert(key, row);
        Ok(key)
    }

    /// Drops a row that is over.
    pub fn forget(&mut self, key: TransferKey) {
        if self.rows.get(&key).is_some_and(|row| row.seen.state.is_over()) {
            self.rows.remove(&key);
        }
    }

    /// Whether nothing that was to be offered to the same people before this one still waits for its
    /// answer.
    pub fn is_its_turn(&self, key: TransferKey) -> bool {
        let Some(row) = self.rows.get(&key) else { return true };
        !self.rows.range(..key).any(|(_, before)| before.waits_with(row))
    }

    /// Tells what waits for its turn behind this one, if this one no longer waits for an answer.
    pub fn tell_next(&self, key: TransferKey) {
        let Some(row) = self.rows.get(&key).filter(|row| !row.waits_for_answer()) else { return };
        let mut next = self.rows.range(key..).map(|(_, next)| next);
        if let Some(next) = next.find(|next| next.waits_with(row)) {
            next.note(Note::Turn);
        }
    }

    /// Nobody knows yet what this note is about.
    pub fn keep_early(&mut self, of: Of, note: Note) {
        if self.early.len() >= MOST_EARLY {
            self.early.pop_front();
        }
        self.early.push_back((of, note));
    }

    /// A new session has begun: what was known of earlier ones says nothing in it.
    pub fn begin_session(&mut self, session: u64) {
        self.early.clear();
        for row in self.rows.values_mut() {
            row.note(Note::Fresh(session));
            if row.session < session {
                (row.sequence, row.stream, row.peer) = (None, None, None);
                row.control.stop_stream();
            }
            if row.waiting.take().is_some() {
                row.seen.state = TransferState::Failed(Problem::Gone);
            }
        }
    }

    /// The row's sequence is this one: what came early follows.
    pub fn set_sequence(&mut self, key: TransferKey, session: u64, sequence: SequenceId) {
        let Some(row) = self.rows.get_mut(&key) else { return };
        (row.session, row.sequence) = (session, Some(sequence));
        self.deliver_early(key, Of::Sequence(sequence));
    }

    /// The row's stream is this one: what came early follows.
    pub fn set_stream(&mut self, key: TransferKey, stream: StreamId) {
        let Some(row) = self.rows.get_mut(&key) else { return };
        row.stream = Some(stream);
        self.deliver_early(key, Of::Stream(stream));
    }

    fn deliver_early(&mut self, key: TransferKey, of: Of) {
        let Some(row) = self.rows.get(&key) else { return };
        self.early.retain(|(early, note)| {
            let own = *early == of;
            if own {
                row.note(note.clone());
            }
            !own
        });
    }
}
