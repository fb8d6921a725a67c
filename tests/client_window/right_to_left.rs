//! Words that go from right to left: read, typed, copied, and links among them.

use crate::harness::{LOBBY, TOM, Test, post};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Event as Input, Key, OutputCommand, PointerButton, Pos2};
use egui_kittest::kittest::Queryable;
use salon::client::Event;
use salon::proto::error_code::NoticeScope;
use salon::proto::ids::RoomId;

/// As it was written. On the page, the words stand in the other order.
const WRITTEN: &str = "שלום לכולם (אתמול) USB 12";

/// The machine may have no face for these letters: boxes stand in the same order.
fn in_lobby() -> Test {
    let test = Test::in_lobby();
    test.window.ctx.set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
    test
}

/// Drags the pointer over some text and copies it.
fn copies(test: &mut Test, from: Pos2, to: Pos2) -> String {
    let button = PointerButton::Primary;
    let press = |pos, pressed| Input::PointerButton {
        pos,
        button,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    for event in [
        Input::PointerMoved(from),
        press(from, true),
        Input::PointerMoved(from.lerp(to, 0.5)),
        Input::PointerMoved(to),
        press(to, false),
    ] {
        test.window.event(event);
        test.window.step();
    }
    test.window.event(Input::Copy);
    test.window.step();
    let done = test.window.output().platform_output.commands.clone();
    let copied = done.into_iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    copied.expect("something is copied")
}

#[test]
fn what_is_selected_is_copied_as_it_was_written() {
    let mut test = in_lobby();
    test.posted(TOM, "Tom", 1, WRITTEN);
    // A screen reader is told what was written, too.
    let place = test.window.get_by_role_and_label(Role::Label, WRITTEN).rect();
    let (left, right) = (place.left_center() + egui::vec2(-1.0, 0.0), place.right_center());
    assert_eq!(copies(&mut test, right, left), WRITTEN);
}

#[test]
fn what_is_selected_over_several_messages_has_its_lines() {
    let mut test = in_lobby();
    test.posted(TOM, "Tom", 1, "before");
    test.posted(TOM, "Tom", 2, WRITTEN);
    test.posted(TOM, "Tom", 3, "after");
    let from = test.window.get_by_label("before").rect().left_center();
    let to = test.window.get_by_label("after").rect().right_center();
    let copied = copies(&mut test, from, to - egui::vec2(1.0, 0.0));
    let lines: Vec<_> = copied.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, ["before", WRITTEN, "after"]);
}

#[test]
fn a_link_among_such_words_stands_there_once_and_leads_on() {
    let mut test = in_lobby();
    test.posted(TOM, "Tom", 1, "ראו https://example.org/a בבקשה");
    let links = test.window.query_all_by_role(Role::Link);
    assert_eq!(links.count(), 1);
    test.window.get_by_role_and_label(Role::Link, "https://example.org/a").click();
    test.window.step();
    let opened = test.window.output().platform_output.commands.iter().any(|command| {
        matches!(command, OutputCommand::OpenUrl(url) if url.url == "https://example.org/a")
    });
    assert!(opened);
}

#[test]
fn what_is_typed_is_shown_as_others_read_it() {
    let mut test = in_lobby();
    test.writes("plain");
    assert!(!test.sees("As others read it"));
    test.writes(" שלום עולם");
    assert!(test.sees("As others read it"));
    assert!(test.window.query_by_role_and_label(Role::Label, "plain שלום עולם").is_some());
    test.key(Key::Enter);
    test.expect_order(&post(0, "plain שלום עולם"));
    assert!(!test.sees("As others read it"));
}

#[test]
fn topics_and_the_hosts_words_are_read_out_as_they_were_written() {
    let mut test = in_lobby();
    let (old, name, topic) = ("lobby".into(), "lobby".into(), WRITTEN.into());
    test.happens(Event::RoomChanged {
        room: LOBBY,
        place: None,
        old,
        name,
        topic,
        peer_posts: None,
    });
    assert!(test.window.query_by_role_and_label(Role::Label, WRITTEN).is_some());
    let (room, place) = (RoomId::INBOX, test.place(RoomId::INBOX, 0));
    let text = "ראו https://example.org/b בבקשה".to_owned();
    test.happens(Event::Notice { room, place, scope: NoticeScope::You, text: text.clone() });
    // In the dialog, and where it can be read again.
    assert_eq!(test.window.query_all_by_role_and_label(Role::Label, &text).count(), 2);
}
