//! Hello, pseudo, rooms; refusals; servers that are none.

use crate::fake::{self, GENEROUS, ME, Script, error, ids, options};
use crossbeam_channel::RecvTimeoutError;
use salon::client::{Client, ClientError, Event, Link, Options};
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::header::{Flags, Header};
use salon::proto::ids::{Correlation, Number, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::{Bye, FromClient, Ping, RoomInfo, Rooms};
use salon::proto::name::RoomName;
use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

fn refused(script: impl FnOnce(&fake::Fake) + Send + 'static) -> ClientError {
    let script = Script::new(script);
    let error = script.connect_with(options()).err().unwrap();
    script.done();
    error
}

#[test]
fn a_whole_visit() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        let bye = peer.next();
        let FromClient::Bye(said) = bye.message() else { panic!("{:?}", bye.message()) };
        assert_eq!(said.reason, ByeReason::Leaving);
        peer.tell(Bye { reason: ByeReason::Leaving, text: "".into() });
        peer.expect_end();
    });
    let client = script.connect();
    assert_eq!((client.member(), client.pseudo().as_str()), (ME, "Ada"));
    assert_eq!(&*client.welcome().server, "Fake");
    let events = client.events().clone();
    client.bye().unwrap();
    let last = Event::Ended { reason: ByeReason::Leaving, text: String::new() };
    assert_eq!(events.recv_timeout(GENEROUS), Ok(last));
    assert_eq!(events.recv_timeout(GENEROUS), Err(RecvTimeoutError::Disconnected));
    script.done();
}

#[test]
fn a_refused_pseudo() {
    let error = refused(|fake| {
        let mut peer = fake.accept();
        let wish = peer.next();
        peer.say(wish.to(), error(ErrorCode::PseudoTaken));
        peer.expect_end();
    });
    assert_eq!(error.code(), Some(ErrorCode::PseudoTaken));
}

#[test]
fn a_full_server_says_so_before_anything_was_said() {
    let error = refused(|fake| {
        let mut peer = fake.accept_raw();
        peer.preface();
        peer.tell(error(ErrorCode::ServerFull));
        // What the client has said stays unread: the connection is reset.
    });
    assert_eq!(error.code(), Some(ErrorCode::ServerFull));
}

#[test]
fn what_is_no_salon_server() {
    let error = refused(|fake| {
        let mut peer = fake.accept_raw();
        peer.bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.expect_end_of_hello();
    });
    assert!(matches!(error, ClientError::NotSalon { .. }), "{error}");
}

#[test]
fn a_server_that_hangs_up() {
    let error = refused(|fake| drop(fake.accept_raw()));
    assert!(matches!(error, ClientError::Connect { .. }), "{error}");
    let error = refused(|fake| drop(fake.accept()));
    assert!(matches!(error, ClientError::Connect { .. }), "{error}");
}

#[test]
fn nobody_there() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Client::connect(&Link::new("127.0.0.1", port), options()).err().unwrap();
    assert!(matches!(error, ClientError::Connect { .. }), "{error}");
}

#[test]
fn a_server_that_says_nothing() {
    let script = Script::new(|fake| fake.accept_raw().expect_end_of_hello());
    let short = Options { request_timeout: Duration::from_millis(50), ..options() };
    let error = script.connect_with(short).err().unwrap();
    assert!(matches!(error, ClientError::Timeout { .. }), "{error}");
    script.done();
}

#[test]
fn garbage_and_too_much_in_the_hello() {
    for kind in [Kind::WELCOME, Kind(0x7777)] {
        let error = refused(move |fake| {
            let mut peer = fake.accept_raw();
            peer.preface();
            let correlation = Correlation(1);
            let flags = Flags::NONE;
            peer.bytes(&Header { len: u32::MAX, kind, flags, correlation }.to_bytes());
            peer.expect_end_of_hello();
        });
        assert!(matches!(error, ClientError::Disconnected { .. }), "{error}");
    }
    let error = refused(|fake| {
        let mut peer = fake.accept_raw();
        peer.preface();
        let (kind, correlation) = (Kind::WELCOME, Correlation(1));
        let flags = Flags::NONE;
        peer.bytes(&Header { len: 1, kind, flags, correlation }.to_bytes());
        peer.bytes(b"!");
        peer.expect_end_of_hello();
    });
    assert!(matches!(error, ClientError::Body(_)), "{error}");
}

#[test]
fn a_hello_in_the_smallest_pieces_with_strange_things_between() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_raw();
        let mut out = salon::proto::header::Preface {
            version: 1,
            capabilities: salon::proto::header::Capabilities(u64::MAX),
        }
        .to_bytes()
        .to_vec();
        let unknown = Header {
            len: 2,
            kind: Kind(0x7777),
            flags: Flags(u16::MAX),
            correlation: Correlation(5),
        };
        use salon::proto::message::Message;
        out.extend(unknown.to_bytes());
        out.extend([1, 2]);
        fake.welcome.append(Correlation(1), &mut out);
        Ping { nonce: 4 }.append(Correlation(9), &mut out);
        fake::accepted(1).append(Correlation(2), &mut out);
        out.chunks(1).for_each(|byte| peer.stream.write_all(byte).unwrap());
        peer.expect_hello();
        let pong = peer.next();
        assert!(matches!(pong.message(), FromClient::Pong(pong) if pong.nonce == 4));
        assert_eq!(pong.to(), Correlation(9));
    });
    script.connect();
    script.done();
}

#[test]
fn rooms_and_members_come_in_pages() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        for (after, rooms, more) in [("", ["a", "b"], true), ("b", ["c", "d"], false)] {
            let list = peer.next();
            let FromClient::ListRooms(asked) = list.message() else { panic!() };
            assert_eq!(&*asked.after, after);
            let info = |name: &str| RoomInfo {
                room: RoomId(1),
                name: RoomName::new(name).unwrap(),
                topic: "".into(),
                members: 0,
            };
            let rooms = rooms.map(info).to_vec();
            peer.say(list.to(), Rooms { total: 4, more, rooms });
        }
        // The members: three pages, with events between them.
        peer.expect_join(fake::joined(5, &[1, 4], true));
        peer.tell(fake::arrival(5, 9));
        let to = peer.expect_members(4);
        peer.say(to, fake::page(6, &[5, 7], true));
        peer.tell(fake::arrival(6, 2));
        let to = peer.expect_members(7);
        peer.say(to, fake::page(7, &[9, 12], false));
        peer.tell(fake::posted(7, "hello"));
        peer.expect_end();
    });
    let client = script.connect();
    let names: Vec<_> = client.rooms().unwrap().iter().map(|r| r.name.to_string()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    let room = client.join("lobby").unwrap();
    assert_eq!(ids(&room), [1, 2, 4, 5, 7, 9, 12]);
    assert_eq!((room.name().as_str(), room.topic().as_str()), ("lobby", "Where everybody arrives"));
    // Again: it is there already, and nothing is asked.
    assert_eq!(client.join("Lobby").unwrap().id(), room.id());
    let numbers = [5, 6].map(|number| match fake::next(&client) {
        Event::Joined { place, .. } => place.number == Number(number),
        _ => false,
    });
    assert_eq!(numbers, [true, true]);
    assert_eq!(fake::post(fake::next(&client)), (7, "hello".into()));
    script.over(client);
}

#[test]
fn people_are_those_of_the_whole_server() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        for (after, members, more) in [(0, [1, 2], true), (2, [5, 7], false)] {
            let list = peer.next();
            let FromClient::ListMembers(asked) = list.message() else { panic!() };
            assert_eq!((asked.room, asked.after.0), (RoomId::INBOX, after));
            let page = fake::page(1, &members, more);
            peer.say(list.to(), salon::proto::message::Members { room: RoomId::INBOX, ..page });
        }
    });
    let people = script.connect().people().unwrap();
    assert_eq!(people, fake::members(&[1, 2, 5, 7]));
    script.done();
}

#[test]
fn a_room_that_is_not_there_and_a_page_that_comes_too_soon() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        let join = peer.next();
        peer.say(join.to(), error(ErrorCode::NoSuchRoom));
        // The list of members is too long for the server's patience: it is asked again, later.
        peer.expect_join(fake::joined(1, &[1], true));
        let to = peer.expect_members(1);
        let too_fast = error(ErrorCode::RateLimited);
        peer.say(to, salon::proto::message::Error { retry_after: 5, ..too_fast });
        let to = peer.expect_members(1);
        peer.say(to, fake::page(1, &[7], false));
        peer.expect_end();
    });
    let client = script.connect();
    let error = client.join("nowhere").err().unwrap();
    assert_eq!(error.code(), Some(ErrorCode::NoSuchRoom));
    assert_eq!(ids(&client.join("lobby").unwrap()), [1, 7]);
    script.over(client);
}

#[test]
fn another_pseudo() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        let wish = peer.next();
        peer.say(wish.to(), error(ErrorCode::PseudoTaken));
        let wish = peer.next();
        assert!(matches!(wish.message(), FromClient::Pseudo(wish) if &*wish.pseudo == "Eve"));
        let pseudo = salon::proto::name::Pseudo::new("Eve").unwrap();
        peer.say(wish.to(), salon::proto::message::Accepted { pseudo, ..fake::accepted(3) });
        peer.expect_end();
    });
    let client = script.connect();
    let error = client.rename("Bob").err().unwrap();
    assert_eq!(error.code(), Some(ErrorCode::PseudoTaken));
    assert_eq!(client.pseudo(), "Ada");
    client.rename("Eve").unwrap();
    assert_eq!(client.pseudo(), "Eve");
    script.over(client);
}

#[test]
fn an_answer_that_comes_too_late_and_one_that_makes_no_sense() {
    let (late, answered) = crossbeam_channel::bounded::<()>(0);
    let script = Script::new(move |fake| {
        let mut peer = fake.accept_pseudo();
        let rooms = peer.next();
        answered.recv_timeout(GENEROUS).unwrap_err();
        peer.say(rooms.to(), Rooms { total: 0, more: false, rooms: Vec::new() });
        let rooms = peer.next();
        peer.say(rooms.to(), salon::proto::message::Okay {});
        let rooms = peer.next();
        let payload =
            Header { len: 1, kind: Kind::ROOMS, flags: Flags::NONE, correlation: rooms.to() };
        peer.bytes(&payload.to_bytes());
        peer.bytes(&[0]);
        peer.expect_end();
    });
    let short = Options { request_timeout: Duration::from_secs(1), ..options() };
    let client = script.connect_with(short).unwrap();
    assert!(matches!(client.rooms(), Err(ClientError::Timeout { .. })));
    drop(late);
    assert!(matches!(client.rooms(), Err(ClientError::Unexpected { .. })));
    assert!(matches!(client.rooms(), Err(ClientError::Body(_))));
    script.over(client);
}
