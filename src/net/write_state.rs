//! What a connection's write lock guards, and how bytes leave: the unit, the outbox, the cursors.
//!
//! The rules are those of the write contract in [`super::conn`]. Nothing here takes a lock.

use super::newest::Said;
use super::room_cell::RoomCell;
use super::wire::Wire;
use crate::hub::newest::Newest;
use crate::hub::tape::Piece;
use crate::proto::ids::{Number, RoomId};
use smallvec::SmallVec;
use std::collections::VecDeque;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

/// Most bytes of several frames of an outbox that leave in one system call.
const MAX_GATHERED: usize = 64 * 1024;

/// What the write lock guards.
#[derive(Default)]
pub(super) struct Write {
    pub unit: Vec<u8>,
    pub outbox: VecDeque<Entry>,
    pub outbox_bytes: usize,
    /// Most are in one room, whose cursor so lies beside the rest of what a send looks at.
    pub cursors: SmallVec<[Cursor; 1]>,
    /// Which cursor the straggler serves next, so that no room starves another.
    pub turn: usize,
    /// Only the straggler writes.
    pub held: bool,
    /// The last words are in the outbox: nothing comes behind them.
    pub finishing: bool,
    /// Nothing is written any more.
    pub closed: bool,
    /// What the socket took.
    pub sent: Sent,
    /// Values of which only the newest counts, of rooms whose tape was not read so far yet.
    pub newest: Option<Box<Newest<Said>>>,
}

/// What a socket took, counted since the beginning.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sent {
    pub messages: u64,
    pub bytes: u64,
}

pub(super) struct Entry {
    pub frame: Outgoing,
    /// Waits until the cursor of this room has come to this number.
    pub at: Option<(RoomId, Number)>,
}

/// Whole frames on their way out.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// For this connection alone.
    Own(Vec<u8>),
    /// Kept elsewhere too.
    Shared(Arc<[u8]>),
}

impl Outgoing {
    /// Gives back what is reserved and not needed, for a frame that may have to wait for long.
    pub fn shrink(&mut self) {
        if let Self::Own(bytes) = self {
            bytes.shrink_to_fit();
        }
    }
}

impl Deref for Outgoing {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Outgoing {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Own(bytes)
    }
}

impl From<Arc<[u8]>> for Outgoing {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self::Shared(bytes)
    }
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
    /// Whether there was ever anything to write, the preface first of all.
    pub fn has_begun(&self) -> bool {
        self.sent.messages > 0 || !self.outbox.is_empty()
    }

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

    /// Takes what stands at points of a room's tape out of the outbox, in its order.
    pub fn take_standing(&mut self, room: RoomId) -> Vec<(Number, Outgoing)> {
        let mut taken = Vec::new();
        for entry in std::mem::take(&mut self.outbox) {
            match entry.at {
                Some((other, number)) if other == room => taken.push((number, entry.frame)),
                _ => self.outbox.push_back(entry),
            }
        }
        self.outbox_bytes -= taken.iter().map(|(_, frame)| frame.len()).sum::<usize>();
        taken
    }

    /// Sends the unfinished unit, then what is due of the outbox, many entries in one system call.
    pub fn send_private(&mut self, wire: &dyn Wire) -> Flow {
        loop {
            self.gather();
            if self.unit.is_empty() {
                return Flow::Done;
            }
            match send(wire, &self.unit) {
                Taken::All => {
                    self.sent.bytes += self.unit.len() as u64;
                    self.unit = Vec::new();
                }
                Taken::Part(taken) => {
                    self.sent.bytes += taken as u64;
                    self.unit.drain(..taken);
                    return Flow::Full;
                }
                Taken::Broken => return Flow::Broken,
            }
        }
    }

    /// Sends one frame, behind which nothing may wait as a unit. A part of it that is not taken becomes
    /// the unit.
    pub fn send_frame(&mut self, wire: &dyn Wire, frame: &[u8]) -> Flow {
        self.sent.messages += 1;
        match send(wire, frame) {
            Taken::All => {
                self.sent.bytes += frame.len() as u64;
                Flow::Done
            }
            Taken::Part(taken) => {
                self.sent.bytes += taken as u64;
                self.unit = frame.get(taken..).unwrap_or_default().to_vec();
                Flow::Full
            }
            Taken::Broken => Flow::Broken,
        }
    }

    /// Makes what is due of the outbox the unit, unless there is an unfinished one. An entry that
    /// waits for its room lets those behind it pass: a `JOINED` must not wait with it, or the new
    /// room's events would overtake it.
    fn gather(&mut self) {
        if !self.unit.is_empty() {
            return;
        }
        let mut waiting = 0;
        while let Some(entry) = self.outbox.get(waiting) {
            if !self.is_due(entry) {
                waiting += 1;
                continue;
            }
            if !self.unit.is_empty() && self.unit.len() + entry.frame.len() > MAX_GATHERED {
                return;
            }
            self.outbox_bytes -= entry.frame.len();
            self.sent.messages += 1;
            match self.outbox.remove(waiting).map(|entry| entry.frame) {
                Some(Outgoing::Own(frame)) if self.unit.is_empty() => self.unit = frame,
                Some(frame) => self.unit.extend_from_slice(&frame),
                None => {}
            }
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
                // Who is held gets those when nothing else is left.
                return if self.held { Flow::Done } else { self.send_newest(wire) };
            }
            // What is due was sent: what still stands in the outbox for this room comes later on.
            let room = cursor.cell.id();
            let points = self.outbox.iter().filter_map(|entry| entry.at);
            let stop = points
                .filter(|(other, _)| *other == room)
                .fold(piece.end(), |stop, (_, number)| stop.min(number));
            let bytes = piece.slice(cursor.next, stop);
            match send(wire, bytes) {
                Taken::All => {
                    self.sent.messages += stop.0 - cursor.next.0;
                    self.sent.bytes += bytes.len() as u64;
                    cursor.next = stop;
                }
                Taken::Part(taken) => {
                    let (cut, end) = piece.frame_at(cursor.next, taken);
                    let whole = piece.slice(cursor.next, cut).len() == taken;
                    let next = if whole { cut } else { cut.next() };
                    self.sent.messages += next.0 - cursor.next.0;
                    self.sent.bytes += taken as u64;
                    cursor.next = next;
                    cursor.behind |= cursor.next < piece.end();
                    if !whole {
                        self.unit = bytes.get(taken..end).unwrap_or_default().to_vec();
                    }
                    return Flow::Full;
                }
                Taken::Broken => return Flow::Broken,
            }
        }
    }

    /// Sends what is due and one frame more if all of it is taken at once, and nothing after it.
    pub fn last_words(&mut self, wire: &dyn Wire, frame: &[u8]) {
        if let Flow::Done = self.send_private(wire)
            && let Taken::Part(_) | Taken::Broken = send(wire, frame)
        {
            tracing::debug!("the last words did not fit into the socket");
        }
        self.close();
    }

    pub fn close(&mut self) {
        *self = Self { closed: true, sent: self.sent, ..Self::default() };
    }
}

enum Taken {
    All,
    Part(usize),
    Broken,
}

/// Sends until all is taken or the socket is full.
fn send(wire: &dyn Wire, bytes: &[u8]) -> Taken {
    let mut taken = 0;
    while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
        match wire.try_send(rest) {
            Ok(count) => taken += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Taken::Part(taken),
            Err(_) => return Taken::Broken,
        }
    }
    Taken::All
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::room::{Room, RoomSettings};
    use crate::hub::tape::Tape;
    use crate::net::sequences::Desk;
    use crate::net::timer::TimerQueue;
    use crate::net::wire::Readiness;
    use crate::proto::ids::Epoch;
    use crate::proto::name::RoomName;
    use parking_lot::Mutex;
    use std::time::Duration;

    /// Takes so many bytes, and keeps them.
    struct Kept(Mutex<(Vec<u8>, usize)>);

    impl Kept {
        fn with_room(room: usize) -> Self {
            Self(Mutex::new((Vec::new(), room)))
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().0.clone()).unwrap()
        }

        fn has_room(&self, room: usize) {
            self.0.lock().1 = room;
        }
    }

    impl Wire for Kept {
        fn receive(&self, _: &mut Vec<u8>) -> io::Result<usize> {
            Ok(0)
        }
        fn set_receive_timeout(&self, _: Duration) -> io::Result<()> {
            Ok(())
        }
        fn try_send(&self, bytes: &[u8]) -> io::Result<usize> {
            let mut kept = self.0.lock();
            let taken = bytes.len().min(kept.1);
            if taken == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            kept.0.extend_from_slice(&bytes[..taken]);
            kept.1 -= taken;
            Ok(taken)
        }
        fn finish_sending(&self) {}
        fn shut(&self) {}
        fn readiness(&self) -> Readiness<'_> {
            Readiness::Known(true)
        }
    }

    const A: RoomId = RoomId(1);
    const B: RoomId = RoomId(2);

    /// A connection that reads rooms A and B from their first events on.
    fn write() -> Write {
        let cursor = |id| {
            let settings = RoomSettings::named(RoomName::new("room").unwrap());
            let room = Room::new(id, settings, Epoch(1), 1 << 20);
            Cursor {
                cell: RoomCell::new(room, Desk::new(TimerQueue::new(1).0.bells())),
                next: Number(1),
                behind: false,
            }
        };
        Write { cursors: smallvec::smallvec![cursor(A), cursor(B)], ..Write::default() }
    }

    fn push(write: &mut Write, text: &str, at: Option<(RoomId, Number)>) {
        write.outbox_bytes += text.len();
        write.outbox.push_back(Entry { frame: text.as_bytes().to_vec().into(), at });
    }

    fn piece(events: &[&str]) -> Arc<Piece> {
        let mut tape = Tape::new(Epoch(1), 1 << 20);
        for event in events {
            tape.append(|_, out| out.extend_from_slice(event.as_bytes()));
        }
        tape.seal().unwrap()
    }

    #[test]
    fn an_entry_stands_at_its_point_whatever_waits_before_it() {
        let (mut write, wire) = (write(), Kept::with_room(usize::MAX));
        push(&mut write, "[b3]", Some((B, Number(3))));
        push(&mut write, "[a2]", Some((A, Number(2))));
        push(&mut write, "[now]", None);
        assert!(matches!(write.send_private(&wire), Flow::Done));
        assert_eq!(wire.text(), "[now]");
        assert!(matches!(write.send_piece(&wire, 0, &piece(&["a1 ", "a2 ", "a3 "])), Flow::Done));
        assert_eq!(wire.text(), "[now]a1 [a2]a2 a3 ");
        assert!(matches!(write.send_piece(&wire, 1, &piece(&["b1 ", "b2 "])), Flow::Done));
        assert_eq!(wire.text(), "[now]a1 [a2]a2 a3 b1 b2 [b3]");
        assert!(write.outbox.is_empty());
        assert_eq!(write.outbox_bytes, 0);
    }

    #[test]
    fn what_stands_in_a_room_that_is_left_is_taken_out_in_order() {
        let mut write = write();
        push(&mut write, "[a2]", Some((A, Number(2))));
        push(&mut write, "[b1]", Some((B, Number(1))));
        push(&mut write, "[now]", None);
        push(&mut write, "[a3]", Some((A, Number(3))));
        let taken = write.take_standing(A);
        let taken: Vec<_> = taken.iter().map(|(number, frame)| (number.0, &frame[..])).collect();
        assert_eq!(taken, [(2, &b"[a2]"[..]), (3, b"[a3]")]);
        assert_eq!((write.outbox.len(), write.outbox_bytes), (2, "[b1][now]".len()));
    }

    #[test]
    fn whatever_the_socket_takes_the_bytes_are_the_same() {
        let events = ["one ", "two ", "three "];
        for first in 0..30 {
            let (mut write, wire) = (write(), Kept::with_room(first));
            push(&mut write, "[hello]", None);
            push(&mut write, "[a3]", Some((A, Number(3))));
            for _ in 0..30 {
                let _ = write.send_piece(&wire, 0, &piece(&events));
                wire.has_room(1 + first % 3);
            }
            assert_eq!(wire.text(), "[hello]one two [a3]three ", "{first}");
        }
    }
}
