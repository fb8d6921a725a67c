//! Notices, and rooms that come and go.

use super::{done, refused};
use crate::support::peer::{Peer, text_post};
use crate::support::stage::{Stage, config};
use salon::hub::host::{Command, HostError, NoticeTarget, RoomRow, SentTo};
use salon::proto::error_code::{ErrorCode, NoticeScope};
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::{FromServer, Join, Notice, RoomChanged, RoomClosed};
use salon::proto::name::NameError;

fn notice(target: NoticeTarget, text: &str) -> Command {
    Command::Notice { target, text: text.into() }
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
    assert_eq!(done(&host, notice(NoticeTarget::Members(vec![bob]), "your turn")), 1);
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
        (NoticeTarget::Members(vec![MemberId(99)]), "x", HostError::NoSuchMember),
    ] {
        assert_eq!(refused(&host, notice(target, text)), why);
    }
    assert_eq!(done(&host, notice(NoticeTarget::Everyone, &long[1..])), 3);

    // What was said can be looked up, and what was refused was not said.
    let sent = host.snapshot().unwrap().notices;
    let sent: Vec<_> = sent.iter().map(|n| (n.to.clone(), n.text.as_str(), n.clients)).collect();
    assert_eq!(
        sent,
        [
            (SentTo::Everyone, "soup is ready", 3),
            (SentTo::Room("lobby".into()), "sit down", 2),
            (SentTo::Members(vec!["bob".into()]), "your turn", 1),
            (SentTo::Everyone, &long[1..], 3),
        ]
    );
    for n in 0..60 {
        done(&host, notice(NoticeTarget::Members(vec![bob]), &format!("{n}")));
    }
    let sent = host.snapshot().unwrap().notices;
    assert_eq!((sent.len(), sent[0].text.as_str()), (50, "10"));
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
    let add = |name: &str, topic: &str| Command::AddRoom {
        name: name.into(),
        topic: topic.into(),
        peer_posts: true,
    };
    let close = |room, reason: &str| Command::CloseRoom { room, reason: reason.into() };
    done(&host, add("garden", "Outside"));
    let garden = stage.ada.join("Garden").room;
    let rows: Vec<RoomRow> = host.snapshot().unwrap().rooms;
    let row = rows.iter().find(|row| row.id == garden).unwrap();
    assert_eq!((row.name.as_str(), row.topic.as_str(), row.members), ("garden", "Outside", 1));
    assert!(row.peer_posts && !rows.iter().any(|row| row.name == "lobby" && row.peer_posts));
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
                match received.message() {
                    FromServer::Posted(_) => {}
                    FromServer::RoomClosed(_) => return,
                    // The door was shut, and the news of it is on its way.
                    FromServer::Error(error) => assert_eq!(error.code, ErrorCode::NotInRoom),
                    other => panic!("{other:?}"),
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
    // More of bob's posts may have found the door shut.
    stage.bob.heard();
    stage.end();
}

#[test]
fn a_room_changes_before_the_eyes_of_its_members() {
    let mut stage = Stage::new(config());
    let host = stage.server.host();
    let lobby = stage.lobby;
    let change = |room, name: &str, topic: &str| Command::ChangeRoom {
        room,
        name: name.into(),
        topic: topic.into(),
        peer_posts: false,
    };
    assert_eq!(done(&host, change(lobby, "Hall", "Mind the step")), 2);
    for peer in [&mut stage.ada, &mut stage.bob] {
        let changed: RoomChanged = peer.expect();
        assert_eq!(changed.place.room, lobby);
        assert_eq!((changed.name.as_str(), &*changed.topic), ("Hall", "Mind the step"));
    }
    // All else goes on as it was, and whoever comes finds it by its new name alone.
    stage.talk();
    let mut cleo = Peer::named(stage.address, "cleo");
    let asked = cleo.send(&Join { name: "lobby".into() });
    cleo.refused(asked, ErrorCode::NoSuchRoom);
    let joined = cleo.join("hall");
    assert_eq!((joined.room, joined.name.as_str(), joined.count), (lobby, "Hall", 3));
    assert_eq!(&*joined.topic, "Mind the step");
    stage.settle();
    // What changes nothing is told to nobody.
    done(&host, change(lobby, "Hall", "Mind the step"));
    for peer in [&mut stage.ada, &mut stage.bob, &mut cleo] {
        peer.hears_nothing();
    }
    assert!(!joined.peer_posts.0);
    let (name, topic, peer_posts) = ("Hall".into(), "Mind the step".into(), true);
    done(&host, Command::ChangeRoom { room: lobby, name, topic, peer_posts });
    for peer in [&mut stage.ada, &mut stage.bob, &mut cleo] {
        assert!(peer.expect::<RoomChanged>().peer_posts.0);
    }
    let mut dora = Peer::named(stage.address, "dora");
    assert!(dora.join("hall").peer_posts.0);
    dora.bye();
    stage.settle();
    cleo.heard();
    let long = "x".repeat(513);
    for (command, why) in [
        (change(lobby, "DEN", ""), HostError::RoomExists),
        (change(lobby, "a/b", ""), HostError::Name(NameError::Forbidden('/'))),
        (change(lobby, "lobby", &long), HostError::TooLong(512)),
        (change(RoomId(99), "lobby", ""), HostError::NoSuchRoom),
    ] {
        assert_eq!(refused(&host, command), why);
    }
    cleo.hears_nothing();
    cleo.bye();
    stage.settle();
    stage.end();
}
