//! What the host has renamed unseen: `ROOM_CHANGED` may be among what a `GAP` names. A new session
//! enters its rooms by their names, so that these are looked up again, while the ids still count.

use super::event::Event;
use super::state::{Effects, State};
use crate::proto::ids::{Correlation, RoomId, Tick};
use crate::proto::message::{ListRooms, Message, Rooms};

/// The list of rooms that is being fetched. One is out at a time, however many gaps there are.
#[derive(Debug)]
pub(super) struct NameLookup {
    /// Of the request that is out.
    correlation: Correlation,
    /// The last name that was fetched.
    after: String,
    /// When to ask again, where the server had said "too fast".
    pub(super) retry_at: Option<Tick>,
    /// Since it was asked, more is missing: what it tells may be older than that.
    stale: bool,
}

impl State {
    /// A change of this room's name may be among what is missing.
    pub(super) fn doubt_name(&mut self, room: RoomId, fx: &mut Effects) {
        let Some(joined) = self.rooms.get_mut(&room) else { return };
        joined.name_in_doubt = true;
        match &mut self.lookup {
            Some(lookup) => lookup.stale = true,
            None => self.look_names_up(String::new(), fx),
        }
    }

    /// Asks for the rooms behind `after`, by name.
    pub(super) fn look_names_up(&mut self, after: String, fx: &mut Effects) {
        let correlation = self.next_correlation();
        ListRooms { after: after.as_str().into() }.append(correlation, &mut fx.frames);
        self.lookup = Some(NameLookup { correlation, after, retry_at: None, stale: false });
    }

    /// A page of rooms. Whether it was asked for here.
    pub(super) fn names(&mut self, to: Correlation, page: &Rooms, fx: &mut Effects) -> bool {
        let Some(lookup) = self.lookup.take_if(|lookup| lookup.correlation == to) else {
            return false;
        };
        if lookup.stale {
            self.look_names_up(String::new(), fx);
            return true;
        }
        for listed in &page.rooms {
            let Some(joined) = self.rooms.get_mut(&listed.room) else { continue };
            // What an event has told since counts more.
            if !std::mem::take(&mut joined.name_in_doubt) {
                continue;
            }
            let (name, topic) = (listed.name.to_string(), listed.topic.to_string());
            if joined.handle.name() != name || joined.topic != topic {
                let old = joined.handle.rename(&name);
                joined.topic.clone_from(&topic);
                let room = listed.room;
                let (place, peer_posts) = (None, None);
                fx.events.push(Event::RoomChanged { room, place, old, name, topic, peer_posts });
            }
        }
        let last = page.rooms.last().map(|listed| listed.name.as_str());
        // A page that doesn't go on after the one before is no page: nothing is asked for without end.
        if let Some(last) = last.filter(|last| page.more && *last > lookup.after.as_str())
            && self.rooms.values().any(|joined| joined.name_in_doubt)
        {
            self.look_names_up(last.to_owned(), fx);
        }
        true
    }

    /// The list was refused: later, if it came too soon; otherwise names stay as they are.
    pub(super) fn names_refused(&mut self, to: Correlation, retry_at: Option<Tick>) {
        let Some(mut lookup) = self.lookup.take_if(|lookup| lookup.correlation == to) else {
            return;
        };
        if retry_at.is_some() {
            lookup.retry_at = retry_at;
            self.lookup = Some(lookup);
        }
    }

    /// Asks again what the server had refused as too fast.
    pub(super) fn look_names_up_again(&mut self, now: Tick, fx: &mut Effects) {
        let due = |lookup: &mut NameLookup| lookup.retry_at.is_some_and(|at| at <= now);
        if self.lookup.take_if(due).is_some() {
            self.look_names_up(String::new(), fx);
        }
    }
}
