//! Text that was selected where words go from right to left. egui copies it as it is seen; here it
//! gets the order in which it was written.

use super::direction::{Piece, has_right_to_left};
use egui::text_selection::LabelSelectionState;
use egui::{Context, Event, FullOutput, OutputCommand, Plugin, Ui};
use std::ops::Range;

/// A line on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// From left to right.
    text: String,
    /// For each of its characters, which one it is of the text, and which one was written.
    written: Vec<(usize, char)>,
    /// Whether the paragraph goes on in the next line.
    goes_on: bool,
}

impl Seen {
    /// A line of a paragraph.
    pub fn new(paragraph: &str, pieces: &[Piece], goes_on: bool) -> Self {
        let (mut text, mut written) = (String::new(), Vec::new());
        for piece in pieces {
            for (at, c) in paragraph[piece.range.clone()].char_indices() {
                text.push(piece.mirrored.unwrap_or(c));
                written.push((piece.range.start + at, c));
            }
        }
        Self { text, written, goes_on }
    }

    /// A part of it as it was written, by characters.
    fn in_order(&self, part: Range<usize>) -> String {
        let mut part = self.written.get(part).unwrap_or_default().to_vec();
        part.sort_unstable();
        part.into_iter().map(|(_, c)| c).collect()
    }
}

/// Knows what is on the page, and mends what is copied of it.
#[derive(Debug, Default)]
pub(super) struct SelectedInOrder {
    seen: Vec<Seen>,
}

impl SelectedInOrder {
    /// These lines are on the page.
    pub fn add(&mut self, seen: Vec<Seen>) {
        self.seen.extend(seen);
    }

    /// What was selected, in the order in which it was written.
    fn in_order(&self, selected: &str) -> String {
        let mut text = String::new();
        for line in selected.split_inclusive('\n') {
            let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
            let whole = self.seen.iter().find(|seen| seen.text == words);
            let part = || self.seen.iter().find(|seen| seen.text.contains(words));
            match whole.or_else(|| part().filter(|_| has_right_to_left(words))) {
                Some(seen) => {
                    let at = seen.text.find(words).unwrap_or_default();
                    let start = seen.text[..at].chars().count();
                    text.push_str(&seen.in_order(start..start + words.chars().count()));
                    // The end of the line was nobody's.
                    let goes_on = seen.goes_on && seen.text.ends_with(words);
                    text.push_str(if goes_on { "" } else { end });
                }
                None => text.push_str(line),
            }
        }
        text
    }
}

impl Plugin for SelectedInOrder {
    fn debug_name(&self) -> &'static str {
        "SelectedInOrder"
    }

    fn on_begin_pass(&mut self, _ui: &mut Ui) {
        self.seen.clear();
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let asked = ctx.input(|input| {
            input.events.iter().any(|event| matches!(event, Event::Copy | Event::Cut))
        });
        if !asked || !ctx.plugin::<LabelSelectionState>().lock().has_selection() {
            return;
        }
        for command in &mut output.platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                *text = self.in_order(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::direction::set;
    use super::*;

    fn page(texts: &[&str], width: f32) -> SelectedInOrder {
        let mut page = SelectedInOrder::default();
        for text in texts {
            let lines = set(text, width, |word| word.chars().count() as f32).lines;
            let last = lines.len() - 1;
            let seen = lines.iter().enumerate();
            page.add(seen.map(|(at, line)| Seen::new(text, line, at < last)).collect());
        }
        page
    }

    #[test]
    fn what_is_selected_is_copied_as_it_was_written() {
        let written = "שלום (עולם)! USB 12";
        let page = page(&[written, "plain words"], 99.0);
        let seen = page.seen[0].text.clone();
        assert_ne!(seen, written);
        assert_eq!(page.in_order(&seen), written);
        assert_eq!(
            page.in_order(&format!("before\n{seen}\nplain")),
            format!("before\n{written}\nplain")
        );
        // A part, from the middle of the line.
        assert_eq!(page.in_order("!(עולם) שלום"), "שלום (עולם)!");
        assert_eq!(page.in_order("plain words"), "plain words");
    }

    #[test]
    fn lines_that_were_cut_are_whole_again() {
        let written = "אחת שתים שלש ארבע";
        let page = page(&[written], 9.0);
        let seen: Vec<_> = page.seen.iter().map(|seen| seen.text.as_str()).collect();
        assert!(seen.len() > 1);
        assert_eq!(page.in_order(&seen.join("\n")), written);
    }
}
