//! Sessions that outlive their connections: what was missed comes, once and in order, and nobody
//! else sees anything of it.

mod missed;
mod rights;
#[path = "../support/mod.rs"]
mod support;

use salon::hub::host::LinkState;
use salon::net::{Config, Server};
use salon::proto::ids::RoomId;
use std::net::SocketAddr;
use support::course::Course;
use support::peer::Peer;
use support::stage::{host_sees, start};

/// Ada and bob in the lobby.
struct Pair {
    server: Server,
    address: SocketAddr,
    ada: Peer,
    bob: Peer,
    lobby: RoomId,
}

fn pair(config: Config) -> Pair {
    let server = start(config);
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let lobby = ada.join("lobby").room;
    let mut bob = Peer::named(address, "bob");
    bob.join("lobby");
    ada.heard();
    Pair { server, address, ada, bob, lobby }
}

/// Cuts the connection, and waits until the server has noticed.
fn lose(server: &Server, peer: Peer) -> Course {
    let course = peer.cut();
    host_sees(server, |snapshot| {
        let mut clients = snapshot.clients.iter();
        clients.any(|row| row.id == course.member && row.link == LinkState::Lost)
    });
    course
}
