//! The settings of a server, with defaults that need no file.

use crate::proto::heartbeat::HeartbeatTiming;
use crate::proto::limits::DEFAULT_PORT;
use crate::services::Services;
use std::net::SocketAddr;
use std::time::Duration;

/// How a server behaves. `Config::default()` is ready to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where it listens. Port 0 picks a free one.
    pub listen: SocketAddr,
    /// What the host calls it; shown to those who connect.
    pub name: String,
    /// The rooms that it begins with.
    pub rooms: Vec<RoomConfig>,
    /// Whether a room that doesn't exist is opened by joining it (and goes with its last member).
    pub open_rooms: bool,
    /// Whether two clients who both wish so are introduced, to speak to each other directly.
    pub introductions: bool,
    /// When a client is asked for a sign of life, and given up.
    pub heartbeat: HeartbeatTiming,
    /// How long a lost session waits to be resumed; zero for not at all.
    pub resume_grace: Duration,
    /// The most connected clients whose coming and going everybody is told of, in all rooms.
    pub announce_below: usize,
    /// How long coming and going waits at most to be told together with more of it, where there is
    /// more than [`Limits::presence`].
    pub presence_wait: Duration,
    /// What clients are held to.
    pub limits: Limits,
    /// What clients can call.
    pub services: Services,
    /// What streams from one client to another may take.
    pub transfers: Transfers,
}

/// What streams from one client to another may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfers {
    /// Percent of the machine's processors, from 1 to 100. Below 100, streams also have the lowest
    /// priority (Linux).
    pub share: u8,
    /// Streams at once, in all; 0 for none at all. Each has two connections.
    pub streams: usize,
    /// Streams at once that one client sends.
    pub per_member: usize,
}

/// A room that the server begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomConfig {
    /// Its name.
    pub name: String,
    /// What it is for; may be empty.
    pub topic: String,
    /// Whether its posts may go from peer to peer, past the server, where its members allow it.
    pub peer_posts: bool,
}

impl RoomConfig {
    /// A room whose posts all go through the server.
    pub fn new(name: &str, topic: &str) -> Self {
        Self { name: name.to_owned(), topic: topic.to_owned(), peer_posts: false }
    }
}

/// What clients are held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections in all. The system's own limits may lower it.
    pub connections: usize,
    /// Connections from one address.
    pub connections_per_address: usize,
    /// Rooms in all.
    pub rooms: usize,
    /// Total time to finish the hello, from the connection to an accepted pseudo.
    pub handshake: Duration,
    /// Posts and direct messages per client.
    pub posts: Rate,
    /// Other requests per client.
    pub requests: Rate,
    /// How often what a client says with `LATEST` is handed on; more replaces what waits.
    pub latest: Rate,
    /// Such values told to one member each, on the whole server; what is more waits with its author.
    pub newest: Rate,
    /// Calls per session, beside the requests.
    pub calls: Rate,
    /// How often somebody is told at once that somebody came or went, on the whole server. A room
    /// of a hundred that one more enters is a hundred times.
    pub presence: Rate,
    /// Bytes of a room's newest events that are kept, for those who lag or resume.
    pub tape_bytes: usize,
    /// Bytes that may wait for one client beside the tapes, 1 MiB at least; over it, the client is
    /// let go.
    pub outbox_bytes: usize,
}

/// So many per second in the long run, and so many at once after a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Per second; 0 for no limit.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl Rate {
    /// No limit.
    pub const UNLIMITED: Self = Self { per_second: 0, burst: 0 };
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((std::net::Ipv6Addr::UNSPECIFIED, DEFAULT_PORT)),
            name: "Salon".into(),
            rooms: vec![
                RoomConfig::new("lobby", "Where everybody arrives"),
                RoomConfig::new("help", ""),
                RoomConfig::new("random", ""),
            ],
            open_rooms: false,
            introductions: true,
            heartbeat: HeartbeatTiming {
                interval: Duration::from_secs(30),
                timeout: Duration::from_secs(5),
            },
            resume_grace: Duration::from_secs(15),
            announce_below: 200,
            presence_wait: Duration::from_secs(1),
            limits: Limits::default(),
            transfers: Transfers::default(),
            services: Services::default(),
        }
    }
}

impl Default for Transfers {
    fn default() -> Self {
        Self { share: 25, streams: 64, per_member: 16 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            connections_per_address: 256,
            rooms: 1_000,
            handshake: Duration::from_secs(30),
            posts: Rate { per_second: 10, burst: 50 },
            requests: Rate { per_second: 20, burst: 100 },
            latest: Rate { per_second: 30, burst: 30 },
            newest: Rate { per_second: 40_000, burst: 4_000 },
            calls: Rate { per_second: 100, burst: 200 },
            presence: Rate { per_second: 2_000, burst: 1_000 },
            tape_bytes: 4 * 1024 * 1024,
            outbox_bytes: 1024 * 1024,
        }
    }
}
