//! Buttons by what they mean.

use super::palette::Palette;
use egui::{Button, Color32, Response, RichText, Stroke, Ui, Visuals, Widget};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Primary,
    Secondary,
    Danger,
    Quiet,
    Link,
}

/// A button with a meaning: `ui.add(look::primary(text))`, or `ui.add_enabled(…)`.
#[derive(Debug, Clone)]
#[must_use = "a button is shown by ui.add(…)"]
pub struct ActionButton {
    role: Role,
    text: String,
    name: Option<String>,
    small: bool,
}

/// The one thing to do here.
pub fn primary(text: impl Into<String>) -> ActionButton {
    ActionButton::new(Role::Primary, text.into())
}

/// Something else that can be done here.
pub fn secondary(text: impl Into<String>) -> ActionButton {
    ActionButton::new(Role::Secondary, text.into())
}

/// Takes something away.
pub fn danger(text: impl Into<String>) -> ActionButton {
    ActionButton::new(Role::Danger, text.into())
}

/// No more than a word until the pointer is on it.
pub fn quiet(text: impl Into<String>) -> ActionButton {
    ActionButton::new(Role::Quiet, text.into())
}

/// A word within small text that can be pressed, such as a number that shows what it counts.
pub fn link(text: impl Into<String>) -> ActionButton {
    ActionButton::new(Role::Link, text.into())
}

impl ActionButton {
    fn new(role: Role, text: String) -> Self {
        Self { role, text, name: None, small: false }
    }

    /// A smaller one, for a row of a list.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// What a screen reader calls it, where the text alone does not say on what it acts.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    fn dress(&self, visuals: &mut Visuals, p: &Palette) {
        let (fill, hover, text) = match self.role {
            Role::Primary => (p.accent, p.accent_hover, p.on_accent),
            Role::Danger => (p.danger, p.danger_hover, p.on_danger),
            Role::Quiet | Role::Link => (Color32::TRANSPARENT, p.raised, p.weak),
            Role::Secondary => (p.raised, p.raised_hover, p.text),
        };
        let widgets = &mut visuals.widgets;
        for (widget, fill) in [
            (&mut widgets.inactive, fill),
            (&mut widgets.hovered, hover),
            (&mut widgets.active, hover),
        ] {
            widget.weak_bg_fill = fill;
            widget.fg_stroke = Stroke::new(1.0, text);
        }
        if matches!(self.role, Role::Quiet | Role::Link) {
            widgets.hovered.fg_stroke.color = p.text;
            widgets.active.fg_stroke.color = p.accent;
        }
        if matches!(self.role, Role::Primary | Role::Danger) {
            // A ring of the same colour would not be seen.
            widgets.active.bg_stroke = Stroke::new(2.0, p.text);
        }
    }
}

impl Widget for ActionButton {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = Palette::of(ui);
        ui.scope(|ui| {
            self.dress(ui.visuals_mut(), &palette);
            if self.small {
                ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
                ui.spacing_mut().interact_size.y = 24.0;
            }
            let response = ui.add(match self.role {
                Role::Link => Button::new(RichText::new(self.text).small()).small().frame(false),
                _ => Button::new(self.text),
            });
            if let Some(name) = self.name {
                ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
            }
            response
        })
        .inner
    }
}
