//! Where the keyboard is, and where it goes.

use super::palette::Palette;
use egui::{ComboBox, Context, Id, Popup, Rect, Response, Stroke, StrokeKind, Ui};

/// Shows that the keyboard acts on what fills this place.
pub fn focus_ring(ui: &Ui, rect: Rect) {
    let ring = Stroke::new(1.5, Palette::of(ui).accent);
    ui.painter().rect_stroke(rect.expand(3.0), 5.0, ring, StrokeKind::Outside);
}

/// Gives the keyboard back to the button of a menu that was opened by keyboard, when the menu is
/// shut, be it by Escape, with which egui takes it from whatever has it.
pub fn menu_gives_back(ctx: &Context, button: &Response) {
    gives_back(ctx, button.id, Popup::is_id_open(ctx, Popup::default_response_id(button)));
}

/// The same for a list to choose from.
pub fn list_gives_back(ctx: &Context, list: &Response) {
    gives_back(ctx, list.id, ComboBox::is_open(ctx, list.id));
}

fn gives_back(ctx: &Context, opener: Id, open: bool) {
    let id = opener.with("open");
    // While it is open: whether that was done by keyboard.
    let before: Option<bool> = ctx.data(|data| data.get_temp(id));
    let by_keyboard = || ctx.memory(|memory| memory.has_focus(opener));
    match (before, open) {
        (None, true) => {
            let by_keyboard = by_keyboard();
            ctx.data_mut(|data| data.insert_temp(id, by_keyboard));
        }
        (Some(by_keyboard), false) => {
            ctx.data_mut(|data| data.remove_temp::<bool>(id));
            if by_keyboard {
                ctx.memory_mut(|memory| memory.request_focus(opener));
            }
        }
        _ => {}
    }
}
