//! What the keyboard does wherever it is in the window. The dialog that lists it all is
//! [`AdminDialog::Shortcuts`].

use super::clients::Focus;
use super::dialogs::{AdminDialog, BanForm, MessageForm, RoomForm, StopForm};
use super::drawer::Tab;
use super::window::Wish;
use egui::{Context, Event, Key, Modifiers};

/// Takes what was pressed in this frame. Not to be called while a dialog is open.
pub(super) fn take(ctx: &Context, wishes: &mut Vec<Wish>) {
    let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::NONE, Key::F1) || question_mark(ctx) {
        wishes.push(Wish::Ask(AdminDialog::Shortcuts));
    }
    if pressed(Modifiers::NONE, Key::F5) {
        wishes.push(Wish::LookAgain);
    }
    if pressed(Modifiers::NONE, Key::F6) {
        wishes.push(Wish::GoOn);
    }
    // Before the same key without Shift, which would take it, too.
    if pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::L) {
        wishes.push(Wish::Ask(AdminDialog::Qr));
    }
    for (key, wish) in [
        (Key::F, (|| Wish::Focus(Focus::Find)) as fn() -> Wish),
        (Key::L, || Wish::CopyLink),
        (Key::M, || Wish::Ask(AdminDialog::Message(MessageForm::default()))),
        (Key::N, || Wish::Ask(AdminDialog::Room(RoomForm::default()))),
        (Key::B, || Wish::Ask(AdminDialog::Ban(BanForm::anybody()))),
        (Key::Comma, || Wish::Ask(AdminDialog::Settings)),
        (Key::Q, || Wish::Ask(AdminDialog::Stop(StopForm::default()))),
    ] {
        if pressed(Modifiers::COMMAND, key) {
            wishes.push(wish());
        }
    }
    // In a field, it takes back what was typed.
    if !ctx.text_edit_focused() && pressed(Modifiers::COMMAND, Key::Z) {
        wishes.push(Wish::Undo);
    }
    for (key, tab) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().zip(Tab::ALL) {
        if pressed(Modifiers::COMMAND, key) {
            wishes.push(Wish::Show(tab));
        }
    }
}

/// As a character: it is on another key in every country. In a field, it is meant for that.
fn question_mark(ctx: &Context) -> bool {
    let typed = |event: &Event| matches!(event, Event::Text(text) if text == "?");
    !ctx.text_edit_focused() && ctx.input(|input| input.events.iter().any(typed))
}
