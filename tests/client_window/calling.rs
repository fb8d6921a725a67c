//! What waits for an answer calls whoever looks elsewhere: files and votes.

use super::files::incoming;
use super::harness::{LOBBY, ME, TOM, Test, now};
use super::screen::Screen;
use egui_kittest::kittest::Queryable;
use salon::client::{Content, Event, OpenSequence, Payload};
use salon::client_ui::{Entered, Report};
use salon::kinds::{VOTE, Vote};
use salon::proto::error_code::Block;
use salon::proto::ids::{ClientNumber, RoomId, SequenceId, UnixMillis};
use salon::proto::message::Tally;
use salon::transfer::{FileOffer, TransferState};

fn packed<T: Payload>(payload: &T) -> Content {
    Content { content_type: T::CONTENT_TYPE.into(), bytes: payload.to_bytes() }
}

/// Tom asks this of everybody in a room, or of one.
fn asks(test: &mut Test, room: RoomId, kind: &str, content: Content) {
    let place = Some(test.place(room, 0));
    let sequence = OpenSequence {
        id: SequenceId(5),
        room,
        opener: TOM,
        pseudo: "Tom".into(),
        client_number: ClientNumber(9),
        kind: kind.into(),
        block: Block::Kind,
        quorum: 0,
        expires: UnixMillis(now().0 + 120_000),
        audience: Vec::new(),
        tally: Tally { answered: 0, declined: 0, left: 0, waiting: 1 },
        asked: true,
        content,
    };
    test.happens(Event::Opened { room, place, sequence });
}

fn offers(test: &mut Test, room: RoomId) {
    let waits = TransferState::Offered { until: None };
    test.tell(Report::Transfers(vec![incoming(waits)]));
    goes_on(test, room);
}

/// The offer alone: its file may be on its way already.
fn goes_on(test: &mut Test, room: RoomId) {
    let (name, media_type) = ("../song.flac".into(), "audio/flac".into());
    let (text, picture) = (String::new(), Vec::new());
    let offer = FileOffer { transfer: 1, name, size: 30_000_000, media_type, text, picture };
    asks(test, room, "salon/file", packed(&offer));
}

fn call(heading: &str, words: &str) -> (String, String) {
    (heading.to_owned(), words.to_owned())
}

#[test]
fn a_file_calls_whoever_looks_elsewhere() {
    let mut test = Test::in_lobby();
    let calls = test.calls.clone();
    offers(&mut test, LOBBY);
    assert!(calls.is_empty() && !test.sees("Tom offers a file in lobby"), "they look already");
    assert!(test.sees("Tom offers the file song.flac"));
    test.window.input_mut().focused = false;
    test.window.step();
    offers(&mut test, LOBBY);
    assert_eq!(calls.try_recv(), Ok(call("Tom offers a file in lobby", "song.flac")));
    assert!(test.sees("Tom offers a file in lobby: show it"));
    offers(&mut test, RoomId::INBOX);
    assert_eq!(calls.try_recv(), Ok(call("Tom offers you a file", "song.flac")));
    test.click("Tom offers you a file: show it");
    assert!(test.sees("Only the two of you read this."));
}

#[test]
fn a_file_that_goes_on_calls_nobody() {
    let mut test = Test::in_lobby();
    test.window.input_mut().focused = false;
    test.tell(Report::Transfers(vec![incoming(TransferState::Interrupted)]));
    goes_on(&mut test, RoomId::INBOX);
    assert!(test.calls.is_empty() && !test.sees("Tom offers you a file"));
}

#[test]
fn a_vote_calls_whoever_looks_elsewhere() {
    let mut test = Test::in_lobby();
    let calls = test.calls.clone();
    let (id, name, topic) = (RoomId(8), "garden".to_owned(), String::new());
    test.tell(Report::Entered(Entered { id, name, topic, members: Vec::new() }));
    let vote = |test: &mut Test| {
        let vote = Vote::new("Soup,\ntoday?", ["yes", "no"]).unwrap();
        asks(test, LOBBY, VOTE, packed(&vote));
    };
    // Another room is shown, and the window has the focus: the desktop has nothing to say.
    test.click("garden");
    vote(&mut test);
    assert!(calls.is_empty() && test.sees("Tom lets lobby vote: show it"));
    vote(&mut test);
    let cards = test.window.query_all_by_label_contains("Tom lets lobby vote: show it");
    assert_eq!(cards.count(), 1, "it is the same vote");
    test.click("Tom lets lobby vote: show it");
    assert!(test.sees("Soup,"));
}

#[test]
fn a_muted_room_asks_in_silence() {
    let mut test = Test::in_lobby();
    test.click("No calls from lobby");
    test.window.input_mut().focused = false;
    test.window.step();
    offers(&mut test, LOBBY);
    assert!(test.calls.is_empty() && !test.sees("Tom offers a file in lobby"));
    assert!(test.sees("lobby, 1 unread message"));
}

#[test]
fn equal_calls_are_told_apart() {
    let mut test = Test::in_lobby();
    for number in 1..=2 {
        test.directed((TOM, "Tom"), (ME, "Léa"), number, "psst");
    }
    let count =
        |test: &Test| test.window.query_all_by_label("Tom writes to you alone: show it").count();
    assert_eq!(count(&test), 2);
    // Nothing changes: nothing is drawn.
    assert!(test.window.try_run().is_ok());
    let dismiss = test.window.query_all_by_label("Dismiss").last().expect("one for each");
    dismiss.click();
    test.window.run();
    assert_eq!(count(&test), 1);
    test.click("Tom writes to you alone: show it");
    assert_eq!(count(&test), 0);
    assert!(test.sees("Only the two of you read this."));
}
