//! What can be typed and pressed.

use crate::client_ui::{commands, keys};
use crate::look::{self, Dialog, key_group, weak};
use crate::texts::tr;
use egui::Context;

/// Shows it. Whether it was ended.
pub(super) fn show(ctx: &Context) -> bool {
    Dialog::new(tr!("client-help"), look::primary(tr!("client-done")))
        .show(ctx, |ui, _| {
            let commands = commands::all();
            let commands = commands.into_iter().map(|command| (command.usage, command.what));
            key_group(ui, tr!("client-help-commands"), commands);
            weak(ui, tr!("client-help-slash"));
            key_group(ui, tr!("client-help-writing"), writing());
            key_group(ui, tr!("client-help-keys"), keys::all(ui.ctx()));
        })
        .is_some()
}

/// How words are made to stand out.
fn writing() -> Vec<(String, String)> {
    vec![
        ("*…*".to_owned(), tr!("client-help-soft")),
        ("**…**".to_owned(), tr!("client-help-loud")),
        ("`…`".to_owned(), tr!("client-help-code")),
        ("```…```".to_owned(), tr!("client-help-block")),
        ("@…".to_owned(), tr!("client-help-name")),
        (":…".to_owned(), tr!("client-help-emoji")),
    ]
}
