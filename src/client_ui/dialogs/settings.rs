//! What a person may choose about the window.

use crate::client_ui::memory::Remembered;
use crate::look::{self, Dialog, choices};
use crate::texts::tr;
use egui::Context;

/// Shows it; what is chosen is in force at once. Whether it was ended.
pub(super) fn show(ctx: &Context, remembered: &mut Remembered) -> bool {
    Dialog::new(tr!("client-settings"), look::primary(tr!("client-done")))
        .show(ctx, |ui, _| {
            choices(ui);
            ui.separator();
            ui.checkbox(&mut remembered.desktop, tr!("client-desktop"));
            look::weak(ui, tr!("client-desktop-what"));
        })
        .is_some()
}
