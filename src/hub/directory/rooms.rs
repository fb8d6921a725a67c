//! Which rooms there are, and who is in which.

use super::{Directory, JoinRefused, RoomEntry};
use crate::hub::host::HostError;
use crate::hub::page::page;
use crate::hub::room::RoomSettings;
use crate::proto::ids::{Epoch, MemberId, RoomId};
use crate::proto::limits::{MAX_NAME_BYTES, MAX_ROOMS_PER_MEMBER, ROOMS_PER_PAGE};
use crate::proto::message::{RoomInfo, Rooms};
use crate::proto::name::{NameKey, RoomName};
use std::ops::Bound;

impl<S: Clone, R: Clone> Directory<S, R> {
    /// All rooms, by id: in the order in which they were opened.
    pub fn rooms(&self) -> impl Iterator<Item = &RoomEntry<R>> {
        self.rooms.values()
    }

    /// A room.
    pub fn room(&self, id: RoomId) -> Option<&RoomEntry<R>> {
        self.rooms.get(&id)
    }

    /// The room that is called so, or nearly so.
    pub fn find_room(&self, name: &str) -> Option<&RoomEntry<R>> {
        // What is too long for any name is compared with none: that would take its time under a
        // lock.
        let name = Some(name).filter(|name| name.len() <= MAX_NAME_BYTES * 4)?;
        self.room(self.room_names.find(&NameKey::of(name))?)
    }

    /// Opens a room; `cell` makes the handle for the id that it gets.
    ///
    /// # Errors
    /// There is one of this name, or there are too many.
    pub fn add_room(
        &mut self,
        settings: RoomSettings,
        passing: bool,
        cell: impl FnOnce(RoomId, Epoch, &RoomSettings) -> R,
    ) -> Result<RoomId, HostError> {
        let name = &settings.name;
        if self.room_names.find_other(&name.keys(), None).is_some() {
            return Err(HostError::RoomExists);
        }
        if self.rooms.len() >= self.rules.max_rooms {
            return Err(HostError::TooManyRooms);
        }
        self.last_room += 1;
        let id = RoomId(self.last_room);
        self.room_names.insert(name.keys(), id);
        self.rooms_by_name.insert(name.clone(), id);
        let cell = cell(id, self.new_epoch(), &settings);
        let entry = RoomEntry { id, settings, members: 0, passing, cell };
        self.rooms.insert(id, entry);
        Ok(id)
    }

    /// Says otherwise of a room.
    ///
    /// # Errors
    /// It is gone, or another room bears this name.
    pub fn change_room(
        &mut self,
        id: RoomId,
        settings: RoomSettings,
    ) -> Result<&RoomEntry<R>, HostError> {
        let name = &settings.name;
        let entry = self.rooms.get_mut(&id).ok_or(HostError::NoSuchRoom)?;
        if self.room_names.find_other(&name.keys(), Some(id)).is_some() {
            return Err(HostError::RoomExists);
        }
        self.room_names.remove(&entry.settings.name.keys(), id);
        self.rooms_by_name.remove(&entry.settings.name);
        self.room_names.insert(name.keys(), id);
        self.rooms_by_name.insert(name.clone(), id);
        entry.settings = settings;
        Ok(entry)
    }

    /// Takes a room away, and everybody out of it.
    pub fn close_room(&mut self, id: RoomId) -> Option<RoomEntry<R>> {
        let entry = self.rooms.remove(&id)?;
        self.room_names.remove(&entry.settings.name.keys(), id);
        self.rooms_by_name.remove(&entry.settings.name);
        if entry.members > 0 {
            for person in self.people.values_mut() {
                person.rooms.retain(|room| *room != id);
            }
        }
        Some(entry)
    }

    /// Enters somebody into a room by its name; `cell` makes the handle of one that this opens.
    ///
    /// # Errors
    /// They can't enter it.
    pub fn join(
        &mut self,
        member: MemberId,
        name: &str,
        cell: impl FnOnce(RoomId, Epoch, &RoomSettings) -> R,
    ) -> Result<R, JoinRefused> {
        let found = self.find_room(name).map(|entry| entry.id);
        let joined = self.people.get(&member).map_or(&[][..], |p| &p.rooms);
        if found.is_some_and(|room| joined.contains(&room)) {
            return Err(JoinRefused::AlreadyIn);
        }
        if joined.len() >= MAX_ROOMS_PER_MEMBER {
            return Err(JoinRefused::TooMany);
        }
        let id = match found {
            Some(id) => id,
            None if self.rules.open_rooms => {
                let name = RoomName::new(name).map_err(JoinRefused::Name)?;
                self.add_room(RoomSettings::named(name), true, cell)
                    .map_err(|_| JoinRefused::TooMany)?
            }
            None => return Err(JoinRefused::NoSuchRoom),
        };
        let entry = self.rooms.get_mut(&id).ok_or(JoinRefused::NoSuchRoom)?;
        if let Some(person) = self.people.get_mut(&member) {
            entry.members += 1;
            person.rooms.push(id);
        }
        Ok(entry.cell.clone())
    }

    /// Takes somebody out of a room.
    pub fn leave(&mut self, member: MemberId, room: RoomId) {
        let Some(person) = self.people.get_mut(&member) else { return };
        let before = person.rooms.len();
        person.rooms.retain(|r| *r != room);
        if person.rooms.len() < before {
            self.count_out(room);
        }
    }

    /// One less in a room, which goes with its last if it was opened by joining.
    pub(super) fn count_out(&mut self, room: RoomId) {
        let Some(entry) = self.rooms.get_mut(&room) else { return };
        entry.members = entry.members.saturating_sub(1);
        if entry.passing && entry.members == 0 {
            self.close_room(room);
        }
    }

    /// The rooms whose names come after one, as a page.
    pub fn rooms_page(&self, after: &str) -> Rooms {
        let rest = self.rooms_by_name.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let info = |entry: &RoomEntry<R>| RoomInfo {
            room: entry.id,
            name: entry.settings.name.clone(),
            topic: entry.settings.topic.clone(),
            members: u32::try_from(entry.members).unwrap_or(u32::MAX),
        };
        let entries = rest.filter_map(|(_, id)| self.rooms.get(id));
        let (rooms, more) = page(entries.map(info), ROOMS_PER_PAGE);
        let total = u32::try_from(self.rooms.len()).unwrap_or(u32::MAX);
        Rooms { total, more, rooms }
    }
}
