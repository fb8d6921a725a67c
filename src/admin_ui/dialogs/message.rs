//! What to say, and to whom.

use super::{Whom, too_long};
use crate::admin_ui::commands::Order;
use crate::hub::host::{NoticeTarget, Snapshot};
use crate::look::rich::Needle;
use crate::look::{self, Choice, Dialog, Field, Palette, card};
use crate::proto::ids::UnixMillis;
use crate::proto::limits::MAX_NOTICE;
use crate::texts::{notice_heading, notice_scope, tr};
use egui::{ComboBox, Context, RichText, ScrollArea, Ui};

/// See the module. By default to everybody.
pub struct MessageForm {
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

    /// A message to these clients, each alone.
    pub fn to_clients(whom: &[Whom]) -> Self {
        let name = whom.first().map_or_else(String::new, |one| one.pseudo.clone());
        Self::to(NoticeTarget::Members(whom.iter().map(|one| one.id).collect()), name)
    }

    /// The same words again.
    pub fn saying(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// Asks.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot, now: UnixMillis) -> Option<Choice> {
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
            let list = ComboBox::from_id_salt("target")
                .width(ui.available_width())
                .selected_text(chosen)
                .truncate()
                .show_ui(ui, |ui| self.targets(ui, snapshot))
                .response
                .labelled_by(label.id);
            look::list_gives_back(ui.ctx(), &list);
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
                if look::entry(ui, self.target == target, text) {
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
            ui.label(look::strong(notice_heading(now)));
            let (text, room) = (self.text.trim(), Some(self.target_name.as_str()));
            let text = if text.is_empty() { "…" } else { text };
            look::notice(ui, text, notice_scope(self.target.scope(), room), &Needle::default());
        });
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        Order::Notice { target: self.target.clone(), text: self.text.trim().to_owned() }
    }
}

/// Whom a message is for, in the language of the host.
pub fn target_text(target: &NoticeTarget, name: &str) -> String {
    match target {
        NoticeTarget::Everyone => tr!("admin-target-everyone"),
        NoticeTarget::Room(_) => tr!("admin-target-room", room = name),
        NoticeTarget::Members(members) => {
            tr!("admin-target-clients", count = members.len(), pseudo = name)
        }
    }
}
