//! What has been going on for the last minutes: rates, reckoned from one snapshot to the next.

mod plots;

pub(super) use plots::show;

use crate::hub::host::{RoomRow, Snapshot, Traffic};
use crate::proto::ids::{RoomId, UnixMillis};
use std::collections::{HashMap, HashSet, VecDeque};

/// How far back it goes, in seconds.
pub(super) const SPAN: usize = 300;

/// Over how many seconds a room's rate is taken.
const ROOM_SPAN: i64 = 60;

/// What happened in one second.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Second {
    pub messages_in: f64,
    pub messages_out: f64,
    pub bytes_in: f64,
    pub bytes_out: f64,
    pub clients: f64,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Activity {
    /// The newest last; [`SPAN`] of them, from the first look on.
    seconds: VecDeque<Second>,
    /// The second, counted from 1970, that the newest stands for.
    newest: i64,
    /// The last snapshot: when, what had gone to and fro, and how many were here.
    last: Option<(UnixMillis, Traffic, usize)>,
    rooms: HashMap<RoomId, RoomPosts>,
}

/// The posts of a room: now, and at the beginnings of the last seconds in which there were some.
#[derive(Debug, Default)]
struct RoomPosts {
    now: u64,
    /// Second and count, at most [`ROOM_SPAN`] of them.
    before: VecDeque<(i64, u64)>,
}

impl Activity {
    /// Another state of the server.
    pub fn take_in(&mut self, snapshot: &Snapshot) {
        self.go_on_to(snapshot.at);
        if let Some((then, before, _)) = self.last {
            self.spread(then, snapshot.at, before, snapshot.traffic);
        }
        if let Some(second) = self.seconds.back_mut() {
            second.clients = snapshot.clients.len() as f64;
        }
        self.last = Some((snapshot.at, snapshot.traffic, snapshot.clients.len()));
        self.count_posts(&snapshot.rooms, snapshot.at);
    }

    /// Time passes, whether anything happens in it or not.
    pub fn go_on_to(&mut self, now: UnixMillis) {
        let second = now.0.div_euclid(1000);
        let first = self.seconds.is_empty();
        let passed = if first { SPAN as i64 } else { second.saturating_sub(self.newest) };
        let clients = self.last.map_or(0.0, |(_, _, clients)| clients as f64);
        for _ in 0..passed.clamp(0, SPAN as i64) {
            if self.seconds.len() >= SPAN {
                self.seconds.pop_front();
            }
            self.seconds.push_back(Second { clients, ..Second::default() });
        }
        self.newest = self.newest.max(second);
        for room in self.rooms.values_mut() {
            room.forget_before(second - ROOM_SPAN);
        }
    }

    /// What came between two snapshots may have come at any time between them.
    fn spread(&mut self, from: UnixMillis, to: UnixMillis, before: Traffic, after: Traffic) {
        let (first, last) = (from.0.div_euclid(1000), to.0.div_euclid(1000));
        let passed = (last - first).max(1);
        let share = |before: u64, after: u64| {
            let time = (passed as f64).max((to.0 - from.0) as f64 / 1e3);
            after.saturating_sub(before) as f64 / time
        };
        let newest = self.newest;
        let ages = (0..passed).map(|ago| newest - (last - ago));
        for age in ages.filter_map(|age| usize::try_from(age).ok()) {
            let Some(second) = self.seconds.iter_mut().rev().nth(age) else { return };
            second.messages_in += share(before.messages_in, after.messages_in);
            second.messages_out += share(before.messages_out, after.messages_out);
            second.bytes_in += share(before.bytes_in, after.bytes_in);
            second.bytes_out += share(before.bytes_out, after.bytes_out);
        }
    }

    fn count_posts(&mut self, rooms: &[RoomRow], at: UnixMillis) {
        let second = at.0.div_euclid(1000);
        let open: HashSet<RoomId> = rooms.iter().map(|room| room.id).collect();
        self.rooms.retain(|id, _| open.contains(id));
        for room in rooms {
            let known = self.rooms.entry(room.id);
            let posts =
                known.or_insert_with(|| RoomPosts { now: room.posts, ..Default::default() });
            if room.posts > posts.now {
                if posts.before.back().is_none_or(|(last, _)| *last < second) {
                    posts.before.push_back((second, posts.now));
                }
                posts.now = room.posts;
            }
        }
    }

    /// The last seconds, the newest last.
    pub fn seconds(&self) -> impl ExactSizeIterator<Item = &Second> {
        self.seconds.iter()
    }

    /// What goes on now: the last whole second.
    pub fn present(&self) -> Second {
        let clients = self.seconds.back().map_or(0.0, |second| second.clients);
        let whole = self.seconds.iter().rev().nth(1).copied().unwrap_or_default();
        Second { clients, ..whole }
    }

    /// How many posts there were in a room in the last minute.
    pub fn posts_a_minute(&self, room: &RoomRow) -> f64 {
        let Some(posts) = self.rooms.get(&room.id) else { return 0.0 };
        posts.before.front().map_or(0.0, |(_, before)| posts.now.saturating_sub(*before) as f64)
    }

    /// Whether what is shown will be another in a second, though nothing happens.
    pub fn fades(&self) -> bool {
        let recent = self.seconds.iter().rev().take(3);
        let busy = recent.into_iter().any(|second| second.messages_in + second.messages_out > 0.0);
        busy || self.rooms.values().any(|room| !room.before.is_empty())
    }
}

impl RoomPosts {
    fn forget_before(&mut self, second: i64) {
        while self.before.front().is_some_and(|(at, _)| *at < second) {
            self.before.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(posts: u64) -> RoomRow {
        let (name, topic) = ("lobby".into(), String::new());
        RoomRow { id: RoomId(1), name, topic, peer_posts: false, members: 1, posts }
    }

    fn snapshot(at: i64, messages_in: u64, posts: u64) -> Snapshot {
        Snapshot {
            at: UnixMillis(at),
            rooms: vec![room(posts)],
            traffic: Traffic { messages_in, ..Traffic::default() },
            ..Snapshot::default()
        }
    }

    #[test]
    fn what_comes_between_two_looks_is_spread_over_their_time() {
        let mut activity = Activity::default();
        activity.take_in(&snapshot(10_000, 100, 0));
        activity.take_in(&snapshot(14_000, 140, 0));
        let came: Vec<f64> = activity.seconds().map(|second| second.messages_in).collect();
        assert_eq!(came[SPAN - 5..], [0.0, 10.0, 10.0, 10.0, 10.0]);
        // Two looks within a second.
        activity.take_in(&snapshot(14_500, 150, 0));
        assert_eq!(activity.seconds().last().unwrap().messages_in, 20.0);
        assert_eq!(activity.present().messages_in, 10.0);
        // A long silence leaves nothing of it.
        activity.go_on_to(UnixMillis(1_000_000));
        assert_eq!(activity.seconds().len(), SPAN);
        assert!(activity.seconds().all(|second| second.messages_in == 0.0));
        assert!(!activity.fades());
    }

    #[test]
    fn a_rooms_rate_is_that_of_the_last_minute() {
        let mut activity = Activity::default();
        activity.take_in(&snapshot(0, 0, 1_000));
        assert_eq!(activity.posts_a_minute(&room(1_000)), 0.0);
        activity.take_in(&snapshot(1_000, 0, 1_006));
        activity.take_in(&snapshot(31_000, 0, 1_010));
        assert_eq!(activity.posts_a_minute(&room(1_010)), 10.0);
        activity.go_on_to(UnixMillis(62_000));
        assert_eq!(activity.posts_a_minute(&room(1_010)), 4.0);
        assert!(activity.fades());
        activity.go_on_to(UnixMillis(92_000));
        assert_eq!(activity.posts_a_minute(&room(1_010)), 0.0);
    }
}
