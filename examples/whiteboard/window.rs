//! The window: a sheet of paper, a bar of colours, and everybody's pointers.

use crate::board::{Cursor, Line, Point, Undo};
use crate::seat::{Seat, say};
use egui::{Align2, Button, CentralPanel, Color32, FontId, Key, Modifiers, Panel, Rect, Response};
use egui::{Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role, vec2};

const SHEET: Vec2 = vec2(1600.0, 1000.0); // everybody sees all of it, in a window of any size
const LONGEST: usize = 900; // points of a line: with it, a pointer fits into 4 KiB
const NAMES: [&str; 6] = ["Black|Noir", "Red|Rouge", "Orange", "Green|Vert", "Blue|Bleu", "Violet"];
const COLOURS: [&str; 6] = ["#262A33", "#D63B3B", "#E08A1E", "#2E934F", "#2F6FD6", "#8B4FC6"];

pub struct Window {
    pub seat: Seat,
    pub cursor: Cursor, // one's own, as the others see it
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        while let Ok(event) = self.seat.client.events().try_recv() {
            self.seat.happens(event);
        }
        Panel::top("bar").show(ui, |ui| ui.horizontal_wrapped(|ui| self.bar(ui)));
        CentralPanel::default().show(ui, |ui| self.sheet(ui));
    }
}

impl Window {
    fn bar(&mut self, ui: &mut Ui) {
        for (n, name) in (0..).zip(NAMES.map(say)) {
            let on = self.cursor.line.colour == n;
            let swatch = Button::new("").fill(colour(n)).corner_radius(15);
            let swatch = ui.add(swatch.min_size(vec2(30.0, 30.0))).on_hover_text(name);
            ui.painter().circle_filled(swatch.rect.center(), f32::from(on) * 5.0, Color32::WHITE);
            swatch.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
            self.cursor.line.colour = if swatch.clicked() { n } else { self.cursor.line.colour };
        }
        let typed = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Z));
        if ui.button(say("Undo (Ctrl+Z)|Annuler (Ctrl+Z)")).clicked() || typed {
            self.seat.post(&Undo {});
        }
        for member in self.seat.room.members() {
            salon::look::disc(ui, member.pseudo.as_str(), 24.0);
            ui.label(member.pseudo.as_str());
        }
        self.seat.trouble.iter().for_each(|trouble| drop(ui.label(salon::look::strong(trouble))));
    }

    fn sheet(&mut self, ui: &mut Ui) {
        let space = ui.available_rect_before_wrap();
        let scale = (space.size() / SHEET).min_elem();
        let sheet = Align2::CENTER_CENTER.align_size_within_rect(SHEET * scale, space);
        let response = ui.allocate_rect(sheet, Sense::drag());
        self.draws(&response, sheet, scale);
        let painter = ui.painter_at(sheet);
        painter.rect_filled(sheet, 8.0, Color32::WHITE);
        let place = |point: &Point| sheet.min + vec2(point.x.into(), point.y.into()) * scale;
        let line = |line: &Line, alpha: f32| {
            let colour = colour(line.colour).gamma_multiply(alpha);
            let points: Vec<_> = line.points.iter().map(place).collect();
            let ends = points.first().into_iter().chain(points.last());
            painter.extend(ends.map(|end| Shape::circle_filled(*end, 2.5 * scale, colour)));
            painter.line(points, Stroke::new(5.0 * scale, colour));
        };
        self.seat.board.lines.iter().for_each(|drawn| line(&drawn.line, 1.0));
        self.seat.unsure.values().for_each(|unsure| line(unsure, 0.5));
        line(&self.cursor.line, 1.0);
        for (pseudo, cursor) in self.seat.cursors.values() {
            line(&cursor.line, 1.0);
            let Some(at) = cursor.at.as_ref().map(place) else { continue };
            let colour = colour(cursor.line.colour);
            let arrow = [vec2(0.0, 0.0), vec2(0.0, 16.0), vec2(11.0, 11.0)].map(|v| at + v).into();
            painter.add(Shape::convex_polygon(arrow, colour, Stroke::new(1.0, Color32::WHITE)));
            let below = at + vec2(12.0, 12.0);
            painter.text(below, Align2::LEFT_TOP, pseudo, FontId::proportional(15.0), colour);
        }
    }

    /// What the pointer does: the others see it at once, and a line is posted when it is whole.
    fn draws(&mut self, response: &Response, sheet: Rect, scale: f32) {
        let before = self.cursor.clone();
        let pointer = response.interact_pointer_pos().or(response.hover_pos());
        let point = |at: Vec2| Point { x: at.x.round() as i16, y: at.y.round() as i16 };
        self.cursor.at = pointer.map(|at| point((sheet.clamp(at) - sheet.min) / scale));
        let (draws, points) = (response.is_pointer_button_down_on(), &mut self.cursor.line.points);
        points.extend(self.cursor.at.filter(|at| draws && points.last() != Some(at)));
        if !points.is_empty() && (!draws || points.len() >= LONGEST) {
            let next = points.last().copied().filter(|_| draws).into_iter().collect();
            let line = Line { points: std::mem::replace(points, next), ..self.cursor.line };
            let number = self.seat.post(&line);
            self.seat.unsure.extend(number.map(|number| (number, line)));
        }
        // Without a connection, nobody sees it.
        (self.cursor != before).then(|| self.seat.room.latest(0, &self.cursor));
    }
}

fn colour(n: u8) -> Color32 {
    Color32::from_hex(COLOURS.get(usize::from(n)).unwrap_or(&COLOURS[0])).unwrap_or_default()
}
