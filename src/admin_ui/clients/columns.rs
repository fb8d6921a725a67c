//! The columns: their headings, their widths, and which have room.

use super::ClientTable;
use super::order::{Order, SortKey};
use super::sorting::spoken;
use super::{cells, rows};
use crate::admin_ui::window::{Wish, is_low};
use crate::look::{Icon, Palette, icon};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::{Align, Button, Layout, RichText, Sense, Ui};
use egui_extras::{Column as Strip, TableBuilder};

const HEADER_HEIGHT: f32 = 28.0;
const GAP: f32 = 8.0;

/// A column of the table, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Chosen,
    Pseudo,
    Address,
    Rooms,
    LastMessage,
    Since,
    In,
    Out,
    RoundTrip,
    Lag,
    Acts,
}

/// All of them.
pub const ALL: [Column; 11] = [
    Column::Chosen,
    Column::Pseudo,
    Column::Address,
    Column::Rooms,
    Column::LastMessage,
    Column::Since,
    Column::In,
    Column::Out,
    Column::RoundTrip,
    Column::Lag,
    Column::Acts,
];

/// Which go first where there is no room for all. A row's details show what they would, and a
/// menu sorts by them.
const GO_FIRST: [Column; 8] = [
    Column::Since,
    Column::Out,
    Column::In,
    Column::Lag,
    Column::RoundTrip,
    Column::Rooms,
    Column::LastMessage,
    Column::Acts,
];

impl Column {
    fn title(self) -> String {
        match self {
            Self::Chosen | Self::Acts => String::new(),
            Self::Pseudo => tr!("admin-pseudo"),
            Self::Address => tr!("admin-address"),
            Self::Rooms => tr!("admin-rooms-of-client"),
            Self::LastMessage => tr!("admin-last-message"),
            Self::Since => tr!("admin-since"),
            Self::In => tr!("admin-in"),
            Self::Out => tr!("admin-out"),
            Self::RoundTrip => tr!("admin-round-trip"),
            Self::Lag => tr!("admin-lag"),
        }
    }

    /// Its title where the table is sorted by `key`, which is one of its own.
    pub fn title_by(self, key: SortKey) -> String {
        match key {
            SortKey::BytesIn | SortKey::BytesOut => tr!("admin-by-bytes", title = self.title()),
            _ => self.title(),
        }
    }

    /// By what a press on its heading sorts.
    pub fn keys(self) -> &'static [SortKey] {
        match self {
            Self::Chosen | Self::Acts => &[],
            Self::Pseudo => &[SortKey::Pseudo],
            Self::Address => &[SortKey::Address],
            Self::Rooms => &[SortKey::Rooms],
            Self::LastMessage => &[SortKey::LastMessage],
            Self::Since => &[SortKey::Since],
            Self::In => &[SortKey::MessagesIn, SortKey::BytesIn],
            Self::Out => &[SortKey::MessagesOut, SortKey::BytesOut],
            Self::RoundTrip => &[SortKey::RoundTrip],
            Self::Lag => &[SortKey::Lag],
        }
    }

    /// What the heading stands for, where a word is not enough.
    fn hint(self) -> Option<String> {
        match self {
            Self::In => Some(tr!("admin-in-hint")),
            Self::Out => Some(tr!("admin-out-hint")),
            Self::RoundTrip => Some(tr!("admin-round-trip-hint")),
            Self::Lag => Some(tr!("admin-lag-hint")),
            _ => None,
        }
    }

    /// The least width, in points.
    fn width(self) -> f32 {
        match self {
            Self::Chosen => 24.0,
            Self::Pseudo => 120.0,
            Self::Address => 140.0,
            Self::Rooms => 84.0,
            Self::LastMessage => 128.0,
            Self::Since => 50.0,
            Self::In | Self::Out => 98.0,
            Self::RoundTrip => 72.0,
            Self::Lag => 42.0,
            Self::Acts => 82.0,
        }
    }

    /// Names take what is left; figures have their width.
    fn strip(self) -> Strip {
        match self {
            Self::Pseudo | Self::Rooms => Strip::remainder().at_least(self.width()).clip(true),
            _ => Strip::exact(self.width()).clip(true),
        }
    }

    /// Figures stand at the right edge, so that their digits stand below one another.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Since | Self::In | Self::Out | Self::RoundTrip | Self::Lag)
    }
}

/// Whether there is no room for some of the columns.
pub fn some_hidden(width: f32) -> bool {
    fitting(width).len() < ALL.len()
}

/// The columns that there is room for.
fn fitting(width: f32) -> Vec<Column> {
    let mut columns = ALL.to_vec();
    let needed =
        |columns: &[Column]| columns.iter().map(|column| column.width() + GAP).sum::<f32>();
    for going in GO_FIRST {
        if needed(&columns) <= width {
            break;
        }
        columns.retain(|column| *column != going);
    }
    columns
}

/// Shows the rows, and in `pressed` by what to sort them from now on.
pub fn table(
    table: &mut ClientTable,
    ui: &mut Ui,
    now: UnixMillis,
    wishes: &mut Vec<Wish>,
    pressed: &mut Option<Order>,
) {
    let columns = fitting(ui.available_width());
    ui.spacing_mut().item_spacing.x = GAP;
    if is_low(ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
    }
    // A press on a word is one on its row.
    ui.style_mut().interaction.selectable_labels = false;
    // What is chosen is seen by its ground and its mark.
    ui.visuals_mut().selection.stroke.color = Palette::of(ui).text;
    let mut builder = TableBuilder::new(ui)
        .id_salt(columns.len())
        .striped(true)
        .sense(Sense::CLICK)
        .cell_layout(Layout::left_to_right(Align::Center))
        .auto_shrink(false)
        .min_scrolled_height(0.0);
    for column in &columns {
        builder = builder.column(column.strip());
    }
    if let Some(row) = table.scroll_to.take() {
        builder = builder.scroll_to_row(row, None);
    }
    builder
        .header(HEADER_HEIGHT, |mut header| {
            for column in &columns {
                header.col(|ui| match column {
                    Column::Chosen => all(table, ui),
                    _ => heading(ui, *column, table.view.order(), pressed),
                });
            }
        })
        .body(|body| rows::show(table, body, &columns, now, wishes));
}

/// Chooses all, or nobody.
fn all(table: &mut ClientTable, ui: &mut Ui) {
    let chosen = table.selection.len() > 0 && table.selection.len() == table.view.len();
    if cells::check(ui, chosen, tr!("admin-choose-all")) {
        table.selection.toggle_all(&table.view);
    }
}

fn heading(ui: &mut Ui, column: Column, order: Order, pressed: &mut Option<Order>) {
    let keys = column.keys();
    let Some(first) = keys.first().copied() else { return };
    let palette = Palette::of(ui);
    let by_this = keys.contains(&order.key);
    let title = if by_this { column.title_by(order.key) } else { column.title() };
    let color = if by_this { palette.text } else { palette.weak };
    let arrow = if order.descending { Icon::ArrowDown } else { Icon::ArrowUp };
    let word = RichText::new(&title).small().color(color);
    let layout = if column.is_figure() {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    let response = ui.with_layout(layout, |ui| {
        ui.spacing_mut().button_padding.x = 2.0;
        let button = if by_this {
            Button::new((word, icon(arrow).small().color(color)))
        } else {
            Button::new(word)
        };
        ui.add(button.frame(false).truncate())
    });
    let response = response.inner;
    let name = spoken(&title, if by_this { order.key } else { first }, order);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if response.clicked() {
        *pressed = Some(order.pressed(keys));
    }
    if let Some(hint) = column.hint() {
        response.on_hover_text(hint);
    }
}
