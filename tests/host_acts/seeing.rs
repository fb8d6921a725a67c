//! What the host sees.

use crate::support::PATIENCE;
use crate::support::peer::Peer;
use crate::support::process::alone;
use crate::support::stage::{Stage, config, host_sees, start};
use salon::client::{Client, Link, Options};
use salon::hub::host::{LinkState, Snapshot};
use salon::net::{Config, RoomConfig};
use salon::proto::error_code::ErrorCode;
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::MemberId;
use salon::proto::message::{Join, ListRooms, Ping, Pong, Rooms};
use std::time::Duration;

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
    let who = |s: &Snapshot| -> Vec<_> {
        s.clients.iter().map(|row| (row.id, row.rooms.clone(), row.last_message)).collect()
    };
    assert_eq!(host.snapshot().as_ref().map(who), Ok(who(&snapshot)));
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
    let until = |is_it: &mut dyn FnMut(&Snapshot) -> bool| {
        loop {
            wakes.recv_timeout(PATIENCE).expect("a sign");
            if snapshots.try_recv().is_ok_and(|snapshot| is_it(&snapshot)) {
                return;
            }
        }
    };
    until(&mut |snapshot| snapshot.clients.is_empty());
    let mut ada = Peer::named(address, "ada");
    until(&mut |snapshot| snapshot.clients.len() == 1);
    let room = ada.join("lobby").room;
    until(&mut |snapshot| snapshot.clients[0].rooms == ["lobby"]);
    ada.post(room, "hello");
    ada.said();
    until(&mut |snapshot| snapshot.clients[0].last_message.is_some());
    ada.accepted("alix");
    until(&mut |snapshot| snapshot.clients[0].pseudo == "alix");
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
    // One more look may follow the change before.
    let mut looks = 0;
    until(&mut |snapshot| {
        looks += 1;
        snapshot.clients[0].rooms.is_empty()
    });
    assert!(looks <= 2, "{looks}");
    // A new watcher sees what is, at once.
    let late = server.host().watch(Box::new(|| {}));
    assert_eq!(late.recv_timeout(PATIENCE).expect("a snapshot").clients.len(), 1);
    ada.bye();
    until(&mut |snapshot| snapshot.clients.is_empty());
    // It ends with the server.
    server.stop("");
    while late.recv_timeout(PATIENCE).is_ok() {}
}

#[test]
fn rooms_of_the_configuration_are_there_from_the_beginning() {
    let _alone = alone();
    let mut own = config();
    own.rooms = vec![RoomConfig::new("Caf\u{e9}", "\u{2615}")];
    let server = start(own);
    let mut ada = Peer::named(server.local_addr(), "ada");
    let asked = ada.send(&ListRooms { after: "".into() });
    let rooms: Rooms = ada.reply(asked);
    assert_eq!((rooms.rooms[0].name.as_str(), &*rooms.rooms[0].topic), ("Caf\u{e9}", "\u{2615}"));
    assert_eq!(ada.join("cafe\u{301}").name.as_str(), "Caf\u{e9}");
}

#[test]
fn what_goes_to_and_fro_is_counted() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    // The first look asks for the round trip, which is a message, too.
    host.snapshot().unwrap();
    let before = host.snapshot().unwrap();
    let clients = &before.clients;
    assert!(clients.iter().all(|c| c.traffic.messages_in > 0 && c.lag == 0), "{clients:?}");
    for _ in 0..10 {
        stage.talk();
    }
    // Both have read it all, so that all was counted.
    let after = host.snapshot().unwrap();
    let of = |snapshot: &Snapshot, at: usize| snapshot.clients[at].traffic;
    let (ada, bob) = ((of(&before, 0), of(&after, 0)), (of(&before, 1), of(&after, 1)));
    assert_eq!(ada.1.messages_in - ada.0.messages_in, 10);
    assert_eq!(bob.1.messages_in, bob.0.messages_in);
    for (before, after) in [ada, bob] {
        assert_eq!(after.messages_out - before.messages_out, 10);
        let bytes = after.bytes_out - before.bytes_out;
        assert!((500..2_000).contains(&bytes), "{bytes}");
    }
    assert_eq!(after.traffic.messages_out - before.traffic.messages_out, 20);
    assert_eq!(after.rooms.iter().map(|room| room.posts).collect::<Vec<_>>(), [0, 10]);
    // A session keeps its count over its connections, and the server its own.
    let bob_before = stage.bob.course.clone();
    let (bob_again, _) = Peer::resume(stage.address, &bob_before);
    stage.bob = bob_again;
    stage.talk();
    let resumed = stage.host_sees(|s| s.connections == 2);
    assert!(of(&resumed, 1).messages_out >= bob.1.messages_out + 2);
    let all = resumed.traffic.messages_in;
    assert!(all >= of(&resumed, 0).messages_in + of(&resumed, 1).messages_in);
    stage.end();
}

#[test]
fn a_round_trip_is_measured_once_the_host_looks() {
    let _alone = alone();
    // No heartbeat comes in this test.
    let server = start(config());
    let address = server.local_addr();
    let link = Link::new(&address.ip().to_string(), address.port());
    let client = Client::connect(&link, Options::new("ada")).unwrap();
    let seen = host_sees(&server, |s| s.clients.iter().any(|row| row.round_trip.is_some()));
    assert!(seen.clients[0].round_trip < Some(PATIENCE));
    client.bye().unwrap();
}

#[test]
fn a_round_trip_is_seen_with_the_first_answer() {
    let _alone = alone();
    let interval = Duration::from_millis(20);
    let timeout = Duration::from_secs(600);
    let server = start(Config { heartbeat: HeartbeatTiming { interval, timeout }, ..config() });
    let mut ada = Peer::named(server.local_addr(), "ada");
    assert_eq!(server.host().snapshot().unwrap().clients[0].round_trip, None);
    let ping: Ping = ada.find();
    ada.send(&Pong { nonce: ping.nonce });
    let seen = host_sees(&server, |s| s.clients[0].round_trip.is_some());
    assert!(seen.clients[0].round_trip < Some(PATIENCE));
}

#[test]
fn who_does_not_read_lags_behind_the_tape() {
    let _alone = alone();
    let server = start(config());
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    let mut idle = Peer::named(address, "idle");
    idle.join("lobby");
    ada.heard();
    let host = server.host();
    let text = "x".repeat(16_000);
    let lag = |snapshot: &Snapshot| snapshot.clients[1].lag;
    // More than any socket takes that nobody reads.
    while lag(&host.snapshot().unwrap()) < 20 {
        ada.post(room, &text);
        ada.said();
    }
    assert_eq!(host.snapshot().unwrap().clients[0].lag, 0);
    idle.heard();
    host_sees(&server, |s| s.clients[1].lag == 0);
}
