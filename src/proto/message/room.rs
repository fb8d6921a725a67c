//! Rooms, who is in them, and what happens there (`PROTOCOL.md`, "Rooms" and "Events").

use super::field::Field;
use super::{Added, Message, Text, message, record};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::LeaveCause;
use crate::proto::header::Frame;
use crate::proto::ids::{Epoch, MemberId, Number, RoomId, UnixMillis};
use crate::proto::kind::Kind;
use crate::proto::limits::{MAX_REASON, MAX_TOPIC};
use crate::proto::name::{Pseudo, RoomName};

record! {
    /// What every event begins with: where it stands.
    #[derive(Copy)]
    Place {
        /// The room, or [`RoomId::INBOX`] for what concerns the receiver or the whole server.
        room: RoomId,
        /// The number of the event there.
        number: Number,
        /// When the server accepted it.
        time: UnixMillis,
    }
}

record! {
    /// Somebody who is there.
    Member {
        /// Who.
        id: MemberId,
        /// What they are called.
        pseudo: Pseudo,
    }
}

record! {
    /// A room as the list shows it.
    RoomInfo {
        /// Its id.
        room: RoomId,
        /// Its name.
        name: RoomName,
        /// What it is for.
        topic: Text<MAX_TOPIC>,
        /// How many are in it.
        members: u32,
    }
}

message! {
    /// Asks for the rooms whose names come after one, in the order of their bytes.
    ListRooms = LIST_ROOMS {
        /// The last name of the page before; empty for the first page.
        after: Text<{ u16::MAX as usize }>,
    }
}

message! {
    /// A page of rooms, by name.
    Rooms = ROOMS {
        /// How many rooms there are in all.
        total: u32,
        /// Whether another page follows.
        more: bool,
        /// The rooms of this page.
        rooms: Vec<RoomInfo>,
    }
}

message! {
    /// Asks to enter a room.
    Join = JOIN {
        /// Its name; compared as pseudos are.
        name: Text<{ u16::MAX as usize }>,
    }
}

message! {
    /// The room as it was at the moment of entering; its events follow from `next` on.
    Joined = JOINED {
        /// The room's id, which posts and events carry.
        room: RoomId,
        /// Its name as the host wrote it.
        name: RoomName,
        /// What it is for.
        topic: Text<MAX_TOPIC>,
        /// In which epoch its numbers count.
        epoch: Epoch,
        /// The number of the first event that will come.
        next: Number,
        /// How many members there are, the new one among them.
        count: u32,
        /// Whether there are more than this page names; `LIST_MEMBERS` goes on.
        more: bool,
        /// The first of them by id.
        members: Vec<Member>,
        /// How many sequences are open there; `LIST_SEQUENCES` tells them.
        sequences: Added<u16>,
        /// Whether its posts may go from peer to peer.
        peer_posts: Added<bool>,
    }
}

message! {
    /// Leaves a room; answered by `OK`.
    Leave = LEAVE {
        /// Which.
        room: RoomId,
    }
}

message! {
    /// Asks for the members whose ids come after one.
    ListMembers = LIST_MEMBERS {
        /// The room; the inbox stands for the whole server.
        room: RoomId,
        /// The last id of the page before; 0 for the first page.
        after: MemberId,
    }
}

message! {
    /// A page of members by id, at the very point of the stream at which it comes.
    Members = MEMBERS {
        /// The room; the inbox stands for the whole server.
        room: RoomId,
        /// The number that the next event there will have.
        next: Number,
        /// How many members there are in all.
        count: u32,
        /// Whether another page follows.
        more: bool,
        /// The members of this page.
        members: Vec<Member>,
        /// Whether the room's posts may go from peer to peer.
        peer_posts: Added<bool>,
    }
}

message! {
    /// Somebody came: into the room, or (in the inbox) to the server.
    MemberJoined = MEMBER_JOINED {
        /// Where and when.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they are called.
        pseudo: Pseudo,
    }
}

message! {
    /// Somebody is gone from the room, or (in the inbox) from the server.
    MemberLeft = MEMBER_LEFT {
        /// Where and when.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they were called.
        pseudo: Pseudo,
        /// How they came to be gone.
        cause: LeaveCause,
        /// The host's words at a kick, or nothing.
        reason: Text<MAX_REASON>,
    }
}

message! {
    /// Somebody is called otherwise from now on.
    MemberRenamed = MEMBER_RENAMED {
        /// Where and when.
        place: Place,
        /// Who.
        member: MemberId,
        /// What they were called.
        old: Pseudo,
        /// What they are called now.
        new: Pseudo,
    }
}

message! {
    /// The room has another name, topic or rule for its posts from now on.
    RoomChanged = ROOM_CHANGED {
        /// Where and when.
        place: Place,
        /// Its name now.
        name: RoomName,
        /// What it is for now.
        topic: Text<MAX_TOPIC>,
        /// Whether its posts may go from peer to peer now.
        peer_posts: Added<bool>,
    }
}

message! {
    /// The room is no more, and nobody in it.
    RoomClosed = ROOM_CLOSED {
        /// Where and when; the last number of its epoch.
        place: Place,
        /// The host's words, or nothing.
        reason: Text<MAX_REASON>,
    }
}
