//! What stands above a direct conversation: the path, the code, and how it stands; and where one begins.

use super::wishes::DirectWish;
use crate::client_ui::model::{DirectTalk, LinkState, Session, Talk, TalkId};
use crate::client_ui::sentences;
use crate::client_ui::window::Wish;
use crate::look::{self, Icon, Palette, from_right, icon, icon_button, space, strong, weak};
use crate::peer::Path;
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::accesskit::Live;
use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, TextStyle, Ui};

/// What a conversation is called.
pub(in crate::client_ui) fn title(talk: &Talk) -> String {
    match talk.direct() {
        Some(direct) => tr!("client-direct-name", pseudo = direct.pseudo.as_str()),
        None => talk.name().to_owned(),
    }
}

/// Shows it, if the conversation is a direct one.
pub(in crate::client_ui) fn show(
    ui: &mut Ui,
    session: &Session,
    talk: &Talk,
    wishes: &mut Vec<Wish>,
) {
    let Some(direct) = talk.direct() else { return };
    let palette = Palette::of(ui);
    let (m, s) = (space::M as i8, space::S as i8);
    let frame = Frame::new().fill(palette.raised.gamma_multiply(0.5));
    let frame = frame.inner_margin(Margin { left: m, right: s, top: 6, bottom: 6 });
    Panel::top("direct").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        how(ui, session, direct, wishes);
        if direct.over.is_none() {
            code(ui, talk.id, direct, wishes);
        }
    });
}

/// Which path it is, or how it ended; and that the server is gone, if it is.
fn how(ui: &mut Ui, session: &Session, direct: &DirectTalk, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    let pseudo = direct.pseudo.as_str();
    let (sign, color, text) = match (direct.over, direct.path) {
        (Some(parting), _) => {
            let text = sentences::parting_from(pseudo, parting, direct.is_relayed());
            (Icon::Unplug, palette.warning, text)
        }
        (None, Path::Direct(address)) => {
            let text = tr!("client-direct-path", address = address.to_string());
            (Icon::ArrowLeftRight, palette.success, text)
        }
        (None, Path::Relayed) => (Icon::Server, palette.warning, tr!("client-direct-path-relayed")),
    };
    from_right(ui, |ui| {
        if direct.over.is_some() {
            again(ui, session, direct, wishes);
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.label(icon(sign).color(color));
            let response = ui.add(Label::new(RichText::new(text).color(palette.text)).wrap());
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
        });
    });
    let server_gone = session.end.is_some() || session.link != LinkState::Online;
    if direct.over.is_none() && server_gone && !direct.is_relayed() {
        weak(ui, tr!("client-direct-without-server"));
    }
}

/// The code, why it is compared, and whether it was.
fn code(ui: &mut Ui, id: TalkId, direct: &DirectTalk, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(icon(Icon::KeyRound).color(palette.weak));
        ui.label(tr!("client-direct-code"));
        let size = TextStyle::Heading.resolve(ui.style()).size;
        ui.label(strong(direct.code.as_str()).size(size));
        if ui.add(icon_button(Icon::Copy, tr!("client-direct-copy")).small()).clicked() {
            ui.ctx().copy_text(direct.code.clone());
            wishes.push(Wish::Direct(DirectWish::Copied));
        }
        let mut compared = direct.compared;
        let name = tr!("client-direct-compared", pseudo = direct.pseudo.as_str());
        if look::check(ui, &mut compared, name).clicked() {
            wishes.push(Wish::Direct(DirectWish::Compared(id, compared)));
        }
    });
    if !direct.compared {
        let why = tr!("client-direct-why", pseudo = direct.pseudo.as_str());
        ui.add(Label::new(RichText::new(why).small().color(palette.weak)).wrap());
    }
}

/// What can be done once it is over: to ask again, where the server still knows the other.
fn again(ui: &mut Ui, session: &Session, direct: &DirectTalk, wishes: &mut Vec<Wish>) {
    let known = session.pseudo_of(direct.member);
    let connected = session.end.is_none() && session.link == LinkState::Online;
    if !connected || known.as_ref() != Some(&direct.pseudo) {
        return;
    }
    if ui.add(look::secondary(tr!("client-direct-again")).small()).clicked() {
        let wish = DirectWish::Explain(direct.member, direct.pseudo.clone());
        wishes.push(Wish::Direct(wish));
    }
}

/// What leads to a direct conversation, at the head of a private one.
pub(in crate::client_ui) fn button(
    ui: &mut Ui,
    session: &Session,
    talk: &Talk,
    wishes: &mut Vec<Wish>,
) {
    let Some(person) = talk.person().filter(|_| session.end.is_none()) else { return };
    let name = tr!("client-direct-talk", pseudo = person.pseudo.as_str());
    let why_not = if session.me.introduces {
        tr!("client-direct-absent", pseudo = person.pseudo.as_str())
    } else {
        tr!("client-direct-off")
    };
    let member = person.member.filter(|_| person.present && session.me.introduces);
    let response = ui.add_enabled(member.is_some(), icon_button(Icon::Lock, name));
    let response = response.on_disabled_hover_text(why_not);
    if let Some(member) = member.filter(|_| response.clicked()) {
        let wish = DirectWish::Explain(member, person.pseudo.clone());
        wishes.push(Wish::Direct(wish));
    }
}

/// The same, in a member's menu.
pub(in crate::client_ui) fn item(
    ui: &mut Ui,
    (member, pseudo): (MemberId, &str),
    introduces: bool,
    wishes: &mut Vec<Wish>,
) {
    let name = tr!("client-direct-talk", pseudo = pseudo);
    let response = ui.add_enabled(introduces, look::quiet(name).icon(Icon::Lock));
    let response = response.on_disabled_hover_text(tr!("client-direct-off"));
    if response.clicked() {
        wishes.push(Wish::Direct(DirectWish::Explain(member, pseudo.to_owned())));
    }
}
