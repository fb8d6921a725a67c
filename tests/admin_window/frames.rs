//! How long a frame takes with ten thousand clients. Measured, not judged: what a busy machine takes
//! says nothing of the window.
//!
//! `cargo test --release --test admin_window -- --ignored --nocapture frames`

use crate::harness::{Test, client, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use salon::hub::host::{ClientRow, LinkState, Snapshot, Traffic};
use salon::proto::ids::{MemberId, UnixMillis};
use std::time::{Duration, Instant};

const CLIENTS: u64 = 10_000;

/// A state of a server in which everything differs from row to row and from time to time.
fn snapshot(time: u64) -> Snapshot {
    let row = |id: u64| ClientRow {
        id: MemberId(id),
        address: format!("10.{}.{}.{}:{}", id / 65_536, id / 256 % 256, id % 256, 20_000 + id)
            .parse()
            .unwrap(),
        rooms: vec![format!("room {}", id % 97), "lobby".into()],
        last_message: Some(UnixMillis(now().0 - (id * 7_919 % 3_600_000) as i64)),
        since: UnixMillis(now().0 - (id * 104_729 % 86_400_000) as i64),
        link: if id.is_multiple_of(50) { LinkState::Lost } else { LinkState::Online },
        traffic: Traffic {
            messages_in: id * 31 % 1_000 + time,
            bytes_in: id * 577 % 100_000 + time * 80,
            messages_out: id * 97 % 100_000 + time * 10,
            bytes_out: id * 9_973 % 10_000_000 + time * 800,
        },
        round_trip: Some(Duration::from_micros(id * 13 % 90_000)),
        lag: id % 11,
        ..client(1, &format!("Guest {:05}", id * 7_919 % CLIENTS))
    };
    Snapshot {
        at: UnixMillis(now().0 + time as i64 * 100),
        clients: (1..=CLIENTS).map(row).collect(),
        rooms: vec![lobby()],
        traffic: Traffic { messages_out: time * 1_000, ..Traffic::default() },
        ..Snapshot::default()
    }
}

/// Draws frames, each after `before`, down to the triangles, and tells how long they took.
fn measure(test: &mut Test, what: &str, mut before: impl FnMut(&mut Test, u64)) {
    let mut times: Vec<Duration> = (0..60)
        .map(|frame| {
            before(test, frame);
            let began = Instant::now();
            test.window.step();
            let shapes = test.window.output().shapes.clone();
            let triangles = test.window.ctx.tessellate(shapes, 1.0);
            assert!(!triangles.is_empty());
            began.elapsed()
        })
        .collect();
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1e3;
    println!("{what}: median {:.2} ms, highest {:.2} ms", ms(30), ms(59));
}

#[test]
#[ignore = "measures"]
fn frames_with_ten_thousand_clients() {
    let mut test = Test::english();
    test.shows_all(snapshot(0));
    measure(&mut test, "nothing new", |_, _| {});
    measure(&mut test, "the pointer moves", |test, frame| {
        test.window.hover_at(egui::pos2(200.0, 300.0 + frame as f32));
    });
    measure(&mut test, "scrolling", |test, _| {
        test.window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -300.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
    });
    measure(&mut test, "a new snapshot each, sorted by pseudo", |test, time| {
        test.snapshots.send(snapshot(time + 1).into()).unwrap();
    });
    test.click("Sort by Out");
    measure(&mut test, "a new snapshot each, sorted by messages", |test, time| {
        test.snapshots.send(snapshot(time + 100).into()).unwrap();
    });
    test.focus(Role::TextInput, "Find");
    test.types(Role::TextInput, "Find", "room 5");
    measure(&mut test, "a new snapshot each, searched", |test, time| {
        test.snapshots.send(snapshot(time + 200).into()).unwrap();
    });
    test.key(Key::F6);
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    test.window.run();
    measure(&mut test, "the same, all found ones chosen", |test, time| {
        test.snapshots.send(snapshot(time + 300).into()).unwrap();
    });
}
