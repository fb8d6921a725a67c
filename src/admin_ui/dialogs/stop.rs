//! Whether to stop the server.

use super::{reason, too_long};
use crate::admin_ui::commands::Order;
use crate::hub::host::Snapshot;
use crate::look::{self, Choice, Dialog};
use crate::proto::limits::MAX_REASON;
use crate::texts::tr;
use egui::Context;

/// See the module.
#[derive(Default)]
pub struct StopForm {
    reason: String,
}

impl StopForm {
    /// Asks.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot) -> Option<Choice> {
        let wrong = too_long(&self.reason, MAX_REASON);
        Dialog::new(tr!("admin-stop-title"), look::danger(tr!("admin-stop-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(wrong.is_none())
            .show(ctx, |ui, just_opened| {
                ui.label(tr!("admin-stop-what", count = snapshot.clients.len()));
                reason(&mut self.reason, wrong).focus(just_opened).show(ui);
            })
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        Order::Stop { reason: self.reason.trim().to_owned() }
    }
}
