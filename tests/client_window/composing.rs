//! Typing: commands, completion, what was sent before, emoji.

use super::harness::{LOBBY, ME, TOM, Test, lobby, member, post, refusal};
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use salon::client::Content;
use salon::client_ui::{Entered, Order, Report, Ticket};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{ClientNumber, RoomId};
use salon::texts::Language;

fn field(test: &Test) -> String {
    test.value(Role::MultilineTextInput, "Write to lobby")
}

/// Types a line and sends it. What is offered for its last word is not wanted.
fn sends(test: &mut Test, line: &str) {
    test.writes(line);
    test.writes(" ");
    test.key(Key::Enter);
}

#[test]
fn commands_are_carried_out() {
    let mut test = Test::in_lobby();
    for (typed, order) in [
        ("/join maths", Order::Join { room: "maths".into() }),
        ("/nick Zoé", Order::Rename { pseudo: "Zoé".into() }),
        ("/leave", Order::Leave { room: "lobby".into() }),
        ("//etc/hosts", post(0, "/etc/hosts")),
    ] {
        sends(&mut test, typed);
        test.expect_order(&order);
        assert_eq!(field(&test), "", "{typed}");
    }
    sends(&mut test, "/help");
    assert!(test.asks("Help") && test.sees("/msg PSEUDO TEXT"));
    test.click("Done");
    sends(&mut test, "/rooms");
    assert!(test.asks("Choose a room"));
    test.expect_order(&Order::ListRooms);
    test.click("Cancel");
    assert!(!test.asks("Choose a room"));
    sends(&mut test, "/members");
    assert!(!test.sees("2 members"));
    sends(&mut test, "/members");
    assert!(test.sees("2 members"));
    sends(&mut test, "/quit");
    assert!(test.has_let_go());
}

#[test]
fn a_message_for_one_goes_to_their_conversation() {
    let mut test = Test::in_lobby();
    sends(&mut test, "/msg tom see you");
    let content = Content::plain("see you");
    test.expect_order(&Order::Direct { pseudo: "Tom".into(), content, ticket: Ticket(0) });
    assert!(test.sees("Only the two of you read this."));
    test.click("lobby");
    sends(&mut test, "/msg Nobody hello");
    assert!(test.sees("Nobody here is called Nobody."));
    test.expect_no_order();
}

#[test]
fn a_command_that_cannot_be_stays_in_the_field() {
    let mut test = Test::in_lobby();
    for (typed, said) in [
        ("/dance", "There is no command /dance."),
        ("/join", "Something is missing after the command."),
        ("/picture", "Something is missing after the command."),
    ] {
        sends(&mut test, typed);
        assert!(test.sees(said) && field(&test).starts_with(typed), "{typed}");
        test.expect_no_order();
        test.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        test.window.run();
        test.key(Key::Backspace);
    }
    sends(&mut test, "/nick Tom");
    test.expect_order(&Order::Rename { pseudo: "Tom".into() });
    test.tell(Report::NotRenamed(refusal(ErrorCode::PseudoTaken)));
    assert!(test.sees("Somebody here bears this pseudo"));
}

#[test]
fn names_are_completed() {
    let mut test = Test::in_lobby();
    let members = vec![member(ME, "Léa"), member(TOM, "Tom"), member(MEMBER_TIM, "Tim")];
    test.tell(Report::Members { room: "lobby".into(), members });
    test.writes("hello @t");
    test.key(Key::ArrowDown);
    test.key(Key::Tab);
    assert_eq!(field(&test), "hello @Tom ");
    test.writes("and @ti");
    test.window.get_by_role_and_label(Role::Button, "Tim").click();
    test.window.run();
    assert_eq!(field(&test), "hello @Tom and @Tim ");
    test.writes("@t");
    test.key(Key::Escape);
    test.key(Key::Enter);
    test.expect_order(&post(0, "hello @Tom and @Tim @t"));
}

const MEMBER_TIM: salon::proto::ids::MemberId = salon::proto::ids::MemberId(3);

#[test]
fn what_is_typed_faster_than_frames_are_drawn_means_the_same() {
    let mut test = Test::in_lobby();
    test.writes("@");
    assert!(test.sees("Tom"), "somebody is offered");
    // All of it comes with one frame.
    let enter = Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let typed = [Event::Text(" home at last".into()), enter, Event::Text("and".into())];
    test.window.input_mut().events.extend(typed);
    test.window.run();
    test.expect_order(&post(0, "@ home at last"));
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "and");
}

#[test]
fn commands_and_emoji_are_completed() {
    let mut test = Test::in_lobby();
    test.writes("/jo");
    assert!(test.sees("/join ROOM enters a room"));
    test.key(Key::Enter);
    assert_eq!(field(&test), "/join ");
    test.writes("maths");
    test.key(Key::Enter);
    test.expect_order(&Order::Join { room: "maths".into() });
    test.writes("up :rocke");
    test.key(Key::Tab);
    assert_eq!(field(&test), "up 🚀 ");
}

#[test]
fn emoji_are_chosen() {
    let mut test = Test::in_lobby();
    test.writes("well done");
    test.click("Emoji");
    test.types(Role::TextInput, "Find an emoji", "rocket");
    test.click("rocket");
    assert_eq!(field(&test), "well done🚀");
    test.key(Key::Enter);
    test.expect_order(&post(0, "well done🚀"));
    test.click("Emoji");
    test.window.get_by_role_and_label(Role::TextInput, "Find an emoji").type_text("xyz");
    test.window.run();
    assert!(test.sees("No emoji of this name."));
}

#[test]
fn emoji_have_french_names_in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    let write = "Écrire à lobby";
    test.types(Role::MultilineTextInput, write, "bravo :fusee");
    assert!(test.sees("🚀 fusée"));
    test.key(Key::Tab);
    assert_eq!(test.value(Role::MultilineTextInput, write), "bravo 🚀 ");
    // What is known by its English name is found, too.
    test.types(Role::MultilineTextInput, write, ":tada");
    test.key(Key::Tab);
    assert_eq!(test.value(Role::MultilineTextInput, write), "bravo 🚀 🎉 ");
    test.click("Émoji");
    test.types(Role::TextInput, "Chercher un émoji", "pouce vers le haut");
    test.click("pouce vers le haut");
    assert_eq!(test.value(Role::MultilineTextInput, write), "bravo 🚀 🎉 👍");
    test.click("Émoji");
    let field = test.window.get_by_role_and_label(Role::TextInput, "Chercher un émoji");
    field.type_text("xyz");
    test.window.run();
    assert!(test.sees("Aucun émoji de ce nom."));
}

#[test]
fn what_was_sent_can_be_had_again() {
    let mut test = Test::in_lobby();
    for (ticket, text) in ["one", "two"].into_iter().enumerate() {
        test.writes(text);
        test.key(Key::Enter);
        test.expect_order(&post(ticket as u64, text));
    }
    test.key(Key::ArrowUp);
    assert_eq!(field(&test), "two");
    test.key(Key::ArrowUp);
    test.key(Key::ArrowUp);
    assert_eq!(field(&test), "one");
    test.key(Key::ArrowDown);
    test.key(Key::ArrowDown);
    assert_eq!(field(&test), "");
    // What is being typed is not lost by it.
    test.writes("three");
    test.key(Key::ArrowUp);
    assert_eq!(field(&test), "three");
}

#[test]
fn a_draft_outlives_its_room() {
    let mut test = Test::in_lobby();
    test.writes("half a sentence");
    test.closes_lobby("See you");
    assert!(test.sees("You are no longer in this room."));
    assert_eq!(field(&test), "half a sentence");
    test.key(Key::Enter);
    test.expect_no_order();
    assert_eq!(field(&test), "half a sentence");
    test.tell(Report::Entered(Entered { id: RoomId(9), ..lobby() }));
    test.key(Key::Enter);
    test.expect_order(&post(0, "half a sentence"));
}

#[test]
fn what_was_on_its_way_at_the_end_can_be_sent_again() {
    let mut test = Test::in_lobby();
    test.writes("Hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "Hello"));
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    test.ends();
    assert!(test.sees("Look whether it arrived before you send it again."));
    test.click("Connect again");
    test.accept();
    test.tell(Report::Connected(super::harness::arrival(ME)));
    test.expect_order(&Order::Join { room: "lobby".into() });
    test.tell(Report::Entered(Entered { id: LOBBY, ..lobby() }));
    test.click("Send again");
    test.expect_order(&post(0, "Hello"));
}
