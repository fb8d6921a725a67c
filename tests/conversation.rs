//! Stories over real sockets: people arrive, enter rooms, talk, and leave.

mod support;

use salon::net::Config;
use salon::proto::body::{Body, PackedBody};
use salon::proto::error_code::{ErrorCode, LeaveCause};
use salon::proto::header::{Capabilities, Preface};
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId};
use salon::proto::message::{
    Direct, Hello, Join, Joined, Leave, ListMembers, ListRooms, MemberJoined, MemberLeft,
    MemberRenamed, Message, Ping, Pong, Post, PseudoWish, Rooms, Welcome,
};
use salon::proto::name::NameKey;
use std::time::Duration;
use support::peer::{PREFACE, Peer, text_body, text_post};
use support::stage::{config, host_sees, start};

const WHOLE_SERVER: RoomId = RoomId::INBOX;

/// A server on which nobody is told of others outside of rooms.
fn discreet() -> Config {
    Config { announce_below: 0, ..config() }
}

#[test]
fn a_hello_is_answered_by_what_the_server_is() {
    let server = start(Config { name: "Café".into(), ..config() });
    let mut peer = Peer::connect(server.local_addr());
    // A client of the future, with capabilities that nobody knows yet.
    peer.raw(&Preface { version: 9, capabilities: Capabilities(u64::MAX) }.to_bytes());
    let preface = peer.preface();
    assert_eq!((preface.version, preface.capabilities), (1, Capabilities::RESUME));
    let asked = peer.send(&Hello { agent: "test".into() });
    let welcome: Welcome = peer.reply(asked);
    assert_eq!(&*welcome.server, "Café");
    assert_eq!((welcome.heartbeat_interval, welcome.resume_grace), (600_000, 600_000));
    assert_eq!((welcome.posts_per_second, welcome.post_burst), (0, 0));

    let open = start(Config { open_rooms: true, resume_grace: Duration::ZERO, ..config() });
    let mut peer = Peer::connect(open.local_addr());
    peer.raw(&PREFACE.to_bytes());
    assert_eq!(peer.preface().capabilities, Capabilities::OPEN_ROOMS);
}

#[test]
fn everything_may_be_said_at_once() {
    let server = start(config());
    let mut peer = Peer::connect(server.local_addr());
    let mut bytes = PREFACE.to_bytes().to_vec();
    let hello = peer.correlation();
    Hello { agent: "".into() }.append(hello, &mut bytes);
    let pseudo = peer.correlation();
    PseudoWish { pseudo: "ada".into() }.append(pseudo, &mut bytes);
    let join = peer.correlation();
    Join { name: "lobby".into() }.append(join, &mut bytes);
    peer.raw(&bytes);
    peer.preface();
    for asked in [hello, pseudo, join] {
        assert_eq!(peer.next().header.correlation, asked);
    }
}

#[test]
fn nobody_hears_of_a_pseudo_before_it_is_accepted() {
    let server = start(config());
    let mut ada = Peer::named(server.local_addr(), "Ada");
    let (mut bob, _) = Peer::hello(server.local_addr());
    let asked = bob.send(&PseudoWish { pseudo: "ADA".into() });
    bob.refused(asked, ErrorCode::PseudoTaken);
    ada.hears_nothing();
    let accepted = bob.accepted("Zoe\u{301}");
    assert_eq!((accepted.pseudo.as_str(), accepted.people), ("Zoé", 2));
    let told: MemberJoined = ada.expect();
    assert_eq!((told.member, told.pseudo.as_str()), (accepted.member, "Zoé"));
    assert_eq!(told.place.room, WHOLE_SERVER);
    bob.hears_nothing();
}

#[test]
fn the_whole_server_is_told_only_while_few_are_connected() {
    let server = start(Config { announce_below: 2, ..config() });
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let bob = Peer::named(address, "bob");
    assert_eq!(ada.expect::<MemberJoined>().pseudo.as_str(), "bob");
    let mut cleo = Peer::named(address, "cleo");
    cleo.accepted("cleopatra");
    cleo.bye();
    ada.hears_nothing();
    bob.bye();
    assert_eq!(ada.expect::<MemberLeft>().pseudo.as_str(), "bob");
}

#[test]
fn rooms_are_listed_with_counts_and_topics() {
    let server = start(config());
    let mut ada = Peer::named(server.local_addr(), "ada");
    ada.join("lobby");
    let asked = ada.send(&ListRooms { after: "".into() });
    let rooms: Rooms = ada.reply(asked);
    let seen: Vec<_> =
        rooms.rooms.iter().map(|room| (room.name.as_str(), &*room.topic, room.members)).collect();
    assert_eq!(seen, [("den", "", 0), ("lobby", "Where everybody arrives", 1)]);
    assert_eq!((rooms.total, rooms.more), (2, false));
}

#[test]
fn a_long_list_of_rooms_comes_in_pages() {
    let mut many = config();
    many.rooms = (0..450)
        .map(|n| salon::net::RoomConfig { name: format!("room {n:03}"), topic: "t".repeat(500) })
        .collect();
    let server = start(many);
    let mut ada = Peer::named(server.local_addr(), "ada");
    let mut names: Vec<String> = Vec::new();
    loop {
        let after = names.last().cloned().unwrap_or_default();
        let asked = ada.send(&ListRooms { after: after.as_str().into() });
        let page: Rooms = ada.reply(asked);
        assert_eq!(page.total, 450);
        names.extend(page.rooms.iter().map(|room| room.name.to_string()));
        if !page.more {
            break;
        }
        assert_eq!(page.rooms.len(), 200);
    }
    let all: Vec<String> = (0..450).map(|n| format!("room {n:03}")).collect();
    assert_eq!(names, all);
}

#[test]
fn many_requests_in_one_write_are_all_answered() {
    let mut many = config();
    many.limits.outbox_bytes = 64 * 1024;
    many.rooms = (0..20)
        .map(|n| salon::net::RoomConfig { name: format!("room {n:03}"), topic: "t".repeat(500) })
        .collect();
    let server = start(many);
    let mut ada = Peer::named(server.local_addr(), "ada");
    let mut bytes = Vec::new();
    let asked: Vec<_> = (0..30).map(|_| ada.correlation()).collect();
    for correlation in &asked {
        ListRooms { after: "".into() }.append(*correlation, &mut bytes);
    }
    ada.raw(&bytes);
    for correlation in asked {
        assert_eq!(ada.next().header.correlation, correlation);
    }
}

#[test]
fn entering_shows_the_room_as_it_is_and_tells_the_others() {
    let server = start(discreet());
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let first = ada.join("lobby");
    assert_eq!((first.next, first.count, first.more), (Number(2), 1, false));
    assert_eq!((first.name.as_str(), &*first.topic), ("lobby", "Where everybody arrives"));
    let mut bob = Peer::named(address, "bob");
    let second = bob.join("LOBBY");
    assert_eq!((second.room, second.epoch, second.next), (first.room, first.epoch, Number(3)));
    let members: Vec<_> = second.members.iter().map(|m| (m.id, m.pseudo.as_str())).collect();
    assert_eq!(members, [(ada.course.member, "ada"), (bob.course.member, "bob")]);
    let told: MemberJoined = ada.expect();
    assert_eq!((told.place.number, told.member), (Number(2), bob.course.member));
    bob.hears_nothing();
}

#[test]
fn a_crowd_is_listed_in_pages_that_are_exact_where_they_stand() {
    let server = start(discreet());
    let address = server.local_addr();
    let mut crowd: Vec<Peer> = (0..560)
        .map(|n| {
            let mut peer = Peer::named(address, &format!("p{n}"));
            peer.join("lobby");
            peer
        })
        .collect();
    let mut ada = Peer::named(address, "ada");
    let joined = ada.join("lobby");
    assert_eq!((joined.count, joined.members.len(), joined.more), (561, 500, true));
    // Somebody of the first page leaves, and somebody comes, before the second page is asked for.
    crowd.remove(7).bye();
    let newcomer = {
        let mut peer = Peer::named(address, "late");
        peer.join("lobby");
        peer
    };
    let last = joined.members.last().expect("a member").id;
    let page = ada.members(joined.room, last);
    assert_eq!((page.members.len(), page.more, page.count), (62, false, 561));
    assert_eq!(page.members.last().map(|m| m.id), Some(newcomer.course.member));
    // What changed meanwhile stood before the page, as it is in it.
    assert_eq!(ada.expect::<MemberLeft>().pseudo.as_str(), "p7");
    assert_eq!(ada.expect::<MemberJoined>().pseudo.as_str(), "late");
    ada.hears_nothing();
    let everybody = ada.members(WHOLE_SERVER, MemberId(0));
    assert_eq!((everybody.members.len(), everybody.more, everybody.count), (500, true, 561));
}

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
fn several_rooms_at_once_are_told_apart() {
    let server = start(discreet());
    let address = server.local_addr();
    let (mut ada, mut bob) = (Peer::named(address, "ada"), Peer::named(address, "bob"));
    let lobby = ada.join("lobby").room;
    let den = ada.join("den").room;
    bob.join("den");
    ada.heard();
    ada.post(lobby, "in the lobby");
    ada.post(den, "in the den");
    let said = bob.said();
    assert_eq!((said.place.room, said.text().as_str()), (den, "in the den"));
    bob.hears_nothing();
    let told: Vec<_> = [ada.said(), ada.said()].map(|said| (said.place.room, said.text())).into();
    assert_eq!(told, [(lobby, "in the lobby".to_owned()), (den, "in the den".to_owned())]);

    let asked = bob.send(&Join { name: "den".into() });
    bob.refused(asked, ErrorCode::AlreadyInRoom);
    let asked = bob.send(&text_post(lobby, ClientNumber(9), "from outside"));
    bob.refused(asked, ErrorCode::NotInRoom);
    let asked = bob.send(&ListMembers { room: lobby, after: MemberId(0) });
    bob.refused(asked, ErrorCode::NotInRoom);
    let asked = bob.send(&Leave { room: lobby });
    bob.refused(asked, ErrorCode::NotInRoom);
    ada.hears_nothing();
}

#[test]
fn nothing_of_a_room_comes_after_leaving_it() {
    let server = start(discreet());
    let address = server.local_addr();
    let (mut ada, mut bob) = (Peer::named(address, "ada"), Peer::named(address, "bob"));
    let room = ada.join("lobby").room;
    bob.join("lobby");
    ada.heard();
    bob.leave(room);
    let left: MemberLeft = ada.expect();
    assert_eq!((left.member, left.cause), (bob.course.member, LeaveCause::Left));
    ada.post(room, "is he gone?");
    ada.said();
    bob.hears_nothing();
    let again = bob.join("lobby");
    assert_eq!((again.next, again.count), (Number(6), 2));
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
fn another_pseudo_is_told_in_rooms_and_to_everybody() {
    let server = start(config());
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    let mut bob = Peer::named(address, "bob");
    bob.join("lobby");
    let mut dora = Peer::named(address, "dora");
    ada.heard();
    bob.heard();

    let (member, token) = (ada.course.member, ada.course.token);
    let accepted = ada.accepted("Alix");
    assert_eq!((accepted.member, accepted.pseudo.as_str()), (member, "Alix"));
    assert_ne!(Some(accepted.token), token);
    let is_it = |m: &MemberRenamed| {
        assert_eq!((m.member, m.old.as_str(), m.new.as_str()), (member, "ada", "Alix"));
        m.place.room
    };
    assert_eq!(is_it(&ada.expect()), room);
    ada.hears_nothing();
    let mut places = [is_it(&bob.expect()), is_it(&bob.expect())];
    places.sort();
    assert_eq!(places, [WHOLE_SERVER, room]);
    bob.hears_nothing();
    assert_eq!(is_it(&dora.expect()), WHOLE_SERVER);
    dora.hears_nothing();

    // The old one is free, the new one is taken; one's own in capitals is a change like any other.
    let asked = bob.send(&PseudoWish { pseudo: "ALIX".into() });
    bob.refused(asked, ErrorCode::PseudoTaken);
    dora.accepted("ada");
    assert_eq!(ada.accepted("ALIX").pseudo.as_str(), "ALIX");
    assert_eq!(NameKey::of("ALIX")[0], NameKey::of("alix")[0]);
    let members = bob.members(room, MemberId(0)).members;
    let pseudos: Vec<&str> = members.iter().map(|m| m.pseudo.as_str()).collect();
    assert_eq!(pseudos, ["ALIX", "bob"]);
}

#[test]
fn a_goodbye_is_answered_and_told() {
    let server = start(config());
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    let mut bob = Peer::named(address, "bob");
    bob.join("lobby");
    ada.heard();
    bob.bye();
    let mut places = Vec::new();
    for _ in 0..2 {
        let left: MemberLeft = ada.expect();
        assert_eq!((left.pseudo.as_str(), left.cause), ("bob", LeaveCause::Left));
        places.push(left.place.room);
    }
    places.sort();
    assert_eq!(places, [WHOLE_SERVER, room]);
    // Before a pseudo it is answered just the same, and nobody is told.
    Peer::hello(address).0.bye();
    let mut early = Peer::connect(address);
    early.raw(&PREFACE.to_bytes());
    early.preface();
    early.bye();
    ada.hears_nothing();
    assert_eq!(Peer::named(address, "bob").heard().len(), 0);
}

#[test]
fn who_posts_and_says_goodbye_at_once_is_heard() {
    let server = start(discreet());
    let address = server.local_addr();
    let (mut ada, mut bob) = (Peer::named(address, "ada"), Peer::named(address, "bob"));
    let room = ada.join("lobby").room;
    bob.join("lobby");
    let mut bytes = Vec::new();
    text_post(room, ClientNumber(1), "bye all").append(bob.correlation(), &mut bytes);
    let bye = salon::proto::message::Bye {
        reason: salon::proto::error_code::ByeReason::Leaving,
        text: "".into(),
    };
    bye.append(bob.correlation(), &mut bytes);
    bob.raw(&bytes);
    assert_eq!(
        ada.first(|m| m.place().is_some_and(|p| p.number == Number(3))).said().pseudo,
        "bob"
    );
    // The sender knows that it was.
    let ending = bob.ends();
    assert_eq!(ending.messages[0].said().client_number, ClientNumber(1), "{ending:?}");
    ending.is_bye(salon::proto::error_code::ByeReason::Leaving, "");
}

#[test]
fn pings_are_answered_with_their_nonce() {
    let server = start(config());
    let (mut peer, _) = Peer::hello(server.local_addr());
    for nonce in [0, 1, u64::MAX] {
        let asked = peer.send(&Ping { nonce });
        assert_eq!(peer.reply::<Pong>(asked).nonce, nonce);
    }
}

#[test]
fn who_gives_no_sign_of_life_is_lost() {
    let mut quick = config();
    quick.heartbeat.interval = Duration::from_millis(200);
    quick.heartbeat.timeout = Duration::from_secs(2);
    quick.resume_grace = Duration::ZERO;
    let server = start(quick);
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    ada.join("lobby");
    let mut bob = Peer::named(address, "bob");
    bob.join("lobby");
    // Bob answers nothing. Ada answers with anything but a PONG: any byte is a sign of life.
    let lost = loop {
        let received = ada.next();
        match received.message() {
            salon::proto::message::FromServer::Ping(_) => {
                assert_eq!(received.header.correlation.0, 0);
                ada.raw(&salon::proto::message::Pong { nonce: 0 }.to_frame(Default::default()));
            }
            salon::proto::message::FromServer::MemberLeft(left) => break left,
            _ => {}
        }
    };
    assert_eq!((lost.member, lost.cause), (bob.course.member, LeaveCause::Lost));
    let ending = bob.ends();
    assert!(ending.messages.iter().any(|m| m.kind() == Ping::KIND), "{ending:?}");
    ending.is_bye(salon::proto::error_code::ByeReason::Timeout, "");
}

#[test]
fn a_single_byte_now_and_then_keeps_a_client_alive() {
    let mut quick = config();
    quick.heartbeat.interval = Duration::from_millis(100);
    quick.heartbeat.timeout = Duration::from_secs(10);
    quick.resume_grace = Duration::ZERO;
    let server = start(quick);
    let mut ada = Peer::named(server.local_addr(), "ada");
    // A message of many bytes, one for each PING, which is finished only in the end.
    let message = Ping { nonce: 77 }.to_frame(salon::proto::ids::Correlation(500));
    for byte in message {
        while ada.next().kind() != Ping::KIND {}
        ada.raw(&[byte]);
    }
    let pong: Pong = ada.find();
    assert_eq!(pong.nonce, 77);
}

#[test]
fn open_rooms_come_with_the_first_and_go_with_the_last() {
    let server = start(Config { open_rooms: true, ..discreet() });
    let address = server.local_addr();
    let (mut ada, mut bob) = (Peer::named(address, "ada"), Peer::named(address, "bob"));
    let opened = ada.join("Chez Ada");
    assert_eq!((opened.name.as_str(), opened.count), ("Chez Ada", 1));
    assert_eq!(bob.join("chez ada").room, opened.room);
    let asked = ada.send(&Join { name: "a/b".into() });
    ada.refused(asked, ErrorCode::RoomNameInvalid);
    ada.leave(opened.room);
    bob.leave(opened.room);
    let asked = ada.send(&ListRooms { after: "".into() });
    assert_eq!(ada.reply::<Rooms>(asked).total, 2);
    let again = ada.join("Chez Ada");
    assert_ne!((again.room, again.epoch), (opened.room, opened.epoch));
    // A room of the configuration stays when the last has left.
    let lobby = bob.join("lobby").room;
    bob.leave(lobby);
    bob.join("lobby");
    // Who is gone without a word takes the room along too, once that is certain.
    ada.bye();
    host_sees(&server, |snapshot| snapshot.rooms.len() == 2);
}

#[test]
fn rooms_have_an_end() {
    let mut few = Config { open_rooms: true, ..discreet() };
    few.limits.rooms = 70;
    let server = start(few);
    let address = server.local_addr();
    let (mut ada, mut bob) = (Peer::named(address, "ada"), Peer::named(address, "bob"));
    for n in 0..64 {
        ada.join(&format!("room {n}"));
    }
    let asked = ada.send(&Join { name: "one more".into() });
    ada.refused(asked, ErrorCode::TooManyRooms);
    // 2 of the configuration, 64 of ada's: 4 are left for the whole server.
    for n in 0..4 {
        bob.join(&format!("bob's {n}"));
    }
    let asked = bob.send(&Join { name: "one more".into() });
    bob.refused(asked, ErrorCode::TooManyRooms);
    bob.join("lobby");
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
            if let salon::proto::message::FromServer::Posted(post) = peer.next().message() {
                order.push((post.place.number, post.author));
            }
        }
        order
    });
    let first = orders.next().unwrap();
    assert!(orders.all(|order| order == first));
}
