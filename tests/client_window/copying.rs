//! Copying more than what is in sight; and all that by keyboard.

use crate::harness::{LOBBY, ME, TOM, Test, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Event as Input, Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable;
use salon::client::{Content, Event};
use salon::client_ui::Report;
use salon::proto::ids::{ClientNumber, MemberId};
use salon::texts::{self, Language};

/// So many messages of Tom, more than fit.
fn many(test: &mut Test, count: u64) {
    for i in 0..count {
        let (room, place, author, pseudo) = (LOBBY, test.place(LOBBY, 0), TOM, "Tom".to_owned());
        let content = Content::plain(&format!("number {i}"));
        let client_number = ClientNumber(i + 1);
        let event = Event::Posted { room, place, author, pseudo, client_number, content };
        test.connection.as_ref().unwrap().reports.send(Report::Happened(event)).unwrap();
    }
    let last = format!("number {}", count - 1);
    while !test.sees(&last) {
        test.window.step();
    }
    test.window.run();
}

/// What a click copies.
#[track_caller]
fn copied(test: &mut Test, button: &str) -> String {
    test.window.get_by_role_and_label(Role::Button, button).click();
    test.window.step();
    put_on_the_clipboard(test)
}

#[track_caller]
fn put_on_the_clipboard(test: &mut Test) -> String {
    let done = &test.window.output().platform_output.commands;
    let copied = done.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    test.window.run();
    copied.expect("something is copied")
}

fn choose_all(test: &mut Test) {
    test.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    test.window.run();
}

#[track_caller]
fn point_at(test: &mut Test, words: &str) {
    test.window.get_by_label(words).hover();
    test.window.run();
}

#[test]
fn a_whole_conversation_is_copied_as_text() {
    let mut test = Test::in_lobby();
    let (place, member) = (test.place(LOBBY, 0), MemberId(3));
    test.happens(Event::Joined { room: LOBBY, place, member, pseudo: "Zoé".into() });
    test.posted(ME, "Léa", 1, "a **loud** word\nand more");
    many(&mut test, 300);
    assert!(!test.sees("number 0"));
    choose_all(&mut test);
    assert!(test.sees("302 lines are chosen"));
    let text = copied(&mut test, "Copy what is chosen");
    let clock = texts::clock(now(), now());
    let begin = format!(
        "Today\n{} – Zoé joined\n{clock} Léa: a **loud** word\nand more\n{clock} Tom: number 0\n",
        texts::time(now())
    );
    assert!(text.starts_with(&begin), "{:?}", &text[..begin.len()]);
    assert!(text.ends_with(&format!("{clock} Tom: number 299\n")));
    assert_eq!(text.lines().count(), 304);
    assert!(test.sees("Copied.") && !test.sees("lines are chosen"));
    test.writes("the keyboard is back");
}

#[test]
fn of_an_empty_conversation_nothing_is_chosen() {
    let mut test = Test::in_lobby();
    choose_all(&mut test);
    assert!(!test.sees("chosen") && test.sees("Nothing was said yet"));
}

#[test]
fn a_stretch_goes_from_one_message_to_another() {
    let mut test = Test::in_lobby();
    many(&mut test, 10);
    point_at(&mut test, "number 3");
    test.click("Choose from here on");
    assert!(test.sees("7 lines are chosen"));
    point_at(&mut test, "number 5");
    test.click("Choose up to here");
    assert!(test.sees("3 lines are chosen"));
    // Shift and a click lead there, too; upwards as well.
    let at = test.window.get_by_label("number 2").rect().center();
    test.window.event(Input::PointerMoved(at));
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::SHIFT);
        let pressed = Input::PointerButton { pos: at, button, pressed, modifiers };
        test.window.event_modifiers(pressed, modifiers);
        test.window.step();
    }
    test.window.run();
    assert!(test.sees("2 lines are chosen"));
    let text = copied(&mut test, "Copy what is chosen");
    let said: Vec<_> = text.lines().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(said, ["Today", "2", "3"]);
}

#[test]
fn what_is_chosen_can_be_let_go() {
    let mut test = Test::in_lobby();
    many(&mut test, 2);
    choose_all(&mut test);
    test.click("Cancel");
    assert!(!test.sees("chosen"));
    choose_all(&mut test);
    test.key(Key::Escape);
    assert!(!test.sees("chosen"));
    choose_all(&mut test);
    // As anywhere else.
    test.window.event(Input::Copy);
    test.window.step();
    assert!(put_on_the_clipboard(&mut test).contains("number 1"));
    assert!(!test.sees("chosen"));
}

#[test]
fn messages_are_reached_by_keyboard() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "first");
    test.posted(TOM, "Tom", 2, "second");
    let name = format!("Message from Tom, {}", texts::clock(now(), now()));
    test.key(Key::F6);
    let focused = |test: &Test| test.window.get_all_by_label(&name).position(|n| n.is_focused());
    assert_eq!(focused(&test), Some(1));
    test.key(Key::ArrowUp);
    assert_eq!(focused(&test), Some(0));
    // What can be done with it comes next.
    test.key(Key::Tab);
    assert!(test.window.get_by_role_and_label(Role::Button, "Mention Tom").is_focused());
    test.key(Key::Tab);
    test.key(Key::Tab);
    assert!(test.window.get_by_role_and_label(Role::Button, "Choose from here on").is_focused());
    test.key(Key::Enter);
    assert!(test.sees("2 lines are chosen"));
    test.key(Key::Escape);
    test.key(Key::Escape);
    test.writes("the keyboard is back");
}

#[test]
fn what_is_chosen_is_counted_in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    test.posted(TOM, "Tom", 1, "Bonjour");
    choose_all(&mut test);
    assert!(test.sees("1 ligne est choisie"));
    let text = copied(&mut test, "Copier ce qui est choisi");
    assert!(
        text.ends_with(&format!("{} Tom\u{a0}: Bonjour\n", texts::clock(now(), now()))),
        "{text}"
    );
}
