//! Every number that bounds the protocol, in one place (`PROTOCOL.md`, "Limits").
//!
//! What a host may tune (rates, how many connections) is a setting of the server; what stands
//! here is the same everywhere, so that a client can rely on it.

/// The port that Salon listens on: "CHAT" on a phone's keys.
pub const DEFAULT_PORT: u16 = 2428;

/// Longest payload accepted before a pseudo has been accepted, in bytes.
pub const MAX_PAYLOAD_BEFORE_PSEUDO: u32 = 64 * 1024;

/// Longest payload of a request that carries no body, in bytes.
pub const MAX_REQUEST_PAYLOAD: u32 = 64 * 1024;

/// Longest body as it travels (compressed if it is), in bytes.
pub const MAX_BODY: u32 = 256 * 1024;

/// Longest body of a `LATEST` as it travels, in bytes.
pub const MAX_LATEST_BODY: u32 = 4 * 1024;

/// Longest body once inflated, in bytes. Declared in the body, enforced while inflating.
pub const MAX_INFLATED_BODY: u32 = 1024 * 1024;

/// Longest payload of a message that carries a body: the body and room for its other fields.
pub const MAX_BODY_PAYLOAD: u32 = MAX_BODY + 4 * 1024;

/// Longest payload that a server sends; a client refuses more.
pub const MAX_SERVER_PAYLOAD: u32 = 512 * 1024;

/// Most visible characters (grapheme clusters) in a pseudo or a room name.
pub const MAX_NAME_CHARACTERS: usize = 32;

/// Most bytes of UTF-8 in a pseudo or a room name, after normalisation.
pub const MAX_NAME_BYTES: usize = 128;

/// Longest name that a client may ask for, as typed, where it stands before a body, in bytes.
pub const MAX_TYPED_NAME: usize = 512;

/// Most combining marks that may follow one another in a name.
pub const MAX_NAME_MARKS_IN_A_ROW: usize = 3;

/// Longest content type, in bytes of visible ASCII.
pub const MAX_CONTENT_TYPE: usize = 64;

/// Longest topic of a room, in bytes.
pub const MAX_TOPIC: usize = 512;

/// Longest text of a notice, in bytes.
pub const MAX_NOTICE: usize = 4096;

/// Longest reason of a kick, a ban, a closing or a goodbye, in bytes.
pub const MAX_REASON: usize = 512;

/// Longest description of a program (`HELLO`, `WELCOME`), in bytes.
pub const MAX_AGENT: usize = 128;

/// Most members in one `JOINED` or `MEMBERS`.
pub const MEMBERS_PER_PAGE: usize = 500;

/// Most rooms in one `ROOMS`.
pub const ROOMS_PER_PAGE: usize = 200;

/// Most rooms that one client may be in.
pub const MAX_ROOMS_PER_MEMBER: usize = 64;

/// Posts of a session whose outcome the server remembers, to recognise repeats. A client never
/// has more than this many unacknowledged.
pub const MAX_UNACKNOWLEDGED: usize = 1024;

/// Most bytes of content in one `CHUNK`.
pub const MAX_CHUNK: u32 = 256 * 1024;

/// Longest payload of any other message on the connection of a stream, in bytes.
pub const MAX_STREAM_CONTROL: u32 = 256;

/// Longest name of what a stream carries, in bytes.
pub const MAX_STREAM_NAME: usize = 255;

/// Length of the hash of a stream's content (BLAKE3), in bytes.
pub const HASH_LEN: usize = 32;

/// The length of a stream whose length isn't known beforehand.
pub const UNKNOWN_LENGTH: u64 = u64::MAX;

/// Largest value of a call, once encoded, in bytes: as much as a body.
pub const MAX_VALUE: usize = MAX_BODY as usize;

/// Most values in one, those within lists and records and references among them.
pub const MAX_VALUES: usize = 65_536;

/// Bytes of texts, and values, that one value is read as at most where what is referred to twice is read
/// twice. Without references it never comes to so much.
pub const MAX_VALUE_READ: usize = 4 * MAX_VALUE;

/// Most lists and records within one another, where they first appear.
pub const MAX_VALUE_DEPTH: usize = 64;

/// Longest name of a field of a record, in bytes.
pub const MAX_FIELD_NAME: usize = 64;

/// Longest name of a service or a method, in bytes of ASCII letters, digits and `_`.
pub const MAX_SERVICE_NAME: usize = 64;

/// Longest text that describes a service or a method, in bytes.
pub const MAX_DESCRIPTION: usize = 512;

/// Longest description of a type, in bytes.
pub const MAX_TYPE: usize = 2048;

/// Most lists and records within one another in the description of a type.
pub const MAX_TYPE_DEPTH: usize = 16;

/// Most methods of one service.
pub const MAX_METHODS: usize = 64;

/// Bytes of services in one `SERVICES`, unless one alone is larger.
pub const MAX_SERVICES_PAGE: usize = 200 * 1024;

/// Most calls of one session that are unanswered.
pub const MAX_CALLS_IN_FLIGHT: usize = 64;

/// Longest time that a call may be given, in milliseconds.
pub const MAX_CALL_DEADLINE: u32 = 3_600_000;

/// Length of a resume token, in bytes.
pub const TOKEN_LEN: usize = 16;

/// A deflated body is sent only where it is shorter than this share of the plain one.
pub const COMPRESS_BELOW_PERCENT: usize = 90;

/// Bodies shorter than this are not worth an attempt at deflating, in bytes.
pub const COMPRESS_FROM: usize = 64;

/// Longest name of a sequence's kind, in bytes of visible ASCII.
pub const MAX_SEQUENCE_KIND: usize = 64;

/// Longest body of a sequence or of an answer as it travels, in bytes.
pub const MAX_SEQUENCE_BODY: u32 = 16 * 1024;

/// Most members whom an `OPEN` names; a whole room needs no names.
pub const MAX_AUDIENCE: usize = 500;

/// The soonest and the latest that a sequence can expire, in milliseconds.
pub const MIN_DEADLINE: u32 = 1_000;
/// See [`MIN_DEADLINE`].
pub const MAX_DEADLINE: u32 = 24 * 60 * 60 * 1_000;

/// Most sequences that one client may have open.
pub const MAX_SEQUENCES_PER_MEMBER: usize = 16;

/// Most sequences that may be open in one room.
pub const MAX_SEQUENCES_PER_ROOM: usize = 64;

/// Most bytes of open sequences in one `SEQUENCES`.
pub const SEQUENCES_PER_PAGE: usize = 200 * 1024;

/// Sequences of a room that are over and whose outcome `SEQUENCES` still tells.
pub const ENDED_PER_ROOM: usize = 64;

/// Length of the secret of an introduction, in bytes.
pub const PEER_SECRET_LEN: usize = 32;

/// Most addresses that a client claims, and most that it is told to try.
pub const MAX_PEER_ADDRESSES: usize = 8;

/// The lowest port that a client is ever told to try.
pub const MIN_PEER_PORT: u16 = 1024;
