//! Who is in the room that is shown.

use super::model::RoomTalk;
use super::sidebar::{caption, row_button};
use super::window::Wish;
use crate::look::{Palette, card, space, truncated};
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::{Color32, RichText, ScrollArea, Ui, Vec2, vec2};

const ROW_HEIGHT: f32 = 28.0;

/// Under this width of the window the members have no place beside the conversation.
const NARROW: f32 = 820.0;

/// Between two of them, in points.
const BETWEEN: f32 = 2.0;

/// How large the list becomes at most where it is opened by a button, in points.
const POPUP_SIZE: Vec2 = vec2(220.0, 260.0);

/// Whether the members are shown beside the conversation.
pub(super) fn have_a_place(ui: &Ui) -> bool {
    ui.ctx().content_rect().width() >= NARROW
}

/// Shows how many there are, and who; one's own name is marked, another one begins a private
/// conversation.
pub(super) fn show(ui: &mut Ui, room: &RoomTalk, me: MemberId, wishes: &mut Vec<Wish>) {
    card(ui).inner_margin(space::S).show(ui, |ui| {
        ui.take_available_space();
        ui.spacing_mut().item_spacing.y = BETWEEN;
        caption(ui, tr!("client-members", count = room.members.len()));
        ui.add_space(space::XS);
        list(ui, room, me, wishes);
    });
}

/// The same behind a button that says how many there are.
pub(super) fn button(ui: &mut Ui, room: &RoomTalk, me: MemberId, wishes: &mut Vec<Wish>) {
    ui.menu_button(tr!("client-members", count = room.members.len()), |ui| {
        ui.spacing_mut().item_spacing.y = BETWEEN;
        let height = room.members.len() as f32 * (ROW_HEIGHT + BETWEEN);
        let size = POPUP_SIZE.min(vec2(POPUP_SIZE.x, height));
        ui.set_min_size(size);
        ui.set_max_size(size);
        list(ui, room, me, wishes);
    });
}

fn list(ui: &mut Ui, room: &RoomTalk, me: MemberId, wishes: &mut Vec<Wish>) {
    let members = sorted(room);
    ScrollArea::vertical().id_salt(room.id.0).auto_shrink(false).show_rows(
        ui,
        ROW_HEIGHT,
        members.len(),
        |ui, range| {
            for (id, pseudo) in &members[range] {
                if *id == me {
                    own(ui, pseudo);
                } else {
                    other(ui, *id, pseudo, wishes);
                }
            }
        },
    );
}

/// By name, as people look for each other.
fn sorted(room: &RoomTalk) -> Vec<(MemberId, &str)> {
    let mut members: Vec<_> =
        room.members.iter().map(|(id, pseudo)| (*id, pseudo.as_str())).collect();
    members.sort_by_cached_key(|(id, pseudo)| (pseudo.to_lowercase(), *id));
    members
}

fn own(ui: &mut Ui, pseudo: &str) {
    let accent = Palette::of(ui).accent;
    let name = tr!("client-you", pseudo = pseudo);
    let inside = vec2(ui.available_width(), ROW_HEIGHT);
    ui.allocate_ui_with_layout(inside, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_size(inside);
        ui.add_space(space::S);
        truncated(ui, RichText::new(name).color(accent).strong());
    });
}

fn other(ui: &mut Ui, id: MemberId, pseudo: &str, wishes: &mut Vec<Wish>) {
    let response = row_button(ui, ROW_HEIGHT, Color32::TRANSPARENT, |ui| {
        ui.horizontal_centered(|ui| truncated(ui, pseudo));
    });
    let name = tr!("client-talk-to", pseudo = pseudo);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name.clone()));
    if response.on_hover_text(name).clicked() {
        wishes.push(Wish::TalkTo(id, pseudo.to_owned()));
    }
}
