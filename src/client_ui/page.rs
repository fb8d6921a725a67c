//! Where the parts of the window stand.

use super::composer::Composer;
use super::messages::MessageList;
use super::model::{Now, Session};
use super::window::Wish;
use super::{conversation, members, sidebar};
use crate::client::Link;
use crate::look::{self, Palette, empty_state, language_switch, space};
use crate::texts::tr;
use egui::{CentralPanel, Frame, Margin, Panel, Ui};

fn ground(ui: &Ui, left: f32, right: f32, top: f32, bottom: f32) -> Frame {
    let (left, right, top, bottom) = (left as i8, right as i8, top as i8, bottom as i8);
    let margin = Margin { left, right, top, bottom };
    Frame::new().fill(Palette::of(ui).ground).inner_margin(margin)
}

/// Conversations, the one that is shown, and who is in it.
pub(super) fn talking(
    ui: &mut Ui,
    session: &mut Session,
    list: &mut MessageList,
    composer: &mut Composer,
    now: Now,
    wishes: &mut Vec<Wish>,
) {
    let (l, s) = (space::L, space::S);
    let wide = members::have_a_place(ui);
    let most = (ui.available_width() * 0.3).max(200.0);
    Panel::left("talks")
        .frame(ground(ui, l, s / 2.0, s, l))
        .show_separator_line(false)
        .default_size(230.0)
        .size_range(170.0..=most)
        .show(ui, |ui| sidebar::show(ui, session, wishes));
    let room = session.shown().and_then(|talk| talk.room()).filter(|room| wide && room.open);
    if let Some(room) = room {
        Panel::right("members")
            .frame(ground(ui, s / 2.0, l, s, l))
            .show_separator_line(false)
            .default_size(210.0)
            .size_range(150.0..=most)
            .show(ui, |ui| members::show(ui, room, session.me.member, wishes));
    }
    let right = if room.is_some() { s / 2.0 } else { l };
    CentralPanel::default().frame(ground(ui, s / 2.0, right, s, l)).show(ui, |ui| {
        conversation::show(ui, session, list, composer, now, wishes);
    });
}

/// What is shown until the server has answered.
pub(super) fn connecting(ui: &mut Ui, link: &Link, wishes: &mut Vec<Wish>) {
    CentralPanel::default().frame(ground(ui, 20.0, 20.0, 20.0, 20.0)).show(ui, |ui| {
        let heading = tr!("client-connecting", address = link.address());
        empty_state(ui, &heading, &tr!("client-connecting-what"), |ui| {
            if ui.add(look::secondary(tr!("client-cancel"))).clicked() {
                wishes.push(Wish::Disconnect);
            }
        });
    });
}

/// What stands behind the question where to go.
pub(super) fn apart(ui: &mut Ui) {
    CentralPanel::default().frame(ground(ui, 20.0, 20.0, 20.0, 20.0)).show(ui, |ui| {
        look::from_right(ui, language_switch);
    });
}
