//! What was missed comes, once and in order, or is named.

use super::{Pair, lose, pair};
use crate::support::peer::{PREFACE, Peer, text_body, text_post};
use crate::support::stage::config;
use salon::hub::host::{Command, NoticeTarget};
use salon::net::Config;
use salon::proto::error_code::{ErrorCode, ResumeStatus};
use salon::proto::ids::{ClientNumber, RoomId};
use salon::proto::message::{Ack, Direct, FromServer, Gap, Hello, Message, Notice};
use std::sync::atomic::{AtomicBool, Ordering};

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
    let body = text_body("psst");
    let direct = Direct { to: "bob", client_number: ClientNumber(2), body };
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
    let target = NoticeTarget::Everyone;
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
