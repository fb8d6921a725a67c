//! The vocabulary of payloads: big-endian integers, counted text, counted bytes
//! (`PROTOCOL.md`, "Values").
//!
//! Decoding returns an error with a cause; encoding cannot fail: a text over its limit is a bug
//! of the caller and is cut at a character, never sent with a false count.

use thiserror::Error;

/// Why a payload could not be read. The connection survives it: framing is intact.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The payload ends inside the named field.
    #[error("{0}: the payload ends too soon")]
    Truncated(&'static str),
    /// The named field is not UTF-8.
    #[error("{0}: not valid UTF-8")]
    Utf8(&'static str),
    /// The named field has a value that its type doesn't allow.
    #[error("{0}: {1}")]
    Invalid(&'static str, &'static str),
    /// The compressed body can't be inflated, or not within its limits.
    #[error("body: {0}")]
    Compression(&'static str),
    /// The named field is longer than its limit.
    #[error("{0}: longer than {1} bytes")]
    TooLong(&'static str, usize),
}

/// Reads the fields of one payload in order. What is left when a message has all its fields is
/// passed over: a newer peer may have added some.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `payload`.
    pub fn new(payload: &'a [u8]) -> Self {
        Self { rest: payload }
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `len` bytes as they are.
    pub fn take(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(DecodeError::Truncated(field))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let (taken, rest) =
            self.rest.split_first_chunk::<N>().ok_or(DecodeError::Truncated(field))?;
        self.rest = rest;
        Ok(*taken)
    }

    /// An unsigned 8-bit integer.
    pub fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        self.array(field).map(u8::from_be_bytes)
    }

    /// An unsigned 16-bit integer.
    pub fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// An unsigned 32-bit integer.
    pub fn u32(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// An unsigned 64-bit integer.
    pub fn u64(&mut self, field: &'static str) -> Result<u64, DecodeError> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// A signed 64-bit integer.
    pub fn i64(&mut self, field: &'static str) -> Result<i64, DecodeError> {
        self.array(field).map(i64::from_be_bytes)
    }

    /// A boolean: 0 is no, anything else is yes.
    pub fn bool(&mut self, field: &'static str) -> Result<bool, DecodeError> {
        Ok(self.u8(field)? != 0)
    }

    /// Text: its length in bytes on 16 bits, then UTF-8, of `max` bytes at most.
    pub fn str(&mut self, field: &'static str, max: usize) -> Result<&'a str, DecodeError> {
        let len = usize::from(self.u16(field)?);
        if len > max {
            return Err(DecodeError::TooLong(field, max));
        }
        std::str::from_utf8(self.take(len, field)?).map_err(|_| DecodeError::Utf8(field))
    }

    /// As [`Reader::str`], owned.
    pub fn string(&mut self, field: &'static str, max: usize) -> Result<String, DecodeError> {
        self.str(field, max).map(str::to_owned)
    }

    /// Bytes: their count on 32 bits, then they.
    pub fn bytes(&mut self, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let len = self.u32(field)?;
        self.take(usize::try_from(len).map_err(|_| DecodeError::Truncated(field))?, field)
    }

    /// A list: its count on 16 bits, then its items. Memory grows only as items are read.
    pub fn list<T>(
        &mut self,
        field: &'static str,
        mut item: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = usize::from(self.u16(field)?);
        let mut items = Vec::with_capacity(count.min(64));
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }
}

/// Writes the fields of one payload, in order, at the end of a buffer.
#[derive(Debug)]
pub struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    /// Writes behind what `out` already holds.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Bytes as they are, without a count.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// An unsigned 8-bit integer.
    pub fn u8(&mut self, value: u8) {
        self.out.push(value);
    }

    /// An unsigned 16-bit integer.
    pub fn u16(&mut self, value: u16) {
        self.raw(&value.to_be_bytes());
    }

    /// An unsigned 32-bit integer.
    pub fn u32(&mut self, value: u32) {
        self.raw(&value.to_be_bytes());
    }

    /// An unsigned 64-bit integer.
    pub fn u64(&mut self, value: u64) {
        self.raw(&value.to_be_bytes());
    }

    /// A signed 64-bit integer.
    pub fn i64(&mut self, value: i64) {
        self.raw(&value.to_be_bytes());
    }

    /// A boolean, as 1 or 0.
    pub fn bool(&mut self, value: bool) {
        self.u8(u8::from(value));
    }

    /// Text of `max` bytes at most; what is over is cut at a character.
    pub fn str(&mut self, text: &str, max: usize) {
        let text = cut(text, max.min(usize::from(u16::MAX)));
        self.u16(u16::try_from(text.len()).unwrap_or(u16::MAX));
        self.raw(text.as_bytes());
    }

    /// Bytes with their count on 32 bits.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.raw(bytes);
    }

    /// A list with its count on 16 bits; callers keep lists within a page.
    pub fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        let items = &items[..items.len().min(usize::from(u16::MAX))];
        self.u16(u16::try_from(items.len()).unwrap_or(u16::MAX));
        for each in items {
            item(self, each);
        }
    }
}

/// The longest beginning of `text` of `max` bytes at most that ends at a character.
pub fn cut(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    &text[..text.floor_char_boundary(max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back() {
        let mut out = Vec::new();
        let mut w = Writer::new(&mut out);
        w.u8(1);
        w.u16(2);
        w.u32(3);
        w.u64(4);
        w.i64(-5);
        w.bool(true);
        w.str("é", 10);
        w.bytes(b"xyz");
        w.list(&[7u8, 8], |w, v| w.u8(*v));
        let mut r = Reader::new(&out);
        assert_eq!(r.u8("a"), Ok(1));
        assert_eq!(r.u16("b"), Ok(2));
        assert_eq!(r.u32("c"), Ok(3));
        assert_eq!(r.u64("d"), Ok(4));
        assert_eq!(r.i64("e"), Ok(-5));
        assert_eq!(r.bool("f"), Ok(true));
        assert_eq!(r.str("g", 10), Ok("é"));
        assert_eq!(r.bytes("h"), Ok(&b"xyz"[..]));
        assert_eq!(r.list("i", |r| r.u8("item")), Ok(vec![7, 8]));
        assert!(r.rest().is_empty());
    }

    #[test]
    fn a_count_beyond_the_end_is_an_error_and_reserves_nothing() {
        let mut r = Reader::new(&[0xFF, 0xFF, 0xFF, 0xFF, 1]);
        assert_eq!(r.bytes("body"), Err(DecodeError::Truncated("body")));
        let mut r = Reader::new(&[0xFF, 0xFF]);
        assert_eq!(r.list("l", |r| r.u8("item")), Err(DecodeError::Truncated("item")));
    }

    #[test]
    fn text_is_cut_at_a_character() {
        assert_eq!(cut("aéé", 2), "a");
        assert_eq!(cut("aéé", 3), "aé");
        assert_eq!(cut("abc", 9), "abc");
    }
}
