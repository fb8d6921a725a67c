//! A window, and the far ends of its channels.

use crate::screen::{self, Screen, Spoken};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use egui::accesskit::Role;
use egui::{ViewportCommand, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use salon::admin_ui::{AdminPort, AdminWindow, Reach, Reachable, Sources};
use salon::hub::host::{
    ClientRow, Command, Done, HostError, LinkState, LogLine, RoomRow, Snapshot, Traffic,
};
use salon::proto::ids::{MemberId, RoomId, UnixMillis};
use salon::texts::Language;
use std::sync::Arc;

/// What the window says is the link to hand out.
pub const LINK: &str = "salon://192.168.1.20:2428/lobby";

/// The moment at which all of this happens.
pub fn now() -> UnixMillis {
    UnixMillis(1_706_694_120_000)
}

/// A window, and the far ends of its channels.
pub struct Test {
    pub window: Harness<'static, AdminWindow>,
    pub snapshots: Sender<Arc<Snapshot>>,
    pub log: Sender<LogLine>,
    commands: Receiver<Command>,
    pub answers: Option<Sender<Result<Done, HostError>>>,
    pub stopped: Option<Sender<()>>,
    _spoken: Spoken,
}

impl Test {
    pub fn english() -> Self {
        Self::english_where(|| Reach::Network)
    }

    /// In English, where this is who can reach the server.
    pub fn english_where(reach: impl Fn() -> Reach + 'static) -> Self {
        Self::new(Language::English, Box::new(reach))
    }

    pub fn french() -> Self {
        Self::new(Language::French, Box::new(|| Reach::Network))
    }

    fn new(language: Language, reach: Box<dyn Fn() -> Reach>) -> Self {
        let spoken = Spoken::new(language);
        let (snapshots, snapshot_source) = bounded(8);
        let (log, log_source) = bounded(64);
        let (command_sink, commands) = bounded(8);
        let (answers, answer_source) = bounded(8);
        let (stopped_sender, stopped) = bounded(0);
        let port = AdminPort {
            command: Box::new(move |command| {
                command_sink.send(command).unwrap();
                answer_source.clone()
            }),
            stopped,
            listening: "[::]:2428".into(),
            reach: Box::new(move || Reachable { link: LINK.into(), reach: reach() }),
        };
        let sources = Sources { snapshots: snapshot_source, log: log_source };
        let window = AdminWindow::new(port, sources).with_clock(now);
        let window = screen::open(egui::vec2(1400.0, 820.0), window, |window, ui| {
            window.logic(&ui.ctx().clone());
            window.ui(ui);
        });
        let (answers, stopped) = (Some(answers), Some(stopped_sender));
        Self { window, snapshots, log, commands, answers, stopped, _spoken: spoken }
    }

    /// Léa and Tom are here, and a lobby.
    pub fn with_two(mut self) -> Self {
        self.shows(vec![client(1, "Léa"), client(2, "Tom")], vec![lobby()]);
        self
    }

    /// A new state of the server, seen by the window.
    pub fn shows(&mut self, clients: Vec<ClientRow>, rooms: Vec<RoomRow>) {
        let introductions = true;
        self.shows_all(Snapshot {
            at: now(),
            clients,
            rooms,
            introductions,
            ..Snapshot::default()
        });
    }

    /// A new state of the server with all that belongs to it, seen by the window.
    pub fn shows_all(&mut self, snapshot: Snapshot) {
        self.snapshots.send(Arc::new(snapshot)).unwrap();
        self.window.run();
    }

    #[track_caller]
    pub fn focus(&mut self, role: Role, label: &str) {
        self.window.get_by_role_and_label(role, label).focus();
        self.window.run();
    }

    #[track_caller]
    pub fn expect_command(&self, command: &Command) {
        assert_eq!(self.commands.try_recv().as_ref(), Ok(command));
        self.expect_no_command();
    }

    /// Whatever the host wants, which must be one thing.
    #[track_caller]
    pub fn take_command(&self) -> Command {
        let command = self.commands.try_recv().expect("a command");
        self.expect_no_command();
        command
    }

    #[track_caller]
    pub fn expect_no_command(&self) {
        assert_eq!(self.commands.try_recv(), Err(TryRecvError::Empty));
    }

    pub fn answer(&mut self, answer: Result<Done, HostError>) {
        self.answers.as_ref().unwrap().send(answer).unwrap();
        self.window.run();
    }

    /// The host is asked, and it worked for so many clients.
    pub fn done(&mut self, clients: usize) {
        self.answer(Ok(Done::for_clients(clients)));
    }

    pub fn closes(&self) -> bool {
        self.commands_window(&ViewportCommand::Close)
    }

    pub fn commands_window(&self, command: &ViewportCommand) -> bool {
        let output = &self.window.output().viewport_output[&ViewportId::ROOT];
        output.commands.contains(command)
    }
}

impl Screen for Test {
    type Window = AdminWindow;

    fn window(&self) -> &Harness<'static, AdminWindow> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Harness<'static, AdminWindow> {
        &mut self.window
    }
}

pub fn client(id: u64, pseudo: &str) -> ClientRow {
    ClientRow {
        id: MemberId(id),
        pseudo: pseudo.into(),
        address: format!("192.168.1.{id}:5000{id}").parse().unwrap(),
        rooms: vec!["lobby".into(), "help".into()],
        last_message: None,
        since: now(),
        link: LinkState::Online,
        traffic: Traffic::default(),
        round_trip: None,
        lag: 0,
    }
}

pub fn lobby() -> RoomRow {
    let topic = "Where everybody arrives".into();
    RoomRow { id: RoomId(7), name: "lobby".into(), topic, peer_posts: false, members: 2, posts: 0 }
}

pub fn kick(member: u64, reason: &str) -> Command {
    Command::Kick { members: vec![MemberId(member)], reason: reason.into() }
}
