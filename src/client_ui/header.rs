//! The top of the window: who one is and where, what can be done about it, and a lost connection.

use super::model::Session;
use super::window::Wish;
use crate::client::Link;
use crate::look::{self, Palette, from_right, language_switch, rest, space, truncated};
use crate::texts::tr;
use egui::{Frame, Margin, Panel, RichText, Ui};

/// Shows it.
pub(super) fn show(ui: &mut Ui, link: &Link, session: &Session, wishes: &mut Vec<Wish>) {
    let (l, s) = (space::L as i8, space::S as i8);
    let margin = Margin { left: l, right: l, top: s + 2, bottom: 0 };
    let frame = Frame::new().fill(Palette::of(ui).ground).inner_margin(margin);
    Panel::top("header").frame(frame).show_separator_line(false).show(ui, |ui| {
        from_right(ui, |ui| {
            language_switch(ui);
            if ui.add(look::quiet(tr!("client-disconnect"))).clicked() {
                wishes.push(Wish::Disconnect);
            }
            if ui.add(look::quiet(tr!("client-change-pseudo"))).clicked() {
                wishes.push(Wish::ChangePseudo);
            }
            rest(ui, |ui| who_and_where(ui, link, session));
        });
    });
}

fn who_and_where(ui: &mut Ui, link: &Link, session: &Session) {
    let weak = Palette::of(ui).weak;
    truncated(ui, RichText::new(&session.me.pseudo).heading());
    let place = tr!("client-on", server = &session.me.server, address = link.address());
    truncated(ui, RichText::new(place).color(weak));
}
