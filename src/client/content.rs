//! What a message says, ready to be read.

use super::payload::{Payload, PayloadError};
use crate::proto::body::{Body, TEXT};
use crate::proto::coding::DecodeError;

/// The content of a post or a direct message: its type, and its bytes inflated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What the bytes are, as in MIME.
    pub content_type: String,
    /// The bytes, of [`MAX_INFLATED_BODY`](crate::proto::limits::MAX_INFLATED_BODY) at most.
    pub bytes: Vec<u8>,
}

impl Content {
    /// Text of type `text/plain`.
    pub fn plain(text: &str) -> Self {
        Self { content_type: TEXT.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    /// The text, if it is one: any `text/` type in UTF-8.
    pub fn text(&self) -> Option<&str> {
        if !self.content_type.starts_with("text/") {
            return None;
        }
        std::str::from_utf8(&self.bytes).ok()
    }

    /// The typed message that it carries.
    ///
    /// # Errors
    /// It is of another type, or can't be read as this one.
    pub fn get<T: Payload>(&self) -> Result<T, PayloadError> {
        if self.content_type != T::CONTENT_TYPE {
            return Err(PayloadError::ContentType {
                expected: T::CONTENT_TYPE,
                found: self.content_type.clone(),
            });
        }
        T::from_bytes(&self.bytes)
    }

    pub(super) fn inflate(body: &Body<'_>) -> Result<Self, DecodeError> {
        let bytes = body.plain()?.into_owned();
        Ok(Self { content_type: body.content_type.to_owned(), bytes })
    }
}
