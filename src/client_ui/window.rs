//! The window as a whole: what it keeps, what it takes in, and where its parts stand.

use super::alerts::AlertCards;
use super::composer::Composer;
use super::dialogs::{ClientDialog, ConnectForm, RoomsForm};
use super::direct::DirectPorts;
use super::herald::{self, Herald};
use super::memory::Remembered;
use super::messages::MessageList;
use super::model::{Now, Session};
use super::pictures::{Outcome, Pictures};
use super::port::{Connector, Order, Port};
use super::{keys, page, sentences};
use crate::client::{ClientError, Link};
use crate::look::{self, Choices, FrameMeter, Toast};
use crate::proto::ids::UnixMillis;
use crate::texts::{client_error, system_cause, tr};
use crossbeam_channel::TrySendError;
use egui::{Context, Ui, ViewportCommand};
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub(super) use super::wishes::Wish;

/// How long reports are taken in before the next frame is drawn.
const TAKE_IN_FOR: Duration = Duration::from_millis(10);

/// Calls that the desktop is given for what came at once.
const MOST_CALLS_AT_ONCE: usize = 3;

/// Whether the window is connected.
pub(super) enum Phase {
    /// It is not.
    Apart,
    /// It is about to be.
    Connecting { port: Port, link: Link },
    /// It is.
    Connected { port: Port },
}

/// The client's window. [`run`](super::run) opens it; a test can draw it without a display.
pub struct ClientWindow {
    pub(super) connector: Connector,
    pub(super) phase: Phase,
    pub(super) directs: DirectPorts,
    /// The session, and where it is. It stays when it is over, for what was said and typed in it.
    pub(super) session: Option<(Link, Box<Session>)>,
    pub(super) form: ConnectForm,
    /// Whether the person is asked where to go, although there is something to read.
    pub(super) asks_where: bool,
    pub(super) dialog: Option<ClientDialog>,
    pub(super) list: MessageList,
    pub(super) composer: Composer,
    pub(super) pictures: Pictures,
    pub(super) remembered: Remembered,
    pub(super) shows_members: bool,
    pub(super) toast: Toast,
    alerts: AlertCards,
    herald: Option<Herald>,
    choices: Option<Choices>,
    title: String,
    frames: FrameMeter,
    clock: fn() -> UnixMillis,
}

impl ClientWindow {
    /// A window that asks where to go, beginning with what `form` has.
    pub fn new(connector: Connector, form: ConnectForm) -> Self {
        Self {
            connector,
            phase: Phase::Apart,
            directs: DirectPorts::default(),
            session: None,
            form,
            asks_where: false,
            dialog: None,
            list: MessageList::default(),
            composer: Composer::default(),
            pictures: Pictures::default(),
            remembered: Remembered::default(),
            shows_members: true,
            toast: Toast::default(),
            alerts: AlertCards::default(),
            herald: None,
            choices: None,
            title: String::new(),
            frames: FrameMeter::default(),
            clock: || UnixMillis(chrono::Utc::now().timestamp_millis()),
        }
    }

    /// Takes the time from there instead of from the system.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> UnixMillis) -> Self {
        self.clock = clock;
        self
    }

    /// Calls the person through this while they look elsewhere.
    #[must_use]
    pub fn with_herald(mut self, herald: Herald) -> Self {
        self.herald = Some(herald);
        self
    }

    /// Begins with what was kept the last time.
    #[must_use]
    pub fn remembering(mut self, remembered: Remembered) -> Self {
        self.remembered = remembered;
        self
    }

    /// Saves pictures there instead of among the person's downloads.
    #[must_use]
    pub fn saving_in(mut self, folder: PathBuf) -> Self {
        self.pictures.save_in(folder);
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

    /// What is kept for the next time.
    pub fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Takes in what has come.
    pub fn logic(&mut self, ctx: &Context) {
        let attended = ctx.input(|input| input.focused);
        if let Some((_, session)) = &mut self.session {
            session.attend(attended);
        }
        let until = Instant::now() + TAKE_IN_FOR;
        while let Some(report) = self.next_report(ctx) {
            self.take(report, self.now(ctx));
            if Instant::now() >= until {
                ctx.request_repaint();
                break;
            }
        }
        self.take_directs(ctx);
        self.take_pictures(ctx);
        self.call(ctx, attended);
        self.keep_title(ctx);
        self.choices = Some(Choices::of(ctx));
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui) {
        look::fit_tooltips(ui.ctx());
        let mut wishes = Vec::new();
        if self.dialog.is_none() && !self.asks_where {
            keys::wishes(
                ui.ctx(),
                self.session.as_ref().map(|(_, session)| &**session),
                &mut wishes,
            );
        }
        self.toast.show(ui);
        page::show(ui, self, &mut wishes);
        self.alerts.show(ui.ctx(), &mut wishes);
        for wish in wishes {
            let back = wish.leads_back_to_typing();
            self.grant(wish, ui.ctx());
            if back {
                self.back_to_typing();
            }
            ui.ctx().request_repaint();
        }
        self.dialogs(ui.ctx());
    }

    pub(super) fn now(&self, ctx: &Context) -> Now {
        Now { wall: (self.clock)(), seconds: ctx.input(|input| input.time) }
    }

    pub(super) fn choose_room(&mut self) {
        self.dialog = Some(ClientDialog::Rooms(RoomsForm::default()));
        self.list_rooms();
    }

    pub(super) fn close_dialog(&mut self) {
        self.dialog = None;
        self.back_to_typing();
    }

    /// The keyboard is the field's at the bottom, unless a dialog wants it.
    pub(super) fn back_to_typing(&mut self) {
        if self.dialog.is_none() {
            self.composer.take_focus();
        }
    }

    pub(super) fn connect(&mut self, link: Link, pseudo: String) {
        self.form.pseudo.clone_from(&pseudo);
        let port = (self.connector)(link.clone(), pseudo);
        self.phase = Phase::Connecting { port, link };
    }

    /// Gives the connection's thread something to do. If it doesn't take it, why is said.
    pub(super) fn order(&mut self, order: Order) {
        if let Err(why) = self.hand_over(order) {
            self.toast.failed(why);
        }
    }

    /// The same for what was typed as a command. Whether it was taken: otherwise it is typed still.
    pub(super) fn order_typed(&mut self, order: Order) -> bool {
        self.hand_over(order).map_err(|why| self.toast.failed(why)).is_ok()
    }

    /// The same for who says it in a place of its own.
    ///
    /// # Errors
    /// Why nothing comes of the order, as a sentence. What was to be sent is in the field again.
    pub(super) fn hand_over(&mut self, order: Order) -> Result<(), String> {
        if let Order::Speak { .. } = order {
            return self.hand_over_directly(&order);
        }
        let lost = || client_error(&ClientError::Disconnected { cause: String::new() });
        let Some((_, session)) = &mut self.session else { return Err(lost()) };
        let (order, why) = match (&session.end, &self.phase) {
            (Some(end), _) => (order, sentences::end(end)),
            (None, Phase::Connected { port }) => match port.orders.try_send(order) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(order)) => (order, tr!("client-busy")),
                Err(TrySendError::Disconnected(order)) => (order, lost()),
            },
            (None, _) => (order, lost()),
        };
        session.take_back(&order);
        Err(why)
    }

    fn take_pictures(&mut self, ctx: &Context) {
        for outcome in self.pictures.take_in(ctx) {
            match outcome {
                Outcome::Prepared { talk, picture: Ok(picture) } => {
                    let session = self.session.as_mut().map(|(_, session)| session);
                    if let Some(talk) = session.and_then(|session| session.talk_mut(talk)) {
                        talk.attached = Some(picture);
                    }
                }
                Outcome::Prepared { picture: Err(error), .. } => {
                    self.toast.failed(sentences::not_attached(&error));
                }
                Outcome::Saved(Ok(path)) => {
                    self.toast.done(tr!("client-saved", path = path.display().to_string()));
                }
                Outcome::Saved(Err(cause)) => {
                    self.toast.failed(tr!("client-not-saved", cause = system_cause(&cause)));
                }
                Outcome::Decoded { .. } => {}
            }
        }
    }

    /// Calls the person, in the window or on the desktop.
    fn call(&mut self, ctx: &Context, attended: bool) {
        let Some((_, session)) = &mut self.session else { return };
        let called: Vec<_> = session.alerts.drain(..).collect();
        if let Some(herald) = self.herald.as_ref().filter(|_| self.remembered.desktop && !attended)
        {
            for alert in called.iter().rev().take(MOST_CALLS_AT_ONCE).rev() {
                herald(herald::heading(&alert.call), herald::words(alert));
            }
        }
        self.alerts.add(called, ctx.input(|input| input.time));
    }

    fn keep_title(&mut self, ctx: &Context) {
        let title = match (&self.phase, &self.session) {
            (Phase::Connected { .. }, Some((link, session))) => tr!(
                "client-title-connected",
                unread = session.unread(),
                pseudo = &session.me.pseudo,
                address = link.address()
            ),
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

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.frames.note(ui.ctx(), frame.info().cpu_usage);
        ClientWindow::ui(self, ui);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.remembered.keep(storage, &self.form);
        self.choices.into_iter().for_each(|choices| choices.keep(storage));
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
