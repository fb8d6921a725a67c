//! A picture, as large as the window has room for.

use crate::client_ui::model::Picture;
use crate::client_ui::pictures::{Pictures, View, fit};
use crate::look::{self, Choice, Dialog, space, weak};
use crate::texts::tr;
use egui::{Context, Image, vec2};

/// What the person does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PictureChoice {
    /// Keep it.
    Save,
    /// Nothing more.
    Dismissed,
}

/// Shows it.
pub(super) fn show(
    ctx: &Context,
    picture: &Picture,
    pictures: &mut Pictures,
) -> Option<PictureChoice> {
    let room = ctx.content_rect().size() - vec2(4.0 * space::XL, 160.0);
    let room = room.max(vec2(120.0, 80.0));
    let save = look::secondary(tr!("client-save-picture"));
    let width = match pictures.view(ctx, picture) {
        View::Ready(texture) => fit(texture.size_vec2(), room).x,
        View::Waiting(_) | View::Broken => 0.0,
    };
    let choice = Dialog::new(tr!("client-picture"), save)
        .dismiss(tr!("client-close"))
        .least_width(width)
        .show(ctx, |ui, _| match pictures.view(ctx, picture) {
            View::Ready(texture) => {
                let size = fit(texture.size_vec2(), room);
                ui.vertical_centered(|ui| {
                    ui.add(Image::new((texture.id(), size)).alt_text(tr!("client-picture")));
                });
            }
            View::Waiting(_) => drop(weak(ui, tr!("client-picture-waits"))),
            View::Broken => drop(weak(ui, tr!("client-picture-broken"))),
        });
    match choice? {
        Choice::Confirmed => Some(PictureChoice::Save),
        Choice::Dismissed => Some(PictureChoice::Dismissed),
    }
}
