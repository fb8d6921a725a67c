//! Little room: small windows, and larger ones at 200 %.

use crate::harness::{Test, client, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, Vec2, vec2};
use egui_kittest::kittest::Queryable;
use salon::admin_ui::Reach;
use salon::hub::host::{BanRow, BanTarget, ClientRow, SentNotice, SentTo, Snapshot};
use salon::proto::ids::{MemberId, UnixMillis};
use std::sync::Arc;

/// 800 by 600, 1024 by 768 and 1280 by 800 pixels at 200 %, and 800 by 600 at 100 %.
const SIZES: [Vec2; 4] =
    [vec2(400.0, 300.0), vec2(512.0, 384.0), vec2(640.0, 400.0), vec2(800.0, 600.0)];

/// A window of this size, in which so many clients are.
fn window(size: Vec2, clients: u64) -> Test {
    let mut test = Test::english();
    test.window.set_size(size);
    let row = |id| ClientRow { id: MemberId(id), ..client(1, &format!("guest {id:02}")) };
    test.shows((1..=clients).map(row).collect(), vec![lobby()]);
    test
}

impl Test {
    #[track_caller]
    fn expect_inside(&self, role: Role, name: &str, size: Vec2) {
        let rect = self.window.get_by_role_and_label(role, name).rect();
        let window = Rect::from_min_size(Pos2::ZERO, size);
        assert!(window.contains_rect(rect), "{name}: {rect:?} in {window:?}");
    }
}

#[test]
fn enough_of_the_table_is_seen_and_nothing_stands_outside() {
    for (size, least) in SIZES.into_iter().zip([4, 6, 5, 10]) {
        let mut test = window(size, 30);
        let rows = (1..=30).filter(|n| {
            let name = format!("Choose guest {n:02}");
            let row = test.window.query_by_role_and_label(Role::CheckBox, &name);
            row.is_some_and(|row| row.rect().bottom() < size.y)
        });
        let seen = rows.count();
        assert!(seen >= least, "{seen} rows at {size:?}");
        for name in ["Copy the link", "Show the link as a QR code", "Settings", "Stop the server…"]
        {
            test.expect_inside(Role::Button, name, size);
        }
        for (tab, content) in [
            ("1 room", "Where everybody arrives"),
            ("Activity", "Messages a second"),
            ("Log", "The log has nothing to show here."),
            ("Bans", "Nobody is kept out."),
            ("Messages", "What you say to everyone"),
            ("30 clients", "guest 01"),
        ] {
            test.expect_inside(Role::Button, tab, size);
            test.click(tab);
            assert!(test.sees(content), "{content} at {size:?}");
        }
    }
}

#[test]
fn every_dialog_can_be_agreed_to_and_left() {
    for size in SIZES {
        let mut test = window(size, 2);
        for (key, button) in [
            (Key::M, "Send"),
            (Key::N, "Add"),
            (Key::B, "Ban"),
            (Key::Comma, "Close"),
            (Key::Q, "Stop"),
        ] {
            test.window.key_press_modifiers(Modifiers::COMMAND, key);
            test.window.run();
            test.expect_inside(Role::Button, button, size);
            test.key(Key::Escape);
        }
        test.key(Key::F1);
        test.expect_inside(Role::Button, "Close", size);
    }
}

#[test]
fn why_nobody_can_come_stands_on_one_line_and_is_shown_whole() {
    let mut test = Test::english_where(|| Reach::NoNetwork);
    test.window.set_size(SIZES[0]);
    test.window.run();
    test.expect_inside(Role::Button, "Look again", SIZES[0]);
    let sentence = "Nobody but this machine can use this link: it is in no network. Connect it to a network, then look again.";
    test.click(sentence);
    assert!(test.asks("Who can use the link"));
    assert_eq!(test.window.query_all_by_label(sentence).count(), 2);
    test.key(Key::Enter);
    assert!(!test.asks("Who can use the link"));
}

#[test]
fn lists_of_bans_and_messages_need_no_columns() {
    let mut test = Test::english();
    test.window.set_size(SIZES[0]);
    let ban = |id, name: &str, reason: &str| BanRow {
        id,
        target: BanTarget::Pseudo(name.into()),
        until: UnixMillis(now().0 + 60_000),
        reason: reason.into(),
    };
    let text = "Soup\nis ready".into();
    let notice = SentNotice { at: now(), to: SentTo::Room("lobby".into()), text, clients: 2 };
    test.shows_all(Snapshot {
        at: now(),
        bans: vec![ban(1, "Troll", "enough"), ban(2, "Bore", "")],
        notices: vec![Arc::new(notice)],
        ..Snapshot::default()
    });
    test.click("Bans (2)");
    for name in ["Lift the ban on Troll", "Lift the ban on Bore"] {
        test.expect_inside(Role::Button, name, SIZES[0]);
    }
    assert!(test.sees("Troll") && test.sees(" · enough"));
    test.click("Messages (1)");
    assert!(test.sees("Room lobby · ") && test.sees("reached 2 · Soup is ready"));
    test.click("Say again: Soup\nis ready");
    assert!(test.asks("Message from the server"));
}

#[test]
fn who_is_in_a_room_is_shown_in_the_table() {
    let mut test = window(SIZES[0], 3);
    test.click("1 room");
    test.click("2 members – Show who is in lobby");
    assert!(test.sees("guest 01"));
    // The same shortcut leads there and back.
    for seen in [false, true] {
        test.window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
        test.window.run();
        assert_eq!(test.sees("guest 01"), seen);
    }
}

#[test]
fn a_window_that_grows_shows_everything_again() {
    let mut test = window(SIZES[0], 3);
    test.click("Log");
    test.window.set_size(vec2(1400.0, 820.0));
    test.window.run();
    for text in ["guest 01", "Where everybody arrives", "Messages a second"] {
        assert!(test.sees(text), "{text}");
    }
}
