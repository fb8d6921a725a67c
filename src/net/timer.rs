//! The timer thread: ends the sessions that nobody resumed within the grace period, and the sequences whose
//! deadline has come; and tells how those of the server's own ended.
//!
//! A session waits here once at most, however often it is lost and resumed: if it was resumed
//! meanwhile and lost again, it waits on. So there are never more of them than there are sessions;
//! a session that finds the queue full all the same is ended at once.

use super::sequences::{MAX_WATCHED, Then};
use super::session::Session;
use super::shared::Shared;
use crate::hub::sequence::End;
use crate::proto::error_code::LeaveCause;
use crate::proto::ids::Tick;
use crossbeam_channel::{Receiver, Sender, after, bounded, never, select};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::panic::{AssertUnwindSafe, catch_unwind};
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

/// The end of a sequence that is watched, and who wants to know it.
type Told = (Then, End);

/// What the timer's thread hears of sequences.
#[derive(Clone)]
pub(crate) struct Bells {
    /// One expires sooner than all before. One sign is enough.
    sooner: Sender<()>,
    /// Room for all that may be watched.
    ended: Sender<Told>,
}

impl Bells {
    /// A sequence expires sooner than all before.
    pub fn wake(&self) {
        let _ = self.sooner.try_send(());
    }

    /// Has `then` told how a sequence ended, by the timer's thread.
    pub fn tell(&self, then: Then, end: End) {
        // After the stop nobody is told any more.
        let _ = self.ended.try_send((then, end));
    }
}

/// Where lost sessions are put.
pub(crate) struct TimerQueue {
    lost: Sender<Waiting>,
    bells: Bells,
}

impl TimerQueue {
    /// A queue for `most` sessions, and what works on it.
    pub fn new(most: usize) -> (Self, Timer) {
        let (lost, queue) = bounded(most);
        let ((sooner, woken), (ended, told)) = (bounded(1), bounded(MAX_WATCHED));
        let timer = Timer { queue, woken, told, waiting: BinaryHeap::new() };
        (Self { lost, bells: Bells { sooner, ended } }, timer)
    }

    /// Where sequences are heard.
    pub fn bells(&self) -> Bells {
        self.bells.clone()
    }

    /// Lets a session wait; false if there is no room.
    pub fn push(&self, session: &Arc<Session>, until: Tick) -> bool {
        self.lost.try_send(Waiting { until, session: Arc::clone(session) }).is_ok()
    }
}

/// What the timer thread owns: the sessions that wait, the first to end on top.
pub(crate) struct Timer {
    queue: Receiver<Waiting>,
    woken: Receiver<()>,
    told: Receiver<Told>,
    waiting: BinaryHeap<Reverse<Waiting>>,
}

impl Timer {
    /// Works until `stop` is disconnected.
    pub fn run(mut self, shared: &Shared, stop: &Receiver<()>) {
        loop {
            let due = self.due().into_iter().chain(shared.desk.due()).min();
            let next = due.map_or_else(never, |due| after(shared.clock.until(due)));
            select! {
                recv(self.queue) -> lost => match lost {
                    Ok(lost) => self.waiting.push(Reverse(lost)),
                    Err(_) => return,
                },
                recv(self.woken) -> _ => {}
                recv(self.told) -> told => told.into_iter().for_each(|told| tell(shared, told)),
                recv(next) -> _ => self.step(shared),
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
        shared.expire_sequences();
        self.told.try_iter().for_each(|told| tell(shared, told));
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

/// Tells whoever watches a sequence how it ended.
fn tell(shared: &Shared, (then, end): Told) {
    shared.desk.told();
    let sequence = end.sequence;
    if catch_unwind(AssertUnwindSafe(|| then(end))).is_err() {
        tracing::error!(%sequence, "who was told of the end of a sequence panicked");
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
