//! Who is known to this client.

use super::{Session, Talk};
use crate::proto::ids::MemberId;

impl Session {
    /// What a member is called, where they are in a room with this client or a conversation is with
    /// them.
    pub fn pseudo_of(&self, member: MemberId) -> Option<String> {
        let mut rooms = self.talks.iter().filter_map(Talk::room);
        let in_room = rooms.find_map(|room| room.members.get(&member));
        let mut people = self.talks.iter().filter_map(Talk::person);
        let mut known = || people.find(|person| person.member == Some(member));
        in_room.or_else(|| known().map(|person| &person.pseudo)).cloned()
    }

    /// Somebody in a room with this client, by their name.
    pub fn member_called(&self, pseudo: &str) -> Option<(MemberId, String)> {
        let lower = pseudo.to_lowercase();
        let mut members = self.talks.iter().filter_map(Talk::room).flat_map(|room| &room.members);
        let known = members.find(|(_, name)| name.to_lowercase() == lower);
        known.map(|(member, name)| (*member, name.clone()))
    }
}
