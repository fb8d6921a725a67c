//! Identities and numbers, each its own type: one can't be passed for another.

use super::coding::{DecodeError, Reader, Writer};
use super::limits::{PEER_SECRET_LEN, TOKEN_LEN};
use std::fmt;

macro_rules! number_type {
    ($(#[$doc:meta])* $name:ident($inner:ident)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $inner);

        impl $name {
            /// Reads one from a payload.
            pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                r.$inner(field).map(Self)
            }
            /// Writes it to a payload.
            pub fn encode(self, w: &mut Writer<'_>) {
                w.$inner(self.0);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_type! {
    /// Who somebody is for as long as their session lives; never used again by this server run.
    MemberId(u64)
}

number_type! {
    /// A room. [`RoomId::INBOX`] stands for what concerns one client alone.
    RoomId(u32)
}
number_type! {
    /// One life of a room's numbering: numbers of different epochs don't compare.
    Epoch(u64)
}
number_type! {
    /// The place of an event in its room, from 1, without holes.
    Number(u64)
}
number_type! {
    /// What a client calls one of its own posts: not 0, one for each post.
    ClientNumber(u64)
}
number_type! {
    /// Something that was started and that others are to finish; never 0, and never used again by this
    /// server run. 0 stands for none.
    SequenceId(u64)
}
number_type! {
    /// What ties a reply to its request; 0 where there was none.
    Correlation(u32)
}
number_type! {
    /// A stream from one client to another; never 0, never used again by this server run.
    StreamId(u64)
}
number_type! {
    /// An introduction: the number of the sequence by which both agreed to it.
    IntroductionId(u64)
}
number_type! {
    /// Wall-clock time: milliseconds since 1970-01-01 UTC.
    UnixMillis(i64)
}

impl RoomId {
    /// Not a room: the private stream of events of one session.
    pub const INBOX: Self = Self(0);
}

impl MemberId {
    /// Nobody who is connected: the server itself, or one of its services.
    pub const SERVER: Self = Self(0);
}

impl Number {
    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Monotonic time in microseconds since an origin that the caller chose. Pure code is handed one;
/// it never reads a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tick(pub u64);

impl Tick {
    /// This moment and `later` more.
    #[must_use]
    pub fn plus(self, later: std::time::Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(later.as_micros()).unwrap_or(u64::MAX)))
    }

    /// How long since `earlier`; nothing if it is not earlier.
    pub fn since(self, earlier: Self) -> std::time::Duration {
        std::time::Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

/// The secret with which a session is resumed, or a stream's end attached. Its text form never shows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(pub [u8; TOKEN_LEN]);

impl Token {
    /// Reads one from a payload.
    pub fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bytes = r.take(TOKEN_LEN, "token")?;
        let mut token = [0; TOKEN_LEN];
        token.copy_from_slice(bytes);
        Ok(Self(token))
    }

    /// Writes it to a payload.
    pub fn encode(self, w: &mut Writer<'_>) {
        w.raw(&self.0);
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What only the two who are introduced know, and their server. Its text form never shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PeerSecret(pub [u8; PEER_SECRET_LEN]);

impl PeerSecret {
    /// Reads one from a payload.
    pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let mut secret = [0; PEER_SECRET_LEN];
        secret.copy_from_slice(r.take(PEER_SECRET_LEN, field)?);
        Ok(Self(secret))
    }

    /// Writes it to a payload.
    pub fn encode(&self, w: &mut Writer<'_>) {
        w.raw(&self.0);
    }
}

impl fmt::Debug for PeerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PeerSecret(…)")
    }
}
