//! What the host sees, gathered from where it is kept.

use super::session::Vitals;
use super::shared::Shared;
use crate::hub::host::{ClientRow, LinkState, RoomRow, Snapshot};
use crate::proto::ids::{Number, RoomId};
use std::collections::HashMap;
use std::sync::Arc;

/// Everything that the host sees at this moment.
pub(super) fn snapshot(shared: &Shared) -> Snapshot {
    let at = shared.clock.wall();
    let mut directory = shared.directory.lock();
    let bans = directory.bans.in_force(at).cloned().collect();
    let notices = directory.notices.kept().cloned().collect();
    let asked = directory.asked.kept().copied().collect();
    let name = |room: &RoomId| directory.room(*room).map(|entry| entry.settings.name.to_string());
    let people: Vec<_> = directory
        .people()
        .map(|person| {
            let row = ClientRow {
                id: person.id,
                pseudo: person.pseudo.to_string(),
                address: person.address,
                rooms: person.rooms.iter().filter_map(name).collect(),
                last_message: person.session.last_message(),
                since: person.since,
                link: person.link,
                traffic: Default::default(),
                round_trip: None,
                lag: 0,
            };
            (row, Arc::clone(&person.session))
        })
        .collect();
    let rooms: Vec<_> = directory
        .rooms()
        .map(|entry| {
            let row = RoomRow {
                id: entry.id,
                name: entry.settings.name.to_string(),
                topic: entry.settings.topic.to_string(),
                peer_posts: entry.settings.peer_posts,
                members: entry.members,
                posts: 0,
            };
            (row, Arc::clone(&entry.cell))
        })
        .collect();
    drop(directory);

    // The tapes' ends first: a cursor may only be further by the time that it is looked at.
    let mut ends: HashMap<RoomId, Number> = HashMap::new();
    let mut rooms: Vec<RoomRow> = rooms
        .into_iter()
        .map(|(row, cell)| {
            let (end, posts) = cell.measure();
            ends.insert(row.id, end);
            RoomRow { posts, ..row }
        })
        .collect();
    rooms.sort_by(|a, b| a.name.cmp(&b.name));
    let end = |room| ends.get(&room).copied().unwrap_or(Number(0));
    let clients = people
        .into_iter()
        .map(|(row, session)| {
            let Vitals { traffic, round_trip, lag } = session.vitals(end);
            ClientRow { traffic, round_trip, lag, ..row }
        })
        .collect();
    Snapshot {
        at,
        clients,
        rooms,
        bans,
        notices,
        introductions: shared.config.introductions,
        asked,
        connections: shared.registry.count(),
        max_connections: shared.max_connections,
        traffic: shared.registry.traffic(),
    }
}

/// Asks those for an answer whose round trip `seen` doesn't tell, since the first heartbeat comes
/// late for somebody who looks. Only then: to whoever comes and goes unseen it would be one write
/// and one wake-up more.
pub(super) fn measure(shared: &Shared, seen: &Snapshot) {
    let unknown = |row: &&ClientRow| row.link == LinkState::Online && row.round_trip.is_none();
    let unknown: Vec<_> = seen.clients.iter().filter(unknown).map(|row| row.id).collect();
    if unknown.is_empty() {
        return;
    }
    let sessions: Vec<_> = {
        let directory = shared.directory.lock();
        let person = unknown.into_iter().filter_map(|id| directory.person(id));
        person.map(|person| Arc::clone(&person.session)).collect()
    };
    for session in sessions {
        session.measure(shared.clock.now());
    }
}
