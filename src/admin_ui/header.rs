//! The top of the window: where the server listens, the link to hand out, and whether it leads
//! anywhere.

use super::dialogs::{AdminDialog, StopForm};
use super::window::Wish;
use super::{Reach, Reachable};
use crate::look::{self, Icon, Palette, card, from_right, icon, rest, truncated, weak};
use crate::texts::tr;
use egui::{Label, RichText, Ui};

/// Shows the name, the address, the link with its buttons, and why nobody can reach it if so.
pub(super) fn show(ui: &mut Ui, listening: &str, reachable: &Reachable, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        for (icon, name, dialog) in [
            (Icon::Power, tr!("admin-stop"), AdminDialog::Stop(StopForm::default())),
            (Icon::Settings, tr!("admin-settings"), AdminDialog::Settings),
            (Icon::Keyboard, tr!("admin-shortcuts"), AdminDialog::Shortcuts),
        ] {
            if ui.add(look::icon_button(icon, name)).clicked() {
                wishes.push(Wish::Ask(dialog));
            }
        }
        rest(ui, |ui| {
            ui.label(RichText::new(tr!("admin-name")).heading());
            weak(ui, tr!("admin-listening", listening = listening));
        });
    });
    card(ui).show(ui, |ui| {
        link(ui, &reachable.link, wishes);
        out_of_reach(ui, listening, reachable.reach, wishes);
    });
}

fn link(ui: &mut Ui, link: &str, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        if ui.add(look::primary(tr!("admin-copy-link")).icon(Icon::Copy)).clicked() {
            wishes.push(Wish::CopyLink);
        }
        let qr = look::secondary(tr!("admin-qr")).icon(Icon::QrCode).named(tr!("admin-show-qr"));
        if ui.add(qr).clicked() {
            wishes.push(Wish::Ask(AdminDialog::Qr));
        }
        rest(ui, |ui| {
            weak(ui, tr!("admin-link"));
            truncated(ui, RichText::new(link).monospace());
        });
    });
}

/// That nobody else can use the link, and what to do about it.
fn out_of_reach(ui: &mut Ui, listening: &str, reach: Reach, wishes: &mut Vec<Wish>) {
    let sentence = match reach {
        Reach::Network => return,
        Reach::ThisMachine => tr!("admin-reach-loopback", listening = listening),
        Reach::NoNetwork => tr!("admin-reach-nothing"),
    };
    let color = Palette::of(ui).warning;
    from_right(ui, |ui| {
        if reach == Reach::NoNetwork
            && ui.add(look::secondary(tr!("admin-look-again")).icon(Icon::RefreshCw)).clicked()
        {
            wishes.push(Wish::LookAgain);
        }
        rest(ui, |ui| {
            ui.label(icon(Icon::TriangleAlert).color(color));
            ui.add(Label::new(RichText::new(sentence).color(color)).wrap());
        });
    });
}
