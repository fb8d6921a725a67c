//! Posts of a room that go from peer to peer: the switch, how far it comes, and what is marked.

use super::harness::{LINK, LOBBY, ME, TOM, Test, arrival, lobby, post};
use super::network::{Guest, Test as RealTest};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::{Role, Toggled};
use egui_kittest::kittest::{NodeT, Queryable};
use salon::client::Content;
use salon::client_ui::{DirectPosts, Order, Reach, Report, Ticket};
use salon::net::{Config, RoomConfig};
use salon::texts::Language;

const SWITCH: &str = "Post directly in lobby";
const MARK: &str = "Directly from peer to peer, past the server";

fn stands(test: &mut Test, offered: bool, paths: Option<(usize, usize)>) {
    let reach = paths.map(|(paths, others)| Reach { paths, others, too_many: false });
    let posts = DirectPosts { offered, reach };
    test.tell(Report::DirectPosts { room: "lobby".into(), posts });
}

/// Whether the switch is on, and how far it says that it comes.
#[track_caller]
fn switch(test: &Test) -> (bool, String) {
    let switch = test.window.get_by_role_and_label(Role::Button, SWITCH);
    let node = switch.accesskit_node();
    (node.toggled() == Some(Toggled::True), node.description().unwrap_or_default())
}

fn allowed(allowed: bool) -> Order {
    Order::PostDirectly { room: "lobby".into(), allowed }
}

#[test]
fn it_is_offered_only_where_the_room_says_so() {
    let mut test = Test::in_lobby();
    assert!(!test.sees(SWITCH));
    stands(&mut test, true, None);
    assert!(matches!(switch(&test), (false, what) if what.contains("straight to them")));
    test.click(SWITCH);
    test.expect_order(&allowed(true));
    assert!(test.sees("see your machine’s address"));
    stands(&mut test, true, Some((0, 1)));
    assert_eq!(switch(&test), (true, "direct to 0 of 1".into()));
    stands(&mut test, true, Some((0, 0)));
    assert_eq!(switch(&test), (true, "nobody else here".into()));
    test.click(SWITCH);
    test.expect_order(&allowed(false));
    stands(&mut test, false, None);
    assert!(!test.sees(SWITCH));
}

#[test]
fn entering_a_room_that_one_is_in_changes_nothing() {
    let mut test = Test::in_lobby();
    stands(&mut test, true, Some((0, 1)));
    test.tell(Report::Entered(lobby()));
    assert_eq!(switch(&test), (true, "direct to 0 of 1".into()));
}

#[test]
fn it_is_typed_as_in_a_terminal() {
    let mut test = Test::in_lobby();
    test.writes("/direct on");
    test.key(Key::Enter);
    test.expect_no_order();
    assert!(test.sees("everything goes through the server"));
    stands(&mut test, true, None);
    test.key(Key::Enter);
    test.expect_order(&allowed(true));
    test.writes("/direct off");
    test.key(Key::Enter);
    test.expect_order(&allowed(false));
}

#[test]
fn what_goes_and_comes_so_is_marked() {
    let mut test = Test::in_lobby();
    stands(&mut test, true, Some((1, 1)));
    test.writes("hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "hello"));
    assert!(test.sees("sending…") && !test.sees(MARK));
    test.tell(Report::SentDirectly { ticket: Ticket(0) });
    assert!(test.sees("hello") && !test.sees("sending…") && test.sees(MARK));

    let mut test = Test::in_lobby();
    test.posted(TOM, "Tom", 1, "by the server");
    assert!(!test.sees(MARK));
    let (room, pseudo) = ("lobby".into(), "Tom".into());
    test.tell(Report::SaidDirectly { room, pseudo, content: Content::plain("past it, Léa") });
    // It has a head of its own, though Tom goes on.
    assert_eq!(test.window.query_all_by_label_contains(MARK).count(), 1);
    test.tell(Report::MissedDirectly { room: "lobby".into(), count: 3 });
    assert!(test.sees("3 events are missing here"));
}

#[test]
fn it_calls_like_any_other_message() {
    let mut test = Test::in_lobby();
    test.window.input_mut().focused = false;
    test.window.run();
    let (room, pseudo) = ("lobby".into(), "Tom".into());
    test.tell(Report::SaidDirectly { room, pseudo, content: Content::plain("past it, @Léa") });
    assert_eq!(test.calls.try_recv().unwrap().0, "Tom mentions you in lobby");
}

#[test]
fn the_switch_is_remembered_with_its_room() {
    let mut test = Test::in_lobby();
    stands(&mut test, true, None);
    test.click(SWITCH);
    let remembered = test.window.state().remembered().clone();
    let mut test = Test::recalling(remembered);
    test.click(&format!("Léa – {LINK}"));
    test.key(Key::Enter);
    test.accept();
    test.tell(Report::Connected(arrival(ME)));
    test.expect_order(&Order::Join { room: "lobby".into() });
    test.tell(Report::Entered(lobby()));
    test.expect_order(&allowed(true));
    // And not with another one.
    test.tell(Report::Entered(salon::client_ui::Entered {
        id: salon::proto::ids::RoomId(LOBBY.0 + 1),
        name: "help".into(),
        ..lobby()
    }));
    test.expect_no_order();
}

#[test]
fn it_is_said_in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    stands(&mut test, true, Some((2, 3)));
    assert!(test.sees("Envoyer directement dans lobby"));
}

/// Draws until the switch says this.
#[track_caller]
fn reaches(guest: &mut Guest, standing: &str) {
    guest.wait_until(|guest| {
        let switch = guest.window().query_by_role_and_label(Role::Button, SWITCH);
        switch.and_then(|switch| switch.accesskit_node().description()).as_deref() == Some(standing)
    });
}

#[test]
fn two_windows_post_past_the_server() {
    let room = RoomConfig { peer_posts: true, ..RoomConfig::new("lobby", "") };
    let mut test = RealTest::start_at(Config { rooms: vec![room], ..Config::default() }, "Zoé");
    test.guest.wait_for("Zoé (you)");
    test.guest.wait_for(SWITCH);
    let mut tom = Guest::connecting(&test.link, "Tom");
    tom.wait_for("Tom (you)");
    tom.wait_for(SWITCH);
    tom.click(SWITCH);
    reaches(&mut tom, "direct to 0 of 1");
    // Zoé doesn't allow it: what Tom says goes through the server.
    tom.says("by the server");
    test.guest.wait_for("by the server");
    assert!(!test.guest.sees(MARK) && !tom.sees(MARK));
    test.guest.click(SWITCH);
    reaches(&mut test.guest, "direct to 1 of 1");
    reaches(&mut tom, "direct to 1 of 1");
    test.guest.says("past it");
    test.guest.wait_for(MARK);
    tom.wait_for("past it");
    assert!(tom.sees(MARK));
    // Who takes it back is reached by the server again.
    test.guest.click(SWITCH);
    reaches(&mut tom, "direct to 0 of 1");
    tom.says("by the server again");
    test.guest.wait_for("by the server again");
    tom.close();
    test.guest.wait_for("Tom left");
    test.guest.close();
}
