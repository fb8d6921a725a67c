//! Bans, changed rooms, the end of the server, and what is shown on its own.

use crate::harness::{Test, client, lobby};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::{By, NodeT, Queryable};
use salon::hub::host::{BanTarget, ClientRow, Command, Done, HostError};
use salon::proto::ids::{MemberId, RoomId};
use std::net::IpAddr;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn address(last: u8) -> IpAddr {
    [192, 168, 1, last].into()
}

impl Test {
    #[track_caller]
    fn check_box(&mut self, name: &str) {
        self.window.get_by_role_and_label(Role::CheckBox, name).click();
        self.window.run();
    }

    /// Somebody closes the window.
    fn close_requested(&mut self) {
        let input = self.window.input_mut();
        let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.window.step();
        let input = self.window.input_mut();
        input.viewports.entry(ViewportId::ROOT).or_default().events.clear();
    }
}

#[test]
fn a_ban_by_pseudo_and_its_undoing() {
    let mut test = Test::english().with_two();
    test.click("Ban Léa");
    assert!(test.asks("Ban Léa?"));
    assert!(test.sees("Léa is sent away and can’t come back for that time."));
    assert!(test.sees("It can be undone"));
    test.types(Role::TextInput, "Reason (may stay empty)", " spam ");
    test.key(Key::Enter);
    let targets = vec![BanTarget::Pseudo("Léa".into())];
    test.expect_command(&Command::Ban { targets, lasts: HOUR, reason: "spam".into() });
    test.answer(Ok(Done { bans: vec![17], ..Done::for_clients(1) }));
    assert!(test.sees("Léa is banned."));
    test.click("Undo");
    test.expect_command(&Command::Unban { ids: vec![17] });
    test.done(0);
    assert!(test.sees("The ban on Léa is lifted."));
    assert!(!test.sees("Undo"), "an undoing is not undone");
}

#[test]
fn a_ban_by_address_says_whom_else_it_concerns() {
    let mut test = Test::english();
    let from_there = |id: u64, pseudo: &str| ClientRow {
        address: format!("[::ffff:192.168.1.1]:6000{id}").parse().unwrap(),
        ..client(id, pseudo)
    };
    test.shows(vec![client(1, "Léa"), client(2, "Tom"), from_there(3, "Mia")], vec![lobby()]);
    test.click("Ban Léa");
    test.check_box("By address: whoever comes from 192.168.1.1");
    assert!(test.sees("Mia comes from there, too, and is sent away as well."));
    test.check_box("By pseudo: whoever is called Léa, or nearly so");
    test.window.get_by_role_and_label(Role::ComboBox, "For").click();
    test.window.run();
    test.click("1 day");
    test.click("Ban");
    let targets = vec![BanTarget::Address(address(1))];
    test.expect_command(&Command::Ban { targets, lasts: DAY, reason: String::new() });
    test.answer(Err(HostError::Busy));
    assert!(test.sees("Léa was not banned. The server is busy."));
}

#[test]
fn a_ban_of_several_names_each_address_once() {
    let mut test = Test::english();
    let guest = |id: u64| ClientRow {
        id: MemberId(id),
        address: "192.168.1.1:5000".parse().unwrap(),
        ..client(1, &format!("guest {id:02}"))
    };
    let rows: Vec<ClientRow> = (1..=12).map(guest).collect();
    test.shows(rows, vec![lobby()]);
    test.check_box("Choose all");
    test.click("Ban…");
    assert!(test.asks("Ban 12 clients?"));
    assert!(test.sees("guest 08 (192.168.1.1:5000)") && test.sees("and 4 more"));
    test.check_box("By pseudo: whoever is called as they are, or nearly so");
    assert!(test.sees("Choose by what to ban."));
    test.key(Key::Enter);
    test.expect_no_command();
    assert!(test.asks("Ban 12 clients?"));
    test.check_box("By address: whoever comes from where they do");
    assert!(!test.sees("comes from there, too"), "all who do are meant");
    test.click("Ban");
    let targets = vec![BanTarget::Address(address(1))];
    test.expect_command(&Command::Ban { targets, lasts: HOUR, reason: String::new() });
    test.answer(Ok(Done { bans: vec![1], ..Done::for_clients(12) }));
    assert!(test.sees("12 clients are banned."));
}

#[test]
fn a_room_is_renamed_and_given_a_topic() {
    let mut test = Test::english().with_two();
    test.click("Rename the room lobby");
    assert!(test.asks("Change the room lobby"));
    assert!(test.sees("Its members are told, and stay where they are."));
    test.hold_all_and_type("Name", "a/b");
    assert!(test.sees("A name can’t have this character: “/”."));
    test.key(Key::Enter);
    test.expect_no_command();
    test.hold_all_and_type("Name", "hall");
    test.key(Key::Tab);
    test.hold_all_and_type("Topic (may stay empty)", "Mind the step");
    test.key(Key::Enter);
    let (room, name, topic) = (RoomId(7), "hall".into(), "Mind the step".into());
    test.expect_command(&Command::ChangeRoom { room, name, topic, peer_posts: false });
    test.answer(Err(HostError::RoomExists));
    assert!(test.sees("The room lobby was not changed. There is a room of this name already."));
    test.click("Rename the room lobby");
    test.key(Key::Escape);
    test.expect_no_command();
}

impl Test {
    /// Types over what stands in the field that has the keyboard.
    #[track_caller]
    fn hold_all_and_type(&mut self, field: &str, text: &str) {
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.window.run();
        self.types(Role::TextInput, field, text);
    }
}

#[test]
fn the_server_is_stopped_with_a_word() {
    let mut test = Test::english().with_two();
    test.click("Stop the server…");
    assert!(test.asks("Stop the server?"));
    assert!(test.sees("2 clients are here and are told."));
    test.key(Key::Escape);
    test.expect_no_command();
    test.click("Stop the server…");
    test.types(Role::TextInput, "Reason (may stay empty)", "It is late");
    test.click("Stop");
    test.expect_command(&Command::Stop { reason: "It is late".into() });
    test.done(2);
    assert!(test.sees("The server is stopping."));
}

#[test]
fn the_window_asks_before_it_closes_on_somebody() {
    let mut test = Test::english().with_two();
    test.close_requested();
    assert!(test.commands_window(&ViewportCommand::CancelClose));
    test.window.run();
    assert!(test.asks("Stop the server?"));
    test.key(Key::Escape);
    test.expect_no_command();
    // Nobody is disturbed where nobody is.
    test.shows(vec![], vec![lobby()]);
    test.close_requested();
    assert!(!test.commands_window(&ViewportCommand::CancelClose));
    assert!(!test.asks("Stop the server?"));
}

#[test]
fn a_server_that_has_stopped_closes_the_window_without_a_question() {
    let mut test = Test::english().with_two();
    test.stopped = None;
    test.close_requested();
    assert!(test.closes());
    assert!(!test.commands_window(&ViewportCommand::CancelClose));
    assert!(!test.asks("Stop the server?"));
}

#[test]
fn the_link_is_shown_as_a_qr_code() {
    let mut test = Test::english();
    // One button at the top, one in the middle while nobody is here.
    let mut buttons =
        test.window.query_all_by_role_and_label(Role::Button, "Show the link as a QR code");
    buttons.next().unwrap().click();
    drop(buttons);
    test.window.run();
    assert!(test.asks("The link as a QR code"));
    let code = "QR code of salon://192.168.1.20:2428/lobby";
    assert!(test.window.query_by_role_and_label(Role::Image, code).is_some());
    test.key(Key::Enter);
    assert!(!test.asks("The link as a QR code"));
}

#[test]
fn shortcuts_lead_everywhere_and_are_listed() {
    let mut test = Test::english().with_two();
    for open in [
        |test: &mut Test| test.key(Key::F1),
        |test: &mut Test| {
            test.window.event(egui::Event::Text("?".into()));
            test.window.run();
        },
    ] {
        open(&mut test);
        assert!(test.asks("Shortcuts"));
        for text in ["Ctrl+F", "Find a client", "In the table of clients", "Kick them"] {
            assert!(test.sees(text), "{text}");
        }
        test.key(Key::Escape);
        assert!(!test.asks("Shortcuts"));
    }
    let hold = |test: &mut Test, key| {
        test.window.key_press_modifiers(Modifiers::COMMAND, key);
        test.window.run();
    };
    for (key, title) in
        [(Key::M, "Message from the server"), (Key::N, "Add a room"), (Key::Q, "Stop the server?")]
    {
        hold(&mut test, key);
        assert!(test.asks(title));
        // What is pressed in a dialog concerns the dialog.
        test.key(Key::F1);
        assert!(test.asks(title) && !test.asks("Shortcuts"));
        test.key(Key::Escape);
        assert!(!test.asks(title));
    }
    hold(&mut test, Key::F);
    test.types(Role::TextInput, "Find", "t?");
    assert!(!test.asks("Shortcuts"), "in a field, it is a question mark");
    hold(&mut test, Key::L);
    assert!(test.sees("The link is on the clipboard."));
}

#[test]
fn settings_are_in_force_at_once() {
    let mut test = Test::english();
    test.click("Settings");
    assert!(test.asks("Settings"));
    test.window.get_by_role_and_label(Role::RadioButton, "Dark").click();
    test.window.run();
    assert_eq!(test.window.ctx.theme(), egui::Theme::Dark);
    test.click("Close");
    assert!(!test.asks("Settings"));
}

#[test]
fn everything_is_reached_by_tab() {
    let mut test = Test::english().with_two();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..80 {
        test.key(Key::Tab);
        let focused = test.window.query_all(By::new().predicate(|node| node.is_focused()));
        reached.extend(focused.filter_map(|node| node.accesskit_node().label()));
    }
    for name in [
        "Shortcuts (F1)",
        "Settings",
        "Stop the server…",
        "Copy the link",
        "Show the link as a QR code",
        "Find",
        "Write to everyone…",
        "2 clients, 0 chosen",
        "Choose all",
        "Sort by Lag",
        "Choose Tom",
        "Write to Tom",
        "Kick Tom",
        "Ban Tom",
        "Add a room…",
        "2 members – Show who is in lobby",
        "Write to Room lobby",
        "Rename the room lobby",
        "Close the room lobby",
        "Activity",
        "Log",
        "Bans",
        "Messages",
    ] {
        assert!(reached.contains(name), "{name} is not among {reached:?}");
    }
}
