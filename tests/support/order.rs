//! Whether everybody sees the same events under the same numbers of a room, and each post under one
//! number only.

use super::course::Course;
use super::received::Received;
use parking_lot::Mutex;
use salon::proto::ids::{ClientNumber, Epoch, MemberId, Number, RoomId};
use salon::proto::message::FromServer;
use std::collections::{BTreeMap, HashMap};

/// The newest events of a room, and the newest posts of a member, that are remembered.
const KEPT: usize = 20_000;

/// What was seen first. Shared by all who look.
#[derive(Default)]
pub struct Order {
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    rooms: HashMap<(RoomId, Epoch), BTreeMap<Number, u64>>,
    posts: HashMap<MemberId, BTreeMap<ClientNumber, (RoomId, Number)>>,
}

impl Order {
    /// Somebody has come as far as `course`, and has seen `received` on the way there.
    pub fn saw(&self, course: &Course, received: &Received) {
        let Some(place) = received.place() else { return };
        let Some(point) = course.points.get(&place.room) else { return };
        if place.room == RoomId::INBOX {
            return;
        }
        let mut seen = self.seen.lock();
        let events = seen.rooms.entry((place.room, point.epoch)).or_default();
        once(events, place.number, received.digest(), received);
        if let FromServer::Posted(post) = received.message() {
            let posts = seen.posts.entry(post.author).or_default();
            once(posts, post.client_number, (place.room, place.number), received);
        }
    }
}

/// What is seen under a key is what was seen first, unless that is so long ago that it is forgotten.
#[track_caller]
fn once<K: Ord + Copy, V: PartialEq + Copy + std::fmt::Debug>(
    known: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    received: &Received,
) {
    let forgotten = known.len() >= KEPT && known.first_key_value().is_some_and(|(k, _)| key < *k);
    if forgotten {
        return;
    }
    let first = *known.entry(key).or_insert(value);
    assert_eq!(first, value, "it was seen otherwise before: {received:?}");
    if known.len() > KEPT {
        known.pop_first();
    }
}
