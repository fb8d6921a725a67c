//! The list of rooms.

use super::activity::Activity;
use super::dialogs::{AdminDialog, CloseRoomForm, MessageForm, RoomForm, target_text};
use super::window::{Wish, is_low, part};
use crate::hub::host::{NoticeTarget, RoomRow};
use crate::look::{self, Icon, Palette, empty_state, from_right, rest, truncated};
use crate::proto::ids::RoomId;
use crate::texts::{amount, tr};
use egui::accesskit::Role;
use egui::{
    Align, Context, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, RichText, Sense, Ui,
};
use egui_extras::{Column, TableBuilder};

const ROW_HEIGHT: f32 = 46.0;

/// Under this width there is no room for the words of the button beside the heading.
const NARROW: f32 = 240.0;

/// The list as one thing that can have the keyboard.
pub(super) fn list_id() -> Id {
    Id::unique("list of rooms")
}

/// What the list keeps from one frame to the next.
#[derive(Debug, Default)]
pub(super) struct RoomList {
    /// On which the keyboard stands.
    cursor: Option<RoomId>,
    /// Where to scroll so that it is seen.
    scroll_to: Option<usize>,
}

impl RoomList {
    /// Gives the keyboard to the list, and to one of its rooms.
    pub fn take_keyboard(&mut self, ctx: &Context, rooms: &[RoomRow]) {
        self.cursor = self.standing(rooms).or(Some(0)).and_then(|at| rooms.get(at)).map(|r| r.id);
        ctx.memory_mut(|memory| memory.request_focus(list_id()));
    }

    /// In which row the keyboard stands.
    fn standing(&self, rooms: &[RoomRow]) -> Option<usize> {
        rooms.iter().position(|room| Some(room.id) == self.cursor)
    }

    /// Shows the rooms, each with its members, its rate, its topic, and what can be done with it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rooms: &[RoomRow],
        activity: &Activity,
        wishes: &mut Vec<Wish>,
    ) {
        part(ui).show(ui, |ui| {
            ui.take_available_space();
            heading(ui, rooms.len(), wishes);
            if !is_low(ui) {
                ui.add_space(look::space::XS);
            }
            if rooms.is_empty() {
                empty_state(ui, &tr!("admin-no-rooms"), &tr!("admin-no-rooms-what"), |_| {});
                return;
            }
            let has_keyboard = self.take_keys(ui, rooms, wishes);
            // What the keyboard stands on is seen by its ground.
            ui.visuals_mut().selection.stroke.color = Palette::of(ui).text;
            let mut table = TableBuilder::new(ui)
                .id_salt("rooms")
                .auto_shrink(false)
                .min_scrolled_height(0.0)
                .cell_layout(Layout::top_down(Align::Min))
                .column(Column::remainder().clip(true));
            if let Some(row) = self.scroll_to.take() {
                table = table.scroll_to_row(row, None);
            }
            table.body(|body| {
                body.rows(ROW_HEIGHT, rooms.len(), |mut row| {
                    let Some(room) = rooms.get(row.index()) else { return };
                    row.set_selected(has_keyboard && self.cursor == Some(room.id));
                    row.col(|ui| {
                        let within = Margin::symmetric(look::space::XS as i8, 0);
                        let frame = Frame::new().inner_margin(within);
                        frame.show(ui, |ui| room_ui(ui, room, activity, wishes));
                    });
                });
            });
        });
    }

    /// Lets the keyboard act on the list, while it has it. Whether it has.
    fn take_keys(&mut self, ui: &mut Ui, rooms: &[RoomRow], wishes: &mut Vec<Wish>) -> bool {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, list_id(), Sense::focusable_noninteractive());
        let standing = self.standing(rooms);
        let on = standing.and_then(|at| rooms.get(at)).map_or("", |room| room.name.as_str());
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(Role::ListBox);
            node.set_label(tr!("admin-rooms", count = rooms.len()));
            node.set_value(on);
        });
        if !response.has_focus() {
            return false;
        }
        let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        look::focus_ring(ui, rect);
        self.walk(ui, rooms, standing);
        if let Some(room) = standing.and_then(|at| rooms.get(at)) {
            act(ui, room, wishes);
        }
        true
    }

    fn walk(&mut self, ui: &mut Ui, rooms: &[RoomRow], standing: Option<usize>) {
        let last = rooms.len().saturating_sub(1);
        for (key, to) in [
            (Key::ArrowDown, standing.map_or(0, |at| at + 1)),
            (Key::ArrowUp, standing.unwrap_or(0).saturating_sub(1)),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                let to = to.min(last);
                self.cursor = rooms.get(to).map(|room| room.id);
                self.scroll_to = Some(to);
            }
        }
    }
}

/// How many there are, and the button that adds one.
fn heading(ui: &mut Ui, count: usize, wishes: &mut Vec<Wish>) {
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
            truncated(ui, RichText::new(tr!("admin-rooms", count = count)).heading());
        });
    });
}

/// What the keys do with the room on which the keyboard stands.
fn act(ui: &mut Ui, room: &RoomRow, wishes: &mut Vec<Wish>) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let wish = if pressed(Key::Enter) {
        Wish::ShowOnly(room.name.clone())
    } else if pressed(Key::M) {
        Wish::Ask(write_to(room))
    } else if pressed(Key::F2) {
        Wish::Ask(AdminDialog::Room(RoomForm::of(room)))
    } else if pressed(Key::Delete) {
        Wish::Ask(AdminDialog::CloseRoom(CloseRoomForm::of(room)))
    } else {
        return;
    };
    wishes.push(wish);
}

fn write_to(room: &RoomRow) -> AdminDialog {
    AdminDialog::Message(MessageForm::to(NoticeTarget::Room(room.id), room.name.clone()))
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
        if room.peer_posts {
            more = tr!("admin-both", one = more, other = tr!("admin-peer-posts"));
        }
        if !room.topic.is_empty() {
            more = tr!("admin-both", one = more, other = room.topic.as_str());
        }
        let posts = tr!("admin-posts", count = room.posts);
        let more = RichText::new(more).small().color(palette.weak);
        truncated(ui, more).on_hover_ui(|ui| {
            ui.label(posts);
            if room.peer_posts {
                ui.label(tr!("admin-peer-posts-hint"));
            }
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
    let close = AdminDialog::CloseRoom(CloseRoomForm::of(room));
    let change = AdminDialog::Room(RoomForm::of(room));
    for (icon, name, dialog) in [
        (Icon::X, tr!("admin-close-room-which", room = &room.name), close),
        (Icon::Pencil, tr!("admin-change-room-which", room = &room.name), change),
        (Icon::MessageSquare, tr!("admin-write-to", name = name), write_to(room)),
    ] {
        if ui.add(look::icon_button(icon, name).small()).clicked() {
            wishes.push(Wish::Ask(dialog));
        }
    }
}
