//! The colours, by what they mean.

use egui::{Color32, Theme, Ui};

/// The colours of one theme, by role. Text on any of the three grounds has a contrast of at
/// least 4.5 to 1 (WCAG AA), which a test checks.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Behind everything.
    pub ground: Color32,
    /// Behind what belongs together: a card, a dialog, a panel.
    pub surface: Color32,
    /// Behind what can be pressed, and a row under the pointer.
    pub raised: Color32,
    /// The same, with the pointer on it.
    pub raised_hover: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text that may be passed over.
    pub weak: Color32,
    /// What is to be pressed first, links, focus.
    pub accent: Color32,
    /// The same, with the pointer on it.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Behind selected text, and behind what is chosen.
    pub selection: Color32,
    /// What takes something away, and what went wrong.
    pub danger: Color32,
    /// The same, with the pointer on it.
    pub danger_hover: Color32,
    /// Text on danger.
    pub on_danger: Color32,
    /// What wants attention but is not wrong.
    pub warning: Color32,
    /// What is well.
    pub success: Color32,
    /// Behind what concerns the person: a line with their name in it, what a search has found.
    pub attention: Color32,
    /// One for each person, by which their words are found again: [`Palette::person`].
    people: [Color32; 6],
}

impl Palette {
    /// Ink on paper, with a deep green.
    pub const LIGHT: Self = Self {
        ground: Color32::from_rgb(0xF5, 0xF3, 0xEE),
        surface: Color32::from_rgb(0xFF, 0xFE, 0xFB),
        raised: Color32::from_rgb(0xEC, 0xE9, 0xE2),
        raised_hover: Color32::from_rgb(0xE1, 0xDD, 0xD4),
        line: Color32::from_rgb(0xDD, 0xD8, 0xCE),
        text: Color32::from_rgb(0x1E, 0x24, 0x22),
        weak: Color32::from_rgb(0x5C, 0x63, 0x5E),
        accent: Color32::from_rgb(0x14, 0x6B, 0x5E),
        accent_hover: Color32::from_rgb(0x0F, 0x57, 0x4D),
        on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        selection: Color32::from_rgb(0xC9, 0xE4, 0xDC),
        danger: Color32::from_rgb(0xA8, 0x2E, 0x25),
        danger_hover: Color32::from_rgb(0x8C, 0x22, 0x1B),
        on_danger: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        warning: Color32::from_rgb(0x84, 0x53, 0x06),
        success: Color32::from_rgb(0x1C, 0x6B, 0x35),
        attention: Color32::from_rgb(0xFB, 0xEC, 0xC4),
        people: [
            Color32::from_rgb(0x1B, 0x5F, 0x86),
            Color32::from_rgb(0x71, 0x45, 0x99),
            Color32::from_rgb(0x96, 0x40, 0x1C),
            Color32::from_rgb(0x3C, 0x62, 0x1E),
            Color32::from_rgb(0x96, 0x2A, 0x5B),
            Color32::from_rgb(0x43, 0x50, 0x95),
        ],
    };

    /// The same room by night.
    pub const DARK: Self = Self {
        ground: Color32::from_rgb(0x15, 0x19, 0x1A),
        surface: Color32::from_rgb(0x1D, 0x22, 0x23),
        raised: Color32::from_rgb(0x2A, 0x31, 0x32),
        raised_hover: Color32::from_rgb(0x36, 0x3F, 0x40),
        line: Color32::from_rgb(0x33, 0x3B, 0x3C),
        text: Color32::from_rgb(0xE9, 0xE6, 0xDF),
        weak: Color32::from_rgb(0xA6, 0xAC, 0xA7),
        accent: Color32::from_rgb(0x6C, 0xCF, 0xB9),
        accent_hover: Color32::from_rgb(0x8A, 0xDD, 0xCB),
        on_accent: Color32::from_rgb(0x0B, 0x24, 0x1F),
        selection: Color32::from_rgb(0x22, 0x4F, 0x47),
        danger: Color32::from_rgb(0xF2, 0x92, 0x86),
        danger_hover: Color32::from_rgb(0xF8, 0xAC, 0xA2),
        on_danger: Color32::from_rgb(0x32, 0x0D, 0x09),
        warning: Color32::from_rgb(0xE6, 0xB9, 0x6A),
        success: Color32::from_rgb(0x86, 0xD0, 0x97),
        attention: Color32::from_rgb(0x4A, 0x3E, 0x1D),
        people: [
            Color32::from_rgb(0x83, 0xC8, 0xE6),
            Color32::from_rgb(0xCD, 0xAF, 0xF0),
            Color32::from_rgb(0xF2, 0xAC, 0x8B),
            Color32::from_rgb(0xB3, 0xD6, 0x8A),
            Color32::from_rgb(0xF3, 0xA6, 0xC8),
            Color32::from_rgb(0xB2, 0xC0, 0xF5),
        ],
    };

    /// The colours of a theme.
    pub fn of_theme(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::LIGHT,
            Theme::Dark => Self::DARK,
        }
    }

    /// The colour of somebody, always the same for the same name.
    pub fn person(&self, name: &str) -> Color32 {
        // FNV-1a: spreads short names well, and is the same on every machine.
        let hash = name
            .bytes()
            .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        self.people[hash as usize % self.people.len()]
    }

    /// The colours of the theme that is shown.
    pub fn of(ui: &Ui) -> Self {
        Self::of_theme(ui.ctx().theme())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Rgba;

    /// Contrast as WCAG 2 defines it.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |c: Color32| {
            let c = Rgba::from(c);
            0.2126 * c.r() + 0.7152 * c.g() + 0.0722 * c.b()
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        for p in [Palette::LIGHT, Palette::DARK] {
            let grounds = [p.ground, p.surface, p.raised];
            let texts = [p.text, p.weak, p.accent, p.danger, p.warning, p.success];
            let mut pairs: Vec<_> =
                texts.iter().flat_map(|text| grounds.map(|ground| (*text, ground))).collect();
            pairs.extend([(p.text, p.raised_hover), (p.text, p.selection), (p.text, p.attention)]);
            pairs.extend(p.people.iter().flat_map(|person| grounds.map(|g| (*person, g))));
            pairs.extend([(p.on_accent, p.accent), (p.on_accent, p.accent_hover)]);
            pairs.extend([(p.on_danger, p.danger), (p.on_danger, p.danger_hover)]);
            for (text, ground) in pairs {
                let contrast = contrast(text, ground);
                assert!(contrast >= 4.5, "{text:?} on {ground:?}: {contrast:.2}");
            }
        }
    }
}
