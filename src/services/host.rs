//! A service's hand on the server: it may speak in rooms.

use crate::proto::coding::DecodeError;
use crate::proto::message::Place;
use std::sync::Arc;

/// What a server does for its services.
pub trait House: Send + Sync {
    /// Posts to a room, in the name of a service.
    ///
    /// # Errors
    /// It can't be posted, and why.
    fn post(
        &self,
        service: &str,
        room: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Place, PostError>;
}

/// Why a service's post was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// There is no room of this name.
    #[error("there is no such room")]
    NoSuchRoom,
    /// The body is over a limit, or not what its content type says.
    #[error(transparent)]
    Body(#[from] DecodeError),
    /// The server has stopped.
    #[error("the server has stopped")]
    Stopped,
}

/// See the module. Clones are the same hand.
#[derive(Clone)]
pub struct Host {
    house: Arc<dyn House>,
    service: Arc<str>,
}

impl Host {
    pub(super) fn new(house: Arc<dyn House>, service: &str) -> Self {
        Self { house, service: service.into() }
    }

    /// Posts a text to a room. Its author is 0, and its pseudo the service's name.
    ///
    /// # Errors
    /// There is no such room, the text is too long, or the server has stopped.
    pub fn post(&self, room: &str, text: &str) -> Result<Place, PostError> {
        self.post_bytes(room, "text/plain", text.as_bytes())
    }

    /// As [`Host::post`], for bytes of any content type.
    ///
    /// # Errors
    /// As [`Host::post`], or the content type can't be one.
    pub fn post_bytes(
        &self,
        room: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Place, PostError> {
        self.house.post(&self.service, room, content_type, bytes)
    }
}
