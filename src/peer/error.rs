//! Why two peers did not come together, or came apart.

use crate::client::{ClientError, StreamError};
use crate::proto::tunnel::Broken;
use std::io;

/// Why a direct session could not begin.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The server by which the two were to meet refused, or is gone.
    #[error("{0}")]
    Server(#[from] ClientError),
    /// The other did not come in time, or the introduction was over.
    #[error("the other did not come in time: ask again")]
    Absent,
    /// No direct path opened in time, and the server was not to be between.
    #[error("no direct path opened: go on through the server, or give it up")]
    NoPath,
    /// Whoever answered doesn't know the secret, or broke the rules of the encryption.
    #[error("whoever answered is not the one who was introduced")]
    NotThem,
    /// The connection between the two was lost.
    #[error("the connection to the other was lost: {0}")]
    Lost(#[from] io::Error),
}

impl From<StreamError> for PeerError {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Client(error) => Self::Server(error),
            error => Self::Lost(error.into()),
        }
    }
}

impl From<snow::Error> for PeerError {
    fn from(error: snow::Error) -> Self {
        tracing::debug!(%error, "not the one who was introduced");
        Self::NotThem
    }
}

impl From<Broken> for PeerError {
    fn from(broken: Broken) -> Self {
        tracing::info!(%broken, "the other side of a tunnel broke its rules");
        Self::NotThem
    }
}
