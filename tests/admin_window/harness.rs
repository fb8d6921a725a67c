//! A window, and the far ends of its channels.

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use egui::accesskit::Role;
use egui::{Key, ViewportCommand, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use salon::admin_ui::{AdminPort, AdminWindow};
use salon::hub::host::{ClientRow, Command, Done, HostError, LinkState, RoomRow, Snapshot};
use salon::look;
use salon::proto::ids::{MemberId, RoomId, UnixMillis};
use salon::texts::{self, Language};
use std::sync::Arc;

/// What the window says is the link to hand out.
pub const LINK: &str = "salon://192.168.1.20:2428/lobby";

/// The moment at which all of this happens.
pub fn now() -> UnixMillis {
    UnixMillis(1_706_694_120_000)
}

/// The language is the whole process's: tests in English share it, those in French have it alone.
static LANGUAGE: RwLock<()> = RwLock::new(());

enum Spoken {
    English { _shared: RwLockReadGuard<'static, ()> },
    French { _alone: RwLockWriteGuard<'static, ()> },
}

/// A window, and the far ends of its channels.
pub struct Test {
    pub window: Harness<'static, AdminWindow>,
    pub snapshots: Sender<Arc<Snapshot>>,
    commands: Receiver<Command>,
    pub answers: Option<Sender<Result<Done, HostError>>>,
    pub stopped: Option<Sender<()>>,
    _spoken: Spoken,
}

impl Test {
    pub fn english() -> Self {
        Self::english_with_warning(None)
    }

    pub fn english_with_warning(warning: Option<String>) -> Self {
        let spoken = Spoken::English { _shared: LANGUAGE.read() };
        texts::set_language(Language::English);
        Self::new(spoken, warning)
    }

    pub fn french() -> Self {
        let spoken = Spoken::French { _alone: LANGUAGE.write() };
        texts::set_language(Language::French);
        Self::new(spoken, None)
    }

    fn new(spoken: Spoken, warning: Option<String>) -> Self {
        let (snapshots, snapshot_source) = bounded(8);
        let (command_sink, commands) = bounded(8);
        let (answers, answer_source) = bounded(8);
        let (stopped_sender, stopped) = bounded(0);
        let port = AdminPort {
            command: Box::new(move |command| {
                command_sink.send(command).unwrap();
                answer_source.clone()
            }),
            stopped,
            link: LINK.into(),
            listening: "[::]:2428".into(),
            warning,
        };
        let window = Harness::builder()
            .with_size(egui::vec2(1160.0, 740.0))
            .with_max_steps(10)
            .with_context_setup(look::install)
            .build_ui_state(
                |ui, window: &mut AdminWindow| {
                    window.logic(&ui.ctx().clone());
                    window.ui(ui);
                },
                AdminWindow::new(port, snapshot_source).with_clock(now),
            );
        let (answers, stopped) = (Some(answers), Some(stopped_sender));
        Self { window, snapshots, commands, answers, stopped, _spoken: spoken }
    }

    /// Léa and Tom are here, and a lobby.
    pub fn with_two(mut self) -> Self {
        self.shows(vec![client(1, "Léa"), client(2, "Tom")], vec![lobby()]);
        self
    }

    /// A new state of the server, seen by the window.
    pub fn shows(&mut self, clients: Vec<ClientRow>, rooms: Vec<RoomRow>) {
        let snapshot = Snapshot { at: now(), clients, rooms, ..Snapshot::default() };
        self.snapshots.send(Arc::new(snapshot)).unwrap();
        self.window.run();
    }

    #[track_caller]
    pub fn click(&mut self, label: &str) {
        self.window.get_by_role_and_label(Role::Button, label).click();
        self.window.run();
    }

    pub fn key(&mut self, key: Key) {
        self.window.key_press(key);
        self.window.run();
    }

    #[track_caller]
    pub fn focus(&mut self, role: Role, label: &str) {
        self.window.get_by_role_and_label(role, label).focus();
        self.window.run();
    }

    /// Types into the field that has the keyboard, which must be the one of this name.
    #[track_caller]
    pub fn types(&mut self, role: Role, field: &str, text: &str) {
        let node = self.window.get_by_role_and_label(role, field);
        assert!(node.is_focused(), "{field} has no focus");
        node.type_text(text);
        self.window.run();
    }

    /// Whether something that contains this text is shown.
    pub fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    pub fn asks(&self, title: &str) -> bool {
        self.window.query_by_role_and_label(Role::Dialog, title).is_some()
    }

    #[track_caller]
    pub fn expect_command(&self, command: &Command) {
        assert_eq!(self.commands.try_recv().as_ref(), Ok(command));
        self.expect_no_command();
    }

    #[track_caller]
    pub fn expect_no_command(&self) {
        assert_eq!(self.commands.try_recv(), Err(TryRecvError::Empty));
    }

    pub fn answer(&mut self, answer: Result<Done, HostError>) {
        self.answers.as_ref().unwrap().send(answer).unwrap();
        self.window.run();
    }

    pub fn closes(&self) -> bool {
        let output = &self.window.output().viewport_output[&ViewportId::ROOT];
        output.commands.contains(&ViewportCommand::Close)
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
    }
}

pub fn lobby() -> RoomRow {
    let topic = "Where everybody arrives".into();
    RoomRow { id: RoomId(7), name: "lobby".into(), topic, members: 2 }
}

pub fn kick(member: u64, reason: &str) -> Command {
    Command::Kick { member: MemberId(member), reason: reason.into() }
}
