//! Whom to kick, and why.

use super::{Whom, named, reason, too_long};
use crate::admin_ui::commands::Order;
use crate::look::{self, Choice, Dialog};
use crate::proto::limits::MAX_REASON;
use crate::texts::tr;
use egui::Context;

/// See the module.
pub struct KickForm {
    whom: Vec<Whom>,
    reason: String,
}

impl KickForm {
    /// The question whether to kick these.
    pub fn of(whom: Vec<Whom>) -> Self {
        Self { whom, reason: String::new() }
    }

    /// Asks.
    pub fn show(&mut self, ctx: &Context) -> Option<Choice> {
        let wrong = too_long(&self.reason, MAX_REASON);
        let (first, count) = (self.whom.first(), self.whom.len());
        let pseudo = first.map_or("", |one| one.pseudo.as_str());
        let address = first.map_or("", |one| one.shown.as_str());
        let title = tr!("admin-kick-title", count = count, pseudo = pseudo);
        let what = tr!("admin-kick-what", count = count, pseudo = pseudo, address = address);
        Dialog::new(title, look::danger(tr!("admin-kick-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(wrong.is_none())
            .show(ctx, |ui, just_opened| {
                named(ui, &self.whom);
                ui.label(what);
                reason(&mut self.reason, wrong).focus(just_opened).show(ui);
            })
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        Order::Kick {
            members: self.whom.iter().map(|one| one.id).collect(),
            pseudo: self.whom.first().map_or_else(String::new, |one| one.pseudo.clone()),
            reason: self.reason.trim().to_owned(),
        }
    }
}
