//! A path to type or to choose: its field, and below it what lies there.

use super::connect::failure;
use crate::client_ui::disk::{Disk, Entry, Found, Place, Sought};
use crate::look::{self, Field, Icon, space};
use crate::texts::{system_cause, tr};
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, ScrollArea, Ui};
use std::sync::Arc;

/// How high the list is, in points, where there is room.
const LIST_HEIGHT: f32 = 180.0;

/// The list is not made lower than this, in points.
const LEAST_LIST_HEIGHT: f32 = 60.0;

/// What a dialog has beside the list, in points.
const AROUND_LIST: f32 = 300.0;

/// How high a row is, in points.
const ROW_HEIGHT: f32 = 26.0;

/// What was typed so far, and what is there.
#[derive(Debug)]
pub(super) struct Browser {
    sought: Sought,
    path: String,
    disk: Option<Disk>,
    /// Whether the disk is being looked at.
    looks: bool,
    found: Option<Found>,
    focus: bool,
    failure: Option<String>,
}

impl Browser {
    /// Begins with a path.
    pub fn new(sought: Sought, path: String) -> Self {
        let (disk, found, failure) = (None, None, None);
        Self { sought, path, disk, looks: false, found, focus: true, failure }
    }

    /// What is typed: without spaces around it, or quotes.
    pub fn typed(&self) -> &str {
        self.path.trim().trim_matches('"')
    }

    /// What is typed was refused, for this reason.
    pub fn take_refusal(&mut self, why: String) {
        (self.failure, self.focus) = (Some(why), true);
    }

    /// It is tried once more.
    pub fn begin(&mut self) {
        self.failure = None;
    }

    /// Shows the field under this name, and what lies there.
    pub fn show(&mut self, ui: &mut Ui, name: String) {
        self.look(ui);
        let wrong = self.wrong();
        let focus = std::mem::take(&mut self.focus);
        let field = Field::new(name, &mut self.path).wrong(wrong).focus(focus).show(ui);
        if field.changed() {
            self.failure = None;
        } else if focus {
            go_to_end(ui.ctx(), field.id, self.path.chars().count());
        }
        failure(ui, self.failure.as_deref());
        let entries = self.found.as_ref().map(|found| &found.entries[..]).unwrap_or_default();
        let chosen = list(ui, entries);
        if let Some(path) = chosen {
            (self.path, self.focus, self.failure) = (path, true, None);
        }
    }

    /// Asks the disk about what is typed, one thing after the other.
    fn look(&mut self, ui: &Ui) {
        let ctx = ui.ctx().clone();
        let sought = self.sought;
        let wake = || Arc::new(move || ctx.request_repaint());
        let disk = self.disk.get_or_insert_with(|| Disk::start(sought, wake()));
        if let Some(found) = disk.found() {
            (self.found, self.looks) = (Some(found), false);
        }
        let typed = self.path.trim().trim_matches('"');
        if !self.looks && self.found.as_ref().is_none_or(|found| found.typed != typed) {
            self.looks = disk.look_at(typed);
        }
    }

    /// What is wrong with the path, as far as the disk has told. A name that is begun is not wrong.
    fn wrong(&self) -> Option<String> {
        let found = self.found.as_ref().filter(|found| found.typed == self.typed())?;
        if found.typed.is_empty() || self.failure.is_some() {
            return None;
        }
        match (&found.place, self.sought) {
            (Place::Nothing, _) if !found.entries.is_empty() => None,
            (Place::Nothing, Sought::File) => Some(tr!("client-path-no-file")),
            (Place::Nothing, Sought::Folder) => Some(tr!("client-path-no-folder")),
            (Place::File, Sought::Folder) => Some(tr!("client-path-is-file")),
            (Place::ReadOnly(cause), Sought::Folder) => {
                Some(tr!("client-path-read-only", cause = system_cause(cause)))
            }
            _ => None,
        }
    }
}

/// One goes on typing behind what stands in a field.
fn go_to_end(ctx: &Context, field: Id, length: usize) {
    let mut state = TextEditState::load(ctx, field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(length))));
    state.store(ctx, field);
}

/// What lies there. The path of what was chosen.
fn list(ui: &mut Ui, entries: &[Entry]) -> Option<String> {
    let mut chosen = None;
    let room = ui.ctx().content_rect().height() - AROUND_LIST;
    let height = room.clamp(LEAST_LIST_HEIGHT, LIST_HEIGHT);
    ui.spacing_mut().item_spacing.y = space::XS;
    let area = ScrollArea::vertical().id_salt("entries").auto_shrink(false);
    // As high when it is empty: what stands below keeps its place while somebody types.
    let area = area.max_height(height).min_scrolled_height(height);
    area.show_rows(ui, ROW_HEIGHT, entries.len(), |ui, range| {
        for entry in entries.get(range).unwrap_or_default() {
            let (icon, name) = match (&entry.name, entry.is_folder) {
                (None, _) => (Icon::CornerLeftUp, tr!("client-path-above")),
                (Some(name), true) => (Icon::Folder, name.clone()),
                (Some(name), false) => (Icon::File, name.clone()),
            };
            if ui.add(look::quiet(name).icon(icon).small()).clicked() {
                chosen = Some(entry.path.clone());
            }
        }
    });
    chosen
}
