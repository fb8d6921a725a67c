//! What a person may choose about the look: light or dark, how large, which language. Kept from one
//! time to the next.

use super::button::icon_button;
use super::fonts::Icon;
use super::parts::{choice, weak};
use super::space;
use crate::texts::{Language, chosen_language, language, recall_language, set_language, tr};
use eframe::Storage;
use egui::{Context, Grid, ThemePreference, Ui};

/// How much larger or smaller than designed everything may be shown.
const SCALES: std::ops::RangeInclusive<f32> = 0.8..=2.5;

/// One step of it.
const SCALE_STEP: f32 = 0.1;

/// From this width on, what is chosen has its name beside it, in points.
const ROOM_FOR_NAMES: f32 = 390.0;

const THEME_KEY: &str = "theme";
const SCALE_KEY: &str = "scale";
const LANGUAGE_KEY: &str = "language";

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choices {
    theme: ThemePreference,
    scale: f32,
    language: Option<Language>,
}

impl Choices {
    /// What was kept the last time; what was not, or can't be, is as the system says.
    pub fn recall(storage: Option<&dyn Storage>) -> Self {
        let get = |key| storage.and_then(|storage| storage.get_string(key)).unwrap_or_default();
        let theme = match get(THEME_KEY).as_str() {
            "light" => ThemePreference::Light,
            "dark" => ThemePreference::Dark,
            _ => ThemePreference::System,
        };
        let scale = get(SCALE_KEY).parse().ok().filter(|scale| SCALES.contains(scale));
        let language = Language::of_locale(&get(LANGUAGE_KEY));
        Self { theme, scale: scale.unwrap_or(1.0), language }
    }

    /// What is in force.
    pub fn of(ctx: &Context) -> Self {
        Self {
            theme: ctx.options(|options| options.theme_preference),
            scale: ctx.zoom_factor(),
            language: chosen_language(),
        }
    }

    /// Puts it in force.
    pub fn apply(self, ctx: &Context) {
        ctx.set_theme(self.theme);
        ctx.set_zoom_factor(self.scale);
        self.language.into_iter().for_each(recall_language);
    }

    /// Keeps it for the next time.
    pub fn keep(self, storage: &mut dyn Storage) {
        let theme = match self.theme {
            ThemePreference::Light => "light",
            ThemePreference::Dark => "dark",
            ThemePreference::System => "system",
        };
        storage.set_string(THEME_KEY, theme.to_owned());
        storage.set_string(SCALE_KEY, self.scale.to_string());
        if let Some(language) = self.language {
            storage.set_string(LANGUAGE_KEY, language.code().to_owned());
        }
    }
}

/// Lets the person choose, for a dialog of settings. What is chosen is in force at once.
pub fn choices(ui: &mut Ui) {
    // Side by side where there is room for it.
    let columns = if ui.available_width() < ROOM_FOR_NAMES { 1 } else { 2 };
    let grid = Grid::new("choices").num_columns(columns).spacing([space::L, space::M]);
    grid.show(ui, |ui| {
        let mut row = |name: String, act: fn(&mut Ui)| {
            weak(ui, name);
            if columns == 1 {
                ui.end_row();
            }
            act(ui);
            ui.end_row();
        };
        row(tr!("look-theme"), theme);
        row(tr!("look-scale"), scale);
        row(tr!("look-language"), spoken);
    });
}

fn theme(ui: &mut Ui) {
    let mut theme = ui.ctx().options(|options| options.theme_preference);
    let themes = [
        (ThemePreference::System, tr!("look-theme-system")),
        (ThemePreference::Light, tr!("look-theme-light")),
        (ThemePreference::Dark, tr!("look-theme-dark")),
    ];
    if choice(ui, &mut theme, &themes) {
        ui.ctx().set_theme(theme);
    }
}

fn spoken(ui: &mut Ui) {
    let mut spoken = language();
    let languages = Language::ALL.map(|language| (language, language.own_name().to_owned()));
    if choice(ui, &mut spoken, &languages) {
        set_language(spoken);
    }
}

fn scale(ui: &mut Ui) {
    let scale = ui.ctx().zoom_factor();
    let mut wish = scale;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        if ui.add(icon_button(Icon::Minus, tr!("look-smaller"))).clicked() {
            wish -= SCALE_STEP;
        }
        let percent = tr!("look-percent", percent = (scale * 100.0).round());
        if ui.add(super::quiet(percent).named(tr!("look-scale-reset"))).clicked() {
            wish = 1.0;
        }
        if ui.add(icon_button(Icon::Plus, tr!("look-larger"))).clicked() {
            wish += SCALE_STEP;
        }
    });
    let wish = ((wish * 10.0).round() / 10.0).clamp(*SCALES.start(), *SCALES.end());
    if wish != scale {
        ui.ctx().set_zoom_factor(wish);
    }
}
