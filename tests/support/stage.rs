//! A server to talk to, and two who talk on it undisturbed whatever others do.

use super::PATIENCE;
use super::peer::Peer;
use super::process::{Held, alone};
use parking_lot::MutexGuard;
use salon::hub::host::{ClientRow, Command, LinkState, Snapshot};
use salon::net::{Config, Limits, Rate, RoomConfig, Server};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::RoomId;
use salon::proto::message::FromServer;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A server for tests: on a free port of this machine, without limits of rates, and so patient
/// that no test sees a `PING` or a lost session end unless it wants to.
pub fn config() -> Config {
    Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        rooms: vec![
            RoomConfig::new("lobby", "Where everybody arrives"),
            RoomConfig::new("den", ""),
        ],
        heartbeat: HeartbeatTiming {
            interval: Duration::from_secs(600),
            timeout: Duration::from_secs(600),
        },
        resume_grace: Duration::from_secs(600),
        limits: Limits {
            posts: Rate::UNLIMITED,
            requests: Rate::UNLIMITED,
            presence: Rate::UNLIMITED,
            connections_per_address: 10_000,
            ..Limits::default()
        },
        ..Config::default()
    }
}

pub fn start(config: Config) -> Server {
    Server::start(config).expect("a server that starts")
}

/// A server with ada and bob in the lobby.
pub struct Stage {
    pub server: Server,
    pub address: SocketAddr,
    pub ada: Peer,
    pub bob: Peer,
    pub lobby: RoomId,
    before: Held,
    _alone: MutexGuard<'static, ()>,
}

impl Stage {
    pub fn new(config: Config) -> Self {
        let alone = alone();
        let before = Held::now();
        let server = start(config);
        let address = server.local_addr();
        let mut ada = Peer::named(address, "ada");
        let mut bob = Peer::named(address, "bob");
        let lobby = ada.join("lobby").room;
        bob.join("lobby");
        let mut stage = Self { server, address, ada, bob, lobby, before, _alone: alone };
        stage.settle();
        stage
    }

    /// A post goes from ada to bob and back.
    #[track_caller]
    pub fn talk(&mut self) {
        let number = self.ada.post(self.lobby, "still here?");
        let author = self.ada.course.member;
        for peer in [&mut self.ada, &mut self.bob] {
            peer.first(|received| match received.message() {
                FromServer::Posted(post) => (post.author, post.client_number) == (author, number),
                _ => false,
            });
        }
    }

    /// Reads what has come about others until now.
    pub fn settle(&mut self) {
        self.ada.heard();
        self.bob.heard();
    }

    /// Waits until the host sees this.
    #[track_caller]
    pub fn host_sees(&self, is_it: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        host_sees(&self.server, is_it)
    }

    /// Whether there is a connection to somebody.
    pub fn online(&self, pseudo: &str) -> bool {
        let snapshot = self.server.host().snapshot().expect("a server that runs");
        let mut clients = snapshot.clients.iter();
        clients.any(|row| row.pseudo == pseudo && row.link == LinkState::Online)
    }

    /// Waits until nobody is of this pseudo, with the host's help if the session is a lost one.
    #[track_caller]
    pub fn server_forgets(&mut self, pseudo: &str) {
        let is_it = |row: &&ClientRow| row.pseudo == pseudo;
        let snapshot = self.host_sees(|snapshot| {
            snapshot.clients.iter().find(is_it).is_none_or(|row| row.link == LinkState::Lost)
        });
        if let Some(row) = snapshot.clients.iter().find(is_it) {
            let kick = Command::Kick { members: vec![row.id], reason: String::new() };
            // Its time may have come meanwhile.
            let _ = self.server.host().command(kick);
        }
    }

    /// Waits until only ada and bob are connected, sees that they still talk, and that nothing of
    /// the others is left.
    #[track_caller]
    pub fn alone_again(&mut self) {
        self.host_sees(|snapshot| snapshot.connections == 2);
        self.talk();
        self.settle();
    }

    /// Stops the server. Nothing is left of it.
    #[track_caller]
    pub fn end(mut self) {
        self.alone_again();
        let Self { server, ada, bob, before, _alone, .. } = self;
        drop((ada, bob));
        server.stop("the end");
        before.comes_back();
    }
}

/// Waits until the host sees this.
#[track_caller]
pub fn host_sees(server: &Server, is_it: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let deadline = Instant::now() + PATIENCE;
    let snapshots = server.host().watch(Box::new(|| {}));
    loop {
        let snapshot = snapshots.recv_deadline(deadline).expect("a snapshot in time");
        if is_it(&snapshot) {
            return snapshot;
        }
    }
}
