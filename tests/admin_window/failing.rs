//! What can't be done: each act with each reason that the server may have, and what the dialogs refuse
//! before anything is sent.

use crate::harness::{Test, client, lobby};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use salon::hub::host::{BanRow, BanTarget, ClientRow, Command, Done, HostError, Snapshot};
use salon::proto::ids::{MemberId, UnixMillis};
use salon::proto::name::RoomName;
use salon::texts::{amount, host_error};

const REASON: &str = "Reason (may stay empty)";

/// Orders that may be without an answer.
const MOST_PENDING: usize = 32;

/// What opens a dialog, so that Enter agrees to it.
type Open = fn(&mut Test);

impl Test {
    /// Opens the dialog that `open` leads to, agrees, and sends one command.
    fn agree(&mut self, open: Open) {
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
    use HostError::{
        Busy, EmptyNotice, Name, NoSuchMember, NoSuchRoom, RoomExists, Stopped, TooLong,
        TooManyRooms,
    };
    let mut test = Test::english().with_two();
    let name = RoomName::new("").unwrap_err();
    let cases: [(Open, &str, &[HostError]); 9] = [
        (kick, "Léa was not kicked.", &[Busy, NoSuchMember, TooLong(512)]),
        (ban, "Léa was not banned.", &[Busy, Stopped]),
        (ban_anybody, "Troll was not banned.", &[Busy, Name(name)]),
        (message, "The message was not sent.", &[Busy, NoSuchMember]),
        (message_to_room, "The message was not sent.", &[NoSuchRoom, EmptyNotice]),
        (add_room, "The room chess was not added.", &[Busy, RoomExists, TooManyRooms, Name(name)]),
        (change_room, "The room lobby was not changed.", &[Busy, NoSuchRoom, RoomExists]),
        (close_room, "The room lobby was not closed.", &[Busy, NoSuchRoom]),
        (stop, "The server was not stopped.", &[Busy, Stopped]),
    ];
    for (open, failed, reasons) in cases {
        for reason in reasons {
            test.agree(open);
            test.answer(Err(reason.clone()));
            let sentence = format!("{failed} {}", host_error(reason));
            assert!(test.sees(&sentence), "{sentence}");
            test.click("Dismiss");
        }
    }
}

#[test]
fn an_undoing_that_comes_too_late_says_so() {
    let mut test = Test::english().with_two();
    test.agree(ban);
    test.answer(Ok(Done { bans: vec![1], ..Done::for_clients(1) }));
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
    let cases: [(Open, Role, &str, usize); 6] = [
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
        let sentence = format!("The text is longer than {} bytes.", amount::count(most as u64));
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
        (kick as Open, "Kick Léa?"),
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
