//! Who is introduced to whom: only those who both wish so.

use crate::stage::{WAIT, asked, client, hears, introduced, meet, server, wait_for};
use salon::client::{Client, Event, Opening, Resolution};
use salon::hub::host::{AskedRow, AskedState, Command, HostError};
use salon::net::{Config, Server};
use salon::peer::{self, MeetOptions, Path};
use salon::proto::error_code::ErrorCode;
use salon::proto::header::Capabilities;
use salon::proto::ids::{MemberId, RoomId, SequenceId};
use std::thread;

salon::payload! { struct Nothing: "salon/peer" {} }
salon::payload! { struct ForRoom: "salon/peer-room" { room: u32 } }
salon::payload! { struct TooShort: "salon/peer-room" { room: u16, more: u8 } }
salon::payload! { struct Other: "salon/peer-rooms" { room: u8 } }

fn stage() -> (Server, Client, Client) {
    let server = server("127.0.0.1:0");
    let link = format!("127.0.0.1:{}", server.local_addr().port());
    let (ada, bob) = (client(&link, "Ada"), client(&link, "Bob"));
    (server, ada, bob)
}

/// Shows that nothing has come in between: what is said now comes next.
fn was_not_introduced(client: &Client) {
    client.direct(&client.pseudo(), "a mark").unwrap();
    wait_for(client, |event| match event {
        Event::Introduced { .. } => panic!("{event:?}"),
        Event::Directed { .. } => Some(()),
        _ => None,
    });
}

#[test]
fn one_asks_and_the_other_agrees() {
    let (_server, ada, bob) = stage();
    assert!(ada.capabilities().has(Capabilities::PEERS));
    let (to_bob, to_ada) = meet(&ada, &bob, [MeetOptions::default(); 2]);
    let (to_bob, to_ada) = (to_bob.unwrap(), to_ada.unwrap());
    assert_eq!(to_bob.code(), to_ada.code());
    assert!(matches!(to_bob.path(), Path::Direct(_)));
    to_ada.room().post("Hello, Ada").unwrap();
    hears(to_bob.client(), "Hello, Ada");
}

#[test]
fn one_who_declines_is_not_introduced() {
    let (_server, ada, bob) = stage();
    let asking = peer::ask(&ada, bob.member()).unwrap();
    bob.decline(asked(&bob).id, "not now").unwrap();
    assert!(matches!(asking.wait().unwrap(), Resolution::Declined { .. }));
    was_not_introduced(&ada);
    was_not_introduced(&bob);
}

#[test]
fn the_host_and_services_ask_both() {
    let (server, ada, bob) = stage();
    let members = [ada.member(), bob.member()];
    let host = || server.host().command(Command::Introduce { members }).map(drop).unwrap();
    let service = || server.opener().introduce(members).map(drop).unwrap();
    for ask in [&host as &dyn Fn(), &service] {
        ask();
        let question = asked(&ada);
        assert_eq!((question.opener, peer::is_asked(&question)), (MemberId::SERVER, true));
        peer::agree(&ada, &question).unwrap();
        was_not_introduced(&ada);
        peer::agree(&bob, &asked(&bob)).unwrap();
        let (to_bob, to_ada) = (introduced(&ada), introduced(&bob));
        assert_eq!((to_bob.pseudo.as_str(), to_ada.pseudo.as_str()), ("Bob", "Ada"));
        assert!(to_bob.is_initiator() != to_ada.is_initiator());
        thread::scope(|scope| {
            let other = scope.spawn(|| peer::meet(&bob, &to_ada, MeetOptions::default()).unwrap());
            let here = peer::meet(&ada, &to_bob, MeetOptions::default()).unwrap();
            assert_eq!(here.code(), other.join().unwrap().code());
        });
    }
}

/// Asks both in the host's name, and waits until that is as the host sees it.
fn host_asks(server: &Server, members: [MemberId; 2]) -> SequenceId {
    let done = server.host().command(Command::Introduce { members }).unwrap();
    assert_eq!(done.clients, 2);
    let id = done.asked.expect("a sequence");
    host_sees(server, id, AskedState::Waiting);
    id
}

fn host_sees(server: &Server, id: SequenceId, state: AskedState) {
    let snapshots = server.host().watch(Box::new(|| ()));
    let sought = AskedRow { id, state };
    while !snapshots.recv_timeout(WAIT).expect("it comes to stand so").asked.contains(&sought) {}
}

#[test]
fn the_host_sees_what_came_of_it() {
    let (server, ada, bob) = stage();
    assert!(server.host().snapshot().unwrap().introductions);
    let members = [ada.member(), bob.member()];
    let agreed = host_asks(&server, members);
    peer::agree(&ada, &asked(&ada)).unwrap();
    peer::agree(&bob, &asked(&bob)).unwrap();
    host_sees(&server, agreed, AskedState::Agreed);
    let declined = host_asks(&server, members);
    ada.decline(asked(&ada).id, "not now").unwrap();
    host_sees(&server, declined, AskedState::Declined);
    let left = host_asks(&server, members);
    bob.bye().unwrap();
    host_sees(&server, left, AskedState::Left);
}

#[test]
fn an_introduction_is_of_two_who_are_here() {
    let (server, ada, bob) = stage();
    let introduce = |one, other| {
        server.host().command(Command::Introduce { members: [one, other] }).unwrap_err()
    };
    assert_eq!(introduce(ada.member(), MemberId(77)), HostError::NotTwo);
    assert_eq!(introduce(ada.member(), ada.member()), HostError::NotTwo);
    let link = format!("127.0.0.1:{}", server.local_addr().port());
    let eve = client(&link, "Eve");
    let refused = |opening: Opening| ada.open(opening, &Nothing {}).unwrap_err().code();
    let opening = || Opening::new("salon/peer");
    let three = opening().toward([bob.member(), eve.member()]);
    assert_eq!(refused(three), Some(ErrorCode::BadSequence));
    assert_eq!(refused(opening().toward([bob.member()]).and_me()), Some(ErrorCode::BadSequence));
    assert_eq!(refused(opening().toward([ada.member()])), Some(ErrorCode::NobodyThere));
    assert_eq!(refused(opening().toward([MemberId(77)])), Some(ErrorCode::NobodyThere));
    let lobby = ada.join("lobby").unwrap();
    bob.join("lobby").unwrap();
    let error = lobby.open(opening(), &Nothing {}).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::BadSequence));
}

#[test]
fn for_a_room_only_its_members_are_introduced_and_where_it_says_so() {
    let (server, ada, bob) = stage();
    let refused = |room: u32| {
        let opening = Opening::new("salon/peer").toward([bob.member()]);
        ada.open(opening, &ForRoom { room }).err().and_then(|error| error.code())
    };
    let lobby = ada.join("lobby").unwrap();
    let set = |peer_posts| {
        let (room, name, topic) = (lobby.id(), "lobby".into(), String::new());
        let command = Command::ChangeRoom { room, name, topic, peer_posts };
        server.host().command(command).unwrap();
    };
    set(true);
    assert_eq!(refused(lobby.id().0), Some(ErrorCode::NotAllowed));
    assert_eq!(refused(RoomId::INBOX.0), Some(ErrorCode::NotAllowed));
    bob.join("lobby").unwrap();
    set(false);
    assert_eq!(refused(lobby.id().0), Some(ErrorCode::NotAllowed));
    set(true);
    assert_eq!(refused(lobby.id().0), None);
    let question = asked(&bob);
    assert_eq!(question.content.content_type, "salon/peer-room");
    peer::agree(&bob, &question).unwrap();
    assert_eq!((introduced(&ada).member, introduced(&bob).member), (bob.member(), ada.member()));
    let opening = || Opening::new("salon/peer").toward([bob.member()]);
    let short = ada.open(opening(), &TooShort { room: 0, more: 1 }).unwrap_err();
    assert_eq!(short.code(), Some(ErrorCode::BadSequence));
    // What else it carries is passed over.
    drop(ada.open(opening(), &Other { room: 0 }).unwrap());
}

#[test]
fn a_host_may_switch_it_off() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let server =
        Server::start(Config { listen, introductions: false, ..Config::default() }).unwrap();
    let link = format!("127.0.0.1:{}", server.local_addr().port());
    let (ada, bob) = (client(&link, "Ada"), client(&link, "Bob"));
    assert!(!ada.capabilities().has(Capabilities::PEERS));
    let opening = Opening::new("salon/peer").toward([bob.member()]);
    for error in
        [peer::ask(&ada, bob.member()).unwrap_err(), ada.open(opening, &Nothing {}).unwrap_err()]
    {
        assert_eq!(error.code(), Some(ErrorCode::NotAllowed));
    }
    let members = [ada.member(), bob.member()];
    let host = server.host().command(Command::Introduce { members });
    assert_eq!(host, Err(HostError::IntroductionsOff));
    assert!(!server.host().snapshot().unwrap().introductions);
}

#[test]
fn one_who_leaves_meanwhile_is_not_waited_for_in_vain() {
    let (_server, ada, bob) = stage();
    let asking = peer::ask(&ada, bob.member()).unwrap();
    asked(&bob);
    bob.bye().unwrap();
    let end = asking.wait_for(WAIT).expect("an end").unwrap();
    assert!(matches!(end, Resolution::Declined { .. }));
    was_not_introduced(&ada);
}
