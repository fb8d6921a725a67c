//! Orders that the connection's thread does not take, and answers that come when the window asks for
//! something else.

use super::harness::{Test, lobby, post, refusal};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use salon::client_ui::{Entered, Order, Report};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::RoomId;

pub const BUSY: &str = "The connection is busy. Try again in a moment.";
const RENAME: &str = "What do you want to be called?";
const VOTE: &str = "A vote in lobby";

/// So many messages as the channel of the tests holds orders.
pub fn fill(test: &mut Test) {
    for i in 0..8 {
        test.writes(&format!("message {i}"));
        test.key(Key::Enter);
    }
}

/// The connection's thread has time again.
pub fn empty(test: &Test) {
    test.connection.as_ref().unwrap().orders.try_iter().for_each(drop);
}

#[test]
fn a_dialog_whose_order_is_not_taken_says_so_and_goes_on() {
    let mut test = Test::in_lobby();
    fill(&mut test);
    test.chooses("Change pseudo…");
    test.types(Role::TextInput, "Pseudo", "h");
    test.key(Key::Enter);
    assert!(test.asks(RENAME) && test.sees(BUSY));
    empty(&test);
    test.key(Key::Enter);
    test.expect_order(&Order::Rename { pseudo: "Léah".into() });
    assert!(!test.sees(BUSY));

    let mut test = Test::in_lobby();
    fill(&mut test);
    test.starts_vote();
    assert!(test.asks(VOTE) && test.sees(BUSY));
    empty(&test);
    test.click("Start the vote");
    assert!(!test.connection.as_ref().unwrap().orders.is_empty());

    let mut test = Test::in_lobby();
    fill(&mut test);
    test.click("Join a room…");
    assert!(test.asks("Choose a room") && test.sees(BUSY));
    empty(&test);
    test.types(Role::TextInput, "Or its name", "help");
    test.click("Refresh");
    test.expect_order(&Order::ListRooms);
    fill_by_refreshing(&mut test);
    test.tell(Report::Rooms(Ok(vec![])));
    test.click("Join");
    assert!(test.sees(BUSY));
    empty(&test);
    test.click("Join");
    test.expect_order(&Order::Join { room: "help".into() });
}

/// Asks for the rooms until the channel is full.
fn fill_by_refreshing(test: &mut Test) {
    while !test.sees(BUSY) {
        test.tell(Report::Rooms(Ok(vec![])));
        test.click("Refresh");
    }
}

#[test]
fn a_dialog_says_that_the_session_is_over() {
    let mut test = Test::in_lobby();
    test.ends();
    test.writes("/rooms");
    test.key(Key::Enter);
    assert!(test.asks("Choose a room"));
    let says_so = |test: &Test| test.window.query_by_label("The server has stopped.").is_some();
    assert!(says_so(&test) && test.sees("There is no room."));
    test.types(Role::TextInput, "Or its name", "help");
    for _ in 0..2 {
        test.key(Key::Enter);
        assert!(test.asks("Choose a room") && says_so(&test));
    }
}

#[test]
fn a_command_that_is_not_taken_is_typed_still() {
    for command in ["/nick Zoé", "/join help", "/vote Soup? | yes | no"] {
        let mut test = Test::in_lobby();
        fill(&mut test);
        test.writes(command);
        test.key(Key::Enter);
        assert!(test.sees(BUSY), "{command}");
        assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), command);
    }
}

#[test]
fn what_comes_of_another_vote_leaves_the_dialog_alone() {
    let room = || "lobby".to_owned();
    let refused = || Report::NotOpened { room: room(), error: refusal(ErrorCode::RateLimited) };
    let mut test = Test::in_lobby();
    test.click("Start a vote…");
    // Both were typed as a command before.
    test.tell(Report::Opened { room: room() });
    assert!(test.asks(VOTE));
    test.tell(refused());
    test.key(Key::Escape);
    test.starts_vote();
    test.tell(Report::Opened { room: "help".into() });
    assert!(test.asks(VOTE));
    test.tell(Report::Opened { room: room() });
    assert!(!test.asks(VOTE));
}

#[test]
fn what_comes_of_another_pseudo_leaves_the_dialog_alone() {
    let mut test = Test::in_lobby();
    test.writes("/nick Zoé");
    test.key(Key::Enter);
    test.expect_order(&Order::Rename { pseudo: "Zoé".into() });
    test.chooses("Change pseudo…");
    test.tell(Report::Renamed { pseudo: "Zoé".into() });
    assert!(test.asks(RENAME));
    test.key(Key::Escape);
    test.writes("hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "hello"));
}

#[test]
fn a_room_that_was_entered_before_leaves_the_choice_of_another_alone() {
    let mut test = Test::in_lobby();
    test.writes("/join help");
    test.key(Key::Enter);
    test.click("Join a room…");
    let help = || Entered { id: RoomId(8), name: "help".into(), ..lobby() };
    test.tell(Report::Entered(help()));
    assert!(test.asks("Choose a room"));
    test.types(Role::TextInput, "Or its name", "help");
    test.key(Key::Enter);
    test.tell(Report::Entered(help()));
    assert!(!test.asks("Choose a room"));
}
