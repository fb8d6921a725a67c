//! The conversation that is shown: its head, what was said, and where one types.

use super::composer::Composer;
use super::members;
use super::messages::MessageList;
use super::model::{LinkState, Now, Session, Talk};
use super::window::Wish;
use crate::look::{self, Palette, card, dot, empty_state, from_right, rest, space, truncated};
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::{Frame, Margin, Panel, RichText, Separator, Ui, accesskit};
use std::time::Duration;

/// Shows it.
pub(super) fn show(
    ui: &mut Ui,
    session: &mut Session,
    list: &mut MessageList,
    composer: &mut Composer,
    now: Now,
    wishes: &mut Vec<Wish>,
) {
    if let LinkState::Lost { retry_at, .. } = &session.link {
        banner(ui, *retry_at - now.seconds, wishes);
    }
    let me = session.me.member;
    card(ui).inner_margin(0.0).show(ui, |ui| {
        ui.take_available_space();
        match session.shown_mut() {
            Some(talk) => talk_ui(ui, talk, me, list, composer, now, wishes),
            None => nowhere(ui, wishes),
        }
    });
}

/// The connection is lost. What is typed meanwhile stays, and what is sent waits.
fn banner(ui: &mut Ui, left: f64, wishes: &mut Vec<Wish>) {
    let warning = Palette::of(ui).warning;
    let left = left.ceil().max(0.0);
    card(ui).stroke((1.0, warning)).inner_margin(space::S).show(ui, |ui| {
        from_right(ui, |ui| {
            if ui.add(look::secondary(tr!("client-try-now")).small()).clicked() {
                wishes.push(Wish::RetryNow);
            }
            rest(ui, |ui| {
                dot(ui, warning, false);
                let text = if left > 0.0 {
                    tr!("client-lost-retry", seconds = left)
                } else {
                    tr!("client-lost-trying")
                };
                let response = truncated(ui, RichText::new(text).color(warning));
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_live(accesskit::Live::Polite);
                });
            });
        });
    });
    if left > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }
}

fn talk_ui(
    ui: &mut Ui,
    talk: &mut Talk,
    me: MemberId,
    list: &mut MessageList,
    composer: &mut Composer,
    now: Now,
    wishes: &mut Vec<Wish>,
) {
    let m = space::M as i8;
    let s = space::S as i8;
    Frame::new().inner_margin(Margin { left: m, right: s, top: s, bottom: 0 }).show(ui, |ui| {
        head(ui, talk, me, wishes);
    });
    ui.add(Separator::default().spacing(space::S));
    let frame = Frame::new().inner_margin(Margin { left: s, right: s, top: s, bottom: s });
    Panel::bottom("composer").frame(frame).show_separator_line(false).show(ui, |ui| {
        if talk.is_open() {
            composer.show(ui, talk, wishes);
        } else {
            look::weak(ui, tr!("client-closed-hint"));
        }
    });
    if talk.history.lines().is_empty() && talk.pending.is_empty() {
        let what = match talk.room() {
            Some(_) => tr!("client-silent-room"),
            None => tr!("client-silent-person", pseudo = talk.name()),
        };
        empty_state(ui, &tr!("client-silent"), &what, |_| {});
    } else {
        list.show(ui, talk, now.wall, wishes);
    }
}

fn head(ui: &mut Ui, talk: &Talk, me: MemberId, wishes: &mut Vec<Wish>) {
    from_right(ui, |ui| {
        let (text, name) = match talk.room() {
            Some(room) if room.open => {
                (tr!("client-leave"), tr!("client-leave-which", name = talk.name()))
            }
            _ => (tr!("client-close"), tr!("client-close-which", name = talk.name())),
        };
        if ui.add(look::quiet(text).named(name)).clicked() {
            wishes.push(Wish::Close(talk.id));
        }
        if let Some(room) = talk.room().filter(|room| room.open && !members::have_a_place(ui)) {
            members::button(ui, room, me, wishes);
        }
        rest(ui, |ui| {
            truncated(ui, RichText::new(talk.name()).heading());
            let topic =
                talk.room().map_or_else(|| tr!("client-private"), |room| room.topic.clone());
            let weak = Palette::of(ui).weak;
            truncated(ui, RichText::new(topic).color(weak));
        });
    });
}

/// Nothing is shown: the client is in no conversation.
fn nowhere(ui: &mut Ui, wishes: &mut Vec<Wish>) {
    empty_state(ui, &tr!("client-nowhere"), &tr!("client-nowhere-what"), |ui| {
        if ui.add(look::primary(tr!("client-choose-room"))).clicked() {
            wishes.push(Wish::ChooseRoom);
        }
    });
}
