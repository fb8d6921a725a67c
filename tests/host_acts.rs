//! What the host sees and does, on a running server with real guests.

mod support;

use salon::hub::host::{
    BanTarget, Command, Done, HostError, LinkState, NoticeTarget, RoomRow, Snapshot,
};
use salon::net::{Config, Host, RoomConfig};
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause, NoticeScope};
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::{Join, ListRooms, MemberLeft, Notice, PseudoWish, RoomClosed, Rooms};
use salon::proto::name::NameError;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use support::PATIENCE;
use support::peer::{Peer, text_post};
use support::process::{Held, alone};
use support::stage::{Stage, config, start};

const HOUR: Duration = Duration::from_secs(3_600);

fn done(host: &Host, command: Command) -> usize {
    let Done { clients } = host.command(command).expect("a command that is carried out");
    clients
}

fn refused(host: &Host, command: Command) -> HostError {
    host.command(command).expect_err("a command that can't be carried out")
}

fn kick(member: MemberId, reason: &str) -> Command {
    Command::Kick { member, reason: reason.into() }
}

fn ban(target: BanTarget, reason: &str) -> Command {
    Command::Ban { target, lasts: HOUR, reason: reason.into() }
}

fn notice(target: NoticeTarget, text: &str) -> Command {
    Command::Notice { target, text: text.into() }
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
    done(&host, Command::Unban { id: bans[0].id });
    assert_eq!(refused(&host, Command::Unban { id: bans[0].id }), HostError::NoSuchBan);
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
    done(&host, Command::Unban { id });
    Peer::named(address, "ada").bye();
    // One that lasts no time keeps nobody out for long.
    let elsewhere = BanTarget::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    let lasts = Duration::ZERO;
    let none = Command::Ban { target: elsewhere, lasts, reason: String::new() };
    assert_eq!(done(&host, none), 0);
    assert_eq!(host.snapshot().unwrap().bans, []);
}

#[test]
fn a_notice_reaches_those_whom_it_is_for() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let mut cleo = Peer::named(stage.address, "cleo");
    stage.settle();
    let (lobby, bob) = (stage.lobby, stage.bob.course.member);

    assert_eq!(done(&host, notice(NoticeTarget::Everyone, "soup is ready")), 3);
    for peer in [&mut stage.ada, &mut stage.bob, &mut cleo] {
        let told: Notice = peer.expect();
        assert_eq!((told.scope, &*told.text), (NoticeScope::Everyone, "soup is ready"));
        assert_eq!(told.place.room, RoomId::INBOX);
    }
    assert_eq!(done(&host, notice(NoticeTarget::Room(lobby), "sit down")), 2);
    for peer in [&mut stage.ada, &mut stage.bob] {
        let told: Notice = peer.expect();
        assert_eq!(
            (told.scope, told.place.room, &*told.text),
            (NoticeScope::Room, lobby, "sit down")
        );
    }
    assert_eq!(done(&host, notice(NoticeTarget::Member(bob), "your turn")), 1);
    let told: Notice = stage.bob.expect();
    assert_eq!((told.scope, &*told.text), (NoticeScope::You, "your turn"));
    for peer in [&mut stage.ada, &mut stage.bob, &mut cleo] {
        peer.hears_nothing();
    }

    let long = "x".repeat(4_097);
    for (target, text, why) in [
        (NoticeTarget::Everyone, "", HostError::EmptyNotice),
        (NoticeTarget::Everyone, " \n", HostError::EmptyNotice),
        (NoticeTarget::Everyone, &long, HostError::TooLong(4_096)),
        (NoticeTarget::Room(RoomId(99)), "x", HostError::NoSuchRoom),
        (NoticeTarget::Room(RoomId::INBOX), "x", HostError::NoSuchRoom),
        (NoticeTarget::Member(MemberId(99)), "x", HostError::NoSuchMember),
    ] {
        assert_eq!(refused(&host, notice(target, text)), why);
    }
    assert_eq!(done(&host, notice(NoticeTarget::Everyone, &long[1..])), 3);
    cleo.bye();
    stage.settle();
    stage.end();
}

#[test]
fn rooms_come_and_go_at_the_hosts_will() {
    let mut few = config();
    few.limits.rooms = 3;
    let mut stage = Stage::new(few);
    let host = stage.server.host();
    let add = |name: &str, topic: &str| Command::AddRoom { name: name.into(), topic: topic.into() };
    let close = |room, reason: &str| Command::CloseRoom { room, reason: reason.into() };
    done(&host, add("garden", "Outside"));
    let garden = stage.ada.join("Garden").room;
    let rows: Vec<RoomRow> = host.snapshot().unwrap().rooms;
    let row = rows.iter().find(|row| row.id == garden).unwrap();
    assert_eq!((row.name.as_str(), row.topic.as_str(), row.members), ("garden", "Outside", 1));
    let long = "x".repeat(513);
    for (command, why) in [
        (add("GARDEN", ""), HostError::RoomExists),
        (add("cellar", ""), HostError::TooManyRooms),
        (add("a/b", ""), HostError::Name(NameError::Forbidden('/'))),
        (add("cellar", &long), HostError::TooLong(512)),
        (close(RoomId(99), ""), HostError::NoSuchRoom),
        (close(garden, &long), HostError::TooLong(512)),
    ] {
        assert_eq!(refused(&host, command), why);
    }

    stage.bob.join("garden");
    stage.settle();
    assert_eq!(done(&host, close(garden, "rain")), 2);
    for peer in [&mut stage.ada, &mut stage.bob] {
        let closed: RoomClosed = peer.expect();
        assert_eq!((closed.place.room, &*closed.reason), (garden, "rain"));
        let client_number = peer.client_number();
        let asked = peer.send(&text_post(garden, client_number, "anybody?"));
        peer.refused(asked, ErrorCode::NotInRoom);
        let asked = peer.send(&Join { name: "garden".into() });
        peer.refused(asked, ErrorCode::NoSuchRoom);
        peer.hears_nothing();
    }
    // One of the same name is another room.
    done(&host, add("garden", ""));
    let again = stage.ada.join("garden");
    assert!(again.room != garden && again.count == 1);
    stage.end();
}

#[test]
fn a_room_that_closes_under_a_flood_closes_for_all() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let den = stage.ada.join("den").room;
    stage.bob.join("den");
    stage.settle();
    let (ada, bob) = (&mut stage.ada, &mut stage.bob);
    std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            loop {
                bob.post(den, "flood");
                let received = bob.next();
                match received.kind() {
                    Kind::POSTED => {}
                    Kind::ROOM_CLOSED => return,
                    other => panic!("{other}"),
                }
            }
        });
        for _ in 0..100 {
            ada.said();
        }
        done(&host, Command::CloseRoom { room: den, reason: String::new() });
        while ada.next().kind() != Kind::ROOM_CLOSED {}
        flood.join().unwrap();
    });
    stage.ada.hears_nothing();
    // The last post may have found the door shut.
    stage.bob.heard();
    stage.end();
}

#[test]
fn a_stop_says_goodbye_to_everybody() {
    let _alone = alone();
    let before = Held::now();
    let server = start(config());
    let (address, host) = (server.local_addr(), server.host());
    let mut ada = Peer::named(address, "ada");
    ada.join("lobby");
    let (mut unnamed, _) = Peer::hello(address);
    let mut silent = Peer::connect(address);
    let lost = Peer::named(address, "lost").cut();
    support::stage::host_sees(&server, |s| s.connections == 3 && s.clients.len() == 2);
    ada.heard();
    let stopped = host.stopped();
    assert_eq!(stopped.try_recv(), Err(crossbeam_channel::TryRecvError::Empty));
    server.stop("it is late");
    for peer in [&mut ada, &mut unnamed] {
        let ending = peer.ends();
        assert_eq!(ending.messages.len(), 1, "{ending:?}");
        ending.is_bye(ByeReason::Stopping, "it is late");
    }
    // One that had said nothing was told all the same.
    assert!(silent.comes_within(PATIENCE));
    drop((ada, unnamed, silent, lost));
    assert_eq!(
        stopped.recv_timeout(PATIENCE),
        Err(crossbeam_channel::RecvTimeoutError::Disconnected)
    );
    assert_eq!(host.command(kick(MemberId(1), "")), Err(HostError::Stopped));
    assert_eq!(host.snapshot(), Err(HostError::Stopped));
    assert!(host.send(kick(MemberId(1), "")).recv().is_err());
    assert!(host.watch(Box::new(|| {})).recv().is_err());
    assert!(std::net::TcpStream::connect(address).is_err());
    before.comes_back();
}

#[test]
fn the_host_stops_it_from_afar() {
    let _alone = alone();
    let server = start(config());
    let host = server.host();
    let mut ada = Peer::named(server.local_addr(), "ada");
    let stop = Command::Stop { reason: "bed time".into() };
    assert_eq!(done(&host, stop), 1);
    server.wait();
    ada.ends().is_bye(ByeReason::Stopping, "bed time");
}

#[test]
fn a_stop_in_the_middle_of_everything_ends_all_threads() {
    let _alone = alone();
    let before = Held::now();
    for round in 0..10 {
        let server = start(Config { announce_below: 10_000, ..config() });
        let address: SocketAddr = server.local_addr();
        std::thread::scope(|scope| {
            for n in 0..8 {
                scope.spawn(move || {
                    let mut peer = Peer::named(address, &format!("p{n}"));
                    let room = peer.join("lobby").room;
                    let client_number = peer.client_number();
                    let post = text_post(room, client_number, "on and on");
                    let bytes = salon::proto::message::Message::to_frame(&post, peer.correlation());
                    // Until the server is gone; it answers each, as a repeat.
                    while peer.try_raw(&bytes).is_ok() && peer.try_next().is_some() {}
                });
            }
            support::stage::host_sees(&server, |snapshot| {
                snapshot.clients.iter().filter(|c| c.last_message.is_some()).count() > round % 8
            });
            server.stop("now");
        });
    }
    before.comes_back();
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
