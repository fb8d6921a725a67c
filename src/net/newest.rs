//! Values of which only the newest counts, on their way out to one connection.
//!
//! They come after everything that stood on the room's tape when they were said, and after all that
//! is private. Whoever has not come so far keeps the newest of each key, in a box that only those have
//! who are behind; then the carrier, or the straggler, brings them along.

use super::conn::Conn;
use super::room_cell::RoomCell;
use super::wire::Wire;
use super::write_state::{Flow, Write};
use crate::hub::newest::Key;
use crate::proto::ids::{Number, RoomId};
use std::sync::Arc;

/// A value on its way, encoded once for everybody.
#[derive(Clone)]
pub(crate) struct Said {
    pub key: Key,
    /// It comes after the events of the room before this number.
    pub after: Number,
    /// A whole `NEWEST`.
    pub frame: Arc<[u8]>,
}

impl Conn {
    /// Hands a value over, or keeps it until the connection has come so far.
    pub fn offer_newest(self: &Arc<Self>, said: &Said) {
        let mut write = self.write.lock();
        let write = &mut *write;
        // Who has left the room meanwhile gets nothing of it.
        if write.closed || write.cursor_of(said.key.room).is_none() {
            return;
        }
        if write.held || !write.has_read(said.key.room, said.after) {
            return write.keep_newest(said.clone());
        }
        let flow = match write.send_private(&*self.wire) {
            Flow::Done => write.send_frame(&*self.wire, &said.frame),
            other => {
                write.keep_newest(said.clone());
                other
            }
        };
        self.settle(write, flow);
    }

    /// Drops the values of those who are gone. The write lock is free while a room's is taken.
    pub(super) fn forget_gone(&self) {
        let said: Vec<(Arc<RoomCell>, Key)> = {
            let write = self.write.lock();
            let Some(newest) = &write.newest else { return };
            let cell = |room| write.cursors.iter().map(|c| &c.cell).find(|cell| cell.id() == room);
            newest.keys().filter_map(|key| Some((Arc::clone(cell(key.room)?), key))).collect()
        };
        let gone = said.iter().filter(|(cell, key)| !cell.has(key.author));
        let gone: Vec<Key> = gone.map(|(_, key)| *key).collect();
        if !gone.is_empty() {
            self.write.lock().retain_newest(|key| !gone.contains(key));
        }
    }
}

impl Write {
    /// Whether the cursor of a room stands behind all events before `after`.
    fn has_read(&self, room: RoomId, after: Number) -> bool {
        let cursor = self.cursors.iter().find(|cursor| cursor.cell.id() == room);
        cursor.is_some_and(|cursor| cursor.next >= after)
    }

    fn keep_newest(&mut self, said: Said) {
        let newest = self.newest.get_or_insert_default();
        newest.put(said.key, said.frame.len(), said);
    }

    /// Keeps of what waits only what is wanted.
    pub fn retain_newest(&mut self, wanted: impl Fn(&Key) -> bool) {
        if let Some(newest) = &mut self.newest {
            newest.retain(wanted);
            if newest.is_empty() {
                self.newest = None;
            }
        }
    }

    /// Sends the values whose time has come. What is private has been sent.
    pub fn send_newest(&mut self, wire: &dyn Wire) -> Flow {
        let Some(mut newest) = self.newest.take() else { return Flow::Done };
        let mut flow = Flow::Done;
        while let Flow::Done = flow
            && let Some((_, said)) = newest.take(|key, said| self.has_read(key.room, said.after))
        {
            flow = self.send_frame(wire, &said.frame);
        }
        if !newest.is_empty() {
            self.newest = Some(newest);
        }
        flow
    }
}
