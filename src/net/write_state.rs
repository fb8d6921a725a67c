//! What a connection's write lock guards, and how bytes leave: the unit, the outbox, the cursors.
//!
//! The rules are those of the write contract in [`super::conn`]. Nothing here takes a lock.

use super::room_cell::RoomCell;
use super::wire::Wire;
use crate::hub::tape::Piece;
use crate::proto::ids::{Number, RoomId};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

/// Most bytes of several frames of an outbox that leave in one system call.
const MAX_GATHERED: usize = 64 * 1024;

/// What the write lock guards.
#[derive(Default)]
pub(super) struct Write {
    pub unit: Vec<u8>,
    pub outbox: VecDeque<Entry>,
    pub outbox_bytes: usize,
    pub cursors: Vec<Cursor>,
    /// Which cursor the straggler serves next, so that no room starves another.
    pub turn: usize,
    /// Only the straggler writes.
    pub held: bool,
    /// Nothing is written any more.
    pub closed: bool,
}

pub(super) struct Entry {
    pub frame: Arc<[u8]>,
    /// Waits until the cursor of this room has come to this number.
    pub at: Option<(RoomId, Number)>,
}

/// How far the connection has read a room's tape.
pub(super) struct Cursor {
    pub cell: Arc<RoomCell>,
    pub next: Number,
    /// The straggler brings it on; carriers pass it over.
    pub behind: bool,
}

/// How far writing came.
pub(super) enum Flow {
    /// All was taken that was to be sent.
    Done,
    /// The socket is full.
    Full,
    /// The connection is gone.
    Broken,
}

impl Write {
    pub fn cursor_of(&self, room: RoomId) -> Option<usize> {
        self.cursors.iter().position(|cursor| cursor.cell.id() == room)
    }

    /// The next room that is behind, going round.
    pub fn next_lagging(&mut self) -> Option<(Arc<RoomCell>, Number)> {
        let count = self.cursors.len();
        let index = (0..count)
            .map(|step| (self.turn + step) % count)
            .find(|index| self.cursors.get(*index).is_some_and(|cursor| cursor.behind))?;
        self.turn = index + 1;
        self.cursors.get(index).map(|cursor| (Arc::clone(&cursor.cell), cursor.next))
    }

    /// Sends the unfinished unit, then what is due of the outbox, many entries in one system call.
    pub fn send_private(&mut self, wire: &dyn Wire) -> Flow {
        loop {
            self.gather();
            if self.unit.is_empty() {
                return Flow::Done;
            }
            match send(wire, &self.unit) {
                Sent::All => self.unit = Vec::new(),
                Sent::Part(taken) => {
                    self.unit.drain(..taken);
                    return Flow::Full;
                }
                Sent::Broken => return Flow::Broken,
            }
        }
    }

    /// Makes what is due of the outbox the unit, unless there is an unfinished one.
    fn gather(&mut self) {
        if !self.unit.is_empty() {
            return;
        }
        while let Some(entry) = self.outbox.front().filter(|entry| self.is_due(entry)) {
            if !self.unit.is_empty() && self.unit.len() + entry.frame.len() > MAX_GATHERED {
                return;
            }
            self.outbox_bytes -= entry.frame.len();
            self.unit.extend_from_slice(&entry.frame);
            self.outbox.pop_front();
        }
        if self.outbox.is_empty() {
            // An idle connection holds no memory for it.
            self.outbox = VecDeque::new();
        }
    }

    fn is_due(&self, entry: &Entry) -> bool {
        let Some((room, number)) = entry.at else { return true };
        self.cursor_of(room)
            .and_then(|index| self.cursors.get(index))
            .is_none_or(|cursor| cursor.next >= number)
    }

    /// Sends what the cursor at `index` has not read of `piece`, and in its place what the outbox
    /// wants to stand there. A frame that is cut by the socket becomes the unit, so that the cursor
    /// always stands between frames.
    pub fn send_piece(&mut self, wire: &dyn Wire, index: usize, piece: &Piece) -> Flow {
        loop {
            match self.send_private(wire) {
                Flow::Done => {}
                other => {
                    if let Some(cursor) = self.cursors.get_mut(index) {
                        cursor.behind |= cursor.next < piece.end();
                    }
                    return other;
                }
            }
            let Some(cursor) = self.cursors.get_mut(index) else { return Flow::Done };
            if cursor.next >= piece.end() {
                return Flow::Done;
            }
            let (room, next) = (cursor.cell.id(), cursor.next);
            let points = self.outbox.iter().filter_map(|entry| entry.at);
            let stop = points
                .filter(|(r, number)| *r == room && *number >= next)
                .fold(piece.end(), |stop, (_, number)| stop.min(number));
            if stop == next {
                // What stands here in the outbox waits behind an entry for another room.
                cursor.behind = true;
                return Flow::Full;
            }
            let bytes = piece.slice(cursor.next, stop);
            match send(wire, bytes) {
                Sent::All => cursor.next = stop,
                Sent::Part(taken) => {
                    let (cut, end) = piece.frame_at(cursor.next, taken);
                    let whole = piece.slice(cursor.next, cut).len() == taken;
                    cursor.next = if whole { cut } else { cut.next() };
                    cursor.behind |= cursor.next < piece.end();
                    if !whole {
                        self.unit = bytes.get(taken..end).unwrap_or_default().to_vec();
                    }
                    return Flow::Full;
                }
                Sent::Broken => return Flow::Broken,
            }
        }
    }

    /// Sends what is due and one frame more if all of it is taken at once, and nothing after it.
    pub fn last_words(&mut self, wire: &dyn Wire, frame: &[u8]) {
        if let Flow::Done = self.send_private(wire)
            && let Sent::Part(_) | Sent::Broken = send(wire, frame)
        {
            tracing::debug!("the last words did not fit into the socket");
        }
        self.close();
    }

    pub fn close(&mut self) {
        *self = Self { closed: true, ..Self::default() };
    }
}

enum Sent {
    All,
    Part(usize),
    Broken,
}

/// Sends until all is taken or the socket is full.
fn send(wire: &dyn Wire, bytes: &[u8]) -> Sent {
    let mut taken = 0;
    while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
        match wire.try_send(rest) {
            Ok(count) => taken += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Sent::Part(taken),
            Err(_) => return Sent::Broken,
        }
    }
    Sent::All
}
