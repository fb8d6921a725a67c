//! Small windows, as one at 200 % is: everything stays within them.

use crate::direct;
use crate::harness::{LINK, LOBBY, ME, TOM, Test, arrival, lost, member, room_info};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Vec2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use salon::client::Event;
use salon::client_ui::{DirectPosts, DirectReport, Met, Reach, Report};
use salon::peer::Path;
use salon::proto::error_code::{ByeReason, ErrorCode, NoticeScope};
use salon::proto::ids::MemberId;
use salon::texts::{self, Language};
use std::time::Duration;

/// The smallest that the window may be, and 800×600 and 1280×800 at 200 %.
const SIZES: [Vec2; 3] = [vec2(420.0, 380.0), vec2(400.0, 300.0), vec2(640.0, 400.0)];

const ROLES: [Role; 6] = [
    Role::Label,
    Role::Button,
    Role::TextInput,
    Role::MultilineTextInput,
    Role::CheckBox,
    Role::RadioButton,
];

/// Every word and button stands within the window, and no word stands in letters below one another.
#[track_caller]
fn nothing_sticks_out(test: &Test, size: Vec2, what: &str) {
    let window = Rect::from_min_size(egui::Pos2::ZERO, size).expand(1.0);
    for node in test.window.query_all_by(|node| ROLES.contains(&node.role())) {
        let (place, label) = (node.rect(), node.accesskit_node().label().unwrap_or_default());
        let inside = place.left() >= window.left() && place.right() <= window.right();
        assert!(inside, "{what} at {size}: “{label}” stands at {place}");
        let button = node.accesskit_node().role() == Role::Button;
        let tall = button && place.height() > 80.0 && place.height() > 2.0 * place.width();
        assert!(!tall, "{what} at {size}: “{label}” is {place}");
    }
}

/// Draws something at every size, in both languages, and looks.
fn everywhere(what: &str, begin: fn(Language) -> Test, act: fn(&mut Test)) {
    for language in Language::ALL {
        for size in SIZES {
            let mut test = begin(language);
            test.window.set_size(size);
            test.window.run_steps(3);
            act(&mut test);
            test.window.run_steps(3);
            nothing_sticks_out(&test, size, what);
        }
    }
}

fn full_lobby(language: Language) -> Test {
    let mut test = Test::in_lobby_in(language);
    let many = (10..60).map(|i| member(MemberId(i), &format!("A rather long name, no. {i}")));
    test.tell(Report::Members { room: "lobby".into(), members: many.collect() });
    test.posted(TOM, "A rather long name, no. 10", 1, &"Unbreakable".repeat(60));
    test.posted(TOM, "Tom", 2, &"many words ".repeat(300));
    test.posted(
        TOM,
        "Tom",
        3,
        "see https://example.org/with/a/path/that/does/not/end/before/the/margin?a=b",
    );
    test
}

#[test]
fn a_full_conversation() {
    everywhere("a conversation", full_lobby, |_| {});
    everywhere("the search", full_lobby, |test| {
        test.window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    });
    everywhere("what is chosen", full_lobby, |test| {
        test.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    });
}

#[test]
fn the_connection_is_lost() {
    everywhere("the banner", full_lobby, |test| {
        let retry_in = Some(Duration::from_secs(1_000));
        let report = Report::Happened(Event::Disconnected { error: lost(), retry_in });
        test.connection.as_ref().unwrap().reports.send(report).unwrap();
    });
}

#[test]
fn the_session_ends() {
    let end = |test: &mut Test| {
        let text = "The host’s words are long, too. ".repeat(6);
        test.happens(Event::Ended { reason: ByeReason::Kicked, text });
    };
    everywhere("the end", full_lobby, end);
    everywhere("after the end", full_lobby, |test| test.ends());
}

#[test]
fn what_is_asked() {
    let asks_where = |language| {
        let mut test = Test::connecting_in(language, LINK);
        let address = "a-very-long-name-of-a-host.example.org:2428".to_owned();
        let cause = "failed to lookup address information".to_owned();
        let error = salon::client::ClientError::Connect { address, cause };
        test.tell(Report::NotConnected(error));
        test
    };
    everywhere("where to", asks_where, |_| {});
    everywhere("which room", full_lobby, |test| {
        test.window.key_press_modifiers(Modifiers::COMMAND, Key::J);
        test.window.run();
        let topic = "A topic that is rather long. ".repeat(9);
        let rooms =
            (0..40).map(|i| room_info(i, &format!("a room with a long name {i}"), &topic, i));
        test.tell(Report::Rooms(Ok(rooms.collect())));
        let error = crate::harness::refusal(ErrorCode::TooManyRooms);
        test.tell(Report::NotEntered { room: "a room with a long name 1".into(), error });
    });
    everywhere("the settings", full_lobby, |test| {
        test.window.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    });
    everywhere("the help", full_lobby, |test| test.key(Key::F1));
}

#[test]
fn the_host_speaks() {
    everywhere("a notice", full_lobby, |test| {
        let (room, place) = (LOBBY, test.place(LOBBY, 0));
        let text = "Words of the host. ".repeat(80);
        test.happens(Event::Notice { room, place, scope: NoticeScope::Room, text });
    });
}

#[test]
fn two_talk_directly() {
    const LONG: &str = "A rather long name, no. 10";
    let ask = |test: &mut Test| direct::opens(test, &direct::question(TOM, LONG, &[ME]));
    everywhere("a question", full_lobby, ask);
    everywhere("a direct conversation", full_lobby, |test| {
        direct::opens(test, &direct::question(TOM, LONG, &[ME]));
        let (agree, go) = match texts::language() {
            Language::English => (format!("Agree to talk to {LONG} directly"), "Go there"),
            Language::French => (format!("Accepter de parler directement avec {LONG}"), "Y aller"),
        };
        test.click(&agree);
        let thread = direct::introduced(test);
        test.window.run_steps(3);
        let met = Met { path: Path::Relayed, code: "123 456".into() };
        thread.tell(test, DirectReport::Met(met));
        test.click(go);
        test.window.run_steps(3);
        // While it is open: the thread goes with this function.
        let size = test.window.ctx.content_rect().size();
        nothing_sticks_out(test, size, "an open direct conversation");
    });
    everywhere("posts that go directly", full_lobby, |test| {
        let reach = Some(Reach { paths: 6, others: 7, too_many: false });
        let posts = DirectPosts { offered: true, reach };
        test.tell(Report::DirectPosts { room: "lobby".into(), posts });
    });
}

#[test]
fn the_field_of_the_rooms_is_in_sight() {
    let mut test = Test::connecting("192.168.1.20");
    test.tell(Report::Connected(arrival(crate::harness::ME)));
    test.window.set_size(vec2(640.0, 400.0));
    let rooms = (0..40).map(|i| room_info(i, &format!("room {i}"), "", i));
    test.tell(Report::Rooms(Ok(rooms.collect())));
    let field = test.window.get_by_role_and_label(Role::TextInput, "Or its name").rect();
    let button = test.window.get_by_role_and_label(Role::Button, "Join").rect();
    assert!(field.bottom() < button.top() && button.bottom() < 400.0, "{field} {button}");
}
