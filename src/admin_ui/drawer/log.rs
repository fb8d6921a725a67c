//! What the server tells of itself.

use crate::hub::host::{LogLevel, LogLine};
use crate::look::{self, Icon, Palette};
use crate::texts::{clock, tr};
use egui::{Align, Color32, ComboBox, Id, Label, Layout, RichText, TextEdit, Ui};
use egui_extras::{Column, TableBuilder};
use std::collections::VecDeque;

/// Most lines that are kept; of more, the oldest go.
const MAX_LINES: usize = 2_000;

const ROW_HEIGHT: f32 = 20.0;

/// See the module.
pub struct LogPane {
    lines: VecDeque<LogLine>,
    /// Only lines at least as grave are shown.
    least: LogLevel,
    /// Only lines in which this occurs; all if it is empty.
    filter: String,
    /// Grave lines that nobody has seen yet.
    unseen: usize,
}

impl Default for LogPane {
    fn default() -> Self {
        let (lines, filter) = (VecDeque::new(), String::new());
        Self { lines, least: LogLevel::Info, filter, unseen: 0 }
    }
}

impl LogPane {
    /// One more line.
    pub fn push(&mut self, line: LogLine) {
        if self.lines.len() >= MAX_LINES {
            self.lines.pop_front();
        }
        self.unseen += usize::from(line.level <= LogLevel::Warn);
        self.lines.push_back(line);
    }

    /// The name of its tab, with how many grave lines nobody has seen yet.
    pub fn title(&self) -> String {
        tr!("admin-log", count = self.unseen)
    }

    fn shown(&self) -> Vec<&LogLine> {
        let wanted = self.filter.trim().to_lowercase();
        let lines = self.lines.iter().filter(|line| line.level <= self.least);
        lines
            .filter(|line| wanted.is_empty() || line.text.to_lowercase().contains(&wanted))
            .collect()
    }

    /// What is wanted of it, and a button to copy what is shown.
    pub fn bar(&mut self, ui: &mut Ui) {
        let copy = look::icon_button(Icon::Copy, tr!("admin-log-copy"));
        if ui.add(copy).clicked() {
            let lines = self.shown().into_iter().map(written).collect::<Vec<_>>();
            ui.ctx().copy_text(lines.join("\n"));
        }
        let search = TextEdit::singleline(&mut self.filter)
            .id(Id::unique("find in the log"))
            .hint_text(tr!("admin-log-filter-hint"))
            .desired_width(180.0);
        let search = ui.add(search);
        ui.ctx().accesskit_node_builder(search.id, |node| node.set_label(tr!("admin-log-filter")));
        let levels = ComboBox::from_id_salt("level").width(130.0).selected_text(from(self.least));
        let levels = levels.show_ui(ui, |ui| {
            for level in [LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug] {
                if look::entry(ui, self.least == level, from(level)) {
                    self.least = level;
                }
            }
        });
        look::list_gives_back(ui.ctx(), &levels.response);
        let id = levels.response.id;
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(tr!("admin-log-level")));
    }

    /// The lines, the newest at the bottom.
    pub fn show(&mut self, ui: &mut Ui) {
        self.unseen = 0;
        let lines = self.shown();
        if lines.is_empty() {
            look::weak(ui, tr!("admin-log-empty"));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        TableBuilder::new(ui)
            .id_salt("log")
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .stick_to_bottom(true)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(70.0))
            .column(Column::exact(74.0))
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(ROW_HEIGHT, lines.len(), |mut row| {
                    let Some(line) = lines.get(row.index()) else { return };
                    row.col(|ui| {
                        ui.label(small(time(line)).color(Palette::of(ui).weak));
                    });
                    row.col(|ui| {
                        let color = color(line.level, &Palette::of(ui));
                        ui.label(small(word(line.level)).color(color));
                    });
                    row.col(|ui| {
                        let text = RichText::new(&line.text).monospace().small();
                        ui.add(Label::new(text).truncate()).on_hover_text(&line.text);
                    });
                });
            });
    }
}

fn small(text: String) -> RichText {
    RichText::new(text).small()
}

fn time(line: &LogLine) -> String {
    clock(line.at, line.at)
}

fn written(line: &LogLine) -> String {
    format!("{} {} {}", time(line), word(line.level), line.text)
}

fn word(level: LogLevel) -> String {
    match level {
        LogLevel::Error => tr!("admin-log-error"),
        LogLevel::Warn => tr!("admin-log-warning"),
        LogLevel::Info => tr!("admin-log-info"),
        LogLevel::Debug => tr!("admin-log-debug"),
    }
}

/// What is shown of the log if this is the least grave.
fn from(level: LogLevel) -> String {
    match level {
        LogLevel::Error => tr!("admin-log-from-error"),
        LogLevel::Warn => tr!("admin-log-from-warning"),
        LogLevel::Info => tr!("admin-log-from-info"),
        LogLevel::Debug => tr!("admin-log-from-debug"),
    }
}

fn color(level: LogLevel, palette: &Palette) -> Color32 {
    match level {
        LogLevel::Error => palette.danger,
        LogLevel::Warn => palette.warning,
        LogLevel::Info => palette.text,
        LogLevel::Debug => palette.weak,
    }
}
