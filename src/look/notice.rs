//! What the host says, as everybody sees it.

use super::palette::Palette;
use super::parts::weak;
use super::rich::{self, Look, Needle};
use egui::Ui;

/// Shows the words, and above them for whom they are, where that is not everybody. `needle` is marked
/// in them.
pub fn notice(ui: &mut Ui, text: &str, scope: Option<String>, needle: &Needle) {
    if let Some(scope) = scope {
        weak(ui, scope);
    }
    let blocks = rich::parse(text, "", std::iter::empty());
    let color = Palette::of(ui).text;
    rich::show(ui, &blocks, &Look { color, scale: 1.0, needle });
}
