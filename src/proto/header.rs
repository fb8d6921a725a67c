//! The preface of a connection and the header of every message (`PROTOCOL.md`, "Preface" and
//! "Header").

use super::ids::Correlation;
use super::kind::Kind;
use std::fmt;

/// What a connection begins with, in both directions. No TLS hello, no HTTP request and no line of
/// IRC begins with 0xF5, which is no byte of UTF-8 either.
pub const MAGIC: [u8; 6] = *b"\xF5SALON";

/// The newest version of the protocol that this code speaks.
pub const VERSION: u16 = 1;

/// Bytes of a preface.
pub const PREFACE_LEN: usize = 16;

/// Bytes of a header.
pub const HEADER_LEN: usize = 12;

/// What a side is able to do, a bit each. Unknown bits are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities(pub u64);

impl Capabilities {
    /// Nothing beyond what every peer of this version does.
    pub const NONE: Self = Self(0);
    /// Server: a lost session can be resumed.
    pub const RESUME: Self = Self(1);
    /// Server: a room that doesn't exist is opened by joining it.
    pub const OPEN_ROOMS: Self = Self(1 << 1);
    /// Server: there are sequences.
    pub const SEQUENCES: Self = Self(1 << 2);
    /// Server: it carries streams from one client to another.
    pub const STREAMS: Self = Self(1 << 3);
    /// Server: it has services that can be called.
    pub const CALLS: Self = Self(1 << 4);
    /// Server: members may say what only the newest of counts (`LATEST`).
    pub const LATEST: Self = Self(1 << 5);
    /// Server: two clients can be introduced to each other.
    pub const PEERS: Self = Self(1 << 6);

    /// Whether all bits of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and those of `other`.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The first 16 bytes of each direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preface {
    /// From a client: the newest version that it speaks. From a server: the one that will be spoken.
    pub version: u16,
    /// What the sender is able to do.
    pub capabilities: Capabilities,
}

/// Why a connection's first bytes are not the preface of a Salon peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrefaceError {
    /// Something else speaks here.
    #[error("this is not the Salon protocol")]
    NotSalon,
    /// Version 0 does not exist.
    #[error("this version of the protocol is not spoken here")]
    Version,
}

impl Preface {
    /// The preface as bytes.
    pub fn to_bytes(self) -> [u8; PREFACE_LEN] {
        let mut out = [0; PREFACE_LEN];
        out[..6].copy_from_slice(&MAGIC);
        out[6..8].copy_from_slice(&self.version.to_be_bytes());
        out[8..].copy_from_slice(&self.capabilities.0.to_be_bytes());
        out
    }

    /// Reads a preface from the beginning of `bytes`; `None` while some of it is missing. A wrong
    /// byte is told as soon as it is there.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, PrefaceError> {
        let seen = bytes.len().min(MAGIC.len());
        if bytes[..seen] != MAGIC[..seen] {
            return Err(PrefaceError::NotSalon);
        }
        let Some(whole) = bytes.first_chunk::<PREFACE_LEN>() else {
            return Ok(None);
        };
        let [_, _, _, _, _, _, v0, v1, caps @ ..] = *whole;
        let version = u16::from_be_bytes([v0, v1]);
        if version == 0 {
            return Err(PrefaceError::Version);
        }
        Ok(Some(Self { version, capabilities: Capabilities(u64::from_be_bytes(caps)) }))
    }
}

/// The flags of a message. Unknown bits are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// None set.
    pub const NONE: Self = Self(0);
    /// The body of this message is compressed.
    pub const COMPRESSED: Self = Self(1);

    /// Whether all bits of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What stands before every payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Size of the data that follows this header, in bytes.
    pub len: u32,
    /// What the message is.
    pub kind: Kind,
    /// How its payload is to be read.
    pub flags: Flags,
    /// A request's own number, repeated by its reply; 0 for none.
    pub correlation: Correlation,
}

impl Header {
    /// The header as bytes.
    pub fn to_bytes(self) -> [u8; HEADER_LEN] {
        let mut out = [0; HEADER_LEN];
        out[..4].copy_from_slice(&self.len.to_be_bytes());
        out[4..6].copy_from_slice(&self.kind.0.to_be_bytes());
        out[6..8].copy_from_slice(&self.flags.0.to_be_bytes());
        out[8..].copy_from_slice(&self.correlation.0.to_be_bytes());
        out
    }

    /// Reads a header from the beginning of `bytes`; `None` while some of it is missing.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let [l0, l1, l2, l3, k0, k1, f0, f1, c0, c1, c2, c3] =
            *bytes.first_chunk::<HEADER_LEN>()?;
        Some(Self {
            len: u32::from_be_bytes([l0, l1, l2, l3]),
            kind: Kind(u16::from_be_bytes([k0, k1])),
            flags: Flags(u16::from_be_bytes([f0, f1])),
            correlation: Correlation(u32::from_be_bytes([c0, c1, c2, c3])),
        })
    }
}

/// One whole message as it lies in a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Its header.
    pub header: Header,
    /// Its payload, of `header.len` bytes.
    pub payload: &'a [u8],
}

/// A header declares more than is accepted for its kind: nothing after it can be trusted to be a
/// header, so that the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {kind} of {len} bytes is over the limit of {limit}")]
pub struct TooLarge {
    /// The kind that was declared.
    pub kind: Kind,
    /// The length that was declared.
    pub len: u32,
    /// The most that is accepted.
    pub limit: u32,
    /// The number that the message had for its reply.
    pub correlation: Correlation,
}

impl<'a> Frame<'a> {
    /// Cuts the first message off `bytes`; `None` while some of it is missing. Its length is held
    /// against `limit` as soon as the header is there, before any memory is kept for it.
    pub fn split(
        bytes: &'a [u8],
        limit: impl FnOnce(Kind) -> u32,
    ) -> Result<Option<(Self, &'a [u8])>, TooLarge> {
        let Some(header) = Header::parse(bytes) else {
            return Ok(None);
        };
        let Header { len, kind, correlation, .. } = header;
        let limit = limit(kind);
        let too_large = TooLarge { kind, len, limit, correlation };
        let len = usize::try_from(len).map_err(|_| too_large)?;
        if header.len > limit {
            return Err(too_large);
        }
        Ok(bytes[HEADER_LEN..]
            .split_at_checked(len)
            .map(|(payload, rest)| (Self { header, payload }, rest)))
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preface_is_told_from_others_at_the_first_byte() {
        for other in [&b"\x16\x03\x01"[..], b"GET / HTTP/1.1\r\n", b"NICK a\r\n", b":x", b"\0"] {
            assert_eq!(Preface::parse(other), Err(PrefaceError::NotSalon));
        }
    }

    #[test]
    fn every_beginning_of_a_preface_wants_more() {
        let preface = Preface { version: 1, capabilities: Capabilities::RESUME };
        let bytes = preface.to_bytes();
        for end in 0..PREFACE_LEN {
            assert_eq!(Preface::parse(&bytes[..end]), Ok(None));
        }
        assert_eq!(Preface::parse(&bytes), Ok(Some(preface)));
    }

    #[test]
    fn a_length_over_the_limit_is_refused_at_the_header() {
        let header = Header {
            len: u32::MAX,
            kind: Kind::POST,
            flags: Flags::NONE,
            correlation: Correlation(0),
        };
        let bytes = header.to_bytes();
        let got = Frame::split(&bytes, |_| 10);
        let correlation = Correlation(0);
        let limit = 10;
        assert_eq!(got, Err(TooLarge { kind: Kind::POST, len: u32::MAX, limit, correlation }));
    }

    #[test]
    fn every_beginning_of_a_frame_wants_more() {
        let mut bytes =
            Header { len: 3, kind: Kind(77), flags: Flags(9), correlation: Correlation(5) }
                .to_bytes()
                .to_vec();
        bytes.extend_from_slice(b"abcNEXT");
        for end in 0..HEADER_LEN + 3 {
            assert_eq!(Frame::split(&bytes[..end], |_| 10), Ok(None));
        }
        let (frame, rest) = Frame::split(&bytes, |_| 10).unwrap().unwrap();
        assert_eq!((frame.payload, rest), (&b"abc"[..], &b"NEXT"[..]));
    }
}
