//! Who is in the room that is shown.

use super::conversation::caption;
use super::direct;
use super::model::RoomTalk;
use super::port::Arrival;
use super::sidebar::{presence, row_button};
use super::window::Wish;
use crate::look::rich::prefix;
use crate::look::{self, Icon, Palette, space, truncated, weak};
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::{Color32, Frame, Id, RichText, ScrollArea, TextEdit, Ui, Vec2, vec2};

const ROW_HEIGHT: f32 = 30.0;

/// Between two of them, in points.
const BETWEEN: f32 = 2.0;

/// From so many on, there is a field to find one.
const MANY: usize = 15;

/// How large the list becomes at most where it is opened by a button, in points.
const POPUP_SIZE: Vec2 = vec2(230.0, 300.0);

/// Shows how many there are, and who; one's own name is marked, another one begins a private
/// conversation.
pub(super) fn show(ui: &mut Ui, room: &RoomTalk, me: &Arrival, wishes: &mut Vec<Wish>) {
    ui.spacing_mut().item_spacing.y = BETWEEN;
    Frame::new().inner_margin(vec2(space::S, space::S)).show(ui, |ui| {
        caption(ui, tr!("client-members", count = room.members.len()));
    });
    list(ui, room, me, wishes);
}

/// The same behind a button that says how many there are.
pub(super) fn button(ui: &mut Ui, room: &RoomTalk, me: &Arrival, wishes: &mut Vec<Wish>) {
    let text = tr!("client-members", count = room.members.len());
    ui.menu_button(text, |ui| {
        ui.spacing_mut().item_spacing.y = BETWEEN;
        let field = if room.members.len() >= MANY { 40.0 } else { 0.0 };
        let height = room.members.len() as f32 * (ROW_HEIGHT + BETWEEN) + field;
        let size = POPUP_SIZE.min(vec2(POPUP_SIZE.x, height));
        ui.set_min_size(size);
        ui.set_max_size(size);
        list(ui, room, me, wishes);
    });
}

fn list(ui: &mut Ui, room: &RoomTalk, me: &Arrival, wishes: &mut Vec<Wish>) {
    let wanted = if room.members.len() >= MANY { wanted(ui, room) } else { String::new() };
    let members = sorted(room, &wanted);
    if members.is_empty() {
        weak(ui, tr!("client-find-nothing"));
    }
    ScrollArea::vertical().id_salt(room.id.0).auto_shrink(false).show_rows(
        ui,
        ROW_HEIGHT,
        members.len(),
        |ui, range| {
            for (id, pseudo) in &members[range] {
                if *id == me.member {
                    own(ui, pseudo);
                } else {
                    other(ui, (*id, pseudo), me.introduces, wishes);
                }
            }
        },
    );
}

/// What is typed to find somebody. It goes with the room.
fn wanted(ui: &mut Ui, room: &RoomTalk) -> String {
    let id = Id::unique(("members", &room.name));
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let name = tr!("client-members-find");
    let edit = TextEdit::singleline(&mut wanted).hint_text(name.clone());
    let field = ui.add(edit.desired_width(f32::INFINITY));
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
    ui.data_mut(|data| data.insert_temp(id, wanted.clone()));
    ui.add_space(space::XS);
    wanted
}

/// By name, as people look for each other.
fn sorted<'a>(room: &'a RoomTalk, wanted: &str) -> Vec<(MemberId, &'a str)> {
    let fits = |name: &str| {
        wanted.is_empty() || name.split(' ').any(|word| prefix(word, wanted).is_some())
    };
    let mut members: Vec<_> = room
        .members
        .iter()
        .map(|(id, pseudo)| (*id, pseudo.as_str()))
        .filter(|(_, name)| fits(name))
        .collect();
    members.sort_by_cached_key(|(id, pseudo)| (pseudo.to_lowercase(), *id));
    members
}

fn own(ui: &mut Ui, pseudo: &str) {
    let name = tr!("client-you", pseudo = pseudo);
    let inside = vec2(ui.available_width(), ROW_HEIGHT);
    ui.allocate_ui_with_layout(inside, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_size(inside);
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.x = space::S;
        presence(ui, pseudo, true, 22.0);
        truncated(ui, RichText::new(name).color(Palette::of(ui).weak));
    });
}

fn other(ui: &mut Ui, (id, pseudo): (MemberId, &str), introduces: bool, wishes: &mut Vec<Wish>) {
    let response = row_button(ui, ROW_HEIGHT, Color32::TRANSPARENT, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            presence(ui, pseudo, true, 22.0);
            truncated(ui, pseudo)
        });
    });
    let name = tr!("client-talk-to", pseudo = pseudo);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name.clone()));
    if response.clicked() {
        wishes.push(Wish::TalkTo(id, pseudo.to_owned()));
    }
    response.context_menu(|ui| {
        if ui.add(look::quiet(name.clone()).icon(Icon::MessageCircle)).clicked() {
            wishes.push(Wish::TalkTo(id, pseudo.to_owned()));
        }
        let mention = tr!("client-mention", pseudo = pseudo);
        if ui.add(look::quiet(mention).icon(Icon::AtSign)).clicked() {
            wishes.push(Wish::Mention(pseudo.to_owned()));
        }
        direct::item(ui, (id, pseudo), introduces, wishes);
    });
    response.on_hover_text(name);
}
