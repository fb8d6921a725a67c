//! Where one types.

use super::completion::{Completion, complete};
use super::direct;
use super::emoji;
use super::model::{Session, Talk, With};
use super::pictures::{Pictures, View, fit};
use super::window::Wish;
use crate::look::rich::{self, Look, Needle};
use crate::look::{self, Icon, Palette, icon_button, plain_enter, space, typed_text};
use crate::texts::tr;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align, Context, Event, EventFilter, Frame, Id, Image, Key, KeyboardShortcut, Layout, Modifiers,
    Popup, PopupCloseBehavior, Rect, RectAlign, Response, RichText, ScrollArea, Sense, TextEdit,
    TextStyle, Ui, UiBuilder, pos2, vec2,
};

/// Lines that the field grows to before it scrolls.
const MOST_ROWS: f32 = 8.0;

/// Lines that are shown of how others read it, before it scrolls.
const MOST_ROWS_READ: f32 = 4.0;

/// Above and below what is typed, in points: one line is as high as the button beside it.
const PADDING: f32 = 6.0;

/// What was sent is remembered so far back.
const MAX_SENT: usize = 100;

/// Between the field and its buttons, in points.
const BETWEEN: f32 = 2.0;

/// How often the keyboard is asked for.
const FOCUS_FRAMES: u8 = 3;

/// How large the picture is that is to be sent, in points.
const THUMBNAIL: egui::Vec2 = vec2(96.0, 64.0);

/// The field at the bottom of a conversation.
#[derive(Debug, Default)]
pub(super) struct Composer {
    /// For how many frames it still wants the keyboard. A dialog that was closed keeps it for one.
    focus: u8,
    /// What was sent, the oldest first.
    sent: Vec<String>,
    /// Which of them stands in the field.
    recalled: Option<usize>,
    /// Which candidate is chosen.
    chosen: usize,
    /// What nothing is offered for, since somebody didn't want that.
    unwanted: Option<String>,
    /// What was typed and is left for the next frame; no more than came with one.
    later: Vec<Event>,
}

impl Composer {
    /// Gives Enter and Tab a frame of their own, where much was typed between two: what is offered is known
    /// of the frame before, and what stands in the field of all that came with this one.
    fn one_at_a_time(&mut self, ctx: &Context) {
        ctx.input_mut(|input| {
            let mut events = std::mem::take(&mut self.later);
            events.append(&mut input.events);
            if let Some(at) = events.iter().position(is_chosen_by) {
                let typed = events.iter().take(at).any(|event| matches!(event, Event::Text(_)));
                self.later = events.split_off(if typed { at } else { at + 1 });
            }
            input.events = events;
        });
        if !self.later.is_empty() {
            ctx.request_repaint();
        }
    }

    /// The keyboard is the field's from the next frame on.
    pub fn take_focus(&mut self) {
        self.focus = FOCUS_FRAMES;
    }

    /// Something was sent: it can be had again.
    pub fn was_sent(&mut self, text: &str) {
        self.recalled = None;
        if self.sent.last().is_some_and(|last| last == text) {
            return;
        }
        if self.sent.len() >= MAX_SENT {
            self.sent.remove(0);
        }
        self.sent.push(text.to_owned());
    }

    /// While something unasked has taken the keyboard away: what is typed goes on in the field.
    pub fn go_on(&mut self, ctx: &Context, talk: &mut Talk) {
        let typed = typed_text(ctx);
        if !typed.is_empty() && ctx.memory(|memory| memory.focused().is_none()) {
            talk.draft.push_str(&typed);
            put_cursor(ctx, talk, talk.draft.len());
        }
    }

    /// Writes something where the cursor stands.
    pub fn insert(&mut self, ctx: &Context, talk: &mut Talk, text: &str) {
        let at = cursor(ctx, talk).unwrap_or(talk.draft.len());
        talk.draft.insert_str(at, text);
        put_cursor(ctx, talk, at + text.len());
        self.focus = FOCUS_FRAMES;
    }

    /// Shows it. Enter sends, Shift and Enter begin a new line.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        pictures: &mut Pictures,
        wishes: &mut Vec<Wish>,
    ) {
        let me = session.me.pseudo.clone();
        let can_send = session.shown().is_some_and(|talk| session.can_say(talk));
        let Some(talk) = session.shown_mut() else { return };
        let ctx = ui.ctx().clone();
        let id = field_id(talk);
        let focused = ctx.memory(|memory| memory.has_focus(id));
        if focused {
            self.one_at_a_time(&ctx);
        } else {
            self.later.clear();
        }
        let completion = if focused { self.offered(&ctx, talk, &me) } else { None };
        if let Some(completion) = &completion {
            self.choose(&ctx, talk, completion);
        } else if focused {
            self.recall(&ctx, talk);
        }
        let palette = Palette::of(ui);
        let border = if focused { (1.5, palette.accent) } else { (1.0, palette.line) };
        let frame = Frame::new().fill(palette.ground).stroke(border).corner_radius(9);
        let shown = frame.inner_margin(vec2(space::XS, 2.0)).show(ui, |ui| {
            attached(ui, talk, pictures, wishes);
            as_read(ui, talk);
            let width = ui.available_width();
            ui.set_min_width(width);
            let side = ui.spacing().interact_size.y;
            let buttons = vec2(2.0 * side + BETWEEN, side);
            let edit = ui
                .scope(|ui| {
                    ui.set_max_width(width - buttons.x - BETWEEN);
                    field(ui, id, talk, completion.is_some())
                })
                .inner;
            // Beside the last line of the field, however many it has.
            let corner = pos2(ui.max_rect().right(), ui.min_rect().bottom());
            let beside = Rect::from_min_max(corner - buttons, corner);
            let layout = Layout::right_to_left(Align::Center);
            let mut ui = ui.new_child(UiBuilder::new().max_rect(beside).layout(layout));
            ui.spacing_mut().item_spacing.x = BETWEEN;
            let something = !talk.draft.trim().is_empty() || talk.attached.is_some();
            let send = look::primary("").icon(Icon::SendHorizontal).named(tr!("client-send"));
            let pressed = ui.add_enabled(can_send && something, send).clicked();
            self.emoji_button(&mut ui, talk);
            let entered = edit.has_focus() && plain_enter(ui.ctx());
            if something && (pressed || entered) {
                wishes.push(Wish::Send);
            }
            edit
        });
        let edit = shown.inner;
        self.ask_for_keyboard(&edit);
        if edit.has_focus() {
            paste_pictures(&ctx, wishes);
        }
        if let Some(completion) = completion {
            self.offer(&shown.response, talk, &completion);
        }
    }

    fn ask_for_keyboard(&mut self, edit: &Response) {
        if self.focus == 0 {
            return;
        }
        if edit.ctx.memory(|memory| memory.top_modal_layer().is_none()) {
            edit.request_focus();
            self.focus = 0;
        } else {
            self.focus -= 1;
            edit.ctx.request_repaint();
        }
    }

    fn emoji_button(&mut self, ui: &mut Ui, talk: &mut Talk) {
        let button = ui.add(icon_button(Icon::Smile, tr!("client-emoji")));
        let popup = Popup::menu(&button).align(RectAlign::TOP_END);
        let chosen = popup
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| emoji::show(ui));
        if let Some(emoji) = chosen.and_then(|chosen| chosen.inner) {
            self.insert(ui.ctx(), talk, emoji);
            Popup::close_all(ui.ctx());
        }
    }

    /// What the word at the cursor may become.
    fn offered(&mut self, ctx: &Context, talk: &Talk, me: &str) -> Option<Completion> {
        if self.unwanted.as_ref() == Some(&talk.draft) {
            return None;
        }
        self.unwanted = None;
        let at = cursor(ctx, talk)?;
        let (members, person) = match &talk.with {
            With::Room(room) => (Some(&room.members), None),
            With::Person(_) | With::Direct(_) => (None, Some(talk.name())),
        };
        let people = members.into_iter().flat_map(|members| members.values()).map(String::as_str);
        let completion =
            complete(&talk.draft, at, people.chain(person).filter(|name| *name != me))?;
        // Nothing is offered to somebody who has typed it all.
        let typed = &talk.draft[completion.word.clone()];
        let whole = |insert: &str| insert.trim_end() == typed;
        if completion.candidates.len() == 1 && whole(&completion.candidates[0].insert) {
            return None;
        }
        self.chosen = self.chosen.min(completion.candidates.len() - 1);
        Some(completion)
    }

    /// The keys that choose among what is offered: they are not the field's then.
    fn choose(&mut self, ctx: &Context, talk: &mut Talk, completion: &Completion) {
        let key = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let count = completion.candidates.len();
        if key(Key::ArrowUp) {
            self.chosen = (self.chosen + count - 1) % count;
        }
        if key(Key::ArrowDown) {
            self.chosen = (self.chosen + 1) % count;
        }
        if key(Key::Escape) {
            self.unwanted = Some(talk.draft.clone());
        }
        if key(Key::Tab) || key(Key::Enter) {
            self.accept(ctx, talk, completion, self.chosen);
        }
    }

    fn accept(&mut self, ctx: &Context, talk: &mut Talk, completion: &Completion, which: usize) {
        let Some(candidate) = completion.candidates.get(which) else { return };
        if talk.draft.get(completion.word.clone()).is_none() {
            return;
        }
        talk.draft.replace_range(completion.word.clone(), &candidate.insert);
        put_cursor(ctx, talk, completion.word.start + candidate.insert.len());
        (self.chosen, self.focus) = (0, FOCUS_FRAMES);
        self.unwanted = Some(talk.draft.clone());
    }

    /// Shows what is offered, above the field.
    fn offer(&mut self, above: &Response, talk: &mut Talk, completion: &Completion) {
        let mut clicked = None;
        // By the keys: whoever scrolls by the wheel goes where they want.
        let moved = above.ctx.input(|input| {
            input.events.iter().any(|event| matches!(event, Event::Key { .. } | Event::Text(_)))
        });
        let popup = Popup::from_response(above).id(Id::unique("completion")).open(true);
        popup.align(RectAlign::TOP_START).width(above.rect.width().min(520.0)).gap(space::XS).show(
            |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let room = above.rect.top() - 2.0 * space::L;
                ScrollArea::vertical().max_height(room).show(ui, |ui| {
                    for (index, candidate) in completion.candidates.iter().enumerate() {
                        let weak = RichText::new(&candidate.detail).small();
                        let weak = weak.color(Palette::of(ui).weak);
                        let text = (candidate.label.clone(), weak);
                        let button = egui::Button::selectable(index == self.chosen, text);
                        let width = ui.available_width();
                        let response = ui.add(button.min_size(vec2(width, 28.0)).truncate());
                        let name = format!("{} {}", candidate.label, candidate.detail);
                        ui.ctx().accesskit_node_builder(response.id, |node| {
                            node.set_label(name.trim());
                        });
                        if index == self.chosen && moved {
                            response.scroll_to_me(None);
                        }
                        if response.clicked() {
                            clicked = Some(index);
                        }
                    }
                });
            },
        );
        if let Some(which) = clicked {
            self.accept(&above.ctx, talk, completion, which);
        }
    }

    /// Up and down lead through what was sent, where nothing else is being typed.
    fn recall(&mut self, ctx: &Context, talk: &mut Talk) {
        let shown = self.recalled.and_then(|at| self.sent.get(at));
        let untouched = talk.draft.is_empty() || shown == Some(&talk.draft);
        if !untouched || self.sent.is_empty() {
            return;
        }
        let key = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let at = if key(Key::ArrowUp) {
            Some(self.recalled.unwrap_or(self.sent.len()).saturating_sub(1))
        } else if self.recalled.is_some() && key(Key::ArrowDown) {
            self.recalled.map(|at| at + 1)
        } else {
            return;
        };
        self.recalled = at.filter(|at| *at < self.sent.len());
        talk.draft = self.recalled.map_or_else(String::new, |at| self.sent[at].clone());
        put_cursor(ctx, talk, talk.draft.len());
    }
}

/// Whether a key would take what is offered.
fn is_chosen_by(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Enter | Key::Tab, pressed: true, .. })
}

/// The picture that is to be sent.
fn attached(ui: &mut Ui, talk: &Talk, pictures: &mut Pictures, wishes: &mut Vec<Wish>) {
    let Some(picture) = &talk.attached else { return };
    ui.horizontal(|ui| {
        ui.add_space(space::XS);
        // Nothing moves once it is ready.
        let (place, _) = ui.allocate_exact_size(THUMBNAIL, Sense::hover());
        if let View::Ready(texture) = pictures.view(ui.ctx(), picture) {
            let size = fit(texture.size_vec2(), THUMBNAIL);
            let image = Image::new((texture.id(), size)).corner_radius(4.0);
            let at = Rect::from_center_size(place.center(), size);
            image.paint_at(ui, at);
        }
        let kibibytes = picture.bytes.len().div_ceil(1024);
        look::weak(ui, tr!("client-attached", size = kibibytes));
        if ui.add(icon_button(Icon::X, tr!("client-detach"))).clicked() {
            wishes.push(Wish::Detach);
        }
    });
}

/// What is typed as others will read it, where words go from right to left: the field itself shows
/// them in the order in which they are typed, since egui's cursor knows no other.
fn as_read(ui: &mut Ui, talk: &Talk) {
    if !rich::has_right_to_left(&talk.draft) {
        return;
    }
    let most = ui.text_style_height(&TextStyle::Body) * MOST_ROWS_READ;
    let frame = Frame::new().inner_margin(vec2(space::XS, PADDING));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let color = Palette::of(ui).weak;
        ui.label(RichText::new(tr!("client-as-read")).small().color(color));
        let area = ScrollArea::vertical().id_salt((talk.id, "read")).max_height(most);
        area.auto_shrink([false, true]).stick_to_bottom(true).show(ui, |ui| {
            let blocks = rich::parse(&talk.draft, "", std::iter::empty());
            let (color, needle) = (Palette::of(ui).text, &Needle::default());
            rich::show(ui, &blocks, &Look { color, scale: 1.0, needle });
        });
    });
}

/// The field alone. Long text scrolls within it.
fn field(ui: &mut Ui, id: Id, talk: &mut Talk, choosing: bool) -> Response {
    let most = ui.text_style_height(&TextStyle::Body) * MOST_ROWS;
    let name = tr!("client-write-to", name = direct::title(talk));
    let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
    let salt = talk.id;
    let edit = TextEdit::multiline(&mut talk.draft)
        .id(id)
        .hint_text(name.clone())
        .frame(Frame::NONE)
        .desired_width(f32::INFINITY)
        .desired_rows(1)
        .return_key(newline);
    let edit = ui
        .with_layout(Layout::top_down(Align::Min), |ui| {
            // The frame around it is as high as a button.
            ui.spacing_mut().interact_size.y = 0.0;
            Frame::new().inner_margin(vec2(space::XS, PADDING)).show(ui, |ui| {
                let area = ScrollArea::vertical().max_height(most).min_scrolled_height(most);
                area.id_salt(salt).show(ui, |ui| ui.add(edit)).inner
            })
        })
        .inner
        .inner;
    ui.ctx().accesskit_node_builder(edit.id, |node| node.set_label(name));
    if choosing {
        let all =
            EventFilter { tab: true, escape: true, horizontal_arrows: true, vertical_arrows: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, all));
    }
    edit
}

fn paste_pictures(ctx: &Context, wishes: &mut Vec<Wish>) {
    ctx.input(|input| {
        for event in &input.events {
            if let Event::PasteImage(image) = event {
                wishes.push(Wish::AttachImage(image.clone()));
            }
        }
    });
}

fn field_id(talk: &Talk) -> Id {
    Id::unique(("composer", talk.id))
}

/// Where the cursor stands, in bytes.
fn cursor(ctx: &Context, talk: &Talk) -> Option<usize> {
    let at = TextEditState::load(ctx, field_id(talk))?.cursor.char_range()?.primary.index;
    let bytes = talk.draft.char_indices().nth(at.0).map(|(byte, _)| byte);
    Some(bytes.unwrap_or(talk.draft.len()))
}

fn put_cursor(ctx: &Context, talk: &Talk, byte: usize) {
    let id = field_id(talk);
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let at = CCursor::new(talk.draft[..byte].chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(at)));
    state.store(ctx, id);
}
