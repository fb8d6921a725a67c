//! The paths that there are, for whoever posts: the thread of the mesh writes them, the application's
//! reads them.

use super::MeshPath;
use crate::client::{Member, Room};
use crate::proto::ids::MemberId;
use parking_lot::Mutex;
use std::collections::BTreeMap;

/// See the module. Its lock is a leaf, and held for no longer than copying takes.
#[derive(Default)]
pub(super) struct Ways(Mutex<BTreeMap<MemberId, Way>>);

/// A path, and the room at which posts go onto it.
struct Way {
    path: MeshPath,
    room: Room,
}

impl Ways {
    /// There is a path from now on.
    pub fn open(&self, path: MeshPath, room: Room) {
        self.0.lock().insert(path.member, Way { path, room });
    }

    /// There is none any more.
    pub fn close(&self, member: MemberId) {
        self.0.lock().remove(&member);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.lock().len()
    }

    /// Those to all of these members; `None` if one is missing, or if there is nobody.
    pub fn to_all(&self, members: &[Member]) -> Option<Vec<Room>> {
        let ways = self.0.lock();
        let way = |member: &Member| ways.get(&member.id).map(|way| way.room.clone());
        members.iter().map(way).collect::<Option<Vec<Room>>>().filter(|ways| !ways.is_empty())
    }

    /// All of them, by member.
    pub fn paths(&self) -> Vec<MeshPath> {
        self.0.lock().values().map(|way| way.path.clone()).collect()
    }
}
