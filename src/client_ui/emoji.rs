//! Emoji to choose from.

use super::emoji_names;
use crate::look::{space, weak};
use crate::texts::{Language, language, tr};
use egui::{Align2, Button, FontId, Id, RichText, ScrollArea, TextEdit, Ui, vec2};
use emojis::Emoji;

/// What was found lately, and for what.
type Kept = ((Language, String), Vec<&'static Emoji>);

const COLUMNS: usize = 9;
const SIDE: f32 = 34.0;
const ROWS_SHOWN: f32 = 6.5;

/// Shows them, and a field to look for one by its name. Gives the one that was chosen.
pub(super) fn show(ui: &mut Ui) -> Option<&'static str> {
    let id = Id::unique("emoji");
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let width = COLUMNS as f32 * SIDE + space::M;
    ui.set_width(width);
    let name = tr!("client-emoji-search");
    let field = TextEdit::singleline(&mut wanted).hint_text(name.clone());
    let field = ui.add(field.align(Align2::LEFT_CENTER).desired_width(width));
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
    if !ui.memory(|memory| memory.focused().is_some_and(|focused| focused == field.id)) {
        field.request_focus();
    }
    let found = fitting(ui, &wanted);
    ui.data_mut(|data| data.insert_temp(id, wanted));
    if found.is_empty() {
        weak(ui, tr!("client-emoji-none"));
        return None;
    }
    let mut chosen = None;
    let rows = found.len().div_ceil(COLUMNS);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let area = ScrollArea::vertical().max_height(SIDE * ROWS_SHOWN).auto_shrink([false, true]);
    area.show_rows(ui, SIDE, rows, |ui, range| {
        for row in found.chunks(COLUMNS).skip(range.start).take(range.len()) {
            ui.horizontal(|ui| {
                for emoji in row {
                    let text = RichText::new(emoji.as_str()).size(20.0);
                    let button = Button::new(text).frame_when_inactive(false);
                    let response = ui.add(button.min_size(vec2(SIDE, SIDE)));
                    let name = emoji_names::name(emoji);
                    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
                    if response.on_hover_text(name).clicked() {
                        chosen = Some(emoji.as_str());
                    }
                }
            });
        }
    });
    chosen
}

/// Those with the word in their name that there is a picture of. Finding out takes a moment, so that
/// it is kept for as long as the same is looked for.
fn fitting(ui: &Ui, wanted: &str) -> Vec<&'static Emoji> {
    let id = Id::unique("emoji found");
    let of = (language(), wanted.to_owned());
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    if let Some((_, found)) = kept.filter(|(kept, _)| *kept == of) {
        return found;
    }
    let font = FontId::proportional(20.0);
    let found: Vec<&'static Emoji> = emoji_names::containing(wanted)
        .filter(|emoji| emoji_names::is_single(emoji))
        .filter(|emoji| ui.fonts_mut(|fonts| fonts.has_glyphs(&font, emoji.as_str())))
        .collect();
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (of, found.clone())));
    found
}
