//! Posts and direct messages.

use super::{WHOLE_SERVER, discreet};
use crate::support::peer::{Peer, text_body, text_post};
use crate::support::stage::start;
use salon::proto::body::{Body, PackedBody};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{ClientNumber, MemberId, Number};
use salon::proto::message::{Direct, FromServer, Joined, Leave, Message, Post};

#[test]
fn posts_of_all_sorts_come_to_everybody_in_the_same_order() {
    let server = start(discreet());
    let address = server.local_addr();
    let mut peers: Vec<Peer> = ["ada", "bob", "cleo"].map(|p| Peer::named(address, p)).into();
    let rooms: Vec<Joined> = peers.iter_mut().map(|peer| peer.join("lobby")).collect();
    let room = rooms[0].room;
    peers.iter_mut().for_each(|peer| drop(peer.heard()));

    let long = "soup ".repeat(2_000);
    let packed = PackedBody::pack("text/plain", long.as_bytes()).unwrap();
    let all_bytes: Vec<u8> = (0..=255).collect();
    let bodies = [
        text_body("hello"),
        text_body(""),
        Body { content_type: "application/x.move", bytes: &all_bytes, compressed: false },
        packed.as_body(),
    ];
    for (n, body) in bodies.iter().enumerate() {
        let client_number = ClientNumber(n as u64 + 1);
        peers[n % 2].send(&Post { room, client_number, body: *body });
        let seen: Vec<_> = peers.iter_mut().map(Peer::said).collect();
        assert!(seen.iter().all(|said| *said == seen[0]), "{seen:?}");
        let said = &seen[0];
        // It comes as it was sent: neither inflated nor packed on the way.
        assert_eq!((said.content_type.as_str(), &said.bytes[..]), (body.content_type, body.bytes));
        assert_eq!((said.compressed, said.client_number), (body.compressed, client_number));
        assert_eq!(said.author, peers[n % 2].course.member);
    }
    peers.iter_mut().for_each(Peer::hears_nothing);
}

#[test]
fn many_talk_at_once_and_all_see_one_order() {
    const POSTS: usize = 200;
    let server = start(discreet());
    let address = server.local_addr();
    let mut peers: Vec<Peer> = (0..8).map(|n| Peer::named(address, &format!("p{n}"))).collect();
    let room = peers.iter_mut().map(|peer| peer.join("lobby").room).last().unwrap();
    peers.iter_mut().for_each(|peer| drop(peer.heard()));
    let total = peers.len() * POSTS;
    let seen: Vec<Vec<(Number, MemberId, ClientNumber)>> = std::thread::scope(|scope| {
        let threads: Vec<_> = peers
            .iter_mut()
            .map(|peer| {
                scope.spawn(move || {
                    let mut seen = Vec::new();
                    for n in 0..POSTS {
                        peer.post(room, &format!("post {n}"));
                        if n % 20 == 0 {
                            seen.extend(peer.heard().iter().map(|m| m.said()));
                        }
                    }
                    while seen.len() < total {
                        seen.push(peer.said());
                    }
                    seen.iter().map(|s| (s.place.number, s.author, s.client_number)).collect()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(seen.iter().all(|one| *one == seen[0]));
    for peer in &peers {
        let own = seen[0].iter().filter(|(_, author, _)| *author == peer.course.member);
        let own: Vec<u64> = own.map(|(_, _, number)| number.0).collect();
        assert_eq!(own, (1..=POSTS as u64).collect::<Vec<_>>());
    }
}

#[test]
fn many_posts_in_one_write_leave_in_order() {
    let server = start(discreet());
    let mut ada = Peer::named(server.local_addr(), "ada");
    let room = ada.join("lobby").room;
    let mut bytes = Vec::new();
    for n in 1..=1_000 {
        let correlation = ada.correlation();
        text_post(room, ClientNumber(n), "one of many").append(correlation, &mut bytes);
    }
    ada.raw(&bytes);
    for n in 1..=1_000 {
        assert_eq!(ada.said().client_number, ClientNumber(n));
    }
}

#[test]
fn who_posts_and_leaves_at_once_gets_the_receipt() {
    let server = start(discreet());
    let mut ada = Peer::named(server.local_addr(), "ada");
    let room = ada.join("lobby").room;
    let mut bytes = Vec::new();
    text_post(room, ClientNumber(1), "bye all").append(ada.correlation(), &mut bytes);
    let leave = ada.correlation();
    Leave { room }.append(leave, &mut bytes);
    ada.raw(&bytes);
    assert_eq!(ada.said().client_number, ClientNumber(1));
    assert_eq!(ada.next().header.correlation, leave);
}

#[test]
fn direct_messages_go_to_one_and_are_receipted() {
    let server = start(discreet());
    let address = server.local_addr();
    let mut ada = Peer::named(address, "Ada");
    let mut bob = Peer::named(address, "Bob");
    let mut cleo = Peer::named(address, "Cleo");
    let number = ada.direct("bob", "psst");
    let (receipt, told) = (ada.said(), bob.said());
    for said in [&receipt, &told] {
        assert_eq!((said.author, said.pseudo.as_str()), (ada.course.member, "Ada"));
        assert_eq!(said.to, Some((bob.course.member, "Bob".to_owned())));
        assert_eq!((said.client_number, said.text().as_str()), (number, "psst"));
        assert_eq!(said.place.room, WHOLE_SERVER);
    }
    // To oneself: one copy.
    let number = ada.direct("Ada", "note to self");
    assert_eq!(ada.said().client_number, number);
    let client_number = ada.client_number();
    let asked = ada.send(&Direct { to: "nobody", client_number, body: text_body("?") });
    ada.refused(asked, ErrorCode::NoSuchMember);
    for peer in [&mut ada, &mut bob, &mut cleo] {
        peer.hears_nothing();
    }
}

#[test]
fn two_hundred_talk_in_one_room() {
    const PEOPLE: usize = 200;
    let server = start(discreet());
    let address = server.local_addr();
    let mut peers: Vec<Peer> =
        (0..PEOPLE).map(|n| Peer::named(address, &format!("p{n}"))).collect();
    let room = peers.iter_mut().map(|peer| peer.join("lobby").room).last().unwrap();
    for peer in &mut peers {
        peer.post(room, "hello from one of many");
    }
    let mut orders = peers.iter_mut().map(|peer| {
        let mut order = Vec::new();
        while order.len() < PEOPLE {
            if let FromServer::Posted(post) = peer.next().message() {
                order.push((post.place.number, post.author));
            }
        }
        order
    });
    let first = orders.next().unwrap();
    assert!(orders.all(|order| order == first));
}
