//! The host's window without a server and without a display: snapshots go in, commands come out.

#![cfg(feature = "windows")]

mod acts;
mod dialogs;
mod drawer;
mod failing;
mod frames;
mod harness;
mod introducing;
mod keyboard;
#[path = "../support/screen.rs"]
mod screen;
mod small;
mod table;

use egui::accesskit::Role;
use egui::{Key, OutputCommand, ViewportId};
use egui_kittest::kittest::Queryable;
use harness::{LINK, Test, client, kick, lobby, now};
use salon::admin_ui::Reach;
use salon::hub::host::{ClientRow, HostError, LinkState, Snapshot};
use salon::proto::ids::{MemberId, UnixMillis};
use salon::texts;
use screen::Screen;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

const MINUTE: i64 = 60_000;

#[test]
fn an_empty_server_says_what_to_do_first() {
    let mut test = Test::english();
    for text in ["Nobody is here yet", "Hand out the link.", LINK, "listening on [::]:2428"] {
        assert!(test.sees(text), "{text}");
    }
    assert!(test.sees("There is no room"));
    test.shows(vec![client(1, "Léa")], vec![lobby()]);
    assert!(!test.sees("Nobody is here yet"));
    assert!(!test.sees("There is no room"));
}

#[test]
fn a_link_that_leads_nowhere_says_so_and_how_to_mend_it() {
    let test = Test::english_where(|| Reach::ThisMachine);
    assert!(test.sees("the server listens on [::]:2428 alone"));
    assert!(test.sees("Start it with --listen [::]:2428"));
    let connected = Rc::new(Cell::new(false));
    let network = Rc::clone(&connected);
    let reach = move || if network.get() { Reach::Network } else { Reach::NoNetwork };
    let mut test = Test::english_where(reach);
    assert!(test.sees("Connect it to a network, then look again."));
    test.click("Look again");
    assert!(test.sees("it is in no network"));
    connected.set(true);
    test.click("Look again");
    assert!(!test.sees("Nobody but this machine"));
}

#[test]
fn rows_appear_change_and_vanish() {
    let mut test = Test::english().with_two();
    for text in ["2 clients", "Léa", "192.168.1.1:50001", "Tom", "lobby, help", "none yet"] {
        assert!(test.sees(text), "{text}");
    }
    for text in ["1 room", "2 members", "Where everybody arrives"] {
        assert!(test.sees(text), "{text}");
    }
    let at = UnixMillis(now().0 - 3 * MINUTE);
    let link = LinkState::Lost;
    test.shows(
        vec![ClientRow { last_message: Some(at), link, rooms: vec![], ..client(1, "Léa") }],
        vec![],
    );
    let clock = texts::clock(at, now());
    for text in ["1 client", "Léa", "lost", "3 min ago", clock.as_str()] {
        assert!(test.sees(text), "{text}");
    }
    for text in ["Tom", "2 clients", "lobby, help", "none yet", "1 room"] {
        assert!(!test.sees(text), "{text}");
    }
}

#[test]
fn only_the_newest_snapshot_counts() {
    let mut test = Test::english();
    for pseudo in ["Ann", "Bob"] {
        let snapshot = Snapshot { clients: vec![client(1, pseudo)], ..Snapshot::default() };
        test.snapshots.send(Arc::new(snapshot)).unwrap();
    }
    test.window.run();
    assert!(test.sees("Bob") && !test.sees("Ann"));
}

#[test]
fn an_ipv4_client_over_ipv6_is_shown_as_ipv4() {
    let mut test = Test::english();
    let address = "[::ffff:10.0.0.5]:4000".parse().unwrap();
    test.shows(vec![ClientRow { address, ..client(1, "Léa") }], vec![]);
    assert!(test.sees("10.0.0.5:4000") && !test.sees("ffff"));
}

#[test]
fn of_many_clients_only_those_in_sight_are_laid_out() {
    let mut test = Test::english();
    let guest = |i: u64| ClientRow { id: MemberId(i), ..client(1, &format!("guest {i:05}")) };
    test.shows((0..20_000).map(guest).collect(), vec![]);
    assert!(test.sees("20,000 clients") && test.sees("guest 00000"));
    let shown = test.window.query_all_by_label_contains("Kick guest").count();
    assert!((1..50).contains(&shown), "{shown} rows");
}

#[test]
fn clients_are_found_by_pseudo_address_and_room() {
    let mut test = Test::english();
    let tom = ClientRow { rooms: vec!["Ärger".into()], ..client(2, "Tom") };
    test.shows(vec![client(1, "Léa"), tom], vec![lobby()]);
    for (text, lea, tom) in [("LÉ", true, false), ("1.2:5", false, true), ("ärg", false, true)] {
        test.focus(Role::TextInput, "Find");
        test.types(Role::TextInput, "Find", text);
        assert_eq!((test.sees("Kick Léa"), test.sees("Kick Tom")), (lea, tom), "{text}");
        test.types(Role::TextInput, "Find", "#");
        assert!(test.sees("Nobody matches"));
        test.click("Show everybody");
        assert!(test.sees("Kick Léa") && test.sees("Kick Tom"));
    }
    test.click("2 members – Show who is in lobby");
    assert!(test.sees("Kick Léa") && !test.sees("Kick Tom"));
}

#[test]
fn the_link_is_copied() {
    let mut test = Test::english();
    // One button at the top, one in the middle while nobody is here.
    for at in 0..2 {
        let mut buttons = test.window.query_all_by_role_and_label(Role::Button, "Copy the link");
        buttons.nth(at).unwrap().click();
        drop(buttons);
        test.window.step();
        let done = &test.window.output().platform_output.commands;
        assert!(done.contains(&OutputCommand::CopyText(LINK.into())), "{done:?}");
        test.window.run();
        assert!(test.sees("The link is on the clipboard."));
    }
}

#[test]
fn a_server_that_stops_fails_what_is_on_its_way_and_closes_the_window() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.key(Key::Enter);
    test.window.step();
    assert!(!test.closes());
    (test.answers, test.stopped) = (None, None);
    test.window.step();
    assert!(test.closes());
    assert!(test.sees("Léa was not kicked. The server has stopped."));
}

#[test]
fn at_rest_the_window_asks_to_be_drawn_once_a_minute_at_most() {
    let mut test = Test::english().with_two();
    test.window.step();
    let output = &test.window.output().viewport_output[&ViewportId::ROOT];
    assert!(output.repaint_delay.as_secs() >= 59, "{:?}", output.repaint_delay);
}

#[test]
fn the_window_speaks_french() {
    let mut test = Test::french().with_two();
    for text in ["2 clients", "Adresse", "Dernier message", "aucun", "Lien à distribuer"] {
        assert!(test.sees(text), "{text}");
    }
    test.click("Exclure Léa");
    assert!(test.asks("Exclure Léa\u{a0}?"));
    test.key(Key::Enter);
    test.expect_command(&kick(1, ""));
    test.answer(Err(HostError::NoSuchMember));
    assert!(test.sees("Léa n’a pas été exclu·e. Ce client n’est plus là."));
    test.click("Réglages");
    test.window.get_by_role_and_label(Role::RadioButton, "English").click();
    test.window.run();
    test.click("Close");
    assert!(test.sees("Last message"));
}
