//! The icon of the windows, drawn: a bubble of speech with two people's words in it.

use super::palette::Palette;
use egui::{Color32, IconData, Pos2, Rect, pos2, vec2};

/// Its width and height, in pixels.
const SIDE: u32 = 64;

/// The icon, as the desktop wants it.
pub(super) fn icon() -> IconData {
    let rgba = (0..SIDE * SIDE).flat_map(|i| pixel(pos2((i % SIDE) as f32, (i / SIDE) as f32)));
    IconData { rgba: rgba.collect(), width: SIDE, height: SIDE }
}

fn pixel(at: Pos2) -> [u8; 4] {
    let bubble = Rect::from_min_size(pos2(4.0, 8.0), vec2(56.0, 40.0));
    let long = Rect::from_min_size(pos2(15.0, 20.0), vec2(34.0, 5.0));
    let short = Rect::from_min_size(pos2(15.0, 31.0), vec2(22.0, 5.0));
    let center = at + vec2(0.5, 0.5);
    let in_tail = at.y >= 46.0 && at.x >= 16.0 && at.x - 16.0 <= 60.0 - at.y;
    let color = if inside(center, long, 2.5) || inside(center, short, 2.5) {
        Palette::LIGHT.surface
    } else if inside(center, bubble, 12.0) || in_tail && at.y < 60.0 {
        Palette::LIGHT.accent
    } else {
        Color32::TRANSPARENT
    };
    color.to_array()
}

/// Whether a point is in a rectangle with round corners.
fn inside(at: Pos2, rect: Rect, radius: f32) -> bool {
    let core = rect.shrink(radius);
    at.distance(core.clamp(at)) <= radius
}
