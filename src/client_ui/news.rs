//! What happened in a conversation, in small and weak letters.

use super::message::{DISC, GUTTER, Reading};
use super::model::{News, Passage, Traffic};
use super::sentences;
use crate::look::{self, Icon, Palette, space};
use crate::proto::ids::UnixMillis;
use crate::texts::{long_moment, time, tr};
use egui::accesskit::Role;
use egui::{CursorIcon, Frame, Label, Margin, Response, RichText, Sense, Ui, pos2, vec2};

/// Comings and goings that are shown while the pointer is on the line that tells of them.
const MOST_AT_POINTER: usize = 24;

/// Shows it in one line; of several who came and went, each one if somebody wants that.
pub(super) fn show(ui: &mut Ui, news: &News, at: UnixMillis, reading: &mut Reading<'_, '_>) {
    let (sign, text) = (sentences::icon_of(news), sentences::news(news));
    match news {
        News::Traffic(traffic) if traffic.single().is_none() => {
            gathered(ui, sign, &text, traffic, reading);
        }
        _ => one_line(ui, Some(sign), |ui| {
            small(ui, told(time(at), &text)).on_hover_text_at_pointer(long_moment(at));
        }),
    }
}

fn gathered(ui: &mut Ui, sign: Icon, text: &str, traffic: &Traffic, reading: &mut Reading<'_, '_>) {
    let open = reading.unfolded.contains(&reading.serial);
    one_line(ui, Some(sign), |ui| {
        let color = Palette::of(ui).weak;
        let words = RichText::new(told(times(traffic), text)).small().color(color);
        let label = Label::new(words).wrap().selectable(false).sense(Sense::click());
        let response = ui.add(label).on_hover_cursor(CursorIcon::PointingHand);
        name(&response, text, open);
        if response.has_focus() {
            look::focus_ring(ui, response.rect);
        }
        if response.clicked() {
            if open {
                reading.unfolded.remove(&reading.serial);
            } else {
                reading.unfolded.insert(reading.serial);
            }
        } else if !open {
            response.on_hover_ui(|ui| {
                for passage in traffic.passages().take(MOST_AT_POINTER) {
                    small(ui, passed(passage));
                }
                if traffic.passages().nth(MOST_AT_POINTER).is_some() {
                    small(ui, "…".to_owned());
                }
            });
        }
    });
    if open {
        for passage in traffic.passages() {
            one_line(ui, None, |ui| drop(small(ui, passed(passage))));
        }
    }
}

/// It is a button, since it can be pressed, by the keyboard, too.
fn name(response: &Response, text: &str, open: bool) {
    let name =
        if open { tr!("client-each-less", news = text) } else { tr!("client-each", news = text) };
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Button);
        node.set_label(name);
        node.set_expanded(open);
    });
}

/// From when until when they came and went.
fn times(traffic: &Traffic) -> String {
    let mut times = traffic.passages().map(|passage| time(passage.at));
    let first = times.next().unwrap_or_default();
    match times.next_back() {
        Some(last) if last != first => format!("{first}–{last}"),
        _ => first,
    }
}

fn passed(passage: &Passage) -> String {
    told(time(passage.at), &sentences::passage(passage))
}

fn told(clock: String, news: &str) -> String {
    tr!("client-news", clock = clock, news = news)
}

fn small(ui: &mut Ui, text: String) -> Response {
    let color = Palette::of(ui).weak;
    ui.add(Label::new(RichText::new(text).small().color(color)).wrap())
}

/// A line with a sign in the margin in which others have their discs.
fn one_line(ui: &mut Ui, sign: Option<Icon>, words: impl FnOnce(&mut Ui)) {
    let color = Palette::of(ui).weak;
    let margin = Margin { left: space::M as i8, right: space::S as i8, top: 2, bottom: 2 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.spacing_mut().interact_size.y = 0.0;
            let (rect, _) = ui.allocate_exact_size(vec2(GUTTER, 14.0), Sense::hover());
            if let Some(sign) = sign {
                let middle = pos2(rect.left() + DISC / 2.0, rect.center().y + 1.0);
                look::paint_icon(ui, middle, sign, color);
            }
            words(ui);
        });
    });
}
