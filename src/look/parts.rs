//! Small parts that windows are made of.

use super::palette::Palette;
use super::space;
use super::style::CARD_RADIUS;
use crate::texts::{Language, language, set_language};
use egui::{
    Align, Color32, Frame, Label, Layout, Response, RichText, Sense, Stroke, Ui, WidgetText, vec2,
};

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

/// A line that is filled from its right end; [`rest`] then fills what is left, from the left. So
/// what stands at the right keeps its place, and what stands at the left is cut where it must be.
pub fn from_right<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), add).inner
}

/// What [`from_right`] left of the line, from the left.
pub fn rest<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(Layout::left_to_right(Align::Center), add).inner
}

/// What stands where there is nothing yet: a heading, a sentence on what to do, and with what.
pub fn empty_state(ui: &mut Ui, heading: &str, body: &str, add: impl FnOnce(&mut Ui)) {
    let width = 500.0_f32.min(ui.available_width());
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
