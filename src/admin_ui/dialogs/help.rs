//! What can be done by keyboard, and what the host may choose about the window.

use super::shown;
use crate::look::{self, Choice, key_group, space};
use crate::texts::tr;
use egui::{Context, Ui};

/// How wide the dialog is where the window is, and from which width on it has two columns, in points.
const WIDTH: f32 = 960.0;
const LEAST_FOR_TWO: f32 = 700.0;

/// Shows all shortcuts.
pub fn show_shortcuts(ctx: &Context) -> Option<Choice> {
    shown(tr!("admin-shortcuts-title")).least_width(WIDTH).show(ctx, |ui, _| {
        if ui.available_width() < LEAST_FOR_TWO {
            anywhere(ui);
            in_lists(ui);
        } else {
            ui.spacing_mut().item_spacing.x = space::L;
            ui.columns_const(|[left, right]| {
                anywhere(left);
                in_lists(right);
            });
        }
    })
}

fn anywhere(ui: &mut Ui) {
    key_group(ui, tr!("admin-shortcuts-everywhere"), everywhere());
    ui.add_space(space::S);
    key_group(ui, tr!("admin-shortcuts-dialog"), in_a_dialog());
}

fn in_lists(ui: &mut Ui) {
    key_group(ui, tr!("admin-shortcuts-table"), in_the_table());
    ui.add_space(space::S);
    key_group(ui, tr!("admin-shortcuts-rooms"), among_the_rooms());
}

type Shortcuts = Vec<(String, String)>;

fn everywhere() -> Shortcuts {
    vec![
        ("F1, ?".into(), tr!("admin-shortcut-help")),
        ("Ctrl+F".into(), tr!("admin-shortcut-find")),
        ("F5".into(), tr!("admin-shortcut-look")),
        ("F6".into(), tr!("admin-shortcut-rows")),
        ("Tab".into(), tr!("admin-shortcut-tab")),
        ("Ctrl+M".into(), tr!("admin-shortcut-write")),
        ("Ctrl+N".into(), tr!("admin-shortcut-room")),
        ("Ctrl+B".into(), tr!("admin-shortcut-ban-anybody")),
        ("Ctrl+Z".into(), tr!("admin-shortcut-undo")),
        ("Ctrl+L".into(), tr!("admin-shortcut-link")),
        ("Ctrl+Shift+L".into(), tr!("admin-shortcut-qr")),
        ("Ctrl+,".into(), tr!("admin-shortcut-settings")),
        ("Ctrl+1 … Ctrl+4".into(), tr!("admin-shortcut-drawer")),
        ("Ctrl+Q".into(), tr!("admin-shortcut-stop")),
    ]
}

fn in_the_table() -> Shortcuts {
    vec![
        (tr!("admin-shortcut-walk-keys"), tr!("admin-shortcut-walk")),
        (tr!("admin-shortcut-space"), tr!("admin-shortcut-choose")),
        (tr!("admin-shortcut-shift"), tr!("admin-shortcut-range")),
        ("Ctrl+A".into(), tr!("admin-shortcut-all")),
        (tr!("admin-shortcut-enter-or", key = "M"), tr!("admin-shortcut-message")),
        (tr!("admin-shortcut-delete-or", key = "K"), tr!("admin-shortcut-kick")),
        ("B".into(), tr!("admin-shortcut-ban")),
        ("P".into(), tr!("admin-shortcut-introduce")),
        ("I".into(), tr!("admin-shortcut-details")),
        ("Ctrl+C".into(), tr!("admin-shortcut-copy")),
        (tr!("admin-shortcut-escape"), tr!("admin-shortcut-clear")),
    ]
}

fn among_the_rooms() -> Shortcuts {
    vec![
        ("↑ ↓".into(), tr!("admin-shortcut-another-room")),
        (tr!("admin-shortcut-enter"), tr!("admin-shortcut-who")),
        ("M".into(), tr!("admin-shortcut-write-room")),
        ("F2".into(), tr!("admin-shortcut-rename")),
        (tr!("admin-shortcut-delete"), tr!("admin-shortcut-close-room")),
    ]
}

fn in_a_dialog() -> Shortcuts {
    vec![
        (tr!("admin-shortcut-enter"), tr!("admin-shortcut-confirm")),
        (tr!("admin-shortcut-escape"), tr!("admin-shortcut-cancel")),
        (tr!("admin-shortcut-page-keys"), tr!("admin-shortcut-scroll")),
    ]
}

/// Lets the host choose about the look.
pub fn show_settings(ctx: &Context) -> Option<Choice> {
    shown(tr!("admin-settings-title")).show(ctx, |ui, _| look::choices(ui))
}
