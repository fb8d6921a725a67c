//! Where one types.

use super::model::Talk;
use super::window::Wish;
use crate::look::{self, Palette, space};
use crate::texts::tr;
use egui::{Align, Key, KeyboardShortcut, Layout, Modifiers, ScrollArea, TextEdit, Ui};

/// Lines that the field grows to before it scrolls.
const MOST_ROWS: usize = 6;

/// The field at the bottom of a conversation.
#[derive(Debug, Default)]
pub(super) struct Composer {
    focus: bool,
}

impl Composer {
    /// The keyboard is the field's from the next frame on.
    pub fn take_focus(&mut self) {
        self.focus = true;
    }

    /// Shows it. Enter sends, Shift and Enter begin a new line.
    pub fn show(&mut self, ui: &mut Ui, talk: &mut Talk, wishes: &mut Vec<Wish>) {
        let palette = Palette::of(ui);
        let name = tr!("client-write-to", name = talk.name());
        let open = talk.is_open();
        ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
            let can_send = open && !talk.draft.trim().is_empty();
            let send = ui.add_enabled(can_send, look::primary(tr!("client-send")));
            let mut wished = send.clicked();
            ui.visuals_mut().widgets.inactive.bg_stroke.color = palette.line;
            ui.visuals_mut().widgets.hovered.bg_stroke.color = palette.weak;
            let row = ui.text_style_height(&egui::TextStyle::Body);
            let most = row * MOST_ROWS as f32 + 2.0 * space::S;
            ScrollArea::vertical().max_height(most).id_salt(talk.id).show(ui, |ui| {
                let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
                let edit = TextEdit::multiline(&mut talk.draft)
                    .id_salt(("composer", talk.id))
                    .hint_text(name.clone())
                    .desired_width(f32::INFINITY)
                    .desired_rows(1)
                    .margin(egui::vec2(space::S, 6.0))
                    .return_key(newline);
                let edit = ui.add_enabled(open, edit);
                ui.ctx().accesskit_node_builder(edit.id, |node| node.set_label(name));
                wished |= edit.has_focus()
                    && ui.input(|i| i.key_pressed(Key::Enter) && i.modifiers.is_none());
                if std::mem::take(&mut self.focus) || wished {
                    edit.request_focus();
                }
            });
            if wished && can_send {
                wishes.push(Wish::Send);
            }
        });
    }
}
