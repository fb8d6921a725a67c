//! The timer thread: ends the sessions that nobody resumed within the grace period.
//!
//! The grace period is the same for all, so that those who were lost first are at the front of the
//! queue. The queue is bounded; a session that finds it full is ended at once.

use super::session::Session;
use super::shared::Shared;
use crate::proto::error_code::LeaveCause;
use crate::proto::ids::Tick;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::sync::Arc;

/// A session that waits, for which of its losses, and until when.
pub(crate) struct Waiting {
    session: Arc<Session>,
    loss: u64,
    until: Tick,
}

/// Where lost sessions are put.
pub(crate) struct TimerQueue(Sender<Waiting>);

impl TimerQueue {
    /// A queue for `most` sessions, and what the thread reads.
    pub fn new(most: usize) -> (Self, Receiver<Waiting>) {
        let (sender, receiver) = bounded(most);
        (Self(sender), receiver)
    }

    /// Lets a session wait; false if there is no room.
    pub fn push(&self, session: &Arc<Session>, loss: u64, until: Tick) -> bool {
        self.0.try_send(Waiting { session: Arc::clone(session), loss, until }).is_ok()
    }
}

/// Works until `stop` is disconnected.
pub(crate) fn run(shared: &Shared, queue: &Receiver<Waiting>, stop: &Receiver<()>) {
    loop {
        let waiting = crossbeam_channel::select! {
            recv(queue) -> waiting => waiting,
            recv(stop) -> _ => return,
        };
        let Ok(waiting) = waiting else { return };
        match stop.recv_timeout(shared.clock.until(waiting.until)) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
        let mut turn = waiting.session.turn.lock();
        if turn.conn.is_none() && turn.losses == waiting.loss {
            tracing::info!(member = waiting.session.id.0, pseudo = ?turn.pseudo.as_str(), "lost");
            shared.end(&waiting.session, &mut turn, LeaveCause::Lost, "");
        }
    }
}
