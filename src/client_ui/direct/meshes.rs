//! The rooms in which this person lets posts go from peer to peer, for the connection's thread.

use crate::client::{Client, ClientError, Content, Event, Room};
use crate::client_ui::port::{Report, Ticket};
use crate::peer::{self, Arrival, MeetOptions, Mesh, Posted};
use crate::proto::header::Capabilities;
use crossbeam_channel::{Select, TryRecvError};
use std::collections::BTreeMap;
use std::thread;

/// Whether the posts of a room go from peer to peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DirectPosts {
    /// Whether they may: the room says so, and the server brings members together.
    pub offered: bool,
    /// How far they come, where this person allows it.
    pub reach: Option<Reach>,
}

/// Whom posts reach directly. They go so once all are reached, and through the server until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Members to whom there is a path.
    pub paths: usize,
    /// Members beside this person.
    pub others: usize,
    /// Whether there are too many members for it.
    pub too_many: bool,
}

impl Reach {
    /// Whether posts go from peer to peer now.
    pub fn is_whole(self) -> bool {
        self.paths > 0 && self.paths == self.others
    }
}

/// See the module. Rooms are known by their names.
#[derive(Default)]
pub(in crate::client_ui) struct Meshes {
    meshes: BTreeMap<String, Mesh>,
    told: BTreeMap<String, DirectPosts>,
}

impl Meshes {
    /// Allows it in a room, or no longer.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn allow(
        &mut self,
        client: &Client,
        (name, room): (&str, &Room),
        allowed: bool,
    ) -> Result<(), ClientError> {
        if !allowed {
            self.leave(name);
        } else if !self.meshes.contains_key(name) {
            // Through the server a post goes once, and over relayed paths once for each member.
            let options = MeetOptions { relay: false, ..MeetOptions::default() };
            let mesh = Mesh::new(client, room, options)?;
            self.meshes.insert(name.to_owned(), mesh);
        }
        Ok(())
    }

    /// The paths of a room are closed, on a thread: what was posted is still to arrive.
    pub fn leave(&mut self, name: &str) {
        self.told.remove(name);
        let Some(mesh) = self.meshes.remove(name) else { return };
        // Without a thread it is closed here.
        drop(thread::Builder::new().name("salon-mesh-end".into()).spawn(|| drop(mesh)));
    }

    /// A room has another name.
    pub fn renamed(&mut self, old: &str, name: &str) {
        if let Some(mesh) = self.meshes.remove(old) {
            self.meshes.insert(name.to_owned(), mesh);
        }
        if let Some(told) = self.told.remove(old) {
            self.told.insert(name.to_owned(), told);
        }
    }

    /// Whether an event is of their business alone. Where this person doesn't allow it, what is asked is
    /// declined.
    pub fn handle(&mut self, client: &Client, event: &Event) -> bool {
        // Each of them sees every event.
        let taken = self.meshes.values_mut().filter_map(|mesh| mesh.handle(event).then_some(()));
        if taken.count() > 0 {
            return true;
        }
        match peer::decline_for_room(client, event) {
            Ok(declined) => declined,
            Err(error) => {
                tracing::debug!(%error, "a question for a room's posts is left open");
                true
            }
        }
    }

    /// Posts in a room, from peer to peer where all are reached so.
    pub fn post(&self, name: &str, room: &Room, content: &Content, ticket: Ticket) -> Report {
        let Content { content_type, bytes } = content;
        let posted = match self.meshes.get(name) {
            Some(mesh) => mesh.post_bytes(content_type, bytes),
            None => room.post_bytes(content_type, bytes).map(Posted::ThroughServer),
        };
        match posted {
            Ok(Posted::ThroughServer(number)) => Report::Sent { ticket, number },
            Ok(Posted::ToPeers { .. }) => Report::SentDirectly { ticket },
            Err(error) => Report::NotSent { ticket, error },
        }
    }

    /// Adds what is to be waited for.
    pub fn watch<'a>(&'a self, select: &mut Select<'a>) {
        for mesh in self.meshes.values() {
            select.recv(mesh.arrivals());
        }
    }

    /// What has come directly.
    pub fn hear(&mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        self.meshes.retain(|name, mesh| {
            // No more than there may be at once: there are orders, too.
            for _ in 0..=mesh.arrivals().len() {
                match mesh.arrivals().try_recv() {
                    Ok(arrival) => reports.extend(report(name, arrival)),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return false,
                }
            }
            true
        });
        reports
    }

    /// How it stands in these rooms, where that is news.
    pub fn news<'a>(
        &mut self,
        client: &Client,
        rooms: impl Iterator<Item = (&'a String, &'a Room)>,
    ) -> Vec<Report> {
        let introduces = client.capabilities().has(Capabilities::PEERS);
        let mut reports = Vec::new();
        for (name, room) in rooms {
            let offered = introduces && room.peer_posts();
            let reach = self.meshes.get(name).map(reach);
            let posts = DirectPosts { offered, reach };
            let before = self.told.get(name).copied();
            if before == Some(posts) {
                continue;
            }
            self.told.insert(name.clone(), posts);
            if before.unwrap_or_default() != posts {
                reports.push(Report::DirectPosts { room: name.clone(), posts });
            }
        }
        reports
    }

    /// Rooms are entered anew: how it stands is told again.
    pub fn begin_anew(&mut self) {
        self.told.clear();
    }
}

fn reach(mesh: &Mesh) -> Reach {
    let state = mesh.state();
    let missing = state.missing.len();
    let paths = state.paths.len();
    Reach { paths, others: paths + missing, too_many: state.too_many }
}

fn report(room: &str, arrival: Arrival) -> Option<Report> {
    let room = room.to_owned();
    match arrival {
        Arrival::Post { pseudo, content, .. } => {
            Some(Report::SaidDirectly { room, pseudo, content })
        }
        Arrival::Missed(count) => Some(Report::MissedDirectly { room, count }),
        // How many paths there are is told beside.
        Arrival::PathOpened { .. } | Arrival::PathClosed { .. } => None,
    }
}
