//! Hello, pseudo, signs of life, goodbye.

use super::{WHOLE_SERVER, discreet};
use crate::support::peer::{PREFACE, Peer, text_post};
use crate::support::stage::{config, start};
use salon::net::{Config, Rate};
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause};
use salon::proto::header::{Capabilities, Preface};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, Number};
use salon::proto::message::{
    Bye, FromServer, Hello, Join, MemberJoined, MemberLeft, MemberRenamed, Message, Ping, Pong,
    PseudoWish, Welcome,
};
use salon::proto::name::NameKey;
use std::time::Duration;

#[test]
fn a_hello_is_answered_by_what_the_server_is() {
    let server = start(Config { name: "Café".into(), ..config() });
    let mut peer = Peer::connect(server.local_addr());
    // A client of the future, with capabilities that nobody knows yet.
    peer.raw(&Preface { version: 9, capabilities: Capabilities(u64::MAX) }.to_bytes());
    let preface = peer.preface();
    assert_eq!(preface.version, 1);
    assert!(preface.capabilities.has(Capabilities::RESUME.with(Capabilities::LATEST)));
    assert!(preface.capabilities.has(Capabilities::SEQUENCES));
    assert!(!preface.capabilities.has(Capabilities::OPEN_ROOMS));
    let asked = peer.send(&Hello { agent: "test".into() });
    let welcome: Welcome = peer.reply(asked);
    assert_eq!(&*welcome.server, "Café");
    assert_eq!((welcome.heartbeat_interval, welcome.resume_grace), (600_000, 600_000));
    assert_eq!((welcome.posts_per_second, welcome.post_burst), (0, 0));

    let open = start(Config { open_rooms: true, resume_grace: Duration::ZERO, ..config() });
    let mut peer = Peer::connect(open.local_addr());
    peer.raw(&PREFACE.to_bytes());
    let preface = peer.preface();
    assert!(preface.capabilities.has(Capabilities::OPEN_ROOMS));
    assert!(!preface.capabilities.has(Capabilities::RESUME));
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
    let bye = Bye { reason: ByeReason::Leaving, text: "".into() };
    bye.append(bob.correlation(), &mut bytes);
    bob.raw(&bytes);
    assert_eq!(
        ada.first(|m| m.place().is_some_and(|p| p.number == Number(3))).said().pseudo,
        "bob"
    );
    // The sender knows that it was.
    let ending = bob.ends();
    assert_eq!(ending.messages[0].said().client_number, ClientNumber(1), "{ending:?}");
    ending.is_bye(ByeReason::Leaving, "");
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
            FromServer::Ping(_) => {
                assert_eq!(received.header.correlation.0, 0);
                ada.raw(&Pong { nonce: 0 }.to_frame(Default::default()));
            }
            FromServer::MemberLeft(left) => break left,
            _ => {}
        }
    };
    assert_eq!((lost.member, lost.cause), (bob.course.member, LeaveCause::Lost));
    let ending = bob.ends();
    assert!(ending.messages.iter().any(|m| m.kind() == Ping::KIND), "{ending:?}");
    ending.is_bye(ByeReason::Timeout, "");
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
    let message = Ping { nonce: 77 }.to_frame(Correlation(500));
    for byte in message {
        while ada.next().kind() != Ping::KIND {}
        ada.raw(&[byte]);
    }
    let pong: Pong = ada.find();
    assert_eq!(pong.nonce, 77);
}

#[test]
fn of_many_who_arrive_one_is_told_after_a_while() {
    let mut crowded = Config { presence_wait: Duration::from_millis(20), ..config() };
    crowded.limits.presence = Rate { per_second: 1, burst: 1 };
    let server = start(crowded);
    let mut ada = Peer::named(server.local_addr(), "ada");
    let others = ["bob", "cleo", "dora"].map(|pseudo| Peer::named(server.local_addr(), pseudo));
    for other in &others {
        let joined: MemberJoined = ada.expect();
        assert_eq!((joined.place.room, joined.member), (WHOLE_SERVER, other.course.member));
    }
}
