//! The conversation that is shown: its head, what was said, and where one types.

use super::composer::Composer;
use super::messages::{Around, MessageList};
use super::model::{End, LinkState, Now, Session, Talk};
use super::page::Room;
use super::sending::{FileWish, is_picture};
use super::voting::VoteWish;
use super::window::Wish;
use super::{direct, files, members, sentences, sidebar, votes};
use crate::client::Link;
use crate::look::rich;
use crate::look::{
    self, Icon, Palette, empty_state, from_right, icon, icon_button, rest, space, strong, truncated,
};
use crate::texts::tr;
use egui::{Area, Color32, Frame, Id, Label, Margin, Order, Panel, RichText, Ui, accesskit};
use std::path::Path;
use std::time::Duration;

/// What the conversation is drawn with.
pub(super) struct Parts<'a> {
    pub list: &'a mut MessageList,
    pub composer: &'a mut Composer,
    pub room: Room,
    pub shows_members: bool,
    pub around: Around<'a>,
    /// Where files go that are taken.
    pub folder: &'a Path,
}

/// Shows it.
pub(super) fn show(
    ui: &mut Ui,
    link: &Link,
    session: &mut Session,
    parts: Parts<'_>,
    wishes: &mut Vec<Wish>,
) {
    head(ui, link, session, &parts, wishes);
    if let Some(talk) = session.shown() {
        direct::head(ui, session, talk, wishes);
    }
    let Parts { list, composer, mut around, folder, .. } = parts;
    let s = space::S as i8;
    let frame = Frame::new().inner_margin(Margin { left: s, right: s, top: 2, bottom: s });
    if session.shown().is_none() {
        carried(ui, frame, session, (&mut around, folder), wishes);
        return nowhere(ui, session, wishes);
    }
    let field = Panel::bottom("composer").frame(frame).show_separator_line(false).show(ui, |ui| {
        let left = |talk: &Talk| talk.room().is_some_and(|room| !room.open);
        if session.end.is_none() && session.shown().is_some_and(left) {
            look::weak(ui, tr!("client-closed-hint"));
        }
        composer.show(ui, session, around.pictures, wishes);
    });
    look::settle(ui.ctx(), field.response.id, field.response.rect);
    let Some(talk) = session.shown() else { return };
    carried(ui, frame, session, (&mut around, folder), wishes);
    if let Some(room) = talk.room().filter(|_| votes::are_any(talk)) {
        let shown = Panel::bottom("votes").frame(frame).show_separator_line(false).show(ui, |ui| {
            votes::show(ui, session, room, around.now, wishes);
        });
        look::settle(ui.ctx(), shown.response.id, shown.response.rect);
    }
    dropped(ui, talk, wishes);
    if talk.history.lines().is_empty() && talk.pending.is_empty() {
        let what = match talk.room() {
            Some(_) => tr!("client-silent-room"),
            None => tr!("client-silent-person", pseudo = talk.name()),
        };
        // What is looked for may be said soon.
        list.find.show(ui, talk);
        empty_state(ui, &tr!("client-silent"), &what, |_| {});
    } else {
        list.show(ui, talk, &mut around, wishes);
    }
}

/// Who comes together with this person, and the files that are offered or on their way, wherever one
/// is.
fn carried(
    ui: &mut Ui,
    frame: Frame,
    session: &Session,
    (around, folder): (&mut Around<'_>, &Path),
    wishes: &mut Vec<Wish>,
) {
    direct::cards(ui, frame, session, around.now, wishes);
    if session.transfers.is_empty() {
        return;
    }
    let shown = Panel::bottom("files").frame(frame).show_separator_line(false).show(ui, |ui| {
        files::show(ui, session, around.pictures, folder, wishes);
    });
    look::settle(ui.ctx(), shown.response.id, shown.response.rect);
}

/// What is wrong with the connection, and what can be done about it. What is typed meanwhile stays.
pub(super) fn banner(
    ui: &mut Ui,
    session: &Session,
    connecting: Option<String>,
    now: Now,
    wishes: &mut Vec<Wish>,
) {
    if let Some(address) = connecting {
        let cancel = (tr!("client-cancel"), Wish::Disconnect);
        return strip(ui, &tr!("client-connecting", address = address), vec![cancel], wishes);
    }
    if let Some(end) = &session.end {
        let elsewhere = (tr!("client-connect-elsewhere"), Wish::ConnectElsewhere);
        let again = (tr!("client-connect-again"), Wish::ConnectAgain);
        let acts = vec![again, elsewhere];
        return strip(ui, &tr!("client-ended", why = sentences::end(end)), acts, wishes);
    }
    let LinkState::Lost { retry_at, .. } = &session.link else { return };
    let left = (retry_at - now.seconds).ceil().max(0.0);
    let text = if left > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs(1));
        tr!("client-lost-retry", seconds = left)
    } else {
        tr!("client-lost-trying")
    };
    strip(ui, &text, vec![(tr!("client-try-now"), Wish::RetryNow)], wishes);
}

fn strip(ui: &mut Ui, text: &str, acts: Vec<(String, Wish)>, wishes: &mut Vec<Wish>) {
    let palette = Palette::of(ui);
    let (m, s) = (space::M as i8, space::S as i8);
    let frame = Frame::new().fill(palette.attention.gamma_multiply(0.6));
    let frame = frame.inner_margin(Margin { left: m, right: s, top: 4, bottom: 4 });
    Panel::top("banner").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(icon(Icon::Unplug).color(palette.warning));
            let response = ui.add(Label::new(RichText::new(text).color(palette.text)).wrap());
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_live(accesskit::Live::Polite);
            });
            for (name, wish) in acts {
                if ui.add(look::secondary(name).small()).clicked() {
                    wishes.push(wish);
                }
            }
        });
    });
}

/// The name of the conversation, what it is for, and what can be done with it.
fn head(ui: &mut Ui, link: &Link, session: &Session, parts: &Parts<'_>, wishes: &mut Vec<Wish>) {
    let (m, s) = (space::M as i8, space::S as i8);
    let left = if parts.room.talks { m } else { s };
    let frame = Frame::new().inner_margin(Margin { left, right: s, top: s, bottom: s });
    Panel::top("head").frame(frame).show(ui, |ui| {
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if let Some(talk) = session.shown() {
                acts(ui, session, talk, parts, wishes);
            }
            rest(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                if !parts.room.talks {
                    sidebar::button(ui, link, session, wishes);
                }
                if let Some(talk) = session.shown() {
                    titles(ui, talk);
                }
            });
        });
    });
}

fn titles(ui: &mut Ui, talk: &Talk) {
    let weak = Palette::of(ui).weak;
    sidebar::sign(ui, talk, 18.0);
    rich::line(ui, &direct::title(talk), RichText::heading);
    let topic = match (talk.room(), talk.person()) {
        (Some(room), _) => room.topic.clone(),
        (None, Some(person)) if !person.present => tr!("client-absent"),
        _ => tr!("client-private"),
    };
    rich::line(ui, &topic, |topic| topic.color(weak));
}

fn acts(ui: &mut Ui, session: &Session, talk: &Talk, parts: &Parts<'_>, wishes: &mut Vec<Wish>) {
    let open = talk.person().is_none() && talk.is_open();
    let leaves = if open { Icon::LogOut } else { Icon::X };
    let name = sidebar::closing(talk);
    if ui.add(icon_button(leaves, name)).clicked() {
        wishes.push(Wish::Close(talk.id));
    }
    if talk.room().is_some() {
        let (shown, name) = if talk.muted {
            (Icon::BellOff, tr!("client-unmute", name = talk.name()))
        } else {
            (Icon::Bell, tr!("client-mute", name = talk.name()))
        };
        if ui.add(icon_button(shown, name)).clicked() {
            wishes.push(Wish::Mute(talk.id, !talk.muted));
        }
    }
    if ui.add(icon_button(Icon::Search, tr!("client-find"))).clicked() {
        wishes.push(Wish::Find);
    }
    if session.receivers().is_some()
        && ui.add(icon_button(Icon::Paperclip, tr!("client-file-send"))).clicked()
    {
        wishes.push(Wish::File(FileWish::Ask));
    }
    direct::button(ui, session, talk, wishes);
    let Some(room) = talk.room().filter(|room| room.open) else { return };
    if session.end.is_none() {
        direct::switch(ui, talk.id, room, parts.room.members, wishes);
    }
    if session.end.is_none() && ui.add(icon_button(Icon::Vote, tr!("client-vote"))).clicked() {
        wishes.push(Wish::Vote(VoteWish::Ask));
    }
    if !parts.room.members {
        members::button(ui, room, &session.me, wishes);
        return;
    }
    let name =
        if parts.shows_members { tr!("client-hide-members") } else { tr!("client-show-members") };
    if ui.add(icon_button(Icon::Users, name).on(parts.shows_members)).clicked() {
        wishes.push(Wish::ShowMembers(!parts.shows_members));
    }
}

/// Nothing is shown: the client is in no conversation.
fn nowhere(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    if let Some(end) = &session.end {
        let words = match end {
            End::Bye(_, words) => words.as_str(),
            End::Lost(_) => "",
        };
        return empty_state(ui, &sentences::end(end), words, |_| {});
    }
    empty_state(ui, &tr!("client-nowhere"), &tr!("client-nowhere-what"), |ui| {
        if ui.add(look::primary(tr!("client-choose-room"))).clicked() {
            wishes.push(Wish::ChooseRoom);
        }
    });
}

/// Files that are dropped on the window are to be sent here.
fn dropped(ui: &Ui, talk: &Talk, wishes: &mut Vec<Wish>) {
    let (hovering, files) = ui.input(|input| {
        let files = input.raw.dropped_files.iter().map(|file| file.path().to_owned());
        (!input.raw.hovered_files.is_empty(), files.collect::<Vec<_>>())
    });
    let (pictures, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is_picture(path));
    // One picture goes with a message: of several, the last.
    wishes.extend(pictures.into_iter().next_back().map(Wish::Attach));
    wishes.extend(others.into_iter().map(|path| Wish::File(FileWish::Send(path))));
    if hovering {
        let rect = ui.max_rect();
        let palette = Palette::of(ui);
        let area = Area::new(Id::unique("drop")).order(Order::Foreground).fixed_pos(rect.min);
        area.interactable(false).show(ui.ctx(), |ui| {
            let veil = Color32::from_black_alpha(90);
            ui.painter().rect_filled(rect, 0.0, palette.surface.blend(veil).gamma_multiply(0.9));
            let text = tr!("client-drop", name = talk.name());
            let text = RichText::new(text).size(18.0).family(look::strong_family());
            let text = Label::new(text.color(palette.text)).selectable(false).wrap();
            ui.put(rect.shrink(space::L), text);
        });
    }
}

/// A heading of the lists at the sides.
pub(super) fn caption(ui: &mut Ui, text: impl Into<String>) {
    let color = Palette::of(ui).weak;
    truncated(ui, strong(text).small().color(color));
}
