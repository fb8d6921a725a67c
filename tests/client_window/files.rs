//! Files: offered, accepted, on their way, and what comes of them.

use super::harness::{ME, TOM, Test};
use super::pictures::drops;
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use salon::client_ui::{Order, Report, TransferAct};
use salon::texts::Language;
use salon::transfer::{Direction, Problem, Speed, To, Transfer, TransferKey, TransferState};
use std::path::PathBuf;
use std::time::Duration;

pub const KEY: TransferKey = TransferKey(3);

pub fn incoming(state: TransferState) -> Transfer {
    Transfer {
        key: KEY,
        direction: Direction::Incoming,
        with: "Tom".into(),
        is_room: false,
        name: "song.flac".into(),
        size: 30_000_000,
        media_type: "audio/flac".into(),
        text: String::new(),
        picture: [].into(),
        done: 0,
        speed: Speed::default(),
        state,
        path: None,
    }
}

fn outgoing(state: TransferState) -> Transfer {
    let path = Some("/home/lea/song.flac".into());
    Transfer { direction: Direction::Outgoing, path, ..incoming(state) }
}

pub fn acts(act: TransferAct) -> Order {
    Order::Transfer { key: KEY, act }
}

fn lobby() -> To {
    To::Room("lobby".into())
}

#[test]
fn a_file_is_named_in_a_dialog() {
    let mut test = Test::in_lobby();
    test.click("Send a file…");
    assert!(test.asks("Send a file to lobby"));
    test.key(Key::Enter);
    test.expect_no_order();
    test.types(Role::TextInput, "File", " \"/a b/c.pdf\" ");
    test.key(Key::Enter);
    test.expect_order(&Order::Offer { path: "/a b/c.pdf".into(), to: lobby() });
    test.tell(Report::Offered { path: "/another".into() });
    assert!(test.asks("Send a file to lobby"), "it is about another file");
    test.tell(Report::Offered { path: "/a b/c.pdf".into() });
    assert!(!test.asks("Send a file to lobby"));
    test.writes("/send");
    test.key(Key::Enter);
    assert!(test.asks("Send a file to lobby"));
    test.key(Key::Escape);
    test.expect_no_order();
    test.writes("/send /c.pdf");
    test.key(Key::Enter);
    test.expect_order(&Order::Offer { path: "/c.pdf".into(), to: lobby() });
}

#[test]
fn files_that_are_dropped_are_offered_to_whoever_is_shown() {
    let mut test = Test::in_lobby();
    test.directed((TOM, "Tom"), (ME, "Léa"), 1, "send it to me");
    test.click("Tom, 1 unread message");
    let [song, text] = ["/x/song.flac", "/x/a.txt"].map(PathBuf::from);
    drops(&mut test, &[song.clone(), text.clone()]);
    let orders = test.connection.as_ref().unwrap().orders.clone();
    let to = || To::Member("Tom".into());
    assert_eq!(orders.try_recv(), Ok(Order::Offer { path: song, to: to() }));
    test.expect_order(&Order::Offer { path: text, to: to() });
}

#[test]
fn what_is_offered_is_accepted_where_downloads_lie() {
    let folder = tempfile::tempdir().unwrap();
    let mut test = Test::saving_in(folder.path());
    let offered = incoming(TransferState::Offered { until: None });
    let text = "first line\nsecond\nthird\nfourth".to_owned();
    test.tell(Report::Transfers(vec![Transfer { text, ..offered }]));
    for said in ["Tom offers song.flac (30\u{a0}MB)", "It will lie in", "first line", "third"] {
        assert!(test.sees(said), "{said}");
    }
    assert!(!test.sees("fourth"));
    test.click("Save song.flac");
    test.expect_order(&acts(TransferAct::Accept(folder.path().to_owned())));
    test.writes("the keyboard is back");
    let path = Some(folder.path().join("song.flac"));
    test.tell(Report::Transfers(vec![Transfer { path, ..incoming(TransferState::Done) }]));
    assert!(test.sees("song.flac (30\u{a0}MB) from Tom"));
    assert!(test.sees("Saved as") && !test.sees("Save song.flac"));
    test.click("Put song.flac away");
    test.expect_order(&acts(TransferAct::Forget));
    test.tell(Report::Transfers(vec![]));
    assert!(!test.sees("song.flac"));
}

#[test]
fn what_is_offered_is_declined() {
    let mut test = Test::in_lobby();
    test.tell(Report::Transfers(vec![incoming(TransferState::Offered { until: None })]));
    test.click("Decline song.flac");
    test.expect_order(&acts(TransferAct::Cancel));
}

#[test]
fn progress_is_shown_paused_and_broken_off() {
    let mut test = Test::in_lobby();
    let speed = Speed { rate: 2e6, left: Some(Duration::from_secs(12)) };
    let running = Transfer { done: 6_000_000, speed, ..outgoing(TransferState::Running) };
    let other = Transfer {
        key: TransferKey(4),
        name: "other.pdf".into(),
        ..incoming(TransferState::Paused { here: false, there: true })
    };
    test.tell(Report::Transfers(vec![running, other]));
    for said in [
        "song.flac (30\u{a0}MB) to Tom",
        "6\u{a0}MB · 2\u{a0}MB/s, 0:12 left",
        "Paused by the other side.",
    ] {
        assert!(test.sees(said), "{said}");
    }
    assert!(test.sees("How much of song.flac is there"));
    test.click("Pause song.flac");
    test.expect_order(&acts(TransferAct::Pause));
    let paused = TransferState::Paused { here: true, there: false };
    test.tell(Report::Transfers(vec![outgoing(paused)]));
    test.click("Go on with song.flac");
    test.expect_order(&acts(TransferAct::Resume));
    test.click("Cancel song.flac");
    test.expect_order(&acts(TransferAct::Cancel));
}

#[test]
fn what_waits_for_this_person_is_above_what_is_over() {
    let mut test = Test::in_lobby();
    let over = |key| Transfer {
        key: TransferKey(key),
        name: format!("old {key}.pdf"),
        ..outgoing(TransferState::Done)
    };
    let offered = incoming(TransferState::Offered { until: None });
    let flows =
        Transfer { key: TransferKey(12), name: "film".into(), ..outgoing(TransferState::Running) };
    let mut all: Vec<_> = (0..3).map(over).collect();
    all.extend([flows, offered]);
    test.tell(Report::Transfers(all));
    let top = |name: &str| {
        test.window.query_all_by_label_contains(name).map(|node| node.rect().top() as i32).min()
    };
    assert!(top("song.flac (30") < top("film (30") && top("film (30") < top("old 0.pdf"));
}

#[test]
fn every_state_has_its_sentence() {
    let room = |state| Transfer { is_room: true, with: "lobby".into(), ..outgoing(state) };
    for (transfer, said) in [
        (outgoing(TransferState::Waiting), "Waits until another offer of yours there is over."),
        (outgoing(TransferState::Offered { until: None }), "Waits for an answer."),
        (outgoing(TransferState::Starting), "about to begin"),
        (incoming(TransferState::NoRoom), "the disk is full; it goes on as soon as you have made"),
        (outgoing(TransferState::Running), "nothing comes at this moment"),
        (incoming(TransferState::Failed(Problem::BrokenOff)), "The other side has broken it off."),
        (outgoing(TransferState::Interrupted), "it goes on as soon as both are connected"),
        (outgoing(TransferState::Done), "It has arrived."),
        (room(TransferState::Done), "The offer is over."),
        (outgoing(TransferState::Cancelled), "It was broken off."),
        (incoming(TransferState::Failed(Problem::Differs)), "Send it again."),
    ] {
        let mut test = Test::in_lobby();
        test.tell(Report::Transfers(vec![transfer]));
        assert!(test.sees(said), "{said}");
    }
}

#[test]
fn what_cannot_be_sent_gets_a_sentence() {
    let mut test = Test::in_lobby();
    let (path, problem) = ("/x/folder".into(), Problem::NotAFile);
    test.tell(Report::NotOffered { path, problem });
    assert!(test.sees("“folder”: This is not a file. Send files one by one."));
    test.closes_lobby("");
    assert!(!test.sees("Send a file…"));
    test.writes("/send /a");
    test.key(Key::Enter);
    test.expect_no_order();
    let field = test.value(Role::MultilineTextInput, "Write to lobby");
    assert!(test.sees("Nothing can be sent here.") && field == "/send /a");
}

#[test]
fn with_the_session_goes_what_is_not_over() {
    let mut test = Test::in_lobby();
    let done = Transfer { name: "done.pdf".into(), ..outgoing(TransferState::Done) };
    test.tell(Report::Transfers(vec![outgoing(TransferState::Running), done]));
    test.ends();
    assert!(test.sees("done.pdf") && !test.sees("song.flac"));
}

#[test]
fn in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    test.tell(Report::Transfers(vec![incoming(TransferState::Offered { until: None })]));
    assert!(test.sees("Tom propose song.flac") && test.sees("Il ira dans"));
    test.click("Refuser song.flac");
    test.expect_order(&acts(TransferAct::Cancel));
}
