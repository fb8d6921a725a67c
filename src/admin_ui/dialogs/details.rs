//! All that is known of one client.

use super::{Whom, shown};
use crate::admin_ui::clients;
use crate::hub::host::Snapshot;
use crate::look::{self, Choice};
use crate::proto::ids::UnixMillis;
use crate::texts::tr;
use egui::Context;

/// Shows it as it is at this moment.
pub fn show(ctx: &Context, whom: &Whom, snapshot: &Snapshot, now: UnixMillis) -> Option<Choice> {
    shown(tr!("admin-details-title", pseudo = &whom.pseudo)).show(ctx, |ui, _| {
        match snapshot.clients.binary_search_by_key(&whom.id, |client| client.id) {
            Ok(at) => clients::details(ui, &snapshot.clients[at], now),
            Err(_) => drop(look::weak(ui, tr!("admin-details-gone", address = &whom.shown))),
        }
    })
}
