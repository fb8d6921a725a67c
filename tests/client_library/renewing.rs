//! Sessions that were over: a new one begins, and says so.

use crate::fake::{self, GENEROUS, Script, error, ids, lost, next, options, post, refreshed};
use salon::client::{ClientError, Event, Options};
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId};
use salon::proto::message::{Accepted, Bye, FromClient, Joined, Posted};
use salon::proto::name::RoomName;
use std::time::Duration;

/// Another id for the lobby, in another run of the server.
const NEW_LOBBY: RoomId = RoomId(40);

/// A connection whose session was over: it takes its pseudo anew.
fn accept_anew(fake: &fake::Fake) -> fake::Peer {
    let (mut peer, to, _) = fake.accept_resume();
    peer.say(to, error(ErrorCode::ResumeRefused));
    let wish = peer.next();
    assert!(matches!(wish.message(), FromClient::Pseudo(wish) if &*wish.pseudo == "Ada"));
    peer.say(wish.to(), Accepted { member: MemberId(50), ..fake::accepted(9) });
    peer
}

fn new_lobby(next: u64, ids: &[u64], more: bool) -> Joined {
    Joined { room: NEW_LOBBY, ..fake::joined(next, ids, more) }
}

#[test]
fn the_rooms_are_entered_anew_and_what_was_unsent_is_sent() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        peer.expect_post();
        peer.tell(fake::posted(1, "old"));
        peer.tell(Bye { reason: ByeReason::Stopping, text: "back soon".into() });
        drop(peer);
        let mut peer = accept_anew(fake);
        let join = peer.next();
        assert!(matches!(join.message(), FromClient::Join(join) if &*join.name == "lobby"));
        peer.say(join.to(), new_lobby(1, &[2], true));
        // Events of the new session come behind the word that it is one.
        let place = salon::proto::message::Place { room: NEW_LOBBY, ..fake::place(1) };
        peer.tell(Posted { place, ..fake::posted(1, "new") });
        let list = peer.next();
        let FromClient::ListMembers(asked) = list.message() else { panic!() };
        assert_eq!((asked.room, asked.after), (NEW_LOBBY, MemberId(2)));
        let page = fake::page(2, &[50], false);
        peer.say(list.to(), salon::proto::message::Members { room: NEW_LOBBY, ..page });
        let received = peer.next();
        let FromClient::Post(post) = received.message() else { panic!() };
        assert_eq!((post.room, post.client_number), (NEW_LOBBY, ClientNumber(2)));
        let place = salon::proto::message::Place { room: NEW_LOBBY, ..fake::place(2) };
        let receipt = fake::receipt(2, 2, "unsent");
        peer.tell(Posted { place, author: MemberId(50), ..receipt });
        peer.expect_end();
    });
    let (client, room) = script.enter();
    room.post("sent, and never confirmed").unwrap();
    assert_eq!(post(next(&client)), (1, "old".into()));
    let Event::Disconnected { error, .. } = next(&client) else { panic!() };
    assert_eq!(error, ClientError::Ended(ByeReason::Stopping, "back soon".into()));
    room.post("unsent").unwrap();
    client.reconnect_now();
    assert_eq!(next(&client), Event::Fresh);
    let error = ClientError::Unconfirmed;
    assert_eq!(next(&client), Event::Refused { client_number: ClientNumber(1), error });
    assert_eq!(post(next(&client)), (1, "new".into()));
    refreshed(&client, &room, &[2, 50]);
    assert_eq!(post(next(&client)), (2, "unsent".into()));
    client.flush().unwrap();
    assert_eq!((client.member(), room.id()), (MemberId(50), NEW_LOBBY));
    script.over(client);
}

#[test]
fn a_room_that_is_no_more_in_the_new_session() {
    let script = Script::new(|fake| {
        drop(fake.accept_in_lobby());
        let mut peer = accept_anew(fake);
        let join = peer.next();
        peer.say(join.to(), error(ErrorCode::NoSuchRoom));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    let Event::KeptOut { name, error } = next(&client) else { panic!() };
    assert_eq!((name.as_str(), error.code()), ("lobby", Some(ErrorCode::NoSuchRoom)));
    assert_eq!(room.post("hm").unwrap_err().code(), Some(ErrorCode::NotInRoom));
    script.over(client);
}

#[test]
fn the_id_of_a_room_that_is_no_more_may_be_another_ones() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let help = RoomName::new("help").unwrap();
        peer.expect_join(Joined { name: help, ..new_lobby(1, &[7, 8], false) });
        drop(peer);
        let mut peer = accept_anew(fake);
        peer.expect_join(new_lobby(1, &[50], false));
        let join = peer.next();
        assert!(matches!(join.message(), FromClient::Join(join) if &*join.name == "help"));
        peer.say(join.to(), error(ErrorCode::NoSuchRoom));
        peer.expect_end();
    });
    let client = script.connect();
    let (lobby, help) = (client.join("lobby").unwrap(), client.join("help").unwrap());
    assert_eq!((help.id(), ids(&help)), (NEW_LOBBY, vec![7, 8]));
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    refreshed(&client, &lobby, &[50]);
    let Event::KeptOut { name, .. } = next(&client) else { panic!() };
    assert_eq!(name, "help");
    assert_eq!((lobby.id(), lobby.is_joined()), (NEW_LOBBY, true));
    assert_eq!((help.is_joined(), ids(&help), help.topic()), (false, vec![], String::new()));
    assert_eq!(help.leave().unwrap_err().code(), Some(ErrorCode::NotInRoom));
    script.over(client);
}

#[test]
fn a_pseudo_that_somebody_else_has_taken_meanwhile_is_told_and_tried_again() {
    let script = Script::new(|fake| {
        drop(fake.accept_in_lobby());
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, error(ErrorCode::ResumeRefused));
        let wish = peer.next();
        peer.say(wish.to(), error(ErrorCode::PseudoTaken));
        peer.expect_end();
        let mut peer = accept_anew(fake);
        peer.expect_join(fake::joined(1, &[50], false));
        peer.tell(fake::posted(1, "hello"));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    lost(&client);
    assert_eq!(lost(&client).code(), Some(ErrorCode::PseudoTaken));
    assert_eq!(next(&client), Event::Fresh);
    refreshed(&client, &room, &[50]);
    assert_eq!(post(next(&client)), (1, "hello".into()));
    script.over(client);
}

#[test]
fn lost_again_before_the_rooms_were_entered() {
    let script = Script::new(|fake| {
        drop(fake.accept_in_lobby());
        let mut peer = accept_anew(fake);
        assert!(matches!(peer.next().message(), FromClient::Join(_)));
        drop(peer);
        let (mut peer, to, resume) = fake.accept_resume();
        assert_eq!(resume.rooms, []);
        peer.say(to, fake::resumed(2, &[]));
        peer.expect_join(fake::joined(1, &[7], false));
        let to = peer.expect_post().2;
        peer.say(to, error(ErrorCode::RateLimited));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    lost(&client);
    room.post("patience").unwrap();
    assert_eq!(next(&client), Event::Fresh);
    assert_eq!(next(&client), Event::Resumed);
    refreshed(&client, &room, &[7]);
    let Event::Refused { client_number: ClientNumber(1), .. } = next(&client) else { panic!() };
    script.over(client);
}

#[test]
fn a_room_that_can_not_be_entered_at_once() {
    let script = Script::new(|fake| {
        drop(fake.accept_in_lobby());
        let mut peer = accept_anew(fake);
        let join = peer.next();
        let too_fast = error(ErrorCode::RateLimited);
        peer.say(join.to(), salon::proto::message::Error { retry_after: 5, ..too_fast });
        peer.expect_join(fake::joined(3, &[7], false));
        peer.tell(fake::posted(3, "hello"));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    refreshed(&client, &room, &[7]);
    let Event::Posted { place, .. } = next(&client) else { panic!() };
    assert_eq!(place.number, Number(3));
    script.over(client);
}

#[test]
fn a_server_that_never_lets_it_in_again_is_lost() {
    let script = Script::new(|fake| {
        drop(fake.accept_in_lobby());
        let mut peer = accept_anew(fake);
        assert!(matches!(peer.next().message(), FromClient::Join(_)));
        peer.expect_end();
    });
    let short = Options { request_timeout: Duration::from_secs(1), ..options() };
    let client = script.connect_with(short).unwrap();
    client.join("lobby").unwrap();
    lost(&client);
    assert_eq!(next(&client), Event::Fresh);
    let Event::Disconnected { error, .. } = next(&client) else { panic!() };
    assert!(error.to_string().contains("could not be entered again"), "{error}");
    script.done();
    let events = client.events().clone();
    drop(client);
    while events.recv_timeout(GENEROUS).is_ok() {}
}
