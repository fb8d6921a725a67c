//! The threads of one service, and the calls that wait for them.

use super::Share;
use super::flight::{Answer, Flight, State};
use super::host::Host;
use super::service::{Call, Caller, Fault, Service};
use super::watch::Watch;
use crate::clock::Clock;
use crate::proto::error_code::ErrorCode;
use crate::proto::value::Graph;
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// See the module.
pub(crate) struct Pool {
    name: String,
    service: Arc<dyn Service>,
    /// The service's place among all.
    index: usize,
    host: Host,
    clock: Clock,
    watch: Arc<Watch>,
    share: Share,
    /// A leaf.
    work: Mutex<Work>,
    more: Condvar,
}

/// What there is to do. The queue holds [`Share::queue`] calls, and what is more is refused.
#[derive(Default)]
struct Work {
    queue: VecDeque<Job>,
    /// What to do between calls. What is dropped was there before; of questions there are as many as
    /// a server watches over.
    chores: VecDeque<Chore>,
    /// Threads that wait for something to do.
    idle: usize,
    stopping: bool,
}

/// What a thread turns to next.
enum Next {
    Chore(Chore),
    Call(Job),
}

impl Work {
    /// One thing at a time, so that nothing waits behind what another thread could do.
    fn next(&mut self) -> Option<Next> {
        let chore = self.chores.pop_front().map(Next::Chore);
        chore.or_else(|| self.queue.pop_front().map(Next::Call))
    }
}

/// What a service's thread does beside calls.
pub(super) enum Chore {
    /// To drop what was kept for a session that is over.
    Forget(State),
    /// To say how a question of the service's ended.
    Tell(Box<dyn FnOnce() + Send>),
}

/// A call that waits.
pub(super) struct Job {
    pub flight: Arc<Flight>,
    pub caller: Caller,
    pub method: Arc<str>,
    /// The parameters, encoded.
    pub params: Vec<u8>,
}

impl Pool {
    pub(super) fn new(
        plugged: &super::Plugged,
        index: usize,
        host: Host,
        clock: Clock,
        watch: Arc<Watch>,
    ) -> Self {
        Self {
            name: plugged.service.describe().name,
            service: Arc::clone(&plugged.service),
            index,
            host,
            clock,
            watch,
            share: plugged.share,
            work: Mutex::default(),
            more: Condvar::new(),
        }
    }

    /// How the service is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many threads it has.
    pub fn threads(&self) -> usize {
        self.share.threads.max(1)
    }

    /// What watches over its deadlines.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Tells the service that the server has started.
    pub fn begin(&self) {
        self.service.started(self.host.clone());
    }

    /// Lets a call wait for a thread; false if too many do.
    pub(super) fn push(&self, job: Job) -> bool {
        let mut work = self.work.lock();
        // Idle threads are as good as places: they are about to take what is there.
        if work.stopping || work.queue.len() >= self.share.queue + work.idle {
            return false;
        }
        work.queue.push_back(job);
        let wake = work.idle > 0;
        drop(work);
        if wake {
            self.more.notify_one();
        }
        true
    }

    /// A call is to wait no longer.
    pub fn withdraw(&self, flight: &Arc<Flight>) {
        let withdrawn = {
            let mut work = self.work.lock();
            let at = work.queue.iter().position(|job| Arc::ptr_eq(&job.flight, flight));
            at.and_then(|at| work.queue.remove(at))
        };
        drop(withdrawn);
    }

    /// Something is done on a thread of the service.
    pub fn take_on(&self, chore: Chore) {
        self.work.lock().chores.push_back(chore);
        self.more.notify_one();
    }

    /// Its threads end after what they are doing; what waits is not done any more.
    pub fn stop(&self) {
        let waiting = {
            let mut work = self.work.lock();
            work.stopping = true;
            std::mem::take(&mut work.queue)
        };
        self.more.notify_all();
        for job in waiting {
            job.flight.answer(Answer::Refused(ErrorCode::Stopping, String::new()));
        }
    }

    /// A thread of the service.
    pub fn run(&self) {
        loop {
            let mut work = self.work.lock();
            let next = loop {
                if let Some(next) = work.next() {
                    break next;
                }
                if work.stopping {
                    return;
                }
                work.idle += 1;
                self.more.wait(&mut work);
                work.idle -= 1;
            };
            drop(work);
            self.turn_to(next);
        }
    }

    /// Does what there is to do, without waiting; false if there was nothing.
    pub fn step(&self) -> bool {
        let next = self.work.lock().next();
        let any = next.is_some();
        if let Some(next) = next {
            self.turn_to(next);
        }
        any
    }

    fn turn_to(&self, next: Next) {
        match next {
            Next::Chore(chore) => self.do_chore(chore),
            Next::Call(job) => self.work_on(job),
        }
    }

    fn do_chore(&self, chore: Chore) {
        let done = catch_unwind(AssertUnwindSafe(|| match chore {
            Chore::Forget(state) => drop(state),
            Chore::Tell(then) => then(),
        }));
        if done.is_err() {
            tracing::error!(service = self.name, "a service panicked between two calls");
        }
    }

    fn work_on(&self, job: Job) {
        if job.flight.is_answered() {
            return;
        }
        let done = catch_unwind(AssertUnwindSafe(|| self.carry_out(&job)));
        let answer = done.unwrap_or_else(|_| {
            tracing::error!(service = self.name, method = &*job.method, "a service panicked");
            Answer::Refused(ErrorCode::ServiceFailed, String::new())
        });
        job.flight.answer(answer);
    }

    fn carry_out(&self, job: &Job) -> Answer {
        let params = match Graph::decode(&job.params) {
            Ok(params) => params,
            Err(error) => return Answer::Refused(ErrorCode::BadValue, error.to_string()),
        };
        let call = Call {
            method: &job.method,
            params: &params,
            caller: &job.caller,
            host: &self.host,
            flight: &job.flight,
            clock: &self.clock,
            service: self.index,
        };
        match self.service.call(&call) {
            Ok(result) => match result.encode() {
                Ok(bytes) => Answer::Result(bytes),
                Err(error) => self.unspeakable(&job.method, &error),
            },
            Err(Fault::Failed(failure)) => match failure.details.encode() {
                Ok(details) => Answer::Failed(failure, details),
                Err(error) => self.unspeakable(&job.method, &error),
            },
            Err(Fault::BadValue(text)) => Answer::Refused(ErrorCode::BadValue, text),
            Err(Fault::NoSuchMethod) => Answer::Refused(ErrorCode::NoSuchMethod, String::new()),
        }
    }

    /// What the service gave can't travel.
    fn unspeakable(&self, method: &str, error: &dyn std::fmt::Display) -> Answer {
        tracing::error!(service = self.name, method, %error, "a result can't be sent");
        Answer::Refused(ErrorCode::ServiceFailed, format!("the result can't be sent: {error}"))
    }
}
