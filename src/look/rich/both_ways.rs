//! Words of which some go from right to left, put on the page.

use super::direction::{self, Piece};
use super::layout::{Look, append, format};
use super::selected::{Seen, SelectedInOrder};
use super::{Span, Style};
use crate::look;
use egui::accesskit::Role;
use egui::text::{CharIndex, LayoutJob, LayoutSection};
use egui::text_selection::LabelSelectionState;
use egui::{
    Align, CursorIcon, Galley, Label, Layout, OpenUrl, Pos2, Rect, Response, RichText, Sense,
    Stroke, Ui, WidgetInfo, pos2, vec2,
};
use std::ops::Range;

/// A whole text, and how its parts look.
struct Styled {
    text: String,
    styles: Vec<(Range<usize>, Style)>,
}

/// Shows them, one paragraph below the other.
pub(super) fn show(ui: &mut Ui, spans: &[Span], look: &Look<'_>) {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let styles = spans.iter().scan(0, |end, span| {
        let start = *end;
        *end += span.text.len();
        Some((start..*end, span.style))
    });
    let whole = Styled { styles: styles.collect(), text };
    let mut from = 0;
    for paragraph in whole.text.split('\n') {
        show_paragraph(ui, &whole, from..from + paragraph.len(), look);
        from += paragraph.len() + 1;
    }
}

/// Shows a name or the like on one line, cut where it is too long, whichever way its words go.
pub fn line(ui: &mut Ui, text: &str, dress: impl FnOnce(RichText) -> RichText) -> Response {
    if !direction::has_right_to_left(text) {
        return look::truncated(ui, dress(RichText::new(text)));
    }
    let response = look::truncated(ui, dress(RichText::new(direction::seen(text))));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
    response
}

/// A paragraph as it is laid out.
struct Laid {
    job: LayoutJob,
    /// Characters that are laid out so far.
    count: usize,
    /// Where links stand, in characters, and where they lead.
    links: Vec<(Range<usize>, String)>,
}

fn show_paragraph(ui: &mut Ui, whole: &Styled, at: Range<usize>, look: &Look<'_>) {
    let text = &whole.text[at.clone()];
    let font = format(ui, look, Style::default()).font_id;
    let paragraph = direction::set(text, ui.available_width(), |word| {
        ui.painter().layout_no_wrap(word.to_owned(), font.clone(), look.color).size().x
    });
    let mut laid = Laid { job: LayoutJob::default(), count: 0, links: Vec::new() };
    let mut seen = Vec::new();
    for (index, line) in paragraph.lines.iter().enumerate() {
        if index > 0 {
            laid.append(ui, look, "\n", Style::default());
        }
        line.iter().for_each(|piece| laid.piece(ui, look, whole, at.start, piece));
        let goes_on = index + 1 < paragraph.lines.len();
        seen.push(Seen::new(text, line, goes_on));
    }
    let plugin = ui.ctx().plugin_or_default::<SelectedInOrder>();
    plugin.lock().add(seen);
    let align = if paragraph.right_to_left { Align::Max } else { Align::Min };
    laid.job.halign = align;
    ui.with_layout(Layout::top_down(align), |ui| laid.show(ui, text, look));
}

impl Laid {
    fn append(&mut self, ui: &Ui, look: &Look<'_>, text: &str, style: Style) {
        self.count += text.chars().count();
        // What stands side by side must not be shaped as one: a comma would go to the wrong side.
        let mut one = LayoutJob::default();
        append(&mut one, ui, look, text, style);
        let start = self.job.text.len();
        self.job.text.push_str(&one.text);
        self.job.sections.extend(one.sections.into_iter().map(|section| LayoutSection {
            byte_range: section.byte_range.start + start..section.byte_range.end + start,
            ..section
        }));
    }

    /// A piece, each of its spans in its own style.
    fn piece(&mut self, ui: &Ui, look: &Look<'_>, whole: &Styled, from: usize, piece: &Piece) {
        if let Some(c) = piece.mirrored {
            return self.append(ui, look, c.encode_utf8(&mut [0; 4]), Style::default());
        }
        let range = from + piece.range.start..from + piece.range.end;
        for (span, style) in &whole.styles {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            if start >= end {
                continue;
            }
            let begin = self.count;
            self.append(ui, look, &whole.text[start..end], *style);
            if style.link {
                self.links.push((begin..self.count, whole.text[span.clone()].to_owned()));
            }
        }
    }

    /// Shows it like a label, with links that can be pressed.
    fn show(self, ui: &mut Ui, text: &str, look: &Look<'_>) {
        let (at, galley, response) = Label::new(self.job).wrap().layout_in_ui(ui);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
        if ui.style().interaction.selectable_labels {
            let (galley, line) = (galley.clone(), Stroke::NONE);
            LabelSelectionState::label_text_selection(ui, &response, at, galley, look.color, line);
        } else {
            ui.painter().galley(at, galley.clone(), look.color);
        }
        for (range, url) in self.links {
            for (row, place) in places(&galley, at, &range).into_iter().enumerate() {
                link(ui, &response, (range.start, row), place, &url);
            }
        }
    }
}

fn link(ui: &Ui, within: &Response, index: (usize, usize), place: Rect, url: &str) {
    let response = ui.interact(place, within.id.with(index), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), url));
    if response.has_focus() {
        look::focus_ring(ui, place);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.clicked() || response.clicked_with_open_in_background() {
        ui.ctx().open_url(OpenUrl::new_tab(url));
    }
}

/// Where characters stand, a rectangle on each row.
fn places(galley: &Galley, at: Pos2, range: &Range<usize>) -> Vec<Rect> {
    let mut from = 0;
    let mut places = Vec::new();
    for row in &galley.rows {
        let count = row.char_count_excluding_newline().0;
        let (start, end) = (range.start.max(from), range.end.min(from + count));
        if start < end {
            let x = |index: usize| row.pos.x + row.x_offset(CharIndex(index - from));
            let left = at + vec2(x(start), row.pos.y);
            places.push(Rect::from_min_max(left, pos2(at.x + x(end), left.y + row.height())));
        }
        from += count + usize::from(row.ends_with_newline);
    }
    places
}
