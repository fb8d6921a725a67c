//! The list of rooms.

use super::dialogs::{AddRoomForm, AdminDialog, CloseRoomForm, MessageForm, target_text};
use super::window::Wish;
use crate::hub::host::{NoticeTarget, RoomRow};
use crate::look::{self, Palette, card, empty_state, from_right, rest, truncated};
use crate::texts::tr;
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

const ROW_HEIGHT: f32 = 56.0;

/// Shows the rooms, each with its members, its topic, and what can be done with it.
pub(super) fn show(ui: &mut Ui, rooms: &[RoomRow], wishes: &mut Vec<Wish>) {
    card(ui).show(ui, |ui| {
        ui.take_available_space();
        from_right(ui, |ui| {
            if ui.add(look::secondary(tr!("admin-add-room"))).clicked() {
                wishes.push(Wish::Ask(AdminDialog::AddRoom(AddRoomForm::default())));
            }
            rest(ui, |ui| {
                let count = tr!("admin-rooms", count = rooms.len());
                truncated(ui, RichText::new(count).heading());
            });
        });
        ui.add_space(look::space::XS);
        if rooms.is_empty() {
            empty_state(ui, &tr!("admin-no-rooms"), &tr!("admin-no-rooms-what"), |_| {});
            return;
        }
        TableBuilder::new(ui)
            .auto_shrink(false)
            .cell_layout(Layout::top_down(Align::Min))
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(ROW_HEIGHT, rooms.len(), |mut row| {
                    let room = &rooms[row.index()];
                    row.col(|ui| room_ui(ui, room, wishes));
                });
            });
    });
}

fn room_ui(ui: &mut Ui, room: &RoomRow, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    from_right(ui, |ui| {
        actions(ui, room, wishes);
        rest(ui, |ui| truncated(ui, &room.name));
    });
    ui.horizontal(|ui| {
        members(ui, room, wishes);
        if !room.topic.is_empty() {
            let topic = format!("· {}", room.topic);
            truncated(ui, RichText::new(topic).small().color(palette.weak));
        }
    });
}

/// How many are in it; a click shows who.
fn members(ui: &mut Ui, room: &RoomRow, wishes: &mut Vec<Wish>) {
    let count = tr!("admin-members", count = room.members);
    let hint = tr!("admin-members-hint", room = &room.name);
    if room.members == 0 {
        ui.label(RichText::new(count).small().color(Palette::of(ui).weak));
        return;
    }
    let button = look::link(&count).named(format!("{count} – {hint}"));
    if ui.add(button).on_hover_text(hint).clicked() {
        wishes.push(Wish::ShowOnly(room.name.clone()));
    }
}

fn actions(ui: &mut Ui, room: &RoomRow, wishes: &mut Vec<Wish>) {
    let close = look::secondary(tr!("admin-close-room"))
        .small()
        .named(tr!("admin-close-room-which", room = &room.name));
    if ui.add(close).clicked() {
        wishes.push(Wish::Ask(AdminDialog::CloseRoom(CloseRoomForm::of(room))));
    }
    let name = target_text(&NoticeTarget::Room(room.id), &room.name);
    if message_button(ui, &name) {
        let form = MessageForm::to(NoticeTarget::Room(room.id), room.name.clone());
        wishes.push(Wish::Ask(AdminDialog::Message(form)));
    }
}

/// The button that begins a message to somebody or to a room. Gives whether it was pressed.
pub(super) fn message_button(ui: &mut Ui, name: &str) -> bool {
    let name = tr!("admin-write-to", name = name);
    ui.add(look::secondary(tr!("admin-write")).small().named(name)).clicked()
}
