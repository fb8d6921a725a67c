use crate::client::{Client, Link, Options};
use crate::net::{Config, RoomConfig, Server};
use crate::peer::mesh::{Mesh, MeshPath, Posted, UNRECEIPTED};
use crate::peer::tests::sessions_with_a_gate;
use crate::peer::{MeetOptions, PeerSession};
use std::net::Ipv4Addr;

/// Bytes of one post.
const PIECE: usize = 16 * 1024;

/// A mesh with a path to the only other member.
fn mesh(server: &Server, path: &PeerSession) -> (Mesh, Client, Client) {
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let client = |pseudo: &str| Client::connect(&link, Options::new(pseudo)).unwrap();
    let (bob, ada) = (client("Bob"), client("Ada"));
    bob.join("lobby").unwrap();
    let mesh = Mesh::new(&ada, &ada.join("lobby").unwrap(), MeetOptions::default()).unwrap();
    let (member, code) = (bob.member(), path.code());
    mesh.ways.open(MeshPath { member, path: path.path(), code }, path.room().clone());
    (mesh, ada, bob)
}

#[test]
fn a_path_without_receipts_keeps_nobody_waiting() {
    let lobby = RoomConfig { peer_posts: true, ..RoomConfig::new("lobby", "") };
    let listen = (Ipv4Addr::LOCALHOST, 0).into();
    let server = Server::start(Config { listen, rooms: vec![lobby], ..Config::default() }).unwrap();
    let (path, _other, gate) = sessions_with_a_gate();
    let (mesh, _ada, _bob) = mesh(&server, &path);
    // Nothing that packs well.
    let mut piece = vec![0; PIECE];
    getrandom::fill(&mut piece).unwrap();
    let directly = || matches!(mesh.post_bytes("x", &piece).unwrap(), Posted::ToPeers { count: 1 });
    let held = gate.lock();
    let taken = (0..2 * UNRECEIPTED / PIECE).take_while(|_| directly()).count();
    assert_eq!(taken, UNRECEIPTED / PIECE);
    drop(held);
    path.client().flush().unwrap();
    assert!(directly());
}
