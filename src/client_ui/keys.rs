//! The keys that do something wherever one is.

use super::model::Session;
use super::window::Wish;
use crate::texts::tr;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

const FIND: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::F);
const ALL: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::A);
const MESSAGES: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F6);
const ROOMS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::J);
const SETTINGS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Comma);
const NEXT: KeyboardShortcut = KeyboardShortcut::new(Modifiers::ALT, Key::ArrowDown);
const PREVIOUS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::ALT, Key::ArrowUp);
const HELP: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F1);

/// What was pressed, as a wish.
pub(super) fn wishes(ctx: &Context, session: Option<&Session>, wishes: &mut Vec<Wish>) {
    let pressed = |shortcut| ctx.input_mut(|input| input.consume_shortcut(shortcut));
    if pressed(&SETTINGS) {
        wishes.push(Wish::Settings);
    }
    if pressed(&HELP) {
        wishes.push(Wish::Help);
    }
    let Some(session) = session else { return };
    if pressed(&FIND) && session.shown().is_some() {
        wishes.push(Wish::Find);
    }
    if pressed(&ALL) && session.shown().is_some() {
        wishes.push(Wish::ChooseAll);
    }
    if pressed(&MESSAGES) {
        wishes.push(Wish::Messages);
    }
    // Escape takes the keyboard from whatever had it: it is the field's then.
    if ctx.input(|input| input.key_pressed(Key::Escape))
        && ctx.memory(|memory| memory.focused().is_none())
    {
        wishes.push(Wish::Type);
    }
    if pressed(&ROOMS) && session.end.is_none() {
        wishes.push(Wish::ChooseRoom);
    }
    for (shortcut, forward) in [(&NEXT, true), (&PREVIOUS, false)] {
        if pressed(shortcut) {
            wishes.extend(session.neighbour(forward).map(Wish::Show));
        }
    }
}

/// All of them, for the list: how it is pressed, and what it does.
pub(super) fn all(ctx: &Context) -> Vec<(String, String)> {
    let of = |shortcut: &KeyboardShortcut| ctx.format_shortcut(shortcut);
    vec![
        (tr!("client-key-enter"), tr!("client-key-enter-what")),
        (tr!("client-key-newline"), tr!("client-key-newline-what")),
        (tr!("client-key-up"), tr!("client-key-up-what")),
        (tr!("client-key-tab"), tr!("client-key-tab-what")),
        (of(&FIND), tr!("client-key-find-what")),
        (of(&ALL), tr!("client-key-all-what")),
        (of(&MESSAGES), tr!("client-key-messages-what")),
        (of(&ROOMS), tr!("client-key-rooms-what")),
        (of(&PREVIOUS), tr!("client-key-previous-what")),
        (of(&NEXT), tr!("client-key-next-what")),
        (of(&SETTINGS), tr!("client-key-settings-what")),
        (tr!("client-key-zoom"), tr!("client-key-zoom-what")),
        (of(&HELP), tr!("client-key-help-what")),
    ]
}
