//! What only the newest of counts.

use super::discreet;
use crate::support::peer::{Peer, text_body, text_post};
use crate::support::received::Received;
use crate::support::stage::{host_sees, start};
use salon::net::{Config, Rate, Server};
use salon::proto::ids::{ClientNumber, Correlation, Number, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::{FromServer, Latest, Message};

/// A server that hands on as fast as it can.
fn quick() -> Config {
    let mut config = discreet();
    config.limits.latest = Rate::UNLIMITED;
    config
}

/// Peers in the lobby who have heard of one another.
fn in_lobby<const N: usize>(server: &Server, pseudos: [&str; N]) -> (RoomId, [Peer; N]) {
    let mut peers = pseudos.map(|pseudo| Peer::named(server.local_addr(), pseudo));
    let mut room = RoomId::INBOX;
    peers.iter_mut().for_each(|peer| room = peer.join("lobby").room);
    peers.iter_mut().for_each(|peer| drop(peer.heard()));
    (room, peers)
}

fn value(room: RoomId, key: u32, text: &str) -> Latest<'_> {
    Latest { room, key, body: text_body(text) }
}

/// Author, key and text of a `NEWEST`.
#[track_caller]
fn newest(received: &Received) -> (String, u32, String) {
    let FromServer::Newest(m) = received.message() else { panic!("{received:?}") };
    let text = String::from_utf8(m.body.bytes.to_vec()).unwrap();
    (m.pseudo.to_owned(), m.key, text)
}

fn said(pseudo: &str, key: u32, text: &str) -> (String, u32, String) {
    (pseudo.into(), key, text.into())
}

/// Fills the lobby until the host sees that somebody no longer keeps up, who reads nothing. The last
/// post may just be on its way; the one before it is not.
fn until_behind(server: &Server, pseudo: &str, room: RoomId, others: [&mut Peer; 2]) {
    let text = "x".repeat(200_000);
    let lags = || {
        let snapshot = server.host().snapshot().unwrap();
        snapshot.clients.iter().any(|row| row.pseudo == pseudo && row.lag > 1)
    };
    let [writer, reader] = others;
    while !lags() {
        writer.post(room, &text);
        for peer in [&mut *writer, &mut *reader] {
            assert_eq!(peer.said().bytes.len(), text.len());
        }
    }
}

#[test]
fn the_others_get_each_value_and_no_number_is_used() {
    let server = start(quick());
    let (room, [mut ada, mut bob, mut cleo]) = in_lobby(&server, ["ada", "bob", "cleo"]);
    let before = ada.course.points[&room].last;
    for (key, text) in [(0, "a"), (7, "b"), (0, "c")] {
        ada.send(&value(room, key, text));
        for peer in [&mut bob, &mut cleo] {
            assert_eq!(newest(&peer.next()), said("ada", key, text));
        }
    }
    ada.post(room, "and a post");
    for peer in [&mut ada, &mut bob, &mut cleo] {
        assert_eq!(peer.said().place.number, before.next());
        peer.hears_nothing();
    }
}

#[test]
fn what_comes_together_leaves_behind_the_posts_and_once_a_key() {
    let server = start(quick());
    let (room, [mut ada, mut bob]) = in_lobby(&server, ["ada", "bob"]);
    let mut bytes = Vec::new();
    for (number, text) in [(1, "one"), (2, "two")] {
        value(room, 1, text).append(Correlation(0), &mut bytes);
        text_post(room, ClientNumber(number), text).append(Correlation(0), &mut bytes);
    }
    // It is handled in one read only if it comes in one: the buffer of an idle one is larger.
    assert!(bytes.len() < 256);
    ada.raw(&bytes);
    assert_eq!([bob.said().text(), bob.said().text()], ["one", "two"]);
    assert_eq!(newest(&bob.next()), said("ada", 1, "two"));
    bob.hears_nothing();
}

#[test]
fn one_that_never_reads_gets_only_the_newest_and_the_others_all() {
    let mut config = quick();
    config.limits.tape_bytes = 1 << 30;
    let server = start(config);
    let (room, [mut ada, mut bob, mut lazy]) = in_lobby(&server, ["ada", "bob", "lazy"]);
    until_behind(&server, "lazy", room, [&mut ada, &mut bob]);
    for n in 0..300 {
        let text = n.to_string();
        ada.send(&value(room, n % 3, &text));
        assert_eq!(newest(&bob.next()), said("ada", n % 3, &text));
        if n % 100 == 0 {
            // Nobody's posts wait for it.
            bob.post(room, "still here");
            assert_eq!([ada.said().text(), bob.said().text()], ["still here", "still here"]);
        }
    }
    // Once it is answered, all that was said before was offered to all.
    ada.hears_nothing();
    let last = bob.course.points[&room].last;
    let mut values = Vec::new();
    while values.len() < 3 {
        let received = lazy.next();
        match received.kind() {
            Kind::POSTED => assert!(values.is_empty(), "a post behind the values"),
            _ => {
                assert_eq!(lazy.course.points[&room].last, last, "a value before the posts");
                values.push(newest(&received));
            }
        }
    }
    assert_eq!(values, [said("ada", 0, "297"), said("ada", 1, "298"), said("ada", 2, "299")]);
    lazy.hears_nothing();
    ada.send(&value(room, 0, "again"));
    assert_eq!(newest(&lazy.next()), said("ada", 0, "again"));
}

#[test]
fn who_leaves_takes_their_values_along() {
    let mut config = quick();
    config.limits.tape_bytes = 1 << 30;
    let server = start(config);
    let (room, [mut ada, mut bob, mut lazy]) = in_lobby(&server, ["ada", "bob", "lazy"]);
    until_behind(&server, "lazy", room, [&mut ada, &mut bob]);
    ada.send(&value(room, 0, "mine"));
    bob.send(&value(room, 0, "bob's"));
    // Both have come to the others, so that they wait for the lazy one.
    bob.first(|received| received.kind() == Kind::NEWEST);
    ada.first(|received| received.kind() == Kind::NEWEST);
    bob.hears_nothing();
    ada.leave(room);
    let left = bob.first(|received| received.kind() == Kind::MEMBER_LEFT).place().unwrap().number;
    let mut read = Number(0);
    let received = loop {
        let received = lazy.next();
        match received.place() {
            Some(place) => read = place.number,
            None => break received,
        }
    };
    assert_eq!((newest(&received), read), (said("bob", 0, "bob's"), left));
    // Whoever leaves a room gets nothing of it: `OK` is the last that comes.
    bob.send(&value(room, 0, "too late"));
    assert_eq!(newest(&lazy.next()), said("bob", 0, "too late"));
    lazy.leave(room);
    bob.send(&value(room, 0, "for nobody"));
    lazy.hears_nothing();
}

#[test]
fn what_comes_too_fast_is_replaced_and_the_newest_leaves() {
    let mut config = discreet();
    config.limits.latest = Rate { per_second: 1, burst: 1 };
    let server = start(config);
    let (room, [mut ada, mut bob]) = in_lobby(&server, ["ada", "bob"]);
    for n in 1..=100 {
        ada.send(&value(room, 0, &n.to_string()));
    }
    let mut seen = 1;
    while newest(&bob.next()).2 != "100" {
        seen += 1;
    }
    assert!(seen < 100);
    ada.hears_nothing();
    host_sees(&server, |snapshot| snapshot.connections == 2);
}

#[test]
fn the_whole_server_hands_on_so_much_and_no_more() {
    let mut config = quick();
    // Three listen to each: the burst is for one of them.
    config.limits.newest = Rate { per_second: 3, burst: 2 };
    let server = start(config);
    let (room, [mut ada, mut bob, mut cleo]) = in_lobby(&server, ["ada", "bob", "cleo"]);
    ada.send(&value(room, 0, "first"));
    assert_eq!(newest(&bob.next()), said("ada", 0, "first"));
    for n in 0..50 {
        cleo.send(&value(room, 0, &n.to_string()));
    }
    let mut seen = 1;
    while newest(&bob.next()).2 != "49" {
        seen += 1;
    }
    assert!(seen < 50);
}
