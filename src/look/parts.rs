//! Small parts that windows are made of.

use super::fonts::strong_family;
use super::palette::Palette;
use super::space;
use super::style::{CARD_RADIUS, RADIUS};
use crate::texts::{Language, language, set_language};
use egui::accesskit::{Role, Toggled};
use egui::{
    Align, Align2, Button, Color32, Context, FontId, Frame, Id, Label, Layout, Rect, Response,
    RichText, ScrollArea, Sense, Stroke, Ui, WidgetText, vec2,
};
use unicode_segmentation::UnicodeSegmentation;

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

/// A disc with somebody's initial, in their colour. Their name stands beside it.
pub fn disc(ui: &mut Ui, name: &str, diameter: f32) {
    let color = Palette::of(ui).person(name);
    let (rect, _) = ui.allocate_exact_size(vec2(diameter, diameter), Sense::hover());
    ui.painter().circle_filled(rect.center(), diameter / 2.0, color.gamma_multiply(0.18));
    let initial = name.graphemes(true).next().unwrap_or_default().to_uppercase();
    let font = FontId::new(diameter * 0.46, strong_family());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, initial, font, color);
}

/// One of several values, side by side. Whether it was changed.
pub fn choice<T: PartialEq + Copy>(ui: &mut Ui, value: &mut T, all: &[(T, String)]) -> bool {
    let palette = Palette::of(ui);
    let mut changed = false;
    let frame = Frame::new().fill(palette.raised).corner_radius(RADIUS).inner_margin(2.0);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().interact_size.y = 26.0;
            for (one, text) in all {
                let on = value == one;
                let fill = if on { palette.surface } else { Color32::TRANSPARENT };
                ui.visuals_mut().widgets.inactive.weak_bg_fill = fill;
                let response = ui.add(Button::new(text));
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_role(Role::RadioButton);
                    node.set_toggled(Toggled::from(on));
                });
                if response.clicked() && !on {
                    (*value, changed) = (*one, true);
                }
            }
        });
    });
    changed
}

/// One entry of a list to choose from. The list is shut by it, by keyboard too, for which egui
/// alone leaves it open. Whether it was chosen.
pub fn entry(ui: &mut Ui, chosen: bool, text: impl Into<String>) -> bool {
    let clicked = ui.selectable_label(chosen, text.into()).clicked();
    if clicked {
        ui.close();
    }
    clicked
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

/// Asks for another frame until something stays where it is and as large as it was. How large a thing
/// is is known only once it is drawn, and what stands around it finds its place after that.
pub fn settle(ctx: &Context, id: Id, rect: Rect) {
    let id = id.with("settled");
    let before: Option<Rect> = ctx.data(|data| data.get_temp(id));
    if before != Some(rect) {
        ctx.data_mut(|data| data.insert_temp(id, rect));
        ctx.request_repaint();
    }
}

/// What stands one below the other in a panel at the bottom, `most` points high. A panel begins low: the
/// list is as high as what it shows all the same, and scrolls over that.
pub fn low_list(ui: &mut Ui, salt: &str, most: f32, add: impl FnOnce(&mut Ui)) {
    let area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, true]);
    area.max_height(most).min_scrolled_height(most).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        add(ui);
    });
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
    let other = match language() {
        Language::English => Language::French,
        Language::French => Language::English,
    };
    if ui.add(super::quiet(other.own_name())).clicked() {
        set_language(other);
    }
}
