//! A dialog: a title, a body, and the buttons that end it.

use super::button::{ActionButton, secondary};
use super::parts::{from_right, settle};
use super::space;
use egui::{
    Context, Event, Frame, Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui, Vec2, accesskit,
    vec2,
};

/// How wide a dialog is, in points.
const WIDTH: f32 = 440.0;

/// In a window that is less wide or high, a dialog takes nearly all of it, in points.
const SMALL: f32 = 480.0;

/// What a dialog needs for its title and its buttons, in points.
const HEAD_AND_FOOT: f32 = 80.0;

/// How long nobody must have typed before Enter ends a dialog that came unasked, in seconds.
const QUIET: f64 = 1.0;

/// How a dialog was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// By its main button, or Enter.
    Confirmed,
    /// By its other button, Escape, or a click beside it.
    Dismissed,
}

/// A dialog over the window, which can't be used meanwhile. Shown anew in every frame for as
/// long as it is open; what it asks for is kept by the caller.
///
/// Enter ends it like its main button, Escape and a click beside it like the other one. A button
/// or a list that has the keyboard's focus takes Enter for itself. Where the main button can't be
/// pressed, one goes on typing. The page keys scroll what has no room.
#[must_use = "a dialog is shown by show(…)"]
pub struct Dialog {
    title: String,
    confirm: ActionButton,
    enabled: bool,
    dismiss: Option<String>,
    unasked: bool,
    least_width: f32,
}

impl Dialog {
    /// A dialog with its main button ([`primary`](super::primary) or [`danger`](super::danger)).
    /// Its title tells it from other dialogs.
    pub fn new(title: impl Into<String>, confirm: ActionButton) -> Self {
        Self {
            title: title.into(),
            confirm,
            enabled: true,
            dismiss: None,
            unasked: false,
            least_width: 0.0,
        }
    }

    /// For a dialog that comes by itself, perhaps while somebody types: what they go on typing, and
    /// the Enter behind it, was not meant for the dialog and doesn't end it.
    pub fn unasked(mut self) -> Self {
        self.unasked = true;
        self
    }

    /// The button that ends it without doing anything. Without one there is only the main
    /// button, as for something that has merely to be read.
    pub fn dismiss(mut self, text: impl Into<String>) -> Self {
        self.dismiss = Some(text.into());
        self
    }

    /// For something wide, such as a picture: at least so wide, in points, if the window is.
    pub fn least_width(mut self, width: f32) -> Self {
        self.least_width = width;
        self
    }

    /// Whether the main button can be pressed.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Shows it. The body is told whether the dialog has just been opened, so that its first
    /// field can take the keyboard. Gives how it was ended, if it was in this frame.
    pub fn show(self, ctx: &Context, body: impl FnOnce(&mut Ui, bool)) -> Option<Choice> {
        let id = Id::unique(("dialog", &self.title));
        let just_opened = just_opened(ctx, id);
        // Before the body, whose fields and buttons take it in.
        let focused = ctx.memory(|memory| memory.focused());
        let field = focused.filter(|id| TextEdit::load_state(ctx, *id).is_some());
        let typing = self.unasked && still_typing(ctx, id, just_opened);
        let enter = plain_enter(ctx) && focused == field && !just_opened && !typing;
        let window = ctx.content_rect().size();
        let small = window.x < SMALL || window.y < SMALL;
        let (around, within) = if small { (space::S, space::M) } else { (space::XL, space::L) };
        let most = window - 2.0 * (Vec2::splat(around) + Vec2::splat(within));
        let frame = Frame::window(&ctx.global_style()).inner_margin(within);
        let modal = Modal::new(id).frame(frame).show(ctx, |ui| {
            let wanted = WIDTH.max(self.least_width);
            ui.set_width(wanted.min(most.x));
            ui.spacing_mut().item_spacing.y = if small { space::S } else { space::M };
            ui.label(RichText::new(&self.title).heading());
            // A long body scrolls, so that the buttons stay within the window.
            let room = (most.y - HEAD_AND_FOOT).max(80.0);
            ScrollArea::vertical().auto_shrink([false, true]).max_height(room).show(ui, |ui| {
                scroll_by_page(ui, room);
                body(ui, just_opened);
            });
            self.buttons(ui)
        });
        name_for_screen_readers(ctx, modal.response.id, &self.title);
        settle(ctx, id, modal.response.rect);
        let by_button = modal.inner;
        if by_button.is_some() {
            by_button
        } else if modal.should_close() {
            Some(Choice::Dismissed)
        } else if enter && modal.is_top_modal && !modal.any_popup_open {
            self.entered(ctx, field)
        } else {
            None
        }
    }

    /// Enter was pressed, perhaps in a field.
    fn entered(&self, ctx: &Context, field: Option<Id>) -> Option<Choice> {
        if let Some(field) = field.filter(|_| !self.enabled) {
            // One of a single line has let the keyboard go.
            ctx.memory_mut(|memory| memory.request_focus(field));
        }
        self.enabled.then_some(Choice::Confirmed)
    }

    fn buttons(&self, ui: &mut Ui) -> Option<Choice> {
        let mut choice = None;
        from_right(ui, |ui| {
            if ui.add_enabled(self.enabled, self.confirm.clone()).clicked() {
                choice = Some(Choice::Confirmed);
            }
            if let Some(text) = &self.dismiss
                && ui.add(secondary(text)).clicked()
            {
                choice = Some(Choice::Dismissed);
            }
        });
        choice
    }
}

/// For who has no wheel: the page keys show the rest of a long body.
fn scroll_by_page(ui: &Ui, page: f32) {
    let page = page * 0.8;
    for (key, delta) in [(Key::PageDown, -page), (Key::PageUp, page)] {
        if ui.input(|input| input.key_pressed(key)) {
            ui.scroll_with_delta(vec2(0.0, delta));
        }
    }
}

/// Whether the dialog was not shown in the frame before.
fn just_opened(ctx: &Context, id: Id) -> bool {
    let pass = ctx.cumulative_pass_nr();
    let last: Option<u64> = ctx.data(|data| data.get_temp(id));
    ctx.data_mut(|data| data.insert_temp(id, pass));
    last.is_none_or(|last| last + 1 < pass)
}

/// Whether somebody has typed a moment ago, or the dialog has opened then.
fn still_typing(ctx: &Context, id: Id, just_opened: bool) -> bool {
    let id = id.with("typed at");
    let now = ctx.input(|input| input.time);
    let before = ctx.data(|data| data.get_temp::<f64>(id));
    let typing = just_opened || !typed_text(ctx).is_empty();
    let typed_at = before.filter(|_| !typing).unwrap_or(now);
    ctx.data_mut(|data| data.insert_temp(id, typed_at));
    now - typed_at < QUIET
}

/// What was typed in this frame, whoever it was for.
pub fn typed_text(ctx: &Context) -> String {
    let text = |event: &Event| match event {
        Event::Text(text) => Some(text.clone()),
        _ => None,
    };
    ctx.input(|input| input.events.iter().filter_map(text).collect())
}

/// Whether Enter was pressed in this frame, without Shift or another key beside it.
pub fn plain_enter(ctx: &Context) -> bool {
    ctx.input(|input| {
        input.events.iter().any(|event| {
            matches!(event, Event::Key { key: Key::Enter, pressed: true, repeat: false, modifiers, .. }
                if modifiers.is_none())
        })
    })
}

fn name_for_screen_readers(ctx: &Context, id: Id, title: &str) {
    ctx.accesskit_node_builder(id, |node| {
        node.set_role(accesskit::Role::Dialog);
        node.set_label(title);
        node.set_modal();
    });
}
