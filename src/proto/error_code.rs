//! Why something was refused or ended, as numbers that a program can act on (`PROTOCOL.md`,
//! "Errors" and "Reasons of BYE").

use super::coding::{DecodeError, Reader, Writer};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident($inner:ident) { $($variant:ident = $value:literal, $vdoc:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $vdoc] $variant,)*
            /// One that this version doesn't know.
            Unknown($inner),
        }

        impl $name {
            /// Every known one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its number on the wire.
            pub fn code(self) -> $inner {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(code) => code,
                }
            }

            /// The one of a number.
            pub fn from_code(code: $inner) -> Self {
                match code {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(code),
                }
            }

            /// A sentence for a person, in English.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Self::$variant => $vdoc,)*
                    Self::Unknown(_) => "Something that this version has no words for.",
                }
            }

            /// Reads one from a payload.
            pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                r.$inner(field).map(Self::from_code)
            }

            /// Writes it to a payload.
            pub fn encode(self, w: &mut Writer<'_>) {
                w.$inner(self.code());
            }
        }
    };
}

coded! {
    /// What an `ERROR` says. Codes below 0x0100 end the connection, the others leave it alive.
    ErrorCode(u16) {
        NotSalon = 0x0001, "What came is not the Salon protocol.";
        Version = 0x0002, "This version of the protocol is not spoken here.";
        TooLarge = 0x0003, "The message is larger than its kind may be.";
        HandshakeTimeout = 0x0004, "The hello was not finished in time.";
        ServerFull = 0x0005, "The server is full.";
        TooManyFromAddress = 0x0006, "There are too many connections from this address.";
        Banned = 0x0007, "The host has banned this pseudo or address.";
        Stopping = 0x0008, "The server is stopping.";
        TooManyErrors = 0x0009, "Too many messages in a row were refused.";
        Internal = 0x000A, "The server has made a mistake.";
        UnknownKind = 0x0100, "The kind of this message is not known here.";
        Malformed = 0x0101, "The payload of the message can't be read.";
        InvalidUtf8 = 0x0102, "A text is not valid UTF-8.";
        BadCompression = 0x0103, "The compressed body can't be inflated within the limits.";
        WrongState = 0x0104, "The message is not allowed at this point.";
        PseudoInvalid = 0x0110, "This can't be a pseudo.";
        PseudoTaken = 0x0111, "Somebody here bears this pseudo, or one that looks like it.";
        ResumeRefused = 0x0112, "The session can't be resumed: it is over, or the token is wrong.";
        NoSuchRoom = 0x0120, "There is no such room.";
        RoomNameInvalid = 0x0121, "This can't be the name of a room.";
        AlreadyInRoom = 0x0122, "You are in this room already.";
        NotInRoom = 0x0123, "You are not in this room.";
        TooManyRooms = 0x0124, "There can't be more rooms.";
        NoSuchMember = 0x0130, "Nobody here bears this pseudo.";
        RateLimited = 0x0140, "Too many messages in too short a time.";
        BadClientNumber = 0x0141, "The post's own number is 0, or older than the server remembers.";
        Blocked = 0x0150, "A sequence that you have opened is still open, and blocks this.";
        NoSuchSequence = 0x0151, "There is no such sequence, or it is over.";
        AlreadyAnswered = 0x0152, "You have answered this sequence already.";
        NotAsked = 0x0153, "This sequence is not yours to answer or to cancel.";
        NobodyThere = 0x0154, "Nobody is there who could answer.";
        TooManySequences = 0x0155, "There are too many open sequences.";
        BadSequence = 0x0156, "The kind, the block, the quorum or the deadline is out of range.";
        NoSuchStream = 0x0160, "There is no such stream, or it is not yours.";
        TicketRefused = 0x0161, "This ticket is not valid: it was used, has expired, or never was one.";
        TooManyStreams = 0x0162, "There can't be more streams at this moment.";
        NoSuchService = 0x0170, "There is no such service here.";
        NoSuchMethod = 0x0171, "The service has no such method.";
        SchemaMismatch = 0x0172, "The caller and the service differ about what the method takes and gives.";
        BadValue = 0x0173, "The parameters can't be read, or aren't those of the method.";
        Busy = 0x0174, "The service has more to do than it can take. Nothing was done.";
        Deadline = 0x0175, "The call was not answered in time. It may be carried out all the same.";
        Cancelled = 0x0176, "The call was cancelled. It may be carried out all the same.";
        ServiceFailed = 0x0177, "The service has made a mistake.";
        NotAllowed = 0x0180, "The host has not allowed such an introduction.";
        NoSuchIntroduction = 0x0181, "There is no such introduction, or it is over.";
    }
}

impl ErrorCode {
    /// Whether the connection goes on after it.
    pub fn survives(self) -> bool {
        self.code() >= 0x0100
    }
}

impl From<&DecodeError> for ErrorCode {
    fn from(error: &DecodeError) -> Self {
        match error {
            DecodeError::Utf8(_) => Self::InvalidUtf8,
            DecodeError::Compression(_) => Self::BadCompression,
            _ => Self::Malformed,
        }
    }
}

coded! {
    /// Why a side says `BYE`.
    ByeReason(u16) {
        Leaving = 1, "The client is leaving.";
        Stopping = 2, "The server is stopping.";
        Kicked = 3, "The host has ended this connection.";
        Banned = 4, "The host has banned this pseudo or address.";
        Timeout = 5, "No sign of life came in time.";
        TooSlow = 6, "The client reads more slowly than the room talks.";
        Superseded = 7, "The session has been resumed on another connection.";
        Refused = 8, "An error has ended the connection.";
    }
}

coded! {
    /// How somebody came to be gone (`MEMBER_LEFT`).
    LeaveCause(u8) {
        Left = 1, "They left.";
        Lost = 2, "Their connection was lost.";
        Kicked = 3, "The host kicked them.";
        Banned = 4, "The host banned them.";
    }
}

coded! {
    /// Whom a `NOTICE` is for.
    NoticeScope(u8) {
        Everyone = 1, "Everybody on the server.";
        Room = 2, "Everybody in the room.";
        You = 3, "The receiver alone.";
    }
}

coded! {
    /// What became of a room at a resume (`RESUMED`).
    ResumeStatus(u8) {
        Continued = 1, "Events go on where they stopped.";
        Gap = 2, "Some events can't be delivered any more; a GAP names them.";
        Gone = 3, "The client is no longer in it.";
    }
}

coded! {
    /// What an open sequence keeps its opener from, where it was opened.
    Block(u8) {
        Nothing = 0, "Nothing.";
        Kind = 1, "Opening a second one of its kind there.";
        Posts = 2, "Saying or opening anything else there.";
    }
}

coded! {
    /// How somebody ceased to be waited for (`ANSWERED`).
    Reaction(u8) {
        Answered = 1, "They answered.";
        Declined = 2, "They declined.";
        Left = 3, "They left.";
    }
}

coded! {
    /// How a sequence ended (`RESOLVED`).
    Outcome(u8) {
        Completed = 1, "Those who were needed have answered.";
        Declined = 2, "Too many declined or left.";
        Expired = 3, "The deadline came first.";
        Cancelled = 4, "Its opener took it back, or is gone.";
    }
}

coded! {
    /// How a stream came to its end (`STREAM_ENDED`).
    StreamEnd(u8) {
        Done = 1, "All of it arrived, and was checked.";
        Cancelled = 2, "One of the two wanted no more of it.";
        Broken = 3, "It was lost, or what arrived is not what was sent.";
        Gone = 4, "One of the two is gone from the server.";
    }
}

coded! {
    /// Which end of a stream a connection is for (`ATTACHED`).
    StreamRole(u8) {
        Sender = 1, "It sends the content.";
        Receiver = 2, "It receives the content.";
    }
}

coded! {
    /// Which side of an introduction somebody is (`INTRODUCE`).
    PeerRole(u8) {
        Initiator = 1, "They begin the encryption, and choose the path.";
        Responder = 2, "They answer.";
    }
}
