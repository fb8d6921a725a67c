//! What the server does for its services: they hold no part of it, and ask here.

use super::sequences::{Ask, Opener};
use super::shared::Shared;
use crate::proto::body::PackedBody;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{RoomId, SequenceId};
use crate::proto::message::Place;
use crate::services::{House, PostError, Question, Resolved, Then};
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

    fn shared(&self) -> Option<Arc<Shared>> {
        self.shared.get().and_then(Weak::upgrade)
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
        let shared = self.shared().ok_or(PostError::Stopped)?;
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

    fn ask(&self, question: Question, then: Then) -> Result<SequenceId, ErrorCode> {
        let Question { room, kind, audience, quorum, deadline, content_type, bytes } = question;
        let body = PackedBody::pack(&content_type, &bytes);
        let body = body.map_err(|error| ErrorCode::from(&error))?;
        body.as_body().check().map_err(|error| ErrorCode::from(&error))?;
        let shared = self.shared().ok_or(ErrorCode::Stopping)?;
        let room = match room {
            None => RoomId::INBOX,
            Some(name) => {
                let directory = shared.directory.lock();
                directory.find_room(&name).ok_or(ErrorCode::NoSuchRoom)?.id
            }
        };
        let ask = Ask { room, kind, quorum, deadline, audience, body };
        Opener::new(&shared).open(ask, move |end| {
            let answers = end.answers.into_iter().map(|answer| (answer.member, answer.body));
            let answers = answers.collect();
            then(Resolved { outcome: end.outcome, reason: end.reason, tally: end.tally, answers });
        })
    }

    fn withdraw(&self, question: SequenceId, reason: &str) -> Result<(), ErrorCode> {
        let shared = self.shared().ok_or(ErrorCode::Stopping)?;
        Opener::new(&shared).cancel(question, reason)
    }
}
