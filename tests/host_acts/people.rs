//! Kicks and bans.

use super::{did, done, kick, refused};
use crate::support::peer::Peer;
use crate::support::process::alone;
use crate::support::stage::{Stage, config, start};
use salon::hub::host::{BanTarget, Command, HostError, LinkState, Snapshot};
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause};
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::message::{MemberLeft, PseudoWish};
use salon::proto::name::NameError;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

fn ban(target: BanTarget, reason: &str) -> Command {
    Command::Ban { targets: vec![target], lasts: HOUR, reason: reason.into() }
}

/// How a peer hears of somebody's going: in which places, sorted.
#[track_caller]
fn hears_of_going(peer: &mut Peer, who: MemberId, cause: LeaveCause, reason: &str) -> Vec<RoomId> {
    let mut places: Vec<RoomId> = (0..2)
        .map(|_| {
            let left: MemberLeft = peer.find();
            assert_eq!((left.member, left.cause, &*left.reason), (who, cause, reason));
            left.place.room
        })
        .collect();
    places.sort();
    places
}

#[test]
fn a_kick_ends_one_and_is_told_to_the_others() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let mut cleo = Peer::named(stage.address, "cleo");
    cleo.join("lobby");
    let course = cleo.course.clone();
    stage.settle();
    assert_eq!(done(&host, kick(course.member, "advertising")), 1);
    cleo.ends().is_bye(ByeReason::Kicked, "advertising");
    for peer in [&mut stage.ada, &mut stage.bob] {
        let places = hears_of_going(peer, course.member, LeaveCause::Kicked, "advertising");
        assert_eq!(places, [RoomId::INBOX, stage.lobby]);
        peer.hears_nothing();
    }
    // The token is void, the name is free, and nothing keeps them out.
    let (mut again, _) = Peer::hello(stage.address);
    let asked = again.send(&course.resume());
    again.refused(asked, ErrorCode::ResumeRefused);
    again.accepted("cleo");
    assert_eq!(refused(&host, kick(course.member, "")), HostError::NoSuchMember);
    let long = "x".repeat(513);
    let still = again.course.member;
    assert_eq!(refused(&host, kick(still, &long)), HostError::TooLong(512));
    again.bye();
    drop(cleo);
    stage.settle();
    stage.end();
}

#[test]
fn somebody_lost_can_be_kicked() {
    let mut stage = Stage::new(config());
    let course = {
        let mut cleo = Peer::named(stage.address, "cleo");
        cleo.join("lobby");
        cleo.cut()
    };
    let lost = |snapshot: &Snapshot| snapshot.clients.iter().any(|c| c.link == LinkState::Lost);
    stage.host_sees(lost);
    stage.settle();
    done(&stage.server.host(), kick(course.member, ""));
    for peer in [&mut stage.ada, &mut stage.bob] {
        hears_of_going(peer, course.member, LeaveCause::Kicked, "");
    }
    stage.end();
}

#[test]
fn a_pseudo_is_banned_with_all_that_look_like_it() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let mut cleo = Peer::named(stage.address, "Cleo");
    cleo.join("lobby");
    let course = cleo.course.clone();
    stage.settle();
    assert_eq!(done(&host, ban(BanTarget::Pseudo("cleo".into()), "enough")), 1);
    cleo.ends().is_bye(ByeReason::Banned, "enough");
    drop(cleo);
    for peer in [&mut stage.ada, &mut stage.bob] {
        hears_of_going(peer, course.member, LeaveCause::Banned, "enough");
    }
    for wish in ["Cleo", "CLEO", "C\u{406}eo", "cle\u{43e}"] {
        let (mut peer, _) = Peer::hello(stage.address);
        peer.send(&PseudoWish { pseudo: wish.into() });
        let ending = peer.ends();
        ending.is_error(ErrorCode::Banned);
        assert_eq!(&*ending.error().text, "enough");
        assert!((1..=3_600_000).contains(&ending.error().retry_after), "{ending:?}");
    }
    // Nor by changing to it, which leaves one as one was, nor by going on with the session.
    let mut dora = Peer::named(stage.address, "dora");
    let asked = dora.send(&PseudoWish { pseudo: "cleo".into() });
    dora.refused(asked, ErrorCode::PseudoInvalid);
    dora.bye();
    let (mut again, _) = Peer::hello(stage.address);
    let asked = again.send(&course.resume());
    again.refused(asked, ErrorCode::ResumeRefused);

    let bans = host.snapshot().unwrap().bans;
    assert_eq!(bans.len(), 1);
    assert_eq!((&bans[0].target, &*bans[0].reason), (&BanTarget::Pseudo("cleo".into()), "enough"));
    done(&host, Command::Unban { ids: vec![bans[0].id] });
    assert_eq!(refused(&host, Command::Unban { ids: vec![bans[0].id] }), HostError::NoSuchBan);
    again.accepted("cleo");
    again.bye();
    let nobody = ban(BanTarget::Pseudo(" ".into()), "");
    assert_eq!(refused(&host, nobody), HostError::Name(NameError::Empty));
    stage.settle();
    stage.end();
}

#[test]
fn an_address_is_banned_with_all_who_come_from_it() {
    let _alone = alone();
    let server = start(config());
    let (address, host) = (server.local_addr(), server.host());
    let mut ada = Peer::named(address, "ada");
    let (mut unnamed, _) = Peer::hello(address);
    // However the address is written.
    let here = BanTarget::Address(Ipv4Addr::LOCALHOST.to_ipv6_mapped().into());
    assert_eq!(done(&host, ban(here, "school's out")), 1);
    ada.ends().is_bye(ByeReason::Banned, "school's out");
    // Neither a new connection, nor one that was there before without a pseudo.
    let mut late = Peer::connect(address);
    late.preface();
    let ending = late.ends();
    ending.is_error(ErrorCode::Banned);
    assert_eq!(&*ending.error().text, "school's out");
    assert!(ending.error().retry_after > 3_000_000);
    unnamed.send(&PseudoWish { pseudo: "eve".into() });
    unnamed.ends().is_error(ErrorCode::Banned);
    let id = host.snapshot().unwrap().bans[0].id;
    done(&host, Command::Unban { ids: vec![id] });
    Peer::named(address, "ada").bye();
    // One that lasts no time keeps nobody out for long.
    let elsewhere = BanTarget::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    let lasts = Duration::ZERO;
    let none = Command::Ban { targets: vec![elsewhere], lasts, reason: String::new() };
    assert_eq!(done(&host, none), 0);
    assert_eq!(host.snapshot().unwrap().bans, []);
}

#[test]
fn several_are_sent_away_at_once() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let mut peers = ["cleo", "dora", "emil"].map(|name| Peer::named(stage.address, name));
    let ids = peers.each_ref().map(|peer| peer.course.member);
    stage.settle();
    // Who is gone already doesn't keep the others here.
    let gone = MemberId(9_999);
    let both = Command::Kick { members: vec![ids[0], gone, ids[1]], reason: "all out".into() };
    assert_eq!(done(&host, both), 2);
    for peer in &mut peers[..2] {
        peer.ends().is_bye(ByeReason::Kicked, "all out");
    }
    let targets = vec![
        BanTarget::Pseudo("emil".into()),
        BanTarget::Address(Ipv4Addr::new(192, 0, 2, 1).into()),
    ];
    let ban = Command::Ban { targets: targets.clone(), lasts: HOUR, reason: String::new() };
    let banned = did(&host, ban.clone());
    assert_eq!((banned.clients, banned.bans.len()), (1, 2));
    peers[2].ends().is_bye(ByeReason::Banned, "");
    // The answer says by what it is undone.
    let bans = host.snapshot().unwrap().bans;
    assert_eq!(bans.iter().map(|ban| ban.id).collect::<Vec<_>>(), banned.bans);
    assert_eq!(
        bans.iter().map(|ban| &ban.target).collect::<Vec<_>>(),
        targets.iter().collect::<Vec<_>>()
    );
    done(&host, Command::Unban { ids: banned.bans });
    Peer::named(stage.address, "emil").bye();
    // One that can't be spoils them all.
    let wrong = vec![targets[1].clone(), BanTarget::Pseudo(String::new())];
    let wrong = Command::Ban { targets: wrong, lasts: HOUR, reason: String::new() };
    assert_eq!(refused(&host, wrong), HostError::Name(NameError::Empty));
    assert_eq!(host.snapshot().unwrap().bans, []);
    drop(peers);
    stage.settle();
    stage.end();
}
