//! Buttons by what they mean.

use super::fonts::{Icon, icon};
use super::palette::Palette;
use egui::{
    Button, Color32, IntoAtoms, Response, RichText, Stroke, TextWrapMode, Ui, Visuals, Widget, vec2,
};
use std::sync::Arc;

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
    icon: Option<Icon>,
    name: Option<String>,
    small: bool,
    on: bool,
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

/// An icon without a word; `name` says what it does, to the pointer and to a screen reader.
pub fn icon_button(icon: Icon, name: impl Into<String>) -> ActionButton {
    quiet("").icon(icon).named(name)
}

impl ActionButton {
    fn new(role: Role, text: String) -> Self {
        Self { role, text, icon: None, name: None, small: false, on: false }
    }

    /// An icon before the word.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Whether what it switches is on.
    pub fn on(mut self, on: bool) -> Self {
        self.on = on;
        self
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
            Role::Quiet | Role::Link if self.on => (p.selection, p.selection, p.text),
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
        // Not in a scope: it would not go to the next line of a row that wraps.
        let style = Arc::clone(ui.style());
        self.dress(ui.visuals_mut(), &palette);
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        if self.small {
            ui.spacing_mut().button_padding = vec2(8.0, 2.0);
            ui.spacing_mut().interact_size.y = 24.0;
        }
        let alone = self.icon.is_some() && self.text.is_empty();
        if alone {
            let side = ui.spacing().interact_size.y;
            ui.spacing_mut().button_padding.x = 0.0;
            ui.spacing_mut().interact_size.x = side;
        }
        let response = ui.add(self.button(ui));
        ui.set_style(style);
        let name = self.name.as_ref().unwrap_or(&self.text).clone();
        if self.icon.is_some() || self.name.is_some() {
            // The icon itself is no word.
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name.clone()));
        }
        if alone { response.on_hover_text(name) } else { response }
    }
}

impl ActionButton {
    fn button(&self, ui: &Ui) -> Button<'static> {
        let text = RichText::new(&self.text);
        match (self.icon, self.role) {
            (None, Role::Link) => Button::new(text.small()).small().frame(false),
            (None, _) => Button::new(text),
            (Some(shown), _) if self.text.is_empty() => {
                let size = ui.spacing().interact_size.y * 0.57;
                Button::new(icon(shown).size(size)).min_size(ui.spacing().interact_size)
            }
            (Some(shown), _) => Button::new((icon(shown), text).into_atoms()),
        }
    }
}
