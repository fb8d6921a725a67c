//! The lower part of the window: what goes on, the log, the bans, and what the host said.

mod bans;
mod log;
mod narrow;
mod sent;

pub(super) use log::LogPane;

use super::activity::{self, Activity};
use super::window::{Wish, part};
use crate::hub::host::Snapshot;
use crate::look::{self, Icon, from_right, rest};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::Ui;

/// In a window of less width there is room for the name of one tab alone, in points.
const NARROW: f32 = 1040.0;

/// What the drawer can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Activity,
    Log,
    Bans,
    Sent,
}

impl Tab {
    /// In the order in which they stand.
    pub const ALL: [Self; 4] = [Self::Activity, Self::Log, Self::Bans, Self::Sent];
}

/// What there is to show.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub snapshot: &'a Snapshot,
    pub activity: &'a Activity,
    pub now: UnixMillis,
}

/// See the module.
pub(super) struct Drawer {
    /// What is shown; nothing while it is shut.
    tab: Option<Tab>,
    /// The tab that is open, or else the first one, takes the keyboard in the next frame.
    pub takes_keyboard: bool,
    /// The log, which is kept whether it is shown or not.
    pub log: LogPane,
}

impl Default for Drawer {
    fn default() -> Self {
        Self { tab: Some(Tab::Activity), takes_keyboard: false, log: LogPane::default() }
    }
}

impl Drawer {
    /// Whether it shows anything.
    pub fn is_open(&self) -> bool {
        self.tab.is_some()
    }

    /// Whether it shows how things go on, which changes while nothing happens.
    pub fn shows_activity(&self) -> bool {
        self.tab == Some(Tab::Activity)
    }

    /// Shows this, or shuts the drawer if it is what was shown.
    pub fn toggle(&mut self, tab: Tab) {
        self.tab = Some(tab).filter(|tab| self.tab != Some(*tab));
    }

    /// What is shown, or would be first.
    pub fn tab(&self) -> Tab {
        self.tab.unwrap_or(Tab::Activity)
    }

    /// What stands on a tab.
    pub fn face(&self, tab: Tab, snapshot: &Snapshot) -> (Icon, String) {
        match tab {
            Tab::Activity => (Icon::Activity, tr!("admin-activity")),
            Tab::Log => (Icon::ScrollText, self.log.title()),
            Tab::Bans => (Icon::Ban, tr!("admin-bans", count = snapshot.bans.len())),
            Tab::Sent => (Icon::Megaphone, tr!("admin-sent", count = snapshot.notices.len())),
        }
    }

    /// Shows the tabs, and what is chosen of them.
    pub fn show(&mut self, ui: &mut Ui, sight: Sight<'_>, wishes: &mut Vec<Wish>) {
        part(ui).show(ui, |ui| {
            ui.take_available_width();
            from_right(ui, |ui| {
                if let Some(tab) = self.tab {
                    self.bar(ui, tab, wishes);
                }
                rest(ui, |ui| self.tabs(ui, sight.snapshot));
            });
            if let Some(tab) = self.tab {
                ui.take_available_height();
                self.content(ui, tab, sight, wishes);
            }
        });
    }

    /// Shows one tab's content, whose tab stands elsewhere.
    pub fn show_alone(&mut self, ui: &mut Ui, tab: Tab, sight: Sight<'_>, wishes: &mut Vec<Wish>) {
        part(ui).show(ui, |ui| {
            ui.take_available_space();
            if tab != Tab::Activity {
                from_right(ui, |ui| self.bar(ui, tab, wishes));
            }
            self.content(ui, tab, sight, wishes);
        });
    }

    /// What can be done in a tab.
    fn bar(&mut self, ui: &mut Ui, tab: Tab, wishes: &mut Vec<Wish>) {
        match tab {
            Tab::Log => self.log.bar(ui),
            Tab::Bans => bans::bar(ui, wishes),
            Tab::Sent => sent::bar(ui, wishes),
            Tab::Activity => {}
        }
    }

    fn content(&mut self, ui: &mut Ui, tab: Tab, sight: Sight<'_>, wishes: &mut Vec<Wish>) {
        let Sight { snapshot, activity, now } = sight;
        match tab {
            Tab::Activity => activity::show(ui, activity),
            Tab::Log => self.log.show(ui),
            Tab::Bans => bans::show(ui, &snapshot.bans, now, wishes),
            Tab::Sent => sent::show(ui, &snapshot.notices, now, wishes),
        }
    }

    fn tabs(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        let narrow = ui.ctx().content_rect().width() < NARROW;
        for tab in Tab::ALL {
            let (icon, name) = self.face(tab, snapshot);
            let on = self.tab == Some(tab);
            let button = if narrow && !on {
                look::icon_button(icon, name)
            } else {
                look::quiet(name).icon(icon).on(on)
            };
            let response = ui.add(button);
            if tab == self.tab() && std::mem::take(&mut self.takes_keyboard) {
                response.request_focus();
            }
            if response.clicked() {
                self.toggle(tab);
            }
        }
    }
}
