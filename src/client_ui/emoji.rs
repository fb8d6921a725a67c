//! Emoji to choose from.

use crate::look::{space, weak};
use crate::texts::tr;
use egui::{Button, FontId, Id, RichText, ScrollArea, TextEdit, Ui, vec2};
use emojis::Emoji;

const COLUMNS: usize = 9;
const SIDE: f32 = 34.0;
const ROWS_SHOWN: f32 = 6.5;

/// Shows them, and a field to look for one by its English name. Gives the one that was chosen.
pub(super) fn show(ui: &mut Ui) -> Option<&'static str> {
    let id = Id::unique("emoji");
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let width = COLUMNS as f32 * SIDE + space::M;
    ui.set_width(width);
    let name = tr!("client-emoji-search");
    let field =
        ui.add(TextEdit::singleline(&mut wanted).hint_text(name.clone()).desired_width(width));
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
                    ui.ctx()
                        .accesskit_node_builder(response.id, |node| node.set_label(emoji.name()));
                    if response.on_hover_text(emoji.name()).clicked() {
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
    let kept: Option<(String, Vec<&'static Emoji>)> = ui.data(|data| data.get_temp(id));
    if let Some((_, found)) = kept.filter(|(of, _)| of == wanted) {
        return found;
    }
    let word = wanted.trim().to_lowercase();
    let font = FontId::proportional(20.0);
    let named = |emoji: &Emoji| {
        word.is_empty()
            || emoji.name().contains(&word)
            || emoji.shortcodes().any(|code| code.contains(&word))
    };
    // What is made of several signs needs a font that joins them.
    let single = |emoji: &Emoji| emoji.as_str().chars().filter(|c| *c != '\u{FE0F}').count() == 1;
    let found: Vec<&'static Emoji> = emojis::iter()
        .filter(|emoji| named(emoji) && single(emoji))
        .filter(|emoji| ui.fonts_mut(|fonts| fonts.has_glyphs(&font, emoji.as_str())))
        .collect();
    ui.data_mut(|data| data.insert_temp(id, (wanted.to_owned(), found.clone())));
    found
}
