//! What can be typed and pressed.

use crate::client_ui::{commands, keys};
use crate::look::{self, Dialog, space, strong, weak};
use crate::texts::tr;
use egui::{Context, Grid, RichText, Ui};

/// Shows it. Whether it was ended.
pub(super) fn show(ctx: &Context) -> bool {
    Dialog::new(tr!("client-help"), look::primary(tr!("client-done")))
        .show(ctx, |ui, _| {
            let commands = commands::all();
            let commands = commands.into_iter().map(|command| (command.usage, command.what));
            section(ui, tr!("client-help-commands"), commands.collect());
            weak(ui, tr!("client-help-slash"));
            section(ui, tr!("client-help-writing"), writing());
            section(ui, tr!("client-help-keys"), keys::all(ui.ctx()));
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

fn section(ui: &mut Ui, heading: String, rows: Vec<(String, String)>) {
    ui.spacing_mut().interact_size.y = 0.0;
    ui.label(strong(&heading));
    Grid::new(heading).num_columns(2).min_row_height(20.0).spacing([space::L, space::XS]).show(
        ui,
        |ui| {
            for (typed, what) in rows {
                ui.label(RichText::new(typed).monospace());
                ui.label(what);
                ui.end_row();
            }
        },
    );
}
