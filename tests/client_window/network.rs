//! The window with its real connection, and a real server or a scripted one.

use super::fake::{self, LOBBY, Script};
use super::harness::harness;
use super::screen::{Screen, Spoken};
use crossbeam_channel::{Receiver, bounded};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use salon::client::{Client, Event, Link, Options};
use salon::client_ui::{ClientWindow, ConnectForm, Order, Report, Wake, connector};
use salon::hub::host::{Command, NoticeTarget};
use salon::net::{Config, Server};
use salon::proto::error_code::{ByeReason, LeaveCause};
use salon::proto::ids::Number;
use salon::proto::message::{Bye, FromClient, Gap};
use salon::texts::Language;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const SOON: Duration = Duration::from_secs(20);

pub struct Test {
    pub server: Option<Server>,
    pub link: Link,
    pub guest: Guest,
    _spoken: Spoken,
}

impl Test {
    pub fn start(pseudo: &str) -> Self {
        Self::start_at(Config::default(), pseudo)
    }

    /// At a server of this kind, at some free port.
    pub fn start_at(config: Config, pseudo: &str) -> Self {
        let listen = "127.0.0.1:0".parse().unwrap();
        let server = Server::start(Config { listen, ..config }).unwrap();
        let mut link = Link::new("127.0.0.1", server.local_addr().port());
        link.room = Some("lobby".into());
        let spoken = Spoken::new(Language::English);
        let guest = Guest::connecting(&link, pseudo);
        Self { server: Some(server), link, guest, _spoken: spoken }
    }

    /// Somebody else, in the lobby.
    pub fn other(&self, pseudo: &str) -> Client {
        let client = Client::connect(&self.link, Options::new(pseudo)).unwrap();
        client.join("lobby").unwrap();
        client
    }
}

/// A window that connects.
pub struct Guest {
    pub window: Harness<'static, ClientWindow>,
    /// It is to be drawn.
    woken: Receiver<()>,
    /// Its connection's thread has ended.
    ended: Receiver<()>,
    /// Where files come.
    pub home: TempDir,
}

impl Screen for Guest {
    type Window = ClientWindow;

    fn window(&self) -> &Harness<'static, ClientWindow> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Harness<'static, ClientWindow> {
        &mut self.window
    }
}

impl Guest {
    pub fn connecting(link: &Link, pseudo: &str) -> Self {
        Self::at_home(link, pseudo, tempfile::tempdir().unwrap())
    }

    /// One whose files are there.
    pub fn at_home(link: &Link, pseudo: &str, home: TempDir) -> Self {
        let (wakes, woken) = bounded(1);
        let wake: Wake = Arc::new(move || {
            // Full means that it is woken already.
            let _ = wakes.try_send(());
        });
        let (alive, ended) = bounded(0);
        let form = ConnectForm::new(link.to_string(), pseudo.into());
        let (folder, downloads) = (Some(home.path().join("memory")), home.path().to_owned());
        let window = ClientWindow::new(connector(wake, alive, folder), form)
            .saving_in(downloads)
            .connecting();
        Self { window: harness(window), woken, ended, home }
    }

    /// Draws whenever the window is woken, until it shows this.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        assert!(self.draws_until(|guest| guest.sees(text)), "{text} never appeared");
    }

    /// The same, until something is so.
    #[track_caller]
    pub fn wait_until(&mut self, is_so: impl Fn(&Self) -> bool) {
        assert!(self.draws_until(is_so), "it never was so");
    }

    fn draws_until(&mut self, is_so: impl Fn(&Self) -> bool) -> bool {
        let until = Instant::now() + SOON;
        loop {
            self.window.run();
            if is_so(self) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if self.woken.recv_timeout(left).is_err() {
                return false;
            }
        }
    }

    pub fn says(&mut self, text: &str) {
        self.types(Role::MultilineTextInput, "Write to lobby", text);
        self.key(Key::Enter);
    }

    /// Closes the window, and waits until nothing of it runs.
    #[track_caller]
    pub fn close(self) -> TempDir {
        drop(self.window);
        assert!(self.ended.recv_timeout(SOON).unwrap_err().is_disconnected(), "a thread is left");
        self.home
    }
}

/// The next thing that somebody says where this client hears it.
#[track_caller]
pub fn hears(client: &Client) -> (String, String) {
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
    test.guest.wait_for("Visitor (you)");
    let tom = test.other("Tom");
    test.guest.wait_for("Tom joined");
    test.guest.says("Hello Tom");
    assert_eq!(hears(&tom), ("Visitor".into(), "Hello Tom".into()));
    tom.direct("Visitor", "psst").unwrap();
    assert_eq!(hears(&tom), ("Tom".into(), "psst".into()));
    test.guest.wait_for("Tom, 1 unread message");
    let room = tom.join("lobby").unwrap();
    room.post("Hello everybody").unwrap();
    test.guest.wait_for("Hello everybody");
    assert!(!test.guest.sees("sending…"));

    let host = test.server.as_ref().unwrap().host();
    let text = "Break until ten".to_owned();
    host.command(Command::Notice { target: NoticeTarget::Everyone, text }).unwrap();
    test.guest.wait_for("Message from the server, ");
    test.guest.window.run_steps(6); // Enter at once would be meant for what was being typed
    test.guest.key(Key::Enter);

    let visitor = host.snapshot().unwrap();
    let visitor = visitor.clients.iter().find(|client| client.pseudo == "Visitor").unwrap().id;
    let reason = "Too loud".to_owned();
    host.command(Command::Kick { members: vec![visitor], reason }).unwrap();
    test.guest.wait_for("The host has removed you.");
    test.guest.wait_for("Too loud");
    test.guest.window.run_steps(6);
    test.guest.key(Key::Enter);
    // What was said stays, and one can come back.
    assert!(!test.guest.asks("Where to?") && test.guest.sees("Hello everybody"));
    test.guest.click("Connect again");
    test.guest.wait_for("Visitor (you)");
    assert!(test.guest.sees("Hello everybody"));
}

#[test]
fn a_taken_pseudo_is_said_and_another_one_taken() {
    let mut test = Test::start("Tom");
    test.guest.wait_for("Tom (you)");
    let mut second = Guest::connecting(&test.link, "Tom");
    second.wait_for("Somebody here bears this pseudo");
    second.types(Role::TextInput, "Pseudo", "2");
    second.key(Key::Enter);
    second.wait_for("Tom2 (you)");
    // A window that is closed says goodbye.
    test.guest.close();
    second.wait_for("Tom left");
    second.close();
}

#[test]
fn a_thread_whose_reports_nobody_reads_says_goodbye() {
    let test = Test::start("Visitor");
    let (alive, ended) = bounded::<()>(0);
    let mut connect = connector(Arc::new(|| {}), alive, None);
    let port = connect(test.link.clone(), "Léa".into());
    drop(connect);
    port.orders.send(Order::Join { room: "lobby".into() }).unwrap();
    while !matches!(port.reports.recv_timeout(SOON).unwrap(), Report::Entered(_)) {}
    let tom = test.other("Tom");
    // The thread notices when it has something to tell: that Tom came, or what he says.
    drop(port.reports);
    tom.join("lobby").unwrap().post("Is somebody there?").unwrap();
    let cause = loop {
        match tom.events().recv_timeout(SOON).unwrap() {
            Event::Left { pseudo, cause, .. } if pseudo == "Léa" => break cause,
            _ => {}
        }
    };
    assert_eq!(cause, LeaveCause::Left);
    assert!(ended.recv_timeout(SOON).unwrap_err().is_disconnected());
}

#[test]
fn a_server_that_has_stopped_is_tried_again() {
    let mut test = Test::start("Visitor");
    test.guest.wait_for("Visitor (you)");
    test.server.take().unwrap().stop("Good night");
    test.guest.wait_for("The connection is lost.");
    test.guest.click("More");
    test.guest.click("Disconnect");
    test.guest.close();
}

#[test]
fn after_a_gap_the_members_are_those_that_are_there() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let (first, last) = (Number(1), Number(4));
        peer.tell(Gap { room: LOBBY, epoch: fake::EPOCH, first, last });
        let to = peer.expect_members(0);
        peer.expect_rooms();
        peer.say(to, fake::page(5, &[7, 8], true));
        let to = peer.expect_members(8);
        peer.say(to, fake::page(5, &[9], false));
        assert!(matches!(peer.next().message(), FromClient::Bye(_)));
        peer.tell(Bye { reason: ByeReason::Leaving, text: "".into() });
        peer.expect_end();
    });
    let link = Link { room: Some("lobby".into()), ..script.link.clone() };
    let _spoken = Spoken::new(Language::English);
    let mut guest = Guest::connecting(&link, "Ada");
    guest.wait_for("M9");
    assert!(guest.sees("M8") && !guest.sees("M1"));
    assert!(guest.sees("4 events are missing here"));
    guest.close();
    script.done();
}
