//! The timer thread: ends the sessions that nobody resumed within the grace period.
//!
//! A session waits here once at most, however often it is lost and resumed: if it was resumed
//! meanwhile and lost again, it waits on. So there are never more of them than there are sessions;
//! a session that finds the queue full all the same is ended at once.

use super::session::Session;
use super::shared::Shared;
use crate::proto::error_code::LeaveCause;
use crate::proto::ids::Tick;
use crossbeam_channel::{Receiver, Sender, after, bounded, never, select};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

/// A session that waits, and until when.
pub(crate) struct Waiting {
    until: Tick,
    session: Arc<Session>,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.until, self.session.id).cmp(&(other.until, other.session.id))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

/// Where lost sessions are put.
pub(crate) struct TimerQueue(Sender<Waiting>);

impl TimerQueue {
    /// A queue for `most` sessions, and what works on it.
    pub fn new(most: usize) -> (Self, Timer) {
        let (sender, queue) = bounded(most);
        (Self(sender), Timer { queue, waiting: BinaryHeap::new() })
    }

    /// Lets a session wait; false if there is no room.
    pub fn push(&self, session: &Arc<Session>, until: Tick) -> bool {
        self.0.try_send(Waiting { until, session: Arc::clone(session) }).is_ok()
    }
}

/// What the timer thread owns: the sessions that wait, the first to end on top.
pub(crate) struct Timer {
    queue: Receiver<Waiting>,
    waiting: BinaryHeap<Reverse<Waiting>>,
}

impl Timer {
    /// Works until `stop` is disconnected.
    pub fn run(mut self, shared: &Shared, stop: &Receiver<()>) {
        loop {
            let next = self.due().map_or_else(never, |due| after(shared.clock.until(due)));
            select! {
                recv(self.queue) -> lost => match lost {
                    Ok(lost) => self.waiting.push(Reverse(lost)),
                    Err(_) => return,
                },
                recv(next) -> _ => self.ring_first(shared),
                recv(stop) -> _ => return,
            }
        }
    }

    /// Takes those in that were lost meanwhile.
    pub fn take_in(&mut self) {
        self.waiting.extend(self.queue.try_iter().map(Reverse));
    }

    /// Ends those whose time is over, without waiting.
    pub fn step(&mut self, shared: &Shared) {
        self.take_in();
        while self.due().is_some_and(|due| due <= shared.clock.now()) {
            self.ring_first(shared);
        }
    }

    /// When the first of them is to end.
    pub fn due(&self) -> Option<Tick> {
        self.waiting.peek().map(|Reverse(first)| first.until)
    }

    fn ring_first(&mut self, shared: &Shared) {
        if let Some(Reverse(due)) = self.waiting.pop()
            && let Some(until) = ring(shared, &due.session)
        {
            self.waiting.push(Reverse(Waiting { until, ..due }));
        }
    }
}

/// Ends a session whose time is over; tells until when it waits on if it was lost again meanwhile.
fn ring(shared: &Shared, session: &Arc<Session>) -> Option<Tick> {
    let mut turn = session.turn.lock();
    match turn.lost_until.filter(|_| !turn.ended) {
        Some(until) if shared.clock.now() < until => Some(until),
        Some(_) => {
            tracing::info!(member = session.id.0, pseudo = ?turn.pseudo.as_str(), "lost");
            shared.end(session, &mut turn, LeaveCause::Lost, "");
            None
        }
        None => {
            turn.waits = false;
            None
        }
    }
}
