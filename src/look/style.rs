//! The look as egui's own settings, for both themes.

use super::fonts::{self, strong_family};
use super::palette::Palette;
use egui::style::{ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle,
    Theme, ThemePreference, Visuals, vec2,
};

/// Distances, in points.
pub mod space {
    /// Within a thing: between a dot and its name.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Around the content of a card.
    pub const M: f32 = 14.0;
    /// Between groups.
    pub const L: f32 = 20.0;
    /// Around what stands alone.
    pub const XL: f32 = 36.0;
}

/// Roundness of what can be pressed, in points.
pub(super) const RADIUS: u8 = 7;
/// Roundness of cards and dialogs, in points.
pub(super) const CARD_RADIUS: u8 = 10;

/// How wide what the pointer shows may be, in points.
const TOOLTIP_WIDTH: f32 = 420.0;

const SMALL: f32 = 12.5;
const BODY: f32 = 14.5;
const HEADING: f32 = 17.5;
const MONOSPACE: f32 = 13.5;

/// Puts the look on all windows of the context, in light and dark as the system says.
pub fn install(ctx: &Context) {
    fonts::install(ctx);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style(theme));
    }
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    ctx.set_theme(ThemePreference::System);
}

/// Keeps what the pointer shows within the window, however small that is. To be called in every frame.
pub fn fit_tooltips(ctx: &Context) {
    let most = ctx.content_rect().width() - 2.0 * (space::S + space::M);
    let width = TOOLTIP_WIDTH.min(most.max(0.0));
    if ctx.global_style().spacing.tooltip_width != width {
        ctx.all_styles_mut(|style| style.spacing.tooltip_width = width);
    }
}

fn style(theme: Theme) -> Style {
    let palette = Palette::of_theme(theme);
    let mut style = theme.default_style();
    style.text_styles = [
        (TextStyle::Small, FontId::new(SMALL, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(BODY, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(BODY, FontFamily::Proportional)),
        (TextStyle::Heading, FontId::new(HEADING, strong_family())),
        (TextStyle::Monospace, FontId::new(MONOSPACE, FontFamily::Monospace)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::S);
    spacing.button_padding = vec2(12.0, 5.0);
    spacing.interact_size = vec2(40.0, 30.0);
    spacing.window_margin = Margin::same(space::L as i8);
    spacing.menu_margin = Margin::same(6);
    spacing.combo_height = 320.0;
    spacing.tooltip_width = TOOLTIP_WIDTH;
    spacing.scroll = ScrollStyle { bar_width: 8.0, ..ScrollStyle::thin() };
    style.visuals = visuals(theme, &palette);
    style.animation_time = 0.1;
    style
}

fn visuals(theme: Theme, p: &Palette) -> Visuals {
    let mut visuals = theme.default_visuals();
    visuals.widgets = Widgets {
        noninteractive: widget(p.surface, p.line, p.text),
        inactive: widget(p.raised, Color32::TRANSPARENT, p.text),
        hovered: widget(p.raised_hover, Color32::TRANSPARENT, p.text),
        active: WidgetVisuals {
            bg_stroke: Stroke::new(2.0, p.accent),
            ..widget(p.raised_hover, p.accent, p.text)
        },
        open: widget(p.raised_hover, Color32::TRANSPARENT, p.text),
    };
    visuals.selection = Selection { bg_fill: p.selection, stroke: Stroke::new(1.5, p.accent) };
    visuals.weak_text_color = Some(p.weak);
    visuals.hyperlink_color = p.accent;
    visuals.warn_fg_color = p.warning;
    visuals.error_fg_color = p.danger;
    visuals.panel_fill = p.ground;
    visuals.window_fill = p.surface;
    visuals.window_stroke = Stroke::new(1.0, p.line);
    visuals.faint_bg_color = p.raised.gamma_multiply(0.45);
    visuals.extreme_bg_color = p.ground;
    visuals.text_edit_bg_color = Some(p.ground);
    visuals.code_bg_color = p.raised;
    visuals.text_cursor.stroke = Stroke::new(2.0, p.accent);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS);
    let shadow_alpha = if visuals.dark_mode { 110 } else { 38 };
    let shadow = |offset: i8, blur: u8| Shadow {
        offset: [0, offset],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(shadow_alpha),
    };
    visuals.window_shadow = shadow(10, 28);
    visuals.popup_shadow = shadow(5, 14);
    visuals
}

fn widget(fill: Color32, border: Color32, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}
