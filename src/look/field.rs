//! A field to type in, with its name above and what is wrong with it below.

use super::palette::Palette;
use egui::{Key, KeyboardShortcut, Modifiers, Response, RichText, TextEdit, Ui};

/// A text field with a label. What is typed is never cut; what is wrong with it is said below.
#[must_use = "a field is shown by show(…)"]
pub struct Field<'a> {
    label: String,
    text: &'a mut String,
    hint: String,
    wrong: Option<String>,
    rows: usize,
    focus: bool,
}

impl<'a> Field<'a> {
    /// A field of one line.
    pub fn new(label: impl Into<String>, text: &'a mut String) -> Self {
        Self { label: label.into(), text, hint: String::new(), wrong: None, rows: 1, focus: false }
    }

    /// What stands in it while it is empty.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What is wrong with its text, as a sentence.
    pub fn wrong(mut self, wrong: Option<String>) -> Self {
        self.wrong = wrong;
        self
    }

    /// A field of several lines. Shift and Enter begin a new one; Enter alone is the dialog's.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Takes the keyboard if so: for the first field of a dialog that has just been opened.
    pub fn focus(mut self, focus: bool) -> Self {
        self.focus = focus;
        self
    }

    /// Shows it over the whole width. The response is the text field's.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = Palette::of(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = super::space::XS;
            let label = ui.label(RichText::new(self.label).color(palette.weak).small());
            let edit = if self.rows > 1 {
                let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
                TextEdit::multiline(self.text).desired_rows(self.rows).return_key(newline)
            } else {
                TextEdit::singleline(self.text)
            };
            let edit = edit.hint_text(self.hint).desired_width(f32::INFINITY);
            // A bordered field is seen as one even where its ground is that of the card.
            ui.visuals_mut().widgets.inactive.bg_stroke.color = palette.line;
            ui.visuals_mut().widgets.hovered.bg_stroke.color = palette.weak;
            let response = ui.add(edit).labelled_by(label.id);
            if let Some(wrong) = self.wrong {
                ui.label(RichText::new(wrong).color(palette.danger).small());
            }
            if self.focus {
                response.request_focus();
            } else if response.gained_focus() || response.changed() {
                // In a small window it may be where one has to scroll to.
                response.scroll_to_me(None);
            }
            response
        })
        .inner
    }
}
