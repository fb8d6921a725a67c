//! Connecting, choosing a room, being called otherwise, what the host says, and the end.

use super::harness::{
    LINK, LOBBY, ME, TOM, Test, arrival, lobby, lost, member, now, post, refusal, room_info,
};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use salon::client::{ClientError, Event};
use salon::client_ui::{Order, Report};
use salon::proto::error_code::{ByeReason, ErrorCode, NoticeScope};
use salon::proto::ids::RoomId;
use salon::texts;

const ADDRESS: &str = "Address or link";
const PSEUDO: &str = "Pseudo";
const ROOM: &str = "Or its name";

#[test]
fn connecting_by_keyboard() {
    let mut test = Test::english();
    assert!(test.asks("Where to?"));
    test.key(Key::Enter);
    test.expect_no_connection();
    test.types(Role::TextInput, ADDRESS, " 192.168.1.20:2428/lobby");
    test.key(Key::Enter);
    test.expect_no_connection();
    test.types(Role::TextInput, PSEUDO, "Léa ");
    test.key(Key::Enter);
    let connection = test.accept();
    assert_eq!((connection.link.to_string().as_str(), connection.pseudo.as_str()), (LINK, "Léa"));
    assert!(!test.asks("Where to?"));
    assert!(test.sees("Connecting to 192.168.1.20:2428…"));
    test.tell(Report::Connected(arrival(ME)));
    test.expect_order(&Order::Join { room: "lobby".into() });
    test.tell(Report::Entered(lobby()));
    for text in ["Léa", "Class 3B", "192.168.1.20:2428", "lobby", "Where everybody arrives"] {
        assert!(test.sees(text), "{text}");
    }
}

#[test]
fn escape_leaves_the_first_question_where_it_is() {
    let mut test = Test::english();
    test.key(Key::Escape);
    assert!(test.asks("Where to?"));
}

#[test]
fn what_cannot_be_is_said_while_it_is_typed() {
    let mut test = Test::english();
    for (address, why) in [
        ("http://h", "A link begins with salon://, not with http://."),
        ("a b", "This is no address."),
        ("h:70000", "“70000” is no port"),
        ("h/%4", "A “%” in the link has no two digits after it."),
    ] {
        test = Test::remembering(address, "Léa");
        assert!(test.sees(why), "{why}");
        test.key(Key::Enter);
        test.expect_no_connection();
    }
    let long = "x".repeat(33);
    for (pseudo, why) in [
        (long.as_str(), "A name has at most 32 characters."),
        ("server", "This name is kept for the server."),
        ("a\u{200B}b", "A name can’t have this character: “U+200B”."),
    ] {
        test = Test::remembering("h", pseudo);
        assert!(test.sees(why), "{why}");
        test.key(Key::Enter);
        test.expect_no_connection();
    }
    drop(test);
}

#[test]
fn what_was_typed_last_is_remembered() {
    let mut test = Test::remembering(LINK, "Léa");
    test.types(Role::TextInput, PSEUDO, "h");
    test.key(Key::Enter);
    assert_eq!(test.accept().pseudo, "Léah");
    let form = test.window.state().form();
    assert_eq!((form.address.as_str(), form.pseudo.as_str()), (LINK, "Léah"));
}

#[test]
fn a_failed_attempt_says_what_to_do() {
    let address = "192.168.1.20:2428".to_owned();
    let cause = "refused".to_owned();
    for (error, said, field) in [
        (refusal(ErrorCode::PseudoTaken), "Somebody here bears this pseudo", PSEUDO),
        (refusal(ErrorCode::PseudoInvalid), "This can’t be a pseudo. Choose another", PSEUDO),
        (refusal(ErrorCode::ServerFull), "The server is full. Try again later.", ADDRESS),
        (
            ClientError::Connect { address: address.clone(), cause },
            "No connection to 192.168.1.20:2428 (refused). Check the address",
            ADDRESS,
        ),
        (ClientError::NotSalon { address }, "is not a Salon server. Check the port.", ADDRESS),
        (
            ClientError::System { cause: "no thread".into() },
            "no thread or socket (no thread). Close some programs, then try again.",
            ADDRESS,
        ),
    ] {
        let mut test = Test::connecting(LINK);
        test.tell(Report::NotConnected(error));
        assert!(test.asks("Where to?") && test.sees(said), "{said}");
        // What was typed is still there, and what is to be changed has the keyboard.
        test.types(Role::TextInput, field, "2");
        assert!(test.value(Role::TextInput, ADDRESS).contains(LINK));
        test.click("Connect");
        test.accept();
        assert!(!test.sees(said), "{said}");
    }
}

#[test]
fn a_thread_that_ends_without_a_word_is_a_lost_connection() {
    let mut test = Test::connecting(LINK);
    test.connection = None;
    test.window.run();
    assert!(test.asks("Where to?") && test.sees("The connection is lost. Connect again."));
    let mut test = Test::in_lobby();
    test.connection = None;
    test.window.run();
    assert!(test.asks("The connection has ended"));
}

#[test]
fn connecting_is_cancelled() {
    let mut test = Test::connecting(LINK);
    test.click("Cancel");
    assert!(test.has_let_go());
    assert!(test.asks("Where to?"));
}

#[test]
fn without_a_room_in_the_link_one_is_chosen() {
    let mut test = Test::connecting("192.168.1.20");
    test.tell(Report::Connected(arrival(ME)));
    test.expect_order(&Order::ListRooms);
    assert!(test.asks("Choose a room") && test.sees("Asking for the rooms…"));
    let topic = "A topic ".repeat(60);
    let rooms = vec![room_info(1, "help", "", 0), room_info(2, "lobby", &topic, 12)];
    test.tell(Report::Rooms(Ok(rooms)));
    for text in ["2 rooms", "help", "nobody", "lobby", "12 members", "A topic"] {
        assert!(test.sees(text), "{text}");
    }
    test.click("Join help, nobody");
    test.expect_order(&Order::Join { room: "help".into() });
    test.tell(Report::Entered(salon::client_ui::Entered {
        id: RoomId(1),
        name: "help".into(),
        topic: String::new(),
        members: vec![member(ME, "Léa")],
    }));
    assert!(!test.asks("Choose a room"));
    assert!(test.sees("Léa (you)") && test.sees("1 member"));
    test.types(Role::MultilineTextInput, "Write to help", "hello");
}

#[test]
fn a_room_is_joined_by_name_and_refused() {
    let mut test = Test::connecting("192.168.1.20");
    test.tell(Report::Connected(arrival(ME)));
    test.tell(Report::Rooms(Ok(vec![])));
    test.expect_order(&Order::ListRooms);
    assert!(test.sees("There is no room."));
    test.types(Role::TextInput, ROOM, "a/b");
    assert!(test.sees("A name can’t have this character: “/”."));
    test.key(Key::Enter);
    test.expect_no_order();
    for _ in 0.."/b".len() {
        test.key(Key::Backspace);
    }
    test.key(Key::Enter);
    test.expect_order(&Order::Join { room: "a".into() });
    test.key(Key::Enter);
    test.expect_no_order();
    let error = refusal(ErrorCode::NoSuchRoom);
    test.tell(Report::NotEntered { room: "a".into(), error });
    assert!(test.sees("You can’t enter a. There is no such room."));
    test.types(Role::TextInput, ROOM, "bc");
    test.click("Join");
    test.expect_order(&Order::Join { room: "abc".into() });
}

#[test]
fn the_list_of_rooms_is_refreshed_and_fails() {
    let mut test = Test::in_lobby();
    test.click("Join a room…");
    test.expect_order(&Order::ListRooms);
    let many = (0..500).map(|i| room_info(i, &format!("room {i:03}"), "", i)).collect();
    test.tell(Report::Rooms(Ok(many)));
    let shown = test.window.query_all_by_label_contains("Join room").count();
    assert!((1..20).contains(&shown), "{shown} rows");
    test.click("Refresh");
    test.expect_order(&Order::ListRooms);
    test.tell(Report::Rooms(Err(lost())));
    assert!(test.sees("The connection is lost. Connect again."));
    test.key(Key::Escape);
    assert!(!test.asks("Choose a room"));
    test.writes("the keyboard is back");
}

#[test]
fn the_room_of_the_link_may_not_be_there() {
    let mut test = Test::connecting(LINK);
    test.tell(Report::Connected(arrival(ME)));
    test.expect_order(&Order::Join { room: "lobby".into() });
    let error = refusal(ErrorCode::NoSuchRoom);
    test.tell(Report::NotEntered { room: "lobby".into(), error });
    test.expect_order(&Order::ListRooms);
    assert!(test.asks("Choose a room"));
    assert!(test.sees("You can’t enter lobby. There is no such room."));
    test.click("Cancel");
    assert!(test.sees("You are connected") && test.sees("You are in no room."));
    test.click("Choose a room…");
    test.expect_order(&Order::ListRooms);
}

#[test]
fn another_pseudo() {
    let mut test = Test::in_lobby();
    test.chooses("Change pseudo…");
    test.types(Role::TextInput, PSEUDO, "h");
    test.key(Key::Enter);
    test.expect_order(&Order::Rename { pseudo: "Léah".into() });
    test.tell(Report::NotRenamed(refusal(ErrorCode::PseudoTaken)));
    assert!(test.sees("Somebody here bears this pseudo"));
    test.types(Role::TextInput, PSEUDO, "!");
    test.key(Key::Enter);
    test.expect_order(&Order::Rename { pseudo: "Léah!".into() });
    let place = test.place(LOBBY, 0);
    let (old, new) = ("Léa".into(), "Léah!".into());
    test.happens(Event::Renamed { room: LOBBY, place, member: ME, old, new });
    test.tell(Report::Renamed { pseudo: "Léah!".into() });
    assert!(!test.asks("What do you want to be called?"));
    assert!(test.sees("Léah! (you)") && test.sees("Léa is now called Léah!"));
    assert_eq!(test.window.state().form().pseudo, "Léah!");
    test.chooses("Change pseudo…");
    test.key(Key::Escape);
    test.expect_no_order();
}

#[test]
fn notices_are_read_one_after_the_other() {
    let mut test = Test::in_lobby();
    let inbox = RoomId::INBOX;
    for (room, scope, text) in [
        (inbox, NoticeScope::Everyone, "Break until ten"),
        (LOBBY, NoticeScope::Room, "This room closes"),
        (inbox, NoticeScope::You, "Come and see me"),
    ] {
        let place = test.place(room, 0);
        test.happens(Event::Notice { room, scope, place, text: text.into() });
    }
    let heading = texts::notice_heading(now());
    assert!(heading.starts_with("Message from the server, "), "{heading}");
    assert!(test.asks(&heading) && test.sees("2 more messages follow."));
    test.passes_a_moment();
    test.key(Key::Enter);
    assert!(test.asks(&heading) && test.sees("To everybody in lobby"));
    assert!(test.sees("1 more message follows."));
    test.key(Key::Escape);
    assert!(test.asks(&heading) && test.sees("To you alone"));
    test.click("Read");
    assert!(!test.asks(&heading));
    // They can be read again.
    for text in ["Break until ten", "This room closes", "Come and see me"] {
        assert!(test.sees(text), "{text}");
    }
    test.writes("the keyboard is back");
}

#[test]
fn a_notice_takes_nothing_from_who_is_typing() {
    let mut test = Test::in_lobby();
    test.writes("See you ");
    let place = test.place(RoomId::INBOX, 0);
    let (room, scope) = (RoomId::INBOX, NoticeScope::Everyone);
    test.happens(Event::Notice { room, scope, place, text: "Soup is ready".into() });
    test.window.event(egui::Event::Text("at ten".into()));
    test.key(Key::Enter);
    let heading = texts::notice_heading(now());
    assert!(test.asks(&heading), "that Enter was not for the notice");
    test.expect_no_order();
    test.passes_a_moment();
    test.key(Key::Enter);
    assert!(!test.asks(&heading));
    test.writes(".");
    test.key(Key::Enter);
    test.expect_order(&post(0, "See you at ten."));
}

#[test]
fn a_notice_comes_before_a_question_and_the_end() {
    let mut test = Test::in_lobby();
    test.chooses("Change pseudo…");
    test.types(Role::TextInput, PSEUDO, "h");
    let place = test.place(RoomId::INBOX, 0);
    let (room, scope) = (RoomId::INBOX, NoticeScope::You);
    test.happens(Event::Notice { room, scope, place, text: "Last warning".into() });
    assert!(test.asks(&texts::notice_heading(now())));
    test.happens(Event::Ended { reason: ByeReason::Kicked, text: "Enough".into() });
    test.click("Read");
    assert!(test.asks("The connection has ended"));
}

#[test]
fn every_end_says_why_and_leads_back() {
    for (reason, words, said) in [
        (ByeReason::Kicked, "Too loud", "The host has removed you."),
        (ByeReason::Banned, "", "The host has banned you."),
        (ByeReason::Stopping, "Good night", "The server has stopped."),
        (ByeReason::Superseded, "", "Your session goes on in another connection."),
    ] {
        let mut test = Test::in_lobby();
        test.posted(TOM, "Tom", 1, "Hello");
        test.writes("half a");
        test.happens(Event::Ended { reason, text: words.into() });
        assert!(test.asks("The connection has ended") && test.sees(said), "{said}");
        assert_eq!(test.sees("The host’s words:"), !words.is_empty());
        assert!(words.is_empty() || test.sees(words));
        test.passes_a_moment();
        test.key(Key::Enter);
        assert!(test.has_let_go());
        // What was said and typed is still there, and so is the way back.
        assert!(test.sees(&format!("{said} What was said and what you are typing stays here.")));
        assert!(
            test.sees("Hello")
                && test.value(Role::MultilineTextInput, "Write to lobby") == "half a"
        );
        test.key(Key::Enter);
        assert!(test.has_let_go());
        test.click("Connect again");
        assert_eq!(test.accept().link.to_string(), LINK);
        test.tell(Report::Connected(arrival(ME)));
        test.expect_order(&Order::Join { room: "lobby".into() });
        test.tell(Report::Entered(lobby()));
        assert!(
            test.sees("A new session has begun") && test.sees("Hello") && test.sees("2 members")
        );
        assert_eq!(test.value(Role::MultilineTextInput, "Write to lobby"), "half a");
    }
}

#[test]
fn a_connection_that_is_lost_for_good_says_why() {
    let mut test = Test::in_lobby();
    let error = refusal(ErrorCode::PseudoTaken);
    test.happens(Event::Disconnected { error, retry_in: None });
    assert!(test.asks("The connection has ended"));
    assert!(test.sees("Somebody here bears this pseudo"));
}

#[test]
fn disconnecting_leads_back() {
    let mut test = Test::in_lobby();
    test.chooses("Disconnect");
    assert!(test.has_let_go());
    assert!(!test.asks("Where to?") && test.sees("You have left."));
    test.click("Connect elsewhere…");
    assert!(test.asks("Where to?"));
    test.click("Cancel");
    assert!(!test.asks("Where to?"));
    test.click("Connect elsewhere…");
    test.click("Connect");
    assert_eq!(test.accept().link.to_string(), LINK);
}
