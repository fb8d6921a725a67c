//! The host's window without a server and without a display: snapshots go in, commands come out.

#![cfg(feature = "windows")]

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, ViewportCommand, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use salon::admin_ui::{AdminPort, AdminWindow};
use salon::hub::host::{
    ClientRow, Command, Done, HostError, LinkState, NoticeTarget, RoomRow, Snapshot,
};
use salon::look;
use salon::proto::ids::{MemberId, RoomId, UnixMillis};
use salon::texts::{self, Language};
use std::sync::Arc;

const LINK: &str = "salon://192.168.1.20:2428/lobby";
const REASON: &str = "Reason (may stay empty)";
const MINUTE: i64 = 60_000;

/// The moment at which all of this happens.
fn now() -> UnixMillis {
    UnixMillis(1_706_694_120_000)
}

/// The language is the whole process's: tests in English share it, those in French have it alone.
static LANGUAGE: RwLock<()> = RwLock::new(());

enum Spoken {
    English { _shared: RwLockReadGuard<'static, ()> },
    French { _alone: RwLockWriteGuard<'static, ()> },
}

/// A window, and the far ends of its channels.
struct Test {
    window: Harness<'static, AdminWindow>,
    snapshots: Sender<Arc<Snapshot>>,
    commands: Receiver<Command>,
    answers: Option<Sender<Result<Done, HostError>>>,
    stopped: Option<Sender<()>>,
    _spoken: Spoken,
}

impl Test {
    fn english() -> Self {
        Self::english_with_warning(None)
    }

    fn english_with_warning(warning: Option<String>) -> Self {
        let spoken = Spoken::English { _shared: LANGUAGE.read() };
        texts::set_language(Language::English);
        Self::new(spoken, warning)
    }

    fn french() -> Self {
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
    fn with_two(mut self) -> Self {
        self.shows(vec![client(1, "Léa"), client(2, "Tom")], vec![lobby()]);
        self
    }

    /// A new state of the server, seen by the window.
    fn shows(&mut self, clients: Vec<ClientRow>, rooms: Vec<RoomRow>) {
        let snapshot = Snapshot { at: now(), clients, rooms, ..Snapshot::default() };
        self.snapshots.send(Arc::new(snapshot)).unwrap();
        self.window.run();
    }

    #[track_caller]
    fn click(&mut self, label: &str) {
        self.window.get_by_role_and_label(Role::Button, label).click();
        self.window.run();
    }

    fn key(&mut self, key: Key) {
        self.window.key_press(key);
        self.window.run();
    }

    #[track_caller]
    fn focus(&mut self, role: Role, label: &str) {
        self.window.get_by_role_and_label(role, label).focus();
        self.window.run();
    }

    /// Types into the field that has the keyboard, which must be the one of this name.
    #[track_caller]
    fn types(&mut self, role: Role, field: &str, text: &str) {
        let node = self.window.get_by_role_and_label(role, field);
        assert!(node.is_focused(), "{field} has no focus");
        node.type_text(text);
        self.window.run();
    }

    /// Whether something that contains this text is shown.
    fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    fn asks(&self, title: &str) -> bool {
        self.window.query_by_role_and_label(Role::Dialog, title).is_some()
    }

    #[track_caller]
    fn expect_command(&self, command: &Command) {
        assert_eq!(self.commands.try_recv().as_ref(), Ok(command));
        self.expect_no_command();
    }

    #[track_caller]
    fn expect_no_command(&self) {
        assert_eq!(self.commands.try_recv(), Err(TryRecvError::Empty));
    }

    fn answer(&mut self, answer: Result<Done, HostError>) {
        self.answers.as_ref().unwrap().send(answer).unwrap();
        self.window.run();
    }

    fn closes(&self) -> bool {
        let output = &self.window.output().viewport_output[&ViewportId::ROOT];
        output.commands.contains(&ViewportCommand::Close)
    }
}

fn client(id: u64, pseudo: &str) -> ClientRow {
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

fn lobby() -> RoomRow {
    let topic = "Where everybody arrives".into();
    RoomRow { id: RoomId(7), name: "lobby".into(), topic, members: 2 }
}

fn kick(member: u64, reason: &str) -> Command {
    Command::Kick { member: MemberId(member), reason: reason.into() }
}

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
fn a_warning_is_shown() {
    let warning = "The link works on this machine alone.";
    let test = Test::english_with_warning(Some(warning.into()));
    assert!(test.sees(warning));
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
    for text in ["1 client", "Léa", "connection lost", "3 min ago", clock.as_str()] {
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
    assert!(test.sees("20000 clients") && test.sees("guest 00000"));
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
fn a_kick_by_keyboard() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    assert!(test.asks("Kick Léa?"));
    assert!(test.sees("Léa (192.168.1.1:50001) is sent away"));
    test.types(Role::TextInput, REASON, " too loud ");
    test.expect_no_command();
    test.key(Key::Enter);
    test.expect_command(&kick(1, "too loud"));
    assert!(!test.asks("Kick Léa?"));
    test.answer(Ok(Done { clients: 1 }));
    assert!(test.sees("Léa was kicked."));
    test.key(Key::Enter);
    test.expect_no_command();
}

#[test]
fn a_kick_by_click_without_a_reason() {
    let mut test = Test::english().with_two();
    test.click("Kick Tom");
    test.click("Kick");
    test.expect_command(&kick(2, ""));
    assert!(!test.asks("Kick Tom?"));
}

#[test]
fn a_kick_is_cancelled_by_escape() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.types(Role::TextInput, REASON, "too loud");
    test.key(Key::Escape);
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
    // What was typed is not kept for the next one.
    test.click("Kick Tom");
    test.key(Key::Enter);
    test.expect_command(&kick(2, ""));
}

#[test]
fn a_kick_is_cancelled_by_its_button() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.click("Cancel");
    assert!(!test.asks("Kick Léa?"));
    test.click("Kick Léa");
    test.focus(Role::Button, "Cancel");
    test.key(Key::Enter);
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_kick_is_cancelled_by_a_click_beside() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    let (pos, button, modifiers) = (egui::pos2(5.0, 5.0), PointerButton::Primary, Modifiers::NONE);
    test.window.hover_at(pos);
    for pressed in [true, false] {
        test.window.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    test.window.run();
    assert!(!test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_kick_of_somebody_who_has_just_gone_says_so() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.shows(vec![], vec![]);
    assert!(test.asks("Kick Léa?"));
    test.key(Key::Enter);
    test.expect_command(&kick(1, ""));
    test.answer(Err(HostError::NoSuchMember));
    assert!(test.sees("Léa was not kicked. This client is no longer here."));
    test.click("Dismiss");
    assert!(!test.sees("was not kicked"));
}

#[test]
fn a_reason_that_is_too_long_is_refused_at_once() {
    let mut test = Test::english().with_two();
    test.click("Kick Léa");
    test.types(Role::TextInput, REASON, &"é".repeat(257));
    assert!(test.sees("The text is longer than 512 bytes."));
    test.key(Key::Enter);
    assert!(test.asks("Kick Léa?"));
    test.expect_no_command();
}

#[test]
fn a_message_goes_to_everyone() {
    let mut test = Test::english().with_two();
    test.click("Write to everyone…");
    assert!(test.asks("Message from the server"));
    test.key(Key::Enter);
    assert!(test.asks("Message from the server"), "an empty message is not sent");
    test.types(Role::MultilineTextInput, "Text", "Break until ten");
    let heading = texts::notice_heading(now());
    assert!(heading.starts_with("Message from the server, 2024-01-31 "), "{heading}");
    assert!(test.sees(&heading));
    test.window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    test.window.run();
    test.expect_no_command();
    test.types(Role::MultilineTextInput, "Text", "Enjoy it");
    test.key(Key::Enter);
    let text = "Break until ten\nEnjoy it".into();
    test.expect_command(&Command::Notice { target: NoticeTarget::Everyone, text });
    test.answer(Ok(Done { clients: 2 }));
    assert!(test.sees("The message went to 2 clients."));
}

#[test]
fn a_message_goes_to_a_room_and_to_one_client() {
    let mut test = Test::english().with_two();
    for (button, target) in [
        ("Write to Room lobby", NoticeTarget::Room(RoomId(7))),
        ("Write to Tom", NoticeTarget::Member(MemberId(2))),
    ] {
        test.click(button);
        test.types(Role::MultilineTextInput, "Text", "Hello");
        test.click("Send");
        test.expect_command(&Command::Notice { target, text: "Hello".into() });
        test.answer(Ok(Done { clients: 1 }));
        assert!(test.sees("The message went to 1 client."));
    }
}

#[test]
fn the_target_of_a_message_can_be_changed() {
    let mut test = Test::english().with_two();
    for (choice, target) in
        [("Room lobby", NoticeTarget::Room(RoomId(7))), ("Tom", NoticeTarget::Member(MemberId(2)))]
    {
        test.click("Write to everyone…");
        test.types(Role::MultilineTextInput, "Text", "Hello");
        test.window.get_by_role_and_label(Role::ComboBox, "To").click();
        test.window.run();
        test.click(choice);
        assert!(test.asks("Message from the server"));
        test.key(Key::Enter);
        test.expect_command(&Command::Notice { target, text: "Hello".into() });
    }
}

#[test]
fn a_room_is_added() {
    let mut test = Test::english().with_two();
    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "a/b");
    assert!(test.sees("A name can’t have this character: “/”."));
    test.key(Key::Enter);
    assert!(test.asks("Add a room"));
    test.expect_no_command();
    test.key(Key::Escape);

    test.click("Add a room…");
    test.types(Role::TextInput, "Name", "chess");
    test.key(Key::Tab);
    test.types(Role::TextInput, "Topic (may stay empty)", "Openings");
    test.key(Key::Enter);
    test.expect_command(&Command::AddRoom { name: "chess".into(), topic: "Openings".into() });
    test.answer(Err(HostError::RoomExists));
    assert!(test.sees("The room chess was not added. There is a room of this name already."));
}

#[test]
fn a_room_is_closed() {
    let mut test = Test::english().with_two();
    test.click("Close the room lobby");
    assert!(test.asks("Close the room lobby?"));
    assert!(test.sees("2 members are in it, are told, and stay connected."));
    test.key(Key::Escape);
    test.expect_no_command();
    test.click("Close the room lobby");
    test.types(Role::TextInput, REASON, "it is late");
    test.click("Close the room");
    let reason = "it is late".into();
    test.expect_command(&Command::CloseRoom { room: RoomId(7), reason });
    test.answer(Ok(Done { clients: 2 }));
    assert!(test.sees("The room lobby is closed."));
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
    test.click("English");
    assert!(test.sees("Last message"));
}
