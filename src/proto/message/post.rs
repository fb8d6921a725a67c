//! What people say: posts, direct messages, notices (`PROTOCOL.md`, "Posts").
//!
//! Messages with a body borrow it, so that a server passes it from the buffer that it was read
//! into to the tape with one copy.

use super::field::Field;
use super::{Message, Place, Text, message};
use crate::proto::body::Body;
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::NoticeScope;
use crate::proto::header::{Flags, Frame};
use crate::proto::ids::{ClientNumber, MemberId, RoomId};
use crate::proto::kind::Kind;
use crate::proto::limits::MAX_NOTICE;

message! {
    /// To everybody in a room.
    Post<'a> = POST with body {
        /// The room; the sender must be in it.
        room: RoomId,
        /// The sender's own number for it; comes back in `POSTED`.
        client_number: ClientNumber,
    }
}

message! {
    /// A post on the room's tape; for its sender, the receipt.
    Posted<'a> = POSTED with body {
        /// Where and when.
        place: Place,
        /// Who said it.
        author: MemberId,
        /// What they were called then.
        pseudo: &'a str,
        /// The author's own number for it.
        client_number: ClientNumber,
    }
}

message! {
    /// To one other client.
    Direct<'a> = DIRECT with body {
        /// The receiver's pseudo; compared as pseudos are.
        to: &'a str,
        /// The sender's own number for it; comes back in `DIRECTED`.
        client_number: ClientNumber,
    }
}

message! {
    /// A direct message in the inbox of its receiver and, as the receipt, of its sender.
    Directed<'a> = DIRECTED with body {
        /// Where (in the reader's own inbox) and when.
        place: Place,
        /// Who said it.
        author: MemberId,
        /// What they were called then.
        pseudo: &'a str,
        /// To whom.
        to: MemberId,
        /// What the receiver was called then.
        to_pseudo: &'a str,
        /// The author's own number for it.
        client_number: ClientNumber,
    }
}

message! {
    /// A post that had been accepted before came again; it was not delivered again.
    Ack = ACK {
        /// The client's number for it.
        client_number: ClientNumber,
        /// The place that it had been given.
        place: Place,
    }
}

message! {
    /// The host speaks. Shown so that it can't be overlooked.
    Notice = NOTICE {
        /// Where and when: the room's number, or that of the inbox.
        place: Place,
        /// Whom it is for.
        scope: NoticeScope,
        /// The host's words.
        text: Text<MAX_NOTICE>,
    }
}
