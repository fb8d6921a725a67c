//! One entry of a conversation, drawn.

use super::model::{Line, Pending, PendingState, What};
use super::sentences;
use super::window::Wish;
use crate::look::{self, Palette, space};
use crate::proto::ids::UnixMillis;
use crate::texts::{client_error, clock, moment, notice_heading, tr};
use egui::{Color32, Frame, Label, Margin, RichText, Stroke, Ui};

/// Characters of a message that are shown at most. The whole can be copied.
const MOST_CHARACTERS: usize = 4_000;

/// Lines of a message that are shown at most.
const MOST_LINES: usize = 60;

/// Draws a line of the history. What goes on with what `before` began needs no name.
pub(super) fn line(ui: &mut Ui, line: &Line, before: Option<&Line>, now: UnixMillis) {
    match &line.what {
        What::Said { author, own, text } => {
            bubble(ui, *own, |ui| {
                if !line.continues(before) {
                    ui.add_space(space::XS);
                    author_ui(ui, author, *own, line.at, now);
                }
                match text {
                    Some(text) => words(ui, text),
                    None => drop(look::weak(ui, tr!("client-no-text"))),
                }
            });
        }
        What::Notice { scope, text } => notice(ui, line, *scope, text),
        What::News(news) => {
            let text = sentences::news(news);
            one_line(ui, &tr!("client-news", clock = clock(line.at, now), news = text), line.at);
        }
    }
}

/// One's own words stand on a ground of their own.
fn bubble(ui: &mut Ui, own: bool, content: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui);
    let fill = if own { palette.selection.gamma_multiply(0.45) } else { Color32::TRANSPARENT };
    let (m, s) = (space::M as i8, space::S as i8);
    let margin = Margin { left: m, right: s, top: 1, bottom: 2 };
    Frame::new().fill(fill).inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 1.0;
        content(ui);
    });
}

fn author_ui(ui: &mut Ui, author: &str, own: bool, at: UnixMillis, now: UnixMillis) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        let color = if own { palette.accent } else { palette.text };
        ui.label(RichText::new(author).strong().color(color));
        let time = RichText::new(clock(at, now)).small().color(palette.weak);
        ui.label(time).on_hover_text(moment(at));
    });
}

/// What somebody said. Of what is very long, the beginning.
fn words(ui: &mut Ui, text: &str) {
    let (shown, cut) = shortened(text);
    ui.add(Label::new(shown).wrap());
    if cut {
        ui.horizontal(|ui| {
            look::weak(ui, tr!("client-cut", count = text.chars().count()));
            if ui.add(look::secondary(tr!("client-copy-all")).small()).clicked() {
                ui.ctx().copy_text(text.to_owned());
            }
        });
    }
}

/// The beginning of a text, and whether something is missing.
fn shortened(text: &str) -> (&str, bool) {
    let by_characters = text.char_indices().nth(MOST_CHARACTERS).map(|(at, _)| at);
    let by_lines = text.match_indices('\n').nth(MOST_LINES - 1).map(|(at, _)| at);
    match by_characters.into_iter().chain(by_lines).min() {
        Some(at) => (&text[..at], true),
        None => (text, false),
    }
}

fn notice(ui: &mut Ui, line: &Line, scope: crate::proto::error_code::NoticeScope, text: &str) {
    let palette = Palette::of(ui);
    let margin = Margin::symmetric(space::M as i8, space::XS as i8);
    Frame::new().inner_margin(margin).show(ui, |ui| {
        let frame = Frame::new().stroke(Stroke::new(1.0, palette.warning)).corner_radius(7);
        frame.inner_margin(space::S).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.label(RichText::new(notice_heading(line.at)).strong());
            if let Some(scope) = sentences::scope(scope, None) {
                look::weak(ui, scope);
            }
            ui.add(Label::new(text).wrap());
        });
    });
}

/// Something that happened, in small and weak letters.
fn one_line(ui: &mut Ui, text: &str, at: UnixMillis) {
    let color = Palette::of(ui).weak;
    let margin = Margin { left: space::M as i8, right: space::S as i8, top: 2, bottom: 2 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        let text = RichText::new(text).small().color(color);
        ui.add(Label::new(text).wrap()).on_hover_text_at_pointer(moment(at));
    });
}

/// A message that the server has not placed yet, or has refused.
pub(super) fn pending(ui: &mut Ui, pending: &Pending, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    bubble(ui, true, |ui| {
        let text = RichText::new(shortened(&pending.text).0).color(palette.weak);
        ui.add(Label::new(text).wrap());
        let PendingState::Refused(error) = &pending.state else {
            let sending = RichText::new(tr!("client-sending")).small().italics();
            ui.label(sending.color(palette.weak));
            return;
        };
        let text = tr!("client-not-sent", why = client_error(error));
        ui.add(Label::new(RichText::new(text).small().color(palette.danger)).wrap());
        ui.horizontal(|ui| {
            if ui.add(look::secondary(tr!("client-send-again")).small()).clicked() {
                wishes.push(Wish::SendAgain(pending.ticket));
            }
            if ui.add(look::quiet(tr!("client-discard")).small()).clicked() {
                wishes.push(Wish::Discard(pending.ticket));
            }
        });
    });
}
