//! A stretch of a conversation that somebody chooses to copy, however much of it is in sight.

use super::model::{Body, Line, Talk, What};
use super::sentences;
use super::window::Wish;
use crate::look::{self, Palette, from_right, rest, space};
use crate::proto::ids::UnixMillis;
use crate::texts::{clock, day_name, notice_heading, time, tr};
use egui::{Event, Frame, Key, Label, RichText, Ui, accesskit};
use std::ops::Range;

/// Lines by their numbers ([`History::next_serial`](super::model::History::next_serial)), both ends
/// counted, in either order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    from: u64,
    to: u64,
}

impl Stretch {
    /// From a line to the newest one.
    pub fn from(serial: u64, talk: &Talk) -> Self {
        Self { from: serial, to: talk.history.next_serial().saturating_sub(1) }
    }

    /// All that is kept.
    pub fn all(talk: &Talk) -> Self {
        Self::from(talk.history.dropped(), talk)
    }

    /// It ends with this line, or begins with it.
    pub fn up_to(&mut self, serial: u64) {
        self.to = serial;
    }

    /// Whether a line is in it.
    pub fn has(&self, serial: u64) -> bool {
        (self.from.min(self.to)..=self.from.max(self.to)).contains(&serial)
    }

    /// Where its lines stand among those that are still kept.
    fn places(&self, talk: &Talk) -> Range<usize> {
        let history = &talk.history;
        let place = |serial: u64| serial.clamp(history.dropped(), history.next_serial());
        let first = place(self.from.min(self.to)) - history.dropped();
        let end = place(self.from.max(self.to).saturating_add(1)) - history.dropped();
        first as usize..end as usize
    }

    /// These lines, each with the one before it.
    fn lines<'a>(&self, talk: &'a Talk) -> impl Iterator<Item = (Option<&'a Line>, &'a Line)> {
        let lines = talk.history.lines();
        let before = |place: usize| place.checked_sub(1).and_then(|before| lines.get(before));
        self.places(talk).filter_map(move |place| Some((before(place), lines.get(place)?)))
    }

    /// As text: days, and for each line when, who and what.
    fn transcript(&self, talk: &Talk, now: UnixMillis) -> String {
        let mut text = String::new();
        for (index, (before, line)) in self.lines(talk).enumerate() {
            if index == 0 || line.begins_day(before) {
                text.push_str(&day_name(line.at, now));
                text.push('\n');
            }
            text.push_str(&told(line, now));
            text.push('\n');
        }
        text
    }
}

fn told(line: &Line, now: UnixMillis) -> String {
    match &line.what {
        What::Said { author, body, .. } => {
            let words = match body {
                Body::Text(text) => text.clone(),
                Body::Picture(_) => tr!("client-call-picture"),
                Body::Other(_) => tr!("client-no-text"),
            };
            tr!("client-transcript", clock = clock(line.at, now), author = author, words = words)
        }
        What::Notice { text, .. } => format!("{}\n{text}", notice_heading(line.at)),
        What::News(news) => tr!("client-news", clock = time(line.at), news = sentences::news(news)),
    }
}

/// Says how much is chosen, and copies it. Whether it is over.
pub(super) fn bar(
    ui: &mut Ui,
    stretch: Stretch,
    talk: &Talk,
    now: UnixMillis,
    wishes: &mut Vec<Wish>,
) -> bool {
    let mut over = ui.input(|input| input.key_pressed(Key::Escape));
    let mut copy = ui.input(|input| input.events.contains(&Event::Copy));
    let frame = Frame::new().fill(Palette::of(ui).raised).corner_radius(7.0);
    frame.inner_margin(space::XS).show(ui, |ui| {
        from_right(ui, |ui| {
            over |= ui.add(look::quiet(tr!("client-cancel")).small()).clicked();
            let name = tr!("client-copy-chosen");
            copy |= ui.add(look::primary(tr!("client-copy")).small().named(name)).clicked();
            rest(ui, |ui| {
                ui.add_space(space::S);
                let text = tr!("client-chosen", count = stretch.places(talk).len());
                let response = ui.add(Label::new(RichText::new(text)).truncate());
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_live(accesskit::Live::Polite);
                });
            });
        });
    });
    if copy {
        ui.ctx().copy_text(stretch.transcript(talk, now));
        wishes.push(Wish::Copied);
    }
    over || copy
}
