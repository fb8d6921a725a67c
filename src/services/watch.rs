//! The watch over deadlines: one thread for all services, which is woken only for a deadline that is
//! earlier than all others.

use super::flight::Flight;
use crate::clock::Clock;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::Tick;
use parking_lot::{Condvar, Mutex};
use std::collections::BTreeMap;
use std::sync::Arc;

/// See the module.
pub(crate) struct Watch {
    clock: Clock,
    /// A leaf. One entry for each call that is under way.
    over: Mutex<Over>,
    earlier: Condvar,
}

#[derive(Default)]
struct Over {
    flights: BTreeMap<(Tick, u64), Arc<Flight>>,
    /// When the thread will look by itself.
    looks_at: Option<Tick>,
    stopping: bool,
}

impl Watch {
    pub fn new(clock: Clock) -> Self {
        Self { clock, over: Mutex::default(), earlier: Condvar::new() }
    }

    /// Watches over a call, unless it was answered meanwhile.
    pub fn add(&self, flight: &Arc<Flight>) {
        let mut over = self.over.lock();
        // Under the lock: who answers later finds it here.
        if flight.is_answered() {
            return;
        }
        over.flights.insert(flight.key(), Arc::clone(flight));
        if over.looks_at.is_none_or(|at| flight.deadline() < at) {
            drop(over);
            self.earlier.notify_one();
        }
    }

    /// A call was answered.
    pub fn forget(&self, flight: &Flight) {
        let forgotten = self.over.lock().flights.remove(&flight.key());
        drop(forgotten);
    }

    /// The first deadline.
    pub fn due(&self) -> Option<Tick> {
        self.over.lock().flights.first_key_value().map(|((due, _), _)| *due)
    }

    /// Answers those whose time is over.
    pub fn ring(&self) {
        let now = self.clock.now();
        loop {
            let late = {
                let mut over = self.over.lock();
                let first = over.flights.first_entry();
                first.filter(|first| first.key().0 <= now).map(|first| first.remove())
            };
            let Some(late) = late else { return };
            late.give_up(ErrorCode::Deadline);
        }
    }

    /// Works until [`Watch::stop`].
    pub fn run(&self) {
        loop {
            self.ring();
            let mut over = self.over.lock();
            if over.stopping {
                return;
            }
            over.looks_at = over.flights.first_key_value().map(|((due, _), _)| *due);
            match over.looks_at {
                Some(at) => {
                    let wait = self.clock.until(at);
                    self.earlier.wait_for(&mut over, wait);
                }
                None => self.earlier.wait(&mut over),
            }
        }
    }

    /// The thread ends.
    pub fn stop(&self) {
        self.over.lock().stopping = true;
        self.earlier.notify_one();
    }
}
