//! Rooms, messages, members, private conversations.

use super::harness::{LOBBY, ME, TOM, Test, lobby, lost, member, now, post, refusal};
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, OutputCommand};
use egui_kittest::kittest::Queryable;
use salon::client::{ClientError, Content, Event};
use salon::client_ui::{Entered, Order, Report, Ticket};
use salon::proto::coding::DecodeError;
use salon::proto::error_code::{ErrorCode, LeaveCause};
use salon::proto::ids::{ClientNumber, MemberId, RoomId};
use salon::texts::{self, Language};

#[test]
fn a_silent_room_says_what_to_do() {
    let mut test = Test::in_lobby();
    for text in ["Nothing was said yet", "2 members", "Léa (you)", "Write to Tom alone"] {
        assert!(test.sees(text), "{text}");
    }
    test.posted(TOM, "Tom", 1, "Hello");
    assert!(!test.sees("Nothing was said yet"));
    for text in ["Tom", "Hello", &texts::clock(now(), now())] {
        assert!(test.sees(text), "{text}");
    }
}

#[test]
fn a_message_is_on_its_way_until_it_has_its_place() {
    let mut test = Test::in_lobby();
    test.writes("Hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "Hello"));
    assert!(test.sees("sending…"));
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(5) });
    assert!(test.sees("sending…"));
    test.posted(ME, "Léa", 5, "Hello");
    assert!(!test.sees("sending…"));
    assert_eq!(test.window.query_all_by_label("Hello").count(), 1);
    // The keyboard stays where it is, and the field is empty.
    test.writes("again");
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "again");
    test.click("Send");
    test.expect_order(&post(1, "again"));
}

#[test]
fn shift_and_enter_begin_a_new_line() {
    let mut test = Test::in_lobby();
    test.writes("one");
    test.shift_enter();
    test.expect_no_order();
    test.writes("two");
    test.key(Key::Enter);
    test.expect_order(&post(0, "one\ntwo"));
}

#[test]
fn nothing_is_sent_where_nothing_is_said() {
    let mut test = Test::in_lobby();
    test.key(Key::Enter);
    test.writes("  ");
    test.key(Key::Enter);
    test.expect_no_order();
}

#[test]
fn a_refused_message_is_sent_again_or_given_up() {
    let mut test = Test::in_lobby();
    for ticket in [0, 1] {
        test.writes("too fast");
        test.key(Key::Enter);
        test.expect_order(&post(ticket, "too fast"));
        test.tell(Report::Sent { ticket: Ticket(ticket), number: ClientNumber(ticket + 5) });
        let error = refusal(ErrorCode::RateLimited);
        test.happens(Event::Refused { client_number: ClientNumber(ticket + 5), error });
        assert!(test.sees("Not sent. Too many messages in too short a time."));
        if ticket == 0 {
            test.click("Send again");
            test.expect_order(&post(0, "too fast"));
            assert!(test.sees("sending…"));
            test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(9) });
            test.posted(ME, "Léa", 9, "too fast");
        } else {
            test.click("Discard");
        }
        assert!(!test.sees("Not sent."));
    }
    assert_eq!(test.window.query_all_by_label("too fast").count(), 1);
}

#[test]
fn a_message_that_never_left_says_why() {
    let mut test = Test::in_lobby();
    test.writes("long");
    test.key(Key::Enter);
    let error = ClientError::Body(DecodeError::TooLong("body", 1));
    test.tell(Report::NotSent { ticket: Ticket(0), error });
    assert!(test.sees("Not sent. The message is longer than it may be."));
}

#[test]
fn a_receipt_without_its_event_counts() {
    let mut test = Test::in_lobby();
    test.writes("Hello");
    test.key(Key::Enter);
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(5) });
    let place = test.place(LOBBY, 0);
    test.happens(Event::Acknowledged { client_number: ClientNumber(5), place });
    assert!(!test.sees("sending…") && test.sees("Hello"));
}

#[test]
fn people_come_and_go() {
    for (language, said) in [
        (Language::English, ["Zoé joined", "Zoé is now called Zoe", "Zoe was kicked (Too loud)"]),
        (
            Language::French,
            ["Zoé est arrivé·e", "Zoé s’appelle maintenant Zoe", "Zoe a été exclu·e (Too loud)"],
        ),
    ] {
        let mut test = Test::in_lobby_in(language);
        let (room, member) = (LOBBY, MemberId(3));
        let place = test.place(room, 0);
        test.happens(Event::Joined { room, place, member, pseudo: "Zoé".into() });
        assert!(
            test.sees(said[0])
                && test.sees(if language == Language::English { "3 members" } else { "3 membres" })
        );
        let place = test.place(room, 0);
        let (old, new) = ("Zoé".into(), "Zoe".into());
        test.happens(Event::Renamed { room, place, member, old, new });
        assert!(test.sees(said[1]));
        let place = test.place(room, 0);
        let (cause, reason) = (LeaveCause::Kicked, "Too loud".into());
        test.happens(Event::Left { room, place, member, pseudo: "Zoe".into(), cause, reason });
        assert!(
            test.sees(said[2])
                && test.sees(if language == Language::English { "2 members" } else { "2 membres" })
        );
    }
}

#[test]
fn every_way_to_be_gone_is_told_apart() {
    let mut test = Test::in_lobby();
    for (cause, said) in [
        (LeaveCause::Left, "Tom left"),
        (LeaveCause::Lost, "Tom lost the connection"),
        (LeaveCause::Kicked, "Tom was kicked"),
        (LeaveCause::Banned, "Tom was banned"),
    ] {
        let (room, place, member) = (LOBBY, test.place(LOBBY, 0), TOM);
        let (pseudo, reason) = ("Tom".into(), String::new());
        test.happens(Event::Left { room, place, member, pseudo, cause, reason });
        assert!(test.sees(said), "{said}");
        // What is said between keeps them apart.
        test.posted(TOM, "Tom", 1, "back again");
    }
}

#[test]
fn a_member_is_written_to_alone() {
    let mut test = Test::in_lobby();
    test.click("Write to Tom alone");
    assert!(test.sees("Only the two of you read this.") && !test.sees("2 members"));
    test.types(Role::MultilineTextInput, "Write to Tom", "psst");
    test.key(Key::Enter);
    let content = Content::plain("psst");
    let order = Order::Direct { pseudo: "Tom".into(), content, ticket: Ticket(0) };
    test.expect_order(&order);
    test.tell(Report::Sent { ticket: Ticket(0), number: ClientNumber(5) });
    test.directed((ME, "Léa"), (TOM, "Tom"), 5, "psst");
    assert!(!test.sees("sending…") && test.sees("psst"));
    test.click("Take Tom off the list");
    assert!(test.sees("2 members") && !test.sees("psst"));
    test.expect_no_order();
}

#[test]
fn what_is_not_shown_is_counted() {
    let mut test = Test::in_lobby();
    test.directed((TOM, "Tom"), (ME, "Léa"), 1, "psst");
    test.directed((TOM, "Tom"), (ME, "Léa"), 2, "hey");
    assert!(!test.sees("Only the two of you") && test.sees("Tom writes to you alone"));
    test.click("Tom, 2 unread messages");
    assert!(test.sees("psst") && test.sees("hey"));
    test.posted(TOM, "Tom", 3, "to all");
    assert!(!test.sees("to all"));
    test.click("lobby, 1 unread message");
    assert!(test.sees("to all"));
    test.click("Tom");
    assert!(test.sees("psst"));
}

#[test]
fn what_is_being_typed_stays_with_its_conversation() {
    let mut test = Test::in_lobby();
    test.writes("for all");
    test.click("Write to Tom alone");
    test.types(Role::MultilineTextInput, "Write to Tom", "for Tom");
    test.click("lobby");
    assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "for all");
    test.click("Tom");
    assert_eq!(test.value(Role::MultilineTextInput, "Write to Tom"), "for Tom");
}

#[test]
fn a_conversation_follows_its_person() {
    let mut test = Test::in_lobby();
    test.directed((TOM, "Tom"), (ME, "Léa"), 1, "psst");
    let (room, member) = (RoomId::INBOX, TOM);
    let place = test.place(room, 0);
    test.happens(Event::Renamed { room, place, member, old: "Tom".into(), new: "Thomas".into() });
    test.click("Thomas, 1 unread message");
    assert!(test.sees("Tom is now called Thomas"));
    let place = test.place(room, 0);
    let (pseudo, cause, reason) = ("Thomas".to_owned(), LeaveCause::Left, String::new());
    test.happens(Event::Left { room, place, member, pseudo, cause, reason });
    assert!(test.sees("Thomas left"));
    let place = test.place(room, 0);
    test.happens(Event::Joined { room, place, member: MemberId(9), pseudo: "Thomas".into() });
    assert!(test.sees("Thomas left and came back"));
    test.directed((MemberId(9), "Thomas"), (ME, "Léa"), 1, "back again");
    assert!(test.sees("back again") && test.sees("psst"));
}

#[test]
fn leaving_waits_for_the_server() {
    let mut test = Test::in_lobby();
    test.click("Leave lobby");
    test.expect_order(&Order::Leave { room: "lobby".into() });
    assert!(test.sees("2 members"));
    test.tell(Report::NotLeft { room: "lobby".into(), error: lost() });
    assert!(test.sees("You are still in lobby. The connection is lost."));
    test.tell(Report::Left { room: "lobby".into() });
    assert!(test.sees("You are in no room."));
    // What comes late concerns nobody.
    test.posted(TOM, "Tom", 1, "too late");
    assert!(!test.sees("too late"));
}

#[test]
fn a_closed_room_can_be_read_and_closed() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "Hello");
    test.closes_lobby("See you");
    assert!(test.sees("The host closed this room (See you)") && test.sees("Hello"));
    assert!(test.sees("You are no longer in this room.") && !test.sees("2 members"));
    // It may be there again.
    test.tell(Report::Entered(lobby()));
    assert!(test.sees("Hello") && test.sees("2 members"));
    test.closes_lobby("");
    test.click("Take lobby off the list");
    test.expect_no_order();
    assert!(test.sees("You are in no room."));
}

#[test]
fn several_rooms_at_once() {
    let mut test = Test::in_lobby();
    let help = Entered {
        id: RoomId(8),
        name: "help".into(),
        topic: String::new(),
        members: vec![member(ME, "Léa")],
    };
    test.tell(Report::Entered(help));
    assert!(test.sees("1 member"));
    test.posted(TOM, "Tom", 1, "in the lobby");
    test.click("lobby, 1 unread message");
    assert!(test.sees("in the lobby") && test.sees("2 members"));
}

#[test]
fn what_is_no_text_is_named() {
    let mut test = Test::in_lobby();
    let place = test.place(LOBBY, 0);
    let content = Content { content_type: "application/x".into(), bytes: vec![1, 2, 3] };
    let (room, author, pseudo) = (LOBBY, TOM, "Tom".into());
    let client_number = ClientNumber(1);
    test.happens(Event::Posted { room, place, author, pseudo, client_number, content });
    assert!(test.sees("(something that this window can’t show)"));
}

#[test]
fn what_cannot_be_seen_is_left_out() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "a\r\nb\tc\u{1b}[31m\u{7}d");
    assert!(test.window.query_by_label("a\nb    c[31md").is_some());
}

#[test]
fn a_very_long_message_is_cut_and_can_be_copied() {
    let mut test = Test::in_lobby();
    let long = format!("{}the end", "x".repeat(200_000));
    test.posted(TOM, "Tom", 1, &long);
    assert!(test.sees("The beginning of 200,007 characters.") && !test.sees("the end"));
    test.window.get_by_role_and_label(Role::Button, "Copy all").click();
    test.window.step();
    let done = &test.window.output().platform_output.commands;
    assert!(done.contains(&OutputCommand::CopyText(long)));
}

#[test]
fn of_many_messages_only_those_in_sight_are_laid_out() {
    let mut test = Test::in_lobby();
    for i in 0..3_000_u64 {
        let place = test.place(LOBBY, 0);
        let event = Event::Posted {
            room: LOBBY,
            place,
            author: TOM,
            pseudo: "Tom".into(),
            client_number: ClientNumber(i + 1),
            content: Content::plain(&format!("message {i}")),
        };
        test.connection.as_ref().unwrap().reports.send(Report::Happened(event)).unwrap();
    }
    test.window.run_steps(100);
    assert!(test.sees("message 2999") && !test.sees("message 0"));
    let shown = test.window.query_all_by_label_contains("message ").count();
    assert!((5..60).contains(&shown), "{shown} messages");
}

#[test]
fn of_many_members_only_those_in_sight_are_laid_out() {
    let mut test = Test::in_lobby();
    let many = (10..20_010).map(|i| member(MemberId(i), &format!("guest {i:05}"))).collect();
    test.tell(Report::Members { room: "lobby".into(), members: many });
    assert!(test.sees("20,000 members") && test.sees("Write to guest 00010 alone"));
    let shown = test.window.query_all_by_label_contains("Write to guest").count();
    assert!((1..50).contains(&shown), "{shown} rows");
}

#[test]
fn the_other_language_is_a_choice_among_the_settings() {
    let mut test = Test::in_lobby_in(Language::French);
    assert!(test.sees("2 membres") && test.sees("Léa (vous)"));
    test.click("Réglages");
    test.window.get_by_role_and_label(Role::RadioButton, "English").click();
    test.window.run();
    assert!(test.asks("Settings") && test.sees("2 members"));
}

#[test]
fn a_narrow_window_keeps_to_the_conversation() {
    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "Hello");
    test.window.set_size(egui::vec2(640.0, 420.0));
    test.window.run();
    assert!(test.sees("Hello") && !test.sees("Write to Tom alone"));
    test.writes("still here");
    // Who is there is behind a button.
    test.click("2 members");
    test.click("Write to Tom alone");
    assert!(test.sees("Only the two of you read this.") && !test.sees("2 members"));
}
