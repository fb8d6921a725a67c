//! What the host sees.

use crate::support::PATIENCE;
use crate::support::peer::Peer;
use crate::support::process::alone;
use crate::support::stage::{Stage, config, start};
use salon::hub::host::{LinkState, Snapshot};
use salon::net::{Config, RoomConfig};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::MemberId;
use salon::proto::message::{Join, ListRooms, Rooms};

#[test]
fn the_host_sees_who_is_where() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    stage.ada.join("den");
    stage.talk();
    let mut silent = Peer::connect(stage.address);
    let snapshot: std::sync::Arc<Snapshot> = stage.host_sees(|s| s.connections == 3);
    let rows: Vec<_> = snapshot.clients.iter().map(|row| (row.id, row.pseudo.as_str())).collect();
    assert_eq!(rows, [(stage.ada.course.member, "ada"), (stage.bob.course.member, "bob")]);
    let (ada, bob) = (&snapshot.clients[0], &snapshot.clients[1]);
    assert_eq!(ada.rooms, ["lobby", "den"]);
    assert_eq!(bob.rooms, ["lobby"]);
    assert!(ada.last_message.is_some_and(|at| at >= ada.since && at <= snapshot.at));
    assert_eq!((bob.last_message, bob.link), (None, LinkState::Online));
    assert!(ada.address.ip().is_loopback() && ada.address != bob.address);
    let rooms: Vec<_> = snapshot.rooms.iter().map(|row| (row.name.as_str(), row.members)).collect();
    assert_eq!(rooms, [("den", 1), ("lobby", 2)]);
    assert_eq!(host.snapshot().map(|s| s.clients), Ok(snapshot.clients.clone()));
    silent.finish_sending();
    silent.ends();
    drop(silent);
    stage.end();
}

#[test]
fn a_watcher_is_woken_by_changes_and_by_nothing_else() {
    let _alone = alone();
    let server = start(Config { announce_below: 0, ..config() });
    let address = server.local_addr();
    let (woken, wakes) = crossbeam_channel::unbounded();
    let snapshots = server.host().watch(Box::new(move || woken.send(()).unwrap()));
    let until = |is_it: &dyn Fn(&Snapshot) -> bool| {
        loop {
            wakes.recv_timeout(PATIENCE).expect("a sign");
            if snapshots.try_recv().is_ok_and(|snapshot| is_it(&snapshot)) {
                return;
            }
        }
    };
    until(&|snapshot| snapshot.clients.is_empty());
    let mut ada = Peer::named(address, "ada");
    until(&|snapshot| snapshot.clients.len() == 1);
    let room = ada.join("lobby").room;
    until(&|snapshot| snapshot.clients[0].rooms == ["lobby"]);
    ada.post(room, "hello");
    ada.said();
    until(&|snapshot| snapshot.clients[0].last_message.is_some());
    ada.accepted("alix");
    until(&|snapshot| snapshot.clients[0].pseudo == "alix");
    // Requests that change nothing wake nobody: what comes next is what changes next.
    for _ in 0..100 {
        ada.heard();
        ada.members(room, MemberId(0));
        let asked = ada.send(&Join { name: "nowhere".into() });
        ada.refused(asked, ErrorCode::NoSuchRoom);
    }
    while wakes.try_recv().is_ok() {}
    let _ = snapshots.try_recv();
    ada.leave(room);
    wakes.recv_timeout(PATIENCE).expect("a sign");
    let next = snapshots.recv_timeout(PATIENCE).expect("a snapshot");
    assert_eq!(next.clients[0].rooms, [""; 0]);
    // A new watcher sees what is, at once.
    let late = server.host().watch(Box::new(|| {}));
    assert_eq!(late.recv_timeout(PATIENCE).expect("a snapshot").clients.len(), 1);
    ada.bye();
    until(&|snapshot| snapshot.clients.is_empty());
    // It ends with the server.
    server.stop("");
    while late.recv_timeout(PATIENCE).is_ok() {}
}

#[test]
fn rooms_of_the_configuration_are_there_from_the_beginning() {
    let _alone = alone();
    let mut own = config();
    own.rooms = vec![RoomConfig { name: "Caf\u{e9}".into(), topic: "\u{2615}".into() }];
    let server = start(own);
    let mut ada = Peer::named(server.local_addr(), "ada");
    let asked = ada.send(&ListRooms { after: "".into() });
    let rooms: Rooms = ada.reply(asked);
    assert_eq!((rooms.rooms[0].name.as_str(), &*rooms.rooms[0].topic), ("Caf\u{e9}", "\u{2615}"));
    assert_eq!(ada.join("cafe\u{301}").name.as_str(), "Caf\u{e9}");
}
