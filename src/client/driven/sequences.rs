//! Sequences of a client that is driven: nothing of it waits.

use super::{Answer, Driven};
use crate::client::error::ClientError;
use crate::client::room::Room;
use crate::client::sequences::{OpenSequence, Opening, Resolution, draft, small};
use crate::client::state::Wish;
use crate::proto::ids::{RoomId, SequenceId};
use crate::proto::limits::MAX_REASON;
use crate::proto::message::{self, Message, Text};
use crossbeam_channel::{Receiver, TryRecvError};

/// A sequence that was ordered: first its id comes, then its end; each once.
pub struct Underway {
    id: Receiver<Result<SequenceId, ClientError>>,
    end: Receiver<Result<Resolution, ClientError>>,
}

impl Underway {
    /// Its id, once, as soon as it is open.
    ///
    /// # Errors
    /// It was refused, or nobody knows.
    pub fn opened(&self) -> Option<Result<SequenceId, ClientError>> {
        self.id.try_recv().ok()
    }

    /// How it ended, once.
    ///
    /// # Errors
    /// That was missed; it was never opened; or the session is over.
    pub fn ended(&self) -> Option<Result<Resolution, ClientError>> {
        match self.end.try_recv() {
            Ok(end) => Some(end),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(ClientError::OutcomeMissed)),
        }
    }
}

impl Driven {
    /// As [`Room::open`], or without a room [`Client::open`](crate::client::Client::open), with a body of
    /// any content type.
    ///
    /// # Errors
    /// As those, but what the server says of it comes later.
    pub fn open(
        &self,
        room: Option<&Room>,
        opening: Opening,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Underway, ClientError> {
        let handle = room.map(|room| &room.handle);
        let (draft, id, end) = draft(handle, opening, small(content_type, bytes)?);
        self.shared()?.post_now(draft)?;
        Ok(Underway { id, end })
    }

    /// The open sequences of a room, or of the inbox; none while there is no session.
    pub fn open_sequences(&self, room: RoomId) -> Vec<OpenSequence> {
        let Ok(shared) = self.shared() else { return Vec::new() };
        let state = shared.state();
        state.sequences.of_room(room).map(|known| known.info.clone()).collect()
    }

    /// Answers a sequence.
    ///
    /// # Errors
    /// There is no connection, or the answer is over a limit.
    pub fn answer(
        &self,
        sequence: SequenceId,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Answer, ClientError> {
        let body = small(content_type, bytes)?;
        self.act("Answering", &message::Answer { sequence, body: body.as_body() })
    }

    /// Declines a sequence.
    ///
    /// # Errors
    /// There is no connection.
    pub fn decline(&self, sequence: SequenceId, reason: &str) -> Result<Answer, ClientError> {
        let reason = Text::<MAX_REASON>::new(reason);
        self.act("Declining", &message::Decline { sequence, reason })
    }

    /// Takes a sequence back.
    ///
    /// # Errors
    /// There is no connection.
    pub fn cancel(&self, sequence: SequenceId, reason: &str) -> Result<Answer, ClientError> {
        let reason = Text::<MAX_REASON>::new(reason);
        self.act("Taking it back", &message::Cancel { sequence, reason })
    }

    fn act<'a>(&self, what: &'static str, said: &impl Message<'a>) -> Result<Answer, ClientError> {
        self.ask(|waiter| Wish::Act(what, waiter), said)
    }
}
