//! The lower part of the window: what goes on, the log, the bans, and what the host said.

mod bans;
mod log;
mod sent;

pub(super) use log::LogPane;

use super::activity::{self, Activity};
use super::window::Wish;
use crate::hub::host::Snapshot;
use crate::look::{self, Icon, card, from_right, rest};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::Ui;

/// Under this width there is room for the name of one tab alone.
const NARROW: f32 = 980.0;

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

/// See the module.
#[derive(Default)]
pub(super) struct Drawer {
    /// What is shown; nothing while it is shut.
    tab: Option<Tab>,
    /// What was shown when there was room for it.
    put_away: Option<Tab>,
    /// Whether there was room for it in the frame before.
    room: bool,
    /// The log, which is kept whether it is shown or not.
    pub log: LogPane,
}

impl Drawer {
    /// Shuts it where there is no room for it, until somebody opens it, and opens it again where
    /// there is.
    pub fn fit(&mut self, room: bool) {
        if std::mem::replace(&mut self.room, room) == room {
            return;
        }
        if room {
            self.tab = self.tab.or(self.put_away.take()).or(Some(Tab::Activity));
        } else {
            self.put_away = self.tab.take();
        }
    }

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

    /// Shows the tabs, and what is chosen of them.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        activity: &Activity,
        now: UnixMillis,
        wishes: &mut Vec<Wish>,
    ) {
        card(ui).show(ui, |ui| {
            ui.take_available_width();
            self.tabs(ui, snapshot, wishes);
            let Some(tab) = self.tab else { return };
            ui.take_available_height();
            match tab {
                Tab::Activity => activity::show(ui, activity),
                Tab::Log => self.log.show(ui),
                Tab::Bans => bans::show(ui, &snapshot.bans, now, wishes),
                Tab::Sent => sent::show(ui, &snapshot.notices, now, wishes),
            }
        });
    }

    fn tabs(&mut self, ui: &mut Ui, snapshot: &Snapshot, wishes: &mut Vec<Wish>) {
        let narrow = ui.available_width() < NARROW;
        from_right(ui, |ui| {
            match self.tab {
                Some(Tab::Log) => self.log.bar(ui),
                Some(Tab::Bans) => bans::bar(ui, wishes),
                Some(Tab::Sent) => sent::bar(ui, wishes),
                Some(Tab::Activity) | None => {}
            }
            rest(ui, |ui| {
                for tab in Tab::ALL {
                    let (icon, name) = match tab {
                        Tab::Activity => (Icon::Activity, tr!("admin-activity")),
                        Tab::Log => (Icon::ScrollText, self.log.title()),
                        Tab::Bans => (Icon::Ban, tr!("admin-bans", count = snapshot.bans.len())),
                        Tab::Sent => {
                            (Icon::Megaphone, tr!("admin-sent", count = snapshot.notices.len()))
                        }
                    };
                    let on = self.tab == Some(tab);
                    let button = if narrow && !on {
                        look::icon_button(icon, name)
                    } else {
                        look::quiet(name).icon(icon).on(on)
                    };
                    if ui.add(button).clicked() {
                        self.toggle(tab);
                    }
                }
            });
        });
    }
}
