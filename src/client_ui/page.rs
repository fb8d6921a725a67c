//! Where the parts of the window stand, by how much room there is.

use super::messages::Around;
use super::window::{ClientWindow, Phase, Wish};
use super::{conversation, members, sidebar};
use crate::client::Link;
use crate::look::{self, Palette, empty_state, language_switch, space};
use crate::texts::tr;
use egui::{Align2, Area, CentralPanel, Frame, Id, Margin, Order, Panel, Ui, vec2};

/// From this width on, the conversations are listed beside the one that is shown, in points.
const ROOM_FOR_TALKS: f32 = 600.0;

/// From this width on, the members, too.
const ROOM_FOR_MEMBERS: f32 = 860.0;

/// What of the page has room beside the conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// The list of conversations.
    pub talks: bool,
    /// The list of members.
    pub members: bool,
}

/// Shows the page.
pub(super) fn show(ui: &mut Ui, window: &mut ClientWindow, wishes: &mut Vec<Wish>) {
    let now = window.now(ui.ctx());
    let folder = window.folder();
    let Some((link, session)) = &mut window.session else {
        return match &window.phase {
            Phase::Connecting { link, .. } => connecting(ui, link, wishes),
            _ => apart(ui),
        };
    };
    let width = ui.ctx().content_rect().width();
    let room = Room { talks: width >= ROOM_FOR_TALKS, members: width >= ROOM_FOR_MEMBERS };
    let side = side_frame(ui);
    if room.talks {
        let most = (width * 0.3).max(220.0);
        Panel::left("talks")
            .frame(side)
            .default_size(232.0)
            .size_range(180.0..=most)
            .show(ui, |ui| sidebar::show(ui, link, session, wishes));
    }
    let open = session.shown().and_then(|talk| talk.room()).filter(|room| room.open);
    if let Some(open) = open.filter(|_| room.members && window.shows_members) {
        Panel::right("members")
            .frame(side)
            .default_size(200.0)
            .size_range(150.0..=(width * 0.25).max(200.0))
            .show(ui, |ui| members::show(ui, open, &session.me, wishes));
    }
    let surface = Frame::new().fill(Palette::of(ui).surface);
    CentralPanel::default().frame(surface).show(ui, |ui| {
        let connecting = match &window.phase {
            Phase::Connecting { link, .. } => Some(link.address()),
            _ => None,
        };
        conversation::banner(ui, session, connecting, now, wishes);
        let me = session.me.pseudo.clone();
        let around = Around { me: &me, now: now.wall, pictures: &mut window.pictures };
        let parts = conversation::Parts {
            list: &mut window.list,
            composer: &mut window.composer,
            room,
            shows_members: window.shows_members,
            around,
            folder: &folder,
        };
        conversation::show(ui, link, session, parts, wishes);
    });
}

fn side_frame(ui: &Ui) -> Frame {
    Frame::new().fill(Palette::of(ui).ground).inner_margin(space::S)
}

/// What is shown until the server has answered.
fn connecting(ui: &mut Ui, link: &Link, wishes: &mut Vec<Wish>) {
    CentralPanel::default().frame(ground(ui)).show(ui, |ui| {
        let heading = tr!("client-connecting", address = link.address());
        empty_state(ui, &heading, &tr!("client-connecting-what"), |ui| {
            if ui.add(look::secondary(tr!("client-cancel"))).clicked() {
                wishes.push(Wish::Disconnect);
            }
        });
    });
}

/// What stands behind the question where to go.
fn apart(ui: &mut Ui) {
    CentralPanel::default().frame(ground(ui)).show(ui, |_| {});
    // Above the question, which covers all else.
    let corner = Area::new(Id::unique("language")).order(Order::Tooltip);
    corner.anchor(Align2::RIGHT_TOP, vec2(-space::S, space::S)).show(ui.ctx(), language_switch);
}

fn ground(ui: &Ui) -> Frame {
    Frame::new().fill(Palette::of(ui).ground).inner_margin(Margin::same(space::L as i8))
}
