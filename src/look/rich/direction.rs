//! Text that goes from right to left. egui sets runs of letters side by side from left to right and
//! shapes each as its script wants; in which order words and runs stand is settled here, by the
//! bidirectional algorithm of Unicode (UAX #9), line by line.

use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// Whether some of it goes from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// A paragraph, cut into lines and put into the order in which it is seen.
pub struct Paragraph {
    /// Whether it begins at the right.
    pub right_to_left: bool,
    /// Its lines, each as pieces from left to right.
    pub lines: Vec<Vec<Piece>>,
}

/// A part of a paragraph: where it stands in it, and what is shown for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// In bytes.
    pub range: Range<usize>,
    /// The other bracket, where this one turns.
    pub mirrored: Option<char>,
}

/// Sets a paragraph (without line ends) for a width. `width_of` measures a part of it.
pub fn set(text: &str, width: f32, width_of: impl FnMut(&str) -> f32) -> Paragraph {
    let info = BidiInfo::new(text, None);
    let Some(paragraph) = info.paragraphs.first() else {
        return Paragraph { right_to_left: false, lines: Vec::new() };
    };
    let lines = lines(text, width, width_of);
    let lines = lines.into_iter().map(|line| {
        let (levels, runs) = info.visual_runs(paragraph, line);
        runs.into_iter().flat_map(|run| pieces(text, run.clone(), levels[run.start])).collect()
    });
    Paragraph { right_to_left: paragraph.level.is_rtl(), lines: lines.collect() }
}

/// A text on one line, from left to right as it is seen.
pub(super) fn seen(text: &str) -> String {
    let paragraph = set(text, f32::INFINITY, |_| 0.0);
    let piece = |piece: &Piece| match piece.mirrored {
        Some(c) => c.to_string(),
        None => text[piece.range.clone()].to_owned(),
    };
    paragraph.lines.iter().flatten().map(piece).collect()
}

/// Cuts at spaces, so that each line has its width; a single word may be wider.
fn lines(text: &str, width: f32, mut width_of: impl FnMut(&str) -> f32) -> Vec<Range<usize>> {
    let (mut lines, mut start, mut end, mut taken) = (Vec::new(), 0, 0, 0.0);
    for word in text.split_inclusive(' ') {
        let wide = width_of(word);
        if taken + wide > width && end > start {
            lines.push(start..end);
            (start, taken) = (end, 0.0);
        }
        end += word.len();
        taken += wide;
    }
    lines.push(start..end);
    lines
}

/// A run of one direction, as it is seen from left to right.
fn pieces(text: &str, run: Range<usize>, level: Level) -> Vec<Piece> {
    if level.is_ltr() {
        return vec![Piece { range: run, mirrored: None }];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut in_word = false;
    for (at, c) in text[run.clone()].char_indices() {
        let range = run.start + at..run.start + at + c.len_utf8();
        // Letters and their marks are shaped together, and turned by that.
        let letter = is_right_to_left(c) || in_word && bidi_class(c) == BidiClass::NSM;
        match pieces.last_mut() {
            Some(last) if letter && in_word => last.range.end = range.end,
            _ => pieces.push(Piece { range, mirrored: mirrored(c) }),
        }
        in_word = letter;
    }
    pieces.reverse();
    pieces
}

fn mirrored(c: char) -> Option<char> {
    const PAIRS: [(char, char); 6] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›')];
    PAIRS.iter().find_map(|(a, b)| match c {
        c if c == *a => Some(*b),
        c if c == *b => Some(*a),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as they are seen, letters in the order of the text.
    fn seen(text: &str, width: f32) -> Vec<String> {
        let paragraph = set(text, width, |word| word.chars().count() as f32);
        let piece = |piece: &Piece| match piece.mirrored {
            Some(c) => c.to_string(),
            None => text[piece.range.clone()].to_owned(),
        };
        paragraph.lines.iter().map(|line| line.iter().map(piece).collect()).collect()
    }

    #[test]
    fn words_stand_from_right_to_left() {
        assert_eq!(seen("שלום עולם", 99.0), ["עולם שלום"]);
        assert_eq!(seen("שלום (עולם)!", 99.0), ["!(עולם) שלום"]);
        assert_eq!(seen("one שני שלש four", 99.0), ["one שלש שני four"]);
        assert_eq!(seen("אבג 12 דהו", 99.0), ["דהו 12 אבג"]);
        assert_eq!(seen("plain", 99.0), ["plain"]);
        assert!(seen("", 99.0).is_empty());
    }

    #[test]
    fn lines_are_cut_before_words_are_turned() {
        assert_eq!(seen("אחת שתים שלש", 9.0), [" שתים אחת", "שלש"]);
    }
}
