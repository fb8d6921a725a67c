//! Who comes together with this person, each as a card, wherever one is.

use super::wishes::DirectWish;
use crate::client_ui::model::{Asker, Failure, Meeting, Session, Stage};
use crate::client_ui::votes::left;
use crate::client_ui::window::Wish;
use crate::look::{
    self, ActionButton, Icon, Palette, card, from_right, icon, icon_button, low_list, rest, settle,
    space, strong,
};
use crate::proto::ids::UnixMillis;
use crate::texts::{client_error, peer_error, tr};
use egui::accesskit::Live;
use egui::{Frame, Label, Panel, RichText, Ui};
use std::time::Duration;

/// Of the window's height, as much as the cards may take.
const SHARE: f32 = 0.35;

/// Shows them, if there are any.
pub(in crate::client_ui) fn panel(
    ui: &mut Ui,
    frame: Frame,
    session: &Session,
    now: UnixMillis,
    wishes: &mut Vec<Wish>,
) {
    if session.meetings.shown().next().is_none() {
        return;
    }
    let shown = Panel::bottom("meetings").frame(frame).show_separator_line(false).show(ui, |ui| {
        let most = (ui.ctx().content_rect().height() * SHARE).max(100.0);
        low_list(ui, "meetings", most, |ui| {
            for meeting in session.meetings.shown() {
                ui.push_id(meeting.key, |ui| meeting_ui(ui, meeting, now, wishes));
            }
        });
    });
    settle(ui.ctx(), shown.response.id, shown.response.rect);
}

fn meeting_ui(ui: &mut Ui, meeting: &Meeting, now: UnixMillis, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    let border = match meeting.stage {
        Stage::Asked | Stage::Met { .. } => palette.accent,
        _ => palette.line,
    };
    card(ui).stroke((1.0, border)).inner_margin(space::S).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            acts(ui, meeting, wishes);
            rest(ui, |ui| heading(ui, meeting));
        });
        if let Some(more) = explanation(meeting) {
            let text = RichText::new(more).small().color(palette.weak);
            ui.add(Label::new(text).wrap());
        }
        let waits = matches!(meeting.stage, Stage::Asking | Stage::Asked);
        if let Some(until) = meeting.until.filter(|_| waits) {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
            let text = RichText::new(left(until, now)).small().color(palette.weak);
            ui.add(Label::new(text));
        }
    });
}

/// How far it has come.
fn heading(ui: &mut Ui, meeting: &Meeting) {
    let palette = Palette::of(ui);
    match &meeting.stage {
        Stage::Trying(_) => drop(ui.label(icon(Icon::Waypoints).color(palette.accent))),
        Stage::Failed(_) => drop(ui.label(icon(Icon::CircleOff).color(palette.weak))),
        _ => drop(ui.label(icon(Icon::Lock).color(palette.accent))),
    }
    let text = sentence(meeting);
    let response = ui.add(Label::new(strong(text)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

fn sentence(meeting: &Meeting) -> String {
    let pseudo = meeting.pseudo.as_str();
    match (&meeting.stage, meeting.asker) {
        (Stage::Asking | Stage::Leaving, _) => tr!("client-direct-asking", pseudo = pseudo),
        (Stage::Asked, Asker::Host) => asked_by_host(pseudo),
        (Stage::Asked, _) => tr!("client-direct-asked", pseudo = pseudo),
        (Stage::Agreed, Asker::Host) => tr!("client-direct-agreed-host"),
        (Stage::Agreed, _) => tr!("client-direct-agreed", pseudo = pseudo),
        (Stage::Trying(_), _) => tr!("client-direct-trying", pseudo = pseudo),
        (Stage::Met { relayed, .. }, _) => met(pseudo, *relayed),
        (Stage::Failed(failure), asker) => failed(pseudo, failure, asker),
    }
}

/// The question of the host, or of a service.
pub(in crate::client_ui) fn asked_by_host(pseudo: &str) -> String {
    match pseudo {
        "" => tr!("client-direct-asked-by-host-unnamed"),
        pseudo => tr!("client-direct-asked-by-host", pseudo = pseudo),
    }
}

/// Two have come together.
pub(in crate::client_ui) fn met(pseudo: &str, relayed: bool) -> String {
    if relayed {
        tr!("client-direct-begun-relayed", pseudo = pseudo)
    } else {
        tr!("client-direct-met", pseudo = pseudo)
    }
}

/// Why it has come to nothing.
fn failed(pseudo: &str, failure: &Failure, asker: Asker) -> String {
    match (failure, asker) {
        (Failure::Declined, Asker::Host) => tr!("client-direct-not-both"),
        (Failure::Declined, _) => tr!("client-direct-declined", pseudo = pseudo),
        (Failure::Expired, Asker::Me) => tr!("client-direct-expired", pseudo = pseudo),
        (Failure::Expired, _) => tr!("client-direct-too-late"),
        (Failure::TakenBack, _) => tr!("client-direct-taken-back"),
        (Failure::Missed, _) => tr!("client-direct-missed"),
        (Failure::Refused(_) | Failure::NotMet(_), _) if pseudo.is_empty() => {
            tr!("client-direct-failed-unnamed")
        }
        (Failure::Refused(_) | Failure::NotMet(_), _) => {
            tr!("client-direct-failed", pseudo = pseudo)
        }
    }
}

/// What else is to be known.
fn explanation(meeting: &Meeting) -> Option<String> {
    match &meeting.stage {
        Stage::Asked => Some(tr!("client-direct-what")),
        Stage::Trying(_) => Some(tr!("client-direct-trying-what")),
        Stage::Met { .. } => Some(tr!("client-direct-compare-soon")),
        Stage::Failed(Failure::Refused(error)) => Some(client_error(error)),
        Stage::Failed(Failure::NotMet(error)) => Some(peer_error(error)),
        _ => None,
    }
}

/// What can be done, from the right.
fn acts(ui: &mut Ui, meeting: &Meeting, wishes: &mut Vec<Wish>) {
    let (key, pseudo) = (meeting.key, meeting.pseudo.as_str());
    let mut act = |ui: &mut Ui, button: ActionButton, enabled: bool, wish: DirectWish| {
        if ui.add_enabled(enabled, button.small()).clicked() {
            wishes.push(Wish::Direct(wish));
        }
    };
    match &meeting.stage {
        Stage::Asked => {
            let agree = look::primary(tr!("client-direct-agree"));
            let agree = agree.named(tr!("client-direct-agree-which", pseudo = pseudo));
            act(ui, agree, true, DirectWish::Agree(key));
            let decline = look::secondary(tr!("client-direct-decline"));
            let decline = decline.named(tr!("client-direct-decline-which", pseudo = pseudo));
            act(ui, decline, true, DirectWish::Leave(key));
        }
        Stage::Asking | Stage::Trying(_) => {
            let cancel = look::secondary(tr!("client-cancel"));
            let cancel = cancel.named(tr!("client-direct-cancel", pseudo = pseudo));
            act(ui, cancel, meeting.can_be_taken_back(), DirectWish::Leave(key));
        }
        Stage::Met { talk, .. } => {
            let put_away = icon_button(Icon::X, tr!("client-direct-put-away"));
            act(ui, put_away, true, DirectWish::PutAway(key));
            let go = look::primary(tr!("client-direct-go"));
            act(ui, go, true, DirectWish::Go(key, *talk));
        }
        Stage::Failed(failure) => {
            let put_away = icon_button(Icon::X, tr!("client-direct-put-away"));
            act(ui, put_away, true, DirectWish::PutAway(key));
            if let (Failure::NotMet(_) | Failure::Expired, Some(member)) = (failure, meeting.member)
            {
                let again = look::secondary(tr!("client-direct-again"));
                act(ui, again, true, DirectWish::Ask(member, pseudo.to_owned()));
            }
        }
        Stage::Agreed | Stage::Leaving => {}
    }
}
