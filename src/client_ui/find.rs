//! Looking for words in the conversation that is shown.

use super::model::{Talk, TalkId};
use crate::look::rich::Needle;
use crate::look::{Icon, Palette, from_right, icon_button, rest, space, weak};
use crate::texts::tr;
use egui::{Align2, Frame, Id, Key, Modifiers, TextEdit, Ui, vec2};

/// What is looked for, and what was found.
#[derive(Debug, Default)]
pub(super) struct Find {
    open: bool,
    focus: bool,
    typed: String,
    needle: Needle,
    /// Lines that have it, the oldest first.
    found: Vec<u64>,
    /// Which of them is shown.
    at: usize,
    /// In which conversation was looked, and up to which line.
    looked: Option<(TalkId, u64)>,
}

impl Find {
    /// Opens the bar, perhaps with something to look for.
    pub fn open(&mut self, typed: Option<&str>) {
        (self.open, self.focus) = (true, true);
        if let Some(typed) = typed {
            self.typed = typed.to_owned();
            self.looked = None;
        }
    }

    /// What is marked in messages.
    pub fn needle(&self) -> Needle {
        if self.open { self.needle.clone() } else { Needle::default() }
    }

    /// Shows the bar, if it is open. Gives the line to go to, if that has changed.
    pub fn show(&mut self, ui: &mut Ui, talk: &Talk) -> Option<u64> {
        if !self.open {
            return None;
        }
        let fresh = self.look(talk);
        let mut step = 0_isize;
        let frame = Frame::new().fill(Palette::of(ui).raised).corner_radius(7.0);
        frame.inner_margin(space::XS).show(ui, |ui| {
            from_right(ui, |ui| {
                if ui.add(icon_button(Icon::X, tr!("client-find-close"))).clicked() {
                    self.open = false;
                }
                if ui.add(icon_button(Icon::ChevronDown, tr!("client-find-next"))).clicked() {
                    step = 1;
                }
                if ui.add(icon_button(Icon::ChevronUp, tr!("client-find-previous"))).clicked() {
                    step = -1;
                }
                weak(ui, self.count());
                rest(ui, |ui| step += self.field(ui));
            });
        });
        if step != 0 && !self.found.is_empty() {
            let count = self.found.len() as isize;
            self.at = (self.at as isize + step).rem_euclid(count) as usize;
        }
        let go = fresh || step != 0;
        self.found.get(self.at).copied().filter(|_| go && self.open)
    }

    fn count(&self) -> String {
        if self.needle.is_empty() {
            String::new()
        } else if self.found.is_empty() {
            tr!("client-find-nothing")
        } else {
            tr!("client-find-count", at = self.at + 1, count = self.found.len())
        }
    }

    /// The field. Enter goes to the one before, as one looks for what was said lately; Shift and
    /// Enter to the next.
    fn field(&mut self, ui: &mut Ui) -> isize {
        let id = Id::unique("find");
        // Taken before the field sees them.
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let mut step = 0;
        if has_focus {
            ui.input_mut(|input| {
                step += isize::from(input.consume_key(Modifiers::SHIFT, Key::Enter));
                step -= isize::from(input.consume_key(Modifiers::NONE, Key::Enter));
            });
        }
        let name = tr!("client-find");
        let edit = TextEdit::singleline(&mut self.typed).id(id).hint_text(name.clone());
        let frame = Frame::new().inner_margin(vec2(space::S, space::XS));
        let edit = edit.frame(frame).align(Align2::LEFT_CENTER);
        let edit = ui.add(edit.desired_width(f32::INFINITY));
        ui.ctx().accesskit_node_builder(edit.id, |node| node.set_label(name));
        if edit.changed() {
            self.looked = None;
        }
        if std::mem::take(&mut self.focus) {
            edit.request_focus();
        }
        if edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.open = false;
        }
        step
    }

    /// Looks through what was not looked through yet. Whether something else is looked for.
    fn look(&mut self, talk: &Talk) -> bool {
        let history = &talk.history;
        let known = self.looked.filter(|(id, _)| *id == talk.id).map(|(_, serial)| serial);
        if known.is_none() {
            self.needle = Needle::new(&self.typed);
            self.found.clear();
        }
        let from = known.unwrap_or(history.dropped()).max(history.dropped());
        let new = (from - history.dropped()) as usize;
        let lines = history.lines().range(new.min(history.lines().len())..);
        let serials = (from..).zip(lines);
        let has =
            |line: &super::model::Line| line.text().is_some_and(|text| self.needle.is_in(text));
        let found: Vec<u64> =
            serials.filter(|(_, line)| has(line)).map(|(serial, _)| serial).collect();
        self.found.extend(found);
        let gone = self.found.iter().take_while(|serial| **serial < history.dropped()).count();
        self.found.drain(..gone);
        self.at = self.at.saturating_sub(gone);
        self.looked = Some((talk.id, history.next_serial()));
        if known.is_none() {
            // The latest is the first to be shown.
            self.at = self.found.len().saturating_sub(1);
        }
        known.is_none() && !self.needle.is_empty()
    }
}
