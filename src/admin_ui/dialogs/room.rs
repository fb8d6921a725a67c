//! Rooms: a new one, another name or topic, the end of one.

use super::{reason, too_long};
use crate::admin_ui::commands::Order;
use crate::hub::host::{HostError, RoomRow, Snapshot};
use crate::look::{self, Choice, Dialog, Field};
use crate::proto::ids::RoomId;
use crate::proto::limits::{MAX_REASON, MAX_TOPIC};
use crate::proto::name::RoomName;
use crate::texts::{host_error, name_error, tr};
use egui::{Context, Ui};

/// A room to add, or one to change.
#[derive(Default)]
pub struct RoomForm {
    /// The room as it is, if there is one.
    before: Option<(RoomId, String)>,
    name: String,
    topic: String,
    peer_posts: bool,
}

impl RoomForm {
    /// The question what this room is called from now on, and what it is for.
    pub fn of(room: &RoomRow) -> Self {
        Self {
            before: Some((room.id, room.name.clone())),
            name: room.name.clone(),
            topic: room.topic.clone(),
            peer_posts: room.peer_posts,
        }
    }

    /// Asks.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot) -> Option<Choice> {
        let name = self.name.trim();
        let wrong_name = RoomName::new(name).err().map(name_error);
        let wrong_topic = too_long(&self.topic, MAX_TOPIC);
        let enabled = wrong_name.is_none() && wrong_topic.is_none();
        // Nobody is told off for what they have not begun to type.
        let wrong_name = wrong_name.filter(|_| !name.is_empty());
        let (title, confirm) = match &self.before {
            None => (tr!("admin-add-room-title"), tr!("admin-add-room-confirm")),
            Some((_, name)) => {
                (tr!("admin-change-room-title", room = name), tr!("admin-change-room-confirm"))
            }
        };
        Dialog::new(title, look::primary(confirm))
            .dismiss(tr!("admin-cancel"))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                Field::new(tr!("admin-room-name"), &mut self.name)
                    .wrong(wrong_name)
                    .focus(just_opened)
                    .show(ui);
                Field::new(tr!("admin-room-topic"), &mut self.topic).wrong(wrong_topic).show(ui);
                self.peer_posts_ui(ui, snapshot.introductions);
                if self.before.is_some() {
                    look::weak(ui, tr!("admin-change-room-what"));
                }
            })
    }

    fn peer_posts_ui(&mut self, ui: &mut Ui, introductions: bool) {
        let what = if introductions {
            tr!("admin-room-peer-posts-what")
        } else {
            tr!("admin-room-peer-posts-off", why = host_error(&HostError::IntroductionsOff))
        };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            look::check(ui, &mut self.peer_posts, tr!("admin-room-peer-posts"));
            look::weak(ui, what);
        });
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        let (name, topic) = (self.name.trim().to_owned(), self.topic.trim().to_owned());
        let peer_posts = self.peer_posts;
        match &self.before {
            None => Order::AddRoom { name, topic, peer_posts },
            Some((room, before)) => {
                let (room, before) = (*room, before.clone());
                Order::ChangeRoom { room, before, name, topic, peer_posts }
            }
        }
    }
}

/// The room to close, and why.
pub struct CloseRoomForm {
    room: RoomId,
    name: String,
    reason: String,
}

impl CloseRoomForm {
    /// The question whether to close this room.
    pub fn of(room: &RoomRow) -> Self {
        Self { room: room.id, name: room.name.clone(), reason: String::new() }
    }

    /// Asks.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot) -> Option<Choice> {
        let wrong = too_long(&self.reason, MAX_REASON);
        let room = snapshot.rooms.iter().find(|room| room.id == self.room);
        let members = room.map_or(0, |room| room.members);
        let title = tr!("admin-close-room-title", room = &self.name);
        Dialog::new(title, look::danger(tr!("admin-close-room-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(wrong.is_none())
            .show(ctx, |ui, just_opened| {
                ui.label(tr!("admin-close-room-what", count = members));
                reason(&mut self.reason, wrong).focus(just_opened).show(ui);
            })
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        Order::CloseRoom {
            room: self.room,
            name: self.name.clone(),
            reason: self.reason.trim().to_owned(),
        }
    }
}
