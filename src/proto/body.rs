//! What a post carries: a content type and bytes, deflated by their sender where it pays
//! (`PROTOCOL.md`, "Bodies and compression").
//!
//! A compressed body is the inflated length on 32 bits, then one whole zlib stream. The context is
//! fresh for each message, so that a body can be kept and passed on by itself.

use super::coding::{DecodeError, Reader, Writer};
use super::header::Flags;
use super::limits::{
    COMPRESS_BELOW_PERCENT, COMPRESS_FROM, MAX_BODY, MAX_CONTENT_TYPE, MAX_INFLATED_BODY,
};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use std::borrow::Cow;

/// The content type of text.
pub const TEXT: &str = "text/plain";

/// A body as it travels, with its content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// What the bytes are: visible ASCII, as in MIME. Never empty.
    pub content_type: &'a str,
    /// The bytes as they travel.
    pub bytes: &'a [u8],
    /// Whether `bytes` are compressed.
    pub compressed: bool,
}

impl Body<'_> {
    /// A body where there is nothing to say.
    pub const NOTHING: Self =
        Self { content_type: "application/octet-stream", bytes: &[], compressed: false };
}

impl<'a> Body<'a> {
    /// Reads content type and bytes. Nothing is inflated yet.
    pub fn decode(r: &mut Reader<'a>, flags: Flags) -> Result<Self, DecodeError> {
        let content_type = r.str("content_type", MAX_CONTENT_TYPE)?;
        if content_type.is_empty() || !content_type.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(DecodeError::Invalid("content_type", "not visible ASCII"));
        }
        let bytes = r.bytes("body")?;
        if bytes.len() > MAX_BODY as usize {
            return Err(DecodeError::TooLong("body", MAX_BODY as usize));
        }
        Ok(Self { content_type, bytes, compressed: flags.has(Flags::COMPRESSED) })
    }

    /// The same, unless it is longer than so many bytes, as it travels or as it says to be once
    /// inflated.
    pub fn up_to(self, most: u32) -> Result<Self, DecodeError> {
        let declared = self.bytes.first_chunk().filter(|_| self.compressed);
        let inflated = declared.map_or(0, |length| u32::from_be_bytes(*length));
        if self.bytes.len() > most as usize || inflated > most {
            return Err(DecodeError::TooLong("body", most as usize));
        }
        Ok(self)
    }

    /// Writes content type and bytes; [`Body::flags`] go into the header.
    pub fn encode(&self, w: &mut Writer<'_>) {
        w.str(self.content_type, MAX_CONTENT_TYPE);
        w.bytes(self.bytes);
    }

    /// The flags that a message with this body carries.
    pub fn flags(&self) -> Flags {
        if self.compressed { Flags::COMPRESSED } else { Flags::NONE }
    }

    /// The plain bytes, inflated if need be, of [`MAX_INFLATED_BODY`] at most.
    pub fn plain(&self) -> Result<Cow<'a, [u8]>, DecodeError> {
        if self.compressed {
            inflate(self.bytes).map(Cow::Owned)
        } else {
            Ok(Cow::Borrowed(self.bytes))
        }
    }

    /// Checks what a server answers for before it passes a body on: it inflates within the limits,
    /// and is UTF-8 if it says that it is text.
    pub fn check(&self) -> Result<(), DecodeError> {
        let text = self.content_type.starts_with("text/");
        if !self.compressed && !text {
            return Ok(());
        }
        let plain = self.plain()?;
        if text && std::str::from_utf8(&plain).is_err() {
            return Err(DecodeError::Utf8("body"));
        }
        Ok(())
    }
}

/// A body that owns its bytes, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedBody {
    content_type: String,
    bytes: Vec<u8>,
    compressed: bool,
}

impl PackedBody {
    /// Deflates `plain` where that saves more than 10 %, and leaves it as it is otherwise.
    ///
    /// # Errors
    /// The content type isn't visible ASCII, or the body is over a limit.
    pub fn pack(content_type: &str, plain: &[u8]) -> Result<Self, DecodeError> {
        let valid = !content_type.is_empty()
            && content_type.len() <= MAX_CONTENT_TYPE
            && content_type.bytes().all(|b| b.is_ascii_graphic());
        if !valid {
            return Err(DecodeError::Invalid(
                "content_type",
                "not 1 to 64 visible ASCII characters",
            ));
        }
        if plain.len() > MAX_INFLATED_BODY as usize {
            return Err(DecodeError::TooLong("body", MAX_INFLATED_BODY as usize));
        }
        let (bytes, compressed) = match deflate(plain) {
            Some(smaller) => (smaller, true),
            None => (plain.to_vec(), false),
        };
        if bytes.len() > MAX_BODY as usize {
            return Err(DecodeError::TooLong("body", MAX_BODY as usize));
        }
        Ok(Self { content_type: content_type.to_owned(), bytes, compressed })
    }

    /// The same as `body`, to be kept.
    pub fn keep(body: &Body<'_>) -> Self {
        let Body { content_type, bytes, compressed } = *body;
        Self { content_type: content_type.to_owned(), bytes: bytes.to_vec(), compressed }
    }

    /// The body as messages carry it.
    pub fn as_body(&self) -> Body<'_> {
        Body { content_type: &self.content_type, bytes: &self.bytes, compressed: self.compressed }
    }
}

/// `plain` with its length before it and deflated, if that is short enough to be worth it.
fn deflate(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() < COMPRESS_FROM {
        return None;
    }
    let most = plain.len() * COMPRESS_BELOW_PERCENT / 100;
    let mut out = Vec::with_capacity(most);
    out.extend_from_slice(&u32::try_from(plain.len()).ok()?.to_be_bytes());
    let mut deflater = Compress::new(Compression::default(), true);
    // The capacity is the budget: a body that doesn't fit into it doesn't pay.
    match deflater.compress_vec(plain, &mut out, FlushCompress::Finish) {
        Ok(Status::StreamEnd) if out.len() < most => Some(out),
        _ => None,
    }
}

/// Inflates a compressed body. What it declares is held against the limit before memory is kept,
/// and what comes out against what was declared.
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let mut r = Reader::new(bytes);
    let declared = r.u32("inflated length")?;
    if declared > MAX_INFLATED_BODY {
        return Err(DecodeError::Compression("inflates to more than the limit"));
    }
    // One byte more than declared, so that a stream which holds more is noticed. The first
    // reservation follows the bytes that came, not those that were promised.
    let most = declared as usize + 1;
    let mut out = Vec::new();
    let mut inflater = Decompress::new(true);
    loop {
        let room = (r.rest().len().saturating_mul(4)).clamp(256, 64 * 1024);
        out.reserve_exact(room.min(most - out.len()));
        let read = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
        let input = r.rest().get(read..).unwrap_or_default();
        let before = (inflater.total_in(), out.len());
        let status = inflater
            .decompress_vec(input, &mut out, FlushDecompress::None)
            .map_err(|_| DecodeError::Compression("not a zlib stream"))?;
        if out.len() >= most {
            return Err(DecodeError::Compression("inflates to more than it declares"));
        }
        match status {
            Status::StreamEnd if inflater.total_in() < r.rest().len() as u64 => {
                return Err(DecodeError::Compression("something follows the stream"));
            }
            Status::StreamEnd if out.len() == declared as usize => return Ok(out),
            Status::StreamEnd => {
                return Err(DecodeError::Compression("inflates to less than it declares"));
            }
            _ if (inflater.total_in(), out.len()) == before && out.len() < out.capacity() => {
                return Err(DecodeError::Compression("the stream ends too soon"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(plain: &[u8]) -> PackedBody {
        PackedBody::pack("application/octet-stream", plain).unwrap()
    }

    #[test]
    fn what_repeats_is_deflated_and_comes_back() {
        for len in [64usize, 1000, 65_536, MAX_INFLATED_BODY as usize] {
            let plain: Vec<u8> = (0..len).map(|i| (i / 97) as u8).collect();
            let body = packed(&plain);
            assert!(body.compressed, "{len}");
            assert!(body.bytes.len() < plain.len() * 9 / 10);
            assert_eq!(body.as_body().plain().unwrap(), plain);
        }
    }

    #[test]
    fn short_or_random_bytes_are_never_grown() {
        let mut x = 1u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (x >> 56) as u8
        })
        .take(10_000)
        .collect();
        for plain in [&b""[..], b"a", b"aaaaaaaaaaaaaaaaaaaa", &noise] {
            let body = packed(plain);
            assert!(!body.compressed);
            assert_eq!(body.bytes, plain);
        }
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_declares_and_by_what_comes_out() {
        let mut bomb = deflate(&vec![0; 900_000]).unwrap();
        bomb[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(
            inflate(&bomb),
            Err(DecodeError::Compression("inflates to more than the limit"))
        );
        bomb[..4].copy_from_slice(&1000u32.to_be_bytes());
        assert_eq!(
            inflate(&bomb),
            Err(DecodeError::Compression("inflates to more than it declares"))
        );
        bomb[..4].copy_from_slice(&900_001u32.to_be_bytes());
        assert_eq!(
            inflate(&bomb),
            Err(DecodeError::Compression("inflates to less than it declares"))
        );
    }

    #[test]
    fn every_truncation_is_an_error() {
        let whole = deflate(&vec![7; 5000]).unwrap();
        for end in 0..whole.len() {
            assert!(inflate(&whole[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn nothing_may_follow_the_stream() {
        let mut body = deflate(&vec![7; 5000]).unwrap();
        body.push(0);
        assert_eq!(inflate(&body), Err(DecodeError::Compression("something follows the stream")));
    }

    #[test]
    fn text_must_be_utf8() {
        let body = Body { content_type: TEXT, bytes: b"\xFF", compressed: false };
        assert_eq!(body.check(), Err(DecodeError::Utf8("body")));
        let body = Body { content_type: "application/x", bytes: b"\xFF", compressed: false };
        assert_eq!(body.check(), Ok(()));
    }
}
