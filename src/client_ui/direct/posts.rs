//! Posts of a room that go from peer to peer: the switch, how far it comes, and the mark of such a post.

use super::meshes::Reach;
use super::wishes::DirectWish;
use crate::client_ui::model::{RoomTalk, Talk, TalkId};
use crate::client_ui::port::Order;
use crate::client_ui::window::{ClientWindow, Wish};
use crate::look::{self, Icon, Palette, icon, icon_button};
use crate::texts::tr;
use egui::Ui;

/// The switch, where the room says that its posts may go so; and how many members are reached, in words
/// if there is space.
pub(in crate::client_ui) fn switch(
    ui: &mut Ui,
    talk: TalkId,
    room: &RoomTalk,
    is_wide: bool,
    wishes: &mut Vec<Wish>,
) {
    if !room.direct.offered {
        return;
    }
    let on = room.direct.reach.is_some();
    let name = tr!("client-mesh-switch", room = room.name.as_str());
    let button = match room.direct.reach {
        Some(reach) if is_wide => look::quiet(standing(reach)).icon(Icon::Waypoints).named(name),
        Some(Reach { paths, others, too_many: false }) if others > 0 => {
            let short = tr!("client-mesh-short", paths = paths, others = others);
            look::quiet(short).icon(Icon::Waypoints).named(name)
        }
        _ => icon_button(Icon::Waypoints, name),
    };
    let explanation = explanation(room.direct.reach);
    let description = room.direct.reach.map_or_else(|| explanation.clone(), standing);
    let response = ui.add(button.on(on)).on_hover_text(explanation);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_toggled(on.into());
        node.set_description(description);
    });
    if response.clicked() {
        wishes.push(Wish::Direct(DirectWish::PostDirectly(talk, !on)));
    }
}

fn standing(reach: Reach) -> String {
    match reach {
        Reach { too_many: true, .. } => tr!("client-mesh-too-many"),
        Reach { others: 0, .. } => tr!("client-mesh-alone"),
        Reach { paths, others, .. } => tr!("client-mesh-reach", paths = paths, others = others),
    }
}

fn explanation(reach: Option<Reach>) -> String {
    match reach {
        None => tr!("client-mesh-off"),
        Some(reach) if reach.too_many => tr!("client-mesh-too-many-what"),
        Some(reach) if reach.is_whole() => tr!("client-mesh-whole"),
        Some(_) => tr!("client-mesh-part"),
    }
}

/// The mark of what went from peer to peer.
pub(in crate::client_ui) fn mark(ui: &mut Ui) {
    let sign = icon(Icon::Waypoints).small().color(Palette::of(ui).weak);
    let response = ui.label(sign).on_hover_text(tr!("client-mesh-mark"));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(tr!("client-mesh-mark"));
    });
}

impl ClientWindow {
    /// Lets posts of a room go from peer to peer, or no longer, and keeps that for the next time.
    /// Whether that was handed over.
    pub(super) fn post_directly(&mut self, talk: TalkId, allowed: bool) -> bool {
        let Some((link, session)) = &self.session else { return false };
        let Some(room) = session.talk(talk).and_then(Talk::room) else { return false };
        let (link, room) = (link.clone(), room.name.clone());
        if !self.order_typed(Order::PostDirectly { room: room.clone(), allowed }) {
            return false;
        }
        self.remembered.post_directly(&link, &room, allowed);
        if allowed {
            self.toast.done(tr!("client-mesh-on"));
        }
        true
    }

    /// `/direct on`, `/direct off`. Whether that can be: if not, why is said.
    pub(in crate::client_ui) fn type_posts(&mut self, talk: TalkId, allowed: bool) -> bool {
        let talk_in = self.session.as_ref().and_then(|(_, session)| session.talk(talk));
        let offered = talk_in.and_then(Talk::room).is_some_and(|room| room.direct.offered);
        if !offered {
            self.toast.failed(tr!("client-mesh-not-here"));
            return false;
        }
        self.post_directly(talk, allowed)
    }

    /// A room is entered in which the person has let posts go so the last time.
    pub(in crate::client_ui) fn post_directly_again(&mut self, room: &str) {
        let remembered = self
            .session
            .as_ref()
            .is_some_and(|(link, _)| self.remembered.posts_directly(link, room));
        if remembered {
            self.order(Order::PostDirectly { room: room.to_owned(), allowed: true });
        }
    }
}
