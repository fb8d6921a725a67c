//! Reading: what is new, who is called, long messages, links and names, looking for words.

use super::harness::{LOBBY, ME, TOM, Test, now, post};
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable;
use salon::client::{Content, Event};
use salon::client_ui::Report;
use salon::proto::error_code::NoticeScope;
use salon::proto::ids::{ClientNumber, RoomId, UnixMillis};

/// The person looks at another window, or back.
fn looks(test: &mut Test, here: bool) {
    test.window.input_mut().focused = here;
    test.window.run();
}

fn said_at(test: &mut Test, text: &str, at: UnixMillis) {
    let mut place = test.place(LOBBY, 0);
    place.time = at;
    let (room, author, pseudo) = (LOBBY, TOM, "Tom".into());
    let (client_number, content) = (ClientNumber(1), Content::plain(text));
    test.happens(Event::Posted { room, place, author, pseudo, client_number, content });
}

#[test]
fn days_are_told_apart() {
    const DAY: i64 = 24 * 3_600_000;
    let mut test = Test::in_lobby();
    for (text, days) in [("long ago", 9), ("before", 1), ("now", 0)] {
        said_at(&mut test, text, UnixMillis(now().0 - days * DAY));
    }
    let long_ago = salon::texts::day_name(UnixMillis(now().0 - 9 * DAY), now());
    for day in ["Today", "Yesterday", long_ago.as_str()] {
        assert_eq!(test.window.query_all_by_label(day).count(), 1, "{day}");
    }
    // On each day, the name stands anew.
    assert!(test.window.query_all_by_label("Tom").count() >= 3);
}

#[test]
fn where_one_left_off_is_marked() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "seen");
    assert!(test.window.query_by_label("New").is_none());
    looks(&mut test, false);
    test.posted(TOM, "Tom", 2, "missed");
    test.posted(TOM, "Tom", 3, "missed, too");
    assert!(test.sees("lobby, 2 unread messages"));
    looks(&mut test, true);
    assert!(!test.sees("lobby, 2 unread messages"));
    assert_eq!(test.window.query_all_by_label("New").count(), 1);
    // Whoever answers has read it.
    test.writes("Hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "Hello"));
    assert!(test.window.query_by_label("New").is_none());
}

#[test]
fn the_newest_is_in_sight() {
    for (together, here) in [(1, true), (1, false), (3, false), (40, true)] {
        let mut test = Test::in_lobby();
        looks(&mut test, here);
        for number in 1..=120 {
            let (place, text) = (test.place(LOBBY, 0), format!("number {number}"));
            let (author, pseudo, content) = (TOM, "Tom".into(), Content::plain(&text));
            let (room, client_number) = (LOBBY, ClientNumber(number));
            let event = Event::Posted { room, place, author, pseudo, client_number, content };
            test.connection.as_ref().unwrap().reports.send(Report::Happened(event)).unwrap();
            if number % together == 0 {
                test.window.run();
                let field = (Role::MultilineTextInput, "Write to lobby");
                let field = test.window.get_by_role_and_label(field.0, field.1).rect();
                let newest = test.window.query_by_label(&text).map(|newest| newest.rect().bottom());
                let in_sight = newest.is_some_and(|bottom| bottom <= field.top());
                assert!(in_sight, "{together} at once, {here}: {number}");
            }
        }
    }
}

#[test]
fn whoever_is_named_is_called() {
    let mut test = Test::in_lobby();
    let calls = test.calls.clone();
    test.posted(TOM, "Tom", 1, "@Léa, look");
    assert!(calls.is_empty() && !test.sees("Tom mentions you in lobby"), "they look already");
    looks(&mut test, false);
    test.posted(TOM, "Tom", 2, "nothing for anybody");
    assert!(calls.is_empty());
    test.posted(TOM, "Tom", 3, "léa: look again");
    let call = ("Tom mentions you in lobby".to_owned(), "léa: look again".to_owned());
    assert_eq!(calls.try_recv(), Ok(call));
    assert!(test.sees("Tom mentions you in lobby"));
    test.directed((TOM, "Tom"), (ME, "Léa"), 4, "psst");
    let call = ("Tom writes to you alone".to_owned(), "psst".to_owned());
    assert_eq!(calls.try_recv(), Ok(call));
    let place = test.place(RoomId::INBOX, 0);
    let (room, scope, text) = (RoomId::INBOX, NoticeScope::Everyone, "Break".into());
    test.happens(Event::Notice { room, scope, place, text });
    let call = ("Message from the server".to_owned(), "Break".to_owned());
    assert_eq!(calls.try_recv(), Ok(call));
    assert!(calls.is_empty());
}

#[test]
fn a_call_leads_to_its_conversation() {
    let mut test = Test::in_lobby();
    test.directed((TOM, "Tom"), (ME, "Léa"), 1, "psst");
    test.click("Tom writes to you alone: show it");
    assert!(test.sees("Only the two of you read this.") && test.sees("psst"));
    assert!(!test.sees("Tom writes to you alone"));
}

#[test]
fn calls_can_be_switched_off() {
    let mut test = Test::in_lobby();
    let calls = test.calls.clone();
    test.click("No calls from lobby");
    assert!(test.sees("This room calls you no more."));
    looks(&mut test, false);
    test.posted(TOM, "Tom", 1, "@Léa");
    assert!(calls.is_empty() && !test.sees("Tom mentions you"));
    assert!(test.sees("lobby, 1 unread message"));
    looks(&mut test, true);
    test.click("Calls from lobby again");
    looks(&mut test, false);
    test.posted(TOM, "Tom", 2, "@Léa");
    assert_eq!(calls.try_iter().count(), 1);
    // On the desktop alone.
    looks(&mut test, true);
    test.click("Settings");
    test.window.get_by_role_and_label(Role::CheckBox, "Notifications on the desktop").click();
    test.window.run();
    test.click("Done");
    looks(&mut test, false);
    test.posted(TOM, "Tom", 3, "@Léa");
    assert!(calls.is_empty() && test.sees("Tom mentions you in lobby"));
    assert!(!test.window.state().remembered().desktop);
}

#[test]
fn links_lead_to_the_browser_and_nowhere_else() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "see https://example.org/a, not file:///etc/passwd");
    test.window.get_by_role_and_label(Role::Link, "https://example.org/a").click();
    test.window.step();
    let opened = test.window.output().platform_output.commands.iter().any(|command| {
        matches!(command, OutputCommand::OpenUrl(url) if url.url == "https://example.org/a")
    });
    assert!(opened);
    assert_eq!(test.window.query_all_by_role(Role::Link).count(), 1);
}

#[test]
fn emphasis_is_not_read_out() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "a **loud** and `coded` *word*");
    assert!(test.window.query_by_label("a loud and coded word").is_some());
    test.posted(TOM, "Tom", 2, "```\nlet x = *1;\n```");
    assert!(test.window.query_by_label("let x = *1;").is_some());
    test.window.get_by_role_and_label(Role::Button, "Copy the code").click();
    test.window.step();
    let done = &test.window.output().platform_output.commands;
    assert!(done.contains(&OutputCommand::CopyText("let x = *1;".into())));
}

#[test]
fn long_messages_are_folded() {
    let mut test = Test::in_lobby();
    let long: String = (1..=40).map(|i| format!("line {i}\n")).collect();
    test.posted(TOM, "Tom", 1, long.trim());
    assert!(test.sees("line 16") && !test.sees("line 17"));
    test.click("Show all");
    assert!(test.sees("line 40"));
    test.click("Show less");
    assert!(!test.sees("line 17"));
}

#[test]
fn a_message_can_be_copied() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "a **loud** word");
    test.window.get_by_label("a loud word").hover();
    test.window.run();
    test.window.get_by_role_and_label(Role::Button, "Copy the message").click();
    test.window.step();
    let done = &test.window.output().platform_output.commands;
    assert!(done.contains(&OutputCommand::CopyText("a **loud** word".into())));
}

#[test]
fn somebody_is_mentioned_with_a_click() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "Hello");
    test.window.get_by_label("Hello").hover();
    test.window.run();
    test.click("Mention Tom");
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "@Tom ");
}

/// Many messages, of which every tenth has a word.
fn many(test: &mut Test, count: u64) {
    for i in 0..count {
        let place = test.place(LOBBY, 0);
        let text = if i % 10 == 0 { format!("été {i}") } else { format!("message {i}") };
        let event = Event::Posted {
            room: LOBBY,
            place,
            author: TOM,
            pseudo: "Tom".into(),
            client_number: ClientNumber(i + 1),
            content: Content::plain(&text),
        };
        test.connection.as_ref().unwrap().reports.send(Report::Happened(event)).unwrap();
    }
    let last = format!("message {}", count - 1);
    while !test.sees(&last) {
        test.window.step();
    }
    test.window.run();
}

#[test]
fn words_are_found() {
    let mut test = Test::in_lobby();
    many(&mut test, 500);
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    test.window.run();
    test.types(Role::TextInput, "Find in this conversation", "ÉTE");
    assert!(test.sees("50 of 50") && test.sees("été 490"));
    test.key(Key::Enter);
    assert!(test.sees("49 of 50") && test.sees("été 480"));
    for _ in 0..20 {
        test.click("Previous");
    }
    assert!(test.sees("29 of 50") && test.sees("été 280") && !test.sees("été 490"));
    test.shift_enter();
    test.click("Next");
    assert!(test.sees("été 290"));
    test.window.get_by_role_and_label(Role::TextInput, "Find in this conversation").focus();
    test.window.run();
    test.types(Role::TextInput, "Find in this conversation", "x");
    assert!(test.sees("Nothing found"));
    test.click("Close the search");
    assert!(!test.sees("Nothing found"));
}

#[test]
fn the_newest_is_one_click_away() {
    let mut test = Test::in_lobby();
    many(&mut test, 500);
    test.writes("/find été 0 ");
    test.key(Key::Enter);
    assert!(test.sees("été 0") && !test.sees("message 499"));
    test.posted(TOM, "Tom", 1, "unseen as yet");
    assert!(!test.sees("unseen as yet"));
    test.click("1 new message");
    assert!(test.sees("unseen as yet"));
}

#[test]
fn what_is_measured_above_moves_nothing() {
    let mut test = Test::in_lobby();
    many(&mut test, 500);
    test.writes("/find été 250 ");
    test.key(Key::Enter);
    // Up by the wheel, into lines that nobody has seen yet.
    for _ in 0..5 {
        let before = test.window.get_by_label("été 250").rect().top();
        let delta = egui::vec2(0.0, 20.0);
        let (unit, modifiers, phase) =
            (egui::MouseWheelUnit::Point, Modifiers::NONE, egui::TouchPhase::Move);
        let source = egui::MouseWheelSource::Wheel;
        test.window.hover_at(egui::pos2(500.0, 300.0));
        test.window.event(egui::Event::MouseWheel { unit, delta, phase, modifiers, source });
        test.window.run();
        let after = test.window.get_by_label("été 250").rect().top();
        assert!((after - before - 20.0).abs() < 1.5, "moved by {}", after - before);
    }
}

/// How long a frame takes while ten thousand messages scroll by. A figure for a build that is
/// optimised: `cargo test --release --test client_window -- --ignored --nocapture`.
#[test]
#[ignore = "measures, and means something in a release build only"]
fn ten_thousand_messages_scroll_smoothly() {
    const FRAMES: usize = 400;
    let mut test = Test::in_lobby();
    many(&mut test, 10_000);
    test.window.hover_at(egui::pos2(500.0, 300.0));
    let mut times: Vec<_> = (0..FRAMES)
        .map(|frame| {
            let up = if frame < FRAMES / 2 { 1.0 } else { -1.0 };
            let (delta, source) = (egui::vec2(0.0, up * 400.0), egui::MouseWheelSource::Wheel);
            let (unit, modifiers, phase) =
                (egui::MouseWheelUnit::Point, Modifiers::NONE, egui::TouchPhase::Move);
            let wheel = egui::Event::MouseWheel { unit, delta, phase, modifiers, source };
            test.window.event(wheel);
            let begun = std::time::Instant::now();
            test.window.step();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let (median, worst) = (times[FRAMES / 2], times[FRAMES - 1]);
    println!("a frame: {median:?} in the middle, {worst:?} at most");
    assert!(median < std::time::Duration::from_millis(8), "{median:?}");
}

#[test]
fn where_nothing_was_said_yet_one_can_look_all_the_same() {
    let mut test = Test::in_lobby();
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    test.window.run();
    test.types(Role::TextInput, "Find in this conversation", "soup");
    assert!(test.sees("Nothing found") && test.sees("Nothing was said yet"));
    test.posted(TOM, "Tom", 1, "The soup is ready");
    assert!(test.sees("1 of 1"));
    test.key(Key::Escape);
    test.writes("the keyboard is back");
}
