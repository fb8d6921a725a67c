//! The client library against the real server.

use crate::fake::{lost, next, options, post};
use crate::proxy::Proxy;
use salon::client::{Client, ClientError, Event, Link, Options, Room};
use salon::hub::host::{Command, NoticeTarget};
use salon::net::{Config, Limits, Rate, Server};
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause, NoticeScope};
use salon::proto::ids::{MemberId, RoomId};
use std::net::SocketAddr;
use std::time::Duration;

fn config() -> Config {
    let limits = Limits { posts: Rate::UNLIMITED, requests: Rate::UNLIMITED, ..Limits::default() };
    Config { listen: SocketAddr::from(([127, 0, 0, 1], 0)), limits, ..Config::default() }
}

fn link(server: &Server) -> Link {
    Link::new("127.0.0.1", server.local_addr().port())
}

fn enter(link: &Link, pseudo: &str) -> (Client, Room) {
    let client = Client::connect(link, Options { pseudo: pseudo.into(), ..options() }).unwrap();
    let room = client.join("lobby").unwrap();
    (client, room)
}

/// The first event that `want` makes something of; others are passed over.
fn until<T>(client: &Client, want: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        if let Some(wanted) = want(&next(client)) {
            return wanted;
        }
    }
}

/// A new session has begun, in as many attempts as it takes.
fn until_fresh(client: &Client) {
    until(client, |e| match e {
        Event::Disconnected { .. } => {
            client.reconnect_now();
            None
        }
        event => (*event == Event::Fresh).then_some(()),
    });
}

fn pseudos(room: &Room) -> Vec<String> {
    room.members().iter().map(|member| member.pseudo.to_string()).collect()
}

#[test]
fn two_clients_talk() {
    let server = Server::start(config()).unwrap();
    let (ada, lobby) = enter(&link(&server), "Ada");
    let (bob, lobby_of_bob) = enter(&link(&server), "Bob");
    until(&ada, |e| matches!(e, Event::Joined { room, .. } if *room == lobby.id()).then_some(()));
    assert_eq!(pseudos(&lobby), ["Ada", "Bob"]);
    assert_eq!(pseudos(&lobby_of_bob), ["Ada", "Bob"]);
    assert_eq!(ada.people().unwrap(), lobby.members());
    let place = lobby.post_and_wait("hello").unwrap();
    let heard = until(&bob, |e| match e {
        Event::Posted { place, content, pseudo, .. } => {
            Some((*place, content.text()?.to_owned(), pseudo.clone()))
        }
        _ => None,
    });
    assert_eq!(heard, (place, "hello".to_owned(), "Ada".to_owned()));
    bob.direct_and_wait("ada", "psst").unwrap();
    until(&ada, |e| matches!(e, Event::Directed { pseudo, .. } if pseudo == "Bob").then_some(()));
    let nobody = bob.direct_and_wait("Carol", "psst").unwrap_err();
    assert_eq!(nobody.code(), Some(ErrorCode::NoSuchMember));
    assert_eq!(bob.rename("Ada").unwrap_err().code(), Some(ErrorCode::PseudoTaken));
    bob.rename("Robert").unwrap();
    until(&ada, |e| matches!(e, Event::Renamed { room, .. } if *room == lobby.id()).then_some(()));
    assert_eq!(pseudos(&lobby), ["Ada", "Robert"]);
    let taken = Client::connect(&link(&server), Options::new("robert")).err().unwrap();
    assert_eq!(taken.code(), Some(ErrorCode::PseudoTaken));
    let rooms = ada.rooms().unwrap();
    assert_eq!(rooms.iter().map(|r| (r.name.as_str(), r.members)).next(), Some(("help", 0)));
    lobby_of_bob.leave().unwrap();
    let left = |e: &Event| match e {
        Event::Left { room, cause, .. } if *room == lobby.id() => Some(*cause),
        _ => None,
    };
    assert_eq!(until(&ada, left), LeaveCause::Left);
    assert_eq!(pseudos(&lobby), ["Ada"]);
    bob.bye().unwrap();
    ada.bye().unwrap();
}

#[test]
fn the_host_speaks_kicks_and_closes() {
    let server = Server::start(config()).unwrap();
    let (ada, lobby) = enter(&link(&server), "Ada");
    let (bob, _) = enter(&link(&server), "Bob");
    let text = "Dinner!".to_owned();
    server.host().command(Command::Notice { target: NoticeTarget::Everyone, text }).unwrap();
    let notice = |e: &Event| match e {
        Event::Notice { scope, text, .. } => Some((*scope, text.clone())),
        _ => None,
    };
    assert_eq!(until(&bob, notice), (NoticeScope::Everyone, "Dinner!".to_owned()));
    let (members, reason) = (vec![bob.member()], "enough".to_owned());
    server.host().command(Command::Kick { members, reason: reason.clone() }).unwrap();
    let ended = Event::Ended { reason: ByeReason::Kicked, text: reason.clone() };
    until(&bob, |e| (*e == ended).then_some(()));
    let kicked = |e: &Event| match e {
        Event::Left { room, cause, reason, .. } if *room == lobby.id() => {
            Some((*cause, reason.clone()))
        }
        _ => None,
    };
    assert_eq!(until(&ada, kicked), (LeaveCause::Kicked, reason));
    let (room, reason) = (lobby.id(), "late".to_owned());
    server.host().command(Command::CloseRoom { room, reason }).unwrap();
    until(&ada, |e| {
        matches!(e, Event::RoomClosed { reason, .. } if reason == "late").then_some(())
    });
    assert_eq!(lobby.post("hm").unwrap_err().code(), Some(ErrorCode::NotInRoom));
}

#[test]
fn a_room_that_the_host_renames_stays_the_same_room() {
    let server = Server::start(config()).unwrap();
    let (ada, lobby) = enter(&link(&server), "Ada");
    assert!(!lobby.peer_posts());
    let (room, name, topic) = (lobby.id(), "Hall".to_owned(), "Mind the step".to_owned());
    server.host().command(Command::ChangeRoom { room, name, topic, peer_posts: true }).unwrap();
    let changed = |e: &Event| match e {
        Event::RoomChanged { room, old, name, topic, peer_posts, .. } if *room == lobby.id() => {
            assert_eq!(*peer_posts, Some(true));
            Some((old.clone(), name.clone(), topic.clone()))
        }
        _ => None,
    };
    let expected = ("lobby", "Hall", "Mind the step");
    let (old, name, topic) = until(&ada, changed);
    assert_eq!((old.as_str(), name.as_str(), topic.as_str()), expected);
    assert_eq!((lobby.name().as_str(), lobby.topic().as_str()), ("Hall", "Mind the step"));
    assert!(lobby.peer_posts());
    lobby.post_and_wait("still here").unwrap();
    assert_eq!(ada.join("hall").unwrap().id(), room);
}

/// One posts, one listens, and the connection of each is cut again and again, after any number of
/// bytes. Everything arrives, in order, once.
#[test]
fn nothing_is_missed_and_nothing_comes_twice() {
    const POSTS: usize = 2_000;
    let server = Server::start(config()).unwrap();
    let (cut_ada, cut_bob) = (Proxy::new(link(&server)), Proxy::new(link(&server)));
    let (ada, lobby) = enter(&cut_ada.link, "Ada");
    let (bob, _) = enter(&cut_bob.link, "Bob");
    cut_ada.cut_after(|n| 60 + n * 613 % 9_000);
    cut_bob.cut_after(|n| 40 + n * 389 % 12_000);
    let expected: Vec<_> = (0..POSTS).map(|n| format!("line {n}")).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for text in &expected {
                lobby.post(text).unwrap();
            }
        });
        for client in [&ada, &bob] {
            let expected = &expected;
            scope.spawn(move || assert_eq!(&heard(client, expected.len()), expected));
        }
    });
    ada.flush().unwrap();
    assert!(cut_ada.cuts() > 3 && cut_bob.cuts() > 3, "{} {}", cut_ada.cuts(), cut_bob.cuts());
    assert_eq!(pseudos(&lobby), ["Ada", "Bob"]);
}

/// The texts of the next posts, over losses; anything else that is missing or refused is a fault.
fn heard(client: &Client, posts: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < posts {
        match next(client) {
            event @ Event::Posted { .. } => texts.push(post(event).1),
            Event::Disconnected { retry_in: Some(_), .. } => client.reconnect_now(),
            Event::Resumed | Event::Joined { .. } | Event::Acknowledged { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    texts
}

#[test]
fn a_session_that_waited_too_long_begins_anew() {
    let config = Config { resume_grace: Duration::from_millis(1), ..config() };
    let server = Server::start(config).unwrap();
    let cut = Proxy::new(link(&server));
    let (ada, lobby) = enter(&cut.link, "Ada");
    let (bob, lobby_of_bob) = enter(&link(&server), "Bob");
    let before = ada.member();
    cut.cut_now();
    // Only when the others have seen it gone.
    let gone = |e: &Event| match e {
        Event::Left { room, cause, .. } if *room == lobby_of_bob.id() => Some(*cause),
        _ => None,
    };
    assert_eq!(until(&bob, gone), LeaveCause::Lost);
    until_fresh(&ada);
    assert_ne!(ada.member(), before);
    assert_eq!(lobby.members().iter().map(|m| m.id).max(), Some(ada.member()));
    lobby.post_and_wait("back").unwrap();
}

#[test]
fn a_server_that_starts_again_is_found_again() {
    let server = Server::start(config()).unwrap();
    let (ada, lobby) = enter(&link(&server), "Ada");
    let listen = server.local_addr();
    server.stop("an update");
    assert_eq!(lost(&ada), ClientError::Ended(ByeReason::Stopping, "an update".into()));
    let server = Server::start(Config { listen, ..config() }).unwrap();
    until_fresh(&ada);
    lobby.post_and_wait("here again").unwrap();
    assert_eq!(
        lobby.members(),
        [salon::client::Member {
            id: MemberId(1),
            pseudo: salon::proto::name::Pseudo::new("Ada").unwrap(),
        }]
    );
    assert_ne!(lobby.id(), RoomId::INBOX);
    drop(ada);
    server.stop("");
}

#[test]
fn a_thousand_lines_are_never_refused() {
    // A tenth of the burst is what the network may delay one post more than the next: half a second
    // here, as by default, so that a busy machine makes no difference.
    let posts = Rate { per_second: 200, burst: 900 };
    let config = Config { limits: Limits { posts, ..config().limits }, ..config() };
    let server = Server::start(config).unwrap();
    let paced = Options { pace: true, ..options() };
    let client = Client::connect(&link(&server), paced).unwrap();
    let room = client.join("lobby").unwrap();
    let expected: Vec<_> = (0..1_000).map(|n| n.to_string()).collect();
    for line in &expected {
        room.post(line).unwrap();
    }
    client.flush().unwrap();
    assert_eq!(heard(&client, 1_000), expected);
    client.bye().unwrap();
}
