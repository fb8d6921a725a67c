//! How each type of field stands in a payload.

use crate::proto::body::{Body, PackedBody};
use crate::proto::coding::{DecodeError, Reader, Writer, cut};
use crate::proto::error_code::{
    Block, ByeReason, ErrorCode, LeaveCause, NoticeScope, Outcome, PeerRole, Reaction,
    ResumeStatus, StreamEnd, StreamRole,
};
use crate::proto::header::Flags;
use crate::proto::ids::{
    ClientNumber, Correlation, Epoch, IntroductionId, MemberId, Number, PeerSecret, RoomId,
    SequenceId, StreamId, Token, UnixMillis,
};
use crate::proto::limits::{HASH_LEN, MAX_SEQUENCE_BODY, MAX_TYPED_NAME};
use crate::proto::name::{Pseudo, RoomName};
use std::fmt;
use std::ops::Deref;

/// A value that stands in a payload.
pub(crate) trait Field<'a>: Sized {
    /// Reads it; `field` names it in an error.
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError>;
    /// Writes it.
    fn put(&self, w: &mut Writer<'_>);
}

/// Text of `MAX` bytes at most. What is over is cut at a character when it is made.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Keeps as much of `text` as fits.
    pub fn new(text: &str) -> Self {
        Self(cut(text, MAX).to_owned())
    }

    /// The text as a string of its own.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> From<&str> for Text<MAX> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MAX: usize> Field<'_> for Text<MAX> {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        r.string(field, MAX).map(Self)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.str(&self.0, MAX);
    }
}

macro_rules! plain_fields {
    ($($ty:ident)*) => {$(
        impl Field<'_> for $ty {
            fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                r.$ty(field)
            }
            fn put(&self, w: &mut Writer<'_>) {
                w.$ty(*self);
            }
        }
    )*};
}

plain_fields!(u8 u16 u32 u64 i64 bool);

macro_rules! own_fields {
    ($($ty:ty)*) => {$(
        impl Field<'_> for $ty {
            fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                <$ty>::decode(r, field)
            }
            fn put(&self, w: &mut Writer<'_>) {
                self.encode(w);
            }
        }
    )*};
}

own_fields!(MemberId RoomId Epoch Number ClientNumber Correlation UnixMillis Pseudo RoomName
    ErrorCode ByeReason LeaveCause NoticeScope ResumeStatus SequenceId Block Reaction Outcome
    StreamId StreamEnd StreamRole PeerRole IntroductionId PeerSecret);

/// A field that was added behind the last one of an earlier program: its default where a payload ends
/// before it (`PROTOCOL.md`, "Evolution").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added<T>(pub T);

impl<'a, T: Field<'a> + Default> Field<'a> for Added<T> {
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError> {
        if r.rest().is_empty() { Ok(Self::default()) } else { T::get(r, field).map(Self) }
    }
    fn put(&self, w: &mut Writer<'_>) {
        self.0.put(w);
    }
}

/// A body within a record, where no header says whether it is compressed.
impl Field<'_> for PackedBody {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let flags = if r.bool(field)? { Flags::COMPRESSED } else { Flags::NONE };
        Body::decode(r, flags)?.up_to(MAX_SEQUENCE_BODY).map(|body| Self::keep(&body))
    }
    fn put(&self, w: &mut Writer<'_>) {
        let body = self.as_body();
        w.bool(body.compressed);
        body.encode(w);
    }
}

impl Field<'_> for Token {
    fn get(r: &mut Reader<'_>, _: &'static str) -> Result<Self, DecodeError> {
        Self::decode(r)
    }
    fn put(&self, w: &mut Writer<'_>) {
        self.encode(w);
    }
}

impl<'a, T: Field<'a>> Field<'a> for Vec<T> {
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError> {
        r.list(field, |r| T::get(r, field))
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.list(self, |w, item| item.put(w));
    }
}

/// Bytes with their count, within a message that borrows them.
impl<'a> Field<'a> for &'a [u8] {
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError> {
        r.bytes(field)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.bytes(self);
    }
}

/// A name within a message that borrows it.
impl<'a> Field<'a> for &'a str {
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError> {
        r.str(field, MAX_TYPED_NAME)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.str(self, MAX_TYPED_NAME);
    }
}

/// A hash: so many bytes as they are.
impl Field<'_> for [u8; HASH_LEN] {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let mut hash = [0; HASH_LEN];
        hash.copy_from_slice(r.take(HASH_LEN, field)?);
        Ok(hash)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.raw(self);
    }
}

/// Bytes up to the end of the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest<'a>(pub &'a [u8]);

impl<'a> Field<'a> for Rest<'a> {
    fn get(r: &mut Reader<'a>, field: &'static str) -> Result<Self, DecodeError> {
        r.take(r.rest().len(), field).map(Self)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.raw(self.0);
    }
}
