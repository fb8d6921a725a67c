//! What the client library makes of sequences.

use crate::support::PATIENCE;
use crate::support::stage::{config, start};
use salon::client::{Client, ClientError, Event, Link, Opening, Options, Resolution, Room};
use salon::net::Server;
use salon::proto::error_code::{Block, ErrorCode, Outcome, Reaction};
use salon::proto::ids::{RoomId, SequenceId};
use salon::proto::message::Tally;
use std::time::Duration;

salon::payload! { struct Question: "example/question" { text: String } }
salon::payload! { struct Reply: "example/reply" { number: u32 } }

fn soup() -> Question {
    Question { text: "Soup?".into() }
}

fn enter(server: &Server, pseudo: &str) -> (Client, Room) {
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let options = Options { request_timeout: PATIENCE, ..Options::new(pseudo) };
    let client = Client::connect(&link, options).unwrap();
    let room = client.join("lobby").unwrap();
    (client, room)
}

/// The first event that `want` makes something of.
fn until<T>(client: &Client, want: impl Fn(Event) -> Option<T>) -> T {
    loop {
        let event = client.events().recv_timeout(PATIENCE).expect("an event");
        if let Some(wanted) = want(event) {
            return wanted;
        }
    }
}

/// The next sequence that others have opened.
fn asked(client: &Client) -> SequenceId {
    until(client, |event| match event {
        Event::Opened { sequence, .. } if sequence.asked => Some(sequence.id),
        _ => None,
    })
}

#[test]
fn it_is_opened_answered_and_waited_for() {
    let server = start(config());
    let (ada, lobby) = enter(&server, "Ada");
    let (bob, _) = enter(&server, "Bob");
    let sequence = lobby.open(Opening::new("example/ask"), &soup()).unwrap();
    let id = asked(&bob);
    assert_eq!(sequence.id(), id);
    let open = bob.open_sequences(lobby.id());
    assert_eq!((open[0].content.get::<Question>(), open[0].opener), (Ok(soup()), ada.member()));
    assert!(sequence.wait_for(Duration::ZERO).is_none());
    bob.answer(id, &Reply { number: 7 }).unwrap();
    let Ok(Resolution::Completed { answers, missed: 0, tally }) = sequence.wait() else {
        panic!("not done")
    };
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].member, answers[0].pseudo.as_str()), (bob.member(), "Bob"));
    assert_eq!(answers[0].content.get::<Reply>(), Ok(Reply { number: 7 }));
    assert_eq!(tally, Tally { answered: 1, ..Tally::default() });
    let outcome = until(&bob, |event| match event {
        Event::Resolved { sequence, outcome, kind, .. } => Some((sequence, outcome, kind)),
        _ => None,
    });
    assert_eq!(outcome, (id, Outcome::Completed, "example/ask".into()));
    assert_eq!(bob.open_sequences(lobby.id()), []);
}

#[test]
fn toward_members_wherever_they_are() {
    let server = start(config());
    let (ada, _) = enter(&server, "Ada");
    let (bob, lobby) = enter(&server, "Bob");
    lobby.leave().unwrap();
    let opening = Opening::new("example/ask").toward([bob.member()]);
    let sequence = ada.open(opening.clone(), &soup()).unwrap();
    assert_eq!(asked(&bob), sequence.id());
    bob.decline(sequence.id(), "not hungry").unwrap();
    let how = until(&ada, |event| match event {
        Event::Answered { how, reason, .. } => Some((how, reason)),
        _ => None,
    });
    assert_eq!(how, (Reaction::Declined, "not hungry".into()));
    assert!(matches!(sequence.wait(), Ok(Resolution::Declined { .. })));
    let sequence = ada.open(opening, &soup()).unwrap();
    assert_eq!(asked(&bob), sequence.id());
    assert_eq!(bob.open_sequences(RoomId::INBOX).len(), 1);
    sequence.cancel("never mind").unwrap();
    let Ok(Resolution::Cancelled { reason, .. }) = sequence.wait() else { panic!("not off") };
    assert_eq!(reason, "never mind");
}

#[test]
fn what_blocks_says_so() {
    let server = start(config());
    let (ada, lobby) = enter(&server, "Ada");
    let (_bob, _) = enter(&server, "Bob");
    let opening = Opening::new("example/ask").blocking(Block::Posts);
    let sequence = lobby.open(opening.clone(), &soup()).unwrap();
    let refused = lobby.post_and_wait("one more thing").unwrap_err();
    assert_eq!((refused.code(), refused.about()), (Some(ErrorCode::Blocked), Some(sequence.id())));
    let refused = lobby.open(opening, &soup()).unwrap_err();
    assert_eq!(refused.about(), Some(sequence.id()));
    ada.cancel(sequence.id(), "").unwrap();
    lobby.post_and_wait("now").unwrap();
}

#[test]
fn who_comes_late_knows_what_is_open() {
    let server = start(config());
    let (_ada, lobby) = enter(&server, "Ada");
    let sequence = lobby.open(Opening::new("example/ask").and_me(), &soup()).unwrap();
    let (bob, lobby_of_bob) = enter(&server, "Bob");
    let open = lobby_of_bob.open_sequences();
    assert_eq!((open.len(), open[0].id, open[0].asked), (1, sequence.id(), false));
    sequence.cancel("").unwrap();
    until(&bob, |event| matches!(event, Event::Resolved { .. }).then_some(()));
    assert_eq!(lobby_of_bob.open_sequences(), []);
}

#[test]
fn leaving_cancels_and_the_end_of_the_session_is_told() {
    let server = start(config());
    let (ada, lobby) = enter(&server, "Ada");
    let (_bob, _) = enter(&server, "Bob");
    let sequence = lobby.open(Opening::new("example/ask"), &soup()).unwrap();
    lobby.leave().unwrap();
    assert!(matches!(sequence.wait(), Ok(Resolution::Cancelled { .. })));
    let lobby = ada.join("lobby").unwrap();
    let sequence = lobby.open(Opening::new("example/ask"), &soup()).unwrap();
    ada.bye().unwrap();
    assert!(matches!(sequence.wait(), Err(ClientError::Ended(..))));
}
