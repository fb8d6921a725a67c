//! What is kept and chosen: places, rooms that call nobody, the look; and the keys.

use crate::harness::{LINK, ME, TOM, Test, arrival, lobby, member, post};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, ThemePreference};
use egui_kittest::kittest::Queryable;
use salon::client::{Content, Event};
use salon::client_ui::{Entered, Order, Remembered, Report, Ticket};
use salon::proto::error_code::LeaveCause;
use salon::proto::ids::{ClientNumber, MemberId, RoomId};
use salon::texts::Language;

/// A window that remembers so many places.
fn with_places(count: usize) -> Test {
    let place = |i: usize| (format!("salon://h{i}:1/lobby"), format!("Guest {i}"));
    let mut remembered = Remembered::default();
    remembered.recent.extend((0..count).map(place));
    Test::recalling(remembered)
}

#[test]
fn somewhere_one_was_before_is_one_click_away() {
    let mut test = with_places(6);
    assert!(test.sees("Where you were before"));
    test.click("Guest 5 – salon://h5:1/lobby");
    assert_eq!(test.value(Role::TextInput, "Address or link"), "salon://h5:1/lobby");
    test.key(Key::Enter);
    let connection = test.accept();
    assert_eq!(connection.link.to_string(), "salon://h5:1/lobby");
    assert_eq!(connection.pseudo, "Guest 5");
    test.tell(Report::Connected(arrival(ME)));
    // It is the latest now, once.
    let recent = &test.window.state().remembered().recent;
    assert_eq!((recent.len(), recent[0].1.as_str()), (6, "Guest 5"));
}

#[test]
fn a_place_can_be_forgotten() {
    let mut test = with_places(1);
    test.click("Forget Guest 0 – salon://h0:1/lobby");
    assert!(!test.sees("Where you were before"));
    assert!(test.window.state().remembered().recent.is_empty());
    // Nobody has been anywhere yet.
    assert!(!with_places(0).sees("Where you were before"));
}

#[test]
fn a_muted_room_stays_muted() {
    let mut test = Test::in_lobby();
    test.click("No calls from lobby");
    let remembered = test.window.state().remembered().clone();
    let mut test = Test::recalling(remembered);
    test.click(&format!("Léa – {LINK}"));
    test.key(Key::Enter);
    test.accept();
    test.tell(Report::Connected(arrival(ME)));
    test.tell(Report::Entered(lobby()));
    let calls = test.calls.clone();
    test.window.input_mut().focused = false;
    test.posted(TOM, "Tom", 1, "@Léa");
    assert!(calls.is_empty() && !test.sees("Tom mentions you"));
}

#[test]
fn the_language_is_changed_before_one_is_anywhere() {
    let mut test = Test::in_lobby_in(Language::French);
    test.chooses_in("Plus", "Se déconnecter");
    test.click("Se connecter ailleurs…");
    assert!(test.asks("Où aller\u{a0}?"));
    drop(test);
    let mut test = Test::connecting_in(Language::French, LINK);
    test.click("Annuler");
    test.click("English");
    assert!(test.asks("Where to?"));
}

#[test]
fn colours_and_size_are_chosen() {
    let mut test = Test::in_lobby();
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    test.window.run();
    for (name, theme) in [
        ("Dark", ThemePreference::Dark),
        ("Light", ThemePreference::Light),
        ("As the system", ThemePreference::System),
    ] {
        test.window.get_by_role_and_label(Role::RadioButton, name).click();
        test.window.run();
        assert_eq!(test.window.ctx.options(|options| options.theme_preference), theme);
    }
    let scale = |test: &Test| (test.window.ctx.zoom_factor() * 100.0).round();
    test.click("Larger");
    test.click("Larger");
    assert_eq!(scale(&test), 120.0);
    test.click("Smaller");
    assert_eq!(scale(&test), 110.0);
    test.click("Size as designed");
    assert_eq!(scale(&test), 100.0);
    test.click("Done");
    assert!(!test.asks("Settings"));
}

#[test]
fn keys_lead_everywhere() {
    let mut test = Test::in_lobby();
    test.tell(Report::Entered(Entered { id: RoomId(8), name: "help".into(), ..lobby() }));
    for (key, field) in [
        (Key::ArrowUp, "Write to lobby"),
        (Key::ArrowUp, "Write to help"),
        (Key::ArrowDown, "Write to lobby"),
    ] {
        test.window.key_press_modifiers(Modifiers::ALT, key);
        test.window.run();
        assert!(test.sees(field), "{field}");
    }
    test.key(Key::F1);
    for text in ["Commands", "/picture FILE", "sends a picture", "Writing", "Keys", "Shift+Enter"] {
        assert!(test.sees(text), "{text}");
    }
    test.key(Key::Escape);
    assert!(!test.asks("Help"));
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::J);
    test.window.run();
    assert!(test.asks("Choose a room"));
    test.expect_order(&Order::ListRooms);
}

#[test]
fn the_members_are_hidden_shown_and_looked_through() {
    let mut test = Test::in_lobby();
    assert!(!test.sees("Find somebody"));
    let many = (10..40).map(|i| member(MemberId(i), &format!("Guest {i}"))).collect();
    test.tell(Report::Members { room: "lobby".into(), members: many });
    let field = test.window.get_by_role_and_label(Role::TextInput, "Find somebody");
    field.focus();
    test.window.run();
    test.types(Role::TextInput, "Find somebody", "33");
    assert!(test.sees("Write to Guest 33 alone") && !test.sees("Write to Guest 32 alone"));
    test.types(Role::TextInput, "Find somebody", "x");
    assert!(test.sees("Nothing found"));
    test.click("Hide the members");
    assert!(!test.sees("30 members"));
    test.click("Show the members");
    assert!(test.sees("30 members"));
}

#[test]
fn somebody_who_is_gone_is_shown_as_such() {
    let mut test = Test::in_lobby();
    test.click("Write to Tom alone");
    assert!(test.sees("Only Tom reads what you write here."));
    let (room, place, cause) = (RoomId::INBOX, test.place(RoomId::INBOX, 0), LeaveCause::Left);
    let (pseudo, reason) = ("Tom".to_owned(), String::new());
    test.happens(Event::Left { room, place, member: TOM, pseudo, cause, reason });
    assert!(test.sees("Not here at the moment.") && test.sees("Tom, not here"));
}

#[test]
fn a_call_is_put_away_and_a_picture_calls_without_words() {
    let mut test = Test::in_lobby();
    let place = test.place(RoomId::INBOX, 0);
    test.happens(Event::Directed {
        place,
        author: TOM,
        pseudo: "Tom".into(),
        to: ME,
        to_pseudo: "Léa".into(),
        client_number: ClientNumber(1),
        content: Content { content_type: "image/png".into(), bytes: vec![0] },
    });
    assert!(test.sees("Tom writes to you alone") && test.sees("(a picture)"));
    test.click("Dismiss");
    assert!(!test.sees("Tom writes to you alone"));
    assert!(!test.sees("Only the two of you"), "it leads nowhere");
}

#[test]
fn what_is_too_much_at_once_stays_in_the_field() {
    let mut test = Test::in_lobby();
    for ticket in 0..200 {
        test.window.event(egui::Event::Text("x".into()));
        test.window.step();
        test.window.key_press(Key::Enter);
        test.window.step();
        test.expect_order(&post(ticket, "x"));
    }
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    test.writes("one too many");
    test.key(Key::Enter);
    test.expect_no_order();
    assert!(test.sees("Too many messages wait to be sent. This one stays in the field."));
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "one too many");
    // Once one has its place, it can go.
    test.posted(ME, "Léa", 1, "x");
    test.key(Key::Enter);
    test.expect_order(&post(200, "one too many"));
}
