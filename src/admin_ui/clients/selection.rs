//! Who is chosen in the table, and on whom the keyboard stands.

use super::order::View;
use crate::hub::host::Snapshot;
use crate::proto::ids::MemberId;
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug, Default)]
pub struct Selection {
    chosen: BTreeSet<MemberId>,
    /// On whom the keyboard stands.
    cursor: Option<MemberId>,
    /// From whom a range goes to the cursor.
    anchor: Option<MemberId>,
}

/// How a row is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// It alone.
    Only,
    /// It too, or no longer.
    Toggle,
    /// All from the last one that was chosen alone or stood on, up to it.
    UpTo,
}

impl Selection {
    /// Lets those go who are no longer here.
    pub fn keep_those_of(&mut self, snapshot: &Snapshot) {
        let here =
            |id: &MemberId| snapshot.clients.binary_search_by_key(id, |client| client.id).is_ok();
        self.chosen.retain(here);
        self.cursor = self.cursor.filter(here);
        self.anchor = self.anchor.filter(here);
    }

    /// How many are chosen.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether somebody is chosen.
    pub fn has(&self, id: MemberId) -> bool {
        self.chosen.contains(&id)
    }

    /// On whom the keyboard stands.
    pub fn cursor(&self) -> Option<MemberId> {
        self.cursor
    }

    /// Nobody is chosen any more.
    pub fn clear(&mut self) {
        self.chosen.clear();
        self.anchor = None;
    }

    /// All in sight of `view` are chosen, or nobody is if they were.
    pub fn toggle_all(&mut self, view: &View) {
        let all: BTreeSet<MemberId> = view.clients().map(|client| client.id).collect();
        self.chosen = if self.chosen == all { BTreeSet::new() } else { all };
    }

    /// Chooses somebody; the keyboard stands on them.
    pub fn choose(&mut self, id: MemberId, how: Choose, view: &View) {
        self.cursor = Some(id);
        match how {
            Choose::Only => {
                self.chosen = BTreeSet::from([id]);
                self.anchor = Some(id);
            }
            Choose::Toggle => {
                if !self.chosen.remove(&id) {
                    self.chosen.insert(id);
                }
                self.anchor = Some(id);
            }
            Choose::UpTo => {
                let from = self.anchor.and_then(|anchor| view.row_of(anchor)).unwrap_or(0);
                let Some(to) = view.row_of(id) else { return };
                let range = from.min(to)..=from.max(to);
                let ids = range.filter_map(|row| view.client(row)).map(|client| client.id);
                self.chosen = ids.collect();
            }
        }
    }

    /// The keyboard stands on somebody, from whom a range would go. Who is chosen stays so.
    pub fn stand_on(&mut self, id: MemberId) {
        self.cursor = Some(id);
        self.anchor = Some(id);
    }
}
