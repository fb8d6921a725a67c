//! The rows: what stands in them, and what a press on one does.

use super::columns::Column;
use super::selection::Choose;
use super::{Act, ClientTable, cells, introduction, keys};
use crate::admin_ui::dialogs::Whom;
use crate::admin_ui::window::Wish;
use crate::hub::host::ClientRow;
use crate::look::{self, Icon};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::{Align, Layout, Response, Ui};
use egui_extras::TableBody;

const HEIGHT: f32 = 30.0;

/// Shows those that are in sight.
pub fn show(
    table: &mut ClientTable,
    body: TableBody<'_>,
    columns: &[Column],
    now: UnixMillis,
    wishes: &mut Vec<Wish>,
) {
    body.rows(HEIGHT, table.view.len(), |mut row| {
        let Some(client) = table.view.client(row.index()) else { return };
        let id = client.id;
        let chosen = table.selection.has(id);
        row.set_selected(chosen);
        let mut how = None;
        for column in columns {
            let (_, response) = row.col(|ui| match column {
                Column::Chosen => {
                    let on_row = table.selection.cursor() == Some(id);
                    how = cells::chosen(ui, client, chosen, on_row);
                }
                Column::Acts => cells::acts(ui, client, wishes),
                value if value.is_figure() => {
                    let layout = Layout::right_to_left(Align::Center);
                    ui.with_layout(layout, |ui| cell(ui, *value, client, now));
                }
                value => cell(ui, *value, client, now),
            });
            if *column == Column::Pseudo {
                response.on_hover_ui(|ui| {
                    ui.label(look::strong(&client.pseudo));
                    cells::details(ui, client, now);
                });
            }
        }
        let response = row.response();
        menu(&response, table, client, wishes);
        if let Some(how) = how.or_else(|| pressed(&response)) {
            table.selection.choose(id, how, &table.view);
        }
    });
}

fn cell(ui: &mut Ui, column: Column, client: &ClientRow, now: UnixMillis) {
    match column {
        Column::Pseudo => cells::pseudo(ui, client),
        Column::Address => cells::address(ui, client),
        Column::Rooms => cells::rooms(ui, client),
        Column::LastMessage => cells::last_message(ui, client, now),
        Column::Since => cells::since(ui, client, now),
        Column::In => cells::incoming(ui, client),
        Column::Out => cells::outgoing(ui, client),
        Column::RoundTrip => cells::round_trip(ui, client),
        Column::Lag => cells::lag(ui, client),
        // They are more than a value.
        Column::Chosen | Column::Acts => {}
    }
}

/// What the other button of the pointer opens.
fn menu(row: &Response, table: &ClientTable, client: &ClientRow, wishes: &mut Vec<Wish>) {
    row.context_menu(|ui| {
        for (act, shown, text) in [
            (Act::Write, Icon::MessageSquare, tr!("admin-write")),
            (Act::Kick, Icon::LogOut, tr!("admin-kick")),
            (Act::Ban, Icon::Ban, tr!("admin-ban")),
            (Act::Details, Icon::Info, tr!("admin-details")),
        ] {
            if ui.add(look::quiet(text).icon(shown)).clicked() {
                wishes.push(Wish::Ask(act.dialog(vec![Whom::of(client)])));
                ui.close();
            }
        }
        let introduce = look::quiet(tr!("admin-introduce")).icon(Icon::Handshake);
        if introduction::button(ui, table, introduce, wishes).clicked() {
            ui.close();
        }
        if ui.add(look::quiet(tr!("admin-copy-address")).icon(Icon::Copy)).clicked() {
            ui.ctx().copy_text(cells::shown_address(client.address));
            ui.close();
        }
    });
}

/// A press on a row chooses it, and gives the keyboard to the rows.
fn pressed(row: &Response) -> Option<Choose> {
    if !row.clicked() {
        return None;
    }
    row.ctx.memory_mut(|memory| memory.request_focus(keys::rows_id()));
    let modifiers = row.ctx.input(|input| input.modifiers);
    Some(if modifiers.command {
        Choose::Toggle
    } else if modifiers.shift {
        Choose::UpTo
    } else {
        Choose::Only
    })
}
