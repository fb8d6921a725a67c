//! Everything by keyboard: in these tests nothing is pressed but keys.

use crate::harness::{Test, client, kick, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{By, NodeT, Queryable};
use salon::hub::host::{
    BanRow, BanTarget, ClientRow, Command, Done, LogLevel, LogLine, NoticeTarget, RoomRow,
    SentNotice, SentTo, Snapshot,
};
use salon::proto::ids::{MemberId, RoomId, UnixMillis};
use std::sync::Arc;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const ROWS: &str = "2 clients, 0 chosen";

/// Most steps with Tab to anywhere.
const MOST_TABS: usize = 90;

impl Test {
    fn ctrl(&mut self, key: Key) {
        self.window.key_press_modifiers(Modifiers::COMMAND, key);
        self.window.run();
    }

    fn text(&mut self, text: &str) {
        self.window.event(Event::Text(text.into()));
        self.window.run();
    }

    /// What has the keyboard.
    fn focused(&self) -> Option<String> {
        let mut nodes = self.window.query_all(By::new().predicate(|node| node.is_focused()));
        nodes.next().and_then(|node| node.accesskit_node().label())
    }

    #[track_caller]
    fn expect_focus(&self, name: &str) {
        assert_eq!(self.focused().as_deref(), Some(name));
    }

    /// Goes on with Tab until something of this name has the keyboard.
    #[track_caller]
    fn tab_to(&mut self, name: &str) {
        for _ in 0..MOST_TABS {
            if self.focused().as_deref() == Some(name) {
                return;
            }
            self.key(Key::Tab);
        }
        panic!("Tab never comes to {name}");
    }

    /// Goes there with Tab, and presses Enter.
    #[track_caller]
    fn press(&mut self, name: &str) {
        self.tab_to(name);
        self.key(Key::Enter);
    }

    /// Stands on a row of the table, counted from 1.
    fn stand_on(&mut self, row: usize) {
        self.key(Key::F6);
        self.expect_focus(ROWS);
        for _ in 0..row {
            self.key(Key::ArrowDown);
        }
    }

    fn copied(&self) -> Vec<&OutputCommand> {
        self.window.output().platform_output.commands.iter().collect()
    }
}

fn chess() -> RoomRow {
    let (name, topic) = ("chess".into(), String::new());
    RoomRow { id: RoomId(9), name, topic, peer_posts: false, members: 0, posts: 0 }
}

fn with_rooms() -> Test {
    let mut test = Test::english();
    test.shows(vec![client(1, "Léa"), client(2, "Tom")], vec![chess(), lobby()]);
    test
}

#[test]
fn somebody_is_kicked_and_the_keyboard_stays_in_the_table() {
    let mut test = Test::english().with_two();
    test.stand_on(1);
    test.key(Key::K);
    test.text("too loud");
    test.key(Key::Enter);
    test.expect_command(&kick(1, "too loud"));
    test.done(1);
    test.expect_focus(ROWS);
    test.key(Key::ArrowDown);
    test.key(Key::Delete);
    assert!(test.asks("Kick Tom?"));
    test.key(Key::Escape);
    test.expect_no_command();
    test.expect_focus(ROWS);
}

#[test]
fn somebody_is_banned_by_address_for_a_week_and_that_is_undone() {
    let mut test = Test::english().with_two();
    test.stand_on(2);
    test.key(Key::B);
    test.text("spam");
    test.tab_to("By pseudo: whoever is called Tom, or nearly so");
    test.key(Key::Space);
    test.tab_to("By address: whoever comes from 192.168.1.2");
    test.key(Key::Space);
    test.tab_to("For");
    // A list that is shut by Escape shuts nothing else, and has the keyboard still.
    test.key(Key::Enter);
    assert!(test.sees("7 days"));
    test.key(Key::Escape);
    assert!(!test.sees("7 days") && test.asks("Ban Tom?"));
    test.expect_focus("For");
    test.key(Key::Enter);
    test.press("7 days");
    assert!(!test.sees("1 hour"));
    test.expect_focus("For");
    test.press("Ban");
    let targets = vec![BanTarget::Address([192, 168, 1, 2].into())];
    let lasts = HOUR * 24 * 7;
    test.expect_command(&Command::Ban { targets, lasts, reason: "spam".into() });
    test.answer(Ok(Done { bans: vec![5], ..Done::for_clients(1) }));
    test.expect_focus(ROWS);
    test.ctrl(Key::Z);
    test.expect_command(&Command::Unban { ids: vec![5] });
    test.done(0);
    test.ctrl(Key::Z);
    test.expect_no_command();
}

#[test]
fn several_are_written_to() {
    let mut test = Test::english().with_two();
    test.key(Key::F6);
    test.ctrl(Key::A);
    test.expect_focus("2 clients, 2 chosen");
    test.key(Key::M);
    test.text("Psst");
    test.key(Key::Enter);
    let target = NoticeTarget::Members(vec![MemberId(1), MemberId(2)]);
    test.expect_command(&Command::Notice { target, text: "Psst".into() });
    test.expect_focus("2 clients, 2 chosen");
}

#[test]
fn the_details_and_the_address_of_somebody_are_had() {
    let mut test = Test::english().with_two();
    test.stand_on(1);
    test.key(Key::I);
    assert!(test.asks("About Léa") && test.sees("lobby, help"));
    test.shows(vec![client(2, "Tom")], vec![lobby()]);
    assert!(test.sees("The client at 192.168.1.1:50001 is no longer here."));
    test.key(Key::Enter);
    assert!(!test.asks("About Léa"));
    // Nobody is meant yet.
    test.window.event(Event::Copy);
    test.window.step();
    assert_eq!(test.copied(), [] as [&OutputCommand; 0]);
    test.key(Key::ArrowDown);
    test.window.event(Event::Copy);
    test.window.step();
    assert_eq!(test.copied(), [&OutputCommand::CopyText("192.168.1.2:50002".into())]);
}

#[test]
fn rooms_are_written_to_renamed_and_closed() {
    let mut test = with_rooms();
    test.key(Key::F6);
    test.key(Key::F6);
    test.expect_focus("2 rooms");
    let list = |test: &Test| {
        test.window.get_by_role_and_label(Role::ListBox, "2 rooms").accesskit_node().value()
    };
    assert_eq!(list(&test).as_deref(), Some("chess"));
    for key in [Key::End, Key::Home, Key::ArrowUp, Key::ArrowDown] {
        test.key(key);
    }
    assert_eq!(list(&test).as_deref(), Some("lobby"));
    test.key(Key::M);
    test.text("Hello");
    test.key(Key::Enter);
    let target = NoticeTarget::Room(RoomId(7));
    test.expect_command(&Command::Notice { target, text: "Hello".into() });
    test.expect_focus("2 rooms");
    test.key(Key::F2);
    test.ctrl(Key::A);
    test.text("hall");
    test.key(Key::Enter);
    let (name, topic) = ("hall".into(), "Where everybody arrives".into());
    test.expect_command(&Command::ChangeRoom { room: RoomId(7), name, topic, peer_posts: false });
    test.key(Key::Delete);
    test.key(Key::Enter);
    test.expect_command(&Command::CloseRoom { room: RoomId(7), reason: String::new() });
    test.expect_focus("2 rooms");
    // Who is in it.
    test.key(Key::Enter);
    assert!(
        test.sees("lobby")
            && test.window.get_by_label("Find").accesskit_node().value().as_deref()
                == Some("lobby")
    );
}

#[test]
fn the_keyboard_goes_from_part_to_part_and_through_the_tabs_below() {
    let mut test = with_rooms();
    for part in [ROWS, "2 rooms", "Activity", ROWS] {
        test.key(Key::F6);
        test.expect_focus(part);
    }
    test.key(Key::F6);
    test.key(Key::F6);
    test.press("Log");
    assert!(test.sees("The log has nothing to show here."));
    // Where nobody is, nobody is stood on.
    test.shows(vec![], vec![chess()]);
    test.key(Key::F6);
    test.expect_focus("1 room");
    test.shows(vec![], vec![]);
    test.key(Key::F6);
    test.expect_focus("Log");
}

#[test]
fn a_ban_is_lifted_and_a_message_said_again() {
    let mut test = Test::english();
    let target = BanTarget::Pseudo("Troll".into());
    let until = UnixMillis(now().0 + 3_600_000);
    let bans = vec![BanRow { id: 4, target, until, reason: String::new() }];
    let (to, text) = (SentTo::Everyone, "Soup".into());
    let notices = vec![Arc::new(SentNotice { at: now(), to, text, clients: 3 })];
    test.shows_all(Snapshot { at: now(), bans, notices, ..Snapshot::default() });
    test.ctrl(Key::Num3);
    test.press("Lift the ban on Troll");
    test.expect_command(&Command::Unban { ids: vec![4] });
    test.ctrl(Key::Num4);
    test.press("Say again: Soup");
    test.key(Key::Enter);
    let text = "Soup".into();
    test.expect_command(&Command::Notice { target: NoticeTarget::Everyone, text });
    test.expect_focus("Say again: Soup");
}

#[test]
fn the_log_is_searched_and_copied() {
    let mut test = Test::english();
    for (level, text) in [(LogLevel::Info, "connected"), (LogLevel::Debug, "hello")] {
        test.log.send(LogLine { at: now(), level, text: text.into() }).unwrap();
    }
    test.ctrl(Key::Num2);
    test.press("Least level");
    test.press("Everything");
    assert!(test.sees("hello"));
    test.expect_focus("Least level");
    test.tab_to("Find in the log");
    test.text("hel");
    assert!(!test.sees("connected"));
    test.tab_to("Copy what is shown");
    let (key, modifiers) = (Key::Enter, Modifiers::NONE);
    let physical_key = None;
    test.window.event(Event::Key { key, physical_key, pressed: true, repeat: false, modifiers });
    test.window.step();
    let copied = test.copied();
    assert!(matches!(copied[..], [OutputCommand::CopyText(text)] if text.ends_with("debug hello")));
}

#[test]
fn every_dialog_gives_the_keyboard_back_to_what_had_it() {
    let mut test = with_rooms();
    let dialogs: [(Key, &str); 5] = [
        (Key::M, "Message from the server"),
        (Key::N, "Add a room"),
        (Key::B, "Ban somebody"),
        (Key::Comma, "Settings"),
        (Key::Q, "Stop the server?"),
    ];
    for part in [ROWS, "2 rooms", "Activity"] {
        test.key(Key::F6);
        for (key, title) in dialogs {
            test.ctrl(key);
            assert!(test.asks(title), "{title}");
            assert_ne!(test.focused().as_deref(), Some(part), "{title}");
            test.key(Key::Escape);
            assert!(!test.asks(title), "{title}");
            test.expect_focus(part);
        }
        test.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
        test.window.run();
        assert!(test.asks("The link as a QR code"));
        test.key(Key::Enter);
        test.expect_focus(part);
        test.key(Key::F1);
        assert!(test.asks("Shortcuts"));
        test.key(Key::Escape);
        test.expect_focus(part);
    }
    test.ctrl(Key::F);
    test.expect_focus("Find");
    test.ctrl(Key::M);
    test.key(Key::Escape);
    test.expect_focus("Find");
}

#[test]
fn what_does_not_fit_a_small_dialog_is_scrolled_to() {
    let mut test = Test::english().with_two();
    test.window.set_size(egui::vec2(400.0, 300.0));
    test.window.run();
    test.key(Key::F1);
    let top = |test: &Test| test.window.get_by_label("Find a client").rect().top();
    let before = top(&test);
    test.key(Key::PageDown);
    assert!(top(&test) < before - 50.0);
    test.key(Key::PageUp);
    test.key(Key::PageUp);
    assert_eq!(top(&test), before);
    test.key(Key::Escape);
    // A field that has the keyboard comes into sight with what is typed.
    test.window.key_press(Key::F6);
    test.window.run();
    test.key(Key::ArrowDown);
    test.key(Key::B);
    test.text("s");
    let field = test.window.get_by_role_and_label(Role::TextInput, "Reason (may stay empty)");
    assert!(field.is_focused() && field.rect().bottom() < 260.0, "{:?}", field.rect());
}

#[test]
fn in_a_small_window_the_keyboard_reaches_every_part() {
    let mut test = Test::english();
    test.window.set_size(egui::vec2(400.0, 300.0));
    let guest = |id: u64| ClientRow { lag: 10 - id, ..client(id, &format!("guest {id}")) };
    test.shows((1..=9).map(guest).collect(), vec![lobby()]);
    test.key(Key::F6);
    test.expect_focus("9 clients, 0 chosen");
    test.key(Key::F6);
    test.expect_focus("1 room");
    test.key(Key::F6);
    test.expect_focus("Activity");
    assert!(test.sees("Messages a second") && !test.sees("1 room, "));
    test.press("Bans");
    assert!(test.sees("Nobody is kept out."));
    test.key(Key::F6);
    test.expect_focus("9 clients, 0 chosen");
    // By what has no heading, it is sorted by the menu.
    test.press("Sort by…");
    test.press("Sort by Lag");
    test.expect_focus("Sort by…");
    let first = |test: &Test| {
        let boxes = test.window.query_all_by_role(Role::CheckBox);
        boxes.filter_map(|node| node.accesskit_node().label()).nth(1)
    };
    assert_eq!(first(&test).as_deref(), Some("Choose guest 1"));
    test.key(Key::Enter);
    test.press("Sorted by Lag, the largest first");
    assert_eq!(first(&test).as_deref(), Some("Choose guest 9"));
    test.key(Key::Enter);
    test.key(Key::Escape);
    test.expect_focus("Sort by…");
}
