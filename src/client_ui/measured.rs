//! How high the lines of a conversation are: as they were seen, or an estimate.

use super::model::{Body, History, Line, Talk, TalkId, What};
use crate::look::space;
use std::collections::VecDeque;

/// The heights of the lines of one conversation at one width.
#[derive(Debug, Default)]
pub(super) struct Measured {
    of: Option<TalkId>,
    width: f32,
    first: u64,
    heights: VecDeque<Height>,
}

#[derive(Debug, Clone, Copy)]
struct Height {
    points: f32,
    seen: bool,
}

impl Measured {
    /// Makes it speak of exactly the lines of `talk`.
    pub fn fit(&mut self, talk: &Talk, width: f32) {
        let history = &talk.history;
        if self.of != Some(talk.id) || self.width != width {
            let (first, heights) = (history.dropped(), VecDeque::new());
            *self = Self { of: Some(talk.id), width, first, heights };
        }
        while self.first < history.dropped() {
            self.heights.pop_front();
            self.first += 1;
        }
        for index in self.heights.len()..history.lines().len() {
            let points = estimate(history, index, width);
            self.heights.push_back(Height { points, seen: false });
        }
    }

    /// The height of all lines.
    pub fn total(&self) -> f32 {
        self.heights.iter().map(|height| height.points).sum()
    }

    /// How much is above a line.
    pub fn above(&self, index: usize) -> f32 {
        self.heights.iter().take(index).map(|height| height.points).sum()
    }

    /// The line at a distance from the top, and how much is above it.
    pub fn at(&self, distance: f32) -> (usize, f32) {
        let mut above = 0.0;
        for (index, height) in self.heights.iter().enumerate() {
            if above + height.points > distance {
                return (index, above);
            }
            above += height.points;
        }
        (self.heights.len(), above)
    }

    /// The height of one line.
    pub fn height(&self, index: usize) -> f32 {
        self.heights.get(index).map_or(0.0, |height| height.points)
    }

    /// Whether a line has been seen at this width.
    pub fn is_seen(&self, index: usize) -> bool {
        self.heights.get(index).is_some_and(|height| height.seen)
    }

    /// A line was seen. How much higher it is than it was thought to be.
    pub fn see(&mut self, index: usize, points: f32) -> f32 {
        let Some(height) = self.heights.get_mut(index) else { return 0.0 };
        let more = points - height.points;
        *height = Height { points, seen: true };
        more
    }
}

/// About how high a line is. What is seen is measured; this is for what is not.
fn estimate(history: &History, index: usize, width: f32) -> f32 {
    const ROW: f32 = 21.0;
    const DAY: f32 = 36.0;
    const CHARACTER: f32 = 7.3;
    const PICTURE: f32 = 220.0;
    let rows = |text: &str| {
        let a_row = (width / CHARACTER).max(1.0);
        let folded = text.lines().take(super::message::FOLDED_LINES);
        folded.map(|line| (line.chars().count() as f32 / a_row).ceil().max(1.0)).sum::<f32>()
    };
    let line: &Line = &history.lines()[index];
    let before = index.checked_sub(1).and_then(|before| history.lines().get(before));
    let day = if line.begins_day(before) { DAY } else { 0.0 };
    day + match &line.what {
        What::Said { body, .. } => {
            let body = match body {
                Body::Text(text) => rows(text) * ROW,
                Body::Picture(_) => PICTURE,
                Body::Other(_) => ROW,
            };
            if line.continues(before) { body + 3.0 } else { body + ROW + space::S }
        }
        What::Notice { text, .. } => rows(text) * ROW + ROW + space::L,
        What::News(_) => ROW,
    }
}
