//! Kicking, writing, adding and closing rooms: what is asked, and the command that comes of it.

use crate::harness::{Test, client, kick, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::kittest::Queryable;
use salon::hub::host::{Command, HostError, NoticeTarget, RoomRow, Snapshot};
use salon::proto::ids::{MemberId, RoomId};
use salon::texts;

const REASON: &str = "Reason (may stay empty)";

#[test]
fn a_kick_by_keyboard() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    assert!(test.asks("Kick Léa?"));
    assert!(test.sees("Léa (192.168.1.1:50001) is sent away"));
    test.types(Role::TextInput, REASON, " too loud ");
    test.expect_no_command();
    test.key(Key::Enter);
    test.expect_command(&kick(1, "too loud"));
    assert!(!test.asks("Kick Léa?"));
    test.done(1);
    assert!(test.sees("Léa was kicked."));
    test.key(Key::Enter);
    test.expect_no_command();
}

#[test]
fn a_kick_by_click_without_a_reason() {
    let mut test = Test::english().with_two();
    test.click("Kick Tom");
    test.click("Kick");
    test.expect_command(&kick(2, ""));
    assert!(!test.asks("Kick Tom?"));
}

#[test]
fn a_kick_is_cancelled_by_escape() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.types(Role::TextInput, REASON, "too loud");
    test.key(Key::Escape);
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
    // What was typed is not kept for the next one.
    test.click("Kick Tom");
    test.key(Key::Enter);
    test.expect_command(&kick(2, ""));
}

#[test]
fn a_kick_is_cancelled_by_its_button() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.click("Cancel");
    assert!(!test.asks("Kick Léa?"));
    test.click("Kick Léa");
    test.focus(Role::Button, "Cancel");
    test.key(Key::Enter);
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_kick_is_cancelled_by_a_click_beside() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    let (pos, button, modifiers) = (egui::pos2(5.0, 5.0), PointerButton::Primary, Modifiers::NONE);
    test.window.hover_at(pos);
    for pressed in [true, false] {
        test.window.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    test.window.run();
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_kick_of_somebody_who_has_just_gone_says_so() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.shows(vec![], vec![]);
    assert!(test.asks("Kick Léa?"));
    test.key(Key::Enter);
    test.expect_command(&kick(1, ""));
    test.answer(Err(HostError::NoSuchMember));
    assert!(test.sees("Léa was not kicked. This client is no longer here."));
    test.click("Dismiss");
    assert!(!test.sees("was not kicked"));
}

#[test]
fn a_reason_that_is_too_long_is_refused_at_once() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.types(Role::TextInput, REASON, &"é".repeat(257));
    assert!(test.sees("The text is longer than 512 bytes."));
    test.key(Key::Enter);
    assert!(test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_message_goes_to_everyone() {
    let mut test = Test::english().with_two();
    test.click("Write to everyone…");
    assert!(test.asks("Message from the server"));
    test.key(Key::Enter);
    assert!(test.asks("Message from the server"), "an empty message is not sent");
    test.types(Role::MultilineTextInput, "Text", "Break until ten");
    let heading = texts::notice_heading(now());
    assert!(heading.starts_with("Message from the server, "), "{heading}");
    assert!(test.sees(&heading));
    test.shift_enter();
    test.expect_no_command();
    test.types(Role::MultilineTextInput, "Text", "Enjoy it");
    test.key(Key::Enter);
    let text = "Break until ten\nEnjoy it".into();
    test.expect_command(&Command::Notice { target: NoticeTarget::Everyone, text });
    test.done(2);
    assert!(test.sees("The message went to 2 clients."));
}

#[test]
fn a_message_goes_to_a_room_and_to_one_client() {
    let mut test = Test::english().with_two();
    for (button, target) in [
        ("Write to Room lobby", NoticeTarget::Room(RoomId(7))),
        ("Write to Tom", NoticeTarget::Members(vec![MemberId(2)])),
    ] {
        test.click(button);
        test.types(Role::MultilineTextInput, "Text", "Hello");
        test.click("Send");
        test.expect_command(&Command::Notice { target, text: "Hello".into() });
        test.done(1);
        assert!(test.sees("The message went to 1 client."));
    }
}

#[test]
fn the_target_of_a_message_can_be_changed() {
    let mut test = Test::english().with_two();
    for (choice, target) in [
        ("Room lobby", NoticeTarget::Room(RoomId(7))),
        ("Tom", NoticeTarget::Members(vec![MemberId(2)])),
    ] {
        test.click("Write to everyone…");
        test.types(Role::MultilineTextInput, "Text", "Hello");
        test.window.get_by_role_and_label(Role::ComboBox, "To").click();
        test.window.run();
        test.click(choice);
        assert!(test.asks("Message from the server"));
        test.key(Key::Enter);
        test.expect_command(&Command::Notice { target, text: "Hello".into() });
    }
}

#[test]
fn a_room_is_added() {
    let mut test = Test::english().with_two();
    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "a/b");
    assert!(test.sees("A name can’t have this character: “/”."));
    test.key(Key::Enter);
    assert!(test.asks("Add a room"));
    test.expect_no_command();
    // One goes on typing.
    test.types(Role::TextInput, "Name", "b");
    test.key(Key::Escape);

    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "chess");
    test.key(Key::Tab);
    test.types(Role::TextInput, "Topic (may stay empty)", "Openings");
    test.key(Key::Enter);
    test.expect_command(&Command::AddRoom {
        name: "chess".into(),
        topic: "Openings".into(),
        peer_posts: false,
    });
    test.answer(Err(HostError::RoomExists));
    assert!(test.sees("The room chess was not added. There is a room of this name already."));
}

#[test]
fn a_room_lets_its_members_post_to_each_other_directly() {
    const ALLOWS: &str = "Members may post to each other directly";
    let check = |test: &mut Test| {
        test.window.get_by_role_and_label(Role::CheckBox, ALLOWS).click();
        test.window.run();
    };
    let mut test = Test::english().with_two();
    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "garden");
    check(&mut test);
    assert!(
        test.sees("what they post goes past this server, and they learn each other’s addresses.")
    );
    test.click("Add");
    let (name, topic) = ("garden".into(), String::new());
    test.expect_command(&Command::AddRoom { name, topic, peer_posts: true });
    test.done(0);
    assert!(!test.sees("direct · "));
    let direct = RoomRow { peer_posts: true, ..lobby() };
    test.shows(vec![client(1, "Léa")], vec![direct.clone()]);
    assert!(test.sees("direct · Where everybody arrives"));
    test.click("Rename the room lobby");
    check(&mut test);
    test.click("Change");
    let (room, name, topic) = (direct.id, direct.name.clone(), direct.topic.clone());
    test.expect_command(&Command::ChangeRoom { room, name, topic, peer_posts: false });
    // Where nobody is introduced to anybody, nobody can.
    test.shows_all(Snapshot { rooms: vec![direct], ..Snapshot::default() });
    test.click("Rename the room lobby");
    assert!(test.sees("It has no effect now. Introductions are switched off."));
}

#[test]
fn a_room_is_closed() {
    let mut test = Test::english().with_two();
    test.click("Close the room lobby");
    assert!(test.asks("Close the room lobby?"));
    assert!(test.sees("2 members are in it, are told, and stay connected. A room"));
    test.key(Key::Escape);
    test.expect_no_command();
    test.click("Close the room lobby");
    test.types(Role::TextInput, REASON, "it is late");
    test.click("Close the room");
    let reason = "it is late".into();
    test.expect_command(&Command::CloseRoom { room: RoomId(7), reason });
    test.done(2);
    assert!(test.sees("The room lobby is closed."));
}

#[test]
fn enter_on_a_row_only_opens_its_dialog() {
    let mut test = Test::english().with_two();
    test.focus(Role::Button, "Kick Léa");
    test.key(Key::Enter);
    assert!(test.asks("Kick Léa?"));
    test.expect_no_command();
    test.key(Key::Enter);
    test.expect_command(&kick(1, ""));
}

#[test]
fn enter_on_the_list_of_targets_opens_it_and_sends_nothing() {
    let mut test = Test::english().with_two();
    test.click("Write to everyone…");
    test.types(Role::MultilineTextInput, "Text", "Hello");
    test.focus(Role::ComboBox, "To");
    test.key(Key::Enter);
    assert!(test.window.query_by_role_and_label(Role::Button, "Room lobby").is_some());
    assert!(test.asks("Message from the server"));
    test.expect_no_command();
}

#[test]
fn words_are_previewed_as_the_guests_will_see_them() {
    let mut test = Test::english().with_two();
    test.click("Write to Room lobby");
    test.types(
        Role::MultilineTextInput,
        "Text",
        "**Soup** is `ready`, see https://example.org/menu",
    );
    assert!(test.sees("To everybody in lobby"));
    assert!(test.window.query_by_role_and_label(Role::Link, "https://example.org/menu").is_some());
    assert!(test.window.query_by_label("Soup is ready, see ").is_some());
    test.key(Key::Escape);
    test.click("Write to Léa");
    assert!(test.sees("To you alone") && !test.sees("To everybody"));
}
