//! Where one types.

use super::model::Talk;
use super::window::Wish;
use crate::look::{self, Palette, plain_enter, space};
use crate::texts::tr;
use egui::{
    Direction, Key, KeyboardShortcut, Layout, Modifiers, Rect, ScrollArea, TextEdit, TextStyle, Ui,
    UiBuilder, pos2, vec2,
};

/// Lines that the field grows to before it scrolls.
const MOST_ROWS: f32 = 6.0;

/// Above and below what is typed, in points: one line is as high as the button beside it.
const PADDING: f32 = 6.0;

/// How wide the button is, in points.
const SEND_WIDTH: f32 = 92.0;

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
        let width = ui.available_width() - SEND_WIDTH - space::S;
        let field = ui.allocate_ui(vec2(width, 0.0), |ui| self.field(ui, talk));
        let size = vec2(SEND_WIDTH, ui.spacing().interact_size.y);
        let corner = pos2(
            field.response.rect.left() + width + space::S + size.x,
            field.response.rect.bottom(),
        );
        let mut beside = ui.new_child(
            UiBuilder::new()
                .max_rect(Rect::from_min_max(corner - size, corner))
                .layout(Layout::centered_and_justified(Direction::TopDown)),
        );
        let can_send = !talk.draft.trim().is_empty();
        let pressed = beside.add_enabled(can_send, look::primary(tr!("client-send"))).clicked();
        if can_send && (pressed || field.inner) {
            wishes.push(Wish::Send);
        }
    }

    /// The field alone. Whether what is typed is to be sent.
    fn field(&mut self, ui: &mut Ui, talk: &mut Talk) -> bool {
        let palette = Palette::of(ui);
        let name = tr!("client-write-to", name = talk.name());
        ui.visuals_mut().widgets.inactive.bg_stroke.color = palette.line;
        ui.visuals_mut().widgets.hovered.bg_stroke.color = palette.weak;
        let row = ui.text_style_height(&TextStyle::Body);
        let most = row * MOST_ROWS + 2.0 * PADDING;
        let area = ScrollArea::vertical().max_height(most).id_salt(talk.id);
        let edit = area.show(ui, |ui| {
            let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
            let edit = TextEdit::multiline(&mut talk.draft)
                .id_salt(("composer", talk.id))
                .hint_text(name.clone())
                .desired_width(f32::INFINITY)
                .desired_rows(1)
                .margin(vec2(space::S, PADDING))
                .return_key(newline);
            ui.add(edit)
        });
        let edit = edit.inner;
        ui.ctx().accesskit_node_builder(edit.id, |node| node.set_label(name));
        if std::mem::take(&mut self.focus) {
            edit.request_focus();
        }
        edit.has_focus() && plain_enter(ui.ctx())
    }
}
