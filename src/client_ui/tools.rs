//! What can be done with a message, in its corner while the pointer or the keyboard is on it.

use super::message::Reading;
use super::model::Body;
use super::stretch::Stretch;
use super::window::Wish;
use crate::look::{self, Icon, Palette, space};
use crate::texts::tr;
use egui::{Align, Layout, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

/// How wide each is, and how high they are, in points.
const SIDE: f32 = 28.0;

/// Room for the button that copies a block of code, in points.
const BESIDE: f32 = 40.0;

/// Something that can be done.
struct Tool {
    icon: Icon,
    name: String,
    act: Act,
}

enum Act {
    Mention,
    Copy,
    Save,
    Choose,
}

/// Shows them in the corner of a row.
pub(super) fn show(
    ui: &mut Ui,
    row: Rect,
    author: &str,
    own: bool,
    body: &Body,
    reading: &mut Reading<'_, '_>,
) {
    let palette = Palette::of(ui);
    let tools = tools(author, own, body, reading.stretch.is_some());
    let size = vec2(tools.len() as f32 * SIDE + 4.0, SIDE);
    let corner = pos2(row.right() - space::M - BESIDE, row.top() + 12.0);
    let at = Rect::from_min_size(corner - vec2(size.x, size.y / 2.0), size);
    let layout = Layout::left_to_right(Align::Center);
    let mut over = ui.new_child(UiBuilder::new().max_rect(at).layout(layout));
    let line = Stroke::new(1.0, palette.line);
    over.painter().rect(at, 6.0, palette.surface, line, StrokeKind::Inside);
    over.spacing_mut().item_spacing.x = 0.0;
    over.spacing_mut().interact_size.x = SIDE;
    over.add_space(2.0);
    for tool in tools {
        let response = over.add(look::icon_button(tool.icon, tool.name).small());
        if response.has_focus() {
            *reading.with_tools = Some(reading.serial);
        }
        if response.clicked() {
            done(&over, tool.act, author, body, reading);
        }
    }
}

fn tools(author: &str, own: bool, body: &Body, choosing: bool) -> Vec<Tool> {
    let tool = |icon, name, act| Tool { icon, name, act };
    let mention = || tool(Icon::AtSign, tr!("client-mention", pseudo = author), Act::Mention);
    let mut tools: Vec<Tool> = (!own).then(mention).into_iter().collect();
    match body {
        Body::Text(_) => tools.push(tool(Icon::Copy, tr!("client-copy-message"), Act::Copy)),
        Body::Picture(_) => {
            tools.push(tool(Icon::Download, tr!("client-save-picture"), Act::Save));
        }
        Body::Other(_) => {}
    }
    let name = if choosing { tr!("client-choose-to") } else { tr!("client-choose-from") };
    tools.push(tool(Icon::ListChecks, name, Act::Choose));
    tools
}

fn done(ui: &Ui, act: Act, author: &str, body: &Body, reading: &mut Reading<'_, '_>) {
    match (act, body) {
        (Act::Mention, _) => reading.wishes.push(Wish::Mention(author.to_owned())),
        (Act::Choose, _) => match reading.stretch {
            Some(stretch) => stretch.up_to(reading.serial),
            None => *reading.stretch = Some(Stretch::from(reading.serial, reading.talk)),
        },
        (Act::Copy, Body::Text(text)) => {
            ui.ctx().copy_text(text.clone());
            reading.wishes.push(Wish::Copied);
        }
        (Act::Save, Body::Picture(picture)) => {
            reading.wishes.push(Wish::SavePicture(picture.clone()));
        }
        (Act::Copy | Act::Save, _) => {}
    }
}
