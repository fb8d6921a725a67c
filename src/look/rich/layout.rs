//! Puts blocks on the page.

use super::both_ways;
use super::direction::has_right_to_left;
use super::{Block, Needle, Span, Style};
use crate::look::{Icon, Palette, icon_button, space, strong_family};
use crate::texts::tr;
use egui::epaint::text::TextFormat;
use egui::text::LayoutJob;
use egui::{
    Align, Color32, FontFamily, FontId, Frame, Hyperlink, Label, Layout, Stroke, TextStyle, Ui,
    vec2,
};

/// Between the lines of what is read, as a multiple of the letters' size.
const LINE_HEIGHT: f32 = 1.45;

/// Code is set in a face that looks larger than that of text.
const CODE_SCALE: f32 = 0.93;

/// How text is to look that says nothing about it itself.
pub struct Look<'a> {
    /// Its colour.
    pub color: Color32,
    /// As a multiple of the size of text.
    pub scale: f32,
    /// What is marked in it.
    pub needle: &'a Needle,
}

/// Shows what somebody wrote.
pub fn show(ui: &mut Ui, blocks: &[Block], look: &Look<'_>) {
    for block in blocks {
        match block {
            Block::Code(code) => code_ui(ui, code, look),
            Block::Words(spans) if spans.iter().any(|span| has_right_to_left(&span.text)) => {
                both_ways::show(ui, spans, look);
            }
            Block::Words(spans) => words(ui, spans, look),
        }
    }
}

/// Words from left to right: labels, and links that can be pressed.
fn words(ui: &mut Ui, spans: &[Span], look: &Look<'_>) {
    if !spans.iter().any(|span| span.style.link) {
        let mut job = LayoutJob::default();
        spans.iter().for_each(|span| append(&mut job, ui, look, &span.text, span.style));
        ui.add(Label::new(job).wrap());
        return;
    }
    // A line of words is as high as they are, not as a button. The row asks before it begins.
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        wrapped(ui, spans, look);
    });
}

fn wrapped(ui: &mut Ui, spans: &[Span], look: &Look<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let mut job = LayoutJob::default();
        for span in spans {
            if !span.style.link {
                append(&mut job, ui, look, &span.text, span.style);
                continue;
            }
            if !job.is_empty() {
                ui.add(Label::new(std::mem::take(&mut job)).wrap());
            }
            link(ui, span, look);
        }
        if !job.is_empty() {
            ui.add(Label::new(job).wrap());
        }
    });
}

fn link(ui: &mut Ui, span: &Span, look: &Look<'_>) {
    let mut job = LayoutJob::default();
    append(&mut job, ui, look, &span.text, span.style);
    ui.add(Hyperlink::from_label_and_url(job, &span.text).open_in_new_tab(true));
}

fn code_ui(ui: &mut Ui, code: &str, look: &Look<'_>) {
    let fill = Palette::of(ui).raised;
    let frame = Frame::new().fill(fill).corner_radius(6.0).inner_margin(vec2(space::S, space::XS));
    frame.show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if ui.add(icon_button(Icon::Copy, tr!("look-copy-code")).small()).clicked() {
                ui.ctx().copy_text(code.to_owned());
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let style = Style { code: true, ..Style::default() };
                let mut job = LayoutJob::default();
                append(&mut job, ui, look, code, style);
                job.sections.iter_mut().for_each(|s| s.format.background = Color32::TRANSPARENT);
                ui.add(Label::new(job).wrap());
            });
        });
    });
}

/// Adds text, and marks in it what is looked for.
pub(super) fn append(job: &mut LayoutJob, ui: &Ui, look: &Look<'_>, text: &str, style: Style) {
    let plain = format(ui, look, style);
    let palette = Palette::of(ui);
    let mut from = 0;
    for place in look.needle.places(text) {
        job.append(&text[from..place.start], 0.0, plain.clone());
        let marked = TextFormat {
            background: palette.attention,
            color: palette.text,
            underline: Stroke::new(1.5, palette.warning),
            ..plain.clone()
        };
        job.append(&text[place.clone()], 0.0, marked);
        from = place.end;
    }
    job.append(&text[from..], 0.0, plain);
}

pub(super) fn format(ui: &Ui, look: &Look<'_>, style: Style) -> TextFormat {
    let palette = Palette::of(ui);
    let size = TextStyle::Body.resolve(ui.style()).size * look.scale;
    let heavy = style.strong || style.name.is_some();
    let family = match (style.code, heavy) {
        (true, _) => FontFamily::Monospace,
        (false, true) => strong_family(),
        (false, false) => FontFamily::Proportional,
    };
    let color = match style {
        Style { link: true, .. } | Style { name: Some(false), .. } => palette.accent,
        Style { name: Some(true), .. } => palette.text,
        _ => look.color,
    };
    let background = match style {
        Style { code: true, .. } => palette.raised,
        Style { name: Some(true), .. } => palette.attention,
        _ => Color32::TRANSPARENT,
    };
    let underline = if style.link { Stroke::new(1.0, palette.accent) } else { Stroke::NONE };
    TextFormat {
        font_id: FontId::new(if style.code { size * CODE_SCALE } else { size }, family),
        line_height: Some((size * LINE_HEIGHT).round()),
        color,
        background,
        italics: style.soft,
        underline,
        ..TextFormat::default()
    }
}
