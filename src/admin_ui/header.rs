//! The top of the window: where the server listens, the link to hand out, and whether it leads
//! anywhere.

use super::dialogs::{AdminDialog, StopForm};
use super::window::{Wish, is_low};
use super::{Reach, Reachable};
use crate::look::{self, Icon, Palette, card, from_right, icon, rest, truncated, weak};
use crate::texts::tr;
use egui::{Button, Label, RichText, Ui};

/// Under this width of the window the buttons of the link are icons alone, in points.
const NARROW: f32 = 700.0;

/// Shows the name, the address, the link with its buttons, and why nobody can reach it if so.
pub(super) fn show(ui: &mut Ui, listening: &str, reachable: &Reachable, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        window_buttons(ui, wishes);
        rest(ui, |ui| {
            ui.label(RichText::new(tr!("admin-name")).heading());
            weak(ui, tr!("admin-listening", listening = listening));
        });
    });
    card(ui).show(ui, |ui| {
        from_right(ui, |ui| {
            link_buttons(ui, false, wishes);
            rest(ui, |ui| link(ui, &reachable.link));
        });
        out_of_reach(ui, listening, reachable.reach, wishes);
    });
}

/// All buttons in one line, for a small window; `left` fills what is left of it.
pub(super) fn line(ui: &mut Ui, wishes: &mut Vec<Wish>, left: impl FnOnce(&mut Ui)) {
    let width = ui.ctx().content_rect().width();
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = look::space::XS;
        window_buttons(ui, wishes);
        link_buttons(ui, width < NARROW || is_low(ui), wishes);
        rest(ui, left);
    });
}

fn window_buttons(ui: &mut Ui, wishes: &mut Vec<Wish>) {
    for (icon, name, dialog) in [
        (Icon::Power, tr!("admin-stop"), AdminDialog::Stop(StopForm::default())),
        (Icon::Settings, tr!("admin-settings"), AdminDialog::Settings),
        (Icon::Keyboard, tr!("admin-shortcuts"), AdminDialog::Shortcuts),
    ] {
        if ui.add(look::icon_button(icon, name)).clicked() {
            wishes.push(Wish::Ask(dialog));
        }
    }
}

fn link_buttons(ui: &mut Ui, narrow: bool, wishes: &mut Vec<Wish>) {
    let copy = if narrow {
        look::icon_button(Icon::Copy, tr!("admin-copy-link"))
    } else {
        look::primary(tr!("admin-copy-link")).icon(Icon::Copy)
    };
    if ui.add(copy).clicked() {
        wishes.push(Wish::CopyLink);
    }
    let qr = if narrow {
        look::icon_button(Icon::QrCode, tr!("admin-show-qr"))
    } else {
        look::secondary(tr!("admin-qr")).icon(Icon::QrCode).named(tr!("admin-show-qr"))
    };
    if ui.add(qr).clicked() {
        wishes.push(Wish::Ask(AdminDialog::Qr));
    }
}

/// The link to hand out, cut where it is too long.
pub(super) fn link(ui: &mut Ui, link: &str) {
    if ui.ctx().content_rect().width() >= NARROW {
        weak(ui, tr!("admin-link"));
    }
    truncated(ui, RichText::new(link).monospace());
}

/// Why nobody else can use the link and what to do about it, if that is so.
pub(super) fn why_out_of_reach(listening: &str, reach: Reach) -> Option<String> {
    match reach {
        Reach::Network => None,
        Reach::ThisMachine => Some(tr!("admin-reach-loopback", listening = listening)),
        Reach::NoNetwork => Some(tr!("admin-reach-nothing")),
    }
}

fn out_of_reach(ui: &mut Ui, listening: &str, reach: Reach, wishes: &mut Vec<Wish>) {
    let Some(sentence) = why_out_of_reach(listening, reach) else { return };
    let color = Palette::of(ui).warning;
    from_right(ui, |ui| {
        let again = look::secondary(tr!("admin-look-again")).icon(Icon::RefreshCw);
        if reach == Reach::NoNetwork && ui.add(again).clicked() {
            wishes.push(Wish::LookAgain);
        }
        rest(ui, |ui| {
            ui.label(icon(Icon::TriangleAlert).color(color));
            ui.add(Label::new(RichText::new(sentence).color(color)).wrap());
        });
    });
}

/// The same in one line; a press on it shows the whole.
pub(super) fn out_of_reach_line(
    ui: &mut Ui,
    listening: &str,
    reach: Reach,
    wishes: &mut Vec<Wish>,
) {
    let Some(sentence) = why_out_of_reach(listening, reach) else { return };
    let color = Palette::of(ui).warning;
    from_right(ui, |ui| {
        let again = look::icon_button(Icon::RefreshCw, tr!("admin-look-again"));
        if reach == Reach::NoNetwork && ui.add(again).clicked() {
            wishes.push(Wish::LookAgain);
        }
        rest(ui, |ui| {
            ui.label(icon(Icon::TriangleAlert).color(color));
            let sentence = Button::new(RichText::new(sentence).color(color)).frame(false);
            if ui.add(sentence.truncate()).clicked() {
                wishes.push(Wish::Ask(AdminDialog::Reach));
            }
        });
    });
}
