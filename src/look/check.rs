//! A box to check.

use super::palette::Palette;
use egui::{Checkbox, CornerRadius, Response, RichText, Stroke, Ui};

/// A box to check, with its words beside it; without words, whoever calls names it for screen
/// readers.
pub fn check(ui: &mut Ui, checked: &mut bool, text: impl Into<String>) -> Response {
    let palette = Palette::of(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (widget, edge) in [
            (&mut widgets.inactive, palette.weak),
            (&mut widgets.hovered, palette.text),
            (&mut widgets.active, palette.accent),
        ] {
            widget.bg_stroke = Stroke::new(1.0, edge);
            widget.bg_fill = if *checked { palette.accent } else { palette.surface };
            widget.fg_stroke = Stroke::new(2.0, palette.on_accent);
            widget.corner_radius = CornerRadius::same(3);
        }
        // The words keep their own colour.
        let text = RichText::new(text).color(palette.text);
        ui.add(Checkbox::new(checked, text))
    })
    .inner
}
