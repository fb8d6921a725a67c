//! The link as a QR code, large enough to be scanned from a projector; and why nobody could follow it.

use super::{Place, shown};
use crate::admin_ui::header;
use crate::look::{Choice, Palette, space};
use crate::texts::tr;
use egui::accesskit::Role;
use egui::emath::GuiRounding;
use egui::{Context, Label, Rect, RichText, Sense, Ui, vec2};
use qrcode::{Color, QrCode};

/// How wide the code is at most, in points.
const SIDE: f32 = 340.0;

/// What stands around it in its dialog, in points.
const AROUND: f32 = 200.0;

/// The quiet zone that a reader needs around the code, in modules.
const QUIET: usize = 4;

/// Shows the code, and the link below it.
pub fn show_qr(ctx: &Context, link: &str) -> Option<Choice> {
    shown(tr!("admin-qr-title")).show(ctx, |ui, _| {
        ui.label(tr!("admin-qr-what"));
        ui.vertical_centered(|ui| match QrCode::new(link) {
            Ok(code) => draw(ui, &code, link),
            // A link of some thousand bytes: no room has such a name.
            Err(_) => drop(ui.label(tr!("admin-qr-too-long"))),
        });
        ui.vertical_centered(|ui| ui.add(Label::new(RichText::new(link).monospace()).wrap()));
    })
}

/// Shows why nobody else can follow the link, and how to mend that.
pub fn show_reach(ctx: &Context, place: &Place<'_>) -> Option<Choice> {
    let why = header::why_out_of_reach(place.listening, place.reachable.reach);
    shown(tr!("admin-reach-title")).show(ctx, |ui, _| {
        ui.label(why.unwrap_or_else(|| tr!("admin-reach-well")));
    })
}

/// Always dark on light, whatever the theme: readers rely on it.
fn draw(ui: &mut Ui, code: &QrCode, link: &str) {
    let side = code.width() + 2 * QUIET;
    let room = SIDE.min(ui.ctx().content_rect().height() - AROUND);
    // Whole pixels for each module keep its edges sharp.
    let pixels = (room * ui.pixels_per_point() / side as f32).floor().max(2.0);
    let module = pixels / ui.pixels_per_point();
    let size = module * side as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Image);
        node.set_label(tr!("admin-qr-name", link = link));
    });
    let palette = Palette::LIGHT;
    let painter = ui.painter();
    painter.rect_filled(rect, space::XS, palette.surface);
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            let corner = rect.min + vec2(x as f32, y as f32) * module;
            let corner = corner.round_to_pixels(ui.pixels_per_point());
            painter.rect_filled(
                Rect::from_min_size(corner, vec2(module, module)),
                0.0,
                palette.text,
            );
        }
    }
}
