//! Two who draw through a real server, one of them in a window.

use crate::board::{Cursor, Line, Point};
use crate::seat::Seat;
use crate::window::Window;
use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use salon::client::Link;
use salon::net::{Config, RoomConfig, Server};
use salon::proto::ids::MemberId;
use salon::texts::{Language, set_language};
use std::net::Ipv4Addr;
use std::time::Duration;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

fn server() -> (Server, Link) {
    let rooms = vec![RoomConfig::new("board", "")];
    let listen = (Ipv4Addr::LOCALHOST, 0).into();
    let server = Server::start(Config { listen, rooms, ..Config::default() }).unwrap();
    let link = Link::new("127.0.0.1", server.local_addr().port());
    (server, link)
}

/// Events, until it is so.
#[track_caller]
fn until(seat: &mut Seat, is_so: impl Fn(&Seat) -> bool) {
    while !is_so(seat) {
        let event = seat.client.events().recv_timeout(PATIENCE).expect("an event in time");
        seat.happens(event);
    }
}

fn line(colour: u8, points: &[(i16, i16)]) -> Line {
    Line { colour, points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect() }
}

fn lines(seat: &Seat) -> Vec<(MemberId, Line)> {
    let lines = seat.board.lines.iter();
    lines.map(|drawn| (MemberId(drawn.author), drawn.line.clone())).collect()
}

#[test]
fn who_comes_late_sees_the_drawing_and_the_pointers() {
    let (_server, link) = server();
    let mut ada = Seat::take(&link, "Ada").unwrap();
    let house = line(0, &[(1, 2), (3, 4)]);
    ada.post(&house);
    let mut zoe = Seat::take(&link, "Zoé").unwrap();
    let (of_ada, of_zoe) = (ada.client.member(), zoe.client.member());
    let sun = line(2, &[(9, 9)]);
    zoe.post(&sun);
    let both = vec![(of_ada, house.clone()), (of_zoe, sun)];
    until(&mut ada, |ada| lines(ada) == both);
    until(&mut zoe, |zoe| lines(zoe) == both);

    let cursor = Cursor { at: Some(Point { x: 5, y: 6 }), line: line(3, &[(4, 6), (5, 6)]) };
    ada.room.latest(0, &cursor).unwrap();
    until(&mut zoe, |zoe| zoe.cursors.get(&of_ada) == Some(&("Ada".into(), cursor.clone())));

    // Everybody takes back their own.
    zoe.post(&crate::board::Undo {});
    until(&mut ada, |ada| lines(ada) == [(of_ada, house.clone())]);
    ada.client.bye().unwrap();
    // That she is gone comes by another way than what was drawn.
    until(&mut zoe, |zoe| zoe.cursors.is_empty() && lines(zoe) == [(of_ada, house.clone())]);
}

/// A window without a display.
fn open(seat: Seat) -> Harness<'static, Window> {
    let window = Window { seat, cursor: Cursor::default() };
    Harness::builder()
        .with_size([820.0, 600.0])
        .with_context_setup(salon::look::install)
        .build_ui_state(
            |ui, window: &mut Window| {
                eframe::App::ui(window, ui, &mut eframe::Frame::_new_kittest());
            },
            window,
        )
}

fn drag(window: &mut Harness<'static, Window>, points: &[Pos2]) {
    let button = |pos, pressed| {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        Event::PointerButton { pos, button, pressed, modifiers }
    };
    let (first, last) = (points[0], points[points.len() - 1]);
    window.event(Event::PointerMoved(first));
    window.event(button(first, true));
    window.run_steps(1);
    for point in points {
        window.event(Event::PointerMoved(*point));
        window.run_steps(1);
    }
    window.event(button(last, false));
    window.run_steps(2);
}

#[test]
fn a_line_is_drawn_seen_while_it_is_drawn_and_taken_back() {
    set_language(Language::English);
    let (server, link) = server();
    let mut zoe = Seat::take(&link, "Zoé").unwrap();
    let ada = Seat::take(&link, "Ada").unwrap();
    let of_ada = ada.client.member();
    let mut window = open(ada);
    window.get_by_role_and_label(Role::RadioButton, "Red").click();
    window.run_steps(2);
    drag(&mut window, &[pos2(300.0, 300.0), pos2(350.0, 300.0), pos2(350.0, 340.0)]);
    until(&mut zoe, |zoe| !lines(zoe).is_empty());
    let (author, drawn) = lines(&zoe).remove(0);
    assert_eq!((author, drawn.colour, drawn.points.len()), (of_ada, 1, 3));
    // The sheet has units of its own, which don't depend on the window.
    let moved = |a: Point, b: Point| (b.x - a.x, b.y - a.y);
    let (right, down) =
        (moved(drawn.points[0], drawn.points[1]), moved(drawn.points[1], drawn.points[2]));
    assert!(right.0 > 50 && right.1 == 0 && down.0 == 0 && down.1 > 50, "{drawn:?}");
    // The pointer was seen, and draws no more.
    let rests = |(pseudo, cursor): &(String, Cursor)| {
        pseudo == "Ada"
            && cursor.at == drawn.points.last().copied()
            && cursor.line.points.is_empty()
    };
    until(&mut zoe, |zoe| zoe.cursors.get(&of_ada).is_some_and(rests));

    let seat = |window: &mut Harness<'static, Window>, is_so: &dyn Fn(&Seat) -> bool| {
        until(&mut window.state_mut().seat, is_so);
        window.run_steps(2);
    };
    seat(&mut window, &|ada| !lines(ada).is_empty());
    assert!(window.state().seat.unsure.is_empty());
    assert!(window.query_by_label("Zoé").is_some());
    window.get_by_label("Undo (Ctrl+Z)").click();
    window.run_steps(2);
    seat(&mut window, &|ada| lines(ada).is_empty());
    until(&mut zoe, |zoe| lines(zoe).is_empty());

    // What is drawn without a connection stays, and a person is told.
    server.stop("");
    seat(&mut window, &|ada| ada.trouble.is_some() && !ada.client.is_online());
    let trouble = window.state().seat.trouble.clone().unwrap();
    assert!(window.query_by_label(&trouble).is_some());
    drag(&mut window, &[pos2(300.0, 300.0), pos2(310.0, 300.0)]);
    assert_eq!(window.state().seat.unsure.len(), 1);

    set_language(Language::French);
    window.run_steps(2);
    for name in ["Noir", "Rouge", "Orange", "Vert", "Bleu", "Violet"] {
        window.get_by_role_and_label(Role::RadioButton, name);
    }
    window.get_by_label("Annuler (Ctrl+Z)");
}
