//! A window, and the far ends of its connections.

use super::screen::{self, Screen, Spoken};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use salon::client::{ClientError, Content, Event, Link, Member, Place, RoomInfo};
use salon::client_ui::{
    Arrival, ClientWindow, ConnectForm, Connector, Entered, Herald, Order, Port, Remembered,
    Report, Ticket,
};
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId, UnixMillis};
use salon::proto::name::{Pseudo, RoomName};
use salon::texts::Language;
use std::path::Path;

/// Where the window connects to.
pub const LINK: &str = "salon://192.168.1.20:2428/lobby";

/// The window's own member, Léa.
pub const ME: MemberId = MemberId(1);

/// Somebody else, Tom.
pub const TOM: MemberId = MemberId(2);

/// The room's id.
pub const LOBBY: RoomId = RoomId(7);

/// The moment at which all of this happens.
pub fn now() -> UnixMillis {
    UnixMillis(1_706_694_120_000)
}

/// One connection that the window has begun, seen from the other side.
pub struct Connection {
    pub link: Link,
    pub pseudo: String,
    pub orders: Receiver<Order>,
    pub reports: Sender<Report>,
}

/// A window, and the connections that it begins.
pub struct Test {
    pub window: Harness<'static, ClientWindow>,
    connections: Receiver<Connection>,
    pub connection: Option<Connection>,
    /// What the desktop was told.
    pub calls: Receiver<(String, String)>,
    number: u64,
    _spoken: Spoken,
}

impl Test {
    /// A window that asks where to go.
    pub fn english() -> Self {
        Self::begin(Language::English, |window| window, ConnectForm::default())
    }

    /// The same, with what was typed the last time.
    pub fn remembering(address: &str, pseudo: &str) -> Self {
        let form = ConnectForm::new(address.into(), pseudo.into());
        Self::begin(Language::English, |window| window, form)
    }

    /// A window that asks where to go, with what was kept the last time.
    pub fn recalling(remembered: Remembered) -> Self {
        let prepare = |window: ClientWindow| window.remembering(remembered);
        Self::begin(Language::English, prepare, ConnectForm::default())
    }

    /// A window that connects at once.
    pub fn connecting(address: &str) -> Self {
        Self::connecting_in(Language::English, address)
    }

    /// The same, in a language.
    pub fn connecting_in(language: Language, address: &str) -> Self {
        let form = ConnectForm::new(address.into(), "Léa".into());
        let mut test = Self::begin(language, ClientWindow::connecting, form);
        test.connection = Some(test.connections.try_recv().unwrap());
        test
    }

    /// A window that is in the lobby, with Tom.
    pub fn in_lobby() -> Self {
        Self::in_lobby_in(Language::English)
    }

    /// The same, in a language.
    pub fn in_lobby_in(language: Language) -> Self {
        let mut test = Self::connecting_in(language, LINK);
        test.enters_lobby();
        test
    }

    /// A window that is in the lobby of a host who lets nobody talk directly.
    pub fn without_introductions() -> Self {
        let mut test = Self::connecting(LINK);
        test.enters_lobby_as(Arrival { introduces: false, ..arrival(ME) });
        test
    }

    fn enters_lobby(&mut self) {
        self.enters_lobby_as(arrival(ME));
    }

    fn enters_lobby_as(&mut self, arrival: Arrival) {
        self.tell(Report::Connected(arrival));
        self.expect_order(&Order::Join { room: "lobby".into() });
        self.tell(Report::Entered(lobby()));
    }

    /// A window that is in the lobby, and saves pictures there.
    pub fn saving_in(folder: &Path) -> Self {
        let folder = folder.to_owned();
        let form = ConnectForm::new(LINK.into(), "Léa".into());
        let prepare = move |window: ClientWindow| window.saving_in(folder).connecting();
        let mut test = Self::begin(Language::English, prepare, form);
        test.connection = Some(test.connections.try_recv().unwrap());
        test.enters_lobby();
        test
    }

    fn begin(
        language: Language,
        prepare: impl FnOnce(ClientWindow) -> ClientWindow,
        form: ConnectForm,
    ) -> Self {
        let spoken = Spoken::new(language);
        let (begun, connections) = bounded(8);
        let connector: Connector = Box::new(move |link, pseudo| {
            let (orders, to_do) = bounded(8);
            let (reports, told) = bounded(20_000);
            begun.send(Connection { link, pseudo, orders: to_do, reports }).unwrap();
            Port { orders, reports: told }
        });
        let (told, calls) = bounded(32);
        let herald: Herald = Box::new(move |heading, words| told.send((heading, words)).unwrap());
        let window = ClientWindow::new(connector, form).with_clock(now).with_herald(herald);
        let window = harness(prepare(window));
        Self { window, connections, connection: None, calls, number: 0, _spoken: spoken }
    }

    /// The connection that the window must have begun just now.
    #[track_caller]
    pub fn accept(&mut self) -> &Connection {
        self.connection.insert(self.connections.try_recv().expect("the window connects"))
    }

    #[track_caller]
    pub fn expect_no_connection(&self) {
        assert!(self.connections.is_empty(), "the window connects");
    }

    /// The window reads this.
    pub fn tell(&mut self, report: Report) {
        self.connection.as_ref().unwrap().reports.send(report).unwrap();
        self.window.run();
    }

    /// The library tells this.
    pub fn happens(&mut self, event: Event) {
        self.tell(Report::Happened(event));
    }

    /// A place in a room, one after the other, so many minutes ago.
    pub fn place(&mut self, room: RoomId, minutes: i64) -> Place {
        self.number += 1;
        let time = UnixMillis(now().0 - minutes * 60_000);
        Place { room, number: Number(self.number), time }
    }

    /// Somebody says this in the lobby.
    pub fn posted(&mut self, author: MemberId, pseudo: &str, number: u64, text: &str) {
        let place = self.place(LOBBY, 0);
        self.happens(Event::Posted {
            room: LOBBY,
            place,
            author,
            pseudo: pseudo.into(),
            client_number: ClientNumber(number),
            content: Content::plain(text),
        });
    }

    /// Somebody says this to somebody alone.
    pub fn directed(
        &mut self,
        (author, pseudo): (MemberId, &str),
        (to, to_pseudo): (MemberId, &str),
        number: u64,
        text: &str,
    ) {
        let place = self.place(RoomId::INBOX, 0);
        self.happens(Event::Directed {
            place,
            author,
            pseudo: pseudo.into(),
            to,
            to_pseudo: to_pseudo.into(),
            client_number: ClientNumber(number),
            content: Content::plain(text),
        });
    }

    /// The session is over.
    pub fn ends(&mut self) {
        self.happens(Event::Ended { reason: ByeReason::Stopping, text: String::new() });
        self.passes_a_moment();
        self.key(egui::Key::Enter);
    }

    /// The host closes the lobby with these words.
    pub fn closes_lobby(&mut self, words: &str) {
        let place = Some(self.place(LOBBY, 0));
        let (name, reason) = ("lobby".into(), words.into());
        self.happens(Event::RoomClosed { room: LOBBY, name, place, reason });
    }

    /// Chooses something in the menu beside one's own name.
    #[track_caller]
    pub fn chooses(&mut self, item: &str) {
        self.chooses_in("More", item);
    }

    /// The same, in a menu of that name.
    #[track_caller]
    pub fn chooses_in(&mut self, menu: &str, item: &str) {
        self.click(menu);
        self.click(item);
    }

    /// Time in which nobody types.
    pub fn passes_a_moment(&mut self) {
        self.window.run_steps(6);
    }

    /// Types where one writes to the lobby.
    #[track_caller]
    pub fn writes(&mut self, text: &str) {
        self.types(Role::MultilineTextInput, "Write to lobby", text);
    }

    /// Fills the dialog of a vote in, and lets it be opened.
    #[track_caller]
    pub fn starts_vote(&mut self) {
        self.writes("/vote Soup? | yes");
        self.key(egui::Key::Enter);
        // What is missing has the keyboard.
        self.types(Role::TextInput, "Choice 2", "no");
        self.click("Start the vote");
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, role: Role, field: &str) -> String {
        self.window.get_by_role_and_label(role, field).value().unwrap_or_default()
    }

    #[track_caller]
    pub fn expect_order(&self, order: &Order) {
        let orders = &self.connection.as_ref().unwrap().orders;
        assert_eq!(orders.try_recv().as_ref(), Ok(order));
        self.expect_no_order();
    }

    #[track_caller]
    pub fn expect_no_order(&self) {
        let orders = &self.connection.as_ref().unwrap().orders;
        assert_eq!(orders.try_recv(), Err(TryRecvError::Empty));
    }

    /// Whether the window has let its connection go.
    pub fn has_let_go(&self) -> bool {
        let orders = &self.connection.as_ref().unwrap().orders;
        orders.try_recv() == Err(TryRecvError::Disconnected)
    }
}

impl Screen for Test {
    type Window = ClientWindow;

    fn window(&self) -> &Harness<'static, ClientWindow> {
        &self.window
    }

    fn window_mut(&mut self) -> &mut Harness<'static, ClientWindow> {
        &mut self.window
    }
}

/// A window without a display.
pub fn harness(window: ClientWindow) -> Harness<'static, ClientWindow> {
    screen::open(egui::vec2(1060.0, 700.0), window, |window, ui| {
        window.logic(&ui.ctx().clone());
        window.ui(ui);
    })
}

pub fn arrival(member: MemberId) -> Arrival {
    Arrival { member, pseudo: "Léa".into(), server: "Class 3B".into(), introduces: true }
}

pub fn member(id: MemberId, pseudo: &str) -> Member {
    Member { id, pseudo: Pseudo::new(pseudo).unwrap() }
}

/// The lobby, with Léa and Tom.
pub fn lobby() -> Entered {
    Entered {
        id: LOBBY,
        name: "lobby".into(),
        topic: "Where everybody arrives".into(),
        members: vec![member(ME, "Léa"), member(TOM, "Tom")],
    }
}

pub fn room_info(id: u32, name: &str, topic: &str, members: u32) -> RoomInfo {
    let name = RoomName::new(name).unwrap();
    RoomInfo { room: RoomId(id), name, topic: topic.into(), members }
}

/// The server's refusal.
pub fn refusal(code: ErrorCode) -> ClientError {
    ClientError::Refused { code, text: String::new(), retry_after: None, about: None }
}

/// The connection is gone.
pub fn lost() -> ClientError {
    ClientError::Disconnected { cause: "reset".into() }
}

/// The order that says something in the lobby, as the so-manieth message.
pub fn post(ticket: u64, text: &str) -> Order {
    Order::Post { room: "lobby".into(), content: Content::plain(text), ticket: Ticket(ticket) }
}
