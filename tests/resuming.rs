//! Sessions that outlive their connections: what was missed comes, once and in order, and nobody
//! else sees anything of it.

mod support;

use salon::hub::host::{Command, LinkState};
use salon::net::{Config, Server};
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause, ResumeStatus};
use salon::proto::ids::{ClientNumber, Epoch, Number, RoomId, Token};
use salon::proto::kind::Kind;
use salon::proto::message::{
    Ack, FromServer, Gap, Hello, MemberLeft, Message, Notice, Ping, Pong, PseudoWish, Resumed,
};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use support::course::Course;
use support::peer::{PREFACE, Peer, text_post};
use support::stage::{config, host_sees, start};

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

/// What the next messages say, if all of them are posts or direct messages.
fn texts(peer: &mut Peer, count: usize) -> Vec<String> {
    (0..count).map(|_| peer.said().text()).collect()
}

#[test]
fn what_was_missed_comes_once_and_nobody_notices() {
    let Pair { server, address, ada, mut bob, lobby } = pair(config());
    let course = lose(&server, ada);
    bob.hears_nothing();
    for text in ["one", "two", "three"] {
        bob.post(lobby, text);
        bob.said();
    }
    let old = course.token;
    let (mut ada, resumed) = Peer::resume(address, &course);
    assert_eq!((resumed.member, resumed.pseudo.as_str()), (course.member, "ada"));
    assert_ne!(Some(resumed.token), old);
    assert_eq!(resumed.rooms.len(), 1);
    assert_eq!(resumed.rooms[0].status, ResumeStatus::Continued);
    assert_eq!(texts(&mut ada, 3), ["one", "two", "three"]);
    ada.hears_nothing();
    bob.hears_nothing();
    ada.post(lobby, "back");
    assert_eq!((ada.said().text(), bob.said().text()), ("back".into(), "back".into()));
}

#[test]
fn a_session_goes_on_again_and_again() {
    let Pair { server, address, mut ada, mut bob, lobby } = pair(config());
    let course = (0..20).fold(ada.course.clone(), |_, n| {
        let course = ada.course.clone();
        // Sometimes it is noticed before the resume, sometimes the old connection is superseded.
        if n % 3 == 0 {
            std::mem::replace(&mut ada, Peer::connect(address)).reset();
        }
        bob.post(lobby, &format!("{n}"));
        let (mut next, _) = Peer::resume(address, &course);
        while next.said().text() != format!("{n}") {}
        next.hears_nothing();
        std::mem::replace(&mut ada, next).course
    });
    assert_ne!(course.token, ada.course.token);
    while bob.said().text() != "19" {}
    bob.hears_nothing();
    drop(server);
}

#[test]
fn posts_without_receipt_are_sent_again_and_delivered_once() {
    let Pair { server, address, mut ada, mut bob, lobby } = pair(config());
    let before = ada.course.clone();
    ada.post(lobby, "arrived");
    let place = bob.said().place;
    ada.said();
    ada.direct("bob", "psst");
    bob.said();
    lose(&server, ada);

    // As if neither receipt had been read.
    let (mut ada, _) = Peer::resume(address, &before);
    let mut receipts = [ada.said().client_number, ada.said().client_number];
    receipts.sort();
    assert_eq!(receipts, [ClientNumber(1), ClientNumber(2)]);
    let again = ada.send(&text_post(lobby, ClientNumber(1), "arrived"));
    let ack: Ack = ada.reply(again);
    assert_eq!((ack.client_number, ack.place), (ClientNumber(1), place));
    let body = support::peer::text_body("psst");
    let direct = salon::proto::message::Direct { to: "bob", client_number: ClientNumber(2), body };
    let again = ada.send(&direct);
    let ack: Ack = ada.reply(again);
    assert_eq!((ack.client_number, ack.place.room), (ClientNumber(2), RoomId::INBOX));
    bob.hears_nothing();
    // What had never arrived is delivered now.
    ada.send(&text_post(lobby, ClientNumber(3), "new"));
    assert_eq!((ada.said().text(), bob.said().text()), ("new".into(), "new".into()));
    // A refused number may come again; 0 may never.
    let zero = ada.send(&text_post(lobby, ClientNumber(0), "zero"));
    ada.refused(zero, ErrorCode::BadClientNumber);
}

#[test]
fn the_server_remembers_the_last_1024_posts() {
    let Pair { server: _server, mut ada, lobby, .. } = pair(config());
    for n in 1..=1_030 {
        ada.send(&text_post(lobby, ClientNumber(n), ""));
    }
    for _ in 1..=1_030 {
        ada.said();
    }
    let forgotten = ada.send(&text_post(lobby, ClientNumber(6), ""));
    ada.refused(forgotten, ErrorCode::BadClientNumber);
    let known = ada.send(&text_post(lobby, ClientNumber(7), ""));
    assert_eq!(ada.reply::<Ack>(known).client_number, ClientNumber(7));
}

#[test]
fn private_things_wait_too() {
    let Pair { server, address, ada, mut bob, .. } = pair(config());
    let course = lose(&server, ada);
    bob.direct("ada", "are you there?");
    bob.said();
    let text = "soup".to_owned();
    let target = salon::hub::host::NoticeTarget::Everyone;
    server.host().command(Command::Notice { target, text }).unwrap();
    bob.expect::<Notice>();
    let cleo = Peer::named(address, "cleo");
    let (mut ada, _) = Peer::resume(address, &course);
    assert_eq!(ada.said().text(), "are you there?");
    assert_eq!(&*ada.expect::<Notice>().text, "soup");
    let FromServer::MemberJoined(joined) = ada.next().message().clone() else { panic!() };
    assert_eq!(joined.member, cleo.course.member);
    ada.hears_nothing();
}

#[test]
fn what_is_no_longer_kept_is_named() {
    let mut short = config();
    short.limits.tape_bytes = 4 * 1024;
    let Pair { server, address, ada, mut bob, lobby } = pair(short);
    let course = lose(&server, ada);
    for n in 0..200 {
        bob.post(lobby, &format!("post {n} {}", "x".repeat(100)));
        bob.said();
    }
    let (mut ada, resumed) = Peer::resume(address, &course);
    assert_eq!(resumed.rooms[0].status, ResumeStatus::Gap);
    let gap: Gap = ada.expect();
    assert_eq!((gap.room, gap.epoch), (lobby, resumed.rooms[0].epoch));
    assert_eq!(gap.first, course.points[&lobby].last.next());
    // The rest comes without a hole, which the peer checks.
    while !ada.said().text().starts_with("post 199") {}
    ada.hears_nothing();
    let members = ada.members(lobby, Default::default());
    assert_eq!(members.members.len(), 2);
}

#[test]
fn an_inbox_that_overflowed_names_its_gap() {
    let Pair { server, address, ada, mut bob, .. } = pair(config());
    let course = lose(&server, ada);
    for n in 0..600 {
        bob.direct("ada", &format!("{n}"));
        bob.said();
    }
    let (mut ada, _) = Peer::resume(address, &course);
    let gap: Gap = ada.expect();
    assert_eq!(gap.room, RoomId::INBOX);
    assert_eq!(gap.first, course.points[&RoomId::INBOX].last.next());
    assert_eq!(texts(&mut ada, 512).last().map(String::as_str), Some("599"));
    ada.hears_nothing();
}

#[test]
fn a_large_inbox_comes_whole() {
    let Pair { server, address, ada, mut bob, .. } = pair(config());
    let course = lose(&server, ada);
    let long = "x".repeat(100_000);
    for _ in 0..5 {
        bob.direct("ada", &long);
        bob.said();
    }
    let (mut ada, _) = Peer::resume(address, &course);
    assert_eq!(texts(&mut ada, 5).concat().len(), 500_000);
    ada.hears_nothing();
}

#[test]
fn after_the_grace_period_the_others_are_told() {
    let hasty = Config { resume_grace: Duration::from_millis(100), ..config() };
    let Pair { server: _server, address, ada, mut bob, lobby } = pair(hasty);
    let course = ada.cut();
    let mut places = Vec::new();
    for _ in 0..2 {
        let left: MemberLeft = bob.expect();
        assert_eq!((left.member, left.cause), (course.member, LeaveCause::Lost));
        places.push(left.place.room);
    }
    places.sort();
    assert_eq!(places, [RoomId::INBOX, lobby]);
    // Too late; but the connection lives on and the name is free.
    let mut ada = is_refused(address, &course);
    assert_ne!(ada.accepted("ada").member, course.member);
}

#[test]
fn without_grace_there_is_no_resuming() {
    let Pair { server: _server, address, mut ada, mut bob, .. } =
        pair(Config { resume_grace: Duration::ZERO, ..config() });
    // Not even while the old connection lives.
    is_refused(address, &ada.course);
    ada.hears_nothing();
    ada.cut();
    assert_eq!(bob.expect::<MemberLeft>().cause, LeaveCause::Lost);
}

#[test]
fn a_half_open_connection_is_superseded() {
    let Pair { server, address, ada: mut old, mut bob, lobby } = pair(config());
    let (mut new, _) = Peer::resume(address, &old.course);
    bob.post(lobby, "to the new one");
    assert_eq!(new.said().text(), "to the new one");
    let ending = old.ends();
    assert_eq!(ending.messages.len(), 1, "{ending:?}");
    ending.is_bye(ByeReason::Superseded, "");
    bob.said();
    bob.hears_nothing();
    new.hears_nothing();
    host_sees(&server, |snapshot| snapshot.connections == 2);
    new.hears_nothing();
}

/// A resume with a token that is good no longer.
fn is_refused(address: SocketAddr, course: &Course) -> Peer {
    let (mut peer, _) = Peer::hello(address);
    let asked = peer.send(&course.resume());
    peer.refused(asked, ErrorCode::ResumeRefused);
    peer
}

#[test]
fn a_token_is_good_until_the_next_one_has_arrived() {
    let mut quick = config();
    quick.heartbeat.interval = Duration::from_millis(100);
    let Pair { server: _server, address, mut ada, .. } = pair(quick);
    let first = ada.course.clone();
    let guess = Course { token: Some(Token([7; 16])), ..first.clone() };
    // The one who guessed may still become somebody else.
    is_refused(address, &guess).accepted("bert");
    ada.accepted("ada lovelace");
    // Ada shows that she has the new one by the PONG to a PING that came after it.
    let ping = ada.first(|received| received.kind() == Ping::KIND);
    let nonce = ping.read::<Ping>().nonce;
    ada.raw(&Pong { nonce }.to_frame(ping.header.correlation));
    ada.heard();
    is_refused(address, &first);
    let second = ada.course.clone();
    Peer::resume(address, &second);
    // RESUMED may have been lost on its way.
    let (third, _) = Peer::resume(address, &second);
    third.bye();
    is_refused(address, &second);
}

#[test]
fn a_goodbye_or_a_kick_voids_the_token() {
    let Pair { server, address, ada, bob, .. } = pair(config());
    let (of_ada, of_bob) = (ada.course.clone(), bob.course.clone());
    ada.bye();
    let reason = String::new();
    server.host().command(Command::Kick { member: of_bob.member, reason }).unwrap();
    is_refused(address, &of_ada);
    is_refused(address, &of_bob);
}

#[test]
fn a_room_that_closed_meanwhile_is_gone_and_one_not_named_is_left() {
    let Pair { server, address, mut ada, mut bob, lobby } = pair(config());
    let den = ada.join("den").room;
    bob.join("den");
    ada.heard();
    let mut course = lose(&server, ada);
    server.host().command(Command::CloseRoom { room: den, reason: "late".into() }).unwrap();
    let _ = bob.heard();
    // The other one is not named: a JOINED that was never read, say.
    course.points.remove(&lobby);
    let (mut ada, resumed) = Peer::resume(address, &course);
    let statuses: Vec<_> = resumed.rooms.iter().map(|room| (room.room, room.status)).collect();
    assert_eq!(statuses, [(den, ResumeStatus::Gone)]);
    let left: MemberLeft = bob.expect();
    assert_eq!((left.place.room, left.cause), (lobby, LeaveCause::Left));
    bob.post(lobby, "alone");
    bob.said();
    ada.hears_nothing();
    let again = ada.join("lobby");
    assert_eq!(again.count, 2);
}

#[test]
fn numbers_of_another_life_begin_anew() {
    let Pair { server, address, ada, mut bob, lobby } = pair(config());
    bob.post(lobby, "hello");
    bob.said();
    let course = lose(&server, ada);
    // A room of another epoch, and an inbox that has never come so far.
    let mut confused = course.resume();
    confused.rooms[0].epoch = Epoch(1);
    confused.inbox_last = Number(u64::MAX);
    let (mut ada, _) = Peer::hello(address);
    // All that is ada's comes again: what followed her joining, and her whole inbox.
    ada.course = course;
    ada.course.points.get_mut(&lobby).unwrap().last = Number(1);
    ada.course.points.get_mut(&RoomId::INBOX).unwrap().last = Number(0);
    let asked = ada.send(&confused);
    let resumed: Resumed = ada.reply(asked);
    assert_eq!(resumed.rooms[0].epoch, ada.course.points[&lobby].epoch);
    let mut kinds: Vec<Kind> = (0..3).map(|_| ada.next().kind()).collect();
    kinds.sort();
    assert_eq!(kinds, [Kind::MEMBER_JOINED, Kind::MEMBER_JOINED, Kind::POSTED]);
    ada.hears_nothing();
}

#[test]
fn nobody_reads_what_was_said_before_they_came() {
    let Pair { server: _server, address, ada: _ada, mut bob, lobby } = pair(config());
    bob.post(lobby, "nobody else is here");
    bob.said();
    let mut spy = Peer::named(address, "spy");
    let next = spy.join("lobby").next;
    let mut course = spy.cut();
    course.points.get_mut(&lobby).unwrap().last = Number(0);
    let (mut spy, _) = Peer::hello(address);
    spy.course = course.clone();
    // What comes is the first event behind their own joining, and no gap before it.
    spy.course.points.get_mut(&lobby).unwrap().last = Number(next.0 - 1);
    let asked = spy.send(&course.resume());
    let resumed: Resumed = spy.reply(asked);
    assert_eq!(resumed.rooms[0].status, ResumeStatus::Continued);
    bob.heard();
    bob.post(lobby, "somebody is");
    assert_eq!(spy.said().place.number, next);
}

#[test]
fn a_room_that_is_named_twice_is_refused() {
    let Pair { server, address, ada, mut bob, lobby } = pair(config());
    let course = lose(&server, ada);
    let mut twice = course.resume();
    twice.rooms.push(twice.rooms[0].clone());
    let (mut peer, _) = Peer::hello(address);
    let asked = peer.send(&twice);
    peer.refused(asked, ErrorCode::Malformed);
    let mut many = course.resume();
    many.rooms = (0..65)
        .map(|n| salon::proto::message::ResumePoint {
            room: RoomId(n + 1),
            epoch: Epoch(1),
            last: Number(0),
        })
        .collect();
    let asked = peer.send(&many);
    peer.refused(asked, ErrorCode::Malformed);
    // The session is as it was.
    bob.post(lobby, "missed");
    bob.said();
    let (mut ada, _) = Peer::resume(address, &course);
    assert_eq!(ada.said().text(), "missed");
}

#[test]
fn the_pseudo_of_a_lost_session_can_be_taken_over_from_the_same_address() {
    let Pair { server, address, ada, mut bob, lobby } = pair(config());
    let mut early = Peer::hello(address).0;
    let asked = early.send(&PseudoWish { pseudo: "ADA".into() });
    early.refused(asked, ErrorCode::PseudoTaken);
    let course = lose(&server, ada);
    let accepted = early.accepted("ADA");
    assert_ne!(accepted.member, course.member);
    let told = bob.heard();
    let left = told.iter().filter_map(|m| match m.message() {
        FromServer::MemberLeft(left) => Some((left.member, left.cause, left.place.room)),
        _ => None,
    });
    let mut left: Vec<_> = left.collect();
    left.sort_by_key(|(_, _, room)| *room);
    let lost = |room| (course.member, LeaveCause::Lost, room);
    assert_eq!(left, [lost(RoomId::INBOX), lost(lobby)]);
    is_refused(address, &course);
}

#[test]
fn many_rooms_go_on_at_once() {
    const ROOMS: usize = 64;
    let Pair { server, address, mut ada, mut bob, lobby } =
        pair(Config { open_rooms: true, ..config() });
    let mut rooms = vec![lobby];
    for n in 1..ROOMS {
        rooms.push(ada.join(&format!("room {n}")).room);
        bob.join(&format!("room {n}"));
    }
    ada.heard();
    for round in 0..20 {
        let course = lose(&server, ada);
        for room in &rooms {
            bob.post(*room, &format!("{round}"));
            bob.said();
        }
        // The hello and the resume in one write, as a client in a hurry does.
        let mut next = Peer::connect(address);
        let mut bytes = PREFACE.to_bytes().to_vec();
        Hello { agent: "".into() }.append(next.correlation(), &mut bytes);
        let asked = next.correlation();
        course.resume().append(asked, &mut bytes);
        next.raw(&bytes);
        next.course = course;
        next.preface();
        next.next();
        let first = next.next();
        assert_eq!(first.header.correlation, asked, "{first:?} before RESUMED");
        for _ in &rooms {
            assert_eq!(next.said().text(), format!("{round}"));
        }
        next.hears_nothing();
        ada = next;
    }
}

#[test]
fn a_flooded_room_goes_on_in_order() {
    let Pair { server: _server, address, ada, mut bob, lobby } = pair(config());
    let enough = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            let text = "x".repeat(200);
            while !enough.load(Ordering::Relaxed) {
                for _ in 0..50 {
                    bob.post(lobby, &text);
                }
                bob.heard();
            }
            bob.post(lobby, "the end");
            bob.heard();
        });
        let mut connection = ada;
        for round in 0..40 {
            for _ in 0..20 {
                connection.next();
            }
            let course = if round % 2 == 0 {
                // Sent and not read, lost on the way: it comes again.
                let course = connection.course.clone();
                connection.reset();
                course
            } else {
                connection.cut()
            };
            connection = Peer::resume(address, &course).0;
        }
        enough.store(true, Ordering::Relaxed);
        while connection.said().text() != "the end" {}
        connection.hears_nothing();
        flood.join().unwrap();
    });
}
