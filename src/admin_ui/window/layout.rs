//! Where the parts of the window stand: side by side where there is room, else one at a time. So
//! everything can be read and reached at 200 %, too, where a small window has few points.

use super::{AdminWindow, Wish};
use crate::admin_ui::drawer::{Sight, Tab};
use crate::admin_ui::{clients, header, rooms};
use crate::look::{self, Icon, Palette, card, space};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, Vec2, vec2};

/// From this size on all parts stand side by side, in points.
const LEAST_FOR_ALL: Vec2 = vec2(900.0, 620.0);

/// In a lower window there is one line above the part that is shown, in points.
const LOW: f32 = 400.0;

/// From this width on there is room for the words of all tabs, in points, and for that of the
/// one that is open.
const WORDS: f32 = 760.0;
const ONE_WORD: f32 = 520.0;

/// The least width of the list of rooms, in points.
const LEAST_FOR_ROOMS: f32 = 226.0;

/// How high the drawer begins, and its least height, in points.
const DRAWER: f32 = 212.0;
const LEAST_FOR_DRAWER: f32 = 166.0;

/// A part that a small window shows alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pane {
    #[default]
    Clients,
    Rooms,
    Drawer(Tab),
}

impl Pane {
    /// In the order in which they stand.
    fn all() -> impl Iterator<Item = Self> {
        [Self::Clients, Self::Rooms].into_iter().chain(Tab::ALL.map(Self::Drawer))
    }
}

/// Whether the parts are shown one at a time.
pub(super) fn is_small(ctx: &Context) -> bool {
    let size = ctx.content_rect().size();
    size.x < LEAST_FOR_ALL.x || size.y < LEAST_FOR_ALL.y
}

/// Whether so little room is left that distances shrink.
pub(in crate::admin_ui) fn is_low(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() < LOW
}

/// The frame of one part of the window.
pub(in crate::admin_ui) fn part(ui: &Ui) -> Frame {
    if is_low(ui) { card(ui).inner_margin(space::S) } else { card(ui) }
}

impl AdminWindow {
    /// Shows all parts, or the one that is chosen.
    pub(super) fn parts(&mut self, ui: &mut Ui, now: UnixMillis, wishes: &mut Vec<Wish>) {
        if is_small(ui.ctx()) {
            self.one_by_one(ui, now, wishes);
        } else {
            self.side_by_side(ui, now, wishes);
        }
    }

    fn side_by_side(&mut self, ui: &mut Ui, now: UnixMillis, wishes: &mut Vec<Wish>) {
        let (l, s) = (space::L as i8, space::S as i8);
        let ground = Frame::new().fill(Palette::of(ui).ground);
        let margin = |left, right, top, bottom| Margin { left, right, top, bottom };
        Panel::top("header")
            .frame(ground.inner_margin(margin(l, l, l, s)))
            .show_separator_line(false)
            .show(ui, |ui| header::show(ui, &self.port.listening, &self.reachable, wishes));
        let room = ui.available_height();
        let drawer = if self.drawer.is_open() {
            Panel::bottom("drawer")
                .resizable(true)
                .default_size((room * 0.32).clamp(LEAST_FOR_DRAWER, DRAWER))
                .size_range(LEAST_FOR_DRAWER..=(room * 0.5).max(LEAST_FOR_DRAWER))
        } else {
            Panel::bottom("shut drawer")
        };
        drawer.frame(ground.inner_margin(margin(l, l, s, l))).show_separator_line(false).show(
            ui,
            |ui| {
                let (snapshot, activity) = (&*self.snapshot, &self.activity);
                self.drawer.show(ui, Sight { snapshot, activity, now }, wishes);
            },
        );
        let most_for_rooms = (ui.available_width() * 0.26).max(LEAST_FOR_ROOMS);
        Panel::right("rooms")
            .frame(ground.inner_margin(margin(s, l, s, s)))
            .show_separator_line(false)
            .default_size((ui.available_width() * 0.2).clamp(LEAST_FOR_ROOMS, 270.0))
            .size_range(LEAST_FOR_ROOMS..=most_for_rooms)
            .show(ui, |ui| self.rooms.show(ui, &self.snapshot.rooms, &self.activity, wishes));
        CentralPanel::default().frame(ground.inner_margin(margin(l, s, s, s))).show(ui, |ui| {
            self.clients.show(ui, &self.snapshot, &self.reachable.link, now, wishes);
        });
    }

    fn one_by_one(&mut self, ui: &mut Ui, now: UnixMillis, wishes: &mut Vec<Wish>) {
        let ground = Frame::new().fill(Palette::of(ui).ground);
        let s = space::S as i8;
        let above = Margin { left: s, right: s, top: s, bottom: 0 };
        Panel::top("small header")
            .frame(ground.inner_margin(above))
            .show_separator_line(false)
            .show(ui, |ui| {
                if is_low(ui) {
                    header::line(ui, wishes, |ui| self.tabs(ui));
                } else {
                    header::line(ui, wishes, |ui| header::link(ui, &self.reachable.link));
                    ui.horizontal(|ui| self.tabs(ui));
                }
                header::out_of_reach_line(ui, &self.port.listening, self.reachable.reach, wishes);
            });
        CentralPanel::default().frame(ground.inner_margin(space::S)).show(ui, |ui| {
            match self.pane {
                Pane::Clients => {
                    self.clients.show(ui, &self.snapshot, &self.reachable.link, now, wishes);
                }
                Pane::Rooms => {
                    self.rooms.show(ui, &self.snapshot.rooms, &self.activity, wishes);
                }
                Pane::Drawer(tab) => {
                    let (snapshot, activity) = (&*self.snapshot, &self.activity);
                    let sight = Sight { snapshot, activity, now };
                    self.drawer.show_alone(ui, tab, sight, wishes);
                }
            }
        });
    }

    /// One button for each part.
    fn tabs(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.x = 2.0;
        let width = ui.ctx().content_rect().width();
        for pane in Pane::all() {
            let (icon, name) = self.face(pane);
            let on = self.pane == pane;
            let words = width >= WORDS || on && width >= ONE_WORD;
            let words = words && !is_low(ui) || on && width >= WORDS;
            let button =
                if words { look::quiet(name).icon(icon) } else { look::icon_button(icon, name) };
            let response = ui.add(button.on(on));
            if on && std::mem::take(&mut self.tab_takes_keyboard) {
                response.request_focus();
            }
            if response.clicked() {
                self.pane = pane;
            }
        }
    }

    fn face(&self, pane: Pane) -> (Icon, String) {
        let snapshot = &self.snapshot;
        match pane {
            Pane::Clients => (Icon::Users, tr!("admin-clients", count = snapshot.clients.len())),
            Pane::Rooms => (Icon::DoorOpen, tr!("admin-rooms", count = snapshot.rooms.len())),
            Pane::Drawer(tab) => self.drawer.face(tab, snapshot),
        }
    }

    /// Whether what is shown changes while nothing happens.
    pub(super) fn shows_activity(&self, ctx: &Context) -> bool {
        if is_small(ctx) {
            self.pane == Pane::Drawer(Tab::Activity)
        } else {
            self.drawer.shows_activity()
        }
    }

    /// Shows a tab of the drawer, or shuts it if it is what is shown.
    pub(super) fn toggle(&mut self, tab: Tab, ctx: &Context) {
        if is_small(ctx) {
            let pane = Pane::Drawer(tab);
            self.pane = if self.pane == pane { Pane::Clients } else { pane };
        } else {
            self.drawer.toggle(tab);
        }
    }

    /// Gives the keyboard to the part behind the one that has it: clients, rooms, drawer.
    pub(super) fn go_on(&mut self, ctx: &Context) {
        let focused = ctx.memory(|memory| memory.focused());
        let nobody = self.snapshot.clients.is_empty();
        if focused == Some(rooms::list_id()) || (self.snapshot.rooms.is_empty() && nobody) {
            if let (true, Pane::Clients | Pane::Rooms) = (is_small(ctx), self.pane) {
                self.pane = Pane::Drawer(self.drawer.tab());
            }
            self.tab_takes_keyboard = is_small(ctx);
            self.drawer.takes_keyboard = !is_small(ctx);
        } else if focused == Some(clients::rows_id()) || nobody {
            self.pane = Pane::Rooms;
            self.rooms.take_keyboard(ctx, &self.snapshot.rooms);
        } else {
            self.pane = Pane::Clients;
            self.clients.focus(ctx, clients::Focus::Rows);
        }
    }
}
