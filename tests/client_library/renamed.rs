//! Rooms that are renamed where the client can't see it.

use crate::fake::{self, LOBBY, Peer, Script, error, lost, next, refreshed};
use salon::client::{Client, Event, Room};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{Correlation, Number, RoomId};
use salon::proto::message::{Accepted, Added, Error, FromClient, Gap, Members, RoomChanged, Rooms};
use salon::proto::name::RoomName;

/// Numbers up to `last` are missing in the lobby: its members and its name are asked for. Gives the
/// second question.
fn miss(peer: &mut Peer, last: u64) -> Correlation {
    let (epoch, first, last) = (fake::EPOCH, Number(1), Number(last));
    peer.tell(Gap { room: LOBBY, epoch, first, last });
    let to = peer.expect_members(0);
    let page = fake::page(last.0 + 1, &[7], false);
    peer.say(to, Members { peer_posts: Added(true), ..page });
    expect_list(peer, "")
}

fn expect_list(peer: &mut Peer, after: &str) -> Correlation {
    let list = peer.next();
    let FromClient::ListRooms(asked) = list.message() else { panic!("{:?}", list.message()) };
    assert_eq!(&*asked.after, after);
    list.to()
}

/// The next event says that the lobby has another name, though no event of the room does.
#[track_caller]
fn learns(client: &Client, from: &str, to: (&str, &str)) {
    let Event::RoomChanged { room, place, old, name, topic, .. } = next(client) else { panic!() };
    assert_eq!((room, place), (LOBBY, None));
    assert_eq!((old.as_str(), name.as_str(), topic.as_str()), (from, to.0, to.1));
}

/// The client hears of a gap, and knows then who is there.
#[track_caller]
fn gap(client: &Client, room: &Room) {
    assert!(matches!(next(client), Event::Gap { room: LOBBY, .. }));
    refreshed(client, room, &[7]);
}

/// A client in the lobby, where it has [missed](miss) something.
#[track_caller]
fn missed(script: &Script) -> (Client, Room) {
    let (client, room) = script.enter();
    gap(&client, &room);
    (client, room)
}

#[test]
fn a_name_that_is_missing_in_a_gap_is_looked_up_and_outlives_the_session() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let to = miss(&mut peer, 4);
        let page = fake::rooms(&[(RoomId(90), "Attic", ""), (RoomId(91), "Cellar", "")]);
        peer.say(to, Rooms { more: true, ..page });
        let to = expect_list(&mut peer, "Cellar");
        peer.say(to, fake::rooms(&[(LOBBY, "Hall", "Mind the step")]));
        peer.expect_rooms();
        drop(peer);
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, error(ErrorCode::ResumeRefused));
        let wish = peer.next();
        peer.say(wish.to(), Accepted { ..fake::accepted(9) });
        let join = peer.next();
        assert!(matches!(join.message(), FromClient::Join(join) if &*join.name == "Hall"));
        let name = RoomName::new("Hall").unwrap();
        let joined = fake::joined(1, &[7], false);
        peer.say(join.to(), salon::proto::message::Joined { name, ..joined });
        peer.expect_end();
    });
    let (client, room) = missed(&script);
    learns(&client, "lobby", ("Hall", "Mind the step"));
    assert_eq!((room.name().as_str(), room.topic().as_str()), ("Hall", "Mind the step"));
    client.rooms().unwrap();
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    refreshed(&client, &room, &[7]);
    script.over(client);
}

#[test]
fn what_an_event_tells_counts_more_than_the_list() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let to = miss(&mut peer, 4);
        let (name, topic) = (RoomName::new("Hall").unwrap(), "".into());
        peer.tell(RoomChanged { place: fake::place(5), name, topic, peer_posts: Added(false) });
        peer.say(to, fake::rooms(&[(LOBBY, "Parlour", "")]));
        peer.expect_rooms();
        peer.expect_end();
    });
    let (client, room) = script.enter();
    assert!(!room.peer_posts());
    gap(&client, &room);
    let Event::RoomChanged { place: Some(_), name, peer_posts, .. } = next(&client) else {
        panic!()
    };
    // The list of members had told before that the room's posts might go from peer to peer.
    assert_eq!((peer_posts, room.peer_posts()), (Some(false), false));
    client.rooms().unwrap();
    assert_eq!((name.as_str(), room.name().as_str()), ("Hall", "Hall"));
    script.over(client);
}

#[test]
fn a_list_that_is_older_than_the_latest_gap_is_asked_for_anew() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let to = miss(&mut peer, 4);
        // One list is out at a time.
        let (epoch, first, last) = (fake::EPOCH, Number(5), Number(9));
        peer.tell(Gap { room: LOBBY, epoch, first, last });
        let members = peer.expect_members(0);
        peer.say(members, fake::page(10, &[7], false));
        peer.say(to, fake::rooms(&[(LOBBY, "Parlour", "")]));
        let to = expect_list(&mut peer, "");
        // Too fast: a little later, then.
        let too_fast = error(ErrorCode::RateLimited);
        peer.say(to, Error { retry_after: 1, survives: true, ..too_fast });
        let to = expect_list(&mut peer, "");
        peer.say(to, fake::rooms(&[(LOBBY, "Hall", "")]));
        peer.expect_end();
    });
    let (client, room) = missed(&script);
    gap(&client, &room);
    learns(&client, "lobby", ("Hall", ""));
    script.over(client);
}

#[test]
fn a_connection_that_is_lost_over_the_question_is_asked_again() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        miss(&mut peer, 4);
        drop(peer);
        let mut peer = fake.accept_resumed(4);
        let to = expect_list(&mut peer, "");
        peer.say(to, fake::rooms(&[(LOBBY, "Hall", "")]));
        peer.expect_end();
    });
    let (client, _room) = missed(&script);
    lost(&client);
    assert_eq!(next(&client), Event::Resumed);
    learns(&client, "lobby", ("Hall", ""));
    script.over(client);
}
