//! How high the lines of a conversation are: as they were seen, or an estimate.

use super::model::{Body, History, Line, Talk, TalkId, What};
use crate::look::space;
use std::collections::VecDeque;
use std::ops::Range;

/// Lines whose heights are summed up together: a frame looks at the sums, and not at every line.
const BLOCK: u64 = 128;

/// The heights of the lines of one conversation at one width.
#[derive(Debug, Default)]
pub(super) struct Measured {
    of: Option<TalkId>,
    width: f32,
    /// The number of the first line.
    first: u64,
    heights: VecDeque<Height>,
    /// Of each block, by the numbers of its lines, as far as they are there.
    sums: VecDeque<f32>,
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
            let (of, first) = (Some(talk.id), history.dropped());
            *self = Self { of, width, first, ..Self::default() };
        }
        self.drop_before(history.dropped());
        for index in self.heights.len()..history.lines().len() {
            let points = estimate(history, index, width);
            self.heights.push_back(Height { points, seen: false });
            self.sum_up(self.block_of(index));
        }
    }

    /// Lines before this one are gone.
    fn drop_before(&mut self, first: u64) {
        if self.first == first {
            return;
        }
        let blocks = first / BLOCK - self.first / BLOCK;
        let gone = |count: u64, of: usize| (count as usize).min(of);
        self.sums.drain(..gone(blocks, self.sums.len()));
        self.heights.drain(..gone(first - self.first, self.heights.len()));
        self.first = first;
        self.sum_up(0);
    }

    /// In which of the sums a line is.
    fn block_of(&self, index: usize) -> usize {
        ((self.first + index as u64) / BLOCK - self.first / BLOCK) as usize
    }

    /// The lines of a block, which may be too many at its end.
    fn lines_of(&self, block: usize) -> Range<usize> {
        let place = |block: u64| (block * BLOCK).saturating_sub(self.first) as usize;
        let block = self.first / BLOCK + block as u64;
        place(block)..place(block + 1)
    }

    /// Sums a block up, the last one that there is or a new one behind it.
    fn sum_up(&mut self, block: usize) {
        let lines = self.lines_of(block);
        let heights = self.heights.iter().take(lines.end).skip(lines.start);
        let sum = heights.map(|height| height.points).sum();
        match self.sums.get_mut(block) {
            Some(known) => *known = sum,
            None => self.sums.push_back(sum),
        }
    }

    /// The height of all lines.
    pub fn total(&self) -> f32 {
        self.sums.iter().sum()
    }

    /// How much is above a line.
    pub fn above(&self, index: usize) -> f32 {
        let block = self.block_of(index);
        let first = self.lines_of(block).start;
        let rest = self.heights.iter().take(index).skip(first).map(|height| height.points);
        self.sums.iter().take(block).copied().chain(rest).sum()
    }

    /// The line at a distance from the top, and how much is above it.
    pub fn at(&self, distance: f32) -> (usize, f32) {
        let (mut above, mut block) = (0.0, 0);
        while let Some(sum) = self.sums.get(block).filter(|sum| above + **sum <= distance) {
            above += sum;
            block += 1;
        }
        let first = self.lines_of(block).start;
        for (index, height) in self.heights.iter().enumerate().skip(first) {
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
        if more != 0.0 {
            self.sum_up(self.block_of(index));
        }
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

#[cfg(test)]
mod tests {
    use super::super::model::{PersonTalk, With};
    use super::*;
    use crate::proto::ids::UnixMillis;

    fn say(talk: &mut Talk, lines: usize) {
        for _ in 0..lines {
            let body = Body::Text("two\nlines".into());
            let what = What::Said { author: "Ada".into(), own: false, body, names_me: false };
            talk.history.push(Line::new(UnixMillis(0), what));
        }
    }

    /// Each line stands where those above it end. Heights here are whole numbers, whose sums are exact.
    fn check(measured: &Measured) {
        let mut above = 0.0;
        for (index, height) in measured.heights.iter().enumerate() {
            assert_eq!(measured.above(index), above, "line {index}");
            assert_eq!(measured.at(above), (index, above));
            assert_eq!(measured.at(above + height.points - 1.0), (index, above));
            above += height.points;
        }
        assert_eq!(measured.total(), above);
        assert_eq!(measured.at(above), (measured.heights.len(), above));
    }

    #[test]
    fn lines_are_found_however_many_there_are() {
        let person = PersonTalk { member: None, pseudo: "Ada".into(), present: true };
        let mut talk = Talk::new(TalkId(0), With::Person(person));
        let mut measured = Measured::default();
        check(&measured);
        for more in [1, 300, 9_600, 1, 400, 40] {
            say(&mut talk, more);
            measured.fit(&talk, 500.0);
            check(&measured);
            for index in (0..measured.heights.len()).step_by(37) {
                let before = measured.height(index);
                assert_eq!(
                    measured.see(index, (index % 90) as f32 + 1.0) + before,
                    measured.height(index)
                );
            }
            check(&measured);
        }
        assert_eq!((talk.history.dropped(), measured.first), (342, 342));
        // At another width all is estimated anew.
        measured.fit(&talk, 400.0);
        assert!(!measured.is_seen(37) && measured.first == 342);
        check(&measured);
    }
}
