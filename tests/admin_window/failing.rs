//! What can't be done: each act with each reason that the server may have, and what the dialogs refuse
//! before anything is sent.

use crate::harness::{Test, client, lobby};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use salon::hub::host::{BanRow, BanTarget, ClientRow, Command, Done, HostError, Snapshot};
use salon::proto::ids::{MemberId, UnixMillis};

const REASON: &str = "Reason (may stay empty)";

/// Orders that may be without an answer.
const MOST_PENDING: usize = 32;

impl Test {
    /// Opens the dialog that `open` leads to, agrees, and sends one command.
    fn agree(&mut self, open: fn(&mut Test)) {
        open(self);
        self.key(Key::Enter);
        self.take_command();
    }

    fn holding_ctrl(&mut self, key: Key) {
        self.window.key_press_modifiers(Modifiers::COMMAND, key);
        self.window.run();
    }
}

fn kick(test: &mut Test) {
    test.click("Kick Léa");
}

fn ban(test: &mut Test) {
    test.click("Ban Léa");
}

fn ban_anybody(test: &mut Test) {
    test.holding_ctrl(Key::B);
    test.types(Role::TextInput, "Pseudo or address", "Troll");
}

fn message(test: &mut Test) {
    test.click("Write to Tom");
    test.types(Role::MultilineTextInput, "Text", "Hello");
}

fn message_to_room(test: &mut Test) {
    test.click("Write to Room lobby");
    test.types(Role::MultilineTextInput, "Text", "Hello");
}

fn add_room(test: &mut Test) {
    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "chess");
}

fn change_room(test: &mut Test) {
    test.click("Rename the room lobby");
}

fn close_room(test: &mut Test) {
    test.click("Close the room lobby");
}

fn stop(test: &mut Test) {
    test.click("Stop the server…");
}

#[test]
fn whatever_the_server_refuses_is_told_with_the_reason() {
    let mut test = Test::english().with_two();
    let busy = "The server is busy. Try again in a moment.";
    let room_gone = "This room no longer exists.";
    let name = salon::proto::name::RoomName::new("").unwrap_err();
    let cases: [(fn(&mut Test), HostError, String); 19] = [
        (kick, HostError::Busy, format!("Léa was not kicked. {busy}")),
        (
            kick,
            HostError::NoSuchMember,
            "Léa was not kicked. This client is no longer here.".into(),
        ),
        (ban, HostError::Busy, format!("Léa was not banned. {busy}")),
        (ban, HostError::Stopped, "Léa was not banned. The server has stopped.".into()),
        (ban_anybody, HostError::Busy, format!("Troll was not banned. {busy}")),
        (message, HostError::Busy, format!("The message was not sent. {busy}")),
        (
            message,
            HostError::NoSuchMember,
            "The message was not sent. This client is no longer here.".into(),
        ),
        (message_to_room, HostError::NoSuchRoom, format!("The message was not sent. {room_gone}")),
        (
            message_to_room,
            HostError::EmptyNotice,
            "The message was not sent. The message is empty.".into(),
        ),
        (add_room, HostError::Busy, format!("The room chess was not added. {busy}")),
        (
            add_room,
            HostError::RoomExists,
            "The room chess was not added. There is a room of this name already.".into(),
        ),
        (
            add_room,
            HostError::TooManyRooms,
            "The room chess was not added. There can’t be more rooms.".into(),
        ),
        (
            add_room,
            HostError::Name(name),
            format!("The room chess was not added. {}", salon::texts::name_error(name)),
        ),
        (
            change_room,
            HostError::NoSuchRoom,
            format!("The room lobby was not changed. {room_gone}"),
        ),
        (
            change_room,
            HostError::TooLong(512),
            "The room lobby was not changed. The text is longer than 512 bytes.".into(),
        ),
        (close_room, HostError::Busy, format!("The room lobby was not closed. {busy}")),
        (close_room, HostError::NoSuchRoom, format!("The room lobby was not closed. {room_gone}")),
        (stop, HostError::Busy, format!("The server was not stopped. {busy}")),
        (stop, HostError::Stopped, "The server was not stopped. The server has stopped.".into()),
    ];
    for (open, error, sentence) in cases {
        test.agree(open);
        test.answer(Err(error));
        assert!(test.sees(&sentence), "{sentence}");
        test.click("Dismiss");
    }
}

#[test]
fn an_undoing_that_comes_too_late_says_so() {
    let mut test = Test::english().with_two();
    test.agree(ban);
    test.answer(Ok(Done { clients: 1, bans: vec![1] }));
    test.click("Undo");
    test.expect_command(&Command::Unban { ids: vec![1] });
    test.answer(Err(HostError::NoSuchBan));
    assert!(test.sees("The ban was not lifted. This ban is no longer in force."));
}

#[test]
fn a_server_that_never_answers_is_not_asked_for_ever() {
    let mut test = Test::english().with_two();
    for _ in 0..MOST_PENDING {
        // Its answer never comes: the window goes on looking for it.
        kick(&mut test);
        test.window.key_press(Key::Enter);
        test.window.run_steps(4);
        test.take_command();
    }
    kick(&mut test);
    test.window.key_press(Key::Enter);
    test.window.run_steps(4);
    test.expect_no_command();
    assert!(test.sees("The server has not answered yet. Try again in a moment."));
}

#[test]
fn texts_that_are_too_long_are_refused_in_their_dialogs() {
    let mut test = Test::english().with_two();
    let topic = "Topic (may stay empty)";
    let cases: [(fn(&mut Test), Role, &str, usize); 6] = [
        (ban, Role::TextInput, REASON, 512),
        (close_room, Role::TextInput, REASON, 512),
        (stop, Role::TextInput, REASON, 512),
        (add_room, Role::TextInput, topic, 512),
        (change_room, Role::TextInput, topic, 512),
        (message, Role::MultilineTextInput, "Text", 4096),
    ];
    for (open, role, field, most) in cases {
        open(&mut test);
        test.focus(role, field);
        test.types(role, field, &"x".repeat(most + 1));
        let sentence =
            format!("The text is longer than {} bytes.", salon::texts::amount::count(most as u64));
        assert!(test.sees(&sentence), "{field}: {sentence}");
        test.key(Key::Enter);
        test.expect_no_command();
        test.key(Key::Escape);
    }
}

#[test]
fn what_is_gone_meanwhile_is_still_asked_about_by_name() {
    let mut test = Test::english();
    for (open, title) in [
        (kick as fn(&mut Test), "Kick Léa?"),
        (ban, "Ban Léa?"),
        (message, "Message from the server"),
        (message_to_room, "Message from the server"),
        (change_room, "Change the room lobby"),
        (close_room, "Close the room lobby?"),
    ] {
        test.shows(vec![client(1, "Léa"), client(2, "Tom")], vec![lobby()]);
        open(&mut test);
        test.shows(vec![], vec![]);
        assert!(test.asks(title), "{title}");
        test.key(Key::Enter);
        test.take_command();
        test.done(0);
    }
    stop(&mut test);
    assert!(test.sees("Nobody is here. Rooms that you have added here are gone afterwards."));
}

#[test]
fn nothing_is_done_with_nobody() {
    let mut test = Test::english().with_two();
    test.key(Key::F6);
    for key in [Key::Enter, Key::M, Key::K, Key::Delete, Key::B, Key::I, Key::Space] {
        test.key(key);
        assert!(test.window.query_by_role(Role::Dialog).is_none(), "{key:?}");
    }
    test.expect_no_command();
}

#[test]
fn a_ban_that_ends_while_it_is_looked_at_vanishes() {
    let mut test = Test::english();
    test.holding_ctrl(Key::Num3);
    let target = BanTarget::Pseudo("Troll".into());
    let bans = vec![BanRow { id: 1, target, until: UnixMillis(0), reason: String::new() }];
    test.shows_all(Snapshot { bans, ..Snapshot::default() });
    assert!(test.sees("Lift the ban on Troll"));
    test.shows_all(Snapshot::default());
    assert!(test.sees("Nobody is kept out.") && !test.sees("Troll"));
}

#[test]
fn with_many_of_everything_dialogs_stay_within_the_window() {
    let long = |n: u64| format!("{n} {}", "Maximiliana ".repeat(3));
    for size in [egui::vec2(400.0, 300.0), egui::vec2(1400.0, 820.0)] {
        let mut test = Test::english();
        test.window.set_size(size);
        test.shows(
            (1..=2_000).map(|n| ClientRow { id: MemberId(n), ..client(1, &long(n)) }).collect(),
            vec![lobby()],
        );
        test.key(Key::F6);
        test.holding_ctrl(Key::A);
        for (key, button) in [(Key::K, "Kick"), (Key::B, "Ban"), (Key::M, "Send")] {
            test.key(key);
            let rect = test.window.get_by_role_and_label(Role::Button, button).rect();
            let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size);
            assert!(window.contains_rect(rect), "{button}: {rect:?} in {window:?}");
            test.key(Key::Escape);
        }
    }
}
