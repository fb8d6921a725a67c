//! The table by keyboard.

use super::selection::Choose;
use super::{Act, ClientTable, introduction};
use crate::admin_ui::window::Wish;
use crate::look;
use crate::texts::tr;
use egui::accesskit::Role;
use egui::{Event, EventFilter, Id, Key, Modifiers, Sense, Ui};

/// Rows that a page key passes over.
const PAGE: usize = 15;

/// The rows as one thing that can have the keyboard.
pub fn rows_id() -> Id {
    Id::unique("rows of clients")
}

/// Lets the keyboard act on the rows, while they have it.
pub fn take_keys(table: &mut ClientTable, ui: &mut Ui, wishes: &mut Vec<Wish>) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, rows_id(), Sense::focusable_noninteractive());
    let standing = table.selection.cursor().and_then(|id| table.view.row_of(id));
    let on = standing.and_then(|row| table.view.client(row)).map(|client| client.pseudo.clone());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Grid);
        let (count, chosen) = (table.view.len(), table.selection.len());
        node.set_label(tr!("admin-rows", count = count, chosen = chosen));
        node.set_value(on.unwrap_or_default());
    });
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    look::focus_ring(ui, rect);
    walk(table, ui, standing);
    choose(table, ui);
    act(table, ui, wishes);
}

/// To another row; with Shift, all on the way are chosen.
fn walk(table: &mut ClientTable, ui: &mut Ui, standing: Option<usize>) {
    let last = table.view.len().saturating_sub(1);
    let at = standing.unwrap_or(0);
    for (key, to) in [
        (Key::ArrowDown, if standing.is_some() { at + 1 } else { 0 }),
        (Key::ArrowUp, at.saturating_sub(1)),
        (Key::PageDown, at + PAGE),
        (Key::PageUp, at.saturating_sub(PAGE)),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        for (modifiers, stretch) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            if !ui.input_mut(|input| input.consume_key(modifiers, key)) {
                continue;
            }
            let to = to.min(last);
            let Some(id) = table.view.client(to).map(|client| client.id) else { return };
            if stretch {
                table.selection.choose(id, Choose::UpTo, &table.view);
            } else {
                table.selection.stand_on(id);
            }
            table.scroll_to = Some(to);
            return;
        }
    }
}

fn choose(table: &mut ClientTable, ui: &mut Ui) {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::A) {
        table.selection.toggle_all(&table.view);
    }
    if pressed(Modifiers::NONE, Key::Escape) {
        table.selection.clear();
    }
    if pressed(Modifiers::NONE, Key::Space)
        && let Some(id) = table.selection.cursor()
    {
        table.selection.choose(id, Choose::Toggle, &table.view);
    }
}

fn act(table: &ClientTable, ui: &mut Ui, wishes: &mut Vec<Wish>) {
    for (key, act) in [
        (Key::Enter, Act::Write),
        (Key::M, Act::Write),
        (Key::K, Act::Kick),
        (Key::Delete, Act::Kick),
        (Key::B, Act::Ban),
        (Key::I, Act::Details),
    ] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            let whom = table.chosen();
            if !whom.is_empty() {
                wishes.push(Wish::Ask(act.dialog(whom)));
            }
            return;
        }
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::P)) {
        wishes.push(introduction::wish(table));
    }
    if ui.input(|input| input.events.contains(&Event::Copy)) {
        let addresses: Vec<String> = table.chosen().into_iter().map(|one| one.shown).collect();
        // What is on the clipboard stays there where nobody is meant.
        if !addresses.is_empty() {
            ui.ctx().copy_text(addresses.join("\n"));
        }
    }
}
