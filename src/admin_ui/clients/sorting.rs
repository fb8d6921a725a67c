//! By what the table is sorted, as a menu: for where some columns have no room, and so no heading
//! to press on.

use super::columns::ALL;
use super::order::{Order, SortKey};
use crate::look::{self, Icon};
use crate::texts::tr;
use egui::{Popup, ScrollArea, Ui};

/// What a menu leaves of the window, in points.
const AROUND: f32 = 40.0;

/// The button that opens the menu. Gives the order from now on, if one was chosen.
pub fn menu(ui: &mut Ui, order: Order) -> Option<Order> {
    let button = ui.add(look::icon_button(Icon::ArrowUpDown, tr!("admin-sort")));
    let chosen = Popup::menu(&button).show(|ui| {
        let most = ui.ctx().content_rect().height() - AROUND;
        ScrollArea::vertical().max_height(most).show(ui, |ui| entries(ui, order)).inner
    });
    look::menu_gives_back(ui.ctx(), &button);
    chosen.and_then(|shown| shown.inner)
}

/// One entry for each figure. Gives the order from now on, if one was pressed.
fn entries(ui: &mut Ui, order: Order) -> Option<Order> {
    let mut chosen = None;
    for column in ALL {
        for key in column.keys() {
            let title = column.title_by(*key);
            let name = spoken(&title, *key, order);
            let entry = look::quiet(title).on(order.key == *key).named(name).small();
            if ui.add(entry).clicked() {
                chosen = Some(order.pressed(&[*key]));
                ui.close();
            }
        }
    }
    chosen
}

/// How the table is or would be sorted, for those who can't see an arrow.
pub fn spoken(title: &str, key: SortKey, order: Order) -> String {
    match (order.key == key, order.descending) {
        (false, _) => tr!("admin-sort-by", title = title),
        (true, true) => tr!("admin-sorted-down", title = title),
        (true, false) => tr!("admin-sorted-up", title = title),
    }
}
