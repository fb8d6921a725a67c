//! Calls that are under way: those of one session, and what becomes of each.

use super::pool::Pool;
use crate::proto::error_code::ErrorCode;
use crate::proto::failure::Failure;
use crate::proto::ids::Tick;
use parking_lot::Mutex;
use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// Its result, encoded.
    Result(Vec<u8>),
    /// The service's own error, with its encoded details.
    Failed(Failure, Vec<u8>),
    /// An error of the protocol.
    Refused(ErrorCode, String),
}

/// Where the answer goes.
pub(crate) type Reply = Box<dyn FnOnce(Answer) + Send>;

/// What a service keeps for a session.
pub(super) type State = Arc<dyn Any + Send + Sync>;

/// One call that is under way.
pub(crate) struct Flight {
    /// The caller's number for it.
    number: u32,
    deadline: Tick,
    /// Its place in the order of all calls, so that deadlines differ.
    serial: u64,
    calls: Arc<Calls>,
    pool: Arc<Pool>,
    /// Taken by whoever answers.
    reply: Mutex<Option<Reply>>,
    answered: AtomicBool,
}

impl Flight {
    pub fn deadline(&self) -> Tick {
        self.deadline
    }

    /// By what the watch knows it.
    pub fn key(&self) -> (Tick, u64) {
        (self.deadline, self.serial)
    }

    /// The session's calls.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Whether nobody waits for it any more.
    pub fn is_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// Answers, unless that was done.
    pub fn answer(&self, answer: Answer) {
        if let Some(reply) = self.settle() {
            reply(answer);
        }
    }

    /// Nobody waits for it any more, and nobody is told.
    fn abandon(self: &Arc<Self>) {
        drop(self.settle());
        self.pool.withdraw(self);
    }

    /// As [`Flight::answer`], where it may still wait in the queue, which it leaves.
    pub fn give_up(self: &Arc<Self>, code: ErrorCode) {
        self.pool.withdraw(self);
        self.answer(Answer::Refused(code, String::new()));
    }

    /// Whoever gets the reply out of this is the one who answers.
    fn settle(&self) -> Option<Reply> {
        let reply = self.reply.lock().take()?;
        self.answered.store(true, Ordering::Relaxed);
        self.pool.watch().forget(self);
        self.calls.flights.lock().remove(&self.number);
        Some(reply)
    }
}

/// The calls of one session, and what services keep for it. Both locks are leaves.
#[derive(Default)]
pub(crate) struct Calls {
    flights: Mutex<HashMap<u32, Arc<Flight>>>,
    /// By the service's place among all.
    states: Mutex<HashMap<usize, State>>,
}

/// What a call takes off with.
pub(super) struct Departure {
    pub number: u32,
    pub deadline: Tick,
    pub serial: u64,
    pub pool: Arc<Pool>,
    pub reply: Reply,
}

impl Calls {
    /// A call is under way from now on; `None` if there are `most` already, or one of this number.
    pub(super) fn depart(
        self: &Arc<Self>,
        departure: Departure,
        most: usize,
    ) -> Option<Arc<Flight>> {
        let mut flights = self.flights.lock();
        let Departure { number, deadline, serial, pool, reply } = departure;
        if flights.len() >= most || flights.contains_key(&number) {
            return None;
        }
        let flight = Arc::new(Flight {
            number,
            deadline,
            serial,
            calls: Arc::clone(self),
            pool,
            reply: Mutex::new(Some(reply)),
            answered: AtomicBool::new(false),
        });
        flights.insert(number, Arc::clone(&flight));
        Some(flight)
    }

    /// Whether a call of this number is under way.
    pub fn has(&self, number: u32) -> bool {
        self.flights.lock().contains_key(&number)
    }

    /// Cancels a call. One that was answered before needs no cancelling.
    pub fn cancel(&self, number: u32) {
        let flight = self.flights.lock().get(&number).cloned();
        if let Some(flight) = flight {
            flight.give_up(ErrorCode::Cancelled);
        }
    }

    /// The connection is gone: its calls are answered no more.
    pub fn abandon(&self) {
        let flights: Vec<_> = self.flights.lock().values().cloned().collect();
        flights.iter().for_each(Flight::abandon);
    }

    /// The session is over: what services keep for it is given to `forget`, with the service's place.
    pub fn end(&self, mut forget: impl FnMut(usize, State)) {
        self.abandon();
        let states = std::mem::take(&mut *self.states.lock());
        for (service, state) in states {
            forget(service, state);
        }
    }

    /// What a service keeps for the session.
    pub fn state<T: Send + Sync + 'static>(
        &self,
        service: usize,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        let known = self.states.lock().get(&service).cloned();
        if let Some(Ok(known)) = known.map(Arc::downcast::<T>) {
            return known;
        }
        // Made without the lock, since it is the service's own code; the first that is put in stays.
        let made = Arc::new(make());
        let mut states = self.states.lock();
        let kept: State = match states.get(&service).map(|kept| Arc::downcast::<T>(kept.clone())) {
            Some(Ok(kept)) => return kept,
            _ => made.clone(),
        };
        states.insert(service, kept);
        made
    }
}
