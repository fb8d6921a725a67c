//! What can be pressed or typed, and beside it what that does.

use super::fonts::strong;
use super::space;
use egui::{Align, Label, Layout, RichText, Ui, vec2};

/// How wide the column of keys is, in points, and of how much of the width at most.
const KEYS: f32 = 180.0;
const MOST_FOR_KEYS: f32 = 0.45;

/// Shows keys, or what is typed, each with what it does, below a heading. What has no room stands on
/// several lines.
pub fn key_group(ui: &mut Ui, heading: String, rows: impl IntoIterator<Item = (String, String)>) {
    let left = KEYS.min(ui.available_width() * MOST_FOR_KEYS);
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.label(strong(heading));
        ui.spacing_mut().item_spacing = vec2(space::M, space::XS);
        for (keys, what) in rows {
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(vec2(left, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(left);
                    ui.add(Label::new(RichText::new(keys).monospace()).wrap());
                });
                ui.add(Label::new(what).wrap());
            });
        }
    });
}
