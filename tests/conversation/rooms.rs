//! Rooms: the list, entering, who is there, leaving.

use super::{WHOLE_SERVER, discreet};
use crate::support::peer::{Peer, text_post};
use crate::support::stage::{config, host_sees, start};
use salon::net::{Config, Rate, RoomConfig};
use salon::proto::error_code::{ErrorCode, LeaveCause};
use salon::proto::ids::{ClientNumber, MemberId, Number};
use salon::proto::message::{
    Join, Leave, ListMembers, ListRooms, MemberJoined, MemberLeft, Message, Rooms,
};
use std::time::Duration;

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
    many.rooms =
        (0..450).map(|n| RoomConfig::new(&format!("room {n:03}"), &"t".repeat(500))).collect();
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
    many.rooms =
        (0..20).map(|n| RoomConfig::new(&format!("room {n:03}"), &"t".repeat(500))).collect();
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

/// A server on which so many come and go that whoever enters a room with somebody in it isn't told
/// of at once.
fn crowded(presence_wait: Duration) -> Config {
    let mut config = Config { presence_wait, ..discreet() };
    config.limits.presence = Rate { per_second: 1, burst: 1 };
    config
}

#[test]
fn much_coming_and_going_waits_for_the_next_post_and_is_told_in_order() {
    let server = start(crowded(Duration::from_secs(3600)));
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    let mut others: Vec<Peer> = ["bob", "cleo", "dora"].map(|p| Peer::named(address, p)).into();
    for other in &mut others {
        other.join("lobby");
    }
    others.remove(0).leave(room);
    ada.hears_nothing();
    ada.post(room, "who is there?");
    let numbers: Vec<_> = [(); 3].map(|()| ada.expect::<MemberJoined>().place.number).into();
    assert_eq!(numbers, [Number(2), Number(3), Number(4)]);
    assert_eq!(ada.expect::<MemberLeft>().place.number, Number(5));
    assert_eq!(ada.said().place.number, Number(6));
}

#[test]
fn who_asks_for_the_members_is_told_at_once_who_came() {
    let server = start(crowded(Duration::from_secs(3600)));
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    let mut bob = Peer::named(address, "bob");
    bob.join("lobby");
    ada.hears_nothing();
    assert_eq!(ada.members(room, MemberId(0)).members.len(), 2);
    assert_eq!(bob.members(room, MemberId(0)).members.len(), 2);
}

#[test]
fn coming_and_going_is_told_after_a_while_without_any_post() {
    let server = start(crowded(Duration::from_millis(20)));
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    ada.join("lobby");
    let mut others = ["bob", "cleo", "dora"].map(|pseudo| Peer::named(address, pseudo));
    others.iter_mut().for_each(|other| drop(other.join("lobby")));
    let told = [(); 3].map(|()| ada.expect::<MemberJoined>().place.number);
    assert_eq!(told, [Number(2), Number(3), Number(4)]);
}

#[test]
fn what_waits_is_told_even_if_what_waited_before_was_told_by_a_post() {
    let server = start(crowded(Duration::from_millis(20)));
    let address = server.local_addr();
    let mut ada = Peer::named(address, "ada");
    let room = ada.join("lobby").room;
    for pseudo in ["bob", "cleo", "dora"] {
        let mut other = Peer::named(address, pseudo);
        other.join("lobby");
        ada.post(room, "hello");
        ada.expect::<MemberJoined>();
        ada.said();
        // The straggler looks after it when its time has come, and finds nothing.
        assert!(!ada.comes_within(Duration::from_millis(60)));
        other.leave(room);
        ada.expect::<MemberLeft>();
    }
}
