//! The window as a whole: what it keeps, what it takes in, and where its parts stand.

use super::composer::Composer;
use super::dialogs::{self, Ask, ClientDialog, ConnectForm, RenameForm, RoomsForm};
use super::messages::MessageList;
use super::model::{Now, Session, TalkId};
use super::port::{Connector, Order, Port, Report, Ticket};
use super::{header, page};
use crate::client::Link;
use crate::look::Toast;
use crate::proto::ids::{MemberId, UnixMillis};
use crate::texts::{client_error, tr};
use crossbeam_channel::TryRecvError;
use egui::{Context, Ui, ViewportCommand};
use std::time::{Duration, Instant};

/// How long reports are taken in before the next frame is drawn.
const TAKE_IN_FOR: Duration = Duration::from_millis(10);

/// What a part of the window wishes for. Wishes are granted after everything was drawn.
#[derive(Debug)]
pub(super) enum Wish {
    Show(TalkId),
    TalkTo(MemberId, String),
    Close(TalkId),
    Send,
    SendAgain(Ticket),
    Discard(Ticket),
    ChooseRoom,
    ChangePseudo,
    RetryNow,
    Disconnect,
}

/// Whether the window is connected.
enum Phase {
    /// It is not: the person is asked where to go.
    Apart,
    /// It is about to be.
    Connecting { port: Port, link: Link },
    /// It is. After the session's end until that has been read, too.
    Connected { port: Port, link: Link, session: Box<Session> },
}

/// The client's window. [`run`](super::run) opens it; a test can draw it without a display.
pub struct ClientWindow {
    connector: Connector,
    phase: Phase,
    form: ConnectForm,
    dialog: Option<ClientDialog>,
    list: MessageList,
    composer: Composer,
    toast: Toast,
    title: String,
    clock: fn() -> UnixMillis,
}

impl ClientWindow {
    /// A window that asks where to go, beginning with what `form` has.
    pub fn new(connector: Connector, form: ConnectForm) -> Self {
        Self {
            connector,
            phase: Phase::Apart,
            form,
            dialog: None,
            list: MessageList::default(),
            composer: Composer::default(),
            toast: Toast::default(),
            title: String::new(),
            clock: || UnixMillis(chrono::Utc::now().timestamp_millis()),
        }
    }

    /// Takes the time from there instead of from the system.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> UnixMillis) -> Self {
        self.clock = clock;
        self
    }

    /// Connects at once with what the form has, if that is enough.
    #[must_use]
    pub fn connecting(mut self) -> Self {
        if let Ok(link) = self.form.address.parse()
            && !self.form.pseudo.is_empty()
        {
            self.connect(link, self.form.pseudo.clone());
        }
        self
    }

    /// What the person typed to connect, to be remembered.
    pub fn form(&self) -> &ConnectForm {
        &self.form
    }

    /// Takes in what has come.
    pub fn logic(&mut self, ctx: &Context) {
        let until = Instant::now() + TAKE_IN_FOR;
        while let Some(report) = self.next_report() {
            self.take(report, self.now(ctx));
            if Instant::now() >= until {
                ctx.request_repaint();
                break;
            }
        }
        self.keep_title(ctx);
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let now = self.now(ui.ctx());
        let mut wishes = Vec::new();
        self.toast.show(ui);
        match &mut self.phase {
            Phase::Connected { link, session, .. } => {
                header::show(ui, link, session, &mut wishes);
                let (list, composer) = (&mut self.list, &mut self.composer);
                page::talking(ui, session, list, composer, now, &mut wishes);
            }
            Phase::Connecting { link, .. } => page::connecting(ui, link, &mut wishes),
            Phase::Apart => page::apart(ui),
        }
        for wish in wishes {
            self.grant(wish);
            // Whatever was clicked, one goes on typing.
            self.back_to_typing();
            ui.ctx().request_repaint();
        }
        self.dialogs(ui.ctx());
    }

    fn now(&self, ctx: &Context) -> Now {
        Now { wall: (self.clock)(), seconds: ctx.input(|input| input.time) }
    }

    /// What the connection tells next. A thread that ended without a word counts as a lost one.
    fn next_report(&mut self) -> Option<Report> {
        let (Phase::Connecting { port, .. } | Phase::Connected { port, .. }) = &self.phase else {
            return None;
        };
        match port.reports.try_recv() {
            Ok(report) => Some(report),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.thread_ended();
                None
            }
        }
    }

    fn thread_ended(&mut self) {
        let error = crate::client::ClientError::Disconnected { cause: String::new() };
        match &mut self.phase {
            Phase::Connected { session, .. } => {
                session.end.get_or_insert(super::model::End::Lost(error));
            }
            Phase::Connecting { .. } => {
                self.form.take_failure(&error);
                self.phase = Phase::Apart;
            }
            Phase::Apart => {}
        }
    }

    fn take(&mut self, report: Report, now: Now) {
        match report {
            Report::Connected(arrival) => self.connected(Session::new(arrival)),
            Report::NotConnected(error) => {
                self.form.take_failure(&error);
                self.phase = Phase::Apart;
            }
            Report::Rooms(rooms) => {
                if let Some(ClientDialog::Rooms(form)) = &mut self.dialog {
                    form.take_list(rooms);
                }
            }
            Report::NotEntered { room, error } => self.not_entered(&room, &error),
            Report::NotLeft { room, error } => {
                let why = client_error(&error);
                self.toast.failed(tr!("client-not-left", room = room, why = why));
            }
            Report::NotRenamed(error) => {
                if let Some(ClientDialog::Rename(form)) = &mut self.dialog {
                    form.take_refusal(&error);
                }
            }
            report => {
                match &report {
                    Report::Entered(_) => self.close_dialog(),
                    Report::Renamed { pseudo } => {
                        self.form.pseudo.clone_from(pseudo);
                        self.close_dialog();
                    }
                    _ => {}
                }
                if let Phase::Connected { session, .. } = &mut self.phase {
                    session.take(report, now);
                }
            }
        }
    }

    /// The session has begun: the room of the link is entered, or one is to be chosen.
    fn connected(&mut self, session: Session) {
        let session = Box::new(session);
        self.phase = match std::mem::replace(&mut self.phase, Phase::Apart) {
            Phase::Connecting { port, link } => Phase::Connected { port, link, session },
            other => other,
        };
        let Phase::Connected { link, .. } = &self.phase else { return };
        match link.room.clone() {
            Some(room) => self.order(Order::Join { room }),
            None => self.choose_room(),
        }
    }

    fn not_entered(&mut self, room: &str, error: &crate::client::ClientError) {
        if !matches!(self.dialog, Some(ClientDialog::Rooms(_))) {
            self.choose_room();
        }
        if let Some(ClientDialog::Rooms(form)) = &mut self.dialog {
            form.take_refusal(room, error);
        }
    }

    fn choose_room(&mut self) {
        self.dialog = Some(ClientDialog::Rooms(RoomsForm::default()));
        self.order(Order::ListRooms);
    }

    fn close_dialog(&mut self) {
        self.dialog = None;
        self.back_to_typing();
    }

    /// The keyboard is the field's at the bottom, unless a dialog wants it.
    fn back_to_typing(&mut self) {
        if self.dialog.is_none() {
            self.composer.take_focus();
        }
    }

    fn connect(&mut self, link: Link, pseudo: String) {
        let port = (self.connector)(link.clone(), pseudo);
        self.phase = Phase::Connecting { port, link };
    }

    /// Gives the connection's thread something to do, if it can take more.
    fn order(&mut self, order: Order) {
        let Phase::Connected { port, session, .. } = &mut self.phase else { return };
        if session.end.is_some() {
            return;
        }
        if let Err(refused) = port.orders.try_send(order) {
            self.toast.failed(tr!("client-busy"));
            session.take_back(&refused.into_inner());
        }
    }

    fn grant(&mut self, wish: Wish) {
        let Phase::Connected { session, .. } = &mut self.phase else {
            if let Wish::Disconnect = wish {
                self.phase = Phase::Apart;
            }
            return;
        };
        let order = match wish {
            Wish::Show(id) => {
                session.show(id);
                None
            }
            Wish::TalkTo(member, pseudo) => {
                session.talk_to(member, &pseudo);
                None
            }
            Wish::Close(id) => session.leave(id),
            Wish::Send => {
                if session.is_backed_up() {
                    self.toast.failed(tr!("client-too-many-pending"));
                }
                self.list.go_to_end();
                session.send()
            }
            Wish::SendAgain(ticket) => session.send_again(ticket),
            Wish::Discard(ticket) => {
                session.discard(ticket);
                None
            }
            Wish::ChooseRoom => return self.choose_room(),
            Wish::ChangePseudo => {
                let form = RenameForm::new(&session.me.pseudo);
                self.dialog = Some(ClientDialog::Rename(form));
                None
            }
            Wish::RetryNow => Some(Order::RetryNow),
            Wish::Disconnect => {
                self.phase = Phase::Apart;
                self.dialog = None;
                None
            }
        };
        order.into_iter().for_each(|order| self.order(order));
    }

    /// One at a time: what must not be overlooked comes first.
    fn dialogs(&mut self, ctx: &Context) {
        match &mut self.phase {
            Phase::Apart => {
                if let Some((link, pseudo)) = self.form.show(ctx) {
                    self.connect(link, pseudo);
                    ctx.request_repaint();
                }
            }
            Phase::Connecting { .. } => {}
            Phase::Connected { session, .. } => {
                // Whoever was typing when the host spoke looks up a little later.
                if !session.notices.is_empty()
                    && self.dialog.is_none()
                    && let Some(talk) = session.shown_mut()
                {
                    self.composer.go_on(ctx, talk);
                }
                if let Some(notice) = session.notices.front() {
                    if dialogs::notice(ctx, notice, session.notices.len() - 1) {
                        session.notices.pop_front();
                        self.back_to_typing();
                        ctx.request_repaint();
                    }
                } else if let Some(end) = &session.end {
                    if dialogs::end(ctx, end) {
                        self.phase = Phase::Apart;
                        self.dialog = None;
                        ctx.request_repaint();
                    }
                } else {
                    self.asking(ctx);
                }
            }
        }
    }

    fn asking(&mut self, ctx: &Context) {
        let Some(dialog) = &mut self.dialog else { return };
        let (ask, over) = dialog.show(ctx);
        if over {
            self.close_dialog();
        }
        match ask {
            Some(Ask::ListRooms) => self.order(Order::ListRooms),
            Some(Ask::Join(room)) => self.order(Order::Join { room }),
            Some(Ask::Rename(pseudo)) => self.order(Order::Rename { pseudo }),
            None => return,
        }
        ctx.request_repaint();
    }

    fn keep_title(&mut self, ctx: &Context) {
        let title = match &self.phase {
            Phase::Connected { link, session, .. } => {
                tr!("client-title-connected", pseudo = &session.me.pseudo, address = link.address())
            }
            _ => tr!("client-title"),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for ClientWindow {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        ClientWindow::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        ClientWindow::ui(self, ui);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        super::memory::keep(storage, &self.form);
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
