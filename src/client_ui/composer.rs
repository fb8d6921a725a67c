//! Where one types.

use super::model::Talk;
use super::window::Wish;
use crate::look::{self, Palette, plain_enter, space, typed_text};
use crate::texts::tr;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Context, Direction, Frame, Id, Key, KeyboardShortcut, Layout, Modifiers, Rect, Response,
    ScrollArea, TextEdit, TextStyle, Ui, UiBuilder, vec2,
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

    /// While something unasked has taken the keyboard away: what is typed goes on in the field.
    pub fn go_on(&mut self, ctx: &Context, talk: &mut Talk) {
        let typed = typed_text(ctx);
        if typed.is_empty() || ctx.memory(|memory| memory.focused().is_some()) {
            return;
        }
        talk.draft.push_str(&typed);
        let id = field_id(talk);
        let mut state = TextEditState::load(ctx, id).unwrap_or_default();
        let end = CCursor::new(talk.draft.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ctx, id);
    }

    /// Shows it. Enter sends, Shift and Enter begin a new line.
    pub fn show(&mut self, ui: &mut Ui, talk: &mut Talk, wishes: &mut Vec<Wish>) {
        let width = ui.available_width() - SEND_WIDTH - space::S;
        let most = ui.text_style_height(&TextStyle::Body) * MOST_ROWS + 2.0 * PADDING;
        let field = ui.allocate_ui(vec2(width, most), |ui| self.field(ui, talk, most));
        let size = vec2(SEND_WIDTH, ui.spacing().interact_size.y);
        let corner = field.response.rect.left_bottom() + vec2(width + space::S + size.x, 0.0);
        let beside = UiBuilder::new()
            .max_rect(Rect::from_min_max(corner - size, corner))
            .layout(Layout::centered_and_justified(Direction::TopDown));
        let can_send = !talk.draft.trim().is_empty();
        let send = look::primary(tr!("client-send"));
        let pressed = ui.new_child(beside).add_enabled(can_send, send).clicked();
        if can_send && (pressed || field.inner) {
            wishes.push(Wish::Send);
        }
    }

    /// The field alone, in a frame that stays where it is while long text scrolls within. Whether
    /// what is typed is to be sent.
    fn field(&mut self, ui: &mut Ui, talk: &mut Talk, most: f32) -> bool {
        let palette = Palette::of(ui);
        let id = field_id(talk);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let border = if focused { (1.5, palette.accent) } else { (1.0, palette.line) };
        let frame = Frame::new().fill(palette.ground).stroke(border).corner_radius(7);
        let frame = frame.inner_margin(vec2(space::S, PADDING));
        let most = most - 2.0 * PADDING;
        let edit = frame.show(ui, |ui| {
            let area = ScrollArea::vertical().max_height(most).min_scrolled_height(most);
            area.id_salt(talk.id).show(ui, |ui| edit(ui, id, talk)).inner
        });
        let edit = edit.inner;
        if std::mem::take(&mut self.focus) {
            edit.request_focus();
        }
        edit.has_focus() && plain_enter(ui.ctx())
    }
}

fn field_id(talk: &Talk) -> Id {
    Id::unique(("composer", talk.id))
}

fn edit(ui: &mut Ui, id: Id, talk: &mut Talk) -> Response {
    let name = tr!("client-write-to", name = talk.name());
    let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
    let edit = TextEdit::multiline(&mut talk.draft)
        .id(id)
        .hint_text(name.clone())
        .frame(Frame::NONE)
        .desired_width(f32::INFINITY)
        .desired_rows(1)
        .return_key(newline);
    // The frame around it is as high as a button.
    ui.spacing_mut().interact_size.y = 0.0;
    let edit = ui.add(edit);
    ui.ctx().accesskit_node_builder(edit.id, |node| node.set_label(name));
    edit
}
