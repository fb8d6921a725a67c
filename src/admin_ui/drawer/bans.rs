//! Who is kept out, and until when.

use super::narrow::{NARROW, below, line, two_lines};
use crate::admin_ui::commands::Order;
use crate::admin_ui::dialogs::{AdminDialog, BanForm};
use crate::admin_ui::window::Wish;
use crate::hub::host::{BanRow, BanTarget};
use crate::look::{self, Icon, truncated, weak};
use crate::proto::ids::UnixMillis;
use crate::texts::{clock, tr};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

const ROW_HEIGHT: f32 = 30.0;

/// The button that begins a ban.
pub fn bar(ui: &mut Ui, wishes: &mut Vec<Wish>) {
    if ui.add(look::secondary(tr!("admin-add-ban")).icon(Icon::Plus)).clicked() {
        wishes.push(Wish::Ask(AdminDialog::Ban(BanForm::anybody())));
    }
}

/// The bans in force, the newest first.
pub fn show(ui: &mut Ui, bans: &[BanRow], now: UnixMillis, wishes: &mut Vec<Wish>) {
    if bans.is_empty() {
        weak(ui, tr!("admin-no-bans"));
        return;
    }
    if ui.available_width() < NARROW {
        let count = bans.len();
        two_lines(ui, "narrow bans", count, |ui, at| {
            let Some(ban) = bans.iter().rev().nth(at) else { return };
            let name = target(&ban.target);
            line(ui, &name, |ui| lift(ui, ban, &name, wishes));
            let mut more = tr!("admin-until", until = clock(ban.until, now));
            if !ban.reason.is_empty() {
                more = tr!("admin-both", one = more, other = ban.reason.as_str());
            }
            below(ui, more, &ban.reason);
        });
        return;
    }
    TableBuilder::new(ui)
        .id_salt("bans")
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::initial(220.0).clip(true))
        .column(Column::exact(216.0))
        .column(Column::remainder().clip(true))
        .column(Column::exact(110.0))
        .body(|body| {
            body.rows(ROW_HEIGHT, bans.len(), |mut row| {
                let Some(ban) = bans.iter().rev().nth(row.index()) else { return };
                let name = target(&ban.target);
                row.col(|ui| drop(truncated(ui, look::strong(&name))));
                row.col(|ui| {
                    truncated(ui, tr!("admin-until", until = clock(ban.until, now)));
                });
                row.col(|ui| {
                    let color = look::Palette::of(ui).weak;
                    truncated(ui, RichText::new(&ban.reason).color(color));
                });
                row.col(|ui| look::from_right(ui, |ui| lift(ui, ban, &name, wishes)));
            });
        });
}

/// The button that lifts a ban.
fn lift(ui: &mut Ui, ban: &BanRow, name: &str, wishes: &mut Vec<Wish>) {
    let button = look::secondary(tr!("admin-lift")).small();
    if ui.add(button.named(tr!("admin-lift-which", name = name))).clicked() {
        let (ids, name) = (vec![ban.id], name.to_owned());
        wishes.push(Wish::Order(Order::Unban { ids, name }));
    }
}

fn target(target: &BanTarget) -> String {
    match target {
        BanTarget::Pseudo(pseudo) => pseudo.clone(),
        BanTarget::Address(address) => address.to_string(),
    }
}
