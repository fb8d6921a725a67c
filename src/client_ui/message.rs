//! One entry of a conversation, drawn.

use super::messages::Around;
use super::model::{Body, Line, Pending, PendingState, Talk, What, With};
use super::pictures::{View, fit};
use super::stretch::Stretch;
use super::window::Wish;
use super::{direct, news, tools};
use crate::look::rich::{self, Look, Needle};
use crate::look::{self, Icon, Palette, disc, icon, space, strong};
use crate::proto::error_code::NoticeScope;
use crate::proto::ids::UnixMillis;
use crate::texts::{
    client_error, clock, day_name, long_moment, notice_heading, notice_scope, time, tr,
};
use egui::{
    Color32, Frame, Image, Label, Margin, Rect, RichText, Sense, Stroke, TextStyle, Ui, UiBuilder,
    Vec2, pos2, vec2,
};
use std::collections::HashSet;

/// Lines of a message that are shown until somebody wants the rest.
pub(super) const FOLDED_LINES: usize = 16;

/// Characters of a message that are shown until somebody wants the rest.
const FOLDED_CHARACTERS: usize = 1_400;

/// Characters of a message that are shown at most. The whole can be copied.
const MOST_CHARACTERS: usize = 20_000;

/// How large a picture is shown among the messages at most, in points.
const MOST_PICTURE: Vec2 = vec2(420.0, 320.0);

/// How wide the margin is in which discs, icons and times stand, in points.
pub(super) const GUTTER: f32 = 34.0;

/// How large a disc with an initial is, in points.
pub(super) const DISC: f32 = 28.0;

/// Messages of so few emoji and nothing else are shown larger.
const FEW_EMOJI: usize = 6;

/// What drawing a line needs, beside the line.
pub(super) struct Reading<'a, 'b> {
    pub talk: &'a Talk,
    pub serial: u64,
    pub needle: &'a Needle,
    pub unfolded: &'a mut HashSet<u64>,
    /// What is chosen to be copied.
    pub stretch: &'a mut Option<Stretch>,
    /// Whether the keyboard is on the line or on its tools.
    pub focused: bool,
    /// The line whose tools have the keyboard.
    pub with_tools: &'a mut Option<u64>,
    pub around: &'a mut Around<'b>,
    pub wishes: &'a mut Vec<Wish>,
}

/// Draws a line of the history. What goes on with what `before` began needs no name.
pub(super) fn line(ui: &mut Ui, line: &Line, before: Option<&Line>, reading: &mut Reading<'_, '_>) {
    let new = reading.talk.marker == Some(reading.serial);
    if line.begins_day(before) {
        let day = day_name(line.at, reading.around.now);
        separator(ui, &day, Palette::of(ui).weak, Palette::of(ui).line);
    }
    if new {
        let accent = Palette::of(ui).accent;
        separator(ui, &tr!("client-new-below"), accent, accent);
    }
    match &line.what {
        What::Said { author, own, body, names_me } => {
            let goes_on = line.continues(before) && !new;
            let marks = Marks { own: *own, names_me: *names_me, directly: line.directly };
            said(ui, (author, marks), line.at, body, goes_on, reading);
        }
        What::Notice { scope, text } => notice(ui, line, *scope, text, reading.needle),
        What::News(news) => news::show(ui, news, line.at, reading),
    }
}

/// A line across the page with a word in it.
fn separator(ui: &mut Ui, text: &str, color: Color32, stroke: Color32) {
    ui.add_space(space::S);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let font = TextStyle::Small.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    let word = Rect::from_center_size(rect.center(), galley.size() + vec2(1.0, 0.0));
    let (at, y, stroke) =
        (rect.x_range().shrink(space::M), rect.center().y, Stroke::new(1.0, stroke));
    ui.painter().hline(at.min..=word.left() - space::S, y, stroke);
    ui.painter().hline(word.right() + space::S..=at.max, y, stroke);
    ui.put(word, Label::new(galley).selectable(false));
    ui.add_space(space::XS);
}

/// What sets a message apart from others.
#[derive(Clone, Copy)]
struct Marks {
    own: bool,
    names_me: bool,
    /// Whether it went from peer to peer.
    directly: bool,
}

/// What somebody said, with their name above it where they begin.
fn said(
    ui: &mut Ui,
    (author, marks): (&str, Marks),
    at: UnixMillis,
    body: &Body,
    goes_on: bool,
    reading: &mut Reading<'_, '_>,
) {
    let rect = row(
        ui,
        (marks.own, marks.names_me),
        goes_on,
        |ui, gutter| {
            if goes_on {
                if let Some(gutter) = gutter {
                    hover_time(ui, gutter, at);
                }
            } else {
                author_ui(ui, author, marks, at, reading.around.now);
            }
            body_ui(ui, body, reading);
        },
        |ui| {
            if !goes_on {
                disc(ui, author, DISC);
            }
        },
    );
    let over = ui.rect_contains_pointer(rect);
    if over || reading.focused {
        tools::show(ui, rect, author, marks.own, body, reading);
    }
    // As in a list of files: from where one began to where one clicks.
    let extended =
        |input: &egui::InputState| input.modifiers.shift && input.pointer.primary_clicked();
    if over
        && ui.input(extended)
        && let Some(stretch) = reading.stretch
    {
        stretch.up_to(reading.serial);
    }
}

/// A row with its margin. One's own words, and those that name one, stand on a ground of their own.
fn row(
    ui: &mut Ui,
    (own, names_me): (bool, bool),
    goes_on: bool,
    content: impl FnOnce(&mut Ui, Option<Rect>),
    margin: impl FnOnce(&mut Ui),
) -> Rect {
    let palette = Palette::of(ui);
    let fill = match (names_me, own) {
        (true, _) => palette.attention.gamma_multiply(0.55),
        (false, true) => palette.selection.gamma_multiply(0.28),
        (false, false) => Color32::TRANSPARENT,
    };
    let (m, s) = (space::M as i8, space::S as i8);
    let margins = Margin { left: m, right: s, top: if goes_on { 1 } else { 7 }, bottom: 2 };
    // The row of the frame before: the gutter must know it before it is drawn.
    let response = Frame::new().fill(fill).inner_margin(margins).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(space::S, 1.0);
        ui.horizontal_top(|ui| {
            let top = ui.cursor().min;
            let gutter = Rect::from_min_size(top, vec2(GUTTER, 22.0));
            let mut side = ui.new_child(UiBuilder::new().max_rect(gutter));
            margin(&mut side);
            ui.allocate_rect(gutter, Sense::hover());
            ui.vertical(|ui| {
                let full = Rect::from_min_max(
                    pos2(gutter.left() - space::M, gutter.top()),
                    pos2(ui.max_rect().right(), gutter.top() + 22.0),
                );
                let over = ui.rect_contains_pointer(full);
                content(ui, over.then_some(gutter));
            });
        });
    });
    if names_me {
        // Not by its colour alone.
        let bar = response.response.rect;
        let bar = Rect::from_min_max(bar.min, pos2(bar.left() + 3.0, bar.bottom()));
        ui.painter().rect_filled(bar, 0.0, palette.warning);
    }
    response.response.rect
}

fn hover_time(ui: &Ui, gutter: Rect, at: UnixMillis) {
    let font = egui::FontId::proportional(10.5);
    let color = Palette::of(ui).weak;
    let at_right = gutter.right_center() - vec2(1.0, 0.0);
    ui.painter().text(at_right, egui::Align2::RIGHT_CENTER, time(at), font, color);
}

fn author_ui(ui: &mut Ui, author: &str, marks: Marks, at: UnixMillis, now: UnixMillis) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add(Label::new(strong(author).color(palette.person(author))).truncate());
        if marks.own {
            ui.label(RichText::new(tr!("client-own")).small().color(palette.weak));
        }
        let time = RichText::new(clock(at, now)).small().color(palette.weak);
        ui.label(time).on_hover_text(long_moment(at));
        if marks.directly {
            direct::mark(ui);
        }
    });
}

fn body_ui(ui: &mut Ui, body: &Body, reading: &mut Reading<'_, '_>) {
    match body {
        Body::Text(text) => words(ui, text, reading),
        Body::Picture(picture) => {
            let view = reading.around.pictures.view(ui.ctx(), picture);
            if picture_ui(ui, view) {
                reading.wishes.push(Wish::ShowPicture(picture.clone()));
            }
        }
        Body::Other(_) => drop(look::weak(ui, tr!("client-no-text"))),
    }
}

/// Draws a picture. Whether it was clicked.
fn picture_ui(ui: &mut Ui, view: View<'_>) -> bool {
    let most = MOST_PICTURE.min(vec2(ui.available_width() - space::S, MOST_PICTURE.y));
    let name = tr!("client-picture");
    ui.add_space(space::XS);
    let clicked = match view {
        View::Broken => {
            look::weak(ui, tr!("client-picture-broken"));
            false
        }
        View::Waiting(size) => {
            let size = fit(size.unwrap_or(most / 2.0), most);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.painter().rect_filled(rect, 6.0, Palette::of(ui).raised);
            false
        }
        View::Ready(texture) => {
            let size = fit(texture.size_vec2(), most);
            let image = Image::new((texture.id(), size)).corner_radius(6.0).sense(Sense::click());
            let response = ui.add(image.alt_text(name.clone()));
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name.clone()));
            response.on_hover_text(tr!("client-picture-open")).clicked()
        }
    };
    ui.add_space(space::XS);
    clicked
}

/// What somebody wrote. Of what is long, the beginning, until somebody wants the rest.
fn words(ui: &mut Ui, text: &str, reading: &mut Reading<'_, '_>) {
    let open = reading.unfolded.contains(&reading.serial);
    let whole = shortened(text, MOST_CHARACTERS, usize::MAX);
    let folded = shortened(text, FOLDED_CHARACTERS, FOLDED_LINES);
    let shown = if open { whole } else { folded };
    let me = reading.around.me;
    let (room, person) = match &reading.talk.with {
        With::Room(room) => (Some(&room.members), None),
        With::Person(_) | With::Direct(_) => (None, Some(reading.talk.name())),
    };
    let others = room.into_iter().flat_map(|members| members.values()).map(String::as_str);
    let blocks = rich::parse(shown, me, others.chain(person));
    let scale = if is_few_emoji(text) { 2.0 } else { 1.0 };
    let color = Palette::of(ui).text;
    rich::show(ui, &blocks, &Look { color, scale, needle: reading.needle });
    if folded.len() == text.len() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if shown.len() < text.len() {
            look::weak(ui, tr!("client-cut", count = text.chars().count()));
        }
        if !open && ui.add(look::secondary(tr!("client-show-all")).small()).clicked() {
            reading.unfolded.insert(reading.serial);
        }
        if open && ui.add(look::secondary(tr!("client-show-less")).small()).clicked() {
            reading.unfolded.remove(&reading.serial);
        }
        if ui.add(look::quiet(tr!("client-copy-all")).small()).clicked() {
            ui.ctx().copy_text(text.to_owned());
        }
    });
}

/// The beginning of a text.
fn shortened(text: &str, characters: usize, lines: usize) -> &str {
    let by_characters = text.char_indices().nth(characters).map(|(at, _)| at);
    let by_lines = text.match_indices('\n').nth(lines.saturating_sub(1)).map(|(at, _)| at);
    let end = by_characters.into_iter().chain(by_lines).min();
    end.map_or(text, |end| &text[..end])
}

/// Whether a text is a few emoji and nothing else.
fn is_few_emoji(text: &str) -> bool {
    use unicode_segmentation::UnicodeSegmentation;
    let signs = || text.graphemes(true).filter(|sign| !sign.trim().is_empty());
    (1..=FEW_EMOJI).contains(&signs().take(FEW_EMOJI + 1).count())
        && signs().all(|sign| emojis::get(sign).is_some())
}

fn notice(ui: &mut Ui, line: &Line, scope: NoticeScope, text: &str, needle: &Needle) {
    let palette = Palette::of(ui);
    let margin = Margin::symmetric(space::M as i8, space::XS as i8);
    Frame::new().inner_margin(margin).show(ui, |ui| {
        let frame = Frame::new().stroke(Stroke::new(1.0, palette.warning)).corner_radius(7);
        frame.inner_margin(space::S).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.label(icon(Icon::Megaphone).color(palette.warning));
                ui.label(strong(notice_heading(line.at)));
            });
            look::notice(ui, text, notice_scope(scope, None), needle);
        });
    });
}

/// A message that the server has not placed yet, or has refused.
pub(super) fn pending(
    ui: &mut Ui,
    pending: &Pending,
    needle: &Needle,
    around: &mut Around<'_>,
    wishes: &mut Vec<Wish>,
) {
    let palette = Palette::of(ui);
    let content = |ui: &mut Ui, _: Option<Rect>| {
        match &pending.body {
            Body::Picture(picture) => {
                let view = around.pictures.view(ui.ctx(), picture);
                picture_ui(ui, view);
            }
            body => {
                let text =
                    shortened(body.text().unwrap_or_default(), FOLDED_CHARACTERS, FOLDED_LINES);
                let blocks = rich::parse(text, around.me, std::iter::empty());
                rich::show(ui, &blocks, &Look { color: palette.weak, scale: 1.0, needle });
            }
        }
        let PendingState::Refused(error) = &pending.state else {
            let sending = RichText::new(tr!("client-sending")).small().italics();
            ui.label(sending.color(palette.weak));
            return;
        };
        let text = tr!("client-not-sent", why = client_error(error));
        ui.add(Label::new(RichText::new(text).small().color(palette.danger)).wrap());
        ui.horizontal_wrapped(|ui| {
            if ui.add(look::secondary(tr!("client-send-again")).small()).clicked() {
                wishes.push(Wish::SendAgain(pending.ticket));
            }
            if ui.add(look::quiet(tr!("client-discard")).small()).clicked() {
                wishes.push(Wish::Discard(pending.ticket));
            }
        });
    };
    let refused = matches!(pending.state, PendingState::Refused(_));
    let (shown, color) =
        if refused { (Icon::TriangleAlert, palette.danger) } else { (Icon::Clock, palette.weak) };
    row(ui, (true, false), true, content, |ui| {
        ui.horizontal(|ui| {
            ui.add_space(DISC / 2.0 - 8.0);
            ui.label(icon(shown).color(color));
        });
    });
}
