//! The table of clients: what it shows, in which order, and who is chosen in it.

use crate::harness::{Test, client, lobby, now};
use crate::screen::Screen;
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT, Queryable};
use salon::hub::host::{ClientRow, Command, NoticeTarget, Snapshot, Traffic};
use salon::proto::ids::{MemberId, UnixMillis};
use std::time::Duration;

const MINUTE: i64 = 60_000;

/// Three whose values are in another order by each column.
fn three() -> Vec<ClientRow> {
    let traffic = |messages_in, bytes_in, messages_out, bytes_out| Traffic {
        messages_in,
        bytes_in,
        messages_out,
        bytes_out,
    };
    vec![
        ClientRow {
            rooms: vec!["zoo".into()],
            last_message: Some(UnixMillis(now().0 - MINUTE)),
            since: UnixMillis(now().0 - 5 * MINUTE),
            traffic: traffic(3, 20, 1_234_567, 10),
            round_trip: Some(Duration::from_micros(1_500)),
            ..client(1, "ada")
        },
        ClientRow {
            rooms: vec!["attic".into()],
            last_message: None,
            since: UnixMillis(now().0 - 9 * MINUTE),
            traffic: traffic(1, 2_500_000, 9, 5),
            round_trip: None,
            lag: 42,
            ..client(2, "Cleo")
        },
        ClientRow {
            rooms: vec![],
            last_message: Some(UnixMillis(now().0 - 7 * MINUTE)),
            since: now(),
            traffic: traffic(2, 10, 5, 1_000),
            round_trip: Some(Duration::from_millis(80)),
            lag: 7,
            ..client(3, "bob")
        },
    ]
}

impl Test {
    /// Who stands in the table, from its top.
    fn order(&self) -> Vec<String> {
        let rows = self.window.query_all_by_role(Role::CheckBox);
        let names = rows.filter_map(|row| row.accesskit_node().label());
        names
            .filter_map(|name| name.strip_prefix("Choose ").map(str::to_owned))
            .filter(|name| name != "all")
            .collect()
    }

    /// Who is chosen, from the top.
    fn chosen(&self) -> Vec<String> {
        let rows = self.window.query_all_by_role(Role::CheckBox);
        rows.filter(|row| row.accesskit_node().toggled() == Some(Toggled::True))
            .filter_map(|row| row.accesskit_node().label())
            .filter_map(|name| name.strip_prefix("Choose ").map(str::to_owned))
            .collect()
    }

    #[track_caller]
    fn check(&mut self, name: &str) {
        self.window.get_by_role_and_label(Role::CheckBox, name).click();
        self.window.run();
    }

    fn hold(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run();
    }

    /// Presses on the row of somebody, with the pointer.
    fn press_row(&mut self, pseudo: &str, button: PointerButton, modifiers: Modifiers) {
        let pos = self.window.get_by_role_and_label(Role::Label, pseudo).rect().center();
        self.window.hover_at(pos);
        for pressed in [true, false] {
            let event = egui::Event::PointerButton { pos, button, pressed, modifiers };
            self.window.event_modifiers(event, modifiers);
        }
        self.window.run();
    }
}

#[test]
fn every_figure_is_shown_as_people_write_it() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    for text in ["3 · 20\u{a0}B", "1 · 2.5\u{a0}MB", "1,234,567 · 10\u{a0}B", "1.5\u{a0}ms", "42"]
    {
        assert!(test.sees(text), "{text}");
    }
    assert!(test.sees("1 min ago") && test.sees("none yet"));
}

#[test]
fn a_press_on_a_heading_sorts_and_another_turns_it_round() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    assert_eq!(test.order(), ["ada", "bob", "Cleo"], "by pseudo, whatever the capitals");
    test.click("Sorted by Pseudo, the smallest first");
    assert_eq!(test.order(), ["Cleo", "bob", "ada"]);
    for (heading, first, other) in [
        ("Address", ["ada", "Cleo", "bob"], "Sorted by Address, the smallest first"),
        ("Rooms", ["bob", "Cleo", "ada"], "Sorted by Rooms, the smallest first"),
        ("Last message", ["ada", "bob", "Cleo"], "Sorted by Last message, the largest first"),
        ("Since", ["Cleo", "ada", "bob"], "Sorted by Since, the smallest first"),
        ("Round trip", ["bob", "ada", "Cleo"], "Sorted by Round trip, the largest first"),
        ("Lag", ["Cleo", "bob", "ada"], "Sorted by Lag, the largest first"),
    ] {
        test.click(&format!("Sort by {heading}"));
        assert_eq!(test.order(), first, "{heading}");
        test.click(other);
        let turned: Vec<_> = first.into_iter().rev().collect();
        assert_eq!(test.order(), turned, "{heading}, turned round");
    }
    // A column of two figures sorts by one after the other.
    test.click("Sort by In");
    assert_eq!(test.order(), ["ada", "bob", "Cleo"], "messages");
    test.click("Sorted by In, the largest first");
    test.click("Sorted by In, the smallest first");
    assert_eq!(test.order(), ["Cleo", "ada", "bob"], "bytes");
    assert!(test.sees("Sorted by In (bytes), the largest first"));
    test.click("Sort by Out");
    assert_eq!(test.order(), ["ada", "Cleo", "bob"]);
}

#[test]
fn the_order_stays_while_things_change() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    test.click("Sort by Lag");
    let mut rows = three();
    rows[0].lag = 50;
    test.shows(rows, vec![lobby()]);
    assert_eq!(test.order(), ["ada", "Cleo", "bob"]);
}

#[test]
fn several_are_chosen_and_kicked_at_once() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    test.check("Choose ada");
    test.check("Choose Cleo");
    assert!(test.sees("2 of 3 chosen"));
    test.click("Kick…");
    assert!(test.asks("Kick 2 clients?"));
    assert!(test.sees("ada (192.168.1.1:50001)") && test.sees("Cleo (192.168.1.2:50002)"));
    test.key(Key::Enter);
    let members = vec![MemberId(1), MemberId(2)];
    test.expect_command(&Command::Kick { members, reason: String::new() });
    test.done(2);
    assert!(test.sees("2 clients were kicked."));
    // Who is gone is chosen no longer.
    test.shows(vec![three().remove(2)], vec![lobby()]);
    assert!(test.sees("1 client") && test.chosen().is_empty());
}

#[test]
fn all_are_chosen_that_a_search_has_found() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    test.focus(Role::TextInput, "Find");
    test.types(Role::TextInput, "Find", "192.168");
    assert!(test.sees("3 clients"));
    test.types(Role::TextInput, "Find", ".1.3:");
    assert!(test.sees("1 of 3 clients"));
    test.check("Choose all");
    assert_eq!(test.chosen(), ["all", "bob"]);
    test.click("Choose nobody");
    assert_eq!(test.chosen(), [""; 0]);
    test.check("Choose all");
    test.click("Write…");
    test.types(Role::MultilineTextInput, "Text", "Psst");
    test.key(Key::Enter);
    let target = NoticeTarget::Members(vec![MemberId(3)]);
    test.expect_command(&Command::Notice { target, text: "Psst".into() });
}

#[test]
fn by_keyboard_one_walks_chooses_and_acts() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    test.key(Key::F6);
    test.key(Key::K);
    test.expect_no_command();
    assert!(!test.asks("Kick ada?"), "nobody is stood on yet");
    test.key(Key::ArrowDown);
    test.key(Key::B);
    assert!(test.asks("Ban ada?"));
    test.key(Key::Escape);
    test.key(Key::ArrowDown);
    test.key(Key::Space);
    assert_eq!(test.chosen(), ["bob"]);
    test.hold(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(test.chosen(), ["bob", "Cleo"]);
    // A range begins where the keyboard stood, chosen or not.
    test.key(Key::Escape);
    test.key(Key::Home);
    test.key(Key::ArrowDown);
    test.hold(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(test.chosen(), ["bob", "Cleo"]);
    test.hold(Modifiers::COMMAND, Key::A);
    assert_eq!(test.chosen(), ["all", "ada", "bob", "Cleo"]);
    test.key(Key::Escape);
    assert_eq!(test.chosen(), [""; 0]);
    test.key(Key::Home);
    test.key(Key::Delete);
    assert!(test.asks("Kick ada?"));
    test.key(Key::Escape);
    test.key(Key::End);
    test.key(Key::M);
    test.types(Role::MultilineTextInput, "Text", "Hi");
    test.key(Key::Enter);
    let target = NoticeTarget::Members(vec![MemberId(2)]);
    test.expect_command(&Command::Notice { target, text: "Hi".into() });
}

#[test]
fn by_pointer_one_chooses_rows_and_opens_their_menu() {
    let mut test = Test::english();
    test.shows(three(), vec![lobby()]);
    test.press_row("bob", PointerButton::Primary, Modifiers::NONE);
    assert_eq!(test.chosen(), ["bob"]);
    test.press_row("ada", PointerButton::Primary, Modifiers::COMMAND);
    assert_eq!(test.chosen(), ["ada", "bob"]);
    test.press_row("Cleo", PointerButton::Primary, Modifiers::SHIFT);
    assert_eq!(test.chosen(), ["all", "ada", "bob", "Cleo"]);
    test.press_row("Cleo", PointerButton::Primary, Modifiers::NONE);
    assert_eq!(test.chosen(), ["Cleo"]);
    test.click("Choose nobody");
    test.press_row("bob", PointerButton::Secondary, Modifiers::NONE);
    test.click("Ban…");
    assert!(test.asks("Ban bob?"));
}

#[test]
fn where_there_is_little_room_the_names_stay() {
    let mut test = Test::english();
    test.window.set_size(egui::vec2(860.0, 540.0));
    test.shows(three(), vec![lobby()]);
    for text in ["ada", "192.168.1.1:50001", "1 min ago", "Kick ada"] {
        assert!(test.sees(text), "{text}");
    }
    assert!(!test.sees("Sort by Since") && !test.sees("1,234,567"));
}

#[test]
fn the_rows_are_named_for_who_cannot_see_them() {
    let mut test = Test::english();
    test.shows_all(Snapshot { at: now(), clients: three(), ..Snapshot::default() });
    test.key(Key::F6);
    test.key(Key::ArrowDown);
    test.key(Key::Space);
    let rows = test.window.get_by_role_and_label(Role::Grid, "3 clients, 1 chosen");
    assert!(rows.is_focused());
    assert_eq!(rows.accesskit_node().value().as_deref(), Some("ada"));
}
