//! What the server does for its services: they hold no part of it, and ask here.

use super::shared::Shared;
use crate::proto::body::PackedBody;
use crate::proto::message::Place;
use crate::services::{House, PostError};
use std::sync::{Arc, OnceLock, Weak};

/// See the module.
#[derive(Default)]
pub(super) struct ServiceHouse {
    /// Weak, since the server holds the services.
    shared: OnceLock<Weak<Shared>>,
}

impl ServiceHouse {
    /// The server is there from now on.
    pub fn open(&self, shared: &Arc<Shared>) {
        // It is opened once, right after it was made.
        let _ = self.shared.set(Arc::downgrade(shared));
    }
}

impl House for ServiceHouse {
    fn post(
        &self,
        service: &str,
        room: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Place, PostError> {
        let body = PackedBody::pack(content_type, bytes)?;
        body.as_body().check()?;
        let shared = self.shared.get().and_then(Weak::upgrade).ok_or(PostError::Stopped)?;
        let cell = {
            let directory = shared.directory.lock();
            let found = directory.find_room(room).map(|entry| Arc::clone(&entry.cell));
            found.ok_or(PostError::NoSuchRoom)?
        };
        let wall = shared.clock.wall();
        let posted =
            cell.with(&shared.stragglers, |inner| inner.post_as(service, body.as_body(), wall));
        let (place, carry) = posted.ok_or(PostError::NoSuchRoom)?;
        if let Some(carry) = carry {
            carry.run();
        }
        shared.mark_changed();
        Ok(place)
    }
}
