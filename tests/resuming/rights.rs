//! Who may resume what, and for how long.

use super::{Pair, lose, pair};
use crate::support::course::Course;
use crate::support::peer::{PREFACE, Peer};
use crate::support::stage::{config, host_sees};
use salon::hub::host::Command;
use salon::net::Config;
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause, ResumeStatus};
use salon::proto::ids::{Epoch, Number, RoomId, Token};
use salon::proto::kind::Kind;
use salon::proto::message::{
    FromServer, Hello, MemberLeft, Message, Ping, Pong, PseudoWish, ResumePoint, Resumed,
};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

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

#[test]
fn a_resume_that_comes_late_over_an_older_connection_takes_nothing() {
    let Pair { server: _server, address, ada: mut first, mut bob, lobby } = pair(config());
    // Given up by its client before the server had looked at what it said.
    let (mut late, _) = Peer::hello(address);
    let (mut new, _) = Peer::resume(address, &first.course);
    first.ends().is_bye(ByeReason::Superseded, "");
    late.send(&first.course.resume());
    late.ends().is_bye(ByeReason::Superseded, "");
    bob.post(lobby, "to the new one");
    assert_eq!(new.said().text(), "to the new one");
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
    // Ada shows that she has the new one by the PONG to a PING that came after it, whatever else
    // she says between the two.
    ada.heard();
    let ping = ada.first(|received| received.kind() == Ping::KIND);
    let nonce = ping.read::<Ping>().nonce;
    ada.heard();
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
    server.host().command(Command::Kick { members: vec![of_bob.member], reason }).unwrap();
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
        .map(|n| ResumePoint { room: RoomId(n + 1), epoch: Epoch(1), last: Number(0) })
        .collect();
    let asked = peer.send(&many);
    peer.refused(asked, ErrorCode::Malformed);
    // The session is as it was.
    bob.post(lobby, "missed");
    bob.said();
    let (mut ada, _) = Peer::resume(address, &course);
    assert_eq!(ada.said().text(), "missed");
}

#[cfg(target_os = "linux")] // where all of 127.0.0.0/8 is this machine
#[test]
fn the_pseudo_of_a_lost_session_is_kept_from_other_addresses() {
    let Pair { server, address, ada, .. } = pair(config());
    let course = lose(&server, ada);
    let mut stranger = Peer::connect_from(Ipv4Addr::new(127, 0, 0, 2), address);
    stranger.raw(&PREFACE.to_bytes());
    stranger.send(&Hello { agent: "test".into() });
    stranger.preface();
    let asked = stranger.send(&PseudoWish { pseudo: "ada".into() });
    stranger.refused(asked, ErrorCode::PseudoTaken);
    // Its owner may come back from anywhere: the token is what counts.
    stranger.course = course.clone();
    let asked = stranger.send(&course.resume());
    let resumed: Resumed = stranger.reply(asked);
    assert_eq!(resumed.member, course.member);
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
