//! One line that says what came of what was done last.

use super::palette::Palette;
use super::parts::{dot, from_right, rest};
use super::space;
use crate::texts::tr;
use egui::{Frame, Label, Panel, Ui, accesskit};
use std::time::Duration;

/// For how long good news stays, and for how long if it can be taken back. Bad news stays until it is put away or replaced.
const STAYS: Duration = Duration::from_secs(6);
const STAYS_TO_UNDO: Duration = Duration::from_secs(15);

/// The newest news, in a line at the bottom of a window. What comes replaces what was there.
#[derive(Debug, Default)]
pub struct Toast {
    news: Option<News>,
}

#[derive(Debug)]
struct News {
    text: String,
    bad: bool,
    /// What takes it back.
    undo: Option<String>,
    /// When it was first shown, in egui's seconds.
    since: Option<f64>,
}

impl Toast {
    /// Something was done.
    pub fn done(&mut self, text: impl Into<String>) {
        self.news = Some(News { text: text.into(), bad: false, undo: None, since: None });
    }

    /// Something was done that can be taken back, by a button of this name.
    pub fn undoable(&mut self, text: impl Into<String>, undo: impl Into<String>) {
        let undo = Some(undo.into());
        self.news = Some(News { text: text.into(), bad: false, undo, since: None });
    }

    /// Something went wrong.
    pub fn failed(&mut self, text: impl Into<String>) {
        self.news = Some(News { text: text.into(), bad: true, undo: None, since: None });
    }

    /// Whether what was done last can be taken back, and is to be: puts the line away if so.
    pub fn take_undo(&mut self) -> bool {
        self.news.take_if(|news| news.undo.is_some()).is_some()
    }

    /// Shows the line if there is news. To be called before the panels that fill the rest. Whether
    /// what was done is to be taken back.
    pub fn show(&mut self, ui: &mut Ui) -> bool {
        self.forget_when_due(ui);
        let Some(news) = &self.news else { return false };
        let palette = Palette::of(ui);
        let frame = Frame::new().fill(palette.surface).inner_margin(egui::vec2(space::L, space::S));
        let pressed = Panel::bottom("toast").frame(frame).show(ui, |ui| {
            from_right(ui, |ui| {
                let put_away = ui.add(super::quiet(tr!("look-dismiss"))).clicked();
                let undo = news.undo.as_ref().map(|text| ui.add(super::secondary(text)));
                let undo = undo.is_some_and(|response| response.clicked());
                rest(ui, |ui| {
                    dot(ui, if news.bad { palette.danger } else { palette.success }, true);
                    let response = ui.add(Label::new(&news.text).truncate());
                    ui.ctx().accesskit_node_builder(response.id, |node| {
                        node.set_live(accesskit::Live::Polite);
                    });
                });
                (put_away, undo)
            })
        });
        let (put_away, undo) = pressed.inner;
        if put_away || undo {
            self.news = None;
        }
        undo
    }

    fn forget_when_due(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let Some(news) = self.news.as_mut().filter(|news| !news.bad) else { return };
        let stays = if news.undo.is_some() { STAYS_TO_UNDO } else { STAYS };
        let left = *news.since.get_or_insert(now) + stays.as_secs_f64() - now;
        if left > 0.0 {
            ui.ctx().request_repaint_after_secs(left as f32);
        } else {
            self.news = None;
        }
    }
}
