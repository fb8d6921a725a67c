//! Whether to bring two clients together.

use super::{Whom, named};
use crate::admin_ui::commands::Order;
use crate::look::{self, Choice, Dialog};
use crate::texts::tr;
use egui::Context;

/// See the module.
pub struct IntroduceForm {
    whom: [Whom; 2],
}

impl IntroduceForm {
    /// The question whether to ask these two.
    pub fn of(whom: [Whom; 2]) -> Self {
        Self { whom }
    }

    /// Asks.
    pub fn show(&self, ctx: &Context) -> Option<Choice> {
        let [one, other] = self.whom.each_ref().map(|one| one.pseudo.as_str());
        let title = tr!("admin-introduce-title", one = one, other = other);
        Dialog::new(title, look::primary(tr!("admin-introduce-confirm")))
            .dismiss(tr!("admin-cancel"))
            .show(ctx, |ui, _| {
                named(ui, &self.whom);
                ui.label(tr!("admin-introduce-what"));
                ui.label(tr!("admin-introduce-addresses"));
                look::weak(ui, tr!("admin-introduce-relay"));
            })
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        let [one, other] = self.whom.clone();
        Order::Introduce { members: [one.id, other.id], one: one.pseudo, other: other.pseudo }
    }
}
