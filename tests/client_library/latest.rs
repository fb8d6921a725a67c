//! What only the newest of counts, through the library.

use crate::fake::{self, LOBBY, ME, Script, next, options, text};
use salon::client::{Client, Event, Link, Options, Room};
use salon::net::{Config, Limits, Rate, Server};
use salon::proto::error_code::{ErrorCode, LeaveCause};
use salon::proto::ids::{MemberId, UnixMillis};
use salon::proto::limits::MAX_LATEST_BODY;
use salon::proto::message::{MemberLeft, Newest};
use std::net::SocketAddr;

salon::payload! { struct Cursor: "test/cursor" { x: u16, y: u16 } }

fn server() -> Server {
    let limits = Limits { posts: Rate::UNLIMITED, latest: Rate::UNLIMITED, ..Limits::default() };
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Server::start(Config { listen, limits, ..Config::default() }).unwrap()
}

fn enter(server: &Server, options: Options) -> (Client, Room) {
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let client = Client::connect(&link, options).unwrap();
    let room = client.join("lobby").unwrap();
    (client, room)
}

/// The next event that is not about coming and going.
fn next_said(client: &Client) -> Event {
    loop {
        match next(client) {
            Event::Joined { .. } => {}
            event => return event,
        }
    }
}

#[test]
fn the_others_see_a_value_and_its_author() {
    let server = server();
    let (ada, lobby) = enter(&server, Options { pseudo: "Ada".into(), ..options() });
    let (bob, _lobby) = enter(&server, Options { pseudo: "Bob".into(), ..options() });
    lobby.latest(5, &Cursor { x: 3, y: 4 }).unwrap();
    let Event::Newest { room, author, pseudo, key, content, .. } = next_said(&bob) else {
        panic!()
    };
    assert_eq!((room, author, pseudo.as_str(), key), (lobby.id(), ada.member(), "Ada", 5));
    assert_eq!(content.get::<Cursor>(), Ok(Cursor { x: 3, y: 4 }));

    let over = vec![0x5A; MAX_LATEST_BODY as usize + 1];
    assert!(lobby.latest_bytes(0, "test/bytes", &over).is_err());
    lobby.leave().unwrap();
    let error = lobby.latest(0, &Cursor { x: 0, y: 0 }).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotInRoom));
    server.stop("");
    while ada.is_online() {
        next(&ada);
    }
    assert!(lobby.latest(0, &Cursor { x: 0, y: 0 }).is_err());
}

#[test]
fn values_push_no_posts_out_of_a_slow_application() {
    let server = server();
    let (ada, lobby) = enter(&server, Options { pseudo: "Ada".into(), ..options() });
    let slow = Options { pseudo: "Bob".into(), event_capacity: 4, ..options() };
    let (bob, lobby_of_bob) = enter(&server, slow);
    lobby.post_and_wait("first").unwrap();
    for x in 0..1_000 {
        lobby.latest(u32::from(x % 2), &Cursor { x, y: 0 }).unwrap();
    }
    lobby.post_and_wait("last").unwrap();
    // Once this is answered, all that was said before was handed on.
    ada.rooms().unwrap();
    // Bob's own receipt comes behind all that has come to him before.
    lobby_of_bob.post_and_wait("mine").unwrap();
    let (mut said, mut cursors) = (Vec::new(), Vec::new());
    while said.last().is_none_or(|text| text != "mine") {
        match next_said(&bob) {
            Event::Posted { content, .. } => said.push(content.text().unwrap().to_owned()),
            Event::Newest { content, .. } => cursors.push(content.get::<Cursor>().unwrap().x),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(said, ["first", "last", "mine"]);
    assert_eq!(cursors, [998, 999]);
}

#[test]
fn values_of_those_who_are_gone_are_passed_over() {
    let newest = |author, said| Newest {
        room: LOBBY,
        author: MemberId(author),
        pseudo: "",
        key: 0,
        time: UnixMillis(0),
        body: text(said),
    };
    let script = Script::new(move |fake| {
        let mut peer = fake.accept_in_lobby();
        peer.tell(newest(1, "here"));
        peer.expect_rooms();
        let (member, pseudo) = (MemberId(1), fake::member(1).pseudo);
        let (cause, reason) = (LeaveCause::Left, "".into());
        peer.tell(MemberLeft { place: fake::place(1), member, pseudo, cause, reason });
        peer.tell(newest(1, "gone"));
        peer.tell(newest(99, "never there"));
        peer.tell(newest(ME.0, "the last"));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    let said = |event: Event| match event {
        Event::Newest { author, content, .. } => (author.0, content.text().unwrap().to_owned()),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(next(&client)), (1, "here".into()));
    client.rooms().unwrap();
    assert!(matches!(next(&client), Event::Left { .. }));
    assert_eq!(said(next(&client)), (ME.0, "the last".into()));
    // A server that does not say that it knows such messages is not asked.
    let error = room.latest(0, &Cursor { x: 0, y: 0 }).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::UnknownKind));
    script.over(client);
}
