//! The list of conversations: rooms, then people; where one is, and who one is.

use super::conversation::caption;
use super::direct;
use super::model::{Session, Talk, With};
use super::window::Wish;
use crate::client::Link;
use crate::look::{
    self, Icon, Palette, disc, from_right, icon, icon_button, rest, space, strong, truncated, weak,
};
use crate::texts::tr;
use egui::{
    Button, Color32, Frame, Panel, RichText, ScrollArea, Sense, Stroke, TextStyle, Ui, UiBuilder,
    vec2,
};

const ROW_HEIGHT: f32 = 32.0;

/// More unread messages than this are not counted.
const MOST_UNREAD: usize = 99;

/// How large the list is where it is opened by a button, in points.
const POPUP_SIZE: egui::Vec2 = vec2(260.0, 380.0);

/// Shows it.
pub(super) fn show(ui: &mut Ui, link: &Link, session: &Session, wishes: &mut Vec<Wish>) {
    Panel::top("where").frame(Frame::new()).show_separator_line(false).show(ui, |ui| {
        place(ui, link, session);
    });
    Panel::bottom("who").frame(Frame::new()).show_separator_line(false).show(ui, |ui| {
        who(ui, session, wishes);
    });
    ui.add_space(space::S);
    lists(ui, session, wishes);
}

/// The same behind a button, which says how much is unread.
pub(super) fn button(ui: &mut Ui, link: &Link, session: &Session, wishes: &mut Vec<Wish>) {
    let unread = session.unread();
    let name = tr!("client-talks", unread = unread);
    let (response, _) =
        egui::containers::menu::MenuButton::new(icon(Icon::Menu).size(17.0)).ui(ui, |ui| {
            let room = ui.ctx().content_rect().size() - vec2(space::XL, 2.0 * space::XL);
            ui.set_min_size(POPUP_SIZE.min(room));
            ui.set_max_size(POPUP_SIZE.min(room));
            show(ui, link, session, wishes);
        });
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if unread > 0 {
        badge(ui, unread, Palette::of(ui).accent);
    }
}

/// What the server is called, and where it is.
fn place(ui: &mut Ui, link: &Link, session: &Session) {
    ui.spacing_mut().item_spacing.y = 0.0;
    Frame::new().inner_margin(vec2(space::S, space::XS)).show(ui, |ui| {
        truncated(ui, strong(&session.me.server).heading());
        let color = Palette::of(ui).weak;
        truncated(ui, RichText::new(link.address()).small().color(color));
    });
}

/// Who one is, and what one can do about it.
fn who(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    Frame::new().inner_margin(vec2(space::XS, space::XS)).show(ui, |ui| {
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            menu(ui, session, wishes);
            if ui.add(icon_button(Icon::Settings, tr!("client-settings"))).clicked() {
                wishes.push(Wish::Settings);
            }
            rest(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                disc(ui, &session.me.pseudo, 26.0);
                truncated(ui, strong(&session.me.pseudo));
            });
        });
    });
}

fn menu(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
        let side = ui.spacing().interact_size.y;
        ui.spacing_mut().button_padding.x = 0.0;
        let button =
            Button::new(icon(Icon::EllipsisVertical).size(17.0)).min_size(vec2(side, side));
        let menu = egui::containers::menu::MenuButton::from_button(button);
        let (response, _) = menu.ui(ui, |ui| {
            let mut item = |shown, text: String, wish| {
                if ui.add(look::quiet(text).icon(shown)).clicked() {
                    wishes.push(wish);
                }
            };
            if session.end.is_none() {
                item(Icon::Pencil, tr!("client-change-pseudo"), Wish::ChangePseudo);
            }
            item(Icon::CircleQuestionMark, tr!("client-help"), Wish::Help);
            if session.end.is_none() {
                item(Icon::Unplug, tr!("client-disconnect"), Wish::Disconnect);
            }
        });
        let name = tr!("client-menu");
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    });
}

fn lists(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let shown = session.shown().map(|talk| talk.id);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let (rooms, people): (Vec<&Talk>, Vec<&Talk>) =
            session.talks().iter().partition(|talk| talk.room().is_some());
        heading(ui, tr!("client-rooms"), |ui| {
            let button = icon_button(Icon::Plus, tr!("client-join-room")).small();
            if ui.add_enabled(session.end.is_none(), button).clicked() {
                wishes.push(Wish::ChooseRoom);
            }
        });
        for talk in &rooms {
            row(ui, talk, shown == Some(talk.id), wishes);
        }
        if rooms.is_empty() {
            nothing(ui, tr!("client-no-rooms"));
        }
        ui.add_space(space::M);
        heading(ui, tr!("client-people"), |_| {});
        for talk in &people {
            row(ui, talk, shown == Some(talk.id), wishes);
        }
        if people.is_empty() {
            nothing(ui, tr!("client-no-people"));
        }
    });
}

fn heading(ui: &mut Ui, text: String, act: impl FnOnce(&mut Ui)) {
    Frame::new()
        .inner_margin(egui::Margin { left: space::S as i8, right: 0, top: 0, bottom: 0 })
        .show(ui, |ui| {
            ui.spacing_mut().interact_size.y = 26.0;
            from_right(ui, |ui| {
                act(ui);
                rest(ui, |ui| caption(ui, text));
            });
        });
}

/// What stands where the list has nothing.
fn nothing(ui: &mut Ui, text: String) {
    Frame::new().inner_margin(vec2(space::S, space::XS)).show(ui, |ui| weak(ui, text));
}

/// What kind of conversation it is: a room, somebody who is there or isn't, or one directly.
pub(super) fn sign(ui: &mut Ui, talk: &Talk, size: f32) {
    let shown = match &talk.with {
        With::Person(person) => return presence(ui, &person.pseudo, person.present, size + 4.0),
        With::Direct(direct) if direct.over.is_none() => Icon::Lock,
        With::Room(room) if room.open => Icon::Hash,
        With::Room(_) | With::Direct(_) => Icon::CircleOff,
    };
    let sign = icon(shown).size(size).color(Palette::of(ui).weak);
    ui.add(egui::Label::new(sign).selectable(false));
}

/// Somebody's disc, with a dot that says whether they are there: full, or a ring.
pub(super) fn presence(ui: &mut Ui, pseudo: &str, present: bool, diameter: f32) {
    let palette = Palette::of(ui);
    let left = ui.cursor().left();
    disc(ui, pseudo, diameter);
    let center = egui::pos2(left + diameter - 2.0, ui.min_rect().center().y + diameter / 2.0 - 2.0);
    ui.painter().circle_filled(center, 5.0, palette.ground);
    if present {
        ui.painter().circle_filled(center, 3.5, palette.success);
    } else {
        ui.painter().circle_stroke(center, 3.0, Stroke::new(1.5, palette.weak));
    }
}

/// One conversation, with the number of unread messages.
fn row(ui: &mut Ui, talk: &Talk, shown: bool, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    let fill = if shown { palette.selection } else { Color32::TRANSPARENT };
    let title = direct::title(talk);
    let name = match talk.person() {
        Some(person) if !person.present => {
            tr!("client-talk-absent", name = talk.name(), unread = talk.unread)
        }
        _ => tr!("client-talk", name = title.as_str(), unread = talk.unread),
    };
    let loud = talk.unread > 0 && !talk.muted;
    let label = if loud { strong(title) } else { RichText::new(title) };
    let label = label.color(if talk.is_open() { palette.text } else { palette.weak });
    let response = row_button(ui, ROW_HEIGHT, fill, |ui| {
        from_right(ui, |ui| {
            if talk.unread > 0 {
                badge(ui, talk.unread, if talk.muted { palette.weak } else { palette.accent });
            }
            if talk.called {
                ui.label(icon(Icon::AtSign).color(palette.accent));
            }
            if talk.muted {
                ui.label(icon(Icon::BellOff).small().color(palette.weak));
            }
            rest(ui, |ui| {
                sign(ui, talk, 15.0);
                truncated(ui, label)
            });
        });
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(name);
        node.set_toggled(shown.into());
    });
    if response.clicked() {
        wishes.push(Wish::Show(talk.id));
    }
    response.context_menu(|ui| {
        if talk.room().is_some() {
            let (icon, text) = if talk.muted {
                (Icon::Bell, tr!("client-unmute", name = talk.name()))
            } else {
                (Icon::BellOff, tr!("client-mute", name = talk.name()))
            };
            if ui.add(look::quiet(text).icon(icon)).clicked() {
                wishes.push(Wish::Mute(talk.id, !talk.muted));
            }
        }
        if ui.add(look::quiet(closing(talk)).icon(Icon::X)).clicked() {
            wishes.push(Wish::Close(talk.id));
        }
    });
}

/// What leaving a conversation, or taking it off the list, is called.
pub(super) fn closing(talk: &Talk) -> String {
    match &talk.with {
        With::Room(room) if room.open => tr!("client-leave-which", name = talk.name()),
        With::Direct(direct) if direct.over.is_none() => {
            tr!("client-direct-end", pseudo = talk.name())
        }
        _ => tr!("client-close-which", name = direct::title(talk)),
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

fn badge(ui: &mut Ui, count: usize, fill: Color32) {
    let palette = Palette::of(ui);
    let text = if count > MOST_UNREAD { format!("{MOST_UNREAD}+") } else { count.to_string() };
    let font = TextStyle::Small.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text, font, palette.on_accent);
    let height = galley.size().y + 4.0;
    let width = (galley.size().x + 10.0).max(height);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(rect, height / 2.0, fill);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, palette.on_accent);
}
