//! What the host said last, and to whom.

use super::narrow::{NARROW, below, line, two_lines};
use crate::admin_ui::dialogs::{AdminDialog, MessageForm};
use crate::admin_ui::window::Wish;
use crate::hub::host::{SentNotice, SentTo};
use crate::look::{self, Icon, Palette, truncated, weak};
use crate::proto::ids::UnixMillis;
use crate::texts::{clock, tr};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};
use std::sync::Arc;

const ROW_HEIGHT: f32 = 30.0;

/// The button that begins a message.
pub fn bar(ui: &mut Ui, wishes: &mut Vec<Wish>) {
    if ui.add(look::secondary(tr!("admin-new-message")).icon(Icon::Plus)).clicked() {
        wishes.push(Wish::Ask(AdminDialog::Message(MessageForm::default())));
    }
}

/// The messages, the newest first.
pub fn show(ui: &mut Ui, notices: &[Arc<SentNotice>], now: UnixMillis, wishes: &mut Vec<Wish>) {
    if notices.is_empty() {
        weak(ui, tr!("admin-no-sent"));
        return;
    }
    if ui.available_width() < NARROW {
        let count = notices.len();
        two_lines(ui, "narrow sent", count, |ui, at| {
            let Some(notice) = notices.iter().rev().nth(at) else { return };
            let (to, when) = (receiver(&notice.to), clock(notice.at, now));
            let reached = tr!("admin-reached", count = notice.clients);
            let heading = tr!("admin-both", one = to, other = when);
            line(ui, &heading, |ui| again(ui, notice, wishes));
            let text = one_line(&notice.text);
            below(ui, tr!("admin-both", one = reached, other = text), &notice.text);
        });
        return;
    }
    TableBuilder::new(ui)
        .id_salt("sent")
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(150.0).clip(true))
        .column(Column::initial(180.0).clip(true))
        .column(Column::exact(110.0))
        .column(Column::remainder().clip(true))
        .column(Column::exact(110.0))
        .body(|body| {
            body.rows(ROW_HEIGHT, notices.len(), |mut row| {
                let Some(notice) = notices.iter().rev().nth(row.index()) else { return };
                row.col(|ui| {
                    let color = Palette::of(ui).weak;
                    truncated(ui, RichText::new(clock(notice.at, now)).color(color));
                });
                row.col(|ui| drop(truncated(ui, look::strong(receiver(&notice.to)))));
                row.col(|ui| {
                    truncated(ui, tr!("admin-reached", count = notice.clients));
                });
                row.col(|ui| {
                    truncated(ui, one_line(&notice.text)).on_hover_text(&notice.text);
                });
                row.col(|ui| look::from_right(ui, |ui| again(ui, notice, wishes)));
            });
        });
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// The button that begins the same message once more.
fn again(ui: &mut Ui, notice: &SentNotice, wishes: &mut Vec<Wish>) {
    let button = look::secondary(tr!("admin-again")).small();
    if ui.add(button.named(tr!("admin-again-which", text = &notice.text))).clicked() {
        let form = MessageForm::saying(notice.text.clone());
        wishes.push(Wish::Ask(AdminDialog::Message(form)));
    }
}

fn receiver(to: &SentTo) -> String {
    match to {
        SentTo::Everyone => tr!("admin-target-everyone"),
        SentTo::Room(room) => tr!("admin-target-room", room = room),
        SentTo::Members(pseudos) => pseudos.join(", "),
    }
}
