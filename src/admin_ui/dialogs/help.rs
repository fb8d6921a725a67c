//! What can be done by keyboard, and what the host may choose about the window.

use super::shown;
use crate::look::{self, Choice, space};
use crate::texts::tr;
use egui::{Context, Grid, RichText};

/// The least width of the column of keys, in points: so that both lists have the same.
const KEYS: f32 = 180.0;

/// Shows all shortcuts.
pub fn show_shortcuts(ctx: &Context) -> Option<Choice> {
    shown(tr!("admin-shortcuts-title")).show(ctx, |ui, _| {
        for (heading, shortcuts) in [
            (tr!("admin-shortcuts-everywhere"), everywhere()),
            (tr!("admin-shortcuts-table"), in_the_table()),
        ] {
            ui.label(look::strong(heading));
            ui.spacing_mut().interact_size.y = 22.0;
            Grid::new(&shortcuts[0].1)
                .num_columns(2)
                .min_col_width(KEYS)
                .spacing([space::L, 0.0])
                .show(ui, |ui| {
                    for (keys, what) in shortcuts {
                        ui.label(RichText::new(keys).monospace());
                        ui.label(what);
                        ui.end_row();
                    }
                });
        }
    })
}

type Shortcuts = Vec<(String, String)>;

fn everywhere() -> Shortcuts {
    vec![
        ("F1, ?".into(), tr!("admin-shortcut-help")),
        ("Ctrl+F".into(), tr!("admin-shortcut-find")),
        ("F6".into(), tr!("admin-shortcut-rows")),
        ("Ctrl+M".into(), tr!("admin-shortcut-write")),
        ("Ctrl+N".into(), tr!("admin-shortcut-room")),
        ("Ctrl+L".into(), tr!("admin-shortcut-link")),
        ("Ctrl+1 … Ctrl+4".into(), tr!("admin-shortcut-drawer")),
        ("Ctrl+Q".into(), tr!("admin-shortcut-stop")),
    ]
}

fn in_the_table() -> Shortcuts {
    vec![
        ("↑ ↓ PgUp PgDn Home End".into(), tr!("admin-shortcut-walk")),
        (tr!("admin-shortcut-space"), tr!("admin-shortcut-choose")),
        (tr!("admin-shortcut-shift"), tr!("admin-shortcut-range")),
        ("Ctrl+A".into(), tr!("admin-shortcut-all")),
        ("M".into(), tr!("admin-shortcut-message")),
        ("K".into(), tr!("admin-shortcut-kick")),
        ("B".into(), tr!("admin-shortcut-ban")),
        ("Esc".into(), tr!("admin-shortcut-clear")),
    ]
}

/// Lets the host choose about the look.
pub fn show_settings(ctx: &Context) -> Option<Choice> {
    shown(tr!("admin-settings-title")).show(ctx, |ui, _| look::choices(ui))
}
