//! What can be typed and pressed.

use crate::client_ui::{commands, keys};
use crate::look::{self, Dialog, space, strong, weak};
use crate::texts::tr;
use egui::{Align, Context, Label, Layout, RichText, Ui, vec2};

/// How wide the column of what is typed is, in points.
const TYPED_WIDTH: f32 = 170.0;

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
    ui.label(strong(heading));
    let left = TYPED_WIDTH.min(ui.available_width() * 0.45);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::XS);
        for (typed, what) in rows {
            ui.horizontal_top(|ui| {
                // What has no room stands on several lines: the dialog is as wide as it may be.
                ui.allocate_ui_with_layout(vec2(left, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(left);
                    ui.add(Label::new(RichText::new(typed).monospace()).wrap());
                });
                ui.add(Label::new(what).wrap());
            });
        }
    });
}
