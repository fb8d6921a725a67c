//! The window with its real connection, and a real server.

use super::harness::harness;
use crossbeam_channel::{Receiver, bounded};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use salon::client::{Client, Event, Link, Options};
use salon::client_ui::{ClientWindow, ConnectForm, Wake, connector};
use salon::hub::host::{Command, NoticeTarget};
use salon::net::{Config, Server};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

struct Test {
    server: Option<Server>,
    link: Link,
    window: Harness<'static, ClientWindow>,
    woken: Receiver<()>,
    ended: Receiver<()>,
}

impl Test {
    fn start(pseudo: &str) -> Self {
        let listen = "127.0.0.1:0".parse().unwrap();
        let server = Server::start(Config { listen, ..Config::default() }).unwrap();
        let mut link = Link::new("127.0.0.1", server.local_addr().port());
        link.room = Some("lobby".into());
        let (window, woken, ended) = window(&link, pseudo);
        Self { server: Some(server), link, window, woken, ended }
    }

    /// Somebody else, in the lobby.
    fn guest(&self, pseudo: &str) -> Client {
        let client = Client::connect(&self.link, Options::new(pseudo)).unwrap();
        client.join("lobby").unwrap();
        client
    }

    /// Draws whenever the window is woken, until it shows this.
    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + SOON;
        loop {
            self.window.run();
            if self.window.query_all_by_label_contains(text).next().is_some() {
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(self.woken.recv_timeout(left).is_ok(), "{text} never appeared");
        }
    }

    fn says(&mut self, text: &str) {
        let field = self.window.get_by_role_and_label(Role::MultilineTextInput, "Write to lobby");
        assert!(field.is_focused());
        field.type_text(text);
        self.window.run();
        self.window.key_press(Key::Enter);
        self.window.run();
    }
}

/// A window that connects, when it is woken, and when its connection's thread has ended.
fn window(
    link: &Link,
    pseudo: &str,
) -> (Harness<'static, ClientWindow>, Receiver<()>, Receiver<()>) {
    let (woken, wakes) = bounded(1);
    let wake: Wake = Arc::new(move || {
        // Full means that it is woken already.
        let _ = woken.try_send(());
    });
    let (alive, ended) = bounded(0);
    let form = ConnectForm::new(link.to_string(), pseudo.into());
    let window = ClientWindow::new(connector(wake, alive), form).connecting();
    (harness(window), wakes, ended)
}

/// The next thing that somebody says where this client hears it.
#[track_caller]
fn hears(client: &Client) -> (String, String) {
    let until = Instant::now() + SOON;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match client.events().recv_timeout(left).expect("somebody says something") {
            Event::Posted { pseudo, content, .. } | Event::Directed { pseudo, content, .. } => {
                return (pseudo, content.text().unwrap().to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn a_whole_visit() {
    let mut test = Test::start("Visitor");
    test.wait_for("Visitor (you)");
    let tom = test.guest("Tom");
    test.wait_for("Tom joined");
    test.says("Hello Tom");
    assert_eq!(hears(&tom), ("Visitor".into(), "Hello Tom".into()));
    tom.direct("Visitor", "psst").unwrap();
    assert_eq!(hears(&tom), ("Tom".into(), "psst".into()));
    test.wait_for("Tom, 1 unread message");
    let room = tom.join("lobby").unwrap();
    room.post("Hello everybody").unwrap();
    test.wait_for("Hello everybody");
    assert!(test.window.query_by_label_contains("sending…").is_none());

    let host = test.server.as_ref().unwrap().host();
    let text = "Break until ten".to_owned();
    host.command(Command::Notice { target: NoticeTarget::Everyone, text }).unwrap();
    test.wait_for("Message from the server, ");
    test.window.run_steps(6); // Enter at once would be meant for what was being typed
    test.window.key_press(Key::Enter);
    test.window.run();

    let visitor = host.snapshot().unwrap();
    let visitor = visitor.clients.iter().find(|client| client.pseudo == "Visitor").unwrap().id;
    let reason = "Too loud".to_owned();
    host.command(Command::Kick { member: visitor, reason }).unwrap();
    test.wait_for("The host has removed you.");
    test.wait_for("Too loud");
    test.window.run_steps(6);
    test.window.key_press(Key::Enter);
    test.window.run();
    assert!(test.window.query_by_role_and_label(Role::Dialog, "Where to?").is_some());
}

#[test]
fn a_taken_pseudo_is_said_and_another_one_taken() {
    let mut test = Test::start("Tom");
    test.wait_for("Tom (you)");
    let (second, woken, ended) = window(&test.link, "Tom");
    let first = std::mem::replace(&mut test.window, second);
    test.woken = woken;
    test.wait_for("Somebody here bears this pseudo");
    test.window.get_by_role_and_label(Role::TextInput, "Pseudo").type_text("2");
    test.window.run();
    test.window.key_press(Key::Enter);
    test.wait_for("Tom2 (you)");
    // A window that is closed says goodbye.
    drop(first);
    test.wait_for("Tom left");
    drop(test.window);
    for ended in [ended, test.ended] {
        assert!(ended.recv_timeout(SOON).unwrap_err().is_disconnected(), "a thread is left");
    }
}

#[test]
fn a_server_that_has_stopped_is_tried_again() {
    let mut test = Test::start("Visitor");
    test.wait_for("Visitor (you)");
    test.server.take().unwrap().stop("Good night");
    test.wait_for("The connection is lost.");
    test.window.get_by_role_and_label(Role::Button, "Disconnect").click();
    test.window.run();
    drop(test.window);
    assert!(test.ended.recv_timeout(SOON).unwrap_err().is_disconnected(), "a thread is left");
}
