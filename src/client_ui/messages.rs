//! What was said, newest at the bottom. Of many lines, only those in sight are laid out: the others
//! have the height that they had when they were last seen, or an estimate. What is measured above
//! what somebody reads doesn't move it.

use super::find::Find;
use super::measured::Measured;
use super::message::{Reading, line, pending};
use super::model::{Line, Talk, TalkId, What};
use super::pictures::Pictures;
use super::stretch::{self, Stretch};
use super::window::Wish;
use crate::look::{self, Icon, Palette, space};
use crate::proto::ids::UnixMillis;
use crate::texts::{time, tr};
use egui::accesskit::Role;
use egui::layers::ShapeIdx;
use egui::{
    Align, Area, Id, Order, Rect, ScrollArea, Sense, Shape, Ui, UiBuilder, Vec2, pos2, vec2,
};
use std::collections::HashSet;

/// Less than this from the newest message counts as being there, in points.
const AT_END: f32 = 24.0;

/// The list of messages of the conversation that is shown.
#[derive(Debug, Default)]
pub(super) struct MessageList {
    /// Looking for words.
    pub find: Find,
    measured: Measured,
    of: Option<TalkId>,
    unfolded: HashSet<u64>,
    stretch: Option<Stretch>,
    /// The line whose tools have the keyboard.
    with_tools: Option<u64>,
    /// The lowest message in sight wants the keyboard.
    focus: bool,
    to_end: bool,
    go_to: Option<Target>,
    /// Where to scroll in the next pass, since lines above turned out to be higher or lower.
    corrected: Option<f32>,
    /// The first line that came while somebody was reading further up.
    left_end_at: Option<u64>,
}

/// A line that is to be seen.
#[derive(Debug, Clone, Copy)]
struct Target {
    serial: u64,
    /// The lines around it are measured in the first pass, and only then it stands where it is to be.
    passes: u8,
}

/// What drawing the list needs, beside the conversation.
pub(super) struct Around<'a> {
    /// What the person is called.
    pub me: &'a str,
    /// The moment.
    pub now: UnixMillis,
    /// The pictures.
    pub pictures: &'a mut Pictures,
}

impl MessageList {
    /// The newest message is to be seen.
    pub fn go_to_end(&mut self) {
        self.to_end = true;
    }

    /// All of a conversation is chosen, to be copied.
    pub fn choose_all(&mut self, talk: &Talk) {
        self.stretch = Some(Stretch::all(talk));
    }

    /// The keyboard is the messages', from the lowest one in sight on.
    pub fn take_focus(&mut self) {
        self.focus = true;
    }

    /// Shows it. It stays at the newest message unless somebody scrolls up.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        talk: &Talk,
        around: &mut Around<'_>,
        wishes: &mut Vec<Wish>,
    ) {
        self.turn_to(talk);
        if let Some(serial) = self.find.show(ui, talk) {
            self.go_to = Some(Target { serial, passes: 2 });
        }
        if let Some(stretch) = self.stretch
            && stretch::bar(ui, stretch, talk, around.now, wishes)
        {
            self.stretch = None;
        }
        let mut area = ScrollArea::vertical().id_salt(talk.id).auto_shrink(false);
        area = match self.offset(talk, ui) {
            Some(offset) => area.vertical_scroll_offset(offset),
            None => area.stick_to_bottom(true),
        };
        let to_end = std::mem::take(&mut self.to_end);
        let mut top_of_view = 0.0;
        let output = area.animated(false).show_viewport(ui, |ui, viewport| {
            ui.spacing_mut().item_spacing.y = 0.0;
            top_of_view = viewport.top();
            let full = ui.max_rect();
            self.measured.fit(talk, full.width());
            let moved = self.lines(ui, talk, viewport, around, wishes);
            let top = full.top() + self.measured.total();
            let height = place(ui, top, (talk.id, u64::MAX), |ui| {
                let needle = self.find.needle();
                talk.pending.iter().for_each(|one| pending(ui, one, &needle, around, wishes));
                ui.add_space(space::S);
            });
            let end = pos2(full.right(), top + height);
            ui.allocate_rect(Rect::from_min_max(full.min, end), Sense::hover());
            if to_end {
                ui.scroll_to_rect(Rect::from_min_max(end, end), Some(Align::BOTTOM));
            }
            moved
        });
        let offset = output.state.clamped_offset().y;
        let rest = output.content_size.y - output.inner_rect.height() - offset;
        if output.inner.abs() > 0.5 && rest > AT_END {
            self.corrected = Some(offset + output.inner);
            ui.ctx().request_discard("lines above were measured");
        } else if rest <= AT_END && (offset - top_of_view).abs() > 0.5 {
            // The area goes to its new end after it was drawn, and the next frame may come late.
            ui.ctx().request_discard("what is new is in sight at once");
            if !ui.ctx().will_discard() {
                ui.ctx().request_repaint();
            }
        }
        self.newest_button(ui, talk, output.inner_rect, rest <= AT_END);
    }

    /// Another conversation is shown than before.
    fn turn_to(&mut self, talk: &Talk) {
        if self.of != Some(talk.id) {
            self.of = Some(talk.id);
            self.unfolded.clear();
            (self.stretch, self.with_tools) = (None, None);
            (self.go_to, self.corrected, self.left_end_at) = (None, None, None);
            // Back where one left off, rather than at the end of what came since.
            if let Some(serial) = talk.marker {
                self.go_to = Some(Target { serial, passes: 2 });
            }
        }
    }

    /// Where to scroll to, if something is to be seen or was moved.
    fn offset(&mut self, talk: &Talk, ui: &Ui) -> Option<f32> {
        let corrected = self.corrected.take();
        let Some(target) = self.go_to else { return corrected };
        self.go_to = (target.passes > 1).then_some(Target { passes: target.passes - 1, ..target });
        if self.go_to.is_some() {
            ui.ctx().request_discard("lines around the target are measured first");
        }
        let index = talk.history.index_of(target.serial)?;
        self.measured.fit(talk, ui.available_width());
        Some((self.measured.above(index) - ui.available_height() / 3.0).max(0.0))
    }

    /// Lays out the lines in sight, and measures them. By how much that has moved those that were
    /// seen before.
    fn lines(
        &mut self,
        ui: &mut Ui,
        talk: &Talk,
        viewport: Rect,
        around: &mut Around<'_>,
        wishes: &mut Vec<Wish>,
    ) -> f32 {
        let history = &talk.history;
        let (first, above) = self.measured.at(viewport.top());
        let (mut y, mut new_above, mut moved) = (above, 0.0, 0.0);
        let needle = self.find.needle();
        let with_tools = self.with_tools.take();
        let mut lowest = None;
        for (index, one) in history.lines().iter().enumerate().skip(first) {
            if y > viewport.bottom() {
                break;
            }
            let before = index.checked_sub(1).and_then(|before| history.lines().get(before));
            let serial = history.dropped() + index as u64;
            let top = ui.max_rect().top() + y;
            let known = Rect::from_x_y_ranges(
                ui.max_rect().x_range(),
                top..=top + self.measured.height(index),
            );
            let reached = reached(ui, talk.id, serial, one, known);
            lowest = reached.map(|(id, _)| id).or(lowest);
            let focused = reached.is_some_and(|(_, here)| here) || with_tools == Some(serial);
            let behind = ui.painter().add(Shape::Noop);
            let mut reading = Reading {
                talk,
                serial,
                needle: &needle,
                unfolded: &mut self.unfolded,
                stretch: &mut self.stretch,
                focused,
                with_tools: &mut self.with_tools,
                around,
                wishes,
            };
            let height = place(ui, top, (talk.id, serial), |ui| {
                line(ui, one, before, &mut reading);
            });
            if self.stretch.is_some_and(|stretch| stretch.has(serial)) {
                chosen(ui, behind, Rect { max: pos2(known.right(), top + height), ..known });
            }
            if self.measured.is_seen(index) {
                // All that is new so far stands above it.
                moved = new_above;
            }
            new_above += self.measured.see(index, height);
            y += height;
        }
        if let Some(lowest) = lowest.filter(|_| std::mem::take(&mut self.focus)) {
            ui.memory_mut(|memory| memory.request_focus(lowest));
        }
        moved
    }

    /// A button that leads back to the newest message, while somebody reads further up.
    fn newest_button(&mut self, ui: &Ui, talk: &Talk, inside: Rect, at_end: bool) {
        if at_end {
            self.left_end_at = None;
            return;
        }
        let next = talk.history.next_serial();
        let new = next - *self.left_end_at.get_or_insert(next);
        let corner = inside.right_bottom() - vec2(space::L, space::S);
        let area = Area::new(Id::unique("newest")).order(Order::Middle).fixed_pos(corner);
        area.pivot(egui::Align2::RIGHT_BOTTOM).constrain_to(inside).show(ui.ctx(), |ui| {
            ui.spacing_mut().button_padding = Vec2::new(space::M, space::XS);
            let button = look::secondary(tr!("client-newest", count = new)).icon(Icon::ArrowDown);
            if ui.add(button).clicked() {
                self.to_end = true;
                ui.ctx().request_repaint();
            }
        });
    }
}

/// Makes a message reachable by keyboard. Gives its id, and whether the keyboard is there.
fn reached(ui: &Ui, talk: TalkId, serial: u64, line: &Line, rect: Rect) -> Option<(Id, bool)> {
    let What::Said { author, .. } = &line.what else { return None };
    let id = Id::unique(("message", talk, serial));
    // When the keyboard goes on from here, its tools must be there to go to.
    let was_here = ui.memory(|memory| memory.has_focus(id));
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let name = tr!("client-message-of", author = author, clock = time(line.at));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::ListItem);
        node.set_label(name);
    });
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    if response.has_focus() {
        // Within the line, which fills the whole width: what is drawn beside it is cut.
        look::focus_ring(ui, rect.shrink(5.0));
    }
    Some((id, was_here || response.has_focus()))
}

/// Marks a line that is chosen: by a bar, too, and not by its colour alone.
fn chosen(ui: &Ui, behind: ShapeIdx, rect: Rect) {
    let palette = Palette::of(ui);
    let fill = Shape::rect_filled(rect, 0.0, palette.selection.gamma_multiply(0.5));
    let bar = Rect { max: pos2(rect.left() + 3.0, rect.bottom()), ..rect };
    let bar = Shape::rect_filled(bar, 0.0, palette.accent);
    ui.painter().set(behind, Shape::Vec(vec![fill, bar]));
}

/// Lays something out from `y` on over the whole width. Gives its height.
fn place(ui: &mut Ui, y: f32, id: (TalkId, u64), content: impl FnOnce(&mut Ui)) -> f32 {
    let rect = Rect::from_min_max(pos2(ui.max_rect().left(), y), ui.max_rect().right_bottom());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    content(&mut child);
    child.min_rect().height()
}
