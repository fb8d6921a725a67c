//! What the host is asked before something is done, and what is shown on its own.

mod ban;
mod details;
mod help;
mod introduce;
mod kick;
mod link;
mod message;
mod room;
mod stop;

pub(super) use ban::BanForm;
pub(super) use introduce::IntroduceForm;
pub(super) use kick::KickForm;
pub(super) use message::{MessageForm, target_text};
pub(super) use room::{CloseRoomForm, RoomForm};
pub(super) use stop::StopForm;

use super::Reachable;
use super::clients::shown_address;
use super::commands::Order;
use crate::hub::host::{ClientRow, HostError, Snapshot};
use crate::look::{self, Choice, Dialog, Field};
use crate::proto::ids::{MemberId, UnixMillis};
use crate::texts::{host_error, tr};
use egui::{Context, Ui};
use std::net::IpAddr;

/// The dialog that is open, with what was typed into it so far.
pub(super) enum AdminDialog {
    Kick(KickForm),
    Ban(BanForm),
    Message(MessageForm),
    Introduce(IntroduceForm),
    Room(RoomForm),
    CloseRoom(CloseRoomForm),
    Stop(StopForm),
    Details(Vec<Whom>),
    /// Why nobody can follow the link.
    Reach,
    Qr,
    Settings,
    Shortcuts,
}

/// Where the server is to be found.
pub(super) struct Place<'a> {
    pub listening: &'a str,
    pub reachable: &'a Reachable,
}

/// How a dialog was ended.
pub(super) enum Outcome {
    Confirmed(Order),
    Dismissed,
}

impl AdminDialog {
    /// Shows it. Gives how it was ended, if it was in this frame.
    pub fn show(
        &mut self,
        ctx: &Context,
        snapshot: &Snapshot,
        place: &Place<'_>,
        now: UnixMillis,
    ) -> Option<Outcome> {
        let choice = match self {
            Self::Kick(form) => form.show(ctx),
            Self::Ban(form) => form.show(ctx, snapshot),
            Self::Message(form) => form.show(ctx, snapshot, now),
            Self::Introduce(form) => form.show(ctx),
            Self::Room(form) => form.show(ctx, snapshot),
            Self::CloseRoom(form) => form.show(ctx, snapshot),
            Self::Stop(form) => form.show(ctx, snapshot),
            Self::Details(whom) => details::show(ctx, whom.first()?, snapshot, now),
            Self::Reach => link::show_reach(ctx, place),
            Self::Qr => link::show_qr(ctx, &place.reachable.link),
            Self::Settings => help::show_settings(ctx),
            Self::Shortcuts => help::show_shortcuts(ctx),
        };
        let order = match choice? {
            Choice::Confirmed => self.order(),
            Choice::Dismissed => None,
        };
        Some(order.map_or(Outcome::Dismissed, Outcome::Confirmed))
    }

    /// What the host has agreed to; nothing where there was nothing to agree to.
    fn order(&self) -> Option<Order> {
        match self {
            Self::Kick(form) => Some(form.order()),
            Self::Ban(form) => Some(form.order()),
            Self::Message(form) => Some(form.order()),
            Self::Introduce(form) => Some(form.order()),
            Self::Room(form) => Some(form.order()),
            Self::CloseRoom(form) => Some(form.order()),
            Self::Stop(form) => Some(form.order()),
            Self::Details(_) | Self::Reach | Self::Qr | Self::Settings | Self::Shortcuts => None,
        }
    }
}

/// Somebody whom a dialog concerns: they may be gone before it is answered.
#[derive(Debug, Clone)]
pub(super) struct Whom {
    pub id: MemberId,
    pub pseudo: String,
    pub address: IpAddr,
    /// The address with its port.
    pub shown: String,
}

impl Whom {
    /// This client.
    pub fn of(client: &ClientRow) -> Self {
        Self {
            id: client.id,
            pseudo: client.pseudo.clone(),
            address: client.address.ip().to_canonical(),
            shown: shown_address(client.address),
        }
    }
}

/// Most people who are named one by one.
const MOST_NAMED: usize = 8;

/// Names them, each with the address, or the first of many.
fn named(ui: &mut Ui, whom: &[Whom]) {
    if let [_] = whom {
        return;
    }
    look::card(ui).fill(look::Palette::of(ui).ground).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = look::space::XS;
        for one in whom.iter().take(MOST_NAMED) {
            let (pseudo, address) = (one.pseudo.as_str(), one.shown.as_str());
            ui.label(tr!("admin-named", pseudo = pseudo, address = address));
        }
        if whom.len() > MOST_NAMED {
            look::weak(ui, tr!("admin-and-more", count = whom.len() - MOST_NAMED));
        }
    });
}

/// The field for a reason that may stay empty.
fn reason(text: &mut String, wrong: Option<String>) -> Field<'_> {
    Field::new(tr!("admin-reason"), text).wrong(wrong)
}

/// What is wrong with a text of more than `most` bytes.
fn too_long(text: &str, most: usize) -> Option<String> {
    (text.trim().len() > most).then(|| host_error(&HostError::TooLong(most)))
}

/// Something to look at, with one button that puts it away.
fn shown(title: String) -> Dialog {
    Dialog::new(title, look::primary(tr!("admin-close-dialog")))
}
