//! Messages that concern the connection itself (`PROTOCOL.md`, "Connection").

use super::field::Field;
use super::{Added, Message, Text, message, record};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::{ByeReason, ErrorCode, ResumeStatus};
use crate::proto::header::Frame;
use crate::proto::ids::{Epoch, MemberId, Number, RoomId, SequenceId, Token, UnixMillis};
use crate::proto::kind::Kind;
use crate::proto::limits::{MAX_AGENT, MAX_NAME_BYTES, MAX_REASON};
use crate::proto::name::Pseudo;

message! {
    /// The client's first message.
    Hello = HELLO {
        /// Which program speaks, for the host to read: "salon 0.1.0".
        agent: Text<MAX_AGENT>,
    }
}

message! {
    /// The server's answer to `HELLO`: who it is, and what it holds the client to.
    Welcome = WELCOME {
        /// What the host calls this server.
        server: Text<MAX_NAME_BYTES>,
        /// Which program answers.
        agent: Text<MAX_AGENT>,
        /// The server's clock.
        time: UnixMillis,
        /// How often the server sends `PING`, in milliseconds.
        heartbeat_interval: u32,
        /// How long it waits for a sign of life after one, in milliseconds.
        heartbeat_timeout: u32,
        /// How long a lost session can be resumed, in milliseconds; 0 for not at all.
        resume_grace: u32,
        /// Posts that may be sent in a second, in the long run; 0 for no limit.
        posts_per_second: u32,
        /// Posts that may be sent at once after a pause.
        post_burst: u32,
    }
}

message! {
    /// A pseudo that the client would like to bear.
    PseudoWish = PSEUDO {
        /// As typed; the server normalises it.
        pseudo: Text<{ u16::MAX as usize }>,
    }
}

message! {
    /// The pseudo is the client's; from now on it is connected.
    Accepted = ACCEPTED {
        /// Who the client is from now on.
        member: MemberId,
        /// The pseudo as others see it.
        pseudo: Pseudo,
        /// With what the session can be resumed; the newest that a client has is the one to use.
        token: Token,
        /// The epoch of the client's inbox.
        inbox_epoch: Epoch,
        /// The number that the next event of the inbox will have.
        inbox_next: Number,
        /// How many are connected, this client among them.
        people: u32,
    }
}

record! {
    /// A room that the client was in, and how far it had come.
    ResumePoint {
        /// The room.
        room: RoomId,
        /// The epoch in which the number counts.
        epoch: Epoch,
        /// The last number that it saw; if none, the one before the first that it would have.
        last: Number,
    }
}

message! {
    /// Goes on with a session whose connection was lost.
    Resume = RESUME {
        /// The last token that was given out.
        token: Token,
        /// The epoch of the inbox.
        inbox_epoch: Epoch,
        /// The last number seen of the inbox.
        inbox_last: Number,
        /// The rooms that the client believes to be in. Those not named are left.
        rooms: Vec<ResumePoint>,
    }
}

record! {
    /// What became of a room that a `RESUME` named.
    ResumedRoom {
        /// The room.
        room: RoomId,
        /// Its epoch now.
        epoch: Epoch,
        /// Whether events go on from there.
        status: ResumeStatus,
    }
}

message! {
    /// The session goes on; missed events follow, in order.
    Resumed = RESUMED {
        /// Who the client is, as before.
        member: MemberId,
        /// The pseudo that it bears.
        pseudo: Pseudo,
        /// The next token, to be used from now on.
        token: Token,
        /// What became of each room that was named, in the same order.
        rooms: Vec<ResumedRoom>,
    }
}

message! {
    /// Asks for a sign of life.
    Ping = PING {
        /// Comes back in the `PONG`.
        nonce: u64,
    }
}

message! {
    /// The sign of life.
    Pong = PONG {
        /// That of the `PING`.
        nonce: u64,
    }
}

message! {
    /// The last message of a side; nothing that follows it counts.
    Bye = BYE {
        /// Why.
        reason: ByeReason,
        /// For a person: the host's words, or nothing.
        text: Text<MAX_REASON>,
    }
}

message! {
    /// A request was refused, or the connection can't go on.
    Error = ERROR {
        /// Why, for a program.
        code: ErrorCode,
        /// Whether the connection goes on.
        survives: bool,
        /// When it makes sense to try again, in milliseconds from now; 0 where time won't help.
        retry_after: u32,
        /// Why, for a person.
        text: Text<MAX_REASON>,
        /// The sequence that it is about, or 0.
        about: Added<SequenceId>,
    }
}

message! {
    /// A request was done that has no other reply.
    Okay = OK {}
}

message! {
    /// Events that can't be delivered any more. What follows goes on after them.
    Gap = GAP {
        /// The room, or the inbox.
        room: RoomId,
        /// In which epoch the numbers count.
        epoch: Epoch,
        /// The first that is missing.
        first: Number,
        /// The last that is missing.
        last: Number,
    }
}
