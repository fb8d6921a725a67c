//! What a message is: a number, with names for those known. Unknown ones survive as numbers, so
//! that a newer peer stays loggable (`PROTOCOL.md`, "Kinds").

use std::fmt;

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

macro_rules! kinds {
    ($($name:ident = $value:literal, $doc:literal;)*) => {
        impl Kind {
            $(#[doc = $doc] pub const $name: Self = Self($value);)*

            /// Every kind that this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name of a known kind.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    HELLO = 0x0001, "Client: who is speaking.";
    WELCOME = 0x0002, "Server: who is answering, and its limits.";
    PSEUDO = 0x0003, "Client: the pseudo wished for, at first or later.";
    ACCEPTED = 0x0004, "Server: the pseudo is theirs.";
    RESUME = 0x0005, "Client: goes on with a lost session.";
    RESUMED = 0x0006, "Server: the session goes on.";
    PING = 0x0007, "Both: are you there?";
    PONG = 0x0008, "Both: yes.";
    BYE = 0x0009, "Both: the last message, with its reason.";
    ERROR = 0x000A, "Server: something was refused.";
    OK = 0x000B, "Server: done, and there is nothing more to say.";
    GAP = 0x000C, "Server: these numbers can't be delivered any more.";
    LIST_ROOMS = 0x0101, "Client: which rooms are there?";
    ROOMS = 0x0102, "Server: a page of rooms.";
    JOIN = 0x0103, "Client: into a room.";
    JOINED = 0x0104, "Server: the room as it is at this moment.";
    LEAVE = 0x0105, "Client: out of a room.";
    LIST_MEMBERS = 0x0106, "Client: who is there?";
    MEMBERS = 0x0107, "Server: a page of members.";
    MEMBER_JOINED = 0x0110, "Event: somebody came.";
    MEMBER_LEFT = 0x0111, "Event: somebody is gone, and why.";
    MEMBER_RENAMED = 0x0112, "Event: somebody has another pseudo.";
    ROOM_CLOSED = 0x0113, "Event: the room is no more.";
    ROOM_CHANGED = 0x0114, "Event: the room has another name or topic.";
    POST = 0x0201, "Client: to everybody in a room.";
    POSTED = 0x0202, "Event: a post, with its number.";
    DIRECT = 0x0203, "Client: to one other client.";
    DIRECTED = 0x0204, "Event: a direct message, to its receiver and its sender.";
    ACK = 0x0205, "Server: this post had been accepted before.";
    LATEST = 0x0206, "Client: to everybody in a room, of which only the newest counts.";
    NEWEST = 0x0207, "Server: the newest of somebody's key.";
    NOTICE = 0x0301, "Event: the host speaks.";
    OPEN = 0x0401, "Client: starts something that others are to finish.";
    OPENED = 0x0402, "Event: a sequence is open.";
    ANSWER = 0x0403, "Client: their part of a sequence.";
    DECLINE = 0x0404, "Client: they won't take part.";
    CANCEL = 0x0405, "Client: the opener takes it back.";
    ANSWERED = 0x0406, "Event: one less is waited for, and the tally.";
    RESOLVED = 0x0407, "Event: a sequence is over, and how.";
    LIST_SEQUENCES = 0x0408, "Client: which sequences are open?";
    SEQUENCES = 0x0409, "Server: a page of open sequences.";
    STREAM_OPEN = 0x0501, "Client: wants to send a stream to another client.";
    STREAM_TICKET = 0x0502, "Server: with what one's end of a stream is attached.";
    STREAM_OFFERED = 0x0503, "Event: somebody wants to send a stream.";
    STREAM_CANCEL = 0x0504, "Client: no more of this stream.";
    STREAM_RENEW = 0x0505, "Client: another ticket for one's end of a stream.";
    STREAM_ENDED = 0x0506, "Event: a stream is over, and how.";
    ATTACH = 0x0510, "Client: this connection is for one end of a stream.";
    ATTACHED = 0x0511, "Server: which end it is.";
    START = 0x0512, "Stream: the receiver says where to begin.";
    CREDIT = 0x0513, "Stream: the receiver says how far the sender may go.";
    CHUNK = 0x0514, "Stream: the next bytes.";
    END = 0x0515, "Stream: that was all, and its hash.";
    CHECKED = 0x0516, "Stream: whether the receiver has the same.";
    PAUSE = 0x0517, "Stream: whether an end pauses; a sign of life.";
    CALL = 0x0601, "Client: asks a service for something.";
    RESULT = 0x0602, "Server: what came of a call.";
    FAILED = 0x0603, "Server: the service could not do it, and why.";
    CANCEL_CALL = 0x0604, "Client: the result of a call is wanted no longer.";
    LIST_SERVICES = 0x0605, "Client: which services are there?";
    SERVICES = 0x0606, "Server: a page of services.";
    PROVE = 0x0701, "Client: this connection comes from the port where others may reach me.";
    PROVEN = 0x0702, "Server: the address as it is seen.";
    INTRODUCE = 0x0703, "Event: somebody is to be met, and how to prove an address.";
    DIAL = 0x0704, "Event: where to try.";
    CLAIM = 0x0705, "Client: my addresses within my own network.";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "kind {:#06x}", self.0),
        }
    }
}
