//! The faces: Inter for text, in two weights, and Lucide for icons. egui brings one for code and one
//! for emoji. Letters that none of these has come from the system's fonts, found when they are first
//! shown (`system_fonts` of eframe); where the system has none, a box stands for them.

use egui::epaint::text::{FallbackRequest, FontProvider, FontTweak, VariationCoords};
use egui::{
    Align2, Color32, Context, FontData, FontDefinitions, FontFamily, FontId, Pos2, RichText,
    TextStyle, Ui,
};
use egui_system_font_provider::SystemFontProvider;
use lucide_icons::LUCIDE_FONT_BYTES;
use std::sync::Arc;
use std::thread;

pub use lucide_icons::Icon;

/// Under the SIL Open Font License, which stands beside it.
const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter.var.ttf");

/// How heavy text is, and how heavy what stands out is, on the scale of the face (100 to 900).
const TEXT_WEIGHT: f32 = 400.0;
const STRONG_WEIGHT: f32 = 600.0;

/// Installs the faces.
pub(super) fn install(ctx: &Context) {
    ctx.set_fonts(faces(None));
}

/// Shows emoji in the colours of the system's own face, where there is one. Finding that out takes a
/// while, so that a thread does it, `salon-fonts`, which ends with it.
pub(super) fn find_emoji(ctx: &Context) {
    let ctx = ctx.clone();
    let run = move || {
        // Faces for text have smiling faces, too, but no unicorns.
        let emoji = FallbackRequest { cluster: "🦄", family: &FontFamily::Proportional };
        if let Some(found) = SystemFontProvider::new().font_for(&emoji) {
            ctx.set_fonts(faces(Some(found.data)));
            ctx.request_repaint();
        }
    };
    if let Err(error) = thread::Builder::new().name("salon-fonts".into()).spawn(run) {
        tracing::debug!(%error, "emoji stay without colours: the system gives no thread");
    }
}

/// All faces, with one for emoji that comes before those that egui brings.
fn faces(emoji: Option<FontData>) -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    if let Some(code) = fonts.font_data.get_mut("Hack") {
        // On one line with the letters of the text.
        let tweak = FontTweak { y_offset_factor: 0.05, ..code.tweak.clone() };
        *code = Arc::new(FontData::clone(code).tweak(tweak));
    }
    let mut fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    if let Some(emoji) = emoji {
        fonts.font_data.insert("Emoji".to_owned(), Arc::new(emoji));
        fallbacks.insert(0, "Emoji".to_owned());
    }
    for (family, name, weight) in [
        (FontFamily::Proportional, "Inter", TEXT_WEIGHT),
        (strong_family(), "Inter strong", STRONG_WEIGHT),
    ] {
        let coords = VariationCoords::new([("wght", weight)]);
        let face = FontData::from_static(INTER).tweak(FontTweak { coords, ..FontTweak::default() });
        fonts.font_data.insert(name.to_owned(), Arc::new(face));
        let with_fallbacks = [name.to_owned()].into_iter().chain(fallbacks.iter().cloned());
        fonts.families.insert(family, with_fallbacks.collect());
    }
    // An icon is drawn from its top to its bottom edge; letters leave room below.
    let tweak = FontTweak { y_offset_factor: 0.06, ..FontTweak::default() };
    let icons = FontData::from_static(LUCIDE_FONT_BYTES).tweak(tweak);
    fonts.font_data.insert("Lucide".to_owned(), Arc::new(icons));
    // A family of its own: the codes of icons mean nothing in what somebody writes.
    fonts.families.insert(icon_family(), vec!["Lucide".to_owned()]);
    fonts
}

/// The family of what stands out: names, headings.
pub fn strong_family() -> FontFamily {
    FontFamily::Name("strong".into())
}

fn icon_family() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// Text that stands out by its weight.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).family(strong_family())
}

/// Paints an icon in the size of small text, around a point. It takes no place of its own, and means
/// nothing that the text beside it doesn't say.
pub fn paint_icon(ui: &Ui, center: Pos2, icon: Icon, color: Color32) {
    let size = TextStyle::Small.resolve(ui.style()).size;
    let font = FontId::new(size, icon_family());
    ui.painter().text(center, Align2::CENTER_CENTER, char::from(icon), font, color);
}

/// An icon as text, in the size of the text beside it. Never the only sign of what it means: a
/// word stands beside it, or the widget that bears it has a name.
pub fn icon(icon: Icon) -> RichText {
    RichText::new(char::from(icon)).family(icon_family())
}
