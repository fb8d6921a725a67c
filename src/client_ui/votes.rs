//! The votes that go on in the room that is shown: they stay in sight above the field.

use super::model::{Asked, RoomTalk, Session, Step, Talk};
use super::voting::VoteWish;
use super::window::Wish;
use crate::kinds::Poll;
use crate::look::rich::{self, Look, Needle};
use crate::look::{
    self, Icon, Palette, card, from_right, icon, low_list, rest, space, strong, truncated, weak,
};
use crate::proto::ids::{SequenceId, UnixMillis};
use crate::texts::{timer, tr};
use egui::accesskit::{Live, Role, Toggled};
use egui::{Button, CornerRadius, Label, Rect, RichText, Sense, Ui, vec2};
use std::time::Duration;

/// Of the conversation's height, as much as the votes may take.
const SHARE: f32 = 0.45;

/// How high a choice is, in points.
const CHOICE_HEIGHT: f32 = 28.0;

/// Shows them, and what else keeps this person from writing.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    room: &RoomTalk,
    now: UnixMillis,
    wishes: &mut Vec<Wish>,
) {
    let online = session.end.is_none();
    let most = (ui.ctx().content_rect().height() * SHARE).max(120.0);
    low_list(ui, "votes", most, |ui| {
        for (id, asked, poll) in room.votes() {
            ui.push_id(id.0, |ui| vote(ui, (id, asked, poll), now, online, wishes));
        }
        if let Some((id, asked)) = room.blocker() {
            blocked(ui, id, asked, wishes);
        }
    });
    if room.votes().any(|(_, asked, _)| asked.is_open() && asked.ends > now) {
        // The time that is left is told.
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }
}

/// Whether there is something to show.
pub(super) fn are_any(talk: &Talk) -> bool {
    talk.room().is_some_and(|room| room.votes().next().is_some() || room.blocker().is_some())
}

fn vote(
    ui: &mut Ui,
    (id, asked, poll): (SequenceId, &Asked, &Poll),
    now: UnixMillis,
    online: bool,
    wishes: &mut Vec<Wish>,
) {
    let palette = Palette::of(ui);
    card(ui).stroke((1.0, palette.accent)).inner_margin(space::S).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        heading(ui, asked, now);
        question(ui, poll);
        let can_choose = online && asked.step == Step::Asked;
        for ((words, count), number) in poll.counts().zip(0u16..) {
            let chosen = asked.chosen == Some(number);
            let share = count as f32 / poll.tally().answered.max(1) as f32;
            if choice(ui, (words, count, share), chosen, can_choose) {
                wishes.push(Wish::Vote(VoteWish::Choose(id, number)));
            }
        }
        foot(ui, (id, asked, poll), online, wishes);
    });
}

/// Who asks, and how long there is time.
fn heading(ui: &mut Ui, asked: &Asked, now: UnixMillis) {
    let palette = Palette::of(ui);
    let who = match asked.own {
        true => tr!("client-vote-own"),
        false => tr!("client-vote-by", pseudo = asked.pseudo.as_str()),
    };
    from_right(ui, |ui| {
        if asked.is_open() {
            weak(ui, left(asked.ends, now));
        }
        rest(ui, |ui| {
            ui.label(icon(Icon::Vote).color(palette.accent));
            let response = truncated(ui, strong(&who));
            let question = asked.question().unwrap_or_default();
            let name = tr!("client-vote-name", who = who, question = question);
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_value(name);
                node.set_live(Live::Polite);
            });
        });
    });
}

fn question(ui: &mut Ui, poll: &Poll) {
    let blocks = rich::parse(&poll.vote().question, "", std::iter::empty());
    let (color, needle) = (Palette::of(ui).text, &Needle::default());
    rich::show(ui, &blocks, &Look { color, scale: 1.0, needle });
}

/// One choice, with as much of it filled as have chosen it. Whether it was chosen now.
fn choice(
    ui: &mut Ui,
    (words, count, share): (&str, u32, f32),
    chosen: bool,
    can_choose: bool,
) -> bool {
    let palette = Palette::of(ui);
    let size = vec2(ui.available_width(), CHOICE_HEIGHT);
    let (row, _) = ui.allocate_exact_size(size, Sense::hover());
    let radius = CornerRadius::same(6);
    ui.painter().rect_filled(row, radius, palette.raised);
    let filled = Rect::from_min_size(row.min, vec2(row.width() * share.min(1.0), row.height()));
    ui.painter().rect_filled(filled, radius, palette.selection);
    let mark = if chosen { "✔ " } else { "" };
    let text = RichText::new(format!("{mark}{words}")).color(palette.text);
    let counted = RichText::new(count.to_string()).color(palette.text);
    let button = Button::new(text).right_text(counted).truncate().min_size(size);
    let widgets = &mut ui.visuals_mut().widgets;
    widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
    widgets.noninteractive.weak_bg_fill = egui::Color32::TRANSPARENT;
    let button = if can_choose { button } else { button.sense(Sense::hover()) };
    let response = ui.put(row, button);
    let name = tr!("client-vote-choose", choice = words, count = count);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::RadioButton);
        node.set_label(name);
        node.set_toggled(Toggled::from(chosen));
        if !can_choose {
            node.set_disabled();
        }
    });
    can_choose && response.clicked()
}

/// How all stand, and what else can be done.
fn foot(
    ui: &mut Ui,
    (id, asked, poll): (SequenceId, &Asked, &Poll),
    online: bool,
    wishes: &mut Vec<Wish>,
) {
    let mut act = |ui: &mut Ui, name: String, wish: VoteWish| {
        if ui.add_enabled(online, look::secondary(name).small()).clicked() {
            wishes.push(Wish::Vote(wish));
        }
    };
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        if !asked.is_open() {
            act(ui, tr!("client-vote-put-away"), VoteWish::PutAway(id));
        } else if asked.own {
            act(ui, tr!("client-vote-take-back"), VoteWish::TakeBack(id));
        } else if asked.step == Step::Asked {
            act(ui, tr!("client-vote-decline"), VoteWish::Decline(id));
        }
        rest(ui, |ui| {
            let text = match asked.step {
                Step::Missed => tr!("client-vote-over"),
                Step::Answering => tr!("client-vote-answering"),
                Step::Asked | Step::Waiting => standing(poll),
            };
            truncated(ui, RichText::new(text).small().color(Palette::of(ui).weak));
        });
    });
}

fn standing(poll: &Poll) -> String {
    let tally = poll.tally();
    let mut text = tr!("client-vote-tally", answered = tally.answered, waiting = tally.waiting);
    if tally.declined > 0 {
        text = format!("{text} · {}", tr!("client-vote-decliners", count = tally.declined));
    }
    if poll.uncounted() > 0 {
        text = format!("{text} · {}", tr!("client-vote-uncounted", count = poll.uncounted()));
    }
    text
}

/// How long there is time.
pub(super) fn left(ends: UnixMillis, now: UnixMillis) -> String {
    let left = u64::try_from(ends.0.saturating_sub(now.0)).unwrap_or(0);
    tr!("client-vote-left", time = timer(Duration::from_millis(left)))
}

/// Why this person can't write here.
fn blocked(ui: &mut Ui, id: SequenceId, asked: &Asked, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(icon(Icon::TriangleAlert).color(palette.warning));
        let why = match asked.question() {
            Some(question) => tr!("client-blocked-by-vote", question = question),
            None => tr!("client-blocked-by", kind = asked.kind.as_str()),
        };
        ui.add(Label::new(RichText::new(why).color(palette.text)).wrap());
        if ui.add(look::secondary(tr!("client-vote-take-back")).small()).clicked() {
            wishes.push(Wish::Vote(VoteWish::TakeBack(id)));
        }
    });
}
