//! The table of clients.

use super::dialogs::{AdminDialog, KickForm, MessageForm};
use super::rooms::message_button;
use super::window::Wish;
use crate::hub::host::{ClientRow, LinkState, NoticeTarget, Snapshot};
use crate::look::{self, Palette, card, dot, empty_state, from_right, rest, truncated, weak};
use crate::proto::ids::UnixMillis;
use crate::texts::{ago, clock, moment, tr};
use egui::{Align, Layout, RichText, TextEdit, Ui};
use egui_extras::{Column, TableBuilder};
use std::net::SocketAddr;

const ROW_HEIGHT: f32 = 40.0;
const HEADER_HEIGHT: f32 = 26.0;

/// Under this width the table keeps to what is needed most.
const NARROW: f32 = 680.0;

/// The table, with what the host looks for in it.
#[derive(Debug, Default)]
pub(super) struct ClientTable {
    /// Only clients are shown in whose pseudo, address or rooms this occurs; all if it is empty.
    pub filter: String,
}

/// An address as people know it: an IPv4 one that came in over IPv6 as IPv4.
pub(super) fn shown_address(address: SocketAddr) -> String {
    SocketAddr::new(address.ip().to_canonical(), address.port()).to_string()
}

impl ClientTable {
    /// Shows the table, or what to do where it would be empty.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        link: &str,
        now: UnixMillis,
        wishes: &mut Vec<Wish>,
    ) {
        card(ui).show(ui, |ui| {
            ui.take_available_space();
            if snapshot.clients.is_empty() {
                nobody(ui, link, wishes);
                return;
            }
            self.bar(ui, snapshot, wishes);
            ui.add_space(look::space::XS);
            let rows = self.matching(&snapshot.clients);
            if rows.is_empty() {
                self.no_match(ui);
            } else {
                table(ui, &rows, now, wishes);
            }
        });
    }

    fn bar(&mut self, ui: &mut Ui, snapshot: &Snapshot, wishes: &mut Vec<Wish>) {
        from_right(ui, |ui| {
            if ui.add(look::secondary(tr!("admin-write-everyone"))).clicked() {
                wishes.push(Wish::Ask(AdminDialog::Message(MessageForm::default())));
            }
            let search = TextEdit::singleline(&mut self.filter)
                .hint_text(tr!("admin-filter-hint"))
                .desired_width(230.0);
            let search = ui.add(search);
            ui.ctx().accesskit_node_builder(search.id, |node| node.set_label(tr!("admin-filter")));
            rest(ui, |ui| {
                let count = tr!("admin-clients", count = snapshot.clients.len());
                let connections = tr!(
                    "admin-connections",
                    count = snapshot.connections,
                    most = snapshot.max_connections
                );
                truncated(ui, RichText::new(count).heading()).on_hover_text(connections);
            });
        });
    }

    fn matching<'a>(&self, clients: &'a [ClientRow]) -> Vec<&'a ClientRow> {
        let filter = self.filter.trim().to_lowercase();
        let matches = |text: &str| text.to_lowercase().contains(&filter);
        clients
            .iter()
            .filter(|client| {
                filter.is_empty()
                    || matches(&client.pseudo)
                    || matches(&shown_address(client.address))
                    || client.rooms.iter().any(|room| matches(room))
            })
            .collect()
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

fn nobody(ui: &mut Ui, link: &str, wishes: &mut Vec<Wish>) {
    empty_state(ui, &tr!("admin-nobody"), &tr!("admin-nobody-what"), |ui| {
        if ui.add(look::secondary(tr!("admin-copy-link"))).clicked() {
            wishes.push(Wish::CopyLink);
        }
        ui.add_space(look::space::S);
        weak(ui, tr!("admin-nobody-how"));
        ui.label(RichText::new(format!("salon chat {link} --pseudo PSEUDO")).monospace());
    });
}

fn table(ui: &mut Ui, rows: &[&ClientRow], now: UnixMillis, wishes: &mut Vec<Wish>) {
    let narrow = ui.available_width() < NARROW;
    TableBuilder::new(ui)
        .striped(true)
        .cell_layout(Layout::left_to_right(Align::Center))
        .auto_shrink(false)
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(if narrow { 128.0 } else { 158.0 }))
        .column(Column::remainder().at_least(50.0).clip(true))
        .column(Column::exact(if narrow { 66.0 } else { 150.0 }))
        .column(Column::exact(168.0))
        .header(HEADER_HEIGHT, |mut header| {
            for title in [
                tr!("admin-pseudo"),
                tr!("admin-address"),
                tr!("admin-rooms-of-client"),
                tr!("admin-last-message"),
                String::new(),
            ] {
                header.col(|ui| {
                    let color = Palette::of(ui).weak;
                    truncated(ui, RichText::new(title).small().color(color));
                });
            }
        })
        .body(|body| {
            body.rows(ROW_HEIGHT, rows.len(), |mut row| {
                let client = rows[row.index()];
                row.col(|ui| pseudo(ui, client));
                row.col(|ui| {
                    truncated(ui, shown_address(client.address));
                });
                row.col(|ui| rooms(ui, client));
                row.col(|ui| last_message(ui, client, now, narrow));
                row.col(|ui| actions(ui, client, wishes));
            });
        });
}

fn pseudo(ui: &mut Ui, client: &ClientRow) {
    let palette = Palette::of(ui);
    let name = |ui: &mut Ui| {
        truncated(ui, &client.pseudo)
            .on_hover_text(tr!("admin-since", since = moment(client.since)));
    };
    ui.add_space(look::space::XS);
    match client.link {
        LinkState::Online => {
            dot(ui, palette.success, true);
            name(ui);
        }
        LinkState::Lost => {
            dot(ui, palette.warning, false);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                name(ui);
                let lost = RichText::new(tr!("admin-lost")).small().color(palette.warning);
                truncated(ui, lost).on_hover_text(tr!("admin-lost-hint"));
            });
        }
    }
}

fn rooms(ui: &mut Ui, client: &ClientRow) {
    if client.rooms.is_empty() {
        weak(ui, tr!("admin-no-room"));
    } else {
        truncated(ui, client.rooms.join(", "));
    }
}

fn last_message(ui: &mut Ui, client: &ClientRow, now: UnixMillis, narrow: bool) {
    match client.last_message {
        Some(at) => {
            let both = tr!("admin-time", clock = clock(at, now), ago = ago(at, now));
            let text = if narrow { clock(at, now) } else { both };
            truncated(ui, text).on_hover_text(moment(at));
        }
        None => {
            weak(ui, tr!("admin-no-message"));
        }
    }
}

fn actions(ui: &mut Ui, client: &ClientRow, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        let kick = look::secondary(tr!("admin-kick"))
            .small()
            .named(tr!("admin-kick-who", pseudo = &client.pseudo));
        if ui.add(kick).clicked() {
            wishes.push(Wish::Ask(AdminDialog::Kick(KickForm::of(client))));
        }
        if message_button(ui, &client.pseudo) {
            let target = NoticeTarget::Members(vec![client.id]);
            let form = MessageForm::to(target, client.pseudo.clone());
            wishes.push(Wish::Ask(AdminDialog::Message(form)));
        }
    });
}
