//! The list of conversations: rooms, then people.

use super::model::{Session, Talk};
use super::window::Wish;
use crate::look::{self, Palette, card, from_right, rest, space, truncated, weak};
use crate::texts::tr;
use egui::{
    Button, Color32, Frame, RichText, ScrollArea, Sense, Stroke, TextStyle, Ui, UiBuilder, vec2,
};

const ROW_HEIGHT: f32 = 32.0;

/// More unread messages than this are not counted.
const MOST_UNREAD: usize = 99;

/// Shows it.
pub(super) fn show(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    card(ui).inner_margin(space::S).show(ui, |ui| {
        ui.take_available_space();
        ui.spacing_mut().item_spacing.y = 2.0;
        let shown = session.shown().map(|talk| talk.id);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            caption(ui, tr!("client-rooms"));
            let (rooms, people): (Vec<&Talk>, Vec<&Talk>) =
                session.talks().iter().partition(|talk| talk.room().is_some());
            for talk in &rooms {
                row(ui, talk, shown == Some(talk.id), wishes);
            }
            if rooms.is_empty() {
                nothing(ui, tr!("client-no-rooms"));
            }
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                ui.add_space(space::S);
                if ui.add(look::secondary(tr!("client-join-room")).small()).clicked() {
                    wishes.push(Wish::ChooseRoom);
                }
            });
            ui.add_space(space::M);
            caption(ui, tr!("client-people"));
            for talk in &people {
                row(ui, talk, shown == Some(talk.id), wishes);
            }
            if people.is_empty() {
                nothing(ui, tr!("client-no-people"));
            }
        });
    });
}

/// What stands above a part of the list.
pub(super) fn caption(ui: &mut Ui, text: String) {
    let color = Palette::of(ui).weak;
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        truncated(ui, RichText::new(text).small().color(color));
    });
}

/// What stands where the list has nothing.
fn nothing(ui: &mut Ui, text: String) {
    Frame::new().inner_margin(vec2(space::S, space::XS)).show(ui, |ui| weak(ui, text));
}

/// One conversation, with the number of unread messages.
fn row(ui: &mut Ui, talk: &Talk, shown: bool, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    let fill = if shown { palette.selection } else { Color32::TRANSPARENT };
    let name = tr!("client-talk", name = talk.name(), unread = talk.unread);
    let label =
        RichText::new(talk.name()).color(if talk.is_open() { palette.text } else { palette.weak });
    let label = if talk.unread > 0 { label.strong() } else { label };
    let response = row_button(ui, ROW_HEIGHT, fill, |ui| {
        from_right(ui, |ui| {
            if talk.unread > 0 {
                badge(ui, talk.unread);
            }
            rest(ui, |ui| truncated(ui, label));
        });
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(name);
        node.set_toggled(shown.into());
    });
    if response.clicked() {
        wishes.push(Wish::Show(talk.id));
    }
}

/// A row of a list that can be pressed as a whole.
pub(super) fn row_button(
    ui: &mut Ui,
    height: f32,
    fill: Color32,
    content: impl FnOnce(&mut Ui),
) -> egui::Response {
    let hover = Palette::of(ui).raised;
    let response = ui
        .scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            widgets.inactive.weak_bg_fill = fill;
            if fill == Color32::TRANSPARENT {
                widgets.hovered.weak_bg_fill = hover;
            } else {
                widgets.hovered.weak_bg_fill = fill;
            }
            widgets.inactive.bg_stroke = Stroke::NONE;
            ui.add(Button::new("").min_size(vec2(ui.available_width(), height)))
        })
        .inner;
    let inside = response.rect.shrink2(vec2(space::S, 1.0));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(inside));
    inner.style_mut().interaction.selectable_labels = false;
    inner.spacing_mut().interact_size.y = inside.height();
    content(&mut inner);
    response
}

fn badge(ui: &mut Ui, count: usize) {
    let palette = Palette::of(ui);
    let text = if count > MOST_UNREAD { format!("{MOST_UNREAD}+") } else { count.to_string() };
    let font = TextStyle::Small.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text, font, palette.on_accent);
    let height = galley.size().y + 4.0;
    let width = (galley.size().x + 10.0).max(height);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(rect, height / 2.0, palette.accent);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, palette.on_accent);
}
