//! What a member says of which only the newest counts, on its way in (`PROTOCOL.md`, "Latest only").
//!
//! What comes faster than it may leave waits with its author, where the newer replaces the older:
//! nothing is refused for speed, and the newest always leaves. It leaves after the posts that came
//! along with it were carried, on its author's own thread, and only as often as the whole server can
//! bear: a cursor in a room of a thousand is a thousand messages.

use super::config::Rate;
use super::newest::Said;
use super::reader::Client;
use super::room_cell::Readers;
use super::shared::Shared;
use crate::hub::newest::{Key, Newest};
use crate::hub::rate::TokenBucket;
use crate::proto::ids::{Number, RoomId, Tick};
use std::sync::Arc;
use std::time::Duration;

/// Values replaced before one could leave, after which more are refused.
const MAX_REPLACED: u32 = 1_000;

/// A client's values that may not leave yet.
pub(crate) struct Pending {
    rate: TokenBucket,
    waiting: Newest<Arc<[u8]>>,
    /// Values that were lost since one has left.
    replaced: u32,
    /// Nothing leaves before.
    not_before: Tick,
}

impl Pending {
    /// Nothing waits.
    pub fn new(rate: Rate, now: Tick) -> Box<Self> {
        Box::new(Self {
            rate: TokenBucket::new(rate.per_second, rate.burst, now),
            waiting: Newest::default(),
            replaced: 0,
            not_before: now,
        })
    }

    /// Whether more may come.
    ///
    /// # Errors
    /// Far too much has come; tells in what time it makes sense to go on.
    pub fn admit(&self, now: Tick) -> Result<(), Duration> {
        // Where something may leave already, it does once this read is handled.
        let wait = self.not_before.since(now).max(Duration::from_millis(1));
        if self.replaced < MAX_REPLACED { Ok(()) } else { Err(wait) }
    }

    /// Keeps a value as the newest of its key: a whole `NEWEST`.
    pub fn put(&mut self, key: Key, frame: Arc<[u8]>) {
        self.replaced += u32::from(self.waiting.put(key, frame.len(), frame));
    }

    /// When something is to leave.
    pub fn due(&self) -> Option<Tick> {
        (!self.waiting.is_empty()).then_some(self.not_before)
    }

    /// The room of the value whose turn it is at `now`.
    fn next_room(&self, now: Tick) -> Option<RoomId> {
        self.waiting.first().filter(|_| self.not_before <= now).map(|key| key.room)
    }

    /// Whether a value may leave to so many now; otherwise, none leaves for a time.
    fn may_leave(&mut self, shared: &Shared, readers: usize, now: Tick) -> bool {
        let readers = u32::try_from(readers).unwrap_or(u32::MAX);
        let taken = self
            .rate
            .ready(1, now)
            .and_then(|()| shared.newest_tokens.lock().overdraw(readers, now))
            .and_then(|()| self.rate.take(now));
        match taken {
            Ok(()) => true,
            Err(wait) => {
                self.not_before = now.plus(wait);
                false
            }
        }
    }

    fn take(&mut self) -> Option<(Key, Arc<[u8]>)> {
        self.replaced = 0;
        self.waiting.take(|_, _| true)
    }
}

/// Hands on what may leave by now. What was said to a room that its author is in no longer is
/// dropped.
#[inline(never)]
pub(super) fn hand_on(client: &mut Client) {
    let Some(mut pending) = client.latest.take() else { return };
    while let Some(room) = pending.next_room(client.now) {
        let listening = listening(client, room);
        let count = listening.as_ref().map_or(0, |(_, readers)| readers.len());
        if count > 0 && !pending.may_leave(&client.shared, count, client.now) {
            break;
        }
        let Some((key, frame)) = pending.take() else { break };
        let Some((after, readers)) = listening else { continue };
        let said = Said { key, after, frame };
        let others = readers.iter().filter(|reader| reader.number != client.conn.number);
        others.for_each(|reader| reader.offer_newest(&said));
    }
    client.latest = Some(pending);
}

/// Where the tape of a room ends and who reads it, if the client is in it, and still on this
/// connection.
fn listening(client: &Client, room: RoomId) -> Option<(Number, Readers)> {
    let session = client.session.as_ref()?;
    let cell = {
        let turn = session.turn.lock();
        turn.room(room).filter(|_| turn.is_on(&client.conn)).map(Arc::clone)?
    };
    cell.readers_for(session.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ids::MemberId;

    #[test]
    fn who_says_far_too_much_in_vain_is_refused_until_one_has_left() {
        let mut pending = Pending::new(Rate { per_second: 1, burst: 1 }, Tick(0));
        let key = Key { room: RoomId(1), author: MemberId(1), key: 0 };
        pending.put(key, Arc::from(*b"first"));
        for _ in 0..MAX_REPLACED {
            assert_eq!(pending.admit(Tick(0)), Ok(()));
            pending.put(key, Arc::from(*b"newer"));
        }
        pending.not_before = Tick(500_000);
        assert_eq!(pending.admit(Tick(0)), Err(Duration::from_millis(500)));
        assert_eq!((pending.next_room(Tick(499_999)), pending.due()), (None, Some(Tick(500_000))));
        assert_eq!(pending.next_room(Tick(500_000)), Some(RoomId(1)));
        assert_eq!(pending.take(), Some((key, Arc::from(*b"newer"))));
        assert_eq!((pending.admit(Tick(0)), pending.due()), (Ok(()), None));
    }
}
