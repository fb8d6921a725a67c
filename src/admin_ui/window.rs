//! The window as a whole: what it keeps, what it takes in, and where its parts stand.

use super::AdminPort;
use super::clients::ClientTable;
use super::commands::{Order, Pending};
use super::dialogs::{AdminDialog, Outcome};
use super::{header, rooms};
use crate::hub::host::Snapshot;
use crate::look::{Palette, Toast, space};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use crossbeam_channel::{Receiver, TryRecvError};
use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, ViewportCommand};
use std::sync::Arc;
use std::time::Duration;

/// How often the window is drawn for the sake of "3 min ago".
const RELATIVE_TIMES_EVERY: Duration = Duration::from_secs(60);

/// The least width of the list of rooms, in points.
const LEAST_FOR_ROOMS: f32 = 270.0;

/// What a part of the window wishes for. Wishes are granted after everything was drawn.
pub(super) enum Wish {
    CopyLink,
    Ask(AdminDialog),
    ShowOnly(String),
}

/// The host's window. [`run`](super::run) opens it; a test can draw it without a display.
pub struct AdminWindow {
    port: AdminPort,
    snapshots: Receiver<Arc<Snapshot>>,
    snapshot: Arc<Snapshot>,
    clients: ClientTable,
    dialog: Option<AdminDialog>,
    pending: Pending,
    toast: Toast,
    clock: fn() -> UnixMillis,
}

impl AdminWindow {
    /// The window of a server that gives these snapshots.
    pub fn new(port: AdminPort, snapshots: Receiver<Arc<Snapshot>>) -> Self {
        Self {
            port,
            snapshots,
            snapshot: Arc::default(),
            clients: ClientTable::default(),
            dialog: None,
            pending: Pending::default(),
            toast: Toast::default(),
            clock: || UnixMillis(chrono::Utc::now().timestamp_millis()),
        }
    }

    /// Takes the time from there instead of from the system.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> UnixMillis) -> Self {
        self.clock = clock;
        self
    }

    /// Takes in what has come: snapshots, answers, the server's end.
    pub fn logic(&mut self, ctx: &Context) {
        if let Some(newest) = self.snapshots.try_iter().last() {
            self.snapshot = newest;
        }
        self.pending.take_answers(&mut self.toast);
        if let Some(soon) = self.pending.look_again_after() {
            ctx.request_repaint_after(soon);
        }
        if self.port.stopped.try_recv() == Err(TryRecvError::Disconnected) {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let now = (self.clock)();
        let mut wishes = Vec::new();
        self.toast.show(ui);
        self.panels(ui, now, &mut wishes);
        for wish in wishes {
            self.grant(wish, ui.ctx());
        }
        if let Some(order) = self.dialog_ui(ui.ctx(), now) {
            self.pending.send(order, &self.port, &mut self.toast);
            // The answer is often there already.
            ui.ctx().request_repaint();
        }
        if !self.snapshot.clients.is_empty() {
            ui.ctx().request_repaint_after(RELATIVE_TIMES_EVERY);
        }
    }

    fn panels(&mut self, ui: &mut Ui, now: UnixMillis, wishes: &mut Vec<Wish>) {
        let (l, s) = (space::L as i8, space::S as i8);
        let ground = Frame::new().fill(Palette::of(ui).ground);
        let margin = |left, right, top, bottom| Margin { left, right, top, bottom };
        Panel::top("header")
            .frame(ground.inner_margin(margin(l, l, l, s)))
            .show_separator_line(false)
            .show(ui, |ui| header::show(ui, &self.port, wishes));
        let most_for_rooms = (ui.available_width() * 0.32).max(LEAST_FOR_ROOMS);
        Panel::right("rooms")
            .frame(ground.inner_margin(margin(s, l, s, l)))
            .show_separator_line(false)
            .default_size(340.0)
            .size_range(LEAST_FOR_ROOMS..=most_for_rooms)
            .show(ui, |ui| rooms::show(ui, &self.snapshot.rooms, wishes));
        CentralPanel::default().frame(ground.inner_margin(margin(l, s, s, l))).show(ui, |ui| {
            self.clients.show(ui, &self.snapshot, &self.port.link, now, wishes);
        });
    }

    fn grant(&mut self, wish: Wish, ctx: &Context) {
        match wish {
            Wish::CopyLink => {
                ctx.copy_text(self.port.link.clone());
                self.toast.done(tr!("admin-link-copied"));
            }
            Wish::Ask(dialog) => self.dialog = Some(dialog),
            Wish::ShowOnly(filter) => self.clients.filter = filter,
        }
        ctx.request_repaint();
    }

    fn dialog_ui(&mut self, ctx: &Context, now: UnixMillis) -> Option<Order> {
        let outcome = self.dialog.as_mut()?.show(ctx, &self.snapshot, now)?;
        self.dialog = None;
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

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        AdminWindow::ui(self, ui);
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
