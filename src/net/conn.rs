//! One connection, seen from those who write to it.
//!
//! # The write contract
//! 1. A connection has one descriptor, one write lock, and at most one unfinished **unit**: the
//!    rest of what the socket took only in part: one frame of a tape, or some of the outbox, 64 KiB
//!    or one frame at most. It goes first, whatever comes, and outlives the tape that it came from.
//! 2. Writes never wait. A socket that is full leaves its member behind at its cursors, and the
//!    connection is **held**: from then on only the straggler thread writes to it.
//! 3. The straggler polls the held connections and carries them on from their cursors when they
//!    drain. Who fell off a tape gets a `GAP` that names what was missed. Bytes that the peer takes
//!    are signs of life.
//! 4. What is private to a connection goes through its **outbox**, bounded in count and bytes; an
//!    entry may name a point on a tape, before which it isn't sent and after which nothing of
//!    that tape is. A full outbox means that the client is let go.
//! 5. Of a **newest** value comes only the newest, behind the tape and the outbox ([`super::newest`]).
//!
//! Locks: a room's lock may be held when the write lock is taken, never the other way.

use super::meter::{MEASURING, Meter};
use super::room_cell::RoomCell;
use super::straggler::Stragglers;
use super::wire::{Readiness, Wire};
use super::write_state::{Cursor, Entry, Flow, Outgoing, Write};
use crate::hub::host::Traffic;
use crate::hub::inbox::MAX_KEPT_BYTES;
use crate::hub::tape::{Ahead, Piece, Tape};
use crate::proto::error_code::ByeReason;
use crate::proto::ids::{Correlation, Number, RoomId, Tick};
use crate::proto::message::{Bye, Gap, Message, Ping};
use parking_lot::Mutex;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A full inbox must fit into an outbox, or nobody could resume with one, in bytes.
const MIN_OUTBOX: usize = 2 * MAX_KEPT_BYTES;

/// Most entries of an outbox. Over it the client is let go.
const MAX_OUTBOX_ENTRIES: usize = 8192;

/// Most pieces that the straggler sends to one connection before it looks at the others.
const MAX_PIECES_IN_A_TURN: usize = 64;

/// See the module.
pub(crate) struct Conn {
    /// Its number among all connections of this server.
    pub number: u64,
    /// The other side.
    pub peer: SocketAddr,
    pub(super) wire: Box<dyn Wire>,
    pub(super) write: Mutex<Write>,
    stragglers: Arc<Stragglers>,
    outbox_limit: usize,
    /// When the peer last made room in a full socket, as a [`Tick`].
    taken_at: AtomicU64,
    /// The outbox should be sent before more is put into it.
    filling: AtomicBool,
    /// What came in.
    pub meter: Meter,
}

/// What the straggler finds at a held connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CaughtUp {
    /// Nothing is left to do for it.
    Yes,
    /// Its socket is full again.
    NotYet,
}

impl Conn {
    /// A connection that nothing was written to yet.
    pub fn new(
        number: u64,
        peer: SocketAddr,
        wire: Box<dyn Wire>,
        stragglers: Arc<Stragglers>,
        outbox_limit: usize,
    ) -> Arc<Self> {
        let outbox_limit = outbox_limit.max(MIN_OUTBOX);
        let write = Mutex::new(Write::default());
        let (taken_at, filling) = (AtomicU64::new(0), AtomicBool::new(false));
        let meter = Meter::default();
        Arc::new(Self {
            number,
            peer,
            wire,
            write,
            stragglers,
            outbox_limit,
            taken_at,
            filling,
            meter,
        })
    }

    /// The reading side, for the connection's own thread.
    pub fn wire(&self) -> &dyn Wire {
        &*self.wire
    }

    /// How to learn whether it can be written to.
    pub fn readiness(&self) -> Readiness<'_> {
        self.wire.readiness()
    }

    /// When the peer last made room in a full socket.
    pub fn taken_at(&self) -> Tick {
        Tick(self.taken_at.load(Ordering::Relaxed))
    }

    /// What went to and fro so far.
    pub fn traffic(&self) -> Traffic {
        self.traffic_and_lag(|_| Number(0)).0
    }

    /// What went to and fro, and how many events its cursors have not read of tapes that end where
    /// `end` says.
    pub fn traffic_and_lag(&self, end: impl Fn(RoomId) -> Number) -> (Traffic, u64) {
        let (sent, lag) = {
            let write = self.write.lock();
            let behind = |c: &Cursor| end(c.cell.id()).0.saturating_sub(c.next.0);
            (write.sent, write.cursors.iter().map(behind).sum())
        };
        let (messages_in, bytes_in) = self.meter.counted();
        let (messages_out, bytes_out) = (sent.messages, sent.bytes);
        (Traffic { messages_in, bytes_in, messages_out, bytes_out }, lag)
    }

    /// Puts a frame into the outbox. It leaves with the next [`Conn::flush`] or piece of a tape.
    pub fn push(&self, frame: impl Into<Outgoing>) {
        self.enqueue(Entry { frame: frame.into(), at: None });
    }

    /// As [`Conn::push`], for a frame that stands exactly before event `number` of a room.
    pub fn push_at(&self, frame: Vec<u8>, room: RoomId, number: Number) {
        self.enqueue(Entry { frame: frame.into(), at: Some((room, number)) });
    }

    fn enqueue(&self, entry: Entry) {
        self.enqueue_locked(&mut self.write.lock(), entry);
    }

    fn enqueue_locked(&self, write: &mut Write, mut entry: Entry) {
        if write.closed || write.finishing {
            return;
        }
        if write.held {
            entry.frame.shrink();
        }
        write.outbox_bytes += entry.frame.len();
        write.outbox.push_back(entry);
        let (bytes, entries) = (write.outbox_bytes, write.outbox.len());
        if bytes > self.outbox_limit || entries > MAX_OUTBOX_ENTRIES {
            tracing::info!(conn = self.number, "let go: reads too slowly");
            self.close_locked(write, ByeReason::TooSlow, "");
        } else if bytes > self.outbox_limit / 4 || entries > MAX_OUTBOX_ENTRIES / 4 {
            self.filling.store(true, Ordering::Relaxed);
        }
    }

    /// As [`Conn::flush`], if the outbox is filling. Many requests in one read have more replies
    /// than it may hold at once, which is no slowness of the peer's.
    pub fn relieve(self: &Arc<Self>) {
        if self.filling.load(Ordering::Relaxed) {
            self.filling.store(false, Ordering::Relaxed);
            self.flush();
        }
    }

    /// Sends what the outbox holds, as far as the socket takes it.
    pub fn flush(self: &Arc<Self>) {
        let mut write = self.write.lock();
        if !write.held && !write.closed {
            let flow = write.send_private(&*self.wire);
            self.settle(&mut write, flow);
        }
    }

    /// Measures the round trip, unless it was done before or would now measure what waits instead.
    pub fn measure(self: &Arc<Self>, now: Tick) {
        let mut write = self.write.lock();
        if write.held || write.closed || write.finishing || !self.meter.ask(now) {
            return;
        }
        let frame = Ping { nonce: MEASURING }.to_frame(Correlation(0)).into();
        self.enqueue_locked(&mut write, Entry { frame, at: None });
        let flow = write.send_private(&*self.wire);
        self.settle(&mut write, flow);
    }

    /// Follows a room's tape from `next` on. With `behind`, the straggler brings the cursor on. A
    /// closed connection follows nothing: the room and it would keep one another for ever.
    pub fn follow(&self, cell: Arc<RoomCell>, next: Number, behind: bool) {
        let mut write = self.write.lock();
        if !write.closed && !write.finishing {
            write.cursors.push(Cursor { cell, next, behind });
        }
    }

    /// Follows a room's tape up to its present end, and nothing behind it: what the cursor has not
    /// read goes into the outbox, or a `GAP` that names it if that is more than there is room for.
    /// So the receipts of posts come before whatever is pushed next. Under the room's lock.
    pub fn leave(&self, room: RoomId, tape: &Tape) {
        let mut write = self.write.lock();
        let Some(index) = write.cursor_of(room) else { return };
        let mut next = write.cursors.remove(index).next;
        write.retain_newest(|key| key.room != room);
        // What was to stand at a point of the tape stands there still.
        for (number, frame) in write.take_standing(room) {
            self.enqueue_between(&mut write, room, tape, next, number);
            self.enqueue_locked(&mut write, Entry { frame, at: None });
            next = next.max(number);
        }
        self.enqueue_between(&mut write, room, tape, next, tape.next());
    }

    fn enqueue_between(
        &self,
        write: &mut Write,
        room: RoomId,
        tape: &Tape,
        from: Number,
        to: Number,
    ) {
        if from < to {
            let most = (self.outbox_limit / 2).saturating_sub(write.outbox_bytes);
            let frames = tape.between(from, to, most).unwrap_or_else(|| {
                let last = Number(to.0 - 1);
                Gap { room, epoch: tape.epoch(), first: from, last }.to_frame(Correlation(0))
            });
            self.enqueue_locked(write, Entry { frame: frames.into(), at: None });
        }
    }

    /// Follows a room's tape no longer: nothing of it comes any more.
    pub fn unfollow(&self, room: RoomId) {
        let mut write = self.write.lock();
        write.cursors.retain(|cursor| cursor.cell.id() != room);
        write.retain_newest(|key| key.room != room);
    }

    /// Leaves all writing to the straggler until it has caught up.
    pub fn hold(self: &Arc<Self>) {
        let mut write = self.write.lock();
        if !write.held && !write.closed {
            self.hold_locked(&mut write);
        }
    }

    fn hold_locked(self: &Arc<Self>, write: &mut Write) {
        write.held = true;
        write.outbox.iter_mut().for_each(|entry| entry.frame.shrink());
        self.stragglers.take(Arc::clone(self));
    }

    /// Hands over the part of `piece` that the cursor of `cell` has not read. Called by the room's
    /// carrier, piece after piece.
    pub fn offer(self: &Arc<Self>, cell: &RoomCell, piece: &Piece) {
        let mut write = self.write.lock();
        let write = &mut *write;
        let Some(index) = write.cursor_of(cell.id()) else { return };
        let Some(cursor) = write.cursors.get_mut(index) else { return };
        if write.closed || cursor.behind || cursor.next >= piece.end() {
            return;
        }
        if write.held {
            cursor.behind = true;
            return;
        }
        // A cursor before the piece was passed over by a carrier that panicked: the straggler makes
        // up for it.
        let flow = if cursor.next < piece.first() {
            cursor.behind = true;
            Flow::Full
        } else {
            write.send_piece(&*self.wire, index, piece)
        };
        self.settle(write, flow);
    }

    /// Draws the consequence of a write by anybody but the straggler.
    pub(super) fn settle(self: &Arc<Self>, write: &mut Write, flow: Flow) {
        match flow {
            Flow::Done => self.end_if_finished(write),
            Flow::Full if write.held => {}
            Flow::Full => self.hold_locked(write),
            Flow::Broken => self.broken(write),
        }
    }

    /// The peer is gone: wakes the connection's own thread, which cleans up.
    fn broken(&self, write: &mut Write) {
        write.close();
        self.wire.shut();
    }

    /// From now on others write to the wire: nothing may come in between, not even a last word.
    pub fn hand_over(&self) {
        self.write.lock().finishing = true;
    }

    /// Bytes were written to the wire past this connection's own ways.
    pub fn sent_directly(&self, bytes: usize) {
        self.write.lock().sent.bytes += bytes as u64;
    }

    /// Says `BYE` if the socket takes it, and ends the connection. Its own thread cleans up.
    pub fn close(&self, reason: ByeReason, text: &str) {
        let mut write = self.write.lock();
        if write.finishing {
            self.broken(&mut write);
        } else if !write.closed {
            self.close_locked(&mut write, reason, text);
        }
    }

    fn close_locked(&self, write: &mut Write, reason: ByeReason, text: &str) {
        // Before the preface there is no `BYE`: the peer would take it for another protocol.
        if write.has_begun() {
            let bye = Bye { reason, text: text.into() }.to_frame(Correlation(0));
            write.last_words(&*self.wire, &bye);
        } else {
            write.close();
        }
        self.wire.shut();
    }

    /// Sends what the outbox holds, a last frame behind it, and the end, as soon as the socket takes
    /// them. Reading goes on: whoever calls this gives the peer a time, and then closes.
    pub fn finish(self: &Arc<Self>, frame: Vec<u8>) {
        let mut write = self.write.lock();
        if write.closed || write.finishing {
            return;
        }
        write.finishing = true;
        write.cursors.clear();
        write.newest = None;
        write.outbox.push_back(Entry { frame: frame.into(), at: None });
        write.outbox_bytes += write.outbox.back().map_or(0, |entry| entry.frame.len());
        let flow = write.send_private(&*self.wire);
        self.settle(&mut write, flow);
    }

    /// All was written that there was; if the last words are among it, that was all.
    fn end_if_finished(&self, write: &mut Write) {
        if write.finishing {
            self.wire.finish_sending();
            write.close();
        }
    }

    /// The straggler's work on a held connection: private things first, then each room that is
    /// behind, a piece at a time in turns. After so many pieces it is another connection's turn.
    pub fn catch_up(&self, now: Tick) -> CaughtUp {
        // That the socket has room again means that the peer took something.
        self.taken_at.store(now.0, Ordering::Relaxed);
        self.forget_gone();
        for _ in 0..MAX_PIECES_IN_A_TURN {
            let (cell, next) = {
                let mut write = self.write.lock();
                if write.closed {
                    return CaughtUp::Yes;
                }
                let flow = write.send_private(&*self.wire);
                if let Some(stopped) = self.stopped(&mut write, flow) {
                    return stopped;
                }
                let Some(lagging) = write.next_lagging() else {
                    let flow = write.send_newest(&*self.wire);
                    if let Some(stopped) = self.stopped(&mut write, flow) {
                        return stopped;
                    }
                    write.held = false;
                    self.end_if_finished(&mut write);
                    return CaughtUp::Yes;
                };
                lagging
            };
            // The write lock is free while the room's is taken, as the order of locks wants it.
            match cell.ahead(next, |end, closed| self.up_to_date(cell.id(), end, closed)) {
                Ahead::Nothing => {}
                Ahead::Piece(piece) => {
                    if let Some(stopped) = self.bring_on(&cell, &piece) {
                        return stopped;
                    }
                }
                Ahead::Fallen(first) => self.skip_gap(&cell, first),
            }
        }
        CaughtUp::NotYet
    }

    /// How the straggler's work ends, unless all was taken.
    fn stopped(&self, write: &mut Write, flow: Flow) -> Option<CaughtUp> {
        match flow {
            Flow::Done => None,
            Flow::Full => Some(CaughtUp::NotYet),
            Flow::Broken => {
                self.broken(write);
                Some(CaughtUp::Yes)
            }
        }
    }

    /// Under the room's lock: if the cursor has all that is sealed, carriers serve it again; if the
    /// room is closed, it has done its work.
    pub fn up_to_date(&self, room: RoomId, sealed_end: Number, closed: bool) {
        let mut write = self.write.lock();
        let Some(index) = write.cursor_of(room) else { return };
        let Some(cursor) = write.cursors.get_mut(index) else { return };
        if cursor.next < sealed_end {
            return;
        }
        cursor.behind = false;
        if closed {
            write.cursors.remove(index);
            write.retain_newest(|key| key.room != room);
        }
    }

    fn bring_on(&self, cell: &RoomCell, piece: &Piece) -> Option<CaughtUp> {
        let mut write = self.write.lock();
        let index = write.cursor_of(cell.id())?;
        let flow = write.send_piece(&*self.wire, index, piece);
        self.stopped(&mut write, flow)
    }

    /// The cursor fell off the tape: says which numbers it missed, and goes on from what is kept.
    fn skip_gap(&self, cell: &RoomCell, first_kept: Number) {
        let mut write = self.write.lock();
        if !write.unit.is_empty() {
            return;
        }
        let room = cell.id();
        let Some(cursor) = write.cursors.iter_mut().find(|c| c.cell.id() == room) else { return };
        if cursor.next >= first_kept {
            // The room was left and entered again since the look at its tape.
            return;
        }
        let gap = Gap {
            room,
            epoch: cell.epoch(),
            first: cursor.next,
            last: Number(first_kept.0.saturating_sub(1)),
        };
        cursor.next = first_kept;
        write.unit = gap.to_frame(Correlation(0));
    }
}
