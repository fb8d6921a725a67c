//! What only the newest of counts: cursors, positions, levels (`PROTOCOL.md`, "Latest only").

use super::Message;
use super::field::Field;
use super::message;
use crate::proto::body::Body;
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::header::{Flags, Frame};
use crate::proto::ids::{MemberId, RoomId, UnixMillis};
use crate::proto::kind::Kind;
use crate::proto::limits::MAX_LATEST_BODY;

message! {
    /// To everybody else in a room; it replaces what the sender said before under the same key.
    Latest<'a> = LATEST with body up to MAX_LATEST_BODY {
        /// The room; the sender must be in it.
        room: RoomId,
        /// Which of the sender's values this is; the application's affair.
        key: u32,
    }
}

message! {
    /// The newest of somebody's values. It has no number and is never kept.
    Newest<'a> = NEWEST with body up to MAX_LATEST_BODY {
        /// The room.
        room: RoomId,
        /// Whose value it is.
        author: MemberId,
        /// What they were called when they said it.
        pseudo: &'a str,
        /// Which of the author's values it is.
        key: u32,
        /// When the server took it.
        time: UnixMillis,
    }
}
