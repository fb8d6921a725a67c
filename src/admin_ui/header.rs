//! The top of the window: where the server listens, and the link to hand out.

use super::AdminPort;
use super::window::Wish;
use crate::look::{self, Palette, card, dot, from_right, language_switch, rest, truncated, weak};
use crate::texts::tr;
use egui::{RichText, Ui};

/// Shows the name, the address, the link with its button, and a warning if there is one.
pub(super) fn show(ui: &mut Ui, port: &AdminPort, wishes: &mut Vec<Wish>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr!("admin-name")).heading());
        weak(ui, tr!("admin-listening", listening = &port.listening));
        from_right(ui, language_switch);
    });
    card(ui).show(ui, |ui| link(ui, &port.link, wishes));
    if let Some(warning) = &port.warning {
        let color = Palette::of(ui).warning;
        ui.horizontal(|ui| {
            dot(ui, color, true);
            ui.add(egui::Label::new(RichText::new(warning).color(color)).wrap());
        });
    }
}

fn link(ui: &mut Ui, link: &str, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        if ui.add(look::primary(tr!("admin-copy-link"))).clicked() {
            wishes.push(Wish::CopyLink);
        }
        rest(ui, |ui| {
            weak(ui, tr!("admin-link"));
            truncated(ui, RichText::new(link).monospace());
        });
    });
}
