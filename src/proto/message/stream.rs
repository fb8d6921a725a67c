//! Messages of streams (`PROTOCOL.md`, "Streams"): on the chat's connection, and from `ATTACH` on
//! those of a connection of a stream's own, which the server passes on as they are.

use super::field::{Field, Rest};
use super::room::Place;
use super::{Message, Text, message};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::{StreamEnd, StreamRole};
use crate::proto::header::Frame;
use crate::proto::ids::{MemberId, StreamId, Token};
use crate::proto::kind::Kind;
use crate::proto::limits::{HASH_LEN, MAX_CONTENT_TYPE, MAX_REASON, MAX_STREAM_NAME};
use crate::proto::name::Pseudo;

message! {
    /// The client wants to send a stream to somebody.
    StreamOpen<'a> = STREAM_OPEN {
        /// To whom.
        to: MemberId,
        /// The sequence that it belongs to; 0 for none. Passed on as it is.
        about: u64,
        /// How many bytes it has, or [`UNKNOWN_LENGTH`](crate::proto::limits::UNKNOWN_LENGTH).
        length: u64,
        /// What it is: visible ASCII, 64 bytes at most.
        content_type: &'a str,
        /// What the sender calls it, 255 bytes at most. Never a path.
        name: &'a str,
    }
}

message! {
    /// A ticket for one end of a stream. It is good once, and for a minute.
    StreamTicket = STREAM_TICKET {
        /// Which.
        stream: StreamId,
        /// For `ATTACH`.
        ticket: Token,
    }
}

message! {
    /// Somebody wants to send a stream to this client. In the inbox.
    StreamOffered = STREAM_OFFERED {
        /// Where it stands.
        place: Place,
        /// Which.
        stream: StreamId,
        /// Who sends.
        from: MemberId,
        /// What they are called.
        pseudo: Pseudo,
        /// The sequence that it belongs to, as the sender says; 0 for none.
        about: u64,
        /// How many bytes it has, as the sender says.
        length: u64,
        /// What it is, as the sender says.
        content_type: Text<MAX_CONTENT_TYPE>,
        /// What the sender calls it: whatever they like.
        name: Text<MAX_STREAM_NAME>,
        /// For `ATTACH`.
        ticket: Token,
    }
}

message! {
    /// Either end wants no more of it; answered by `OK`.
    StreamCancel = STREAM_CANCEL {
        /// Which.
        stream: StreamId,
        /// Why, for the other end; or nothing.
        reason: Text<MAX_REASON>,
    }
}

message! {
    /// Another ticket for one's own end, whose connection was lost or whose ticket has expired.
    StreamRenew = STREAM_RENEW {
        /// Which.
        stream: StreamId,
    }
}

message! {
    /// A stream is over. In the inboxes of both ends.
    StreamEnded = STREAM_ENDED {
        /// Where it stands.
        place: Place,
        /// Which.
        stream: StreamId,
        /// How.
        how: StreamEnd,
        /// Up to where bytes were passed on.
        reached: u64,
        /// Why, in the words of the one who cancelled it.
        reason: Text<MAX_REASON>,
    }
}

message! {
    /// Instead of `HELLO`: this connection is for one end of a stream.
    Attach = ATTACH {
        /// Which end of which stream.
        ticket: Token,
    }
}

message! {
    /// The answer to `ATTACH`. From here on the two ends speak to one another.
    Attached = ATTACHED {
        /// Which end.
        role: StreamRole,
        /// How many bytes the stream has, as it was opened.
        length: u64,
    }
}

message! {
    /// The receiver's first message.
    Start = START {
        /// Of which byte it wants to have the stream: 0, or what it has already.
        offset: u64,
    }
}

message! {
    /// The receiver has room.
    Credit = CREDIT {
        /// The sender may send the bytes before this offset.
        upto: u64,
    }
}

message! {
    /// The next bytes.
    Chunk<'a> = CHUNK {
        /// Where the first of them stands.
        offset: u64,
        /// From 1 byte to 256 KiB.
        data: Rest<'a>,
    }
}

message! {
    /// The sender has sent everything.
    End = END {
        /// How many bytes the whole has.
        length: u64,
        /// BLAKE3 of the whole, from its first byte on.
        hash: [u8; HASH_LEN],
    }
}

message! {
    /// The receiver's answer to `END`. The stream is over.
    Checked = CHECKED {
        /// Whether length and hash are those of what it has.
        ok: bool,
    }
}

message! {
    /// What an end is about. Said on each change, and again every 10 s by whoever says nothing else.
    Pause = PAUSE {
        /// Whether its person has paused it.
        paused: bool,
    }
}
