//! The list of rooms.

use super::activity::Activity;
use super::dialogs::{AdminDialog, CloseRoomForm, MessageForm, RoomForm, target_text};
use super::window::Wish;
use crate::hub::host::{NoticeTarget, RoomRow};
use crate::look::{self, Icon, Palette, card, empty_state, from_right, rest, truncated};
use crate::texts::{amount, tr};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

const ROW_HEIGHT: f32 = 46.0;

/// Under this width there is no room for the words of the button beside the heading.
const NARROW: f32 = 240.0;

/// Shows the rooms, each with its members, its rate, its topic, and what can be done with it.
pub(super) fn show(ui: &mut Ui, rooms: &[RoomRow], activity: &Activity, wishes: &mut Vec<Wish>) {
    card(ui).show(ui, |ui| {
        ui.take_available_space();
        from_right(ui, |ui| {
            let add = if ui.available_width() < NARROW {
                look::icon_button(Icon::Plus, tr!("admin-add-room"))
            } else {
                look::secondary(tr!("admin-add-room")).icon(Icon::Plus)
            };
            if ui.add(add).clicked() {
                wishes.push(Wish::Ask(AdminDialog::Room(RoomForm::default())));
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
            .id_salt("rooms")
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .cell_layout(Layout::top_down(Align::Min))
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(ROW_HEIGHT, rooms.len(), |mut row| {
                    let Some(room) = rooms.get(row.index()) else { return };
                    row.col(|ui| room_ui(ui, room, activity, wishes));
                });
            });
    });
}

fn room_ui(ui: &mut Ui, room: &RoomRow, activity: &Activity, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = 26.0;
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        acts(ui, room, wishes);
        rest(ui, |ui| truncated(ui, look::strong(&room.name)));
    });
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = look::space::XS;
        members(ui, room, wishes);
        let mut more = tr!("admin-rate", rate = amount::rate(activity.posts_a_minute(room)));
        if !room.topic.is_empty() {
            more = tr!("admin-both", one = more, other = room.topic.as_str());
        }
        let posts = tr!("admin-posts", count = room.posts);
        let more = RichText::new(more).small().color(palette.weak);
        truncated(ui, more).on_hover_ui(|ui| {
            ui.label(posts);
            ui.label(&room.topic);
        });
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

fn acts(ui: &mut Ui, room: &RoomRow, wishes: &mut Vec<Wish>) {
    let name = target_text(&NoticeTarget::Room(room.id), &room.name);
    for (icon, name, dialog) in [
        (
            Icon::X,
            tr!("admin-close-room-which", room = &room.name),
            AdminDialog::CloseRoom(CloseRoomForm::of(room)),
        ),
        (
            Icon::Pencil,
            tr!("admin-change-room-which", room = &room.name),
            AdminDialog::Room(RoomForm::of(room)),
        ),
        (
            Icon::MessageSquare,
            tr!("admin-write-to", name = name),
            AdminDialog::Message(MessageForm::to(NoticeTarget::Room(room.id), room.name.clone())),
        ),
    ] {
        if ui.add(look::icon_button(icon, name).small()).clicked() {
            wishes.push(Wish::Ask(dialog));
        }
    }
}
