//! The connection is lost, and comes back or doesn't.

use super::harness::{LOBBY, ME, TOM, Test, arrival, lobby, lost, post, refusal};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use salon::client::{ClientError, Event};
use salon::client_ui::{Entered, Order, Report, Ticket};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId};
use std::time::Duration;

fn lose(test: &mut Test, seconds: u64) {
    let retry_in = Some(Duration::from_secs(seconds));
    let report = Report::Happened(Event::Disconnected { error: lost(), retry_in });
    test.connection.as_ref().unwrap().reports.send(report).unwrap();
    // The countdown is drawn once a second: the window does not come to rest.
    test.window.step();
    test.window.step();
}

#[test]
fn a_lost_connection_is_shown_until_it_is_back() {
    let mut test = Test::in_lobby();
    test.writes("being typed");
    lose(&mut test, 1_000);
    assert!(test.sees("The connection is lost. Trying again in "));
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "being typed");
    test.click("Try now");
    test.expect_order(&Order::RetryNow);
    // What is sent meanwhile is kept.
    test.key(Key::Enter);
    test.expect_order(&post(0, "being typed"));
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    assert!(test.sees("sending…"));
    test.happens(Event::Resumed);
    assert!(!test.sees("The connection is lost"));
    test.posted(ME, "Léa", 1, "being typed");
    assert!(!test.sees("sending…"));
}

#[test]
fn the_countdown_ends_in_an_attempt() {
    let mut test = Test::in_lobby();
    lose(&mut test, 0);
    test.window.run();
    assert!(test.sees("The connection is lost. Trying again…"));
}

#[test]
fn a_gap_is_marked() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "before");
    test.happens(Event::Gap { room: LOBBY, first: Number(5), last: Number(16) });
    test.posted(TOM, "Tom", 2, "after");
    for text in ["before", "12 events are missing here", "after"] {
        assert!(test.sees(text), "{text}");
    }
    test.directed((TOM, "Tom"), (ME, "Léa"), 1, "psst");
    test.happens(Event::Gap { room: RoomId::INBOX, first: Number(3), last: Number(3) });
    // The host's words may be among them: it is said where one looks, too.
    assert!(test.sees("1 event is missing here"));
    test.click("Tom, 1 unread message");
    assert!(test.sees("1 event is missing here"));
}

#[test]
fn a_fresh_session_is_said_and_its_rooms_are_other_ones() {
    let mut test = Test::in_lobby();
    let help = Entered { id: RoomId(8), name: "help".into(), ..lobby() };
    test.tell(Report::Entered(help));
    test.click("lobby");
    test.writes("unsure");
    test.key(Key::Enter);
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    lose(&mut test, 1_000);
    let number = ClientNumber(1);
    test.happens(Event::Refused { client_number: number, error: ClientError::Unconfirmed });
    assert!(test.sees("Look whether it arrived before you send it again"));
    // The lobby has the id that help had, and help is gone.
    let rooms = vec![Entered { id: RoomId(8), ..lobby() }];
    test.tell(Report::Fresh { arrival: arrival(MemberId(50)), rooms });
    let error = refusal(ErrorCode::NoSuchRoom);
    test.happens(Event::KeptOut { name: "help".into(), error });
    assert!(test.sees("A new session has begun"));
    assert!(!test.sees("The connection is lost. Trying"));
    test.posted(TOM, "Tom", 1, "under the old id");
    assert!(!test.sees("under the old id"));
    let place = test.place(RoomId(8), 0);
    test.happens(Event::Joined {
        room: RoomId(8),
        place,
        member: MemberId(51),
        pseudo: "Zoé".into(),
    });
    assert!(test.sees("Zoé joined") && test.sees("3 members"));
    test.click("help");
    assert!(test.sees("You could not come back into the room. There is no such room."));
    assert!(test.sees("You are no longer in this room."));
}

#[test]
fn a_full_connection_is_said() {
    let mut test = Test::in_lobby();
    // The channel of the tests holds eight orders.
    for i in 0..9 {
        test.writes(&format!("message {i}"));
        test.key(Key::Enter);
    }
    assert!(test.sees("The connection is busy. Try again in a moment."));
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "message 8");
}
