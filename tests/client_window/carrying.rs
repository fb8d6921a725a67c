//! Files between windows and a real server: to a person, to a room, and what becomes of them when the
//! connection is lost or a window is closed in the middle.

use super::network::{Guest, SOON, Test};
use super::screen::Screen;
use crossbeam_channel::{bounded, select};
use egui::Key;
use egui::accesskit::Role;
use salon::net::{Config, Limits, Rate, Server, Transfers as Share};
use salon::transfer::{To, TransferState, Transfers};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A server on which a transfer takes so long that a test can do something meanwhile.
fn slow() -> Config {
    let limits = Limits { posts: Rate::UNLIMITED, requests: Rate::UNLIMITED, ..Limits::default() };
    Config { limits, transfers: Share { share: 1, ..Share::default() }, ..Config::default() }
}

fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    fastrand::Rng::with_seed(len as u64).fill(&mut bytes);
    bytes
}

impl Test {
    /// A window of somebody who is in the lobby.
    fn joined_by(&self, pseudo: &str) -> Guest {
        let mut guest = Guest::connecting(&self.link, pseudo);
        guest.wait_for(&format!("{pseudo} (you)"));
        guest
    }
}

impl Guest {
    /// Writes a file where this person is at home.
    fn writes_file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Names a file in the dialog.
    fn names(&mut self, path: &Path) {
        if !self.asks("Send a file to lobby") {
            self.click("Send a file…");
        }
        self.types(Role::TextInput, "File", &path.display().to_string());
        self.key(Key::Enter);
    }

    /// Draws until it is no longer asked which file to send.
    fn has_sent(&mut self) {
        self.wait_until(|guest| !guest.asks("Send a file to lobby"));
    }
}

#[test]
fn a_file_comes_through_a_real_server() {
    let mut test = Test::start_at(Config::default(), "Zoé");
    test.guest.wait_for("Zoé (you)");
    let client = Arc::new(test.other("Tom"));
    test.guest.wait_for("Tom");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("été.txt");
    fs::write(&path, "hello").unwrap();
    let transfers = Transfers::new(Arc::clone(&client), &folder.path().join("memory")).unwrap();
    transfers.offer(&path, To::Member("Zoé".into())).unwrap();
    test.guest.wait_for("Tom offers été.txt (5\u{a0}B)");
    assert!(test.guest.sees("hello"), "its beginning is shown");
    let (wakes, woken) = bounded(1);
    client.events().on_event(Box::new(move || {
        // Full means that it is woken already.
        let _ = wakes.try_send(());
    }));
    let carries = std::thread::spawn(move || {
        loop {
            while let Ok(event) = client.events().try_recv() {
                transfers.handle(&event);
            }
            let list = transfers.list();
            if list.iter().all(|transfer| transfer.state.is_over()) {
                return list.into_iter().map(|transfer| transfer.state).collect::<Vec<_>>();
            }
            select! {
                recv(woken) -> _ => {}
                recv(transfers.changed()) -> _ => {}
                default(SOON) => panic!("it never arrived"),
            }
        }
    });
    test.guest.click("Save été.txt");
    test.guest.wait_for("Saved as");
    assert_eq!(fs::read(test.guest.home.path().join("été.txt")).unwrap(), b"hello");
    assert_eq!(carries.join().unwrap(), [TransferState::Done]);
    test.guest.click("Put été.txt away");
    test.guest.close();
}

#[test]
fn what_is_offered_to_a_room_is_taken_by_whoever_wants_it() {
    let mut test = Test::start_at(Config::default(), "Zoé");
    test.guest.wait_for("Zoé (you)");
    let tom = test.joined_by("Tom");
    test.guest.wait_for("Tom joined");
    let mut others = [tom, test.joined_by("Eve")];
    test.guest.wait_for("Tom and Eve joined");
    let path = test.guest.writes_file("plan.txt", b"north");
    test.guest.names(&path);
    test.guest.has_sent();
    test.guest.wait_for("plan.txt (5\u{a0}B) to lobby");
    for other in &mut others {
        other.wait_for("Zoé offers plan.txt (5\u{a0}B)");
    }
    let [tom, eve] = &mut others;
    tom.click("Save plan.txt");
    eve.click("Decline plan.txt");
    tom.wait_for("Saved as");
    assert_eq!(fs::read(tom.home.path().join("plan.txt")).unwrap(), b"north");
    // Each who takes it has a card, and the offer one of its own.
    test.guest.wait_for("plan.txt (5\u{a0}B) to Tom");
    test.guest.wait_for("The offer is over.");
    test.guest.wait_for("It has arrived.");
    assert!(!test.guest.sees("plan.txt (5\u{a0}B) to Eve"));
    eve.wait_for("It was broken off.");
    others.into_iter().for_each(|other| drop(other.close()));
    test.guest.close();
}

#[test]
fn what_can_not_be_offered_is_said_where_it_was_named() {
    let mut test = Test::start_at(Config::default(), "Zoé");
    test.guest.wait_for("Zoé (you)");
    let path = test.guest.writes_file("plan.txt", b"north");
    let all = |guest: &mut Guest| {
        guest.window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        guest.window.run();
    };
    for (path, said) in [
        (path.with_extension("odt"), "The file can’t be read (it is not there)."),
        (path.join("x"), "The file can’t be read (a part of the path is no folder)."),
        (test.guest.home.path().to_owned(), "This is not a file. Send files one by one."),
    ] {
        test.guest.names(&path);
        test.guest.wait_for(said);
        assert!(test.guest.asks("Send a file to lobby"), "{said}");
        all(&mut test.guest);
    }
    test.guest.names(&path);
    test.guest.has_sent();
    test.guest.wait_for("Nobody is there to take it. Check the name.");
    test.guest.close();
}

/// Zoé sends Tom a film, of which something has come.
fn begun(test: &mut Test, content: &[u8]) -> Guest {
    test.guest.wait_for("Zoé (you)");
    let mut tom = test.joined_by("Tom");
    test.guest.wait_for("Tom joined");
    let film = test.guest.writes_file("film", content);
    test.guest.names(&film);
    test.guest.has_sent();
    tom.wait_for("Zoé offers film (20\u{a0}MB)");
    tom.click("Save film");
    tom.wait_for("left");
    test.guest.wait_for("film (20\u{a0}MB) to Tom");
    tom
}

#[test]
fn a_window_that_is_opened_again_goes_on() {
    let mut test = Test::start_at(slow(), "Zoé");
    let content = noise(20_000_000);
    let mut tom = begun(&mut test, &content);
    tom.click("Pause film");
    tom.wait_for("paused");
    test.guest.wait_for("Paused by the other side.");
    let home = tom.close();
    assert!(!home.path().join("film").exists(), "half of it has no name");
    test.guest.wait_for("interrupted; it goes on as soon as both are connected");
    let mut tom = Guest::at_home(&test.link, "Tom", home);
    tom.wait_for("film (20\u{a0}MB) from Zoé");
    tom.wait_for("Saved as");
    assert!(!tom.sees("offers you a file"), "nobody is called to what they have accepted");
    assert!(fs::read(tom.home.path().join("film")).unwrap() == content);
    test.guest.wait_for("It has arrived.");
    tom.close();
    test.guest.close();
}

#[test]
fn a_file_goes_on_after_the_connection_was_lost() {
    let mut test = Test::start_at(slow(), "Zoé");
    let content = noise(20_000_000);
    let mut tom = begun(&mut test, &content);
    let listen = test.server.as_ref().unwrap().local_addr();
    test.server.take().unwrap().stop("");
    tom.wait_for("The connection is lost.");
    test.guest.wait_for("The connection is lost.");
    let _second = loop {
        if let Ok(server) = Server::start(Config { listen, ..Config::default() }) {
            break server;
        }
    };
    for guest in [&mut tom, &mut test.guest] {
        guest.click("Try now");
        guest.wait_until(|guest| !guest.sees("The connection is lost."));
    }
    tom.wait_for("Saved as");
    assert!(fs::read(tom.home.path().join("film")).unwrap() == content);
    test.guest.wait_for("It has arrived.");
    tom.close();
    test.guest.close();
}
