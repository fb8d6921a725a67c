//! Posts, receipts, events, and what is wrong with them.

use crate::fake::{
    self, GENEROUS, LOBBY, ME, Script, error, ids, inbox, next, options, place, post, refreshed,
};
use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use salon::client::{ClientError, Event, Options, PayloadError};
use salon::proto::body::Body;
use salon::proto::error_code::{ErrorCode, LeaveCause, NoticeScope};
use salon::proto::header::{Flags, Header};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, Number, RoomId};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_INFLATED_BODY, MAX_UNACKNOWLEDGED};
use salon::proto::message::{
    Directed, FromClient, Gap, MemberLeft, MemberRenamed, Message, Notice, Okay, Ping, Posted,
    RoomClosed,
};
use salon::proto::name::Pseudo;
use std::time::Duration;

salon::payload! { struct Dot: "test/dot" { x: u16, y: u16 } }

#[test]
fn events_come_in_order_and_once() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let bob = || Pseudo::new("Bob").unwrap();
        peer.tell(fake::posted(1, "one"));
        peer.tell(fake::arrival(2, 9));
        peer.tell(fake::posted(1, "one, again"));
        let (member, cause) = (MemberId(1), LeaveCause::Kicked);
        let pseudo = fake::member(1).pseudo;
        let reason = "enough".into();
        peer.tell(MemberLeft { place: place(3), member, pseudo, cause, reason });
        let old = fake::member(9).pseudo;
        peer.tell(MemberRenamed { place: place(4), member: MemberId(9), old, new: bob() });
        let scope = NoticeScope::You;
        peer.tell(Notice { place: inbox(1), scope, text: "listen".into() });
        peer.tell(salon::proto::message::MemberJoined { place: inbox(2), ..fake::arrival(0, 12) });
        // Of a room that the client isn't in: nothing.
        let elsewhere = salon::proto::message::Place { room: RoomId(99), ..place(1) };
        peer.tell(Posted { place: elsewhere, ..fake::posted(1, "lost") });
        peer.expect_rooms();
        peer.expect_rooms();
        peer.tell(RoomClosed { place: place(5), reason: "it is late".into() });
        peer.tell(fake::posted(6, "too late"));
        peer.expect_rooms();
        peer.expect_end();
    });
    let (client, room) = script.enter();
    client.rooms().unwrap();
    let pseudos: Vec<_> = room.members().iter().map(|m| m.pseudo.to_string()).collect();
    assert_eq!(pseudos, ["M7", "Bob"]);
    assert_eq!(post(next(&client)), (1, "one".into()));
    let (room_id, member) = (LOBBY, MemberId(9));
    let pseudo = "M9".to_owned();
    assert_eq!(next(&client), Event::Joined { room: room_id, place: place(2), member, pseudo });
    let Event::Left { pseudo, cause, reason, .. } = next(&client) else { panic!() };
    assert_eq!((pseudo.as_str(), cause, reason.as_str()), ("M1", LeaveCause::Kicked, "enough"));
    let (old, new) = ("M9".to_owned(), "Bob".to_owned());
    let renamed = Event::Renamed { room: room_id, place: place(4), member, old, new };
    assert_eq!(next(&client), renamed);
    let (text, scope) = ("listen".to_owned(), NoticeScope::You);
    let notice = Event::Notice { room: RoomId::INBOX, scope, place: inbox(1), text };
    assert_eq!(next(&client), notice);
    let Event::Joined { room: RoomId::INBOX, pseudo, .. } = next(&client) else { panic!() };
    assert_eq!(pseudo, "M12");
    client.rooms().unwrap();
    client.rooms().unwrap();
    let (name, place, reason) = ("lobby".into(), Some(place(5)), "it is late".into());
    assert_eq!(next(&client), Event::RoomClosed { room: LOBBY, name, place, reason });
    assert_eq!(client.events().try_recv(), Err(TryRecvError::Empty));
    assert!(!room.is_joined() && room.members().is_empty());
    assert_eq!(room.post("anybody?").unwrap_err().code(), Some(ErrorCode::NotInRoom));
    script.over(client);
}

#[test]
fn posts_and_their_receipts() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let (number, said, _) = peer.expect_post();
        assert_eq!((number, said.as_str()), (1, "first"));
        peer.tell(fake::receipt(1, 1, "first"));
        let (number, said, _) = peer.expect_post();
        assert_eq!((number, said.as_str()), (2, "second"));
        peer.tell(fake::posted(2, "of somebody else, with the same number"));
        peer.tell(fake::receipt(3, 2, "second"));
        for _ in 0..2 {
            let (_, _, to) = peer.expect_post();
            let slowly = error(ErrorCode::RateLimited);
            peer.say(to, salon::proto::message::Error { retry_after: 1_500, ..slowly });
        }
        peer.expect_end();
    });
    let (client, room) = script.enter();
    assert_eq!(room.post("first").unwrap(), ClientNumber(1));
    assert_eq!(room.post_and_wait("second").unwrap(), place(3));
    client.flush().unwrap();
    let numbers = [(); 3].map(|()| post(next(&client)).0);
    assert_eq!(numbers, [1, 2, 3]);
    let refused = room.post_and_wait("third").unwrap_err();
    let ClientError::Refused { code: ErrorCode::RateLimited, retry_after, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!(retry_after, Some(Duration::from_millis(1_500)));
    room.post("fourth").unwrap();
    client.flush().unwrap();
    let Event::Refused { client_number: ClientNumber(4), error } = next(&client) else { panic!() };
    assert_eq!(error.code(), Some(ErrorCode::RateLimited));
    script.over(client);
}

#[test]
fn direct_messages_and_typed_ones() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let received = peer.next();
        let FromClient::Direct(direct) = received.message() else { panic!() };
        assert_eq!(direct.to, "Bob");
        peer.tell(Directed {
            place: inbox(1),
            author: ME,
            pseudo: "Ada",
            to: MemberId(1),
            to_pseudo: "Bob",
            client_number: direct.client_number,
            body: direct.body,
        });
        let received = peer.next();
        peer.say(received.to(), error(ErrorCode::NoSuchMember));
        let received = peer.next();
        let FromClient::Post(post) = received.message() else { panic!() };
        let echo = fake::receipt(1, post.client_number.0, "");
        peer.tell(Posted { body: post.body, ..echo });
        peer.expect_end();
    });
    let (client, room) = script.enter();
    assert_eq!(client.direct_and_wait("Bob", "psst").unwrap(), inbox(1));
    let nobody = client.direct_and_wait("Nobody", "psst").unwrap_err();
    assert_eq!(nobody.code(), Some(ErrorCode::NoSuchMember));
    assert_eq!(room.send_and_wait(&Dot { x: 3, y: 4 }).unwrap(), place(1));
    let Event::Directed { content, .. } = next(&client) else { panic!() };
    assert_eq!(content.text(), Some("psst"));
    assert!(matches!(content.get::<Dot>(), Err(PayloadError::ContentType { .. })));
    let Event::Posted { content, .. } = next(&client) else { panic!() };
    assert_eq!(content.get::<Dot>(), Ok(Dot { x: 3, y: 4 }));
    assert_eq!(content.text(), None);
    script.over(client);
}

#[test]
fn a_long_text_travels_compressed_and_one_too_long_not_at_all() {
    let long = "abc ".repeat(10_000);
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let received = peer.next();
        let FromClient::Post(post) = received.message() else { panic!() };
        assert!(post.body.compressed && post.body.bytes.len() < 1_000);
        peer.tell(Posted { body: post.body, ..fake::receipt(1, 1, "") });
        peer.expect_end();
    });
    let (client, room) = script.enter();
    room.post(&long).unwrap();
    assert_eq!(post(next(&client)), (1, long));
    let too_long = "x".repeat(MAX_INFLATED_BODY as usize + 1);
    assert!(matches!(room.post(&too_long), Err(ClientError::Body(_))));
    assert!(matches!(room.post_bytes("no type", b""), Err(ClientError::Body(_))));
    script.over(client);
}

#[test]
fn what_is_missing_is_named_and_the_members_are_fetched_again() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let (_, said, _) = peer.expect_post();
        assert_eq!(said, "mine");
        // A gap that the server names; the receipt is in it.
        let (first, last) = (Number(1), Number(4));
        peer.tell(Gap { room: LOBBY, epoch: fake::EPOCH, first, last });
        // Members and names are asked for, and the post comes again, in any order.
        for _ in 0..3 {
            let received = peer.next();
            match received.message() {
                FromClient::Post(post) => assert_eq!(post.client_number, ClientNumber(1)),
                FromClient::ListMembers(list) => {
                    assert_eq!((list.room, list.after), (LOBBY, MemberId(0)));
                    peer.say(received.to(), fake::page(5, &[2, 7], false));
                }
                FromClient::ListRooms(_) => peer.say(received.to(), fake::rooms(&[])),
                other => panic!("{other:?}"),
            }
        }
        peer.tell(salon::proto::message::Ack { client_number: ClientNumber(1), place: place(2) });
        peer.tell(fake::posted(5, "five"));
        peer.expect_rooms();
        // A hole that nobody names, and a gap that was seen in part.
        peer.tell(fake::posted(8, "eight"));
        let to = peer.expect_members(0);
        peer.expect_rooms();
        peer.say(to, fake::page(9, &[7, 8], false));
        peer.expect_rooms();
        let (first, last) = (Number(2), Number(10));
        peer.tell(Gap { room: LOBBY, epoch: fake::EPOCH, first, last });
        let to = peer.expect_members(0);
        peer.expect_rooms();
        peer.say(to, fake::page(11, &[7], false));
        peer.expect_end();
    });
    let gap = |first, last| Event::Gap { room: LOBBY, first: Number(first), last: Number(last) };
    let (client, room) = script.enter();
    room.post("mine").unwrap();
    assert_eq!(next(&client), gap(1, 4));
    refreshed(&client, &room, &[2, 7]);
    let client_number = ClientNumber(1);
    assert_eq!(next(&client), Event::Acknowledged { client_number, place: place(2) });
    assert_eq!(post(next(&client)), (5, "five".into()));
    client.rooms().unwrap();
    assert_eq!(next(&client), gap(6, 7));
    assert_eq!(post(next(&client)), (8, "eight".into()));
    refreshed(&client, &room, &[7, 8]);
    client.rooms().unwrap();
    assert_eq!(next(&client), gap(9, 10));
    refreshed(&client, &room, &[7]);
    script.over(client);
}

#[test]
fn what_can_not_be_read_is_a_gap() {
    let bomb = |declared: u32| {
        let mut bytes = declared.to_be_bytes().to_vec();
        bytes.extend([0x78, 0x9C, 1, 2, 3]);
        bytes
    };
    let script = Script::new(move |fake| {
        let mut peer = fake.accept_in_lobby();
        for (number, declared) in [(1, 10), (2, u32::MAX)] {
            let bytes = &bomb(declared);
            let body = Body { content_type: "text/plain", bytes, compressed: true };
            peer.tell(Posted { body, ..fake::posted(number, "") });
        }
        peer.tell(fake::posted(3, "three"));
        // An event that ends too soon, and a kind that nobody knows.
        let mut cut = fake::posted(4, "four").to_frame(Correlation(0));
        cut.truncate(20);
        cut[..4].copy_from_slice(&8u32.to_be_bytes());
        peer.bytes(&cut);
        let (kind, flags, correlation) = (Kind(0x7777), Flags::NONE, Correlation(0));
        peer.bytes(&Header { len: 0, kind, flags, correlation }.to_bytes());
        peer.tell(fake::posted(5, "five"));
        peer.expect_members(0);
        peer.expect_rooms();
        peer.expect_end();
    });
    let gap = |n| Event::Gap { room: LOBBY, first: Number(n), last: Number(n) };
    let client = script.connect();
    client.join("lobby").unwrap();
    assert_eq!([next(&client), next(&client)], [gap(1), gap(2)]);
    assert_eq!(post(next(&client)), (3, "three".into()));
    assert_eq!(next(&client), gap(4));
    assert_eq!(post(next(&client)), (5, "five".into()));
    script.over(client);
}

#[test]
fn an_application_that_does_not_read_is_told_what_it_missed() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        for number in 1..=20 {
            peer.tell(fake::posted(number, "x"));
        }
        peer.tell(fake::arrival(21, 30));
        peer.expect_rooms();
        peer.tell(fake::posted(22, "later"));
        peer.expect_end();
    });
    let few = Options { event_capacity: 4, ..options() };
    let client = script.connect_with(few).unwrap();
    let (woken, wakes) = crossbeam_channel::unbounded();
    client.events().on_event(Box::new(move || woken.send(()).unwrap_or_default()));
    let room = client.join("lobby").unwrap();
    client.rooms().unwrap();
    assert!(wakes.try_recv().is_ok());
    // The members are kept in spite of that.
    assert_eq!(ids(&room), [1, 7, 30]);
    let numbers = [(); 4].map(|()| post(next(&client)).0);
    assert_eq!(numbers, [1, 2, 3, 4]);
    let Event::Gap { room: LOBBY, first: Number(5), last } = next(&client) else { panic!() };
    assert!(last == Number(21) || last == Number(22));
    script.over(client);
}

#[test]
fn pings_are_answered_and_a_room_is_left() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        peer.say(Correlation(77), Ping { nonce: 5 });
        let pong = peer.next();
        assert_eq!(pong.to(), Correlation(77));
        assert!(matches!(pong.message(), FromClient::Pong(pong) if pong.nonce == 5));
        peer.tell(fake::posted(1, "goodbye"));
        let leave = peer.next();
        assert!(matches!(leave.message(), FromClient::Leave(leave) if leave.room == LOBBY));
        peer.say(leave.to(), Okay {});
        peer.expect_join(fake::joined(9, &[7], false));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    assert_eq!(post(next(&client)), (1, "goodbye".into()));
    room.leave().unwrap();
    assert_eq!(room.post("hm").unwrap_err().code(), Some(ErrorCode::NotInRoom));
    assert_eq!(ids(&client.join("lobby").unwrap()), [7]);
    script.over(client);
}

#[test]
fn unacknowledged_posts_are_bounded() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        for number in 1..=MAX_UNACKNOWLEDGED as u64 {
            assert_eq!(peer.expect_post().0, number);
        }
        peer.expect_rooms();
        peer.tell(fake::receipt(1, 1, ""));
        assert_eq!(peer.expect_post().0, MAX_UNACKNOWLEDGED as u64 + 1);
        peer.expect_end();
    });
    let short = Options { request_timeout: Duration::from_secs(1), ..options() };
    let client = script.connect_with(short).unwrap();
    let room = client.join("lobby").unwrap();
    for _ in 0..MAX_UNACKNOWLEDGED {
        room.post("x").unwrap();
    }
    assert!(matches!(room.post("one too many"), Err(ClientError::Timeout { .. })));
    assert!(matches!(client.flush(), Err(ClientError::Timeout { .. })));
    client.rooms().unwrap();
    room.post("now").unwrap();
    script.over(client);
}

#[test]
fn paced_posts_keep_their_order() {
    let script = Script::new(|fake| {
        let limited = salon::proto::message::Welcome {
            posts_per_second: 500,
            post_burst: 5,
            ..fake.welcome.clone()
        };
        let mut peer = fake.accept_raw();
        peer.greet(&limited);
        let wish = peer.next();
        peer.say(wish.to(), fake::accepted(1));
        peer.expect_join(fake::joined(1, &[7], false));
        for number in 1..=50 {
            let (client_number, said, _) = peer.expect_post();
            assert_eq!((client_number, said), (number, number.to_string()));
            peer.tell(fake::receipt(number, number, ""));
        }
        peer.expect_end();
    });
    let client = script.connect_with(Options { pace: true, ..options() }).unwrap();
    let room = client.join("lobby").unwrap();
    for number in 1..=50 {
        room.post(&number.to_string()).unwrap();
    }
    client.flush().unwrap();
    script.over(client);
}

#[test]
fn dropping_a_client_ends_its_events() {
    let script = Script::new(|fake| fake.accept_in_lobby().expect_end());
    let client = script.connect();
    client.join("lobby").unwrap();
    let events = client.events().clone();
    drop(client);
    while events.recv_timeout(GENEROUS).is_ok() {}
    assert_eq!(events.recv_timeout(GENEROUS), Err(RecvTimeoutError::Disconnected));
    script.done();
}
