//! What was said, newest at the bottom. Of many lines, only those in sight are laid out: the others
//! have the height that they had when they were last seen, or an estimate.

use super::message::{line, pending};
use super::model::{Line, Talk, TalkId, What};
use super::window::Wish;
use crate::look::space;
use crate::proto::ids::UnixMillis;
use egui::{Align, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2};
use std::collections::VecDeque;

/// The list of messages of the conversation that is shown.
#[derive(Debug, Default)]
pub(super) struct MessageList {
    measured: Measured,
    to_end: bool,
}

impl MessageList {
    /// The newest message is to be seen.
    pub fn go_to_end(&mut self) {
        self.to_end = true;
    }

    /// Shows it. It stays at the newest message unless somebody scrolls up.
    pub fn show(&mut self, ui: &mut Ui, talk: &Talk, now: UnixMillis, wishes: &mut Vec<Wish>) {
        let measured = &mut self.measured;
        let to_end = std::mem::take(&mut self.to_end);
        let area = ScrollArea::vertical().id_salt(talk.id).auto_shrink(false);
        area.stick_to_bottom(true).animated(false).show_viewport(ui, |ui, viewport| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let full = ui.max_rect();
            measured.fit(talk, full.width());
            lines(ui, talk, measured, viewport, now);
            let top = full.top() + measured.total();
            let height = place(ui, top, (talk.id, u64::MAX), |ui| {
                talk.pending.iter().for_each(|one| pending(ui, one, wishes));
                ui.add_space(space::S);
            });
            let end = pos2(full.right(), top + height);
            ui.allocate_rect(Rect::from_min_max(full.min, end), Sense::hover());
            if to_end {
                ui.scroll_to_rect(Rect::from_min_max(end, end), Some(Align::BOTTOM));
            }
        });
    }
}

/// Lays out the lines in sight, and measures them.
fn lines(ui: &mut Ui, talk: &Talk, measured: &mut Measured, viewport: Rect, now: UnixMillis) {
    let history = &talk.history;
    let (first, above) = measured.at(viewport.top());
    let mut y = above;
    for (index, one) in history.lines().iter().enumerate().skip(first) {
        if y > viewport.bottom() {
            break;
        }
        let before = index.checked_sub(1).and_then(|before| history.lines().get(before));
        let serial = history.dropped() + index as u64;
        let height = place(ui, ui.max_rect().top() + y, (talk.id, serial), |ui| {
            line(ui, one, before, now);
        });
        measured.heights[index] = height;
        y += height;
    }
}

/// Lays something out from `y` on over the whole width. Gives its height.
fn place(ui: &mut Ui, y: f32, id: (TalkId, u64), content: impl FnOnce(&mut Ui)) -> f32 {
    let rect = Rect::from_min_max(pos2(ui.max_rect().left(), y), ui.max_rect().right_bottom());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    content(&mut child);
    child.min_rect().height()
}

/// The heights of the lines of one conversation at one width.
#[derive(Debug, Default)]
struct Measured {
    of: Option<TalkId>,
    width: f32,
    first: u64,
    heights: VecDeque<f32>,
}

impl Measured {
    /// Makes it speak of exactly the lines of `talk`.
    fn fit(&mut self, talk: &Talk, width: f32) {
        let history = &talk.history;
        if self.of != Some(talk.id) || self.width != width {
            *self = Self {
                of: Some(talk.id),
                width,
                first: history.dropped(),
                heights: VecDeque::new(),
            };
        }
        while self.first < history.dropped() {
            self.heights.pop_front();
            self.first += 1;
        }
        for index in self.heights.len()..history.lines().len() {
            let before = index.checked_sub(1).and_then(|before| history.lines().get(before));
            self.heights.push_back(estimate(&history.lines()[index], before, width));
        }
    }

    fn total(&self) -> f32 {
        self.heights.iter().sum()
    }

    /// The line at a distance from the top, and how much is above it.
    fn at(&self, distance: f32) -> (usize, f32) {
        let mut above = 0.0;
        for (index, height) in self.heights.iter().enumerate() {
            if above + height > distance {
                return (index, above);
            }
            above += height;
        }
        (self.heights.len(), above)
    }
}

/// About how high a line is. What is seen is measured; this is for what is not.
fn estimate(line: &Line, before: Option<&Line>, width: f32) -> f32 {
    const ROW: f32 = 19.0;
    const CHARACTER: f32 = 7.5;
    let rows = |text: &str| {
        let a_row = (width / CHARACTER).max(1.0);
        text.lines().map(|line| (line.chars().count() as f32 / a_row).ceil().max(1.0)).sum::<f32>()
    };
    match &line.what {
        What::Said { text, .. } => {
            let text = text.as_deref().map_or(1.0, rows) * ROW;
            if line.continues(before) { text } else { text + ROW + space::S }
        }
        What::Notice { text, .. } => rows(text) * ROW + ROW + space::L,
        What::News(_) => ROW,
    }
}
