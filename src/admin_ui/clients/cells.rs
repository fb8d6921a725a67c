//! What stands in each cell of the table.

use super::Act;
use super::order::plain;
use super::selection::Choose;
use crate::admin_ui::dialogs::Whom;
use crate::admin_ui::window::Wish;
use crate::hub::host::{ClientRow, LinkState};
use crate::look::{self, Icon, Palette, dot, from_right, truncated, weak};
use crate::proto::ids::UnixMillis;
use crate::texts::{ago, amount, clock, moment, tr};
use egui::{Grid, RichText, Ui, pos2};
use std::net::SocketAddr;

/// An address as people know it.
pub fn shown_address(address: SocketAddr) -> String {
    plain(address).to_string()
}

/// Whether the client is chosen. Gives how it is from now on.
pub fn chosen(ui: &mut Ui, client: &ClientRow, chosen: bool, on_row: bool) -> Option<Choose> {
    if on_row {
        // The keyboard stands here.
        let rect = ui.max_rect();
        let edge = [pos2(rect.left() - 2.0, rect.top()), pos2(rect.left() - 2.0, rect.bottom())];
        let whole_row = ui.clip_rect().expand(8.0);
        let painter = ui.painter().with_clip_rect(whole_row);
        painter.line_segment(edge, (3.0, Palette::of(ui).accent));
    }
    let name = tr!("admin-choose", pseudo = &client.pseudo);
    check(ui, chosen, name).then_some(Choose::Toggle)
}

/// A box to check without a word beside it, with a name for those who can't see where it stands.
/// Whether it was pressed.
pub fn check(ui: &mut Ui, mut checked: bool, name: String) -> bool {
    let response = look::check(ui, &mut checked, "");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response.changed()
}

/// The pseudo, and whether there is a connection.
pub fn pseudo(ui: &mut Ui, client: &ClientRow) {
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.x = look::space::XS;
    match client.link {
        LinkState::Online => {
            dot(ui, palette.success, true);
            truncated(ui, &client.pseudo);
        }
        LinkState::Lost => {
            dot(ui, palette.warning, false);
            let lost = RichText::new(tr!("admin-lost")).small().color(palette.warning);
            from_right(ui, |ui| {
                ui.label(lost).on_hover_text(tr!("admin-lost-hint"));
                look::rest(ui, |ui| truncated(ui, &client.pseudo));
            });
        }
    }
}

/// From where they speak.
pub fn address(ui: &mut Ui, client: &ClientRow) {
    truncated(ui, shown_address(client.address));
}

/// Where they are.
pub fn rooms(ui: &mut Ui, client: &ClientRow) {
    if client.rooms.is_empty() {
        weak(ui, tr!("admin-no-room"));
    } else {
        truncated(ui, client.rooms.join(", "));
    }
}

/// When they spoke last, and how long ago that is.
pub fn last_message(ui: &mut Ui, client: &ClientRow, now: UnixMillis) {
    match client.last_message {
        Some(at) => {
            truncated(ui, tr!("admin-time", clock = clock(at, now), ago = ago(at, now)));
        }
        None => {
            weak(ui, tr!("admin-no-message"));
        }
    }
}

/// Since when they are here.
pub fn since(ui: &mut Ui, client: &ClientRow, now: UnixMillis) {
    truncated(ui, clock(client.since, now));
}

/// What came from them.
pub fn incoming(ui: &mut Ui, client: &ClientRow) {
    traffic(ui, client.traffic.messages_in, client.traffic.bytes_in);
}

/// What they got.
pub fn outgoing(ui: &mut Ui, client: &ClientRow) {
    traffic(ui, client.traffic.messages_out, client.traffic.bytes_out);
}

fn traffic(ui: &mut Ui, messages: u64, bytes: u64) {
    let both =
        tr!("admin-traffic", messages = amount::count(messages), bytes = amount::bytes(bytes));
    truncated(ui, both);
}

/// How long an answer takes.
pub fn round_trip(ui: &mut Ui, client: &ClientRow) {
    match client.round_trip {
        Some(time) => drop(truncated(ui, amount::milliseconds(time))),
        None => drop(weak(ui, "–")),
    }
}

/// How far they are behind what was said.
pub fn lag(ui: &mut Ui, client: &ClientRow) {
    if client.lag == 0 {
        weak(ui, "0");
    } else {
        let color = Palette::of(ui).warning;
        truncated(ui, look::strong(amount::count(client.lag)).color(color));
    }
}

/// What can be done with one client.
pub fn acts(ui: &mut Ui, client: &ClientRow, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let pseudo = client.pseudo.as_str();
        for (act, icon, name) in [
            (Act::Ban, Icon::Ban, tr!("admin-ban-who", pseudo = pseudo)),
            (Act::Kick, Icon::LogOut, tr!("admin-kick-who", pseudo = pseudo)),
            (Act::Write, Icon::MessageSquare, tr!("admin-write-to", name = pseudo)),
        ] {
            if ui.add(look::icon_button(icon, name).small()).clicked() {
                wishes.push(Wish::Ask(act.dialog(vec![Whom::of(client)])));
            }
        }
    });
}

/// All that the table shows of somebody, whatever columns it has room for; not the pseudo.
pub fn details(ui: &mut Ui, client: &ClientRow, now: UnixMillis) {
    let traffic = &client.traffic;
    let both = |messages, bytes| {
        tr!("admin-traffic", messages = amount::count(messages), bytes = amount::bytes(bytes))
    };
    let never = || tr!("admin-no-message");
    let spoke = client
        .last_message
        .map_or_else(never, |at| tr!("admin-time", clock = moment(at), ago = ago(at, now)));
    let since = tr!("admin-time", clock = moment(client.since), ago = ago(client.since, now));
    let none = client.rooms.is_empty();
    let rooms = if none { tr!("admin-no-room") } else { client.rooms.join(", ") };
    let round_trip = client.round_trip.map_or_else(|| "–".to_owned(), amount::milliseconds);
    ui.spacing_mut().interact_size.y = 20.0;
    Grid::new("details").num_columns(2).spacing([look::space::L, 0.0]).show(ui, |ui| {
        for (name, value) in [
            (tr!("admin-address"), shown_address(client.address)),
            (tr!("admin-rooms-of-client"), rooms),
            (tr!("admin-last-message"), spoke),
            (tr!("admin-since"), since),
            (tr!("admin-in"), both(traffic.messages_in, traffic.bytes_in)),
            (tr!("admin-out"), both(traffic.messages_out, traffic.bytes_out)),
            (tr!("admin-round-trip"), round_trip),
            (tr!("admin-lag"), amount::count(client.lag)),
        ] {
            weak(ui, name);
            ui.label(value);
            ui.end_row();
        }
    });
}
