//! Lists for little width: two lines for each entry instead of columns.

use crate::look::{self, Palette, from_right, rest, truncated};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

/// Under this width there is no room for columns, in points.
pub const NARROW: f32 = 700.0;

const HEIGHT: f32 = 46.0;

/// Shows `count` entries, of which those in sight are drawn by `entry`.
pub fn two_lines(ui: &mut Ui, salt: &str, count: usize, mut entry: impl FnMut(&mut Ui, usize)) {
    TableBuilder::new(ui)
        .id_salt(salt)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .cell_layout(Layout::top_down(Align::Min))
        .column(Column::remainder().clip(true))
        .body(|body| {
            body.rows(HEIGHT, count, |mut row| {
                let at = row.index();
                row.col(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    entry(ui, at);
                });
            });
        });
}

/// The first line of an entry, with a button at its end.
pub fn line(ui: &mut Ui, name: &str, button: impl FnOnce(&mut Ui)) {
    ui.spacing_mut().interact_size.y = 26.0;
    from_right(ui, |ui| {
        button(ui);
        rest(ui, |ui| truncated(ui, look::strong(name)));
    });
}

/// The second line of an entry; the pointer on it shows `whole`.
pub fn below(ui: &mut Ui, text: String, whole: &str) {
    let color = Palette::of(ui).weak;
    let shown = truncated(ui, RichText::new(text).small().color(color));
    if !whole.is_empty() {
        shown.on_hover_text(whole);
    }
}
