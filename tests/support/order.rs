//! Whether everybody sees the same events under the same numbers of a room.

use super::course::Course;
use super::received::Received;
use parking_lot::Mutex;
use salon::proto::ids::{Epoch, Number, RoomId};
use std::collections::{BTreeMap, HashMap};

/// The newest events of a room that are remembered.
const KEPT: usize = 50_000;

/// What was seen first under each number. Shared by all who look.
#[derive(Default)]
pub struct Order {
    rooms: Mutex<HashMap<(RoomId, Epoch), BTreeMap<Number, u64>>>,
}

impl Order {
    /// Somebody has come as far as `course`, and has seen `received` on the way there.
    pub fn saw(&self, course: &Course, received: &Received) {
        let Some(place) = received.place() else { return };
        let Some(point) = course.points.get(&place.room) else { return };
        if place.room == RoomId::INBOX {
            return;
        }
        let digest = received.digest();
        let mut rooms = self.rooms.lock();
        let events = rooms.entry((place.room, point.epoch)).or_default();
        if events.first_key_value().is_some_and(|(first, _)| place.number < *first)
            && events.len() >= KEPT
        {
            return;
        }
        let first = *events.entry(place.number).or_insert(digest);
        assert_eq!(first, digest, "others have seen something else: {received:?}");
        if events.len() > KEPT {
            events.pop_first();
        }
    }
}
