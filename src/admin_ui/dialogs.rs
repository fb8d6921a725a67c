//! What the host is asked before something is done.

use super::clients::shown_address;
use super::commands::Order;
use crate::hub::host::{ClientRow, HostError, NoticeTarget, RoomRow, Snapshot};
use crate::look::{self, Choice, Dialog, Field, Palette, card};
use crate::proto::ids::{MemberId, RoomId, UnixMillis};
use crate::proto::limits::{MAX_NOTICE, MAX_REASON, MAX_TOPIC};
use crate::proto::name::RoomName;
use crate::texts::{host_error, name_error, notice_heading, tr};
use egui::{ComboBox, Context, RichText, ScrollArea, Ui};

/// The dialog that is open, with what was typed into it so far.
pub(super) enum AdminDialog {
    Kick(KickForm),
    Message(MessageForm),
    AddRoom(AddRoomForm),
    CloseRoom(CloseRoomForm),
}

/// How a dialog was ended.
pub(super) enum Outcome {
    Confirmed(Order),
    Dismissed,
}

impl AdminDialog {
    /// Shows it. Gives how it was ended, if it was in this frame.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot, now: UnixMillis) -> Option<Outcome> {
        let choice = match self {
            Self::Kick(form) => form.show(ctx),
            Self::Message(form) => form.show(ctx, snapshot, now),
            Self::AddRoom(form) => form.show(ctx),
            Self::CloseRoom(form) => form.show(ctx, snapshot),
        };
        choice.map(|choice| match choice {
            Choice::Confirmed => Outcome::Confirmed(self.order()),
            Choice::Dismissed => Outcome::Dismissed,
        })
    }

    fn order(&self) -> Order {
        match self {
            Self::Kick(form) => Order::Kick {
                member: form.member,
                pseudo: form.pseudo.clone(),
                reason: form.reason.trim().to_owned(),
            },
            Self::Message(form) => {
                Order::Notice { target: form.target.clone(), text: form.text.trim().to_owned() }
            }
            Self::AddRoom(form) => Order::AddRoom {
                name: form.name.trim().to_owned(),
                topic: form.topic.trim().to_owned(),
            },
            Self::CloseRoom(form) => Order::CloseRoom {
                room: form.room,
                name: form.name.clone(),
                reason: form.reason.trim().to_owned(),
            },
        }
    }
}

/// Whom to kick, and why.
pub(super) struct KickForm {
    member: MemberId,
    pseudo: String,
    address: String,
    reason: String,
}

impl KickForm {
    /// The question whether to kick this client.
    pub fn of(client: &ClientRow) -> Self {
        Self {
            member: client.id,
            pseudo: client.pseudo.clone(),
            address: shown_address(client.address),
            reason: String::new(),
        }
    }

    fn show(&mut self, ctx: &Context) -> Option<Choice> {
        let wrong = too_long(&self.reason, MAX_REASON);
        let title = tr!("admin-kick-title", pseudo = &self.pseudo);
        Dialog::new(title, look::danger(tr!("admin-kick-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(wrong.is_none())
            .show(ctx, |ui, just_opened| {
                let (pseudo, address) = (&self.pseudo, &self.address);
                ui.label(tr!("admin-kick-what", pseudo = pseudo, address = address));
                reason(&mut self.reason, wrong).focus(just_opened).show(ui);
            })
    }
}

/// What to say, and to whom. By default to everybody.
pub(super) struct MessageForm {
    target: NoticeTarget,
    /// The room's or the client's name, which may be gone before the message is sent.
    target_name: String,
    text: String,
}

impl Default for MessageForm {
    fn default() -> Self {
        Self::to(NoticeTarget::Everyone, String::new())
    }
}

impl MessageForm {
    /// A message to these.
    pub fn to(target: NoticeTarget, target_name: String) -> Self {
        Self { target, target_name, text: String::new() }
    }

    fn show(&mut self, ctx: &Context, snapshot: &Snapshot, now: UnixMillis) -> Option<Choice> {
        let wrong = too_long(&self.text, MAX_NOTICE);
        let enabled = wrong.is_none() && !self.text.trim().is_empty();
        Dialog::new(tr!("admin-message-title"), look::primary(tr!("admin-message-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                self.target_ui(ui, snapshot);
                Field::new(tr!("admin-message-text"), &mut self.text)
                    .hint(tr!("admin-message-keys"))
                    .rows(3)
                    .wrong(wrong)
                    .focus(just_opened)
                    .show(ui);
                self.preview(ui, now);
            })
    }

    fn target_ui(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = look::space::XS;
            let color = Palette::of(ui).weak;
            let label = ui.label(RichText::new(tr!("admin-message-for")).color(color).small());
            let chosen = target_text(&self.target, &self.target_name);
            ComboBox::from_id_salt("target")
                .width(ui.available_width())
                .selected_text(chosen)
                .truncate()
                .show_ui(ui, |ui| self.targets(ui, snapshot))
                .response
                .labelled_by(label.id);
        });
    }

    /// Everybody, each room, each client; only those are laid out that are in sight.
    fn targets(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        let rooms = snapshot.rooms.len();
        let height = ui.spacing().interact_size.y;
        let all = 1 + rooms + snapshot.clients.len();
        ScrollArea::vertical().max_height(260.0).show_rows(ui, height, all, |ui, range| {
            for index in range {
                let (target, name) = match index.checked_sub(1) {
                    None => (NoticeTarget::Everyone, ""),
                    Some(at) if at < rooms => {
                        let room = &snapshot.rooms[at];
                        (NoticeTarget::Room(room.id), room.name.as_str())
                    }
                    Some(at) => {
                        let client = &snapshot.clients[at - rooms];
                        (NoticeTarget::Members(vec![client.id]), client.pseudo.as_str())
                    }
                };
                let text = target_text(&target, name);
                if ui.selectable_label(self.target == target, text).clicked() {
                    self.target = target;
                    self.target_name = name.to_owned();
                }
            }
        });
    }

    fn preview(&self, ui: &mut Ui, now: UnixMillis) {
        let palette = Palette::of(ui);
        let caption = tr!("admin-message-preview");
        ui.label(RichText::new(caption).color(palette.weak).small());
        card(ui).fill(palette.ground).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = look::space::XS;
            ui.label(RichText::new(notice_heading(now)).strong());
            let text = self.text.trim();
            ui.label(if text.is_empty() { "…" } else { text });
        });
    }
}

/// Whom a message is for, in the language of the host.
pub(super) fn target_text(target: &NoticeTarget, name: &str) -> String {
    match target {
        NoticeTarget::Everyone => tr!("admin-target-everyone"),
        NoticeTarget::Room(_) => tr!("admin-target-room", room = name),
        NoticeTarget::Members(_) => name.to_owned(),
    }
}

/// The room to add.
#[derive(Default)]
pub(super) struct AddRoomForm {
    name: String,
    topic: String,
}

impl AddRoomForm {
    fn show(&mut self, ctx: &Context) -> Option<Choice> {
        let name = self.name.trim();
        let wrong_name = RoomName::new(name).err().map(name_error);
        let wrong_topic = too_long(&self.topic, MAX_TOPIC);
        let enabled = wrong_name.is_none() && wrong_topic.is_none();
        // Nobody is told off for what they have not begun to type.
        let wrong_name = wrong_name.filter(|_| !name.is_empty());
        Dialog::new(tr!("admin-add-room-title"), look::primary(tr!("admin-add-room-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                Field::new(tr!("admin-add-room-name"), &mut self.name)
                    .wrong(wrong_name)
                    .focus(just_opened)
                    .show(ui);
                Field::new(tr!("admin-add-room-topic"), &mut self.topic)
                    .wrong(wrong_topic)
                    .show(ui);
            })
    }
}

/// The room to close, and why.
pub(super) struct CloseRoomForm {
    room: RoomId,
    name: String,
    reason: String,
}

impl CloseRoomForm {
    /// The question whether to close this room.
    pub fn of(room: &RoomRow) -> Self {
        Self { room: room.id, name: room.name.clone(), reason: String::new() }
    }

    fn show(&mut self, ctx: &Context, snapshot: &Snapshot) -> Option<Choice> {
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
}

fn reason(text: &mut String, wrong: Option<String>) -> Field<'_> {
    Field::new(tr!("admin-reason"), text).wrong(wrong)
}

/// What is wrong with a text of more than `most` bytes.
fn too_long(text: &str, most: usize) -> Option<String> {
    (text.trim().len() > most).then(|| host_error(&HostError::TooLong(most)))
}
