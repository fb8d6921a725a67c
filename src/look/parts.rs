//! Small parts that windows are made of.

use super::palette::Palette;
use super::space;
use super::style::CARD_RADIUS;
use crate::texts::{Language, language, set_language};
use egui::{Color32, Frame, Label, Response, RichText, Sense, Stroke, Ui, WidgetText, vec2};

/// The frame of what belongs together.
pub fn card(ui: &Ui) -> Frame {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CARD_RADIUS)
        .inner_margin(space::M)
}

/// A dot that says how somebody or something is: full, or a ring. Never the only sign of it.
pub fn dot(ui: &mut Ui, color: Color32, full: bool) {
    let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    if full {
        ui.painter().circle_filled(rect.center(), 4.5, color);
    } else {
        ui.painter().circle_stroke(rect.center(), 4.0, Stroke::new(1.5, color));
    }
}

/// Text that may be passed over.
pub fn weak(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = Palette::of(ui).weak;
    ui.label(RichText::new(text).color(color))
}

/// Text on one line, cut with an ellipsis where it is too long; the pointer shows the whole.
pub fn truncated(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    ui.add(Label::new(text).truncate())
}

/// What stands where there is nothing yet: a heading, a sentence on what to do, and with what.
pub fn empty_state(ui: &mut Ui, heading: &str, body: &str, add: impl FnOnce(&mut Ui)) {
    let width = 420.0_f32.min(ui.available_width());
    // A bit above the middle, where the eye expects it.
    let above = (ui.available_height() * 0.38 - 80.0).max(space::L);
    ui.vertical_centered(|ui| {
        ui.add_space(above);
        ui.set_max_width(width);
        ui.label(RichText::new(heading).heading());
        weak(ui, body);
        ui.add_space(space::S);
        add(ui);
    });
}

/// A button that changes to the other language, and bears that language's own name.
pub fn language_switch(ui: &mut Ui) {
    let (other, name) = match language() {
        Language::English => (Language::French, "Français"),
        Language::French => (Language::English, "English"),
    };
    if ui.add(super::quiet(name)).clicked() {
        set_language(other);
    }
}
