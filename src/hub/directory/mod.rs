//! The directory: everybody who bears a pseudo, every room, and who is in which.
//!
//! It knows sessions and rooms only as handles `S` and `R` of its owner, which it hands back. It is
//! the one authority for names, rights and counts; a room's own events stand on its tape.

mod people;
mod rooms;

use super::bans::Bans;
use super::host::{BanRow, LinkState};
use super::introduction::AskedList;
use super::names::NameIndex;
use super::notices::SentNotices;
use super::room::RoomSettings;
use crate::proto::ids::{Epoch, MemberId, RoomId, Token, UnixMillis};
use crate::proto::name::{NameError, Pseudo, RoomName};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;

/// What the directory goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Rooms in all.
    pub max_rooms: usize,
    /// Whether joining a room that doesn't exist opens it.
    pub open_rooms: bool,
    /// The most people whose coming everybody is told of, in all rooms.
    pub announce_below: usize,
}

/// Somebody who bears a pseudo.
#[derive(Debug, Clone)]
pub struct Person<S> {
    /// Who.
    pub id: MemberId,
    /// What they are called.
    pub pseudo: Pseudo,
    /// From where they speak.
    pub address: SocketAddr,
    /// Since when they bear a pseudo.
    pub since: UnixMillis,
    /// Whether there is a connection to them.
    pub link: LinkState,
    /// The rooms that they are in, in the order of joining.
    pub rooms: Vec<RoomId>,
    /// Whether everybody was told of their coming, and is to be told of their going.
    pub announced: bool,
    /// With what their session can be resumed: the newest last, and before it those that the client
    /// may still hold, as nothing has shown yet that it received a newer one.
    pub tokens: Vec<Token>,
    /// The owner's handle.
    pub session: S,
}

/// A room that is open.
#[derive(Debug, Clone)]
pub struct RoomEntry<R> {
    /// Its id.
    pub id: RoomId,
    /// What the host says of it.
    pub settings: RoomSettings,
    /// How many are in it.
    pub members: usize,
    /// Whether it was opened by joining it, and goes with its last member.
    pub passing: bool,
    /// The owner's handle.
    pub cell: R,
}

/// Why somebody can't bear a pseudo.
#[derive(Debug, PartialEq, Eq)]
pub enum PseudoRefused<S> {
    /// Somebody bears it, or one that looks like it.
    Taken,
    /// It belongs to a session that lost its connection to the same address: end that one first.
    HeldByLost(S),
    /// The host keeps it, or its address, out.
    Banned(BanRow),
}

/// Why somebody can't enter a room.
#[derive(Debug, PartialEq, Eq)]
pub enum JoinRefused {
    /// There is none of this name.
    NoSuchRoom,
    /// It could be opened if this were a name.
    Name(NameError),
    /// They are in it.
    AlreadyIn,
    /// They are in as many as they may, or there are as many as there may be.
    TooMany,
}

/// People and rooms. See the module.
#[derive(Debug)]
pub struct Directory<S, R> {
    rules: Rules,
    /// In boxes: nodes of a tree are half empty where ids grow.
    people: BTreeMap<MemberId, Box<Person<S>>>,
    pseudos: NameIndex<MemberId>,
    tokens: HashMap<Token, MemberId>,
    last_member: u64,
    lost: usize,
    rooms: BTreeMap<RoomId, RoomEntry<R>>,
    room_names: NameIndex<RoomId>,
    rooms_by_name: BTreeMap<RoomName, RoomId>,
    last_room: u32,
    last_epoch: u64,
    /// Who is kept out.
    pub bans: Bans,
    /// What the host said last.
    pub notices: SentNotices,
    /// For which introductions the server asked last.
    pub asked: AskedList,
}

impl<S: Clone, R: Clone> Directory<S, R> {
    /// Nobody, and no room. Epochs begin at one that no earlier run has used.
    pub fn new(rules: Rules, started: UnixMillis) -> Self {
        Self {
            rules,
            people: BTreeMap::new(),
            pseudos: NameIndex::default(),
            tokens: HashMap::new(),
            last_member: 0,
            lost: 0,
            rooms: BTreeMap::new(),
            room_names: NameIndex::default(),
            rooms_by_name: BTreeMap::new(),
            last_room: 0,
            last_epoch: started.0.unsigned_abs() << 16,
            bans: Bans::default(),
            notices: SentNotices::default(),
            asked: AskedList::default(),
        }
    }

    /// An epoch that was never used.
    pub fn new_epoch(&mut self) -> Epoch {
        self.last_epoch += 1;
        Epoch(self.last_epoch)
    }
}

#[cfg(test)]
mod tests;
