//! The table of clients, with what the host looks for in it and whom the host has chosen.

mod cells;
mod columns;
mod introduction;
mod keys;
mod order;
mod rows;
mod selection;
mod sorting;

pub(super) use cells::{details, shown_address};
pub(super) use keys::rows_id;

use super::dialogs::{AdminDialog, BanForm, KickForm, MessageForm, Whom};
use super::window::{Wish, is_low, part};
use crate::hub::host::Snapshot;
use crate::look::{self, ActionButton, Icon, empty_state, from_right, rest, truncated, weak};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::{Context, Id, RichText, TextEdit, Ui};
use order::{Order, View};
use selection::Selection;
use std::sync::Arc;

/// Under this width the bar above the rows has no room for words on its button, in points, and under
/// which not on those for who is chosen.
const NARROW: f32 = 560.0;
const NARROW_TO_ACT: f32 = 760.0;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct ClientTable {
    /// Only clients are shown in whose pseudo, address or rooms this occurs; all if it is empty.
    pub filter: String,
    selection: Selection,
    view: View,
    /// Where to scroll so that it is seen.
    scroll_to: Option<usize>,
}

/// What is asked of the table from elsewhere in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    /// The field to search in takes the keyboard.
    Find,
    /// The rows take it.
    Rows,
}

/// What can be done with some clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Write,
    Kick,
    Ban,
    /// Look at all that is known of one of them.
    Details,
}

impl Act {
    /// The question that comes before it.
    pub fn dialog(self, whom: Vec<Whom>) -> AdminDialog {
        match self {
            Self::Write => AdminDialog::Message(MessageForm::to_clients(&whom)),
            Self::Kick => AdminDialog::Kick(KickForm::of(whom)),
            Self::Ban => AdminDialog::Ban(BanForm::of(whom)),
            Self::Details => AdminDialog::Details(whom),
        }
    }
}

impl ClientTable {
    /// Another state of the server.
    pub fn take_in(&mut self, snapshot: &Snapshot) {
        self.selection.keep_those_of(snapshot);
    }

    /// Gives the keyboard to a part of the table.
    pub fn focus(&self, ctx: &Context, focus: Focus) {
        let id = match focus {
            Focus::Find => find_id(),
            Focus::Rows => keys::rows_id(),
        };
        ctx.memory_mut(|memory| memory.request_focus(id));
    }

    /// Shows the table, or what to do where it would be empty.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &Arc<Snapshot>,
        link: &str,
        now: UnixMillis,
        wishes: &mut Vec<Wish>,
    ) {
        part(ui).show(ui, |ui| {
            ui.take_available_space();
            if snapshot.clients.is_empty() {
                nobody(ui, link, wishes);
                return;
            }
            self.view.update(snapshot, &self.filter, self.view.order());
            let order = self.bar(ui, snapshot, wishes).unwrap_or(self.view.order());
            if !is_low(ui) {
                ui.add_space(look::space::XS);
            }
            // What was typed or chosen just now counts at once.
            self.view.update(snapshot, &self.filter, order);
            if self.view.len() == 0 {
                self.no_match(ui);
            } else {
                self.rows(ui, now, wishes);
            }
        });
    }

    fn rows(&mut self, ui: &mut Ui, now: UnixMillis, wishes: &mut Vec<Wish>) {
        keys::take_keys(self, ui, wishes);
        let mut pressed: Option<Order> = None;
        columns::table(self, ui, now, wishes, &mut pressed);
        if let Some(order) = pressed {
            let snapshot = self.view.snapshot();
            self.view.update(&snapshot, &self.filter, order);
            ui.ctx().request_repaint();
        }
    }

    /// What stands above the rows. Gives by what to sort them from now on, if that was chosen.
    fn bar(&mut self, ui: &mut Ui, now: &Snapshot, wishes: &mut Vec<Wish>) -> Option<Order> {
        let sortable = columns::some_hidden(ui.available_width());
        from_right(ui, |ui| {
            let width = ui.available_width();
            if self.selection.len() == 0 {
                let everyone = button(width < NARROW, Icon::Megaphone, tr!("admin-write-everyone"));
                if ui.add(everyone).clicked() {
                    wishes.push(Wish::Ask(AdminDialog::Message(MessageForm::default())));
                }
            } else {
                self.acts(ui, width < NARROW_TO_ACT, wishes);
            }
            let order = sortable.then(|| sorting::menu(ui, self.view.order())).flatten();
            let search = TextEdit::singleline(&mut self.filter)
                .id(find_id())
                .hint_text(tr!("admin-filter-hint"))
                .desired_width(210.0_f32.min(ui.available_width() * 0.5));
            let search = ui.add(search);
            ui.ctx().accesskit_node_builder(search.id, |node| node.set_label(tr!("admin-filter")));
            rest(ui, |ui| {
                let connections =
                    tr!("admin-connections", count = now.connections, most = now.max_connections);
                let heading = RichText::new(self.heading(now)).heading();
                truncated(ui, heading).on_hover_text(connections);
            });
            order
        })
    }

    fn heading(&self, snapshot: &Snapshot) -> String {
        let all = snapshot.clients.len();
        let (shown, chosen) = (self.view.len(), self.selection.len());
        if chosen > 0 {
            tr!("admin-chosen", count = chosen, all = all)
        } else if shown < all {
            tr!("admin-found", count = shown, all = all)
        } else {
            tr!("admin-clients", count = all)
        }
    }

    /// What can be done with those who are chosen.
    fn acts(&mut self, ui: &mut Ui, narrow: bool, wishes: &mut Vec<Wish>) {
        let clear = look::icon_button(Icon::X, tr!("admin-choose-nobody"));
        let clear = ui.add(clear).clicked();
        for (act, icon, text) in [
            (Act::Ban, Icon::Ban, tr!("admin-ban")),
            (Act::Kick, Icon::LogOut, tr!("admin-kick")),
            (Act::Write, Icon::MessageSquare, tr!("admin-write")),
        ] {
            if ui.add(button(narrow, icon, text)).clicked() {
                wishes.push(Wish::Ask(act.dialog(self.chosen())));
            }
        }
        let introduce = button(narrow, Icon::Handshake, tr!("admin-introduce"));
        introduction::button(ui, self, introduce, wishes);
        if clear {
            self.selection.clear();
        }
    }

    /// Those who are chosen, or else the one on whom the keyboard stands.
    fn chosen(&self) -> Vec<Whom> {
        let alone = self.selection.cursor().filter(|_| self.selection.len() == 0);
        let snapshot = self.view.snapshot();
        let concerned = snapshot
            .clients
            .iter()
            .filter(|client| self.selection.has(client.id) || Some(client.id) == alone);
        let mut concerned: Vec<Whom> = concerned.map(Whom::of).collect();
        concerned.sort_by_cached_key(|one| one.pseudo.to_lowercase());
        concerned
    }

    fn no_match(&mut self, ui: &mut Ui) {
        let heading = tr!("admin-no-match", filter = self.filter.trim());
        empty_state(ui, &heading, &tr!("admin-no-match-what"), |ui| {
            if ui.add(look::secondary(tr!("admin-show-all"))).clicked() {
                self.filter.clear();
            }
        });
    }
}

/// A button of the bar; its icon alone where there is little room.
fn button(narrow: bool, icon: Icon, text: String) -> ActionButton {
    if narrow { look::icon_button(icon, text) } else { look::secondary(text).icon(icon) }
}

fn find_id() -> Id {
    Id::unique("find clients")
}

/// What to do first.
fn nobody(ui: &mut Ui, link: &str, wishes: &mut Vec<Wish>) {
    empty_state(ui, &tr!("admin-nobody"), &tr!("admin-nobody-what"), |ui| {
        if ui.add(look::secondary(tr!("admin-copy-link")).icon(Icon::Copy)).clicked() {
            wishes.push(Wish::CopyLink);
        }
        if ui.add(look::quiet(tr!("admin-show-qr")).icon(Icon::QrCode)).clicked() {
            wishes.push(Wish::Ask(AdminDialog::Qr));
        }
        ui.add_space(look::space::S);
        weak(ui, tr!("admin-nobody-how"));
        ui.label(RichText::new(format!("salon chat {link} --pseudo PSEUDO")).monospace());
    });
}
