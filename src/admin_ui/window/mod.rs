//! The window as a whole: what it keeps, what it takes in, and what it does about wishes.

mod layout;

pub(super) use layout::{is_low, part};

use super::activity::Activity;
use super::clients::{ClientTable, Focus};
use super::commands::{Order, Pending};
use super::dialogs::{AdminDialog, Outcome, Place, StopForm};
use super::drawer::{Drawer, Tab};
use super::rooms::RoomList;
use super::{AdminPort, Reachable, Sources, shortcuts};
use crate::hub::host::Snapshot;
use crate::look::{self, Choices, FrameMeter, Toast};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use crossbeam_channel::TryRecvError;
use egui::{Context, Id, Ui, ViewportCommand};
use layout::Pane;
use std::sync::Arc;
use std::time::Duration;

/// How often the window is drawn for the sake of "3 min ago".
const RELATIVE_TIMES_EVERY: Duration = Duration::from_secs(60);

/// How often while rates fade away after the last message.
const FADING_EVERY: Duration = Duration::from_secs(1);

/// Most lines of the log that are taken in before a frame; the rest waits for the next.
const LINES_AT_ONCE: usize = 1_000;

/// What a part of the window wishes for. Wishes are granted after everything was drawn.
pub(super) enum Wish {
    CopyLink,
    Ask(AdminDialog),
    Order(Order),
    /// Something can't be done, for this reason.
    Refuse(String),
    ShowOnly(String),
    Show(Tab),
    Focus(Focus),
    /// The keyboard goes to the next part.
    GoOn,
    LookAgain,
    /// What was done last is to be taken back, as long as that is offered.
    Undo,
}

/// The host's window. [`run`](super::run) opens it; a test can draw it without a display.
pub struct AdminWindow {
    port: AdminPort,
    sources: Sources,
    reachable: Reachable,
    snapshot: Arc<Snapshot>,
    activity: Activity,
    clients: ClientTable,
    rooms: RoomList,
    drawer: Drawer,
    /// What is shown where there is room for one part alone.
    pane: Pane,
    /// The tab that is open takes the keyboard in the next frame.
    tab_takes_keyboard: bool,
    dialog: Option<AdminDialog>,
    /// What had the keyboard before the dialog, and has it again after it.
    before_dialog: Option<Id>,
    pending: Pending,
    toast: Toast,
    /// Whether the window may close without a question.
    closing: bool,
    /// What the host chose about the look, to be kept for the next time.
    choices: Option<Choices>,
    frames: FrameMeter,
    clock: fn() -> UnixMillis,
}

impl AdminWindow {
    /// The window of a server that gives these snapshots.
    pub fn new(port: AdminPort, sources: Sources) -> Self {
        Self {
            reachable: (port.reach)(),
            port,
            sources,
            snapshot: Arc::default(),
            activity: Activity::default(),
            clients: ClientTable::default(),
            rooms: RoomList::default(),
            drawer: Drawer::default(),
            pane: Pane::default(),
            tab_takes_keyboard: false,
            dialog: None,
            before_dialog: None,
            pending: Pending::default(),
            toast: Toast::default(),
            closing: false,
            choices: None,
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

    /// Takes in what has come: snapshots, lines of the log, answers, the server's end.
    pub fn logic(&mut self, ctx: &Context) {
        while let Ok(newer) = self.sources.snapshots.try_recv() {
            self.activity.take_in(&newer);
            self.clients.take_in(&newer);
            self.snapshot = newer;
        }
        for line in self.sources.log.try_iter().take(LINES_AT_ONCE) {
            self.drawer.log.push(line);
        }
        if !self.sources.log.is_empty() {
            ctx.request_repaint();
        }
        self.pending.take_answers(&self.snapshot, &mut self.toast);
        if let Some(soon) = self.pending.look_again_after() {
            ctx.request_repaint_after(soon);
        }
        if self.port.stopped.try_recv() == Err(TryRecvError::Disconnected) {
            self.closing = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else {
            self.hold_the_door(ctx);
        }
    }

    /// Closing the window stops the server: while somebody is here, it is asked about.
    fn hold_the_door(&mut self, ctx: &Context) {
        let wanted = ctx.input(|input| input.viewport().close_requested());
        if wanted && !self.closing && !self.snapshot.clients.is_empty() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.ask(AdminDialog::Stop(StopForm::default()), ctx);
        }
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let now = (self.clock)();
        look::fit_tooltips(ui.ctx());
        self.activity.go_on_to(now);
        let mut wishes = Vec::new();
        if self.toast.show(ui) {
            self.pending.undo(&self.port, &mut self.toast);
            ui.ctx().request_repaint();
        }
        if self.dialog.is_none() {
            self.give_the_keyboard_back(ui.ctx());
            shortcuts::take(ui.ctx(), &mut wishes);
        }
        self.parts(ui, now, &mut wishes);
        for wish in wishes {
            self.grant(wish, ui.ctx());
        }
        if let Some(order) = self.dialog_ui(ui.ctx(), now) {
            self.send(order, ui.ctx());
        }
        self.draw_again(ui.ctx());
    }

    /// To what had it before the dialog, as soon as that is no longer above it.
    fn give_the_keyboard_back(&mut self, ctx: &Context) {
        if self.before_dialog.is_some() {
            ctx.request_repaint();
            if ctx.memory(|memory| memory.top_modal_layer().is_none())
                && let Some(id) = self.before_dialog.take()
            {
                ctx.memory_mut(|memory| memory.request_focus(id));
            }
        }
    }

    /// What changes by itself is drawn again when it does.
    fn draw_again(&self, ctx: &Context) {
        if self.activity.fades() {
            ctx.request_repaint_after(FADING_EVERY);
        } else if !self.snapshot.clients.is_empty() || self.shows_activity(ctx) {
            ctx.request_repaint_after(RELATIVE_TIMES_EVERY);
        }
    }

    fn grant(&mut self, wish: Wish, ctx: &Context) {
        match wish {
            Wish::CopyLink => {
                ctx.copy_text(self.reachable.link.clone());
                self.toast.done(tr!("admin-link-copied"));
            }
            Wish::Ask(dialog) => self.ask(dialog, ctx),
            Wish::Order(order) => self.send(order, ctx),
            Wish::Refuse(why) => self.toast.failed(why),
            Wish::ShowOnly(filter) => {
                self.pane = Pane::Clients;
                self.clients.filter = filter;
            }
            Wish::Show(tab) => self.toggle(tab, ctx),
            Wish::Focus(focus) => {
                self.pane = Pane::Clients;
                self.clients.focus(ctx, focus);
            }
            Wish::GoOn => self.go_on(ctx),
            Wish::Undo => {
                if self.toast.take_undo() {
                    self.pending.undo(&self.port, &mut self.toast);
                }
            }
            Wish::LookAgain => self.reachable = (self.port.reach)(),
        }
        ctx.request_repaint();
    }

    fn ask(&mut self, dialog: AdminDialog, ctx: &Context) {
        if self.dialog.is_none() {
            self.before_dialog = ctx.memory(|memory| memory.focused());
        }
        self.dialog = Some(dialog);
    }

    fn send(&mut self, order: Order, ctx: &Context) {
        self.pending.send(order, &self.port, &mut self.toast);
        // The answer is often there already.
        ctx.request_repaint();
    }

    fn dialog_ui(&mut self, ctx: &Context, now: UnixMillis) -> Option<Order> {
        let dialog = self.dialog.as_mut()?;
        let place = Place { listening: &self.port.listening, reachable: &self.reachable };
        let outcome = dialog.show(ctx, &self.snapshot, &place, now)?;
        self.dialog = None;
        ctx.request_repaint();
        match outcome {
            Outcome::Confirmed(order) => Some(order),
            Outcome::Dismissed => None,
        }
    }
}

impl eframe::App for AdminWindow {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        AdminWindow::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.frames.note(ui.ctx(), frame.info().cpu_usage);
        AdminWindow::ui(self, ui);
        self.choices = Some(Choices::of(ui.ctx()));
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if let Some(choices) = self.choices {
            choices.keep(storage);
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
