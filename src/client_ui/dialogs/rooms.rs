//! Which room to enter.

use super::connect::failure;
use crate::client::RoomInfo;
use crate::look::rich;
use crate::look::{self, Choice, Dialog, Field, Palette, from_right, rest, weak};
use crate::proto::name::RoomName;
use crate::texts::{name_error, tr};
use egui::{Button, Context, RichText, ScrollArea, Ui, vec2};

const ROW_HEIGHT: f32 = 46.0;
/// How high the list is at most, and how high it is where the window has no room for that.
const LIST_HEIGHT: f32 = 250.0;
const LEAST_LIST_HEIGHT: f32 = ROW_HEIGHT + 8.0;

/// How high all the rest of the dialog is, with what is between it and the window's edges.
const AROUND_LIST: f32 = 300.0;

/// What the person does in the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::client_ui) enum RoomsChoice {
    /// The list is wanted anew.
    Refresh,
    /// A room is to be entered.
    Join(String),
    /// Nothing.
    Dismissed,
}

/// The list of rooms as far as it has come, and the name that is being typed.
#[derive(Debug, Default)]
pub(in crate::client_ui) struct RoomsForm {
    /// `None` while it is asked for.
    rooms: Option<Vec<RoomInfo>>,
    name: String,
    joining: bool,
    refocus: bool,
    failure: Option<String>,
}

impl RoomsForm {
    /// The answer to the question for the list.
    pub fn take_list(&mut self, rooms: Result<Vec<RoomInfo>, String>) {
        match rooms {
            Ok(rooms) => self.rooms = Some(rooms),
            Err(why) => {
                self.rooms.get_or_insert_default();
                self.failure = Some(why);
            }
        }
    }

    /// Whether a room is about to be entered.
    pub fn is_joining(&self) -> bool {
        self.joining
    }

    /// The room could not be entered, for this reason.
    pub fn take_refusal(&mut self, why: String) {
        (self.joining, self.refocus) = (false, true);
        self.failure = Some(why);
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<RoomsChoice> {
        let wrong = RoomName::new(self.name.trim()).err().map(name_error);
        let enabled = wrong.is_none() && !self.joining;
        let wrong = wrong.filter(|_| !self.name.is_empty());
        let refocus = std::mem::take(&mut self.refocus);
        let mut chosen = None;
        let choice = Dialog::new(tr!("client-rooms-title"), look::primary(tr!("client-join")))
            .dismiss(tr!("client-cancel"))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                self.list(ui, &mut chosen);
                Field::new(tr!("client-room-name"), &mut self.name)
                    .hint(tr!("client-room-name-hint"))
                    .wrong(wrong)
                    .focus(just_opened || refocus)
                    .show(ui);
                failure(ui, self.failure.as_deref());
            });
        let chosen = chosen.or_else(|| match choice? {
            // What was typed together with Enter counts.
            Choice::Confirmed => Some(RoomsChoice::Join(self.name.trim().to_owned())),
            Choice::Dismissed => Some(RoomsChoice::Dismissed),
        });
        match &chosen {
            Some(RoomsChoice::Join(_)) => (self.joining, self.failure) = (true, None),
            Some(RoomsChoice::Refresh) => (self.rooms, self.failure) = (None, None),
            Some(RoomsChoice::Dismissed) | None => {}
        }
        chosen
    }

    fn list(&self, ui: &mut Ui, chosen: &mut Option<RoomsChoice>) {
        from_right(ui, |ui| {
            let refresh = look::quiet(tr!("client-refresh"));
            if ui.add_enabled(self.rooms.is_some(), refresh).clicked() {
                *chosen = Some(RoomsChoice::Refresh);
            }
            rest(ui, |ui| match &self.rooms {
                None => weak(ui, tr!("client-rooms-asked")),
                Some(rooms) => weak(ui, tr!("client-rooms-count", count = rooms.len())),
            });
        });
        let rooms = self.rooms.as_deref().unwrap_or_default();
        // The field below stays in sight.
        let room = ui.ctx().content_rect().height() - AROUND_LIST;
        let height = room.clamp(LEAST_LIST_HEIGHT, LIST_HEIGHT);
        ScrollArea::vertical().id_salt("rooms").max_height(height).show_rows(
            ui,
            ROW_HEIGHT,
            rooms.len(),
            |ui, range| {
                for room in &rooms[range] {
                    if self.row(ui, room) {
                        *chosen = Some(RoomsChoice::Join(room.name.to_string()));
                    }
                }
            },
        );
    }

    /// One room as a button over the whole width, with its topic and how many are there.
    fn row(&self, ui: &mut Ui, room: &RoomInfo) -> bool {
        let palette = Palette::of(ui);
        let topic: &str = &room.topic;
        let count = tr!("client-members", count = room.members);
        let size = vec2(ui.available_width(), ROW_HEIGHT);
        let button = Button::new("").min_size(size);
        let response = ui.add_enabled(!self.joining, button);
        let name = match topic {
            "" => tr!("client-join-which", room = room.name.as_str(), members = count.as_str()),
            topic => tr!(
                "client-join-which-topic",
                room = room.name.as_str(),
                members = count.as_str(),
                topic = topic
            ),
        };
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        let inside = response.rect.shrink2(vec2(look::space::M, 3.0));
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(inside));
        inner.style_mut().interaction.selectable_labels = false;
        inner.spacing_mut().item_spacing.y = 0.0;
        inner.spacing_mut().interact_size.y = 22.0;
        if topic.is_empty() {
            // One line stands in the middle.
            inner.spacing_mut().interact_size.y = inside.height();
        }
        from_right(&mut inner, |ui| {
            ui.label(RichText::new(count).small().color(palette.weak));
            rest(ui, |ui| rich::line(ui, room.name.as_str(), RichText::strong));
        });
        if !topic.is_empty() {
            rich::line(&mut inner, topic, |topic| topic.small().color(palette.weak));
        }
        response.clicked()
    }
}
